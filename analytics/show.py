"""Frames for people on a terminal, and for machines as CSV, JSON or Parquet."""

from __future__ import annotations

import json
import math
import sys
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from analytics.errors import UsageError

FORMATS = ("table", "csv", "json", "parquet")
#: Wider than any row: nothing is folded or cut on its way to another program.
_PIPE_WIDTH = 1_000_000


def console(width: int | None = None) -> Console:
    """Where people read; a pipe gets no colours and no folds. Brackets in data are no markup."""
    shown = Console(highlight=False, markup=False, emoji=False, width=width)
    return shown if shown.is_terminal or width else console(_PIPE_WIDTH)


def write_frame(frame: pd.DataFrame, form: str, out: Path | None, title: str = "") -> None:
    """Write a frame in one of `FORMATS`, to a file or to standard output.

    Raises UsageError on another format, and on Parquet to a terminal.
    """
    if form not in FORMATS:
        raise UsageError(f"--format {form}: one of {', '.join(FORMATS)}")
    if form == "table" and out is None:
        print_table(frame, title)
        return
    if form == "parquet" and out is None and sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal; give --out FILE")
    _write(as_bytes(frame, "csv" if form == "table" else form), out)


def write_text(text: str, out: Path | None) -> None:
    """Write a text to a file that only its owner can read, or to standard output."""
    _write(text.encode(), out)


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    beside = out.with_name(out.name + ".new")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside.touch(mode=0o600)
        beside.write_bytes(content)
        beside.replace(out)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise UsageError(f"{out} cannot be written: {error.strerror}") from error


def as_bytes(frame: pd.DataFrame, form: str) -> bytes:
    """A frame as CSV, JSON (a list of records) or Parquet; lists become text in CSV."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    sink = pa.BufferOutputStream()
    if form == "parquet":
        pa.parquet.write_table(table, sink)
    elif form == "csv":
        pa.csv.write_csv(_flat(table), sink)
    else:
        rows = [{k: _plain(v) for k, v in row.items()} for row in table.to_pylist()]
        return (json.dumps(rows, indent=1, ensure_ascii=False, default=str) + "\n").encode()
    return sink.getvalue().to_pybytes()


def _flat(table: pa.Table) -> pa.Table:
    columns = [_flat_column(column) for column in table.columns]
    return pa.table(dict(zip(table.column_names, columns, strict=True)))


def _flat_column(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    """A list of texts as words, any other nested value as JSON."""
    kind = column.type
    if pa.types.is_list(kind) and pa.types.is_string(kind.value_type):
        return pa.compute.binary_join(column, " ")
    if pa.types.is_nested(kind) or pa.types.is_interval(kind):
        texts = [v if v is None else json.dumps(v, default=str) for v in column.to_pylist()]
        return pa.array(texts, pa.string())
    return column


def _plain(value: Any) -> Any:
    """A value as JSON has it: no number that is none; decimals and dates become text later."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def print_table(frame: pd.DataFrame, title: str = "", most: int = 200) -> None:
    """Print a frame: amounts with thousands separators, at most `most` rows, the rest counted."""
    shown = Table(title=title or None, title_justify="left", header_style="bold")
    for name in frame.columns:
        number = _is_number(frame[name])
        shown.add_column(
            str(name).replace("_", " "),
            justify="right" if number else "left",
            no_wrap=number,
            overflow="fold",
        )
    for row in frame.head(most).itertuples(index=False):
        shown.add_row(*(cell_text(value) for value in row))
    out = console()
    # A terminal that is too narrow wraps the lines itself: a number is never cut.
    least = Measurement.get(out, out.options.update_width(_PIPE_WIDTH), shown).minimum
    console(max(out.width, least)).print(shown)
    if len(frame) > most:
        out.print(f"... and {len(frame) - most:,} more rows (--format csv gives all)")


def _is_number(column: pd.Series) -> bool:
    kind = column.dtype
    if isinstance(kind, pd.ArrowDtype):
        arrow = kind.pyarrow_dtype
        return (
            pa.types.is_decimal(arrow) or pa.types.is_integer(arrow) or pa.types.is_floating(arrow)
        )
    return pd.api.types.is_numeric_dtype(kind)


def cell_text(value: Any) -> str:
    """One value as people read it; nothing for a missing one."""
    if isinstance(value, list) or hasattr(value, "tolist"):
        return " ".join(map(cell_text, value))
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, Decimal)):
        return f"{value:,}"
    return "".join(each if each.isprintable() else " " for each in str(value))

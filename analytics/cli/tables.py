"""Prints frames as tables on a terminal, or writes them as CSV, JSON or Parquet."""

from __future__ import annotations

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

from analytics.frames import write_frame

#: Wider than any row: nothing is folded or cut on its way to another program.
_PIPE_WIDTH = 1_000_000


def console(width: int | None = None) -> Console:
    """Where people read; a pipe gets no colours and no folds. Brackets in data are no markup."""
    shown = Console(highlight=False, markup=False, emoji=False, width=width)
    return shown if shown.is_terminal or width else console(_PIPE_WIDTH)


def show_frame(frame: pd.DataFrame, form: str, out: Path | None, title: str = "") -> None:
    """Print a frame as a table where people read, or write it as `write_frame` does."""
    if form == "table" and out is None:
        print_table(frame, title)
    else:
        write_frame(frame, form, out)


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

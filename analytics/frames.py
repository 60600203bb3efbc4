"""A copy of a frame for charts and statistics: the only place where money becomes a float."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from analytics.errors import UsageError
from analytics.private_file import write_private


def for_charts(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with decimals as float64 and dates as datetime64, for plotting and statistics.

    pandas cannot rank, describe, resample or plot Arrow decimals and dates. Do not sum money in
    the copy: sums belong to SQL or to the frame itself.

    Example:
        >>> copy = analytics.for_charts(run.exposure(by="month"))
        >>> str(copy["automated_amount"].dtype)
        'float64'
    """
    columns = {}
    for name, column in frame.items():
        kind = column.dtype
        if isinstance(kind, pd.ArrowDtype) and pa.types.is_decimal(kind.pyarrow_dtype):
            column = column.astype("float64[pyarrow]").astype("float64")
        elif isinstance(kind, pd.ArrowDtype) and pa.types.is_date(kind.pyarrow_dtype):
            column = pd.to_datetime(column)
        columns[name] = column
    return pd.DataFrame(columns, index=frame.index)


def arrow_frame(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a pandas frame with Arrow types."""
    return table.to_pandas(types_mapper=pd.ArrowDtype)


FORMATS = ("table", "csv", "json", "parquet")


def write_frame(frame: pd.DataFrame, form: str, out: Path | None) -> None:
    """Write a frame as CSV, JSON or Parquet, to a file or to standard output.

    A "table" is CSV in a file. Raises UsageError on another format, and on Parquet to a terminal.
    """
    if form not in FORMATS:
        raise UsageError(f"--format {form}: one of {', '.join(FORMATS)}")
    if form == "parquet" and out is None and sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal; give --out FILE")
    write_private(as_bytes(frame, "csv" if form == "table" else form), out)


def as_bytes(frame: pd.DataFrame, form: str) -> bytes:
    """A frame as CSV, JSON (a list of records) or Parquet.

    What a form cannot hold becomes text: a list in CSV, an interval in CSV and Parquet.
    """
    table = pa.Table.from_pandas(frame, preserve_index=False)
    sink = pa.BufferOutputStream()
    if form == "parquet":
        pa.parquet.write_table(_flat(table, pa.types.is_interval), sink)
    elif form == "csv":
        pa.csv.write_csv(_flat(table, _is_no_cell), sink)
    else:
        rows = [{k: _plain(v) for k, v in row.items()} for row in table.to_pylist()]
        return (json.dumps(rows, indent=1, ensure_ascii=False, default=str) + "\n").encode()
    return sink.getvalue().to_pybytes()


def _is_no_cell(kind: pa.DataType) -> bool:
    return pa.types.is_nested(kind) or pa.types.is_interval(kind)


def _flat(table: pa.Table, becomes_text: Callable[[pa.DataType], bool]) -> pa.Table:
    columns = [_as_texts(each) if becomes_text(each.type) else each for each in table.columns]
    return pa.table(dict(zip(table.column_names, columns, strict=True)))


def _as_texts(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    """A list of texts as words, any other nested value as JSON."""
    kind = column.type
    if pa.types.is_list(kind) and pa.types.is_string(kind.value_type):
        return pa.compute.binary_join(column, " ")
    texts = [v if v is None else json.dumps(v, default=str) for v in column.to_pylist()]
    return pa.array(texts, pa.string())


def _plain(value: Any) -> Any:
    """A value as JSON has it: no number that is none; decimals and dates become text later."""
    return None if isinstance(value, float) and not math.isfinite(value) else value

"""Header and rows of any source, whatever its file format."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.engine.duckdb import Engine
from analytics.errors import ExtractError
from analytics.load.read.delimited import _text_rows
from analytics.load.read.file_format import FileFormat
from analytics.load.read.files import as_arrow, kind_of, start_of
from analytics.load.read.fixed_width import fixed_header, fixed_rows
from analytics.load.read.header import Header, read_header
from analytics.load.read.parquet_and_frames import _first_values, _parquet, _typed_select
from analytics.load.read.rows import Rows
from analytics.load.read.unreadable import (
    keep_broken,
)
from analytics.load.read.workbook import _workbook, workbook_header


def header_of(source: Path | pd.DataFrame | pa.Table, form: FileFormat) -> Header:
    """The header of a file, or the columns of a frame; with the first row as text.

    Raises ExtractError where the file is damaged or is not of the form told.
    """
    kind = kind_of(source) if isinstance(source, Path) else "frame"
    _refuse_other_form(source, kind, form)
    if kind == "workbook":
        return workbook_header(source, form.sheet)
    if kind == "parquet":
        file = _parquet(source)
        try:
            first = next(file.iter_batches(batch_size=1), None)
        except (pa.ArrowException, OSError) as error:
            raise ExtractError(f"{source.name}: a damaged Parquet file") from error
        row = _first_values(pa.Table.from_batches([first])) if first is not None else {}
        return Header(tuple(n.strip() for n in file.schema_arrow.names), row)
    if kind == "frame":
        names = list(map(str, source.column_names if isinstance(source, pa.Table) else source))
        first = as_arrow(source.head(1) if isinstance(source, pd.DataFrame) else source[:1])
        return Header(tuple(n.strip() for n in names), _first_values(first))
    if form.layout:
        return fixed_header(source, form, form.layout)
    return read_header(start_of(source, form.encoding), source.name, form.delimiter)


def _refuse_other_form(source: Path | pd.DataFrame | pa.Table, kind: str, form: FileFormat) -> None:
    name = source.name if isinstance(source, Path) else "frame"
    if form.layout and kind in ("frame", "parquet", "workbook"):
        raise ExtractError(
            f"{name}: the mapping has a [layout] of positions for fixed-width text; this is a"
            f" {kind}, which has columns of its own"
        )
    if form.sheet and kind != "workbook":
        raise ExtractError(f"{name}: the mapping names a sheet, but this is no workbook")


def read_rows(
    engine: Engine,
    source: Path | pd.DataFrame | pa.Table,
    header: Header,
    form: FileFormat,
    temp: Path,
) -> Rows:
    """Bring the rows of a source into the engine's reach as text. Raises ExtractError."""
    kind = kind_of(source) if isinstance(source, Path) else "frame"
    if kind == "workbook":
        return _workbook(engine, source, header, form, temp)
    if form.layout:
        select, read, left_out = fixed_rows(engine, source, form, form.layout, temp)
        return Rows(header.names, select, read, left_out)
    if kind not in ("frame", "parquet"):
        return _text_rows(engine, source, header, form.encoding, temp)
    keep_broken(engine, [])
    if isinstance(source, Path):
        path = source
        read = _parquet(path).metadata.num_rows
    else:
        path, table = temp / "frame.parquet", as_arrow(source)
        read = table.num_rows
        names = [f"c{i}" for i in range(table.num_columns)]
        pq.write_table(table.rename_columns(names), path, compression="lz4")
    return Rows(header.names, _typed_select(engine, path), read)

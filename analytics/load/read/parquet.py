"""Parquet files: columns with types of their own, read as the text of their values."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal, quoted
from analytics.errors import ExtractError
from analytics.load.read.file_format import FileFormat
from analytics.load.read.files import starts_with
from analytics.load.read.format_reader import FormatReader, Source
from analytics.load.read.header import Header
from analytics.load.read.rows import Rows
from analytics.load.read.unreadable import keep_unreadable


class Reader(FormatReader):
    """A Parquet file."""

    title = "Parquet"

    @classmethod
    def recognizes(cls, source: Source, file_format: FileFormat) -> bool:
        """By its first bytes."""
        return starts_with(source, b"PAR1")

    def read_header(self) -> Header:
        """The names of the columns, and the first row."""
        file = _opened(self.source)
        try:
            first = next(file.iter_batches(batch_size=1), None)
        except (pa.ArrowException, OSError) as error:
            raise ExtractError(f"{self.name}: a damaged Parquet file") from error
        row = first_values(pa.Table.from_batches([first])) if first is not None else {}
        return Header(tuple(name.strip() for name in file.schema_arrow.names), row)

    def rows(self, engine: Engine, temp: Path) -> Rows:
        """The rows, read where the file lies."""
        keep_unreadable(engine, [])
        read = _opened(self.source).metadata.num_rows
        return Rows(self.header.names, typed_select(engine, self.source), read)

    def sample(self, engine: Engine, temp: Path, most: int) -> str:
        """The first rows; the rest of the file is not read."""
        return f"{typed_select(engine, self.source)} where file_row_number < {most}"


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise ExtractError(f"{path.name}: a damaged Parquet file") from error


def first_values(table: pa.Table) -> dict[str, str]:
    """The first row by column, as text; empty for no row."""
    row = table.to_pylist()[0] if table.num_rows else {}
    return {name: "" if value is None else str(value) for name, value in row.items()}


def typed_select(engine: Engine, path: Path) -> str:
    """SQL of the rows of a Parquet file as text; a whole number stored as a float has no `.0`."""
    columns = text_columns(engine, f"read_parquet({literal(path)})")
    relation = f"read_parquet({literal(path)}, file_row_number=true)"
    return f"select file_row_number + 1 as source_row, {columns} from {relation}"


def text_columns(engine: Engine, relation: str) -> str:
    """SQL of the columns of a relation as text: c0, c1, ..."""
    columns = []
    described = engine.rows(f"describe select * from {relation}")
    for i, (name, kind, *_) in enumerate(described):
        value, text = quoted(name), f"cast({quoted(name)} as varchar)"
        if kind in ("DOUBLE", "FLOAT"):
            whole = f"when {value} = trunc({value}) and abs({value}) < 1e15"
            digits = f"cast(cast({value} as bigint) as varchar)"
            text = f"case when isnan({value}) then null {whole} then {digits} else {text} end"
        columns.append(f"{text} as c{i}")
    return ", ".join(columns)

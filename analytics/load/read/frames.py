"""Frames, tables and Arrow streams: brought into one form, and their rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.engine.duckdb import Engine
from analytics.errors import ExtractError, RecoupError, UsageError
from analytics.load.read.file_format import FileFormat
from analytics.load.read.format_reader import ArrowStream, FormatReader, Source
from analytics.load.read.header import Header
from analytics.load.read.parquet import first_values, text_columns, typed_select
from analytics.load.read.rows import Rows
from analytics.load.read.unreadable import keep_unreadable

#: The digits of the widest decimal that is read as one.
_MOST_DIGITS = 38
#: Rows of a frame that are read from memory; of more a copy is written.
_SMALL = 100_000
_NOT_READ = (
    "frame: a column has a type that Recoup cannot read ({}); make it text, a number or a date"
)


class Reader(FormatReader):
    """A frame, held as an Arrow table."""

    title = "a frame"
    of_files = False

    @classmethod
    def recognizes(cls, source: Source, file_format: FileFormat) -> bool:
        """Is it a table?"""
        return isinstance(source, pa.Table)

    def read_header(self) -> Header:
        """The names of the columns, and the first row."""
        names = tuple(name.strip() for name in self.source.column_names)
        return Header(names, first_values(self.source[:1]))

    def rows(self, engine: Engine, temp: Path) -> Rows:
        """The rows; of a large frame written as Parquet, so that they are read like a file."""
        keep_unreadable(engine, [])
        if self.source.num_rows <= _SMALL:
            select = _table_select(engine, self.source)
        else:
            select = typed_select(engine, _written(self.source, temp))
        return Rows(self.header.names, select, self.source.num_rows)

    def sample(self, engine: Engine, temp: Path, most: int) -> str:
        """The first rows."""
        return typed_select(engine, _written(self.source[:most], temp))


def _table_select(engine: Engine, table: pa.Table) -> str:
    """SQL of the rows as text, over a table of the connection."""
    names = [f"c{i}" for i in range(table.num_columns)]
    try:
        engine.register("given_frame", table.rename_columns(names))
        engine.table("frame_row", "select * from given_frame")
    except (pa.ArrowException, RecoupError) as error:
        raise ExtractError(_NOT_READ.format(error)) from error
    return f"select rowid + 1 as source_row, {text_columns(engine, 'frame_row')} from frame_row"


def _written(table: pa.Table, temp: Path) -> Path:
    path = temp / "frame.parquet"
    names = [f"c{i}" for i in range(table.num_columns)]
    try:
        pq.write_table(table.rename_columns(names), path, compression="lz4")
    except pa.ArrowNotImplementedError as error:
        raise ExtractError(_NOT_READ.format(error)) from error
    return path


def as_source(given: Path | str | pd.DataFrame | ArrowStream) -> Source:
    """What a user gives to load, as a path or an Arrow table.

    A stream is read here, whole and once: a reader of one pass has nothing left afterwards.
    Raises UsageError for what is neither a path nor a frame, ExtractError where a stream breaks
    off.
    """
    if isinstance(given, (str, Path)):
        return Path(given)
    if isinstance(given, pd.DataFrame):
        return _of_pandas(given)
    if not hasattr(given, "__arrow_c_stream__"):
        raise UsageError(f"a {type(given).__name__} cannot be loaded; give a path or a frame")
    return _plain_types(given if isinstance(given, pa.Table) else _of_stream(given))


def _of_stream(stream: ArrowStream) -> pa.Table:
    try:
        reader = pa.RecordBatchReader.from_stream(stream)
    except (pa.ArrowException, TypeError) as error:
        raise UsageError(
            f"a {type(stream).__name__} cannot be loaded: its stream has no columns; give a frame"
        ) from error
    try:
        return reader.read_all()
    except (pa.ArrowException, OSError) as error:
        # The error of whoever makes the rows may quote a value: it stays behind.
        raise ExtractError(
            f"frame: the rows of a {type(stream).__name__} could not be read to their end"
        ) from error


def _of_pandas(frame: pd.DataFrame) -> pa.Table:
    """A frame without its index; columns of mixed types become text."""
    frame = frame.rename(columns=str)
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise ExtractError(f"frame: the column {twice[0]!r} appears twice")
    try:
        table = pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        mixed = {c: "string" for c in frame.columns if frame[c].dtype == object}
        table = pa.Table.from_pandas(frame.astype(mixed), preserve_index=False)
    return _plain_types(table)


def _plain_types(table: pa.Table) -> pa.Table:
    """The table without metadata, its values as they are however their maker packs them."""
    columns = [_plain(column) for column in table.columns]
    return pa.Table.from_arrays(columns, names=table.column_names)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        values = [pa.chunked_array([chunk.dictionary]) for chunk in column.chunks]
        taken = [
            _plain(each).combine_chunks().take(chunk.indices)
            for each, chunk in zip(values, column.chunks, strict=True)
        ]
        return pa.chunked_array(taken, _plain_type(kind.value_type))
    return column.cast(_plain_type(kind))


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if isinstance(kind, pa.BaseExtensionType):
        return _plain_type(kind.storage_type)
    if pa.types.is_run_end_encoded(kind):
        return _plain_type(kind.value_type)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.large_string()
    if pa.types.is_decimal32(kind) or pa.types.is_decimal64(kind):
        return pa.decimal128(kind.precision, kind.scale)
    if pa.types.is_decimal256(kind) and kind.precision > _MOST_DIGITS:
        return pa.string()  # what reads Parquet would make a float of it
    return kind

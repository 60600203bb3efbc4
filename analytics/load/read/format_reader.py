"""The form of a reader: does it recognize the file, its header, its rows. Knows no format.

A format is one module with a class `Reader` below `FormatReader`, and one line in
`analytics.load.read.formats`. Whoever needs to know something of a format asks its reader.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Protocol

import pyarrow as pa

from analytics.engine.duckdb import Engine
from analytics.errors import ExtractError
from analytics.load.read.file_format import FileFormat
from analytics.load.read.header import Header
from analytics.load.read.rows import Rows


class ArrowStream(Protocol):
    """Anything that hands out its rows as an Arrow stream: a frame, a query's result, a reader."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


#: What a reader reads: a file, or a frame as an Arrow table.
Source = Path | pa.Table


@dataclass(frozen=True)
class Given:
    """What the user gives with a source: its file format, its table, the payer of its rows."""

    file_format: FileFormat = field(default_factory=FileFormat)
    table: str | None = None
    payer: str | None = None


NOTHING_GIVEN = Given()


@dataclass(frozen=True)
class Standard:
    """The rules of a published standard for a file; they go before a mapping.

    `is_submission`: bills, of which nothing is paid yet and which have no history.
    """

    name: str
    table: str
    units_basis: str | None = None
    is_submission: bool = False


class FormatReader(ABC):
    """One source, read as one format. Subclasses are called `Reader`, one to a module."""

    #: The format in a list of formats: "Parquet".
    title: ClassVar[str]
    #: Is it a format of files? Frames are none.
    of_files: ClassVar[bool] = True
    #: The fields of `FileFormat` that the format heeds.
    settings: ClassVar[frozenset[str]] = frozenset()
    #: How to correct rejected rows that cannot be given back as delimited text; empty: they can.
    correction: ClassVar[str] = ""

    def __init__(self, source: Any, given: Given):
        self.source, self.given = source, given
        self._refuse_other_settings()

    @classmethod
    @abstractmethod
    def recognizes(cls, source: Source, file_format: FileFormat) -> bool:
        """Is the source of this format? Asked in the order of the registry."""

    @abstractmethod
    def read_header(self) -> Header:
        """The columns in order, with the first row. Raises ExtractError on a damaged source."""

    @abstractmethod
    def rows(self, engine: Engine, temp: Path) -> Rows:
        """Bring the rows into the engine's reach as text, under the columns of `header`.

        Fills the relation unreadable_row (`keep_unreadable`). `temp` is a folder for what is
        written on the way. Raises ExtractError where the source cannot be read to its end.
        """

    def sample(self, engine: Engine, temp: Path, most: int) -> str:
        """SQL of the first rows, as `Rows.select`; a format that can stops reading there."""
        return f"select * from ({self.rows(engine, temp).select}) order by source_row limit {most}"

    def seen_format(self) -> FileFormat:
        """How the file seems to be written, where that is not the usual."""
        return FileFormat()

    @property
    def standard(self) -> Standard | None:
        """What a standard says of the file; None for a file of free columns."""
        return None

    @cached_property
    def header(self) -> Header:
        """The header, read once."""
        return self.read_header()

    @property
    def name(self) -> str:
        """The source in messages and in the record of a load: the file's name, or `frame`."""
        return name_of(self.source)

    def _refuse_other_settings(self) -> None:
        given = self.given.file_format
        if given.layout and "layout" not in self.settings:
            raise ExtractError(
                f"{self.name}: the mapping has a [layout] of positions for fixed-width text; this"
                f" is {self.title}, which has columns of its own"
            )
        if given.sheet and "sheet" not in self.settings:
            raise ExtractError(f"{self.name}: the mapping names a sheet, but this is no workbook")


def name_of(source: Source) -> str:
    """A source in messages: the file's name, or `frame`."""
    return source.name if isinstance(source, Path) else "frame"

"""Delimited text: its header, its rows, its encoding. Knows quotes and delimiters, no table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from analytics.engine.duckdb import Engine
from analytics.engine.messages import QueryError
from analytics.engine.sql_text import literal
from analytics.errors import ExtractError
from analytics.load.read.file_format import FileFormat
from analytics.load.read.files import START, start_of
from analytics.load.read.format_reader import FormatReader, Source
from analytics.load.read.header import Header, read_header
from analytics.load.read.plain_text import PlainText, plain_text, seen_encoding
from analytics.load.read.rows import Rows, text_rows_select
from analytics.load.read.unpaired_quotes import repair
from analytics.load.read.unreadable import (
    REASONS,
    UnreadableRow,
    copy_lines,
    keep_unreadable,
    numbering,
    rejected_lines,
    renumbered,
)


class Reader(FormatReader):
    """A file of delimited text, packed or not; what no other format recognizes."""

    title = "CSV, TSV and other delimited text"
    settings = frozenset({"delimiter", "encoding"})

    @classmethod
    def recognizes(cls, source: Source, file_format: FileFormat) -> bool:
        """Any file: this format is asked last."""
        return isinstance(source, Path)

    def seen_format(self) -> FileFormat:
        """The encoding, where it is seen not to be UTF-8."""
        return FileFormat(encoding=seen_encoding(self.source))

    def read_header(self) -> Header:
        """The first line, with the values of the next."""
        given = self.given.file_format
        return read_header(start_of(self.source, given.encoding), self.name, given.delimiter)

    def rows(self, engine: Engine, temp: Path) -> Rows:
        """The rows. Those that do not read keep their number; one cannot swallow the next."""
        header = self.header
        plain = plain_text(self.source, self.given.file_format.encoding, temp)
        taken_out: list[tuple[int, str]] = []
        good, unreadable = _read_csv(engine, plain, header, temp, self.name)
        if good + len(unreadable) != plain.lines - header.lines:
            # Some record runs over several lines, or a stray quote swallowed what stands behind it.
            found = repair(plain, header.delimiter, len(header.names), header.lines, temp)
            good, unreadable = _read_csv(engine, found.text, header, temp, self.name)
            expected = found.text.lines - header.lines - found.extra_lines
            if good + len(unreadable) != expected:
                raise ExtractError(
                    f"{self.name}: some quotes have no partner, so the rows cannot be separated"
                )
            taken_out = found.unreadable
        unreadable = renumbered(unreadable, taken_out)
        keep_unreadable(engine, unreadable)
        relation = f"read_parquet({literal(temp / 'text.parquet')}, file_row_number=true)"
        names = ", ".join(f"c{i}" for i in range(len(header.names)))
        number = numbering(engine, [row.source_row for row in unreadable])
        select = f"select {number} as source_row, {names} from {relation}"
        return Rows(header.names, select, good + len(unreadable))

    def sample(self, engine: Engine, temp: Path, most: int) -> str:
        """The first rows that have a value for every column; the rest of the file is not read."""
        text = start_of(self.source, self.given.file_format.encoding)
        rows = _first_rows(text, self.header, most)
        return text_rows_select(engine, rows, len(self.header.names))


def _read_csv(
    engine: Engine, text: PlainText, header: Header, temp: Path, name: str
) -> tuple[int, list[UnreadableRow]]:
    """Copy the rows to Parquet. Number of good rows; the others by their record."""
    columns = ", ".join(f"c{i}: 'varchar'" for i in range(len(header.names)))
    options = (
        f"header=true, columns={{{columns}}}, delim={literal(header.delimiter)},"
        " quote='\"', escape='\"'"
    )
    try:
        good = copy_lines(engine, text.path, options, temp / "text.parquet")
    except QueryError as error:
        raise ExtractError(f"{name}: cannot be read as delimited text") from error
    if not good and engine.value("select count(distinct line) from reject_errors") > 1:
        raise ExtractError(
            f"{name}: no row has the {len(header.names)} columns of the header; is the delimiter"
            f" {header.delimiter!r}, and does each row end like the header?"
        )
    return good, rejected_lines(engine, 1, REASONS)


def _first_rows(start: str, header: Header, most: int) -> list[list[str]]:
    text = start.replace("\r\n", "\n").replace("\r", "\n")
    found = list(_whole_rows(text, header, most))
    # The text may end in the middle of its last row.
    return found if len(found) == most else found[: max(1, len(found) - (len(text) >= START))]


def _whole_rows(text: str, header: Header, most: int) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=header.delimiter)
    count = 0
    try:
        next(reader)
        for row in reader:
            if len(row) == len(header.names):
                yield row
                count += 1
            if count == most:
                return
    except csv.Error:
        return  # an unreadable row: those in front of it will do

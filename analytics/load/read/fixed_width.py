"""Fixed-width files: lines cut at the positions of the mapping's layout.

Each line is read as one text (the delimiter is a character that no extract holds) and cut in
SQL. Blanks at the end of a line may be missing: columns beyond its end are empty. A line that
ends inside a column, in a file whose lines otherwise all have one length, was cut off and is a
unreadable row, as is a line with nothing in any column of the layout.
"""

from __future__ import annotations

from pathlib import Path

from analytics.engine.duckdb import Engine
from analytics.engine.messages import QueryError
from analytics.engine.sql_text import literal
from analytics.errors import ExtractError
from analytics.load.read.file_format import FileFormat, FixedWidthLayout
from analytics.load.read.files import start_of
from analytics.load.read.format_reader import FormatReader, Source
from analytics.load.read.header import DELIMITERS, Header
from analytics.load.read.plain_text import plain_text
from analytics.load.read.rows import Rows
from analytics.load.read.unreadable import (
    REASONS,
    UnreadableRow,
    copy_lines,
    keep_unreadable,
    numbering,
    rejected_lines,
)

#: Stands between fields of terminals long gone; a line that holds it is unreadable.
_NO_DELIMITER = "\x1f"
_LINE_REASONS = {**REASONS, "TOO MANY COLUMNS": "a control character in the line"}
_CUT_OFF = "the line is cut off inside a column"
_EMPTY = "the line ends before the first column of the layout"


class Reader(FormatReader):
    """A file of lines that a mapping's layout cuts into columns, packed or not."""

    title = "fixed width"
    settings = frozenset({"layout", "encoding"})

    @classmethod
    def recognizes(cls, source: Source, file_format: FileFormat) -> bool:
        """Any file for which a mapping has a layout."""
        return isinstance(source, Path) and file_format.layout is not None

    @property
    def layout(self) -> FixedWidthLayout:
        """The layout the mapping tells."""
        return self.given.file_format.layout

    def read_header(self) -> Header:
        """The columns of the layout with the values of the first line of data.

        Raises ExtractError where the file is empty, or shows a delimiter rather than positions.
        """
        layout, text = self.layout, start_of(self.source, self.given.file_format.encoding)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        lines = [line for line in text.split("\n") if line]
        if not lines:
            raise ExtractError(f"{self.name}: the file is empty")
        data = lines[layout.header_lines :]
        if data and (delimiter := _delimited(data[:20], len(layout.names))):
            raise ExtractError(
                f"{self.name}: the mapping has a [layout] of positions, but the lines are delimited"
                f" by {delimiter!r}; leave the layout out"
            )
        first = next((line for line in data if _is_data(line, layout)), "")
        row = {
            name: first[start - 1 : end].strip()
            for name, (start, end) in zip(layout.names, layout.spans, strict=True)
        }
        return Header(layout.names, row, lines=layout.header_lines)

    def rows(self, engine: Engine, temp: Path) -> Rows:
        """The lines that are data, cut; those the layout's record leaves out are counted.

        Raises ExtractError where there are lines but none of them is a record.
        """
        layout, out = self.layout, temp / "text.parquet"
        unreadable = self._copied(engine, temp, out)
        number = numbering(engine, [row.source_row for row in unreadable])
        record = _record(layout)
        lines = f"(select *, {number} as source_row from read_parquet({literal(out)},"
        lines = f"{lines} file_row_number=true)) as lines"
        cut = _cut_off(engine, lines, record, layout)
        short = engine.rows(
            f"select source_row, case when {cut} then {literal(_CUT_OFF)}"
            f" else {literal(_EMPTY)} end, line from {lines}"
            f" where {record} and ({cut} or {_nothing(layout)}) order by source_row"
        )
        keep_unreadable(engine, sorted([*unreadable, *(UnreadableRow(*row) for row in short)]))
        records, total = self._counted(engine, lines, record)
        values = ", ".join(
            f"nullif(substr(line, {first}, {last - first + 1}), '') as c{i}"
            for i, (first, last) in enumerate(layout.spans)
        )
        select = (
            f"select source_row, {values} from {lines} where {record}"
            f" and not ({cut} or {_nothing(layout)})"
        )
        return Rows(self.header.names, select, records + len(unreadable), total - records)

    def _copied(self, engine: Engine, temp: Path, out: Path) -> list[UnreadableRow]:
        """Copy the lines to Parquet; returns those that are no text."""
        layout = self.layout
        plain = plain_text(self.source, self.given.file_format.encoding, temp)
        options = (
            f"header=false, skip={layout.header_lines}, columns={{line: 'varchar'}},"
            f" delim={literal(_NO_DELIMITER)}, quote='', escape=''"
        )
        try:
            good = copy_lines(engine, plain.path, options, out)
        except QueryError as error:
            raise ExtractError(f"{self.name}: cannot be read as lines of text") from error
        unreadable = rejected_lines(engine, layout.header_lines, _LINE_REASONS)
        if good + len(unreadable) != max(0, plain.lines - layout.header_lines):
            raise ExtractError(f"{self.name}: the lines cannot be separated")
        return unreadable

    def _counted(self, engine: Engine, lines: str, record: str) -> tuple[int, int]:
        """How many lines are data, of how many."""
        ((records, total),) = engine.rows(
            f"select count(*) filter (where {record}), count(*) from {lines}"
        )
        if total and not records and self.layout.record:
            first, last, word = self.layout.record
            raise ExtractError(
                f"{self.name}: no line has {word!r} at positions {first} to {last}, which the"
                " mapping's record asks for"
            )
        return records, total


def _is_data(line: str, layout: FixedWidthLayout) -> bool:
    return (
        layout.record is None or line[layout.record[0] - 1 : layout.record[1]] == (layout.record[2])
    )


def _delimited(lines: list[str], columns: int) -> str | None:
    """The delimiter that stands equally often, and at differing places, in every line."""
    for delimiter in DELIMITERS:
        times = {line.count(delimiter) for line in lines}
        if len(times) != 1 or 2 * times.pop() < columns - 1 or delimiter not in lines[0]:
            continue
        places = {tuple(i for i, c in enumerate(line) if c == delimiter) for line in lines}
        if len(lines) == 1 or len(places) > 1:
            return delimiter
    return None


def _record(layout: FixedWidthLayout) -> str:
    """SQL: is a line data?"""
    if layout.record is None:
        return "true"
    first, last, word = layout.record
    return f"substr(line, {first}, {last - first + 1}) = {literal(word)}"


def _nothing(layout: FixedWidthLayout) -> str:
    """SQL: does a line end before the first column?"""
    first = min(first for first, _ in layout.spans)
    return f"(line is null or length(line) < {first})"


def _cut_off(engine: Engine, lines: str, record: str, layout: FixedWidthLayout) -> str:
    """SQL: does a line end inside a column, where all but a few lines have one length?"""
    ((usual, share),) = engine.rows(
        "select arg_max(length, times), max(times) / sum(times)"
        " from (select length(line) as length, count(*) as times"
        f" from {lines} where {record} group by all)"
    )
    if usual is None or share < 0.9:
        return "false"
    inside = [f"length(line) between {a} and {b - 1}" for a, b in layout.spans if a < b <= usual]
    return f"({' or '.join(inside)})" if inside else "false"

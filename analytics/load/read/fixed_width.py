"""Fixed-width files: lines cut at the positions that the mapping's layout tells.

Each line is read as one text (the delimiter is a character that no extract holds) and cut in
SQL. Blanks at the end of a line may be missing: columns beyond its end are empty. A line that
ends inside a column, in a file whose lines otherwise all have one length, was cut off and is a
broken row, as is a line with nothing in any column of the layout.
"""

from __future__ import annotations

from pathlib import Path

from analytics.engine.duckdb import Engine
from analytics.engine.messages import QueryError
from analytics.engine.sql_text import literal
from analytics.errors import ExtractError
from analytics.load.read.file_format import FileFormat, FixedWidthLayout
from analytics.load.read.files import plain_text, start_of
from analytics.load.read.header import DELIMITERS, Header
from analytics.load.read.unreadable import (
    REASONS,
    copy_lines,
    keep_broken,
    numbering,
    rejected_lines,
)

#: Stands between fields of terminals long gone; a line that holds it is broken.
_NO_DELIMITER = "\x1f"
_LINE_REASONS = {**REASONS, "TOO MANY COLUMNS": "a control character in the line"}
_CUT_OFF = "the line is cut off inside a column"
_EMPTY = "the line ends before the first column of the layout"


def fixed_header(path: Path, form: FileFormat, layout: FixedWidthLayout) -> Header:
    """The columns of the layout with the values of the first line of data.

    Raises ExtractError where the file is empty, or shows a delimiter rather than positions.
    """
    text = start_of(path, form.encoding).replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in text.split("\n") if line]
    if not lines:
        raise ExtractError(f"{path.name}: the file is empty")
    data = lines[layout.header_lines :]
    if data and (delimiter := _delimited(data[:20], len(layout.names))):
        raise ExtractError(
            f"{path.name}: the mapping has a [layout] of positions, but the lines are delimited by"
            f" {delimiter!r}; leave the layout out"
        )
    first = next((line for line in data if _is_data(line, layout)), "")
    row = {
        name: first[start - 1 : end].strip()
        for name, (start, end) in zip(layout.names, layout.spans, strict=True)
    }
    return Header(layout.names, row, lines=layout.header_lines)


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


def fixed_rows(
    engine: Engine, path: Path, form: FileFormat, layout: FixedWidthLayout, temp: Path
) -> tuple[str, int, int]:
    """Bring the lines into the engine's reach.

    Returns SQL of the rows as text (source_row, c0, c1, ...), how many rows were read, broken
    ones counted, and how many lines the layout's record leaves out. Raises ExtractError where
    there are lines but none of them is a record.
    """
    plain = plain_text(path, form.encoding, temp)
    out = temp / "text.parquet"
    options = (
        f"header=false, skip={layout.header_lines}, columns={{line: 'varchar'}},"
        f" delim={literal(_NO_DELIMITER)}, quote='', escape=''"
    )
    try:
        good = copy_lines(engine, plain.path, options, out)
    except QueryError as error:
        raise ExtractError(f"{path.name}: does not read as lines of text") from error
    broken = rejected_lines(engine, layout.header_lines, _LINE_REASONS)
    if good + len(broken) != max(0, plain.lines - layout.header_lines):
        raise ExtractError(f"{path.name}: lines cannot be told apart")
    number = numbering(engine, [row for row, _, _ in broken])
    record = _record(layout)
    lines = f"(select *, {number} as source_row from read_parquet({literal(out)},"
    lines = f"{lines} file_row_number=true)) as lines"
    cut = _cut_off(engine, lines, record, layout)
    short = engine.rows(
        f"select source_row, case when {cut} then {literal(_CUT_OFF)} else {literal(_EMPTY)} end,"
        f" line from {lines} where {record} and ({cut} or {_nothing(layout)}) order by source_row"
    )
    keep_broken(engine, sorted([*broken, *short]))
    ((records, total),) = engine.rows(
        f"select count(*) filter (where {record}), count(*) from {lines}"
    )
    if total and not records and layout.record:
        first, last, word = layout.record
        raise ExtractError(
            f"{path.name}: no line has {word!r} at positions {first} to {last}, which the mapping's"
            " record asks for"
        )
    values = ", ".join(
        f"nullif(substr(line, {first}, {last - first + 1}), '') as c{i}"
        for i, (first, last) in enumerate(layout.spans)
    )
    select = (
        f"select source_row, {values} from {lines} where {record}"
        f" and not ({cut} or {_nothing(layout)})"
    )
    return select, records + len(broken), total - records


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

"""The header of a file: its delimiter, its column names, its first row; and the table it is for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.errors import ExtractError
from analytics.schema.tables import TABLES

DELIMITERS = (",", "\t", "|", ";")
#: A line that is no column's name: blanks in a row, digits in front, or long.
_NO_NAME = re.compile(r"\S {2,}\S|^\s*\d|.{60}")


@dataclass(frozen=True)
class Header:
    """Column names in order, the first row, the delimiter, and the lines the header takes."""

    names: tuple[str, ...]
    first_row: dict[str, str]
    delimiter: str = ","
    lines: int = 1


def read_header(start: str, name: str, delimiter: str | None) -> Header:
    """The header in the first characters of the file `name`; `delimiter`: None, if to be seen."""
    if not start.strip():
        raise ExtractError(f"{name}: the file is empty; a header line is the least")
    start = start.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    delimiter = delimiter or _seen_delimiter(start.split("\n", 1)[0])
    reader = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
    try:
        names = next(reader)
    except (csv.Error, StopIteration) as error:
        raise ExtractError(f"{name}: line 1 cannot be read as a header") from error
    lines = reader.line_num
    if len(names) == 1 and _NO_NAME.search(names[0]):
        raise ExtractError(
            f"{name}: no delimiter is seen in line 1; a fixed-width file needs a mapping with a"
            " [layout], another delimiter one that says delimiter"
        )
    try:
        row = next((r for r in reader if r), [])
    except csv.Error:
        row = []  # an unreadable row; the reading says so
    return Header(
        tuple(column.strip() for column in names),
        dict(zip(names, row, strict=False)),
        delimiter,
        lines,
    )


def _seen_delimiter(line: str) -> str:
    """The likeliest of comma, tab, bar and semicolon in a header line; comma for one column."""
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def guess_table(headers: Sequence[str], file: str) -> str:
    """The table whose columns these are. Raises ExtractError where that is not clear."""
    present = {header.strip().lower() for header in headers}
    shared = {name: len(present.intersection(t.names)) for name, t in TABLES.items()}
    whole = [
        n for n, t in TABLES.items() if t.required and present.issuperset(_needed(n, t.required))
    ]
    ranked = sorted(whole or shared, key=lambda name: -shared[name])
    first, second = ranked[0], (ranked[1] if len(ranked) > 1 else None)
    lead = shared[first] - (shared[second] if second else 0)
    if (whole and lead > 0) or (not whole and lead > 1 and shared[first] > 2):
        return first
    if shared[first] == 0:
        raise ExtractError(
            f"{file}: the headers name no column of any table; give --map for another layout"
        )
    near = ", ".join(n for n in ranked if shared[n] == shared[first])
    raise ExtractError(
        f"{file}: cannot tell the table from the headers (near: {near}); give --table"
    )


def _needed(table: str, required: list[str]) -> list[str]:
    """The required columns; a line's dates and payment may come from elsewhere for claims."""
    if table == "medical_claim":
        return [name for name in required if name != "claim_line_start_date"]
    return required

"""Rows of delimited text. Knows quotes and delimiters, no table."""

from __future__ import annotations

from pathlib import Path

from analytics.engine.duckdb import Engine
from analytics.engine.messages import QueryError
from analytics.engine.sql_text import literal
from analytics.errors import ExtractError
from analytics.load.read.files import PlainText, plain_text
from analytics.load.read.header import Header
from analytics.load.read.rows import Rows
from analytics.load.read.unpaired_quotes import mend
from analytics.load.read.unreadable import (
    REASONS,
    Broken,
    copy_lines,
    keep_broken,
    numbering,
    rejected_lines,
    renumbered,
)


def _text_rows(
    engine: Engine, path: Path, header: Header, encoding: str | None, temp: Path
) -> Rows:
    plain = plain_text(path, encoding, temp)
    taken_out: list[tuple[int, str]] = []
    good, broken = _read_csv(engine, plain, header, temp, path.name)
    if good + len(broken) != plain.lines - header.lines:
        # Some record runs over several lines, or a stray quote swallowed what stands behind it.
        mended = mend(plain, header.delimiter, len(header.names), header.lines, temp)
        good, broken = _read_csv(engine, mended.text, header, temp, path.name)
        expected = mended.text.lines - header.lines - mended.extra_lines
        if good + len(broken) != expected:
            raise ExtractError(f"{path.name}: quotes that do not pair; rows cannot be told apart")
        taken_out = mended.broken
    broken = renumbered(broken, taken_out)
    keep_broken(engine, broken)
    read = good + len(broken)
    relation = f"read_parquet({literal(temp / 'text.parquet')}, file_row_number=true)"
    names = ", ".join(f"c{i}" for i in range(len(header.names)))
    number = numbering(engine, [row for row, _, _ in broken])
    return Rows(header.names, f"select {number} as source_row, {names} from {relation}", read)


def _read_csv(
    engine: Engine, text: PlainText, header: Header, temp: Path, name: str
) -> tuple[int, list[Broken]]:
    """Copy the rows to Parquet. Number of good rows; the others as (record, reason, text)."""
    columns = ", ".join(f"c{i}: 'varchar'" for i in range(len(header.names)))
    options = (
        f"header=true, columns={{{columns}}}, delim={literal(header.delimiter)},"
        " quote='\"', escape='\"'"
    )
    try:
        good = copy_lines(engine, text.path, options, temp / "text.parquet")
    except QueryError as error:
        raise ExtractError(f"{name}: does not read as delimited text") from error
    if not good and engine.value("select count(distinct line) from reject_errors") > 1:
        raise ExtractError(
            f"{name}: no row has the {len(header.names)} columns of the header; is the delimiter"
            f" {header.delimiter!r}, and does each row end like the header?"
        )
    return good, rejected_lines(engine, 1, REASONS)

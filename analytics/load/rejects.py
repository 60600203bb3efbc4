"""Lists rejected rows with their reasons, and writes them again for correction.

An extract of rejects has the headers, the delimiter and the encoding of the file it came from, so
that it loads as that file did. Nothing is added to it: a column of reasons would travel into the
store with the corrected rows.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal
from analytics.errors import UsageError
from analytics.load.read.formats import reader_named
from analytics.load.write import header_keys
from analytics.private_file import write_new_private

#: Row numbers shown with each reason.
EXAMPLES = 5
#: SQL: a line that did not read as a row is kept whole, under a key of its own.
_UNREADABLE = "json_keys(raw_row) = ['line']"


def reject_reasons(engine: Engine, load: int | None = None) -> pa.Table:
    """Why rows were rejected: one row per table, load, file, column and reason.

    Columns: table_name, load_number, source_file, column_name, reason, rows, example_rows (the
    first row numbers in the file). `load`: that load only. Reads the relation rejected_row; no
    value of a row is in what it gives.
    """
    return engine.arrow(
        "select table_name, load_number, source_file, column_name, reason,"
        f" count(*) as rows, min(source_row, {EXAMPLES}) as example_rows"
        f" from rejected_row{_of(load)}"
        " group by table_name, load_number, source_file, column_name, reason"
        " order by load_number, rows desc, column_name, reason",
        step="rejects",
    )


def unreadable_lines(engine: Engine, record: dict[str, Any]) -> list[str]:
    """The lines of a load that did not read as rows (too few columns, a stray quote)."""
    found = engine.rows(
        "select json_extract_string(raw_row, '/line') from rejected_row"
        f"{_of(record['number'])} and {_UNREADABLE} order by source_row"
    )
    return [line for (line,) in found]


def rejected_extract(engine: Engine, record: dict[str, Any]) -> bytes:
    """The rejected rows of a load as delimited text, as their file had them, to be corrected.

    Lines that did not read as rows stand at the end, as they were. Raises UsageError where the
    load has no rejected row, or is of an X12 file.
    """
    headers, written = _headers(record), record["report"]["written"]
    head = io.StringIO(newline="")
    csv.writer(head, delimiter=written["delimiter"], lineterminator="").writerow(headers)
    special = literal(f'["\\r\\n{re.escape(written["delimiter"])}]')
    whole = (
        "case when cell is null then ''"
        f" when regexp_matches(cell, {special})"
        """ then '"' || replace(cell, '"', '""') || '"' """
        " else cell end"
    )
    lines = engine.arrow(
        f"select array_to_string(list_transform(cells, lambda cell: {whole}),"
        f" {literal(written['delimiter'])}) as line from ({_cells(record)}) order by source_row",
        step="rejected rows",
    )["line"].to_pylist()
    lines += unreadable_lines(engine, record)
    if not lines:
        raise UsageError(f"load {record['number']} rejected no row")
    text = "\n".join([head.getvalue(), *lines, ""])
    return text.encode(written["encoding"] or "utf-8", "replace")


def write_rejected_extract(engine: Engine, record: dict[str, Any], path: Path) -> None:
    """Write the rejected rows of a load to a file that only its owner can read.

    Raises UsageError where there are none, or where the file cannot be written or is there
    already: it may hold corrections.
    """
    content = rejected_extract(engine, record)
    try:
        write_new_private(content, path)
    except FileExistsError as error:
        raise UsageError(f"{path} already exists; not overwritten; name a new file") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def _cells(record: dict[str, Any]) -> str:
    """SQL: the rejected rows of a load by number, each a list of the texts under its headers."""
    paths = ", ".join(literal(_pointer(name)) for name in header_keys(_headers(record)))
    return (
        f"select source_row, json_extract_string(raw_row, [{paths}]) as cells from rejected_row"
        f"{_of(record['number'])} and not {_UNREADABLE}"
    )


def _headers(record: dict[str, Any]) -> list[str]:
    written = record["report"]["written"]
    reader = reader_named(written["file_format"])
    if reader.correction:
        raise UsageError(f"load {record['number']} is of {reader.title}; {reader.correction}")
    return written["headers"]


def _of(load: int | None) -> str:
    return "" if load is None else f" where load_number = {int(load)}"


def _pointer(name: str) -> str:
    """The JSON pointer of a key."""
    return "/" + name.replace("~", "~0").replace("/", "~1")

"""Reads the rows of a returned worklist as typed values, each with its first fault."""

from __future__ import annotations

from pathlib import Path

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal, quoted
from analytics.errors import ExtractError
from analytics.load.cast.values import (
    Style,
    clean_sql,
    fault_sql,
    reason_sql,
    trimmed,
    value_sql,
    without_null_words,
)
from analytics.load.read.file_format import FileFormat
from analytics.load.read.format_reader import Given
from analytics.load.read.formats import reader_of
from analytics.schema.tables import DISPOSITION
from analytics.schema.types import Column

#: The sheet of the worklist that comes back.
SHEET = "Findings"
#: What is read of a row; other columns of the worklist are for people.
_READ = ("finding_id", "status", "decided_date", "amount", "reviewer", "note", "run_id")
_RUN_ID = Column("run_id", "integer", "the run the worklist was made from")


def read_review(engine: Engine, path: Path, temp: Path) -> int:
    """Make `review_row`, the rows as typed values with the first fault of each; returns how many.

    Raises ExtractError on a file without the columns finding_id and status.
    """
    has_sheets = "sheet" in reader_of(path).settings
    reader = reader_of(path, Given(FileFormat(sheet=SHEET if has_sheets else None)))
    names = reader.header.names
    at = {name.strip().lower(): place for place, name in reversed(list(enumerate(names)))}
    for name in ("finding_id", "status"):
        if name not in at:
            where = f"sheet {SHEET} of {path.name}" if has_sheets else path.name
            raise ExtractError(f"{where}: no column {name} in its header row")
    rows = reader.rows(engine, temp)
    columns = [c for c in (*DISPOSITION.columns, _RUN_ID) if c.name in _READ]
    style = Style()
    text = ", ".join(
        f"{without_null_words(trimmed(f'c{at[c.name]}'))} as t_{c.name}"
        if c.name in at
        else f"cast(null as varchar) as t_{c.name}"
        for c in columns
    )
    clean = ", ".join(f"{clean_sql(c, f't_{c.name}', style)} as t_{c.name}" for c in columns)
    typed = ", ".join(f"{value_sql(c, f't_{c.name}', style)} as {quoted(c.name)}" for c in columns)
    faults = " ".join(
        f"when {fault} then {literal(c.name + ': ')} || {reason_sql(c, f't_{c.name}', style)}"
        for c in columns
        if (fault := fault_sql(c, f"t_{c.name}", quoted(c.name)))
    )
    engine.table(
        "review_row",
        f"select source_row, {', '.join(quoted(c.name) for c in columns)}, case {faults} "
        "when finding_id is null then 'finding_id is missing' "
        "when status is null then 'status is missing' "
        "when amount < 0 then 'amount: below 0' end as fault "
        f"from (select *, {typed} from (select source_row, {clean} from "
        f"(select source_row, {text} from ({rows.select}))))",
    )
    return rows.read

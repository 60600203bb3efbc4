"""Writes the files of a load: the typed table, the rejected rows with their text, the warnings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal, quoted
from analytics.load.cast.statement import BITS, CastStatement
from analytics.load.history import TWICE
from analytics.load.read.rows import Rows
from analytics.schema.line_dates import FIRST_DAY, LAST_DAY, day_sql
from analytics.schema.tables import LOAD_WARNING, MEDICAL_CLAIM, ORIGIN, REJECTED_ROW, WHOSE
from analytics.schema.types import Column
from analytics.store.shelf import FileShelf

#: Columns of a table that say it, the first that it has; the days of a line have their own rule.
_SAID_BY = {
    "payer": ("payer",),
    "claim_id": ("claim_id", "payer_claim_id"),
    "original_claim_id": ("original_claim_id",),
    "claim_line_number": ("claim_line_number",),
    "member_id": ("member_id",),
    "first_date": ("service_date", "enrollment_start_date", "dispensing_date"),
    "last_date": ("service_date", "enrollment_end_date"),
}
LOADED = "fault = 0 and source_row not in (select source_row from twice)"


def write_table(
    engine: Engine, statement: CastStatement, number: int, file: str, out: Path, shelf: FileShelf
) -> None:
    """The loaded rows: columns of the table in order, carried columns, origin."""
    filled = set(statement.filled)
    columns = [
        f"cast({quoted(c.name) if c.name in filled else 'null'} as {c.storage}) as {quoted(c.name)}"
        for c in statement.table.columns
    ]
    columns += [quoted(name) for name in statement.binding.carried.values()]
    origin = {"load_number": number, "source_file": literal(file), "source_row": "source_row"}
    columns += [f"cast({origin[c.name]} as {c.storage}) as {c.name}" for c in ORIGIN]
    twice = engine.value("select count(*) from twice")
    shelf.write(
        engine,
        f"select {', '.join(columns)} from cast_row where {LOADED if twice else 'fault = 0'}",
        out / f"{statement.table.name}.parquet",
    )


def write_rejected(
    engine: Engine,
    statement: CastStatement,
    rows: Rows,
    number: int,
    file: str,
    out: Path,
    shelf: FileShelf,
) -> dict[str, int]:
    """The rejected rows, one reason each, with the whole row as JSON. Returns reasons, counted."""
    names = header_keys(rows.headers)
    pairs = ", ".join(f"{literal(name)}, c{i}" for i, name in enumerate(names))
    columns = [(n, literal(f.column) if f.column else "null") for n, f in _numbered(statement)]
    reasons = [(n, f.reason) for n, f in _numbered(statement)]
    nobody = ", ".join(["null"] * len(WHOSE))
    unreadable = (
        f"select source_row, null, reason, json_object('line', raw), {nobody} from unreadable_row"
    )
    refused = (
        f"select bad.source_row, {_choice(columns)} as column_name, {_choice(reasons)} as reason"
        " from (select source_row, fault from cast_row where fault > 0) as bad"
        f" join ({statement.cleaned(rows.select)}) as cleaned using (source_row)"
        f" union all select source_row, 'claim_line_number', {literal(TWICE)} from twice"
    )
    whose = ", ".join(f"{sql} as {name}" for name, sql in _whose(statement).items())
    whole = (
        f"select refused.*, json_object({pairs}) as raw_row, whose.* exclude (source_row)"
        f" from ({refused}) as refused join ({rows.select}) as raw using (source_row)"
        f" join (select source_row, {whose} from cast_row) as whose using (source_row)"
    )
    # The text is read again only where a row of it is wanted.
    some = engine.value(f"select count(*) from cast_row where not ({LOADED})")
    sql = f"{whole} union all {unreadable}" if some else unreadable
    path = out / f"{REJECTED_ROW.name}.parquet"
    return _write_reports(engine, statement, sql, number, file, path, shelf, WHOSE)


def write_warnings(
    engine: Engine, statement: CastStatement, number: int, file: str, out: Path, shelf: FileShelf
) -> dict[str, int]:
    """The warnings about loaded rows, without the row. Returns warnings, counted."""
    parts = []
    for mask in range(statement.masks):
        kinds = statement.warnings[mask * BITS : (mask + 1) * BITS]
        columns = {
            "bit": pa.array([1 << n for n in range(len(kinds))], pa.int64()),
            "column_name": pa.array([kind.column for kind in kinds], pa.string()),
            "reason": pa.array([kind.reason for kind in kinds], pa.string()),
        }
        engine.register(f"warning_kind{mask}", pa.table(columns))
        parts.append(
            f"select source_row, column_name, reason, null::varchar as raw_row from cast_row"
            f" join warning_kind{mask} on (warned{mask} & bit) <> 0"
            f" where warned{mask} <> 0 and {LOADED}"
        )
    parts.append("select source_row, null, reason, null from noted_row")
    return _write_reports(
        engine,
        statement,
        " union all ".join(parts),
        number,
        file,
        out / f"{LOAD_WARNING.name}.parquet",
        shelf,
        (),
    )


def keep_notes(engine: Engine, notes: tuple[tuple[int, str], ...]) -> None:
    """Fill the relation noted_row: remarks on the file itself, by row."""
    columns = {
        "source_row": pa.array([row for row, _ in notes], pa.int64()),
        "reason": pa.array([text for _, text in notes], pa.string()),
    }
    engine.register("noted_row", pa.table(columns))


def _write_reports(
    engine: Engine,
    statement: CastStatement,
    sql: str,
    number: int,
    file: str,
    path: Path,
    shelf: FileShelf,
    more: Sequence[Column],
) -> dict[str, int]:
    """`more`: columns behind those that the rejected rows and the warnings both have."""
    others = "".join(f", cast({c.name} as {c.storage}) as {c.name}" for c in more)
    names = ", ".join(["source_row", "column_name", "reason", "raw_row", *(c.name for c in more)])
    shelf.write(
        engine,
        f"select {literal(statement.table.name)} as table_name,"
        f" cast({number} as bigint) as load_number, {literal(file)} as source_file,"
        " cast(source_row as bigint) as source_row, cast(column_name as varchar) as column_name,"
        f" cast(reason as varchar) as reason, cast(raw_row as varchar) as raw_row{others}"
        f" from ({sql}) as report({names})"
        " order by source_row, column_name",
        path,
    )
    counted = engine.rows(
        "select concat_ws(': ', column_name, reason) as what, count(*) as times"
        f" from {shelf.read([path])} group by what order by times desc, what"
    )
    return dict(counted)


def _whose(statement: CastStatement) -> dict[str, str]:
    """SQL by name: whose a row of `cast_row` is; null where the table or the row does not say."""
    filled = statement.filled
    found = {
        name: next((quoted(column) for column in columns if column in filled), "null")
        for name, columns in _SAID_BY.items()
    }
    if statement.table is MEDICAL_CLAIM:
        # an end that is empty or does not read leaves the days unknown
        found["first_date"] = day_sql(FIRST_DAY, filled)
        found["last_date"] = day_sql([name for name in LAST_DAY if "end" in name], filled)
    return found


def _numbered(statement: CastStatement):
    return enumerate(statement.faults, 1)


def _choice(cases: list[tuple[int, str]]) -> str:
    return "case fault" + "".join(f" when {n} then {sql}" for n, sql in cases) + " end"


def header_keys(headers: Sequence[str]) -> list[str]:
    """The header names as keys of a JSON object: empty and repeated ones get a number."""
    names: list[str] = []
    for position, header in enumerate(headers, 1):
        name = header or f"column {position}"
        names.append(name if name not in names else f"{name} (column {position})")
    return names

"""Counts for the load report: how full each column is, and signs of a damaged extract.

Worked out from the Parquet that the load has just written, in a few passes over it, and kept as
counts in the load's record: no amount, and no value of an identifier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal, quoted
from analytics.load.report.claim_signs import claim_signs
from analytics.load.report.code_signs import code_signs
from analytics.load.report.lost_digits import text_signs
from analytics.schema.tables import MEDICAL_CLAIM
from analytics.schema.types import Table
from analytics.store.shelf import FileShelf

#: The relation the report is made from: the rows that loaded.
LOADED_ROWS = "loaded_row"
#: Columns that say which movement of which line a row is, as far as the file gives them.
_MOVEMENT = (
    *("payer", "claim_id", "claim_line_number", "claim_version", "claim_status"),
    *("paid_date", "paid_amount", "paid_unit_quantity", "service_unit_quantity"),
)


@dataclass(frozen=True)
class Written:
    """How the file was written: its format's name, its headers, its delimiter and encoding."""

    file_format: str
    headers: tuple[str, ...]
    delimiter: str
    encoding: str | None


@dataclass(frozen=True)
class TextRows:
    """The rows as text: `select` gives c0, c1, ...; `sources` says which feed a column alone."""

    select: str
    sources: dict[str, int]


def report_of(
    engine: Engine,
    table: Table,
    path: Path,
    shelf: FileShelf,
    *,
    given: set[str],
    written: Written,
    text: TextRows | None = None,
) -> dict[str, Any]:
    """The report of a load whose rows are in the Parquet file `path`; everything fits JSON.

    `given` are the columns with a source in the file; other filled ones hold a constant or a
    default. `rows`, `coverage` (rows with a value, by column), `constant` (columns with one value
    on every row), `not_from_file`, `counts` (signs by name, see `analytics.load_report`), `codes`
    (the most frequent codes of each sign, with counts), `day` (the day of the load, after which
    a date is in the future), `written`.
    """
    engine.view(LOADED_ROWS, f"select * from {shelf.read([path])}")
    read = _coverage_of_rows if shelf.in_memory else _coverage_of_file
    rows, coverage, constant = read(engine, table, path)
    filled = [name for name, count in coverage.items() if count]
    counts = {"identical_rows": 0, "same_movement_rows": 0, "lines_more_than_twice": 0}
    codes: dict[str, Any] = {}
    day = date.today()
    if rows:
        counts |= _repeats(engine, table, filled)
        if table is MEDICAL_CLAIM:
            counts |= claim_signs(engine, LOADED_ROWS, set(filled), day)
            codes = code_signs(engine, LOADED_ROWS, set(filled))
    if text is not None:
        counts |= text_signs(engine, text.select, table, text.sources)
    return {
        "day": day.isoformat(),
        "rows": rows,
        "coverage": coverage,
        "constant": constant,
        "not_from_file": [name for name in filled if name not in given],
        "counts": counts,
        "codes": codes,
        "written": {
            "file_format": written.file_format,
            "headers": list(written.headers),
            "delimiter": written.delimiter,
            "encoding": written.encoding,
        },
    }


def _coverage_of_file(
    engine: Engine, table: Table, path: Path
) -> tuple[int, dict[str, int], list[str]]:
    """Rows, rows with a value by column, columns with one value: from the file's own statistics."""
    rows = engine.value(f"select num_rows from parquet_file_metadata({literal(path)})")
    facts = engine.rows(
        "select path_in_schema, sum(num_values - stats_null_count), min(stats_min_value),"
        " max(stats_max_value), bool_and(coalesce(min_is_exact and max_is_exact, false))"
        f" from parquet_metadata({literal(path)}) group by path_in_schema"
    )
    known = {name: (int(given or 0), low, high, exact) for name, given, low, high, exact in facts}
    coverage = {name: known.get(name, (0,))[0] for name in table.names}
    constant = [
        name
        for name in table.names
        if rows > 1 and coverage[name] == rows and _is_one_value(*known[name][1:])
    ]
    return rows, coverage, constant


def _coverage_of_rows(
    engine: Engine, table: Table, _: Path
) -> tuple[int, dict[str, int], list[str]]:
    """The same, counted."""
    given = ", ".join(f"count({quoted(name)})" for name in table.names)
    rows, *counts = engine.rows(f"select count(*), {given} from {LOADED_ROWS}")[0]
    coverage = dict(zip(table.names, counts, strict=True))
    full = [name for name in table.names if rows > 1 and coverage[name] == rows]
    if not full:
        return rows, coverage, []
    alike = ", ".join(f"min({quoted(name)}) = max({quoted(name)})" for name in full)
    is_one = engine.rows(f"select {alike} from {LOADED_ROWS}")[0]
    return rows, coverage, [name for name, one in zip(full, is_one, strict=True) if one]


def _is_one_value(low: str | None, high: str | None, exact: bool) -> bool:
    return bool(exact) and low is not None and low == high


def _repeats(engine: Engine, table: Table, filled: list[str]) -> dict[str, int]:
    """Rows beyond the first that repeat a row whole; those that repeat only what was paid.

    Of claims only lines that have several rows are compared: short keys find them.
    """
    whole = f"hash({', '.join(filled)})"
    if table is not MEDICAL_CLAIM:
        identical = engine.value(f"select count(*) - count(distinct {whole}) from {LOADED_ROWS}")
        return {"identical_rows": identical}
    line = "hash(payer, claim_id, claim_line_number)"
    engine.table(
        "line_again",
        f"select {line} as line_hash from {LOADED_ROWS} group by line_hash having count(*) > 1",
    )
    movement = ", ".join(name for name in _MOVEMENT if name in filled)
    ((identical, same, often),) = engine.rows(
        "with row_again as ("
        f"select hash({movement}) as movement, {whole} as whole from {LOADED_ROWS}"
        f" where {line} in (select line_hash from line_again)),"
        " counted as (select movement, count(*) as times, count(distinct whole) as kinds"
        " from row_again group by movement)"
        " select coalesce(sum(times - kinds), 0), coalesce(sum(kinds - 1), 0),"
        " count(*) filter (where times > 2) from counted"
    )
    return {
        "identical_rows": int(identical),
        "same_movement_rows": int(same),
        "lines_more_than_twice": often,
    }

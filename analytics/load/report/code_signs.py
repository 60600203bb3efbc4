"""Codes outside the code tables: billed on a day they were not in force, or listed nowhere."""

from __future__ import annotations

from typing import Any

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal
from analytics.load.reference import reference_rows
from analytics.schema.line_dates import FIRST_DAY, day_sql

#: How many codes of each kind a report names.
MOST = 20
_PLACES = ("place_of_service_code", "claim_place_of_service_code")


def code_signs(engine: Engine, rows: str, filled: set[str]) -> dict[str, Any]:
    """Codes off the tables of data/reference, of the relation `rows` of loaded claim lines.

    By kind: `rows` that carry one, how many `codes`, and `top`, the most frequent with their
    rows. Kinds: off_date (listed, but not in force on the first day of the line), unlisted,
    place_of_service, modifier. Only what has the form of a code is named.
    """
    found: dict[str, Any] = {}
    if "hcpcs_code" in filled:
        found |= _billing_codes(engine, rows, filled)
    places = [name for name in _PLACES if name in filled]
    if places:
        billed = " union all ".join(
            f"select {name} as code, count(*) as lines from {rows} group by all" for name in places
        )
        found["place_of_service"] = _unlisted(engine, billed, "place_of_service", "code")
    slots = [name for name in sorted(filled) if name.startswith("hcpcs_modifier")]
    if slots:
        listed = ", ".join(slots)
        billed = (
            f"select unnest([{listed}]) as code, lines"
            f" from (select {listed}, count(*) as lines from {rows} group by {listed})"
        )
        found["modifier"] = _unlisted(engine, billed, "modifier", "modifier")
    return found


def _billing_codes(engine: Engine, rows: str, filled: set[str]) -> dict[str, Any]:
    day = day_sql(FIRST_DAY, filled)
    spans = [
        f"select code, cast({first} as date) as first_day, cast({last} as date) as last_day"
        f" from {_reference(name)}"
        for name, first, last in _code_tables()
    ]
    engine.table("code_span", " union all ".join(spans))
    engine.table(
        "billed_code",
        f"select hcpcs_code as code, {day} as day, count(*) as lines from {rows}"
        " where hcpcs_code is not null group by all",
    )
    known = "code in (select code from code_span)"
    in_force = (
        "exists (select 1 from code_span where code_span.code = billed_code.code"
        " and billed_code.day >= coalesce(first_day, billed_code.day)"
        " and billed_code.day <= coalesce(last_day, billed_code.day))"
    )
    return {
        "off_date": _counted(
            engine, f"select code, lines from billed_code where {known} and not {in_force}"
        ),
        "unlisted": _counted(engine, f"select code, lines from billed_code where not {known}"),
    }


def _code_tables() -> list[tuple[str, str, str]]:
    """The tables of billing codes, each with SQL of a code's first and last day."""
    return [
        (row["code_table"], "effective_from", "effective_to")
        if row["has_dates"] == "Y"
        else (row["code_table"], "null", "null")
        for row in reference_rows("code_table")
    ]


def _unlisted(engine: Engine, billed: str, reference: str, column: str) -> dict[str, Any]:
    listed = f"select {column} from {_reference(reference)}"
    return _counted(
        engine,
        f"select code, lines from ({billed}) where code is not null and code not in ({listed})",
    )


def _counted(engine: Engine, codes: str) -> dict[str, Any]:
    """Rows and codes of a query of `code` and `lines`, and the codes with the most rows."""
    form = literal("[A-Z0-9]{2}|[A-Z0-9]{5}")
    counted = engine.rows(
        "select case when rank <= "
        f"{MOST} and regexp_full_match(code, {form}) then code end as shown,"
        " sum(lines), count(*), max(lines) from ("
        "select code, sum(lines) as lines,"
        " row_number() over (order by sum(lines) desc, code) as rank"
        f" from ({codes}) group by code) group by shown order by max(lines) desc, shown"
    )
    return {
        "rows": int(sum(lines for _, lines, _, _ in counted)),
        "codes": sum(kinds for _, _, kinds, _ in counted),
        "top": [[code, int(lines)] for code, lines, _, _ in counted if code],
    }


def _reference(name: str) -> str:
    """SQL: a code table, every value text."""
    path = content.REFERENCE / f"{name}.csv"
    return f"read_csv({literal(path)}, header=true, all_varchar=true, nullstr='', delim=',')"

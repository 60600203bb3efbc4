"""What an audit could not check, so that nobody takes silence for a clean line. Counts only."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.findings.options import CheckRun
from analytics.findings.turned_on import all_policies
from analytics.policy.governing import Policies, Scope
from analytics.sql.views import make_all

Row = dict[str, Any]
_COUNTED = ("check_off", "unlooked_line", "named_contract", "line_after_release")


def what_could_not_be_checked(
    engine: Engine, policies: Policies, runs: list[CheckRun]
) -> dict[str, list[Row]]:
    """What no check of this run could say anything of, by the kinds of `NOT_CHECKED`."""
    asked = [run for run in runs if not run.is_silent]
    all_policies(engine, [run.check for run in asked])
    make_all(engine, content.AUDIT, _COUNTED)
    return {
        "sentences": _sentences(engine, policies),
        "checks_not_built": _rows(
            engine, "select check_id, check_name, rule from check_not_built order by check_id"
        ),
        "checks_off": _checks_off(engine),
        "lines_not_looked_at": _rows(
            engine, "select * from unlooked_line order by payer, lines desc, code_family"
        ),
        "lines_not_applicable": _not_applicable(asked),
        "contracts_without_file": [
            row
            for row in _rows(engine, "select * from named_contract order by payer, contract")
            if not policies.has_contract(row["payer"], row["contract"])
        ],
        "releases_ended": _rows(engine, "select * from line_after_release order by table_name"),
    }


def _sentences(engine: Engine, policies: Policies) -> list[Row]:
    first, last = engine.rows("select min(line_start_date), max(line_end_date) from paid_line")[0]
    scopes = [
        Scope.of(*row)
        for row in engine.rows("select payer, line_of_business, contract from scope_row")
    ]
    return [
        {"policy_id": file.policy_id, "title": file.title, "sentence": each.sentence}
        | {"why": each.why}
        for file, each in policies.not_checked(scopes, first or date.min, last or date.max)
    ]


def _checks_off(engine: Engine) -> list[Row]:
    """Checks that are off for the same number of lines stand in one row."""
    found = _rows(
        engine, "select * from check_off order by payer, line_of_business, lines desc, check_order"
    )
    keys = ("payer", "line_of_business", "lines")
    return [
        dict(zip(keys, values, strict=True)) | {"checks": [row["check_id"] for row in rows]}
        for values, rows in groupby(found, key=lambda row: tuple(row[key] for key in keys))
    ]


def _not_applicable(runs: list[CheckRun]) -> list[Row]:
    lines: dict[tuple[str, str], int] = {}
    for run in runs:
        for period in run.periods:
            if period["not_applicable"]:
                key = run.check.check_id, period["not_applicable"]
                lines[key] = lines.get(key, 0) + period["lines"]
    return [{"check_id": c, "why": w, "lines": n} for (c, w), n in lines.items()]


def _rows(engine: Engine, query: str) -> list[Row]:
    return engine.arrow(query).to_pylist()

"""Turns days in question into dollars: the one place where findings get amounts.

The work is SQL in queries/exposure; this module gives it its inputs and names its outputs. An
audit and a check tried in pandas go through the same statements.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal
from analytics.schema.words import STRENGTHS, either
from analytics.sql.checks import REMEDIES, Check
from analytics.sql.views import Relations, in_order, read_model

#: Rows a check gives (see analytics/sql/checks.py for the columns), each with its reason.
CHECK_RESULT = pa.schema(
    [
        ("check_id", pa.string()),
        ("line_id", pa.string()),
        ("policy_period_id", pa.string()),
        ("service_date", pa.date32()),
        ("not_payable_share", pa.decimal128(18, 12)),
        ("reason", pa.string()),
        ("share_said", pa.string()),
        ("related_claim_id", pa.string()),
        ("related_line_id", pa.string()),
        ("lowered_to", pa.string()),
        ("marks_only", pa.bool_()),
        ("other_remedy", pa.string()),
        ("notes_used", pa.string()),
    ]
)
CHECK_LISTED = pa.schema(
    [
        ("check_id", pa.string()),
        ("check_name", pa.string()),
        ("strength", pa.string()),
        ("remedy", pa.string()),
        ("marks", pa.string()),
        ("has_calendar", pa.bool_()),
        ("check_order", pa.int64()),
    ]
)

#: What pricing leaves behind, in the order it is made.
PRICED = ("finding_day", "finding", "line_step", "line_exposure", "exposure_cell")
#: What reviews have made of the findings.
REVIEWED = ("by_status", "check_hit_rate")


def empty(engine: Engine, name: str, schema: pa.Schema) -> None:
    """A temporary table of those columns without a row."""
    engine.register("empty_rows", schema.empty_table())
    engine.table(name, "select * from empty_rows")


def list_checks(engine: Engine, checks: Iterable[Check]) -> None:
    """Make `check_listed`: what pricing needs of each check, in catalogue order."""
    rows = [
        {
            "check_id": check.check_id,
            "check_name": check.name,
            "strength": check.strength,
            "remedy": check.remedy,
            "marks": check.marks,
            "has_calendar": check.has_calendar,
            "check_order": place,
        }
        for place, check in enumerate(checks, start=1)
    ]
    engine.register("check_rows", pa.Table.from_pylist(rows, CHECK_LISTED))
    engine.table("check_listed", "select * from check_rows")


def set_parameters(engine: Engine, as_of: date, number: int) -> None:
    """Make `audit_parameter`, the one row that says as of when, and for which run."""
    engine.table(
        "audit_parameter",
        f"select date '{as_of.isoformat()}' as as_of, cast({int(number)} as bigint) as run_id",
    )


def result_problems(engine: Engine, relation: str) -> str | None:
    """The faults in the rows of a check's result, in words; None where there is none.

    A day of a line may be named once: by a row of its own, or by the row of the whole line.
    """
    counts = engine.rows(
        "select count(*) filter (where not_payable_share <= 0 or not_payable_share > 1), "
        "count(*) filter (where line_id is null or policy_period_id is null), "
        "count(*) - count(distinct (line_id, policy_period_id, service_date)), "
        f"(select count(*) from (select line_id from {relation} group by line_id, policy_period_id "
        " having count(*) > count(service_date) and count(service_date) > 0)), "
        "count(*) filter (where lowered_to not in (select strength from strength_listed)), "
        "count(*) filter (where other_remedy not in "
        f"({', '.join(literal(name) for name in REMEDIES)})) "
        f"from {relation}"
    )[0]
    problems = (
        "a not_payable_share that is not above 0 and at most 1",
        "no line_id or policy_period_id",
        "a second row for one line, period and day",
        "a line named both whole and by the day",
        f"a lowered_to that is not {either(STRENGTHS)}",
        f"an other_remedy that is not {either(REMEDIES)}",
    )
    found = [
        f"{what} ({count} times)" for count, what in zip(counts, problems, strict=True) if count
    ]
    return "; ".join(found) or None


#: What checks may read too, so it is made before them: see `paid_lines`.
_BEFORE_CHECKS = ("paid_line", "recovered_line")


def paid_lines(relations: Relations) -> None:
    """Make `paid_line`, the lines a finding can ask for, and `recovered_line`, what came back."""
    relations.make(in_order(read_model(content.EXPOSURE), _BEFORE_CHECKS))


def price(relations: Relations) -> None:
    """Turn `check_result` into findings, the ladder of each line, and the exposure cells.

    Reads check_result, check_listed, policy_in_force, policy_lookback, paid_line, recovered_line,
    governed_line, day_number and the tables hold and disposition; makes the relations of `PRICED`
    and of `REVIEWED`.
    """
    views = in_order(read_model(content.EXPOSURE), [*PRICED, *REVIEWED, "records_request"])
    relations.make(view for view in views if view.relation not in _BEFORE_CHECKS)

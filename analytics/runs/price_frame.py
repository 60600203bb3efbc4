"""Prices a check tried in pandas, with the code that prices an audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.engine.messages import QueryError
from analytics.engine.sql_text import literal
from analytics.errors import UsageError
from analytics.findings import pricing
from analytics.findings.inputs import create_audit_relations
from analytics.policy.governing import read_policies
from analytics.runs.exposure import create_exposure_views
from analytics.schema.words import STRENGTHS
from analytics.store.folder import StoreFolder

_OPTIONAL = ("service_date", "reason", "related_claim_id", "policy_period_id")
#: The period of rows that name none: every day, no payer document.
_TRIED = "tried"


@dataclass(frozen=True)
class Priced:
    """What a tried check would ask: its findings, and the net exposure by provider."""

    findings: pd.DataFrame
    exposure: pd.DataFrame
    net_amount: Decimal


def price_rows(
    folder: StoreFolder, record: dict[str, Any], rows: pd.DataFrame, check_id: str, strength: str
) -> Priced:
    """Price rows with a check's output columns against the store, as of the run's day.

    Raises UsageError on a missing column, a line the store does not have, a share outside 0 to 1,
    a day named twice or outside its line.
    """
    if strength not in STRENGTHS:
        raise UsageError(f"strength {strength!r}; one of {', '.join(STRENGTHS)}")
    missing = {"line_id", "not_payable_share"} - set(rows.columns)
    if missing:
        raise UsageError(f"the frame has no {', '.join(sorted(missing))}")
    manifest = folder.manifest()
    as_of = date.fromisoformat(record["as_of"])
    policies = read_policies([content.POLICIES, *map(Path, record["policy_folders"])])
    with folder.shelf.engine() as engine:
        relations = create_audit_relations(
            engine, folder, manifest, policies, as_of, record["number"]
        )
        _list_trial(engine, check_id, strength)
        _take(engine, rows, check_id)
        pricing.price(relations)
        create_exposure_views(engine, ("provider",))
        asked = " + ".join(f"{name}_cents" for name in STRENGTHS)
        return Priced(
            engine.frame("select * from finding order by line_id"),
            engine.frame("select * from by_provider"),
            engine.value(
                f"select cast(coalesce(sum({asked}), 0) * 0.01 as decimal(18, 2)) "
                "from line_exposure"
            ),
        )


def _list_trial(engine: Engine, check_id: str, strength: str) -> None:
    engine.table(
        "check_listed",
        f"select {literal(check_id)} as check_id, 'tried_in_pandas' as check_name, "
        f"{literal(strength)} as strength, 'records' as remedy, cast(null as varchar) as marks, "
        "false as has_calendar, cast(1 as bigint) as check_order",
    )
    engine.run(
        "insert into policy_in_force by name "
        f"select distinct 'tried' as subject, policy_scope, '{_TRIED}' as policy_period_id, "
        "date '0001-01-01' as effective_from, date '9999-12-31' as effective_to, "
        f"'{_TRIED}' as policy_id, 'a check tried in pandas; no policy was read' as citation, "
        "date '0001-01-01' as policy_effective_from, cast([] as varchar[]) as monitor_checks "
        "from scope_row"
    )


def _take(engine: Engine, rows: pd.DataFrame, check_id: str) -> None:
    """Register the frame's rows as `check_result`; money never goes through a float."""
    columns = [c for c in ("line_id", "not_payable_share", *_OPTIONAL) if c in rows.columns]
    given = {column: column for column in columns}
    try:
        engine.register("tried", pa.Table.from_pandas(rows[columns], preserve_index=False))
        engine.run(
            f"insert into check_result by name select {literal(check_id)} as check_id, "
            "cast(line_id as varchar) as line_id, "
            f"coalesce(cast({given.get('policy_period_id', 'null')} as varchar), '{_TRIED}') "
            "as policy_period_id, "
            f"cast({given.get('service_date', 'null')} as date) as service_date, "
            "cast(not_payable_share as decimal(18, 12)) as not_payable_share, "
            f"coalesce(cast({given.get('reason', 'null')} as varchar), 'tried in pandas') "
            "as reason, "
            f"cast({given.get('related_claim_id', 'null')} as varchar) as related_claim_id "
            "from tried",
            step="the frame",
        )
    except QueryError as error:
        raise UsageError(str(error)) from error
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        raise UsageError("a column of the frame mixes types; give each column one") from None
    _refuse_what_has_no_price(engine)


def _refuse_what_has_no_price(engine: Engine) -> None:
    """Raise UsageError on rows that pricing would leave out, or count twice, without a word."""
    if wrong := pricing.result_problems(engine, "check_result"):
        raise UsageError(f"the frame has {wrong}")
    counts = engine.rows(
        "select count(*) filter (where paid_line.line_id is null), "
        "count(*) filter (where r.service_date < paid_line.line_start_date "
        " or r.service_date > paid_line.line_end_date), "
        "count(*) filter (where r.policy_period_id not in "
        " (select policy_period_id from policy_in_force)) "
        "from check_result as r left join paid_line on r.line_id = paid_line.line_id"
    )[0]
    problems = (
        "a line_id that is not a paid line of the store",
        "a service_date outside its line",
        "a policy_period_id that governs nothing here",
    )
    for count, what in zip(counts, problems, strict=True):
        if count:
            raise UsageError(f"the frame has {what} ({count} times)")

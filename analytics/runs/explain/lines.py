"""The final-action lines of a claim in words: days, findings, policies, net amount."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from analytics.engine.duckdb import Engine
from analytics.formats import (
    day_count,
    dollars,
    money,
    plain_number,
    service,
    span,
    unit_count,
)
from analytics.policy.document import BASELINE
from analytics.schema.words import EXPOSURE_COLUMNS


def rows(engine: Engine, query: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a query as dicts: a claim has few."""
    table: pa.Table = engine.arrow(query, params)
    return table.to_pylist()


def replaced_text(
    engine: Engine, lines: list[dict[str, Any]], picked: dict[str, Any]
) -> Iterator[str]:
    """The claims that replaced this one, and whether it still has a line."""
    replaced = rows(
        engine,
        "select distinct payer, replaced_by, kind, replacing_paid_date from claim_replacement "
        "where claim_id = $claim_id order by replacing_paid_date",
        picked,
    )
    for each in replaced:
        yield (
            f"Claim {each['replaced_by']} is a {each['kind']} of this claim"
            f" (last paid {each['replacing_paid_date'] or 'on a day not given'})."
        )
    if not lines:
        yield "The claim has no final action: its payments were taken back or replaced."


def line_text(engine: Engine, line: dict[str, Any], has_run: bool) -> Iterator[str]:
    """A line: what it is, what was paid, its days, its findings in the last run, the net."""
    yield f"Line {line['claim_line_number']} ({line['payer']}, {line['line_of_business']}):"
    what = service(line["hcpcs_code"], line["revenue_center_code"], line["modifiers"])
    units = "" if line["units"] is None else f", {unit_count(line['units'])} {line['units_basis']}"
    place = line["place_of_service_code"] or "not given"
    yield (
        f"  {line['state']}: {what} {span(line['line_start_date'], line['line_end_date'])}"
        f" ({day_count(line['day_count'])}){units}, place of service {place}."
    )
    if line["superseded_by"]:
        yield f"  Replaced by claim {line['superseded_by']}."
    if line["state"] != "denied or pended":
        yield from _paid_text(engine, line, has_run)
    yield ""


def _paid_text(engine: Engine, line: dict[str, Any], has_run: bool) -> Iterator[str]:
    first_paid = line["first_paid_date"] or "a day not given"
    yield f"  Paid {money(line['paid_amount'])}, first on {first_paid}."
    if line["paid_basis"] == "case":
        yield (
            "  This is its share of a payment by case, which belongs to no single line: it has no"
            " exposure."
        )
    elif line["paid_basis"] == "allocated":
        yield (
            "  This is its share, by charge, of an amount that the extract gives for the whole"
            " claim."
        )
    yield f"  {_days_text(line)}"
    if not has_run:
        return
    findings = rows(
        engine,
        "select * from finding where line_id = $line_id order by check_id",
        {"line_id": line["line_id"]},
    )
    for finding in findings:
        yield from _finding_text(engine, finding)
    yield from net_text(engine, line["line_id"], bool(findings))


def _days_text(line: dict[str, Any]) -> str:
    cents, days = line["paid_cents"], line["day_count"]
    if days == 1:
        return "The line is one day."
    low, extra = cents // days, cents % days
    if not extra:
        return f"Spread over its days: {dollars(low)} each."
    return (
        f"Spread over its days: {dollars(low + 1)} on the first {extra}, "
        f"{dollars(low)} on the other {days - extra}."
    )


def _in_force(engine: Engine, finding: dict[str, Any]) -> str:
    """Since when the policy is in force; nothing of a baseline, whose first day is ours."""
    levels = rows(
        engine,
        "select distinct level from policy where policy_id = $policy_id",
        {"policy_id": finding["policy_id"]},
    )
    if BASELINE in (row["level"] for row in levels):
        return ""
    return f", in force from {finding['policy_effective_from']}"


def _finding_text(engine: Engine, finding: dict[str, Any]) -> Iterator[str]:
    yield ""
    name = finding["check_name"].replace("_", " ")
    yield f"  {finding['check_id']} {name} ({finding['strength']}):"
    yield f"    {finding['reason']}"
    if finding["related_claim_id"]:
        yield f"    The other claim: {finding['related_claim_id']}."
    yield f"    Policy {finding['policy_id']}{_in_force(engine, finding)}:"
    yield f"    {finding['citation']}"
    groups = rows(
        engine,
        "select not_payable_share, count(*) as days, sum(paid_cents) as cents from finding_day "
        "where finding_id = $finding_id and mode = $mode group by all order by all",
        {"finding_id": finding["finding_id"], "mode": finding["mode"]},
    )
    for group in groups:
        amount = dollars(group["cents"])
        days = day_count(group["days"])
        share = group["not_payable_share"]
        if share is None:
            yield f"    {days}, {amount} in question; the policy gives no price."
        elif share == 1:
            yield f"    {days}, {amount}, not payable at all."
        else:
            yield f"    {days}, {amount}, of which a share of {plain_number(share)} is not payable."
    if finding["recovered_amount"]:
        yield f"    Already recovered for this line: {money(finding['recovered_amount'])}."
    candidate = finding["candidate_amount"]
    asked = "unpriced" if candidate is None else money(candidate)
    yield f"    Recoupment candidate: {asked}. Remedy: {finding['remedy']}."
    yield f"    Look-back: {_lookback_text(finding)}."
    if finding["outside"]:
        yield f"    Not counted as exposure: {finding['outside']}."
    if finding["status"] != "open":
        yield f"    Review: {finding['status']}."


def _lookback_text(finding: dict[str, Any]) -> str:
    if finding["recoverable_until"] is None:
        return finding["lookback_rule"]
    past = "" if finding["is_recoverable"] else ", which is past"
    rule = f"{finding['lookback_rule']}; {finding['lookback_citation']}"
    return f"until {finding['recoverable_until']}{past} ({rule})"


def net_text(engine: Engine, line_id: str, has_findings: bool) -> Iterator[str]:
    """What the last run asks of the line, each column of exposure that has a dollar of it."""
    if not has_findings:
        checks = engine.value("select count(*) from check_run")
        of = "1 check" if checks == 1 else f"{checks} checks"
        yield f"  No finding in the last run ({of})."
        return
    nets = rows(
        engine, "select * from line_exposure where line_id = $line_id", {"line_id": line_id}
    )
    parts = [
        f"{column.name.replace('_', ' ')} {dollars(row[column.cents])}"
        for row in nets
        for column in EXPOSURE_COLUMNS
        if row[column.cents]
    ]
    yield ""
    yield f"  Net, each dollar once: {', '.join(parts) or 'nothing'}."

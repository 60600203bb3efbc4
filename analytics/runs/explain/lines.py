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
    service,
    span,
    unit_count,
)
from analytics.policy.document import BASELINE
from analytics.schema.words import EXPOSURE_COLUMNS
from analytics.sql.views import read_model


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
    yield from _named_text(line)
    if line["state"] != "denied or pended":
        yield from _paid_text(engine, line, has_run)
    yield ""


#: What letters name a line by, where it is loaded.
_NAMED = {
    "member_name": "patient",
    "patient_control_number": "patient control number",
    "payment_trace_number": "check or transfer",
}


def _named_text(line: dict[str, Any]) -> Iterator[str]:
    named = [f"{words} {line[name]}" for name, words in _NAMED.items() if line[name]]
    if named:
        text = ", ".join(named)
        yield f"  {text[0].upper()}{text[1:]}."


def _paid_text(engine: Engine, line: dict[str, Any], has_run: bool) -> Iterator[str]:
    first_paid = line["first_paid_date"] or "a day not given"
    last = line["paid_date"]
    later = f", last on {last}" if last and last != line["first_paid_date"] else ""
    yield f"  Paid {money(line['paid_amount'])}, first on {first_paid}{later}."
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
    if findings and findings[0]["recovered_amount"]:
        yield f"  Recovered so far: {money(findings[0]['recovered_amount'])}."
    for finding in findings:
        yield from _finding_text(engine, finding)
    if len(findings) > 1:
        yield from _steps_text(engine, line["line_id"])
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


#: How a finding comes to its amount, and which visit notes serve which visits.
_ARITHMETIC = """
select
  finding_arithmetic.arithmetic,
  finding_arithmetic.counted,
  max(finding_day.notes_used) as notes_used
from finding_arithmetic
join finding_day on finding_arithmetic.finding_id = finding_day.finding_id
where finding_arithmetic.finding_id = $finding_id
group by all
"""
_STEPS = """
select line_step.check_id, line_step.rung, line_step.step_cents
from line_step
where line_step.line_id = $line_id and line_step.step_cents > 0
order by line_step.rung_rank, line_step.check_order
"""


def _other_claim_text(engine: Engine, finding: dict[str, Any]) -> Iterator[str]:
    """The other claim as a whole; where it is one line, the reason has named it."""
    other = finding["related_claim_id"]
    if other is None or finding["related_claim_line_number"] is not None:
        return
    claims = read_model()["claim_told"].sql
    told = f"select said from ({claims}\n) where payer = $payer and claim_id = $other"
    known = rows(engine, told, {"payer": finding["payer"], "other": other})
    yield f"    The other claim: {', '.join([other, *(row['said'] for row in known)])}."


def _steps_text(engine: Engine, line_id: str) -> Iterator[str]:
    """What each finding of a line adds to its amounts, in the order of the ladder."""
    steps = [
        f"{row['check_id']} {row['rung'].replace('_', ' ')} {dollars(row['step_cents'])}"
        for row in rows(engine, _STEPS, {"line_id": line_id})
    ]
    if steps:
        yield ""
        yield f"  By finding, each dollar once: {', '.join(steps)}."


def _finding_text(engine: Engine, finding: dict[str, Any]) -> Iterator[str]:
    yield ""
    name = finding["check_name"].replace("_", " ")
    yield f"  {finding['check_id']} {name} ({finding['strength']}):"
    yield f"    {finding['reason']}"
    yield from _other_claim_text(engine, finding)
    yield f"    Policy {finding['policy_id']}{_in_force(engine, finding)}:"
    yield f"    {finding['citation']}"
    (told,) = rows(engine, _ARITHMETIC, {"finding_id": finding["finding_id"]})
    yield f"    Arithmetic: {told['arithmetic']}."
    if told["counted"]:
        yield f"    In the line's amount: {told['counted']}."
    if told["notes_used"]:
        yield f"    {told['notes_used']}"
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

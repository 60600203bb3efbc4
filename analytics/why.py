"""Why a claim was paid what, and what an audit says of it: the facts, in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.engine import Engine
from analytics.errors import UsageError

_LINES = """
select 'stands' as state, * from claim_line where claim_id = $claim_id
union all by name
select 'replaced' as state, * from superseded_line where claim_id = $claim_id
union all by name
select 'denied or pended' as state, * from denied_line where claim_id = $claim_id
"""


def explain(engine: Engine, claim: str, has_run: bool) -> list[str]:
    """The story of `CLAIM_ID` or `CLAIM_ID/LINE` as lines of text.

    Versions in order, what stands, the days, the findings of the last run with the policy that
    governed them, and the arithmetic. Raises UsageError where the store has no such claim or line.
    """
    claim_id, slash, line = claim.rpartition("/")
    if not slash or not line.isdigit():
        claim_id, line = claim, ""
    versions = _versions(engine, claim_id)
    if line and not versions:  # the number itself may have a slash
        claim_id, line = claim, ""
        versions = _versions(engine, claim_id)
    if not versions:
        raise UsageError("the store holds no claim of that number; check it for lost digits")
    if line and int(line) not in {row["claim_line_number"] for row in versions}:
        raise UsageError(f"the claim has no line {line}; without /{line} all of it is shown")
    picked = {"claim_id": claim_id}
    lines = _rows(engine, f"select * from ({_LINES}) order by payer, claim_line_number", picked)
    lines = [each for each in lines if not line or each["claim_line_number"] == int(line)]
    return [
        *_versions_text(versions, claim_id, line),
        *_standing_text(engine, lines, picked),
        *(text for each in lines for text in _line_text(engine, each, has_run)),
    ]


def _versions(engine: Engine, claim_id: str) -> list[dict[str, Any]]:
    """The rows of a claim, and those that name it, in order of payment."""
    return _rows(
        engine,
        "select * from medical_claim where claim_id = $claim_id or original_claim_id = $claim_id "
        "order by payer, paid_date nulls first, load_number, source_row",
        {"claim_id": claim_id},
    )


def _rows(engine: Engine, query: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    table: pa.Table = engine.arrow(query, params)
    return table.to_pylist()


def _versions_text(versions: list[dict[str, Any]], claim_id: str, line: str) -> Iterator[str]:
    yield f"Claim {claim_id}" + (f", line {line}" if line else "")
    yield ""
    yield "What the extracts say, in order of payment:"
    for row in versions:
        if line and row["claim_line_number"] != int(line) and row["claim_id"] == claim_id:
            continue
        other = f" (claim {row['claim_id']})" if row["claim_id"] != claim_id else ""
        frequency = {"7": "replacement of ", "8": "void of "}.get(row["claim_frequency_code"] or "")
        names = f", {frequency}{row['original_claim_id']}" if frequency else ""
        yield (
            f"  line {row['claim_line_number']}{other}: {(row['claim_status'] or 'PAID').lower()}"
            f" {row['paid_date'] or 'on a day not given'}, {_service(row)}, "
            f"{_money(row['paid_amount'])}{names}  [{row['source_file']}, row {row['source_row']}]"
        )
    yield ""


def _service(row: dict[str, Any]) -> str:
    code = row["hcpcs_code"] or f"revenue code {row['revenue_center_code']}"
    modifiers = [row.get(f"hcpcs_modifier_{i}") for i in range(1, 6)]
    glued = "-".join([code, *(m for m in modifiers if m)])
    first = row["claim_line_start_date"] or row["claim_start_date"]
    last = row["claim_line_end_date"] or first
    return f"{glued} {_span(first, last)}"


def _span(first: Any, last: Any) -> str:
    return f"on {first}" if first == last else f"{first} to {last}"


def _standing_text(
    engine: Engine, lines: list[dict[str, Any]], picked: dict[str, Any]
) -> Iterator[str]:
    replaced = _rows(
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
        yield "Nothing of it stands: its payments were taken back or replaced."


def _line_text(engine: Engine, line: dict[str, Any], has_run: bool) -> Iterator[str]:
    yield f"Line {line['claim_line_number']} ({line['payer']}, {line['line_of_business']}):"
    glued = "-".join(
        [line["hcpcs_code"] or f"revenue {line['revenue_center_code']}", *line["modifiers"]]
    )
    units = "" if line["units"] is None else f", {_units(line['units'])} {line['units_basis']}"
    place = line["place_of_service_code"] or "not given"
    yield (
        f"  {line['state']}: {glued} {_span(line['line_start_date'], line['line_end_date'])}"
        f" ({_days(line['day_count'])}){units}, place of service {place}."
    )
    if line["superseded_by"]:
        yield f"  Replaced by claim {line['superseded_by']}."
    if line["state"] != "denied or pended":
        yield from _paid_text(engine, line, has_run)
    yield ""


def _paid_text(engine: Engine, line: dict[str, Any], has_run: bool) -> Iterator[str]:
    first_paid = line["first_paid_date"] or "a day not given"
    yield f"  Paid {_money(line['paid_amount'])}, first on {first_paid}."
    if line["paid_basis"] == "case":
        yield "  Its share of a payment by case, which no single line carries: it has no exposure."
    elif line["paid_basis"] == "allocated":
        yield "  Its share, by charge, of an amount the extract gives for the whole claim."
    yield f"  {_days_text(line)}"
    if not has_run:
        return
    findings = _rows(
        engine,
        "select * from finding where line_id = $line_id order by check_id",
        {"line_id": line["line_id"]},
    )
    for finding in findings:
        yield from _finding_text(engine, finding)
    yield from _net_text(engine, line["line_id"], bool(findings))


def _days_text(line: dict[str, Any]) -> str:
    cents, days = line["paid_cents"], line["day_count"]
    if days == 1:
        return "It is one day."
    low, extra = cents // days, cents % days
    if not extra:
        return f"Spread over its days: {_money(Decimal(low).scaleb(-2))} each."
    return (
        f"Spread over its days: {_money(Decimal(low + 1).scaleb(-2))} on the first {extra}, "
        f"{_money(Decimal(low).scaleb(-2))} on the other {days - extra}."
    )


def _finding_text(engine: Engine, finding: dict[str, Any]) -> Iterator[str]:
    yield ""
    name = finding["check_name"].replace("_", " ")
    yield f"  {finding['check_id']} {name} ({finding['strength']}):"
    yield f"    {finding['reason']}"
    yield f"    Policy {finding['policy_id']}, in force from {finding['policy_effective_from']}:"
    yield f"    {finding['citation']}"
    groups = _rows(
        engine,
        "select not_payable_share, count(*) as days, sum(paid_cents) as cents from finding_day "
        "where finding_id = $finding_id and mode = $mode group by all order by all",
        {"finding_id": finding["finding_id"], "mode": finding["mode"]},
    )
    for group in groups:
        amount = _money(Decimal(int(group["cents"])).scaleb(-2))
        days = _days(group["days"])
        share = group["not_payable_share"]
        if share is None:
            yield f"    {days}, {amount} in question; the policy gives no price."
        elif share == 1:
            yield f"    {days}, {amount}, not payable at all."
        else:
            yield f"    {days}, {amount}, of which a share of {_number(share)} is not payable."
    if finding["recovered_amount"]:
        yield f"    Already recovered for this line: {_money(finding['recovered_amount'])}."
    candidate = finding["candidate_amount"]
    asked = "unpriced" if candidate is None else _money(candidate)
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


def _net_text(engine: Engine, line_id: str, has_findings: bool) -> Iterator[str]:
    if not has_findings:
        checks = engine.value("select count(*) from check_run")
        of = "1 check" if checks == 1 else f"{checks} checks"
        yield f"  No finding in the last run, of {of}."
        return
    names = ("automated", "records", "lead", "unpriced", "out_of_lookback", "on_hold", "resolved")
    rows = _rows(
        engine, "select * from line_exposure where line_id = $line_id", {"line_id": line_id}
    )
    parts = [
        f"{name.replace('_', ' ')} {_money(Decimal(row[f'{name}_cents']).scaleb(-2))}"
        for row in rows
        for name in names
        if row[f"{name}_cents"]
    ]
    yield ""
    yield f"  Net, each dollar once: {', '.join(parts) or 'nothing'}."


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _money(amount: Decimal) -> str:
    return f"-${-amount:,.2f}" if amount < 0 else f"${amount:,.2f}"


def _units(value: Decimal) -> str:
    return "1 unit" if value == 1 else f"{_number(value)} units"


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"

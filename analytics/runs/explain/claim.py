"""Explains a claim in words: its rows, final action, findings, policies and arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analytics.engine.duckdb import Engine
from analytics.errors import UsageError
from analytics.formats import money, unit_count
from analytics.masking import Mask, masked_table
from analytics.runs.explain import versions
from analytics.runs.explain.lines import line_text, replaced_text, rows

__all__ = ["explain"]

_LINES = """
select 'final action' as state, * from claim_line where claim_id = $claim_id
union all by name
select 'replaced' as state, * from superseded_line where claim_id = $claim_id
union all by name
select 'denied or pended' as state, * from denied_line where claim_id = $claim_id
"""
#: The rows of a claim and those that name it; a bill is also known by what remittances call it.
_VERSIONS = """
select *
from medical_claim
where claim_id = $claim_id
   or original_claim_id = $claim_id
   or (patient_control_number is not null and patient_control_number in (
     select patient_control_number from remittance where payer_claim_id = $claim_id
   ))
order by payer, paid_date nulls first, load_number, source_row
"""
_REMITTANCES = """
select *
from remittance
where payer_claim_id = $claim_id
order by payment_date, load_number, source_row
"""

_UNMATCHED = "select reason from unmatched_remittance where claim_id = $claim_id"
_UNCLEAR = "select * from unclear_line where claim_id = $claim_id order by claim_line_number, doubt"
_HOLDS = "select from_date, to_date from hold where claim_id = $claim_id order by from_date"


def explain(
    engine: Engine, claim: str, has_run: bool, histories: versions.Histories, mask: Mask | None
) -> list[str]:
    """The story of `CLAIM_ID` or `CLAIM_ID/LINE` as lines of text.

    Every row the extracts have of it and what became of the row, what remittances say, what
    stands, the days, the findings of the last run with the policy that governed them, and the
    arithmetic. `histories`: by load, the history of each payer; with a mask the patient is a
    pseudonym. Raises UsageError where the store has no such claim or line.
    """
    claim_id, slash, line = claim.rpartition("/")
    if not slash or not line.isdigit():
        claim_id, line = claim, ""
    found = rows(engine, _VERSIONS, {"claim_id": claim_id})
    if line and not found:  # the number itself may have a slash
        claim_id, line = claim, ""
        found = rows(engine, _VERSIONS, {"claim_id": claim_id})
    if not found:
        raise UsageError("the store has no claim of that number; check it for lost digits")
    if line and int(line) not in {row["claim_line_number"] for row in found}:
        raise UsageError(f"the claim has no line {line}; leave out /{line} to see the whole claim")
    picked = {"claim_id": claim_id}
    asked = f"select * from ({_LINES}) order by payer, claim_line_number"
    lines = masked_table(engine.arrow(asked, picked), mask).to_pylist()
    lines = [each for each in lines if not line or each["claim_line_number"] == int(line)]
    orphans = {
        (row["load_number"], row["source_row"])
        for row in rows(engine, "select * from orphan_reversal where claim_id = $claim_id", picked)
    }
    known = versions.Context(found, histories, orphans)
    return [
        f"Claim {claim_id}" + (f", line {line}" if line else ""),
        "",
        *versions.version_lines(known, claim_id, line),
        *_remittance_text(rows(engine, _REMITTANCES, picked)),
        *_open_text(rows(engine, _UNMATCHED, picked), rows(engine, _HOLDS, picked)),
        *_unclear_text(rows(engine, _UNCLEAR, picked), line),
        *replaced_text(engine, lines, picked),
        *(text for each in lines for text in line_text(engine, each, has_run)),
    ]


def _open_text(unmatched: list[dict[str, Any]], holds: list[dict[str, Any]]) -> Iterator[str]:
    """Unmatched remittances and holds of the claim. The reason of a hold is not shown."""
    for row in unmatched:
        yield f"Remittances: {row['reason']}."
    for row in holds:
        since = f" from {row['from_date']}" if row["from_date"] else ""
        until = f" to {row['to_date']}" if row["to_date"] else ""
        yield f"The claim is on hold{since}{until}: do not raise it with the provider."


def _unclear_text(unclear: list[dict[str, Any]], line: str) -> Iterator[str]:
    """What the rows leave open of each line."""
    for row in unclear:
        if not line or row["claim_line_number"] == int(line):
            yield (
                f"Line {row['claim_line_number']}: its rows leave open what was paid:"
                f" {row['doubt']}."
            )


def _remittance_text(remittances: list[dict[str, Any]]) -> Iterator[str]:
    if not remittances:
        return
    yield "Rows of the remittances:"
    for row in remittances:
        code = row["provider_adjustment_code"]
        amount = row["provider_adjustment_amount"] if code else row["paid_amount"]
        what = f"provider adjustment {code}" if code else f"claim status {row['claim_status_code']}"
        service = f", {row['hcpcs_code']}" if row["hcpcs_code"] else ""
        count = row["paid_unit_quantity"]
        counted = f", {unit_count(count)}" if count is not None and not code else ""
        yield (
            f"  On {row['payment_date'] or 'a day not given'}: {what}{service}{counted}, "
            f"{money(amount)}  [{row['source_file']}, row {row['source_row']}]"
        )
    yield ""

"""The meaning of each column of a store's relations, for comments and the SQL shell.

The tables a file is loaded into and claim_line and finding say it column by column; the others
share names, and a name means the same in each of them, but where `_OWN` says otherwise.
"""

from __future__ import annotations

from functools import cache

from analytics.schema.outputs import OUTPUTS
from analytics.schema.tables import LOAD_WARNING, ORIGIN, REJECTED_ROW, TABLES
from analytics.schema.words import (
    CELL_GROUPINGS,
    EXPOSURE_COLUMNS,
    RUNGS,
    STATUSES,
    STRENGTHS,
    either,
)

#: Relations with the columns of another.
_ALIKE = {
    "superseded_line": "claim_line",
    "denied_line": "claim_line",
    "finding_of_every_run": "finding",
}

#: One row of what a run writes, where no query file says it.
RUN_GRAINS = {
    "check_run": "one row per check of the last run, also of one that could not run",
    "check_period": "one row per check, policy period and reason why lines could not be checked",
    "policy": "one row per subject, scope and period in force, with its values, of the last run",
    "finding_of_every_run": "one row per run, check and claim line",
}

#: What a review has made of amounts, each strength beside the others.
_BY_STRENGTH = {
    "in_question": "paid for the days in question of {} findings",
    "gross": "the amount that {} findings ask alone; empty: none has a price",
    "identified": "net exposure of {} findings, each dollar once",
    "decided": "amounts of the decisions on {} findings, else the net",
    "demanded": "amounts of {} findings that were demanded",
    "recovered": "amounts of {} findings whose money came back",
    "overturned": "amounts of {} findings that were overturned",
    "gone": "amounts of decided {} findings that this run no longer has",
}
_DECIDED = [status.name for status in STATUSES if status.check_was_right is not None]
_SHARED = {
    # each dollar of a line in one of them
    **{column.amount: f"net exposure: {column.meaning}" for column in EXPOSURE_COLUMNS},
    **{column.cents: f"net exposure in cents: {column.meaning}" for column in EXPOSURE_COLUMNS},
    **{
        f"{name}_{strength}_amount": meaning.format(strength)
        for name, meaning in _BY_STRENGTH.items()
        for strength in STRENGTHS
    },
    # who and when
    "npi": "billing NPI",
    "npis": "billing NPIs seen in the group, in order",
    "provider_name": "the group's name in the provider table",
    "address_line_1": "address in the provider table",
    "address_line_2": "address, second line",
    "city": "city",
    "state": "state",
    "zip_code": "ZIP code",
    "month": "first day of the month of service, by the line's first day",
    "service_month": "first day of the month of service, by the line's first day",
    "service_date": "one day of the line",
    "is_certain": "the day is known to have been served",
    "n": "whole number from 0",
    # exposure; its columns are in words.py
    "lines_paid": "lines paid more than nothing, those of replaced claims that still stand too",
    "paid_cents": "net paid in cents",
    "governed_amount": "net paid on lines that at least one check looked at",
    "governed_cents": "net paid, in cents, on lines that at least one check looked at",
    "lines_flagged": "lines with a finding that counts",
    "exposure_rate": "automated over governed dollars, 0 to 1",
    "rank": "place by automated dollars, 1 the most",
    "cumulative_share": "share of all automated dollars held by this row and those above, 0 to 1",
    "sum_by": f"what is summed by: {either(grouping.name for grouping in CELL_GROUPINGS)}",
    "sum_key": "the one it is summed for: a provider group, a month and so on",
    # checks and what they found
    "title": "the check in a few words",
    "why": "why it did not run, or not on every line",
    "subject": "policy subject",
    "lines_governed": "lines the check looked at",
    "paid_governed": "net paid on the lines it looked at",
    "lines_not_applicable": "lines under the policy that could not be checked",
    "not_applicable": "why lines could not be checked; empty: they were",
    "lines": "lines",
    "findings": "findings that count",
    "unpriced_findings": "findings to which the policy gives no price",
    "gross_amount": "the amount that the check asks alone; empty: none has a price",
    "check_order": "place in the catalogue",
    "seconds": "seconds the check took",
    "arithmetic": "how a finding comes to its amount, as a line to be redone with a pencil",
    "counted": "why it adds another amount to what is asked for its line; empty: it adds its own",
    "not_payable_share": "share of the day's payment that was not payable; empty: no price",
    "strength_rank": "place of the strength, 1 the strongest",
    "policy_period_id": "the policy period that governs the day",
    "rung": f"step of the ladder: {either(column.name for column in RUNGS)}",
    "rung_rank": "place of the rung, 1 the strongest",
    "step_cents": "cents this step adds to those before it",
    # what review decided
    "status_order": "place of the status in a review",
    "requested": "findings whose records were asked for",
    "demanded": "findings whose money was asked for",
    "decided": f"findings that ended {either(_DECIDED)}",
    "upheld": "findings that stood",
    "recovered": "findings whose money came back",
    "overturned": "findings that did not stand",
    "closed": "findings given up",
    "opened_again": "findings open again after a decision: their claim or policy changed",
    "hit_rate": "upheld and recovered over decided, 0 to 1; empty: nothing decided",
    "gone_findings": "decided findings that this run no longer has",
    # policies
    "policy_scope": "payer, line of business and contract, joined by |",
    "effective_from": "first day in force",
    "effective_to": "last day in force; 9999-12-31: open",
    "level": "mandate, contract, payer or baseline",
    "monitor_checks": "checks that only watch under this period",
    "parameters": "every value of the period, as JSON",
    # the history of claims
    "replaced_by": "the claim that replaces it",
    "kind": "replacement or void",
    "replacing_paid_date": "day the replacing claim was paid",
    "replacing_paid_cents": "cents paid on the replacing claim",
    "replacing_received_date": "day the replacing claim was received",
    "replaced_paid_cents": "cents still paid on the replaced claim",
    "is_latest": "of several claims that replace it, the one that holds",
    "original_claim_id": "the claim it names",
    "instruction": "replacement or void",
    "amount": "amount taken back, positive",
    "recovered_date": "day it was taken back",
    "source": "how it was taken back",
    "patient_control_number": "the provider's claim number",
    "requested_date": "last day the records were asked for; empty: never",
    "due_date": "day the records are due",
}

_OWN = {
    "by_check": {
        "strength": "the most the check can say",
        "status": "ran, not applicable or error",
    },
    "check_run": {
        "strength": "the most the check can say",
        "status": "ran, not applicable or error",
        "in_question_amount": "paid for the days in question, all findings",
        "candidate_amount": "candidates of all findings, before overlap; empty: none has a price",
    },
    "policy": {"strength": "the strength to which the period lowers its checks; empty: none"},
    "check_period": {"paid_amount": "net paid on those lines"},
    "claim_line_day": {
        "paid_cents": "the day's part of the line's paid cents; the remainder on the first days",
        "day_index": "day of the line, from 0",
    },
    "reversal": {"paid_cents": "cents taken back, positive", "paid_date": "day of the reversal"},
    "unclear_line": {"doubt": "what the rows of the line leave open"},
    "unknown_original": {"names": "what the claim it names is: not in the store, or of whom"},
    "orphan_reversal": {"paid_date": "day of the reversal"},
    "finding_day": {
        "paid_cents": "the day's part of the line's paid cents",
        "related_line_id": "the line that stands, holds or includes: payer, claim and line",
        "share_said": "a share below 1 as its check tells it, such as 7/14; empty: as a decimal",
        "notes_used": "visit notes that support the line, and the visits they serve",
        "has_calendar": "the days prove the finding: a letter shows them",
        "other_remedy": "the day's remedy where its check's does not fit; empty: the check's",
    },
}


def column_meaning(relation: str, column: str) -> str | None:
    """The meaning of a column of a relation of the store; None where there is none."""
    meanings = _documented().get(_ALIKE.get(relation, relation), {})
    own = _OWN.get(relation, {})
    return own.get(column) or meanings.get(column) or _SHARED.get(column) or _of_lines().get(column)


@cache
def _documented() -> dict[str, dict[str, str]]:
    tables = (*TABLES.values(), REJECTED_ROW, LOAD_WARNING)
    loaded = {t.name: {c.name: c.meaning for c in (*t.columns, *ORIGIN)} for t in tables}
    return loaded | {t.name: {c.name: c.meaning for c in t.columns} for t in OUTPUTS.values()}


def _of_lines() -> dict[str, str]:
    """Names that mean what they mean in finding, else in claim_line."""
    documented = _documented()
    return documented["claim_line"] | documented["finding"]

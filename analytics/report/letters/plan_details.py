"""The plan's own details in letters, and the thresholds: dated, cited policy data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.policy.governing import Scope, read_policies, scope_key

if TYPE_CHECKING:
    from analytics.runs.run import RunTables

#: What each letter needs of the subject `letters`, in the order it is asked for.
NEEDS = {
    "demand": (
        "plan_name",
        "plan_address",
        "contact",
        "recovery_method",
        "response_days",
        "appeal_route",
        "appeal_days",
    ),
    "records": ("plan_name", "plan_address", "contact", "records_to", "records_days"),
}
_SUBJECTS = ("letters", "letter_threshold")


@dataclass(frozen=True)
class PlanDetails:
    """What is known of the plan for one payer and line of business on the letter's date.

    `key` is the same for lines of business that share all of it: they go into one letter.
    """

    key: tuple[str | None, str | None]
    values: dict[str, Any] = field(default_factory=dict)
    thresholds: dict[str, Decimal | None] = field(default_factory=dict)
    citation: str = ""

    def missing(self, kind: str) -> list[str]:
        """What a letter of that kind needs and no policy says.

        Days to respond below those to dispute, which a plan's own subjects.toml may let through,
        are none: money would be taken back while a dispute may still come.
        """
        lacking = [f"letters.{name}" for name in NEEDS[kind] if not self.values.get(name)]
        if lacking or kind != "demand":
            return lacking
        is_early = self.values["response_days"] < self.values["appeal_days"]
        return ["letters.response_days that is not below letters.appeal_days"] if is_early else []

    def threshold(self, claim_kind: str) -> Decimal | None:
        """From which sum of professional or facility lines a letter is due; None: not known."""
        return self.thresholds.get(claim_kind)


def read_plan_details(
    run: RunTables, scopes: Iterable[tuple[str, str]], dated: date, given: Path | None
) -> dict[tuple[str, str], PlanDetails]:
    """What is known for each payer and line of business.

    A policy file or folder `given` goes before what was in force in the run. Raises ContentError
    where it is wrong, UsageError where it is not there.
    """
    scopes = sorted(set(scopes))
    rows = _of_run(run, dated) | (_of_files(given, scopes, dated) if given else {})
    return {scope: _details(*(rows.get((subject, *scope)) for subject in _SUBJECTS))
            for scope in scopes}  # fmt: skip


def _details(letters: dict[str, Any] | None, thresholds: dict[str, Any] | None) -> PlanDetails:
    ids = [row and row["policy_period_id"] for row in (letters, thresholds)]
    return PlanDetails(
        key=(ids[0], ids[1]),
        values=letters or {},
        thresholds=thresholds or {},
        citation="; ".join(row["citation"] for row in (letters, thresholds) if row),
    )


def _of_run(run: RunTables, dated: date) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The tables in force in the run, by subject, payer and line of business."""
    frame = run.table("policy")
    frame = frame[frame["subject"].isin(_SUBJECTS) & (frame["level"] != "contract")]
    found = {}
    for row in frame.itertuples(index=False):
        if row.effective_from <= dated <= row.effective_to:
            values = json.loads(row.parameters, parse_float=Decimal)
            found[row.subject, row.payer, row.line_of_business] = values
    return found


def _of_files(
    given: Path, scopes: list[tuple[str, str]], dated: date
) -> dict[tuple[str, str, str], dict[str, Any]]:
    policies = read_policies([Path(given)])
    asked = {scope_key(Scope(*scope)): scope for scope in scopes}
    found = {}
    for subject in _SUBJECTS:
        governing = policies.govern(subject, [Scope(*scope) for scope in scopes])
        for row in governing.to_pylist():
            if row["effective_from"] <= dated <= row["effective_to"]:
                found[subject, *asked[row["policy_scope"]]] = row
    return found


def days_after(dated: date, days: int) -> date:
    """The day so many calendar days after the letter's date."""
    return dated + timedelta(days=int(days))

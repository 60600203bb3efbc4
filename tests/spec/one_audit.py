"""One audit for the cases of a file.

Cases are put side by side, each with claims and members of its own, those of other policies or
other tables under payers of their own (marks.py), and audited together. That cases do not touch
each other is a law of its own (test_laws.py), and `pytest --alone` audits each case by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from analytics import content, testing
from analytics.sql.checks import read_checks
from analytics.testing import ALIASES, AS_OF, keyed
from analytics.testing.audits import tables_of

from .marks import (
    joined,
    mark,
    marked,
    marked_policies,
    speaks_to_all,
    speaks_to_any_payer,
    unmarked,
)
from .reading import Unknown

#: Tables of which a load speaks of days.
_FEEDS = ("visit_note", "eligibility", "authorization", "pharmacy_claim")
#: A table of payments of its own: such cases are audited by themselves.
_ALONE = {"remittance"}


@dataclass(frozen=True)
class Case:
    """What one call of `findings` asks, or of a fixture of `asks`, with all that goes with it."""

    checks: tuple[str, ...] | None
    claims: str
    others: tuple[tuple[str, Any], ...]
    asks: str = "findings"

    @classmethod
    def of(cls, checks: Any, claims: str, others: dict[str, Any], asks: str = "findings") -> Case:
        """The case of a call; its arguments made comparable."""
        listed = (checks,) if isinstance(checks, str) else checks and tuple(checks)
        held = {k: tuple(v) if isinstance(v, list) else v for k, v in others.items()}
        return cls(listed or None, claims, tuple(sorted(held.items())), asks)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames of the case."""
        return tables_of(self.claims, **{k: v for k, v in self.others if k not in _HOW})

    @property
    def texts(self) -> tuple[str, ...]:
        """The policy files that the case brings."""
        how = dict(self.others)
        one = (how["payer_policy"],) if how.get("payer_policy") else ()
        return (*how.get("policies", ()), *one)

    @property
    def as_of(self) -> str:
        """The day of its audit."""
        return dict(self.others).get("as_of", AS_OF)

    @property
    def own_checks(self) -> Any:
        """The folder of checks that the case brings."""
        return dict(self.others).get("own_checks")

    @property
    def is_alone(self) -> bool:
        """Whether it cannot be put beside others."""
        return bool(_ALONE & dict(self.others).keys()) or speaks_to_any_payer(self.texts)


#: How a run answers the cases under these marks.
Answer = Callable[[Any, dict[str, Case]], dict[str, Any]]

#: What a case says of the audit, not of its tables.
_HOW = ("payer_policy", "policies", "as_of", "own_checks")


@dataclass(frozen=True)
class Asked:
    """What many cases are audited with: checks (None: all), loads, policies, a folder of checks."""

    checks: tuple[str, ...] | None
    loads: list[tuple[str, pd.DataFrame]]
    policies: dict[str, str]
    own_checks: Any


def answers(
    cases: Iterable[Case],
    audits: Callable[[Asked], Callable[[str], Any]],
    others: Mapping[str, Answer],
) -> dict[Case, Any]:
    """What the cases find, those that go together audited at once.

    `audits` loads what is asked and gives its audit as of a day; `others` has for what is asked
    beside findings how a run answers it under each mark.
    """
    together: dict[tuple, dict[Case, dict[str, pd.DataFrame]]] = {}
    for case in cases:
        tables = case.tables()
        together.setdefault(_store_of(case, tables), {})[case] = tables
    known: dict[Case, Any] = {}
    for group in together.values():
        audit = audits(_side_by_side(group))
        marks = {mark(number): case for number, case in enumerate(group)}
        for as_of in dict.fromkeys(case.as_of for case in group):
            of_day = {m: case for m, case in marks.items() if case.as_of == as_of}
            known |= _answers_of_run(audit(as_of), of_day, others)
    return known


def _answers_of_run(
    run: Any, cases: dict[str, Case], others: Mapping[str, Answer]
) -> dict[Case, Any]:
    """What a run says of the cases under these marks."""
    marked_rows = keyed(run.findings())
    found = unmarked(marked_rows)
    fronts = marked_rows["claim_id"].str.slice(0, len(mark(0))).to_numpy()
    own = {m: found[fronts == m] for m in cases}
    known = {c: _asked_of(c, own[m]) for m, c in cases.items() if c.asks == "findings"}
    for what, answer in others.items():
        alike = {m: c for m, c in cases.items() if c.asks == what and _is_as_alone(c, own[m])}
        known |= {cases[m]: told for m, told in answer(run, alike).items()} if alike else {}
    return known


def _asked_of(case: Case, found: pd.DataFrame) -> pd.DataFrame:
    """The findings of the checks that the case asks."""
    asked = found[found["check_id"].isin(case.checks)] if case.checks else found
    return asked.reset_index(drop=True)


def _is_as_alone(case: Case, found: pd.DataFrame) -> bool:
    """Whether its dollars are those of its own checks: no other check of the audit found anything.

    Each check takes its dollars off those that come later. Another case has its own audit. The
    arithmetic is of one finding alone.
    """
    return (
        case.asks == "arithmetic"
        or case.checks is None
        or set(found["check_id"]) <= set(case.checks)
    )


def _side_by_side(cases: dict[Case, dict[str, pd.DataFrame]]) -> Asked:
    """The loads of these cases, those that share policies and tables under the same payers."""
    payers: dict[tuple, str] = {}
    policies: dict[str, str] = {}
    tables: list[dict[str, pd.DataFrame]] = []
    for number, (case, plain) in enumerate(cases.items()):
        payer = payers.setdefault(_payers_of(case, plain), mark(number))
        payers_of_lines = {*plain["medical_claim"]["payer"]}
        policies |= marked_policies(case.texts, payers_of_lines, payer, "provider" in plain)
        tables.append(marked(plain, mark(number), payer))
    checks = {check for case in cases for check in case.checks or ()}
    named = all(case.checks for case in cases)
    return Asked(
        tuple(sorted(checks)) if named else None,
        _loads(tables),
        policies,
        next(iter(cases)).own_checks,
    )


def find_by(findings: Callable) -> Callable:
    """`find` over a `findings`."""

    def find(checks: Any, claims: Any, **others: Any) -> dict[str, str | None]:
        found = findings(checks, claims, **others)
        if isinstance(found, Unknown):
            return found
        return testing.amounts(found, isinstance(checks, str))

    return find


def asked_by(findings: Callable) -> Callable:
    """`asked` over a `findings`."""

    def asked(checks: Any, claims: Any, **others: Any) -> dict[str, str]:
        found = findings(checks, claims, **others)
        if isinstance(found, Unknown):
            return found
        amounts = testing.amounts(found, isinstance(checks, str))
        strengths = found["strength"]
        return {
            key: strength if amount is None else f"{strength} {amount}"
            for (key, amount), strength in zip(amounts.items(), strengths, strict=True)
        }

    return asked


def find_each_by(find: Callable) -> Callable:
    """`find_each` over a `find`: each case asked by itself."""

    def find_each(checks: Any, cases: dict, **others: Any) -> dict:
        return {name: find(checks, claims, **others) for name, claims in cases.items()}

    return find_each


def _payers_of(case: Case, tables: dict[str, pd.DataFrame]) -> tuple:
    """What cases must share to be under the same payers: policies, other tables, history.

    A case whose exposure is asked for has payers of its own.
    """
    claims = tables["medical_claim"]
    status = claims.get("claim_status", pd.Series(dtype=object))
    paid = claims["paid_amount"].astype("string").str.startswith("-")
    history = ("claim_version" in claims, bool((status == "REVERSED").any() or paid.any()))
    shared = (*ALIASES, "payer", "payer_policy", "policies")
    beside = tuple((k, v) for k, v in case.others if k in shared)
    return (beside, history, case if case.asks == "exposure" else None)


def _store_of(case: Case, tables: dict[str, pd.DataFrame]) -> tuple:
    """What cases must share to be in one store.

    Checks of their own, which tables there are and whether a provider table tells of facilities,
    and the tables that name no payer, for they speak to all.
    """
    there = tuple(name for name in _told_apart() if name in tables)
    to_all = tuple(
        (name, text)
        for name, text in case.others
        if name in tables and name != "provider" and speaks_to_all(name, tables[name])
    )
    provider = tables.get("provider", pd.DataFrame())
    tells = (provider.empty, "infusion_facility" in _filled(provider))
    return (case.own_checks, there, tells, to_all)


def _filled(frame: pd.DataFrame) -> tuple:
    """The columns of a table that are not wholly empty."""
    return tuple(name for name in frame if frame[name].notna().any())


@cache
def _told_apart() -> tuple[str, ...]:
    """Tables whose absence a check tells from a table without rows."""
    checks = read_checks([content.CHECKS])
    return tuple(sorted({need.table for check in checks for need in check.needs}))


def _loads(cases: list[dict[str, pd.DataFrame]]) -> list[tuple[str, pd.DataFrame]]:
    """The marked tables of the cases as loads: one a table, of a feed one for each kind of it."""
    loads: dict[tuple, list[pd.DataFrame]] = {}
    for tables in cases:
        for name, frame in tables.items():
            loads.setdefault((name, *_feed(name, frame)), []).append(frame)
    together = [(name, joined(frames)) for (name, *_), frames in loads.items()]
    # cases under the same payers have the same provider table, and no mark tells its rows apart
    return [(n, f.drop_duplicates() if n == "provider" else f) for n, f in together]


def _feed(name: str, frame: pd.DataFrame) -> tuple:
    """What is of a whole load: the days that a feed covers, the columns that it fills."""
    if name not in _FEEDS:
        return ()
    days = [frame[column].dropna() for column in frame if column.endswith("_date")]
    return (*((each.min(), each.max()) for each in days), _filled(frame))

"""One audit for the cases of a file: what its tests ask alike is asked at once.

Before the first test of a file runs, its tests are read once with a `find` that only notes what
they ask. Cases with the same policies, day and other tables are put side by side, each with claims
and members of its own, and audited together; then the tests run and are given their answers.
That cases do not touch each other is a law of its own (test_laws.py), and
`pytest --alone` audits each case by itself.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest

from analytics import testing
from analytics.testing import ALIASES, keyed
from analytics.testing.audits import tables_of

#: Columns that a case has for itself, in any of its tables.
_OWN = {
    *("claim_id", "original_claim_id", "payer_claim_id", "patient_control_number"),
    *("member_id", "person_id", "visit_note_id"),
}
_MARK = re.compile(r"\b\d{4}~")
#: Tables that name findings or payments of their own: such cases are audited by themselves.
_ALONE = {"disposition", "remittance"}


class Unknown:
    """An answer that is not known yet: equal to whatever a test expects, so that it reads on."""

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        return True

    def __getattr__(self, name: str) -> Unknown:
        return self

    def __getitem__(self, key: object) -> Unknown:
        return self

    def __call__(self, *_: object, **__: object) -> Unknown:
        return self

    def __iter__(self):
        return iter(())


@dataclass(frozen=True)
class Case:
    """What one call of `findings` asks: checks, claims, and all that goes with them."""

    checks: tuple[str, ...] | None
    claims: str
    others: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, checks: str | Iterable[str] | None, claims: str, others: dict[str, Any]) -> Case:
        """The case of a call; its arguments made comparable."""
        listed = (checks,) if isinstance(checks, str) else checks and tuple(checks)
        held = {k: tuple(v) if isinstance(v, list) else v for k, v in others.items()}
        return cls(listed or None, claims, tuple(sorted(held.items())))

    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames of the case."""
        return tables_of(self.claims, **{k: v for k, v in self.others if k not in _HOW})

    @property
    def how(self) -> dict[str, Any]:
        """What the case says of the audit: policies and day."""
        return {k: v for k, v in self.others if k in _HOW}


#: What a case says of the audit, not of its tables.
_HOW = ("payer_policy", "policies", "as_of")


@dataclass
class Book:
    """The answers known in one file; `audit` is the fixture's function."""

    audit: Callable
    known: dict[Case, pd.DataFrame] = field(default_factory=dict)
    wanted: list[Case] = field(default_factory=list)

    def note(self, checks: Any, claims: Any, **others: Any) -> pd.DataFrame:
        """As `findings`, while tests are read: the answer where it is known, else it is noted."""
        case = Case.of(checks, claims, others)
        if case not in self.known:
            if not _ALONE & others.keys():
                self.wanted.append(case)
            return Unknown()
        return self.known[case].copy()

    def read(self, items: Iterable[pytest.Item]) -> None:
        """Read the tests of a file, again where an answer may lead to a further question."""
        left = [item for item in items if isinstance(item, pytest.Function)]
        while left:
            self.wanted = []
            left = [item for item in left if self._asks(item)]
            self.answer(self.wanted)

    def _asks(self, item: pytest.Function) -> bool:
        """Whether a test asks something new; whether it fails is told when it runs."""
        given = {"findings": self.note, "find": find_by(self.note)}
        given["find_each"] = find_each_by(given["find"])
        given["asked"] = asked_by(self.note)
        given |= item.callspec.params if hasattr(item, "callspec") else {}
        before = len(self.wanted)
        with suppress(Exception):
            item.function(**_arguments(item, item.function, given))
        return len(self.wanted) > before

    def answer(self, cases: Iterable[Case]) -> None:
        """Audit the cases, those that go together at once."""
        groups: dict[tuple, list[tuple[Case, dict[str, pd.DataFrame]]]] = {}
        for case in dict.fromkeys(cases):
            tables = case.tables()
            groups.setdefault(_alike(case, tables), []).append((case, tables))
        for group in groups.values():
            self._answer_together(group)

    def _answer_together(self, group: list[tuple[Case, dict[str, pd.DataFrame]]]) -> None:
        first = group[0][0]
        checks = {c for case, _ in group for c in case.checks or ()} if first.checks else None
        run = self.audit(
            sorted(checks) if checks else None,
            _side_by_side([tables for _, tables in group]),
            **first.how,
        )
        found = keyed(run.findings())
        number = found["claim_id"].str.slice(0, 4)
        for place, (case, _) in enumerate(group):
            own = found[(number == f"{place:04d}").fillna(False)]
            if case.checks:
                own = own[own["check_id"].isin(case.checks)]
            self.known[case] = _unmarked(own)


def _arguments(item: pytest.Function, function: Callable, given: dict[str, Any]) -> dict[str, Any]:
    """What a test, or a fixture of its file, is called with. Raises LookupError on others."""
    found = {}
    for name in inspect.signature(function).parameters:
        if name not in given:
            definition = item._fixtureinfo.name2fixturedefs[name][-1]
            if definition.func.__module__ != item.module.__name__:
                raise LookupError(name)
            given[name] = definition.func(**_arguments(item, definition.func, given))
        found[name] = given[name]
    return found


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


def _alike(case: Case, tables: dict[str, pd.DataFrame]) -> tuple:
    """What cases must share to be audited together."""
    claims = tables["medical_claim"]
    status = claims.get("claim_status", pd.Series(dtype=object))
    paid = claims["paid_amount"].astype("string").str.startswith("-")
    history = ("claim_version" in claims, bool((status == "REVERSED").any() or paid.any()))
    beside = tuple((k, v) for k, v in case.others if k in ALIASES or k in (*_HOW, "payer"))
    return (case.checks is None, beside, history)


def _side_by_side(cases: list[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """The tables of several cases as one extract, each with claims and members of its own."""
    together = {}
    for name in cases[0]:
        frames = []
        for place, tables in enumerate(cases):
            own = {c: [v and f"{place:04d}~{v}" for v in tables[name][c]] for c in tables[name]}
            frames.append(tables[name].assign(**{c: own[c] for c in own if c in _OWN}))
        joined = pd.concat(frames, ignore_index=True).drop_duplicates(ignore_index=True)
        together[name] = joined.astype(object).where(joined.notna(), None)
    return together


def _unmarked(found: pd.DataFrame) -> pd.DataFrame:
    """Findings with claims, members and reasons as the case wrote them.

    Without finding_id, a hash over the marked claim: a test that names one audits by itself.
    """
    plain = found.reset_index(drop=True).drop(columns="finding_id")
    for name in plain.columns:
        if pd.api.types.is_string_dtype(plain[name]):
            plain[name] = plain[name].str.replace(_MARK, "", regex=True).astype(plain[name].dtype)
    return plain

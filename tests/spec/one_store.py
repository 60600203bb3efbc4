"""One store for the final_actions of a file: what its tests load lies side by side.

Each test's loads have payers of their own (marks.py): the final action of a claim is worked out
within its payer, so final_actions do not touch each other. `pytest --alone` loads each by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple

import pandas as pd

from analytics.testing import AS_OF, as_text, extract, keyed

from .marks import joined, mark, marked_policies, policies_of, speaks_to_all, under, unmarked
from .reading import Unknown

#: The payer that the X12 files of tests name (tests/load/x12_files.py).
_X12_PAYER = "PLAN ONE"


@dataclass(frozen=True)
class Load:
    """One load: a text table with `same` on all its rows, or (table None) the text of an X12 file.

    `payer` is that of an X12 file; `mapping` the text of a mapping file.
    """

    text: str
    table: str | None = "medical_claim"
    payer: str | None = None
    mapping: str | None = None
    without: tuple[str, ...] = ()
    same: tuple[tuple[str, str | None], ...] = ()

    @property
    def frame(self) -> pd.DataFrame:
        """The text table as a frame."""
        return extract(self.table, self.text, self.without, **dict(self.same))

    @property
    def is_alone(self) -> bool:
        """Whether it speaks to every payer of its store, or asks it for a tax number."""
        if self.table is None:
            return _X12_PAYER not in self.text
        frame = self.frame
        is_claims = self.table == "medical_claim"
        asks = is_claims and ("billing_tin" not in frame or frame["billing_tin"].isna().any())
        return bool(asks) or self.table == "provider" or speaks_to_all(self.table, frame)


class Job(NamedTuple):
    """A load as it is done: a frame or the text of a file, and what is said of it."""

    source: pd.DataFrame | str
    table: str | None = None
    payer: str | None = None
    mapping: str | None = None


def job_of(load: Load) -> Job:
    """The load by itself."""
    source = load.text if load.table is None else load.frame
    return Job(source, load.table, load.payer, load.mapping)


@dataclass(frozen=True)
class FinalAction:
    """What loads leave: the final action and, after an audit, its findings.

    `frame` gives a table; `audited` the findings of a check on a day; `viewed` a view of lines as
    an audit of a day reads it, with policy files beside PLAN's; `own` a store of these loads alone.
    """

    frame: Callable[[str], pd.DataFrame]
    audited: Callable[[str, str], pd.DataFrame]
    viewed: Callable[[str, str, tuple[str, ...]], pd.DataFrame]
    own: Callable[[], Any] = Unknown

    def __deepcopy__(self, _: object) -> FinalAction:
        return self  # nobody can change it

    @property
    def store(self) -> Any:
        """A store of these loads alone."""
        return self.own()

    def lines(self, *columns: str, table: str = "claim_line") -> dict:
        """{claim: value}, or {claim: (values)} for several columns; values as text."""
        frame = keyed(self.frame(table))
        values = {name: [as_text(v) for v in frame[name]] for name in columns}
        if len(columns) == 1:
            return dict(zip(frame["key"], values[columns[0]], strict=True))
        return dict(zip(frame["key"], zip(*values.values(), strict=True), strict=True))

    def paid(self, table: str = "claim_line") -> dict[str, str]:
        """{claim: net paid amount}."""
        return self.lines("paid_amount", table=table)

    def findings(self, check: str, as_of: str = AS_OF) -> pd.DataFrame:
        """The findings of an audit of one check under the shipped policies."""
        return self.audited(check, as_of)


class Noted:
    """A final action while tests are read: noted once a shared store knows what is asked."""

    def __init__(self, note: Callable[[], Any]):
        self._note = note

    def __getattr__(self, name: str) -> Any:
        return Unknown() if name == "store" else getattr(self._note(), name)


#: What a view says in a store on a day, under policy files by policy_id.
View = Callable[[Any, str, str, dict[str, str]], pd.DataFrame]


def final_action_alone(store: Callable[[], Any], view: View) -> FinalAction:
    """The final_action of a store that is made when something is asked."""

    def audited(check: str, as_of: str) -> pd.DataFrame:
        return store().audit(as_of=as_of, only=check).findings()

    def viewed(name: str, as_of: str, texts: tuple[str, ...]) -> pd.DataFrame:
        return view(store(), name, as_of, policies_of(texts))

    return FinalAction(lambda table: store().frame(table), audited, viewed, store)


def final_actions(
    cases: Iterable[tuple[Load, ...]], store_of: Callable[[list[Job]], Any], view: View
) -> dict[tuple[Load, ...], FinalAction]:
    """The final_actions of many cases, all in one store; `store_of` makes a store of jobs."""
    marks = {case: mark(number) for number, case in enumerate(cases)}
    if not marks:
        return {}
    store = store_of(_jobs(marks))
    frame = cache(store.frame)

    @cache
    def audited(check: str, as_of: str) -> pd.DataFrame:
        return store.audit(as_of=as_of, only=check).findings()

    @cache
    def viewed(name: str, as_of: str, texts: tuple[str, ...]) -> pd.DataFrame:
        files: dict[str, str] = {}
        for front in marks.values():
            files |= marked_policies(texts, ("PLAN",), front)
        return view(store, name, as_of, files)

    def own(whole: Callable[..., pd.DataFrame], front: str, *asked: Any) -> pd.DataFrame:
        found = whole(*asked)
        payer = found["payer" if "payer" in found else "line_id"]  # a line's id begins with it
        return unmarked(found[payer.str.startswith(front).fillna(False)])

    return {
        case: FinalAction(*(partial(own, whole, front) for whole in (frame, audited, viewed)))
        for case, front in marks.items()
    }


def _jobs(marks: dict[tuple[Load, ...], str]) -> list[Job]:
    """The first loads of the cases, then the second ones and so on; loads of one kind as one."""
    loads = [(place, load, marks[case]) for case in marks for place, load in enumerate(case)]
    kinds: dict[tuple, list[tuple[Load, str]]] = {}
    for place, load, front in sorted(loads, key=lambda each: each[0]):
        kind = (load.table, load.mapping, load.table is None and "ST*837" in load.text)
        kinds.setdefault((place, *kind), []).append((load, front))
    return [
        Job(_x12(same) if table is None else _frame(same), table, mapping=mapping)
        for (_, table, mapping, _), same in kinds.items()
    ]


def _frame(loads: list[tuple[Load, str]]) -> pd.DataFrame:
    return joined(under(load.frame, "", front) for load, front in loads)


def _x12(loads: list[tuple[Load, str]]) -> str:
    """The interchanges of several files in one, each of the payer that it names."""
    return "".join(
        load.text.replace(_X12_PAYER, f"{front}{load.payer or _X12_PAYER}") for load, front in loads
    )

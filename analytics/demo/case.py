"""A planted case: one small story told for several members at once.

A template says what is wrong (or only looks wrong) and where it can happen; a `Case` is that
template for `count` members of their own, all columns arrays of that length. `planted/` has the
templates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.demo.case_claim import CaseClaim, CaseLine
from analytics.demo.dates import FIRST_DAY, LAST_CASE_DAY, NONE, NOTES_FROM, NOTES_TO
from analytics.demo.people import (
    CHIP,
    COMMERCIAL,
    INDIVIDUAL,
    JEFFERSON,
    KNOWN,
    MEDICAID,
    MEDICARE_ADVANTAGE,
    PAYERS,
    cost_sharing,
)
from analytics.demo.plan import Plan
from analytics.demo.providers import HOME_GROUPS, PRIORITY_GROUPS, SITES
from analytics.demo.stays import local_group

PLANTED, NEAR_MISS = "planted", "near_miss"
#: Lines of business that may bill S codes, per payer.
_S_CODE_BUSINESS = ((MEDICAID, COMMERCIAL, INDIVIDUAL, MEDICARE_ADVANTAGE), (MEDICAID, CHIP))
#: From this size of book on, a case has a clean week of its own before it.
_ROOM_FOR_CONTEXT = 50_000


@dataclass(frozen=True)
class Where:
    """Where a template can happen: payer, lines of business, first days, provider groups."""

    payer: str | None = None
    business: tuple[int, ...] | None = None
    since: int = FIRST_DAY + 40
    until: int = LAST_CASE_DAY
    groups: tuple[int, ...] = tuple(range(HOME_GROUPS))
    site: int | None = None
    known: int = KNOWN
    context: bool = True


@dataclass(frozen=True)
class Template:
    """A check, whether its lines are planted errors or near-misses, and how to bill them."""

    check: str
    kind: str
    note: str
    where: Where
    tell: Tell


#: What bills the lines of a template and labels them.
Tell = Callable[["Case"], None]
TEMPLATES: list[Template] = []


def planted(check: str, note: str, where: Where | None = None) -> Callable[[Tell], Tell]:
    """Register a template of lines that are wrong; the note says what is wrong."""
    return _register(check, PLANTED, note, where)


def near_miss(check: str, note: str, where: Where | None = None) -> Callable[[Tell], Tell]:
    """Register a template of lines that look wrong and are not; the note says why."""
    return _register(check, NEAR_MISS, note, where)


def _register(check: str, kind: str, note: str, where: Where | None) -> Callable[[Tell], Tell]:
    def register(tell: Tell) -> Tell:
        TEMPLATES.append(Template(check, kind, note, where or Where(), tell))
        return tell

    return register


class Case:
    """One template for several members, each with an episode and a provider of their own."""

    def __init__(self, plan: Plan, template: Template, count: int) -> None:
        self.plan, self.template, self.count = plan, template, count
        where = template.where
        name = f"{template.check} {template.kind} {template.tell.__name__}"
        self.rng = rng = plan.stream(name)
        self.group = self._groups(where)
        self.payer = (self.group >= PRIORITY_GROUPS).astype(int)
        self.business = self._business(where)
        self.member = plan.people.enrol(self.payer, self.business, where.known)
        self.start = rng.integers(where.since, where.until + 1, count).astype(np.int32)
        self.which_site = rng.integers(0, SITES - 1, count)
        if where.site is not None:
            self.which_site = np.full(count, where.site)
        self.nurse = rng.integers(0, 3, count)
        self.price = plan.providers.price[self.group] * rng.uniform(0.97, 1.03, count)
        shares = cost_sharing(self.business) & (rng.random(count) < 0.5)
        self.coinsurance = np.where(shares, rng.choice([10, 20], count), 0)
        if where.context and plan.size >= _ROOM_FOR_CONTEXT:
            before = self.claim()
            before.per_diem("S9500", -14)
            before.drug("J0696", -14)

    def _groups(self, where: Where) -> np.ndarray:
        groups = np.array(where.groups)
        if where.payer is not None:
            groups = groups[(groups >= PRIORITY_GROUPS) == (where.payer == JEFFERSON)]
        providers = self.plan.providers
        weight = providers.blame if self.template.kind == PLANTED else providers.volume
        chance = weight[groups] / weight[groups].sum()
        return self.rng.choice(groups, self.count, p=chance)

    def _business(self, where: Where) -> np.ndarray:
        if where.business is not None:
            return self.rng.choice(where.business, self.count)
        choices = [self.rng.choice(_S_CODE_BUSINESS[p], self.count) for p in range(len(PAYERS))]
        return np.where(self.payer == 0, choices[0], choices[1])

    @property
    def site(self) -> np.ndarray:
        """The NPI that bills."""
        return self.plan.providers.site(self.group, self.which_site)

    @property
    def other_site(self) -> np.ndarray:
        """Another NPI of the same group."""
        return self.plan.providers.site(self.group, 1 - self.which_site)

    @property
    def neighbour(self) -> np.ndarray:
        """Another home infusion group of the same payer, never the contract's."""
        first = np.where(self.payer == 0, 1, PRIORITY_GROUPS)
        size = np.where(self.payer == 0, PRIORITY_GROUPS - 1, HOME_GROUPS - PRIORITY_GROUPS)
        return first + (self.group - first + 1) % size

    def claim(self, later: int = 0, **how: Any) -> CaseClaim:
        """A claim of each member, paid `later` days after the case's usual day of payment."""
        return CaseClaim(self, later=later, **how)

    def second_member_number(self) -> np.ndarray:
        """Another member number of each person."""
        return self.plan.people.enrol(self.payer, self.business, same_person_as=self.member)

    def stay(self, admitted: int, discharged: int, bill_type: str = "0111", **how: Any) -> CaseLine:
        """A facility claim from one day to another; the dates of admission and discharge on it."""
        hospital = local_group(self.plan, self.rng, "hospital", self.member)
        return self.claim(group=hospital).stay(admitted, discharged, bill_type, **how)

    def note(
        self,
        day: int,
        credential: str = "RN",
        start: int | None = 540,
        stop: int | None = 750,
        billing: np.ndarray | int = NONE,
        received: int | None = None,
        signed: bool = True,
        only: np.ndarray | slice = slice(None),
    ) -> None:
        """A visit note of the day; times are minutes after midnight, None leaves one empty."""
        when = (self.start + day)[only]
        self.plan.notes.add(
            len(when),
            member=self.member[only],
            day=when,
            billing=np.broadcast_to(billing, self.count)[only],
            received=when + 20 if received is None else received,
            credential=self.plan.words[credential],
            signed=signed,
            start=NONE if start is None else start,
            stop=NONE if stop is None else stop,
        )

    def documented(self, day: int) -> None:
        """A complete note of the day wherever the feed of notes covers it."""
        when = self.start + day
        covered = (self.payer == 0) & (when >= NOTES_FROM) & (when <= NOTES_TO)
        self.note(day, only=np.flatnonzero(covered))

    def request(
        self, claim: CaseClaim, due: int, made: int | None = None, line: int = NONE
    ) -> None:
        """A request for the claim's records, made 30 days before they are due unless told."""
        requested = due - 30 if made is None else made
        self.plan.requests.add(
            self.count, claim=claim.claims, line=line, requested=requested, due=due
        )

    def hold(self, claim: CaseClaim) -> None:
        """The claim is not to be touched."""
        reason = self.plan.words["SIU"]
        self.plan.holds.add(self.count, claim=claim.claims, reason=reason, since=self.start)

    def recovered(self, line: CaseLine, cents: int, day: int) -> None:
        """Cents of the line already taken back on a day."""
        source = self.plan.words["835 PLB WO"]
        self.plan.recoveries.add(
            self.count, claim=line.claims, line=line.number, amount=cents, day=day, source=source
        )

    def wrong(
        self,
        line: CaseLine,
        cents: np.ndarray | None,
        check: str | None = None,
        note: str | None = None,
    ) -> None:
        """Label a line as planted: what a finding should come to; None where it has no price."""
        self._label(line, PLANTED, check, note, cents)

    def fine(self, line: CaseLine, check: str | None = None, note: str | None = None) -> None:
        """Label a line as a near-miss."""
        self._label(line, NEAR_MISS, check, note, None)

    def _label(self, line: CaseLine, kind: str, check, note, cents) -> None:
        words = self.plan.words
        self.plan.labels.add(
            self.count,
            claim=line.claims,
            line=line.number,
            check=words[check or self.template.check],
            kind=words[kind],
            amount=0 if cents is None else cents,
            is_priced=cents is not None,
            note=words[note or self.template.note],
        )

"""A planted case: one small story for several members at once.

A template says what is wrong (or only looks wrong) and where it can happen; a `Case` is that
template for `count` members of their own, all columns arrays of that length. `planted/` has the
templates.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.demo.claims.stays import local_group
from analytics.demo.plan.dates import NONE, NOTES_FROM, NOTES_TO
from analytics.demo.plan.people import (
    CHIP,
    COMMERCIAL,
    INDIVIDUAL,
    MEDICAID,
    MEDICARE_ADVANTAGE,
)
from analytics.demo.plan.plan import Plan
from analytics.demo.planted.case_claim import CaseClaim, CaseLine
from analytics.demo.planted.members import Members
from analytics.demo.planted.template import AUTOMATED, LEAD, NEAR_MISS, PLANTED, RECORDS, Template

#: Lines of business that may bill S codes, per payer.
_S_CODE_BUSINESS = ((MEDICAID, COMMERCIAL, INDIVIDUAL, MEDICARE_ADVANTAGE), (MEDICAID, CHIP))
#: The strength of what is planted for a check, where it is not automated. What LOB-01 finds is
#: planted at Jefferson, whose policy lowers it.
_STRENGTH = {"NUR-04": RECORDS, "LOB-01": LEAD, "CON-04": LEAD}
#: From this size of book on, a case has a clean week of its own before it.
_ROOM_FOR_CONTEXT = 50_000


class Case(Members):
    """One template told for several members: their claims, notes, requests and labels."""

    def __init__(self, plan: Plan, template: Template, count: int) -> None:
        super().__init__(plan, template, count)
        if template.where.context and plan.size >= _ROOM_FOR_CONTEXT:
            before = self.claim()
            before.per_diem("S9500", -14)
            before.drug("J0696", -14)

    def claim(self, later: int = 0, **how: Any) -> CaseClaim:
        """A claim of each member, paid `later` days after the case's usual day of payment."""
        return CaseClaim(self, later=later, **how)

    def second_member_number(self) -> np.ndarray:
        """Another member number of each person."""
        return self.plan.people.enrol(self.payer, self.business, same_person_as=self.member)

    def another_member(self) -> np.ndarray:
        """Somebody else of each member's plan, as the subscriber is."""
        return self.plan.people.enrol(self.payer, self.business)

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
        claim: CaseClaim | None = None,
        member: np.ndarray | None = None,
        only: np.ndarray | slice = slice(None),
    ) -> None:
        """A visit note of the day, the claim it names, and whose number it bears.

        Times are minutes after midnight, None leaves one empty.
        """
        when = (self.start + day)[only]
        self.plan.notes.add(
            len(when),
            member=(self.member if member is None else member)[only],
            day=when,
            billing=np.broadcast_to(billing, self.count)[only],
            claim=NONE if claim is None else claim.claims[only],
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

    def recovered(self, line: CaseLine, cents: np.ndarray | int, day: np.ndarray | int) -> None:
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
        strength: str | None = None,
    ) -> None:
        """Label a line as planted: what a finding should come to; None where it has no price.

        The strength is told where a rule lowers it; without a price it is a lead, else the check's.
        """
        usual = _STRENGTH.get(check or self.template.check, AUTOMATED)
        told = strength or (LEAD if cents is None else usual)
        self._label(line, PLANTED, check, note, cents, told)

    def fine(self, line: CaseLine, check: str | None = None, note: str | None = None) -> None:
        """Label a line as a near-miss."""
        self._label(line, NEAR_MISS, check, note, None, None)

    def _label(self, line: CaseLine, kind: str, check, note, cents, strength) -> None:
        words = self.plan.words
        self.plan.labels.add(
            self.count,
            claim=line.claims,
            line=line.number,
            check=words[check or self.template.check],
            kind=words[kind],
            amount=0 if cents is None else cents,
            is_priced=cents is not None,
            strength=words[strength],
            note=words[note or self.template.note],
        )

"""The visit notes, requests for records, holds and recoveries of the claims."""

from __future__ import annotations

import numpy as np

from analytics.demo.plan.dates import AS_OF, LAST_DAY, NONE, NOTES_FROM, NOTES_TO
from analytics.demo.plan.plan import Plan

#: How registered nurses sign.
RN_CREDENTIALS = ("RN", "RN", "RN", "R.N.", "BSN, RN", "RN BSN", "CRNI", "RN-BC", "MSN, RN")


def add_background_records(
    plan: Plan,
    member: np.ndarray,
    claim: np.ndarray,
    day: np.ndarray,
    site: np.ndarray,
    nurse: np.ndarray,
    hours: np.ndarray,
) -> None:
    """A complete note for each visit the feed covers; for some of them records were asked for."""
    rng, words = plan.stream("records"), plan.words
    covered = (day >= NOTES_FROM) & (day <= NOTES_TO)
    count = int(covered.sum())
    begun = 480 + 15 * rng.integers(0, 32, count)
    lasted = 75 + 60 * (hours[covered] > 0) + 60 * hours[covered] + rng.integers(0, 15, count)
    who = rng.random(count)
    plan.notes.add(
        count,
        member=member[covered],
        day=day[covered],
        billing=np.where(who < 0.3, NONE, site[covered]),
        rendering=np.where(who < 0.8, nurse[covered], NONE),
        claim=np.where(who < 0.2, claim[covered], NONE),
        received=np.minimum(day[covered] + rng.integers(4, 40, count), AS_OF - 1),
        credential=words.many(RN_CREDENTIALS)[rng.integers(0, len(RN_CREDENTIALS), count)],
        signed=rng.random(count) < 0.97,
        start=begun,
        stop=begun + lasted,
    )
    _close_feed(plan)
    asked = np.flatnonzero(covered & (rng.random(len(day)) < 0.02))
    requested = np.minimum(day[asked] + rng.integers(60, 90, len(asked)), AS_OF - 10)
    plan.requests.add(len(asked), claim=claim[asked], requested=requested, due=requested + 45)


def _close_feed(plan: Plan) -> None:
    """Notes of visits nobody billed on the feed's first and last day: they mark what it covers."""
    payers = plan.people.column("payer")
    member = np.flatnonzero(payers == 0)[:2]
    days = np.array([NOTES_FROM, NOTES_TO])[: len(member)]
    plan.notes.add(
        len(member),
        member=member,
        day=days,
        received=days + 9,
        credential=plan.words["RN"],
        start=600,
        stop=690,
    )


def add_background_holds(plan: Plan, first_claim: int) -> None:
    """Holds and recoveries on some claims from this one on: neither makes a clean line dirty."""
    rng, words = plan.stream("holds"), plan.words
    claims = plan.lines.claims
    count = max(2, claims // 4_000)
    held = rng.integers(first_claim, claims, count)
    reasons = words.many(["SIU", "litigation", "other vendor", "already audited"])
    plan.holds.add(
        len(held),
        claim=held,
        reason=reasons[rng.integers(0, 4, len(held))],
        since=LAST_DAY - rng.integers(0, 300, len(held)),
    )
    taken = rng.integers(first_claim, claims, count)
    plan.recoveries.add(
        len(taken),
        claim=taken,
        amount=rng.integers(500, 9_000, len(taken)),
        day=AS_OF - rng.integers(5, 200, len(taken)),
        source=words["offset"],
    )

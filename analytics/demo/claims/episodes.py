"""Episodes of home infusion: member, therapy, provider and length, one element per episode."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.demo.plan.dates import FIRST_DAY, LAST_DAY, NONE
from analytics.demo.plan.formulary import PER_DIEM_THERAPIES, VISIT_THERAPIES
from analytics.demo.plan.people import INDIVIDUAL, MEDICARE_ADVANTAGE, mixed_lines_of_business
from analytics.demo.plan.plan import Plan
from analytics.demo.plan.providers import CONTRACT_GROUP, FACILITY_SITE, PRIORITY_GROUPS, SITES

#: S code therapies first, then those billed by visit.
THERAPIES = (*PER_DIEM_THERAPIES, *VISIT_THERAPIES)
S_CODE = len(PER_DIEM_THERAPIES)
_NAMES = [t.name for t in PER_DIEM_THERAPIES]
#: For each therapy, the one paid second beside it; `NONE` where it is given alone.
PARTNER = np.array([_NAMES.index(t.partner) if t.partner else NONE for t in THERAPIES])
EVERY = np.array([t.every or 0 for t in THERAPIES])
VISITS = np.array([t.visits for t in THERAPIES])
#: Rows in the extract for each line, on average over the lives of claims.
_ROWS_PER_LINE = 1.07


@dataclass
class Episodes:
    """Arrays, one element per episode; an episode has a member of its own."""

    therapy: np.ndarray  # place in THERAPIES
    group: np.ndarray
    payer: np.ndarray
    business: np.ndarray
    start: np.ndarray
    days: np.ndarray
    step: np.ndarray  # days a claim covers: a span, or the time between two infusions
    second: np.ndarray  # a partner therapy is given on the same days
    sparse: np.ndarray  # fewer infusions than days, and paid so
    site: np.ndarray  # the group's site that bills
    at_facility: np.ndarray
    member: np.ndarray

    @property
    def by_visit(self) -> np.ndarray:
        """Whether the episode is billed with visit codes instead of per diems."""
        return self.therapy >= S_CODE

    @property
    def every(self) -> np.ndarray:
        """Days between two infusions; 0 for daily therapies."""
        return EVERY[self.therapy]

    @property
    def contract(self) -> np.ndarray:
        """Whether the provider is under the example contract."""
        return self.group == CONTRACT_GROUP


def make_episodes(plan: Plan, rows: int) -> Episodes:
    """Episodes worth about this many rows, their members enrolled."""
    rng = plan.stream("episodes")
    count = rows // 6 + 12
    providers = plan.providers
    group = rng.choice(len(providers.volume), count, p=providers.volume / providers.volume.sum())
    payer = (group >= PRIORITY_GROUPS).astype(int)
    business = mixed_lines_of_business(rng, payer)
    medicare_like = np.isin(business, (MEDICARE_ADVANTAGE, INDIVIDUAL))
    by_visit = np.where(
        payer == 1, medicare_like, (business == MEDICARE_ADVANTAGE) & (rng.random(count) < 0.6)
    )
    therapy = np.where(
        by_visit,
        S_CODE + _weighted(rng, [t.weight for t in VISIT_THERAPIES], count),
        _weighted(rng, [t.weight for t in PER_DIEM_THERAPIES], count),
    )
    start = rng.integers(FIRST_DAY, LAST_DAY + 1, count)
    shortest = np.array([t.days[0] for t in THERAPIES])[therapy]
    longest = np.array([t.days[1] for t in THERAPIES])[therapy]
    days = np.minimum(rng.integers(shortest, longest + 1), LAST_DAY - start + 1)
    daily = EVERY[therapy] == 0
    span = rng.choice([7, 14, 28], count, p=[0.8, 0.12, 0.08])
    second = (PARTNER[therapy] != NONE) & (rng.random(count) < 0.14)
    facility = np.isin(group, (1, 2)) & (rng.random(count) < 0.25)
    site = np.where(facility, FACILITY_SITE, rng.integers(0, SITES - 1, count))
    episodes = Episodes(
        therapy,
        group,
        payer,
        business,
        start.astype(np.int32),
        days.astype(np.int32),
        np.where(daily, span, EVERY[therapy]),
        second,
        daily & ~second & (rng.random(count) < 0.04),
        site,
        facility,
        np.zeros(count, dtype=np.int32),
    )
    enough = np.cumsum(_expected_rows(episodes)) <= rows
    for name, values in vars(episodes).items():
        setattr(episodes, name, values[enough])
    episodes.member = plan.people.enrol(episodes.payer, episodes.business)
    return episodes


def _weighted(rng: np.random.Generator, weights: list[float], count: int) -> np.ndarray:
    share = np.array(weights) / sum(weights)
    return rng.choice(len(weights), count, p=share)


def _expected_rows(e: Episodes) -> np.ndarray:
    claims = -(-e.days // e.step)
    weeks = -(-e.days // 7)
    visits = VISITS[e.therapy] * np.where(e.every > 0, claims, weeks)
    supplies = np.where(e.by_visit, 1.3 * claims, 0)
    return (claims * (2 + 2 * e.second) + 1.17 * visits + supplies) * _ROWS_PER_LINE

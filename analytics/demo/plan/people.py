"""Members of the made-up plan and their enrolment."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from analytics.demo.plan.arrow import chosen, dates
from analytics.demo.plan.dates import NONE, day
from analytics.demo.plan.providers import FIRST_NAMES, LAST_NAMES
from analytics.demo.plan.words import Words

PRIORITY, JEFFERSON = "PRIORITY_HEALTH", "JEFFERSON"
PAYERS = (PRIORITY, JEFFERSON)
LINES_OF_BUSINESS = ("MEDICAID", "CHIP", "MEDICARE_ADVANTAGE", "INDIVIDUAL", "COMMERCIAL")
MEDICAID, CHIP, MEDICARE_ADVANTAGE, INDIVIDUAL, COMMERCIAL = range(5)
#: Share of members by line of business, per payer.
_MIX = np.array([[0.34, 0.06, 0.20, 0.10, 0.30], [0.42, 0.12, 0.24, 0.18, 0.04]])
_PLANS = (
    ("PH Choices Medicaid", "PH MIChild", "PH Medicare", "PH MyPlan", "PH Employer PPO"),
    ("EverWell", "JHP CHIP", "JHP Medicare", "JHP Individual", "JHP Group"),
)

#: How the enrolment table knows a member: once; not at all; under two lines of business at once.
KNOWN, UNKNOWN, TWICE = 0, 1, 2

_PRIME = 99_999_989


class People:
    """The members: payer, line of business and person, by member number from 0."""

    def __init__(self) -> None:
        self._blocks: list[dict[str, np.ndarray]] = []
        self.count = 0

    def enrol(
        self,
        payer: np.ndarray,
        line_of_business: np.ndarray,
        known: int = KNOWN,
        same_person_as: np.ndarray | None = None,
    ) -> np.ndarray:
        """New members (places in `PAYERS` and `LINES_OF_BUSINESS`); their member numbers."""
        count = len(payer)
        members = np.arange(self.count, self.count + count, dtype=np.int32)
        self._blocks.append(
            {
                "payer": payer.astype(np.int32),
                "line_of_business": line_of_business.astype(np.int32),
                "known": np.full(count, known, dtype=np.int32),
                "person": members if same_person_as is None else same_person_as,
            }
        )
        self.count += count
        return members

    def column(self, name: str) -> np.ndarray:
        """One attribute over all members."""
        return np.concatenate([block[name] for block in self._blocks])


def mixed_lines_of_business(rng: np.random.Generator, payer: np.ndarray) -> np.ndarray:
    """A line of business for each member, in the payer's own mix."""
    steps = np.cumsum(_MIX, axis=1)
    return (rng.random((len(payer), 1)) > steps[payer][:, :-1]).sum(axis=1)


def cost_sharing(line_of_business: np.ndarray) -> np.ndarray:
    """Whether members of the line of business pay a part themselves."""
    return line_of_business >= MEDICARE_ADVANTAGE


def member_ids(people: People) -> pa.Array:
    """Member numbers as the payers write them; leading zeros are part of them."""
    scattered = (np.arange(people.count, dtype=np.int64) * 48_271 + 700_001) % _PRIME
    digits = pa.array(scattered + 1_000_000_000).cast(pa.string())
    plain = pa.compute.utf8_replace_slice(digits, 0, 2, "00")
    lettered = pa.compute.utf8_replace_slice(digits, 0, 2, "J")
    return pa.compute.if_else(pa.array(people.column("payer") == 0), plain, lettered)


def person_ids(people: People) -> pa.Array:
    """One id per person, across member numbers."""
    digits = pa.array(people.column("person").astype(np.int64) + 10_000_001).cast(pa.string())
    return pa.compute.utf8_replace_slice(digits, 0, 1, "P")


def member_names(people: People) -> pa.Array:
    """The name of each member's person; invented, and shared by many."""
    names = pa.array([f"{first} {last}" for last in LAST_NAMES for first in FIRST_NAMES])
    return names.take(pa.array(people.column("person").astype(np.int64) * 31 % len(names)))


def eligibility(people: People, rng: np.random.Generator, words: Words) -> dict[str, pa.Array]:
    """Enrolment spans: one a member, some with an earlier span under another line of business.

    Members known twice have a second span under another line of business on the same days.
    """
    count = people.count
    business, known = people.column("line_of_business"), people.column("known")
    begun = rng.integers(day("2016-01-01"), day("2023-07-01"), count)
    age = np.select([business == CHIP, business == MEDICARE_ADVANTAGE], [1, 66], 19)
    years = age + rng.integers(0, np.where(business == CHIP, 17, 40))
    born = day("2023-12-31") - years * 365 - rng.integers(0, 365, count)
    insured = (business != COMMERCIAL) | (rng.random(count) < 0.6)
    moved = (rng.random(count) < 0.05) & (business != CHIP)
    ended = rng.random(count) < 0.08

    everyone = np.arange(count)
    main, again, before = everyone[known != UNKNOWN], everyone[known == TWICE], everyone[moved]
    before = before[known[before] == KNOWN]
    member = np.concatenate([main, again, before])
    other = np.where(business == COMMERCIAL, INDIVIDUAL, COMMERCIAL)
    of = np.concatenate([business[main], other[again], other[before]])
    start = np.concatenate([begun[main], begun[again], begun[before] - 700])
    last_day = np.where(ended, day("2026-12-31"), NONE)
    end = np.concatenate([last_day[main], last_day[again], begun[before] - 1])

    payer = people.column("payer")[member]
    order = np.lexsort((start, member))
    member, of, start, end, payer = (a[order] for a in (member, of, start, end, payer))
    names = words.many(LINES_OF_BUSINESS)
    plans = np.array([words.many(row) for row in _PLANS])
    funding = np.where(insured[member], words["INSURED"], words["SELF_FUNDED"])
    state = words.many(["MI", "PA"])[payer]
    return {
        "member_id": chosen(member_ids(people), member),
        "person_id": chosen(person_ids(people), member),
        "enrollment_start_date": dates(start),
        "enrollment_end_date": dates(end),
        "payer": words.text(words.many(PAYERS)[payer]),
        "plan": words.text(plans[payer, of]),
        "line_of_business": words.text(names[of]),
        "funding": words.text(funding),
        "state": words.text(state),
        "birth_date": dates(born[member]),
    }


def plan_names(words: Words, payer: np.ndarray, line_of_business: np.ndarray) -> pa.Array:
    """The plan a member of this payer and line of business is in."""
    plans = np.array([words.many(row) for row in _PLANS])
    return words.text(plans[payer, line_of_business])

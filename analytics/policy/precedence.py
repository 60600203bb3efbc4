"""Precedence: which of several documents governs on which days.

Mandate, contract, payer, baseline; within a level a document that names the line of business
beats one that does not, then one that names the payer beats "*". Two documents at one place of
precedence may not speak on one day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product
from typing import NamedTuple

from analytics.errors import ContentError
from analytics.policy.document import ANY_PAYER, LEVELS, PolicyFile
from analytics.policy.period import Period


@dataclass(frozen=True, eq=False)
class Candidate:
    """A period of a document that may govern."""

    file: PolicyFile
    period: Period


class Governing(NamedTuple):
    """The days, both included, on which a period governs a scope; `part` counts its segments."""

    first: date
    last: date
    file: PolicyFile
    period: Period
    part: int


def rank(file: PolicyFile) -> tuple[int, bool, bool]:
    """The place of precedence among documents that speak for one scope; the least governs."""
    return LEVELS.index(file.level), file.lines_of_business is None, file.payer == ANY_PAYER


def segments(subject: str, candidates: list[Candidate]) -> list[Governing]:
    """Who governs one scope on a subject, and when, in order of days.

    Days are cut where any candidate begins or ends; the best of each piece governs it, and
    pieces of one period that touch are one segment. Raises ContentError where two documents
    share the best place on a day.
    """
    pieces: list[tuple[int, int, Candidate]] = []
    for first, after in pairwise(_cuts(candidates)):
        best = _best(subject, candidates, date.fromordinal(first))
        if best is None:
            continue
        if pieces and pieces[-1][1:] == (first, best):
            first = pieces.pop()[0]
        pieces.append((first, after, best))
    parts: Counter[Candidate] = Counter()
    found = []
    for first, after, candidate in pieces:
        parts[candidate] += 1
        days = date.fromordinal(first), date.fromordinal(after - 1)
        found.append(Governing(*days, candidate.file, candidate.period, parts[candidate]))
    return found


def refuse_overlaps(files: Iterable[PolicyFile]) -> None:
    """Refuse two documents that speak on a subject on one day at one place of precedence.

    Contracts clash where they name a common party, or are files of one contract; those that do
    not may still meet in one scope (contract_party), which `segments` refuses.
    """
    places: defaultdict[tuple, list[Candidate]] = defaultdict(list)
    for file in files:
        parties = _parties(file) if file.level == "contract" else (None,)
        lines_of_business = file.lines_of_business or (None,)
        for period, line_of_business, party in product(file.periods, lines_of_business, parties):
            for subject in period.rules:
                place = (subject, file.level, file.payer, line_of_business, party)
                places[place].append(Candidate(file, period))
    for (subject, *_), candidates in places.items():
        candidates.sort(key=lambda c: c.period.effective_from)
        for earlier, later in pairwise(candidates):
            if later.period.effective_from <= earlier.period.effective_to:
                raise _overlap(subject, earlier, later, later.period.effective_from)


def _parties(file: PolicyFile) -> tuple[tuple[str, str], ...]:
    numbers = (*file.billing_tins, *file.billing_npis)
    return ("contract", file.contract_name), *(("number", number) for number in numbers)


def _cuts(candidates: list[Candidate]) -> list[int]:
    """The days (ordinals) on which a candidate begins, or no longer holds."""
    first_days = {c.period.effective_from.toordinal() for c in candidates}
    days_after = {c.period.effective_to.toordinal() + 1 for c in candidates}
    return sorted(first_days | days_after)


def _best(subject: str, candidates: list[Candidate], day: date) -> Candidate | None:
    there = [c for c in candidates if c.period.effective_from <= day <= c.period.effective_to]
    best, *rivals = sorted(there, key=lambda c: rank(c.file)) or [None]
    if rivals and rank(rivals[0].file) == rank(best.file):
        raise _overlap(subject, best, rivals[0], day)
    return best


def _overlap(subject: str, one: Candidate, other: Candidate, day: date) -> ContentError:
    return ContentError(
        f"{other.file.path}:{other.period.line}: this period and "
        f"{one.file.path.name}:{one.period.line} both speak on {subject} on {day}, "
        "at the same place of precedence; end one before the other begins, "
        "or name their lines of business or parties apart"
    )

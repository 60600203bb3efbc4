"""DUP-03: claims that were replaced or voided, and are still paid."""

from __future__ import annotations

import numpy as np

from analytics.demo.plan.dates import AS_OF, LAST_SETTLED
from analytics.demo.planted.case import Case
from analytics.demo.planted.case_claim import CaseClaim, CaseLine
from analytics.demo.planted.template import ANEW, near_miss, planted

CHECK = "DUP-03"
#: Early enough that the original claim was paid long before its replacement.
EARLY = ANEW


def original(case: Case, **how) -> tuple[CaseClaim, list[CaseLine]]:
    """A claim that will be replaced: a week of an antibiotic and its drug."""
    claim = case.claim(**how)
    return claim, [claim.per_diem("S9500"), claim.drug("J0696")]


def replacement(case: Case, of: CaseClaim, paid_on: int, percent: int = 100, **how) -> CaseClaim:
    """A replacement (frequency 7) of the original claim, paid on a day."""
    claim = case.claim(replaces=of.claims, frequency="7", paid_on=paid_on, **how)
    claim.per_diem("S9500", percent=percent)
    claim.drug("J0696", percent=percent)
    return claim


@planted(CHECK, "Replaced in full long ago, and never taken back", EARLY)
def replaced_in_full(case: Case) -> None:
    claim, lines = original(case)
    replacement(case, claim, AS_OF - 100)
    for line in lines:
        case.wrong(line, line.paid)


@planted(CHECK, "Replaced 46 days before the audit, and not taken back", EARLY)
def just_settled(case: Case) -> None:
    claim, lines = original(case)
    replacement(case, claim, LAST_SETTLED)
    for line in lines:
        case.wrong(line, line.paid)


@planted(CHECK, "Voided, and not taken back", EARLY)
def voided(case: Case) -> None:
    claim, lines = original(case)
    void = case.claim(replaces=claim.claims, frequency="8", paid_on=AS_OF - 90)
    void.per_diem("S9500", pays="nothing")
    void.drug("J0696", pays="nothing")
    for line in lines:
        case.wrong(line, line.paid)


@planted(CHECK, "Replaced twice over: both earlier claims are still paid", EARLY)
def replaced_twice(case: Case) -> None:
    first, lines = original(case)
    second = case.claim(later=30, replaces=first.claims, frequency="7")
    lines += [second.per_diem("S9500"), second.drug("J0696")]
    replacement(case, second, AS_OF - 80)
    for line in lines:
        case.wrong(line, line.paid)


@planted(CHECK, "An office visit replaced in full, and never taken back", EARLY)
def office_visit(case: Case) -> None:
    clinics = case.plan.providers.of_kind["clinic"]
    group = clinics[np.arange(case.count) % len(clinics)]
    claim = case.claim(group=group)
    line = claim.bill("99214", 2, price=13_100, place="11")
    again = case.claim(group=group, replaces=claim.claims, frequency="7", paid_on=AS_OF - 70)
    again.bill("99214", 2, price=13_100, place="11")
    case.wrong(line, line.paid)


@near_miss(CHECK, "Replaced 45 days before the audit: the reversal may still come", EARLY)
def not_settled(case: Case) -> None:
    claim, lines = original(case)
    replacement(case, claim, LAST_SETTLED + 1)
    case.fine(lines[0])


@near_miss(CHECK, "The replacement paid less: perhaps only the difference (DUP-04)", EARLY)
def smaller_replacement(case: Case) -> None:
    claim, lines = original(case)
    replacement(case, claim, AS_OF - 100, percent=60)
    case.fine(lines[0])


@near_miss(CHECK, "The replacement raised the price and paid the difference only", EARLY)
def paid_as_the_difference(case: Case) -> None:
    first = case.claim().per_diem("S9500", percent=40)
    again = case.claim(replaces=first.claims, frequency="7", paid_on=AS_OF - 100)
    again.per_diem("S9500", paid_before=first.paid)
    case.fine(first)


@near_miss(CHECK, "The replacement was denied: the original stands", EARLY)
def replacement_denied(case: Case) -> None:
    claim, lines = original(case)
    replacement(case, claim, AS_OF - 100, status="DENIED")
    case.fine(lines[0])


@near_miss(CHECK, "The original was taken back when it was replaced", EARLY)
def taken_back(case: Case) -> None:
    claim, lines = original(case)
    claim.take_back(later=40)
    replacement(case, claim, AS_OF - 100)
    case.fine(lines[0])


@near_miss(CHECK, "The original was taken back under a claim number of its own", EARLY)
def taken_back_by_another_claim(case: Case) -> None:
    claim, lines = original(case)
    claim.take_back(later=40, own_claim=True)
    replacement(case, claim, AS_OF - 100)
    case.fine(lines[0])


@near_miss(CHECK, "The replacement names no claim but itself", EARLY)
def names_itself(case: Case) -> None:
    claim = case.claim(frequency="7")
    claim.replaces = claim.claims
    case.fine(claim.per_diem("S9500"))


@near_miss(CHECK, "The void was denied: the original stands", EARLY)
def void_denied(case: Case) -> None:
    claim, lines = original(case)
    void = case.claim(replaces=claim.claims, frequency="8", status="DENIED", paid_on=AS_OF - 90)
    void.per_diem("S9500")
    case.fine(lines[0])

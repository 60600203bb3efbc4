"""EXC-01: a general per diem on a day of a specific one that its descriptor bars."""

from __future__ import annotations

from dataclasses import replace

from analytics.demo.plan.dates import LAST_SETTLED
from analytics.demo.plan.people import JEFFERSON
from analytics.demo.planted.case import Case
from analytics.demo.planted.template import ANEW, RECORDS, SETTLED, near_miss, planted

CHECK = "EXC-01"
AT_JEFFERSON = replace(SETTLED, payer=JEFFERSON)


@planted(CHECK, "The general antibiotic code beside the specific one, all seven days", SETTLED)
def whole_span(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    general = claim.per_diem("S9494")
    claim.drug("J0696")
    case.wrong(general, general.paid)


@planted(
    CHECK, "The general nutrition code runs on into the second week, billed by volume", SETTLED
)
def second_week(case: Case) -> None:
    claim = case.claim()
    general = claim.per_diem("S9364", days=14)
    claim.per_diem("S9366", 7)
    case.wrong(general, general.some(7, 7))


@planted(CHECK, "General and specific hydration codes on two claims", SETTLED)
def two_claims(case: Case) -> None:
    case.claim().per_diem("S9374", days=5)
    general = case.claim(later=15).per_diem("S9373", days=5)
    case.wrong(general, general.paid)


@planted(
    CHECK, "The general pain code beside continuous pain control, three days in common", SETTLED
)
def three_days(case: Case) -> None:
    claim = case.claim()
    general = claim.per_diem("S9325", days=10)
    claim.per_diem("S9326", 4, 3)
    case.wrong(general, general.some(4, 3))


@planted(CHECK, "General and specific chemotherapy codes on one day", SETTLED)
def one_day(case: Case) -> None:
    claim = case.claim()
    general = claim.per_diem("S9329", days=1)
    claim.per_diem("S9330", days=1)
    case.wrong(general, general.paid)


@planted(CHECK, "Two antibiotics: one of them was miscoded, a chart says which", SETTLED)
def two_drugs(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    general = claim.per_diem("S9494")
    claim.drug("J1335")
    claim.drug("J2543")
    case.wrong(general, general.paid, strength=RECORDS)


@planted(CHECK, "Corrected by a new claim, paid 46 days before the audit", ANEW)
def corrected_and_settled(case: Case) -> None:
    general = case.claim().per_diem("S9494")
    case.claim(paid_on=LAST_SETTLED).per_diem("S9500")
    case.wrong(general, general.paid)


@near_miss(CHECK, "Corrected by a new claim, paid 45 days before the audit: still in time", ANEW)
def corrected_by_a_new_claim(case: Case) -> None:
    case.fine(case.claim().per_diem("S9494"))
    case.claim(paid_on=LAST_SETTLED + 1).per_diem("S9500")


@near_miss(CHECK, "The specific code's payment came back in full: it convicts nobody", SETTLED)
def specific_recovered(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.per_diem("S9494"))
    specific = claim.per_diem("S9500")
    case.recovered(specific, specific.paid, claim.paid_date + 30)


@near_miss(CHECK, "The specific code is another provider's", SETTLED)
def two_groups(case: Case) -> None:
    case.fine(case.claim().per_diem("S9494"))
    case.claim(group=case.neighbour).per_diem("S9500")


@near_miss(CHECK, "The code changed in mid course: no day in common", SETTLED)
def code_changed(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.per_diem("S9494"))
    claim.per_diem("S9500", 7)


@near_miss(
    CHECK, "Four of seven days were paid for the specific code: which, nobody knows", SETTLED
)
def uncertain_days(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.per_diem("S9494"))
    claim.per_diem("S9500", units=4)


@near_miss(CHECK, "The specific code was denied", SETTLED)
def specific_denied(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.per_diem("S9373"))
    claim.per_diem("S9374", status="DENIED")


@near_miss(CHECK, "Nothing was allowed for the specific code: it convicts nobody", SETTLED)
def specific_not_allowed(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.per_diem("S9364"))
    claim.per_diem("S9366", pays="nothing")


@near_miss(CHECK, "No descriptor bars two tube feeding codes", AT_JEFFERSON)
def no_bar(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.per_diem("S9340"))
    claim.per_diem("S9342")


@near_miss(CHECK, "The general code was paid nothing: it fell to the deductible", SETTLED)
def paid_nothing(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    case.fine(claim.per_diem("S9494", pays="deductible"))

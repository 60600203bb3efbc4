"""OVR-01: home infusion on days inside an inpatient or skilled nursing stay."""

from __future__ import annotations

from analytics.demo.plan.people import JEFFERSON, MEDICARE_ADVANTAGE, PRIORITY
from analytics.demo.planted.case import Case
from analytics.demo.planted.template import Where, near_miss, planted

CHECK = "OVR-01"


@planted(CHECK, "The span runs on through a hospital stay: three days strictly inside")
def through_a_stay(case: Case) -> None:
    claim = case.claim()
    line = claim.per_diem("S9500", days=14)
    claim.drug("J0696", days=14)
    case.stay(4, 8)
    case.wrong(line, line.some(5, 3))


@planted(CHECK, "A nursing visit at home in the middle of a stay", Where(JEFFERSON))
def visit_during_a_stay(case: Case) -> None:
    line = case.claim().nursing("99601", 3)
    case.stay(1, 6)
    case.wrong(line, line.paid)


@planted(CHECK, "One stay ends the day the next begins: together they are one")
def touching_stays(case: Case) -> None:
    line = case.claim().per_diem("S9366", days=14)
    case.stay(2, 5)
    case.stay(5, 9)
    case.wrong(line, line.some(3, 6))


@planted(CHECK, "Eight units in ten days: of the six days inside, at least four were billed")
def fewer_units(case: Case) -> None:
    line = case.claim().per_diem("S9374", days=10, units=8)
    case.stay(2, 9)
    # four units at an eighth of the payment each: 4 x 10 days / (8 units x 6 days inside)
    case.wrong(line, line.share(40, 48, of=line.some(3, 6)))


@planted(CHECK, "Inside a stay in a skilled nursing facility")
def skilled_nursing(case: Case) -> None:
    line = case.claim().per_diem("S9348", 3, 7)
    case.stay(0, 20, "0211")
    case.wrong(line, line.paid)


@planted(CHECK, "Inside a stay whose discharge is not known: up to the claim's last day")
def no_discharge(case: Case) -> None:
    line = case.claim().per_diem("S9347", days=14)
    case.stay(2, 8, discharge_known=False)
    case.wrong(line, line.some(3, 5))


@planted(CHECK, "What the stay was paid does not matter")
def unpaid_stay(case: Case) -> None:
    line = case.claim().per_diem("S5501", days=10)
    case.stay(3, 7, "0181", pays="nothing")
    case.wrong(line, line.some(4, 3))


@planted(CHECK, "An infusion visit code inside a stay", Where(PRIORITY, (MEDICARE_ADVANTAGE,)))
def infusion_visit_during_a_stay(case: Case) -> None:
    line = case.claim().nursing("G0070", 4, 6)
    case.stay(2, 6)
    case.wrong(line, line.paid)


@near_miss(CHECK, "Home until the day of admission, and again from the day of discharge")
def around_a_stay(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.per_diem("S9500", days=5))
    case.stay(4, 8)
    case.fine(claim.per_diem("S9500", 8, 5))


@near_miss(CHECK, "The stay is a newborn's, billed under the mother's number")
def newborn(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500"))
    case.stay(1, 5, is_newborn=True)


@near_miss(CHECK, "On leave from a skilled nursing facility: those days were spent at home")
def leave_days(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", 5, 4))
    case.stay(0, 19, "0211", leave=(4, 6))


@near_miss(CHECK, "An outpatient hospital claim of several days is no stay")
def outpatient(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", days=14))
    case.stay(4, 8, "0131")


@near_miss(CHECK, "The stay was denied")
def stay_denied(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", days=14))
    case.stay(4, 8, status="DENIED")


@near_miss(CHECK, "Four units in ten days: they fit around the six days inside")
def few_units(case: Case) -> None:
    case.fine(case.claim().per_diem("S9374", days=10, units=4))
    case.stay(2, 9)


@near_miss(CHECK, "A drug is no day at home: it can be shipped ahead")
def drug(case: Case) -> None:
    case.fine(case.claim().drug("J0696", 3))
    case.stay(1, 6)


@near_miss(CHECK, "Tube feeding is not a home infusion family")
def tube_feeding(case: Case) -> None:
    case.fine(case.claim().per_diem("S9342"))
    case.stay(1, 5)


@near_miss(CHECK, "A stay of one night has no day strictly inside")
def one_night(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500"))
    case.stay(3, 4)

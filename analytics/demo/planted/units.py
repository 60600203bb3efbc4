"""UNT-01: more units of a per diem than days."""

from __future__ import annotations

from dataclasses import replace

from analytics.demo.plan.dates import AS_OF, day
from analytics.demo.plan.people import COMMERCIAL, JEFFERSON
from analytics.demo.planted.case import Case
from analytics.demo.planted.second_therapy import CONTRACT
from analytics.demo.planted.template import Where, near_miss, planted

CHECK = "UNT-01"


def february(year: int) -> Where:
    """Cases that begin on the first of a February."""
    return Where(since=day(f"{year}-02-01"), until=day(f"{year}-02-01"))


@planted(CHECK, "Fourteen units were paid for seven days")
def twice_the_days(case: Case) -> None:
    claim = case.claim()
    line = claim.per_diem("S9500", units=14)
    claim.drug("J0696")
    case.wrong(line, line.share(7, 14))


@planted(CHECK, "One unit more than days")
def one_more(case: Case) -> None:
    line = case.claim().per_diem("S9374", units=8)
    case.wrong(line, line.share(1, 8))


@planted(CHECK, "Six units on one day: hours of the infusion, or doses")
def six_in_a_day(case: Case) -> None:
    line = case.claim().per_diem("S9338", days=1, units=6)
    case.wrong(line, line.share(5, 6))


@planted(CHECK, "The line's end is missing; the header's three days do not bear five units")
def short_header(case: Case) -> None:
    line = case.claim().per_diem("S9490", days=1, units=5, end_known=False, header_days=3)
    case.wrong(line, line.share(2, 5))


@planted(CHECK, "31 units for the 29 days of a leap February", february(2024))
def leap_february_exceeded(case: Case) -> None:
    line = case.claim().per_diem("S9342", days=29, units=31)
    case.wrong(line, line.share(2, 31))


@planted(CHECK, "Fourteen units for seven days, of which 100.00 was already taken back")
def partly_recovered(case: Case) -> None:
    line = case.claim().per_diem("S9366", units=14)
    case.recovered(line, 10_000, AS_OF - 20)
    case.wrong(line, line.share(7, 14) - 10_000)


@planted(CHECK, "Ten units for seven days; money taken back after the audit is not seen")
def recovered_too_late(case: Case) -> None:
    line = case.claim().per_diem("S9502", units=10)
    case.recovered(line, 10_000, AS_OF + 5)
    case.wrong(line, line.share(3, 10))


@planted(CHECK, "Ten units for seven days, on a claim that is not to be touched")
def on_hold(case: Case) -> None:
    claim = case.claim()
    line = claim.per_diem("S9348", units=10)
    case.hold(claim)
    case.wrong(line, line.share(3, 10))


@planted(CHECK, "Paid for seven days, taken back, and paid again for fourteen")
def adjusted_upwards(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    claim.take_back(later=20)
    line = case.claim(later=22, same_as=claim).per_diem("S9500", units=14)
    case.wrong(line, line.share(7, 14))


@planted(
    CHECK,
    "Ten units for seven days, paid longer ago than Pennsylvania lets an insurer take back",
    Where(JEFFERSON, business=(COMMERCIAL,), until=day("2024-08-31")),
)
def past_the_look_back(case: Case) -> None:
    line = case.claim().per_diem("S9500", units=10)
    case.wrong(line, line.share(3, 10))


@near_miss(CHECK, "As many units as days, first and last day included")
def units_equal_days(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500"))


@near_miss(CHECK, "The line's end is missing; the header bears seven days")
def long_header(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", days=1, units=7, end_known=False, header_days=7))


@near_miss(CHECK, "The thru date repeats the from date; the header bears seven days")
def thru_repeats_from(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", days=1, units=7, header_days=7))


@near_miss(
    CHECK,
    "Fourteen units, at the contract's price of seven: the payer cut them",
    replace(CONTRACT, at_rate=True),
)
def cut_by_the_contract_rate(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", units=14, percent=50))


@near_miss(CHECK, "Fourteen units billed, seven paid")
def cut_by_the_payer(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", billed_units=14))


@near_miss(CHECK, "Units of a drug are doses, not days")
def drug_units(case: Case) -> None:
    case.fine(case.claim().drug("J0696"))


@near_miss(CHECK, "29 units for the 29 days of a leap February", february(2024))
def leap_february(case: Case) -> None:
    case.fine(case.claim().per_diem("S9342", days=29))


@near_miss(CHECK, "Fourteen units were paid, taken back, and paid again as seven")
def adjusted_downwards(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500", units=14)
    claim.take_back(later=20)
    case.fine(case.claim(later=22, same_as=claim).per_diem("S9500"))


@near_miss(CHECK, "Too many units, and nothing paid: it fell to the deductible")
def paid_nothing(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", units=14, pays="deductible"))

"""DUP-01: a line equal in everything to an earlier one of another claim."""

from __future__ import annotations

from dataclasses import replace

from analytics.demo.plan.dates import LAST_PAIR_DAY, LAST_SETTLED
from analytics.demo.plan.formulary import DRUGS
from analytics.demo.plan.people import JEFFERSON, MEDICARE_ADVANTAGE, PRIORITY
from analytics.demo.planted.case import Case
from analytics.demo.planted.nursing import DOCUMENTED
from analytics.demo.planted.template import ANEW, RECORDS, SETTLED, near_miss, planted

CHECK = "DUP-01"
#: Visits whose notes the payer asks for.
VISITS = replace(DOCUMENTED, until=LAST_PAIR_DAY)
AT_MEDICARE = replace(SETTLED, payer=PRIORITY, business=(MEDICARE_ADVANTAGE,))
AT_JEFFERSON = replace(SETTLED, payer=JEFFERSON)


@planted(CHECK, "The week's drug on two claims", SETTLED)
def drug_twice(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    claim.drug("J1335")
    line = case.claim(later=20).drug("J1335")
    case.wrong(line, line.paid)


@planted(CHECK, "The week's per diem on two claims", SETTLED)
def per_diem_twice(case: Case) -> None:
    case.claim().per_diem("S9348")
    line = case.claim(later=20).per_diem("S9348")
    case.wrong(line, line.paid)
    case.wrong(
        line,
        line.paid,
        "UNT-02",
        "The same days of the per diem were paid before",
        strength=RECORDS,
    )


@planted(CHECK, "A nursing visit on two claims, the second without the nurse", AT_JEFFERSON)
def visit_twice(case: Case) -> None:
    case.claim().nursing("99601", 2)
    line = case.claim(later=20).nursing("99601", 2, nurse=-1)
    case.wrong(line, line.paid)


@planted(CHECK, "An infusion visit on two claims", AT_MEDICARE)
def infusion_visit_twice(case: Case) -> None:
    case.claim().nursing("G0068", 0, 6)
    line = case.claim(later=15).nursing("G0068", 0, 6)
    case.wrong(line, line.paid)


@planted(CHECK, "The drug on three claims, one of them of another site of the provider", SETTLED)
def drug_three_times(case: Case) -> None:
    case.claim().drug("J2185")
    second = case.claim(later=10, site=case.other_site).drug("J2185")
    third = case.claim(later=20).drug("J2185")
    case.wrong(second, second.paid)
    case.wrong(third, third.paid)


@planted(CHECK, "Half of the first payment came back before the second: the other half", SETTLED)
def half_recovered(case: Case) -> None:
    claim = case.claim()
    first = claim.drug("J1335")
    case.recovered(first, first.paid // 2, claim.paid_date + 9)
    line = case.claim(later=20).drug("J1335")
    case.wrong(line, first.paid - first.paid // 2)


@near_miss(CHECK, "The first payment came back in full before the second was made", SETTLED)
def first_recovered(case: Case) -> None:
    claim = case.claim()
    first = claim.drug("J1335")
    case.recovered(first, first.paid, claim.paid_date + 9)
    case.fine(case.claim(later=20).drug("J1335"))


@near_miss(CHECK, "Billed anew and paid 45 days before the audit: a reversal may still come", ANEW)
def billed_anew(case: Case) -> None:
    case.claim().drug("J0696")
    case.fine(case.claim(paid_on=LAST_SETTLED + 1).drug("J0696"))


@near_miss(CHECK, "Two visits on a day, with a note of each", VISITS)
def two_documented_visits(case: Case) -> None:
    case.claim().nursing("99601", 2)
    second = case.claim(later=3).nursing("99601", 2)
    case.note(2, start=480, stop=570)
    case.note(2, start=1080, stop=1170)
    case.fine(second)
    case.fine(second, "NUR-04")


@near_miss(CHECK, "The later line carries 76: given again, and said so", SETTLED)
def repeated_service(case: Case) -> None:
    case.claim().drug("J0696", modifiers=("76",))
    case.fine(case.claim(later=20).drug("J0696", modifiers=("76",)))


@near_miss(CHECK, "Another charge", SETTLED)
def another_charge(case: Case) -> None:
    case.claim().drug("J0692")
    case.fine(case.claim(later=20).drug("J0692", price=DRUGS["J0692"].cents * 1.2))


@near_miss(CHECK, "Another nurse", AT_JEFFERSON)
def another_nurse(case: Case) -> None:
    case.claim().nursing("99601", 2)
    case.fine(case.claim(later=20).nursing("99601", 2, nurse=1))


@near_miss(CHECK, "Another package of the drug", SETTLED)
def another_package(case: Case) -> None:
    case.claim().drug("J2543", package=0)
    case.fine(case.claim(later=20).drug("J2543", package=1))


@near_miss(CHECK, "Two lines of one claim", SETTLED)
def one_claim(case: Case) -> None:
    claim = case.claim()
    claim.drug("J0690")
    case.fine(claim.drug("J0690"))


@near_miss(CHECK, "Other units", SETTLED)
def other_units(case: Case) -> None:
    drug = DRUGS["J0878"]
    case.claim().drug("J0878", days=7)
    half = case.claim(later=20).drug("J0878", units=14 * drug.units, price=drug.cents * 0.53)
    case.fine(half)


@near_miss(CHECK, "A drug line without an NDC is not compared", SETTLED)
def no_ndc(case: Case) -> None:
    case.claim().drug("B4185")
    case.fine(case.claim(later=20).drug("B4185"))


@near_miss(CHECK, "The earlier claim was denied", SETTLED)
def earlier_denied(case: Case) -> None:
    case.claim(status="DENIED").drug("J0696")
    case.fine(case.claim(later=20).drug("J0696"))


@near_miss(CHECK, "The earlier claim was taken back", SETTLED)
def earlier_taken_back(case: Case) -> None:
    earlier = case.claim()
    earlier.drug("J0696")
    earlier.take_back(later=15)
    case.fine(case.claim(later=20).drug("J0696"))


@near_miss(CHECK, "Another provider's", SETTLED)
def another_group(case: Case) -> None:
    case.claim().drug("J0696")
    case.fine(case.claim(later=20, group=case.neighbour).drug("J0696"))


@near_miss(CHECK, "The same row stands in the file twice: it counts once", SETTLED)
def row_repeated_in_the_file(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.drug("J2260"))
    claim.repeat_rows()

"""LOB-01: S codes and infusion visit codes for a line of business that takes the other kind."""

from __future__ import annotations

from dataclasses import replace

from analytics.demo.plan.dates import JEFFERSON_FROM
from analytics.demo.plan.lines import NO_LINE_OF_BUSINESS
from analytics.demo.plan.people import (
    CHIP,
    COMMERCIAL,
    INDIVIDUAL,
    JEFFERSON,
    MEDICAID,
    MEDICARE_ADVANTAGE,
    PRIORITY,
    TWICE,
    UNKNOWN,
)
from analytics.demo.planted.case import Case
from analytics.demo.planted.template import Where, near_miss, planted

CHECK = "LOB-01"


def _at(*business: int) -> Where:
    return Where(JEFFERSON, business, since=JEFFERSON_FROM, context=False)


@planted(CHECK, "An S code for Medicare Advantage", _at(MEDICARE_ADVANTAGE))
def s_code_for_medicare(case: Case) -> None:
    claim = case.claim()
    line = claim.per_diem("S9500")
    claim.drug("J1335")
    case.wrong(line, line.paid)


@planted(CHECK, "Catheter care by S code for an individual plan", _at(INDIVIDUAL))
def catheter_care_for_individual(case: Case) -> None:
    line = case.claim().per_diem("S5501")
    case.wrong(line, line.paid)


@planted(CHECK, "An infusion visit code for Medicaid", _at(MEDICAID))
def visit_for_medicaid(case: Case) -> None:
    line = case.claim().nursing("G0068", 1, 6)
    case.wrong(line, line.paid)


@planted(CHECK, "An infusion visit code for CHIP", _at(CHIP))
def visit_for_chip(case: Case) -> None:
    line = case.claim().nursing("G0089", 0, 5)
    case.wrong(line, line.paid)


@planted(
    CHECK,
    "An S code for Medicare Advantage across the policy's first day: the days from it on",
    replace(_at(MEDICARE_ADVANTAGE), since=JEFFERSON_FROM - 4, until=JEFFERSON_FROM - 4),
)
def s_code_across_the_first_day(case: Case) -> None:
    line = case.claim().per_diem("S9374", days=11)
    case.wrong(line, line.some(4, 7))


@planted(
    CHECK, "The line does not say so, enrolment does: Medicare Advantage", _at(MEDICARE_ADVANTAGE)
)
def line_of_business_from_enrolment(case: Case) -> None:
    line = case.claim().per_diem("S9348", bare=NO_LINE_OF_BUSINESS)
    case.wrong(line, line.paid)


@near_miss(
    CHECK,
    "The last day is the day before the policy",
    replace(_at(MEDICARE_ADVANTAGE), since=JEFFERSON_FROM - 7, until=JEFFERSON_FROM - 7),
)
def the_day_before(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500"))


@near_miss(
    CHECK,
    "Neither the line nor enrolment says which line of business",
    replace(_at(MEDICARE_ADVANTAGE), known=UNKNOWN),
)
def unknown_line_of_business(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", bare=NO_LINE_OF_BUSINESS))


@near_miss(
    CHECK,
    "Enrolled under two lines of business that day: unknown",
    replace(_at(MEDICARE_ADVANTAGE), known=TWICE),
)
def two_lines_of_business(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", bare=NO_LINE_OF_BUSINESS))


@near_miss(CHECK, "The policy does not list the commercial line of business", _at(COMMERCIAL))
def commercial(case: Case) -> None:
    case.fine(case.claim().nursing("G0068", 0, 6))


@near_miss(
    CHECK,
    "Another payer, whose policy is silent on it",
    Where(PRIORITY, (MEDICARE_ADVANTAGE,), since=JEFFERSON_FROM),
)
def another_payer(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500"))


@near_miss(
    CHECK,
    "A nursing visit is neither an S code nor an infusion visit code",
    _at(MEDICARE_ADVANTAGE),
)
def nursing_visit(case: Case) -> None:
    case.fine(case.claim().nursing("99601", 0))


@near_miss(CHECK, "A drug is neither an S code nor an infusion visit code", _at(INDIVIDUAL))
def drug(case: Case) -> None:
    case.fine(case.claim().drug("J2260"))

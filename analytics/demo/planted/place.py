"""POS-01 and POS-02: home infusion billed where it cannot, or must not, have been given."""

from __future__ import annotations

from dataclasses import replace

from analytics.demo.plan.dates import JEFFERSON_FROM, PRIORITY_FROM
from analytics.demo.plan.lines import NO_LINE_PLACE
from analytics.demo.plan.people import JEFFERSON, MEDICARE_ADVANTAGE, PRIORITY
from analytics.demo.plan.providers import (
    FACILITY_GROUPS,
    FACILITY_SINCE,
    FACILITY_SITE,
    LATE_FACILITY_GROUP,
)
from analytics.demo.planted.case import Case
from analytics.demo.planted.template import RECORDS, Where, near_miss, planted

NOT_ACCEPTED, FACILITY = "POS-01", "POS-02"
AT_JEFFERSON = Where(JEFFERSON, since=JEFFERSON_FROM)
BEFORE_JEFFERSON = Where(JEFFERSON, until=JEFFERSON_FROM - 7)
AT_PRIORITY = Where(PRIORITY, since=PRIORITY_FROM)
BEFORE_PRIORITY = Where(PRIORITY, until=PRIORITY_FROM - 7)
AUTHORIZED = replace(AT_PRIORITY, groups=FACILITY_GROUPS[:2], site=FACILITY_SITE)


@planted(
    NOT_ACCEPTED, "Billed at an office (11); RB.046.A accepts the home (12) only", AT_JEFFERSON
)
def office(case: Case) -> None:
    claim = case.claim()
    line = claim.per_diem("S9500", place="11")
    claim.drug("J0696")
    case.wrong(line, line.paid)


@planted(
    NOT_ACCEPTED,
    "Billed at an office across the policy's first day: only the days from it on",
    replace(AT_JEFFERSON, since=JEFFERSON_FROM - 4, until=JEFFERSON_FROM - 4),
)
def office_across_the_first_day(case: Case) -> None:
    line = case.claim().per_diem("S9374", days=11, place="11")
    case.wrong(line, line.some(4, 7))


@planted(
    NOT_ACCEPTED,
    "Assisted living (13) is not in RB.046.A's text, and can be the patient's home",
    AT_JEFFERSON,
)
def assisted_living(case: Case) -> None:
    line = case.claim().per_diem("S5501", place="13")
    case.wrong(line, line.paid, strength=RECORDS)


@planted(
    NOT_ACCEPTED,
    "An infusion visit billed at an office (11)",
    replace(AT_JEFFERSON, business=(MEDICARE_ADVANTAGE,), context=False),
)
def visit_at_an_office(case: Case) -> None:
    line = case.claim().nursing("G0068", 0, 6, place="11")
    case.wrong(line, line.paid)


@planted(NOT_ACCEPTED, "The line has no place, the claim header says office (11)", AT_JEFFERSON)
def office_on_the_header(case: Case) -> None:
    line = case.claim().per_diem("S9348", place="11", bare=NO_LINE_PLACE)
    case.wrong(line, line.paid)


@planted(NOT_ACCEPTED, "Office (11), and the provider is no authorized facility", AT_PRIORITY)
def office_without_a_facility(case: Case) -> None:
    line = case.claim().per_diem("S9366", place="11")
    case.wrong(line, line.paid, strength=RECORDS)


@planted(
    NOT_ACCEPTED,
    "The infusion facility was not authorized yet on the line's first day",
    Where(
        PRIORITY,
        since=FACILITY_SINCE - 6,
        until=FACILITY_SINCE - 1,
        groups=(LATE_FACILITY_GROUP,),
        site=FACILITY_SITE,
    ),
)
def facility_too_early(case: Case) -> None:
    line = case.claim().per_diem("S9500", place="49")
    case.wrong(line, line.paid, strength=RECORDS)


@near_miss(
    NOT_ACCEPTED,
    "The last day billed at the office is the day before the policy",
    replace(AT_JEFFERSON, since=JEFFERSON_FROM - 7, until=JEFFERSON_FROM - 7),
)
def office_the_day_before(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", place="11"))


@near_miss(NOT_ACCEPTED, "The line has no place, the claim header says home (12)", AT_JEFFERSON)
def home_on_the_header(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", bare=NO_LINE_PLACE))


@near_miss(NOT_ACCEPTED, "No place at all: missing, not refused (POS-04)", AT_JEFFERSON)
def no_place(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", place=None))


@near_miss(NOT_ACCEPTED, "A group home (14) is the patient's own home", AT_PRIORITY)
def group_home(case: Case) -> None:
    case.fine(case.claim().per_diem("S9502", place="14"))


@near_miss(NOT_ACCEPTED, "Given at an authorized home infusion facility (49)", AUTHORIZED)
def authorized_facility(case: Case) -> None:
    case.fine(case.claim().per_diem("S9359", days=1, place="49"))


@near_miss(
    NOT_ACCEPTED,
    "The day before Priority Health's policy",
    replace(AT_PRIORITY, since=PRIORITY_FROM - 7, until=PRIORITY_FROM - 7),
)
def priority_the_day_before(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", place="11"))


@near_miss(NOT_ACCEPTED, "Injections are not among the policy's families", AT_PRIORITY)
def injection_at_an_office(case: Case) -> None:
    case.fine(case.claim().per_diem("S9537", days=3, place="11"))


@near_miss(NOT_ACCEPTED, "A drug shipped by the pharmacy (01): no per diem, no visit", AT_JEFFERSON)
def drug_from_the_pharmacy(case: Case) -> None:
    case.fine(case.claim().drug("J0692", place="01"))


@near_miss(NOT_ACCEPTED, "Tube feeding is not among the policy's families", AT_JEFFERSON)
def tube_feeding_at_an_office(case: Case) -> None:
    case.fine(case.claim().per_diem("S9342", place="11"))


@planted(FACILITY, "An outpatient hospital (22) is not a home", BEFORE_JEFFERSON)
def outpatient_hospital(case: Case) -> None:
    line = case.claim().per_diem("S9500", place="22")
    case.wrong(line, line.paid)


@planted(FACILITY, "An inpatient hospital (21) is not a home", BEFORE_PRIORITY)
def inpatient_hospital(case: Case) -> None:
    line = case.claim().per_diem("S9348", place="21")
    case.wrong(line, line.paid)


@planted(FACILITY, "A skilled nursing facility (31) is not a home", AT_PRIORITY)
def nursing_facility(case: Case) -> None:
    line = case.claim().per_diem("S9366", place="31")
    case.wrong(line, line.paid, strength=RECORDS)
    case.wrong(
        line,
        line.paid,
        NOT_ACCEPTED,
        "31 is neither a home nor an authorized facility",
        strength=RECORDS,
    )


@planted(FACILITY, "An ambulatory surgical center (24) is not a home", AT_JEFFERSON)
def surgical_center(case: Case) -> None:
    line = case.claim().per_diem("S9347", place="24")
    case.wrong(line, line.paid)
    case.wrong(line, line.paid, NOT_ACCEPTED, "RB.046.A accepts the home (12) only")


@planted(
    FACILITY,
    "An infusion visit at an off campus hospital department (19)",
    replace(AT_PRIORITY, business=(MEDICARE_ADVANTAGE,)),
)
def visit_at_a_hospital(case: Case) -> None:
    line = case.claim().nursing("G0070", 0, 8, place="19")
    case.wrong(line, line.paid, strength=RECORDS)


@planted(FACILITY, "Injections in an emergency room (23)", BEFORE_PRIORITY)
def injection_in_an_emergency_room(case: Case) -> None:
    line = case.claim().per_diem("S9537", days=2, place="23")
    case.wrong(line, line.paid)


@planted(
    FACILITY,
    "Before the payer's policy nothing excepts an authorized facility",
    replace(BEFORE_PRIORITY, groups=FACILITY_GROUPS[:2], site=FACILITY_SITE),
)
def facility_before_its_exception(case: Case) -> None:
    line = case.claim().per_diem("S9500", place="24")
    case.wrong(line, line.paid)


@near_miss(FACILITY, "Priority Health's text has no word on injections", AT_PRIORITY)
def injection_in_a_hospital(case: Case) -> None:
    case.fine(case.claim().per_diem("S9537", days=2, place="22"))


@near_miss(FACILITY, "A nursing facility (32) can be where the patient lives", BEFORE_JEFFERSON)
def residence(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", place="32"))


@near_miss(FACILITY, "An office (11) is not among the refused places", BEFORE_JEFFERSON)
def office_before_the_policy(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", place="11"))


@near_miss(FACILITY, "A drug given in a hospital (22): no per diem, no visit")
def drug_in_a_hospital(case: Case) -> None:
    case.fine(case.claim().drug("J0696", days=1, place="22"))


@near_miss(FACILITY, "The payer excepts an authorized home infusion facility", AUTHORIZED)
def excepted_facility(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", place="24"))


@near_miss(FACILITY, "The header says hospital (22), the line itself home (12)")
def home_on_the_line(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", header_place="22"))

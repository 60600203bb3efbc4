"""NUR-01: an additional hour (99602) without the visit (99601) it adds to."""

from __future__ import annotations

from analytics.demo.plan.dates import LAST_CASE_DAY, NOTES_FROM
from analytics.demo.plan.people import JEFFERSON, PRIORITY
from analytics.demo.planted.case import Case
from analytics.demo.planted.template import RECORDS, Where, near_miss, planted

CHECK = "NUR-01"
AT_JEFFERSON = Where(JEFFERSON)
DOCUMENTED = Where(PRIORITY, since=NOTES_FROM, until=LAST_CASE_DAY)


@planted(CHECK, "An additional hour, and no visit that day", AT_JEFFERSON)
def hour_alone(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    line = claim.nursing("99602", 2)
    case.wrong(line, line.paid)


@planted(CHECK, "The visit was the day before: its hours may have run past midnight")
def visit_the_day_before(case: Case) -> None:
    claim = case.claim()
    claim.nursing("99601", 2)
    line = claim.nursing("99602", 3, 2)
    case.documented(2)
    case.documented(3)
    case.wrong(line, line.paid, strength=RECORDS)


@planted(CHECK, "The visit of the day is another provider's", DOCUMENTED)
def visit_of_another_group(case: Case) -> None:
    case.claim(group=case.neighbour).nursing("99601", 2)
    line = case.claim().nursing("99602", 2)
    case.documented(2)
    case.wrong(line, line.paid, strength=RECORDS)


@planted(CHECK, "An additional hour without a visit, and without a note", DOCUMENTED)
def hour_alone_undocumented(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9348")
    line = claim.nursing("99602", 2)
    case.wrong(line, line.paid)
    case.wrong(line, line.paid, "NUR-04", "No note of the additional hour's day")


@near_miss(CHECK, "The visit was denied, the hour not: a visit there was")
def visit_denied(case: Case) -> None:
    claim = case.claim()
    claim.nursing("99601", 2, status="DENIED")
    case.fine(claim.nursing("99602", 2))
    case.documented(2)


@near_miss(CHECK, "The visit is still pending")
def visit_pending(case: Case) -> None:
    case.claim(status="PENDED").nursing("99601", 2)
    case.fine(case.claim().nursing("99602", 2))
    case.documented(2)


@near_miss(CHECK, "The visit is on another claim of the provider, billed by another site")
def visit_on_another_claim(case: Case) -> None:
    case.claim(later=15, site=case.other_site).nursing("99601", 2)
    case.fine(case.claim().nursing("99602", 2))
    case.documented(2)


@near_miss(CHECK, "The visits were billed as a span that holds the hour's day", AT_JEFFERSON)
def visits_as_a_span(case: Case) -> None:
    claim = case.claim()
    claim.nursing("99601", 1, units=2, days=3)
    case.fine(claim.nursing("99602", 2))


@near_miss(CHECK, "The visit was paid nothing: it fell to the deductible")
def visit_paid_nothing(case: Case) -> None:
    claim = case.claim()
    claim.nursing("99601", 2, pays="deductible")
    case.fine(claim.nursing("99602", 2))
    case.documented(2)


@near_miss(CHECK, "The visit is under the person's other member number", AT_JEFFERSON)
def visit_under_another_member_number(case: Case) -> None:
    case.claim(member=case.second_member_number()).nursing("99601", 2)
    case.fine(case.claim().nursing("99602", 2))

"""NUR-13: nursing visits whose records were asked for and did not come."""

from __future__ import annotations

from dataclasses import replace

from analytics.demo.plan.dates import AS_OF, NOTES_FROM
from analytics.demo.plan.people import JEFFERSON
from analytics.demo.planted.case import Case
from analytics.demo.planted.nursing import DOCUMENTED
from analytics.demo.planted.template import Where, near_miss, planted

CHECK = "NUR-13"


@planted(CHECK, "Records fell due the day before the audit", DOCUMENTED)
def due_yesterday(case: Case) -> None:
    claim = case.claim()
    line = claim.nursing("99601", 2)
    case.request(claim, due=AS_OF - 1)
    case.wrong(line, line.paid)


@planted(CHECK, "Asked for twice, both times in vain", DOCUMENTED)
def asked_twice(case: Case) -> None:
    claim = case.claim()
    line = claim.nursing("99601", 2)
    case.request(claim, due=AS_OF - 40)
    case.request(claim, due=AS_OF - 5)
    case.wrong(line, line.paid)


@planted(CHECK, "Asked for under the claim that this one replaced", DOCUMENTED)
def asked_for_the_replaced_claim(case: Case) -> None:
    original = case.claim()
    original.nursing("99601", 2)
    original.take_back(later=20)
    replacing = case.claim(later=20, replaces=original.claims, frequency="7")
    line = replacing.nursing("99601", 2)
    case.request(original, due=AS_OF - 9)
    case.wrong(line, line.paid)


@planted(CHECK, "What was sent is of another provider's visit", DOCUMENTED)
def note_of_another_provider(case: Case) -> None:
    claim = case.claim()
    line = claim.nursing("99601", 2)
    case.note(2, billing=case.plan.providers.site(case.neighbour))
    case.request(claim, due=AS_OF - 3)
    case.wrong(line, line.paid)


@planted(CHECK, "Asked for the second visit by its line", DOCUMENTED)
def asked_by_line(case: Case) -> None:
    claim = case.claim()
    claim.nursing("99601", 1)
    case.note(1)
    line = claim.nursing("99601", 3)
    case.request(claim, due=AS_OF - 12, line=2)
    case.wrong(line, line.paid)


@near_miss(CHECK, "Records are due on the day of the audit: still pending", DOCUMENTED)
def due_today(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.nursing("99601", 2))
    case.request(claim, due=AS_OF)


@near_miss(CHECK, "A later request is not due yet", DOCUMENTED)
def one_request_pending(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.nursing("99601", 2))
    case.request(claim, due=AS_OF - 30)
    case.request(claim, due=AS_OF + 14)


@near_miss(CHECK, "The note came late, but came", DOCUMENTED)
def late_note(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.nursing("99601", 2))
    case.request(claim, due=AS_OF - 30)
    case.note(2, received=AS_OF - 2)


@near_miss(
    CHECK, "The note names the claim; it was filed under the subscriber's number", DOCUMENTED
)
def note_under_the_subscriber(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.nursing("99601", 2))
    case.request(claim, due=AS_OF - 30)
    case.note(2, claim=claim, member=case.another_member())


@near_miss(
    CHECK,
    "The day before the feed of notes begins: unknown",
    replace(DOCUMENTED, since=NOTES_FROM - 1, until=NOTES_FROM - 1),
)
def overdue_before_the_feed(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.nursing("99601", 0))
    case.request(claim, due=AS_OF - 30)


@near_miss(
    CHECK, "The payer's policy asks for no documentation", Where(JEFFERSON, since=NOTES_FROM)
)
def overdue_at_another_payer(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.nursing("99601", 2))
    case.request(claim, due=AS_OF - 30)

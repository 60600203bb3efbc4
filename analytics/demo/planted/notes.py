"""NUR-04: nursing visits whose notes are missing or lack what the policy asks for."""

from __future__ import annotations

from dataclasses import replace

from analytics.demo.plan.dates import AS_OF, DOCUMENTATION_FROM, NOTES_FROM
from analytics.demo.plan.formulary import PRICE
from analytics.demo.plan.people import JEFFERSON
from analytics.demo.planted.case import Case
from analytics.demo.planted.nursing import DOCUMENTED
from analytics.demo.planted.template import Where, near_miss, planted

CHECK = "NUR-04"


@planted(CHECK, "A visit without any note", DOCUMENTED)
def no_note(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    line = claim.nursing("99601", 2)
    case.wrong(line, line.paid)


@planted(CHECK, "The note is signed by a practical nurse", DOCUMENTED)
def practical_nurse(case: Case) -> None:
    line = case.claim().nursing("99601", 2)
    case.note(2, credential="L.P.N.")
    case.wrong(line, line.paid)


@planted(CHECK, "The note of the day is of another provider's visit", DOCUMENTED)
def note_of_another_group(case: Case) -> None:
    line = case.claim().nursing("99601", 2)
    case.note(2, billing=case.plan.providers.site(case.neighbour))
    case.wrong(line, line.paid)


@planted(CHECK, "The only note is of the day after", DOCUMENTED)
def note_of_the_day_after(case: Case) -> None:
    line = case.claim().nursing("99601", 2)
    case.note(3)
    case.wrong(line, line.paid)


@planted(CHECK, "Two visits on the day, one note", DOCUMENTED)
def two_visits_one_note(case: Case) -> None:
    line = case.claim().nursing("99601", 2, units=2)
    case.note(2)
    case.wrong(line, line.share(1, 2))


@planted(CHECK, "The additional hour's note has no stop time", DOCUMENTED)
def no_stop_time(case: Case) -> None:
    claim = case.claim()
    visit = claim.nursing("99601", 2)
    line = claim.nursing("99602", 2)
    case.note(2, stop=None)
    case.wrong(line, line.paid)
    case.fine(visit, note="The visit itself needs no times, only a registered nurse")


@planted(CHECK, "Two visits on two claims, one note: the first paid has it", DOCUMENTED)
def second_claim_without_a_note(case: Case) -> None:
    case.claim().nursing("99601", 2)
    later = case.claim(later=20)
    line = later.nursing("99601", 2, nurse=1, price=PRICE["99601"] * 0.9)
    case.note(2)
    case.wrong(line, line.paid)


@planted(CHECK, "The note came after the day of the audit", DOCUMENTED)
def note_after_the_audit(case: Case) -> None:
    line = case.claim().nursing("99601", 2)
    case.note(2, received=AS_OF + 3)
    case.wrong(line, line.paid)


@planted(CHECK, "Records were asked for after the day of the audit", DOCUMENTED)
def request_after_the_audit(case: Case) -> None:
    claim = case.claim()
    line = claim.nursing("99601", 2)
    case.request(claim, due=AS_OF + 32, made=AS_OF + 2)
    case.wrong(line, line.paid)


@planted(CHECK, "Records were asked for another line of the claim", DOCUMENTED)
def request_for_another_line(case: Case) -> None:
    claim = case.claim()
    line = claim.nursing("99601", 2)
    claim.per_diem("S9500")
    case.request(claim, due=AS_OF - 10, line=2)
    case.wrong(line, line.paid)


@planted(CHECK, "What was asked for came, signed by an aide", DOCUMENTED)
def aide_after_a_request(case: Case) -> None:
    claim = case.claim()
    line = claim.nursing("99601", 2)
    case.note(2, credential="HHA")
    case.request(claim, due=AS_OF - 3)
    case.wrong(line, line.paid)


@planted(CHECK, "The additional hour's note came when asked for, without a start time", DOCUMENTED)
def no_start_time_after_a_request(case: Case) -> None:
    claim = case.claim()
    claim.nursing("99601", 2)
    line = claim.nursing("99602", 2)
    case.note(2, start=None)
    case.request(claim, due=AS_OF - 12, line=2)
    case.wrong(line, line.paid)


@planted(CHECK, "A practical nurse's note, cosigned: whose visit it was is unknown", DOCUMENTED)
def cosigned(case: Case) -> None:
    line = case.claim().nursing("99601", 2)
    case.note(2, credential="LPN; cosigned RN")
    case.wrong(line, line.paid)


@near_miss(CHECK, "The note of the day after names the claim", DOCUMENTED)
def note_of_the_day_after_names_the_claim(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.nursing("99601", 2))
    case.note(3, claim=claim)


@near_miss(CHECK, "The nurse signs R.N.", DOCUMENTED)
def dotted_credential(case: Case) -> None:
    case.fine(case.claim().nursing("99601", 2))
    case.note(2, credential="R.N.")


@near_miss(CHECK, "The credential stands in words: Registered Nurse", DOCUMENTED)
def credential_in_words(case: Case) -> None:
    case.fine(case.claim().nursing("99601", 2))
    case.note(2, credential="Registered Nurse")


@near_miss(CHECK, "A registered nurse with a degree", DOCUMENTED)
def several_credentials(case: Case) -> None:
    case.fine(case.claim().nursing("99601", 2))
    case.note(2, credential="RN, BSN")


@near_miss(CHECK, "The note names another NPI of the same provider", DOCUMENTED)
def note_of_another_site(case: Case) -> None:
    case.fine(case.claim().nursing("99601", 2))
    case.note(2, billing=case.other_site)


@near_miss(CHECK, "The note falls on a day of the span", DOCUMENTED)
def note_within_the_span(case: Case) -> None:
    case.fine(case.claim().nursing("99601", 1, days=3))
    case.note(2)


@near_miss(CHECK, "One note serves the visit and its additional hours", DOCUMENTED)
def one_note_for_both(case: Case) -> None:
    claim = case.claim()
    claim.nursing("99601", 2)
    case.fine(claim.nursing("99602", 2, units=2))
    case.note(2)


@near_miss(CHECK, "A visit needs a registered nurse, not a signature or times", DOCUMENTED)
def unsigned_note_without_times(case: Case) -> None:
    case.fine(case.claim().nursing("99601", 2))
    case.note(2, signed=False, start=None, stop=None)


@near_miss(
    CHECK,
    "The day before the policy asked for documentation",
    replace(DOCUMENTED, since=DOCUMENTATION_FROM - 1, until=DOCUMENTATION_FROM - 1),
)
def before_the_disclaimer(case: Case) -> None:
    case.fine(case.claim().nursing("99601", 0))


@near_miss(
    CHECK,
    "The day before the feed of notes begins: unknown",
    replace(DOCUMENTED, since=NOTES_FROM - 1, until=NOTES_FROM - 1),
)
def before_the_feed(case: Case) -> None:
    case.fine(case.claim().nursing("99601", 0))


@near_miss(
    CHECK,
    "The span begins before the feed of notes does: unknown",
    replace(DOCUMENTED, since=NOTES_FROM - 1, until=NOTES_FROM - 1),
)
def partly_before_the_feed(case: Case) -> None:
    case.fine(case.claim().nursing("99601", 0, days=3))


@near_miss(
    CHECK, "The payer's policy asks for no documentation", Where(JEFFERSON, since=NOTES_FROM)
)
def another_payer(case: Case) -> None:
    case.fine(case.claim().nursing("99601", 2))

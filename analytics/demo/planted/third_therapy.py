"""CON-02, CON-03, CON-04: third therapies, two second ones, and a second without a first."""

from __future__ import annotations

from analytics.demo.planted.case import Case
from analytics.demo.planted.second_therapy import BEFORE, CONTRACT, POLICY, SECOND, SILENT
from analytics.demo.planted.template import near_miss, planted

THIRD, TWO_SECONDS, NO_PRIMARY = "CON-02", "CON-03", "CON-04"


@planted(THIRD, "The third therapy has no SJ, which pays nothing", CONTRACT)
def three_unmodified(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    second = claim.per_diem("S9348")
    third = claim.per_diem("S9500")
    case.wrong(second, second.share(1, 2), SECOND, "The second of three therapies has no SH")
    case.wrong(third, third.paid)


@planted(THIRD, "The second therapy carries SH, the third nothing", CONTRACT)
def third_unmodified(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9348", modifiers=("SH",), percent=50)
    third = claim.per_diem("S9500")
    case.wrong(third, third.paid)


@planted(THIRD, "A third therapy for three days of the week", CONTRACT)
def third_for_three_days(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9500", modifiers=("SH",), percent=50)
    third = case.claim().per_diem("S9374", 2, 3)
    case.wrong(third, third.paid)


@planted(THIRD, "No SJ, and no contract that says what a third therapy pays", POLICY)
def third_unpriced(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9348", modifiers=("SH",))
    case.wrong(claim.per_diem("S9500"), None)


@near_miss(THIRD, "The third therapy carries SJ", POLICY)
def third_rightly(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9348", modifiers=("SH",))
    case.fine(claim.per_diem("S9500", modifiers=("SJ",)))


@near_miss(THIRD, "The third therapy is another provider's", CONTRACT)
def third_of_another_group(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9348", modifiers=("SH",), percent=50)
    case.fine(case.claim(group=case.neighbour).per_diem("S9500"))


@near_miss(THIRD, "Three of seven days were paid: which, nobody knows", CONTRACT)
def third_on_uncertain_days(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9348", modifiers=("SH",), percent=50)
    case.fine(claim.per_diem("S9500", units=3))


@near_miss(THIRD, "Before the policy", BEFORE)
def third_before_the_policy(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9348")
    case.fine(claim.per_diem("S9500"))


@near_miss(THIRD, "The payer's policy does not know SJ", SILENT)
def third_at_a_silent_payer(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9348")
    case.fine(claim.per_diem("S9500"))


@planted(TWO_SECONDS, "Two therapies carry SH: the lesser is a third, which pays nothing", CONTRACT)
def two_seconds(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9348", modifiers=("SH",), percent=50)
    lesser = claim.per_diem("S9500", modifiers=("SH",), percent=50)
    case.wrong(lesser, lesser.paid)


@planted(TWO_SECONDS, "A second SH therapy for four days of the week", CONTRACT)
def two_seconds_for_four_days(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9502", modifiers=("SH",), percent=50)
    lesser = case.claim().per_diem("S9374", 3, 4, modifiers=("SH",), percent=50)
    case.wrong(lesser, lesser.paid)


@planted(TWO_SECONDS, "SH twice, and no contract that says what a third therapy pays", POLICY)
def two_seconds_unpriced(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9348", modifiers=("SH",))
    case.wrong(claim.per_diem("S9500", modifiers=("SH",)), None)


@near_miss(TWO_SECONDS, "Two SH therapies one after the other", CONTRACT)
def seconds_by_turns(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366", days=14)
    claim.per_diem("S9500", modifiers=("SH",), percent=50)
    case.fine(claim.per_diem("S9374", 7, modifiers=("SH",), percent=50))


@near_miss(TWO_SECONDS, "Each provider has a primary and a second therapy of its own", CONTRACT)
def seconds_of_two_groups(case: Case) -> None:
    other = case.claim(group=case.neighbour)
    other.per_diem("S9366")
    other.per_diem("S9351", modifiers=("SH",))
    claim = case.claim()
    claim.per_diem("S9348")
    case.fine(claim.per_diem("S9500", modifiers=("SH",), percent=50))


@near_miss(TWO_SECONDS, "The other SH therapy was denied", CONTRACT)
def other_second_denied(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9348", modifiers=("SH",), status="DENIED")
    case.fine(claim.per_diem("S9500", modifiers=("SH",), percent=50))


@near_miss(TWO_SECONDS, "SH on the drug of the second therapy makes it no therapy", CONTRACT)
def modifier_on_the_drug(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9500", modifiers=("SH",), percent=50)
    case.fine(claim.drug("J0696", modifiers=("SH",)))


@planted(NO_PRIMARY, "SH, and no primary therapy that week", CONTRACT)
def second_alone(case: Case) -> None:
    claim = case.claim()
    claim.drug("J0696")
    case.wrong(claim.per_diem("S9500", modifiers=("SH",), percent=50), None)


@planted(NO_PRIMARY, "SJ, and no primary therapy that week", POLICY)
def third_alone(case: Case) -> None:
    case.wrong(case.claim().per_diem("S9374", modifiers=("SJ",)), None)


@planted(NO_PRIMARY, "The primary therapy was denied", CONTRACT)
def denied_primary(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366", status="DENIED")
    case.wrong(claim.per_diem("S9500", modifiers=("SH",), percent=50), None)


@planted(NO_PRIMARY, "The primary therapy ended three days before", POLICY)
def primary_ended(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    case.wrong(claim.per_diem("S9500", days=10, modifiers=("SH",)), None)


@near_miss(NO_PRIMARY, "The primary therapy is on another claim of the provider", CONTRACT)
def primary_on_another_claim(case: Case) -> None:
    case.claim().per_diem("S9366")
    second = case.claim(later=10, site=case.other_site)
    case.fine(second.per_diem("S9500", modifiers=("SH",), percent=50))


@near_miss(NO_PRIMARY, "The primary therapy fell to the deductible, and was allowed", CONTRACT)
def primary_paid_nothing(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366", pays="deductible")
    case.fine(claim.per_diem("S9500", modifiers=("SH",), percent=50))


@near_miss(NO_PRIMARY, "The payer's policy does not know SH", SILENT)
def alone_at_a_silent_payer(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", modifiers=("SH",)))


@near_miss(NO_PRIMARY, "Before the policy", BEFORE)
def alone_before_the_policy(case: Case) -> None:
    case.fine(case.claim().per_diem("S9500", modifiers=("SH",)))

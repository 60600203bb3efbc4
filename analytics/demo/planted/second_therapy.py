"""CON-01: a second therapy of the day that does not say so.

The example contract pays a second therapy (SH) 50 percent and further ones (SJ) nothing; other
Priority Health providers are held to the modifiers without a price; Jefferson is silent.
"""

from __future__ import annotations

from dataclasses import replace

from analytics.demo.plan.dates import LAST_PAIR_DAY, PRIORITY_FROM
from analytics.demo.plan.people import JEFFERSON, PRIORITY
from analytics.demo.plan.providers import CONTRACT_GROUP, PRIORITY_GROUPS
from analytics.demo.planted.case import Case
from analytics.demo.planted.template import RECORDS, Where, near_miss, planted

SECOND = "CON-01"
CONTRACT = Where(PRIORITY, groups=(CONTRACT_GROUP,))
AT_CONTRACT_RATE = replace(CONTRACT, at_rate=True)
POLICY = Where(PRIORITY, since=PRIORITY_FROM, groups=tuple(range(1, PRIORITY_GROUPS)))
BEFORE = replace(POLICY, since=PRIORITY_FROM - 180, until=PRIORITY_FROM - 7)
SILENT = Where(JEFFERSON)


@planted(SECOND, "The second therapy of the week has no SH: half its price too much", CONTRACT)
def second_unmodified(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    second = claim.per_diem("S9500")
    claim.drug("B4185")
    claim.drug("J0696")
    case.wrong(second, second.share(1, 2))


@planted(SECOND, "The second therapy overlaps the primary in its last five days", CONTRACT)
def second_overlaps(case: Case) -> None:
    second = case.claim().per_diem("S9500", days=10)
    case.claim().per_diem("S9348", 5, 10)
    case.wrong(second, second.share(1, 2, of=second.some(5, 5)))


@planted(SECOND, "Two antibiotics by one code are two therapies, the second without SH", CONTRACT)
def two_antibiotics(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9501")
    second = claim.per_diem("S9501", percent=80)
    claim.drug("J0692")
    claim.drug("J2185")
    case.wrong(second, second.share(1, 2))


@planted(SECOND, "No SH, and no contract that says what a second therapy pays", POLICY)
def second_unpriced(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    case.wrong(claim.per_diem("S9500"), None)


@planted(
    SECOND,
    "No SH; the span began before the policy",
    replace(POLICY, since=PRIORITY_FROM - 4, until=PRIORITY_FROM - 4),
)
def second_across_the_first_day(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9348", days=10)
    case.wrong(claim.per_diem("S9374", days=10), None)


@planted(
    SECOND,
    "The primary's place is doubted: if it stands, the second is paid half too much",
    replace(CONTRACT, since=PRIORITY_FROM),
)
def primary_doubted(case: Case) -> None:
    claim = case.claim()
    primary = claim.per_diem("S9366", place="22")
    second = claim.per_diem("S9500")
    case.wrong(second, second.share(1, 2), strength=RECORDS)
    note = "22 is neither a home nor an authorized facility"
    case.wrong(primary, primary.paid, "POS-01", note, strength=RECORDS)
    case.wrong(primary, primary.paid, "POS-02", note, strength=RECORDS)


@near_miss(
    SECOND,
    "The dearer therapy was refused for its place: this one is the primary",
    replace(CONTRACT, until=PRIORITY_FROM - 7),
)
def primary_refused(case: Case) -> None:
    claim = case.claim()
    refused = claim.per_diem("S9366", place="22")
    case.wrong(refused, refused.paid, "POS-02", "An outpatient hospital (22) is not a home")
    case.fine(claim.per_diem("S9500"))


@near_miss(SECOND, "The dearer therapy's payment came back in full", CONTRACT)
def primary_recovered(case: Case) -> None:
    claim = case.claim()
    primary = claim.per_diem("S9366")
    case.recovered(primary, primary.paid, claim.paid_date + 30)
    case.fine(claim.per_diem("S9500"))


@near_miss(
    SECOND, "Paid half of the contract's price already: only SH is missing", AT_CONTRACT_RATE
)
def already_cut(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    case.fine(claim.per_diem("S9500", percent=50))


@near_miss(SECOND, "The second therapy carries SH and was paid half", CONTRACT)
def second_rightly(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    case.fine(claim.per_diem("S9500", modifiers=("SH",), percent=50))


@near_miss(SECOND, "The other therapy is another provider's", CONTRACT)
def two_groups(case: Case) -> None:
    case.claim(group=case.neighbour).per_diem("S9366")
    case.fine(case.claim().per_diem("S9500"))


@near_miss(SECOND, "Catheter care is not a therapy", CONTRACT)
def catheter_care(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    case.fine(claim.per_diem("S5501"))


@near_miss(SECOND, "The payer's policy does not know SH", SILENT)
def silent_payer(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    case.fine(claim.per_diem("S9500"))


@near_miss(SECOND, "Before the policy", BEFORE)
def second_before_the_policy(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    case.fine(claim.per_diem("S9500"))


@near_miss(SECOND, "Injections do not count as an infusion therapy", CONTRACT)
def injection(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9348", days=3)
    case.fine(claim.per_diem("S9537", days=3))


@near_miss(SECOND, "Four of ten days were paid: they need not be days of the primary", CONTRACT)
def uncertain_days(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    case.fine(claim.per_diem("S9500", days=10, units=4))


@near_miss(SECOND, "The dearer therapy was denied: this one is the primary", CONTRACT)
def primary_denied(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366", status="DENIED")
    case.fine(claim.per_diem("S9500"))


@near_miss(SECOND, "It was paid nothing: it fell to the deductible", CONTRACT)
def second_paid_nothing(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    case.fine(claim.per_diem("S9500", pays="deductible"))


@near_miss(SECOND, "One therapy ends the day before the other begins", CONTRACT)
def one_after_the_other(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    case.fine(claim.per_diem("S9500", 7))


@near_miss(SECOND, "The other therapy was billed by mistake and taken back", CONTRACT)
def other_taken_back(case: Case) -> None:
    mistaken = case.claim()
    mistaken.per_diem("S9366")
    mistaken.take_back(later=12, own_claim=True)
    case.fine(case.claim(later=15).per_diem("S9500"))


@near_miss(
    SECOND,
    "The other line is the general code of the same therapy",
    replace(CONTRACT, until=LAST_PAIR_DAY),
)
def general_and_specific(case: Case) -> None:
    claim = case.claim()
    case.fine(claim.per_diem("S9500"))
    general = claim.per_diem("S9494")
    case.wrong(general, general.paid, "EXC-01", "The general code beside the specific one")

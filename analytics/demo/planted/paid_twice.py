"""UNT-02: days of a per diem that were paid twice."""

from __future__ import annotations

from dataclasses import replace

from analytics.demo.plan.dates import JEFFERSON_FROM, LAST_PAIR_DAY, LAST_SETTLED
from analytics.demo.plan.formulary import PRICE, UNLISTED_DRUG
from analytics.demo.plan.people import JEFFERSON
from analytics.demo.planted.case import Case
from analytics.demo.planted.second_therapy import CONTRACT
from analytics.demo.planted.template import ANEW, RECORDS, SETTLED, near_miss, planted

CHECK = "UNT-02"
AT_CONTRACT = replace(CONTRACT, until=LAST_PAIR_DAY)
AT_JEFFERSON = replace(SETTLED, payer=JEFFERSON)


@planted(CHECK, "The same week billed again at another charge", SETTLED)
def week_twice(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    claim.drug("J0696")
    line = case.claim(later=20).per_diem("S9500", price=PRICE["S9500"] * 0.9)
    case.wrong(line, line.paid)


@planted(
    CHECK,
    "Two spans of one code overlap by four days; no drug tells whether they are two therapies",
    SETTLED,
)
def overlapping_spans(case: Case) -> None:
    case.claim().per_diem("S9348")
    line = case.claim(later=20).per_diem("S9348", 3)
    case.wrong(line, line.some(0, 4), strength=RECORDS)


@planted(
    CHECK, "Two lines for a week and only one antibiotic: one therapy, paid twice", AT_JEFFERSON
)
def one_antibiotic(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9501")
    claim.drug("J0692")
    line = case.claim(later=20).per_diem("S9501", price=PRICE["S9501"] * 0.8)
    case.wrong(line, line.paid)


@planted(
    CHECK,
    "The second antibiotic was shipped eight days before: it belongs to neither line",
    AT_JEFFERSON,
)
def second_antibiotic_too_early(case: Case) -> None:
    before = case.claim()
    before.drug("J2185", -8, days=1)
    claim = case.claim()
    claim.per_diem("S9502")
    claim.drug("J0690")
    line = case.claim(later=20).per_diem("S9502", price=PRICE["S9502"] * 0.8)
    case.wrong(line, line.paid)


@planted(CHECK, "The second therapy itself was paid twice, both times with SH", AT_CONTRACT)
def second_therapy_twice(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.per_diem("S9500", modifiers=("SH",), percent=50)
    again = case.claim(later=20)
    line = again.per_diem("S9500", modifiers=("SH",), price=PRICE["S9500"] * 0.9, percent=50)
    case.wrong(line, line.paid, strength=RECORDS)


@planted(CHECK, "Catheter care paid twice, once under each of the person's member numbers", SETTLED)
def under_two_member_numbers(case: Case) -> None:
    case.claim().per_diem("S5501")
    again = case.claim(later=20, member=case.second_member_number())
    line = again.per_diem("S5501", price=PRICE["S5501"] * 1.1)
    case.wrong(line, line.paid, strength=RECORDS)


@planted(CHECK, "Half of the first payment came back before the second: the other half", SETTLED)
def half_recovered(case: Case) -> None:
    claim = case.claim()
    first = claim.per_diem("S9500")
    claim.drug("J0696")
    case.recovered(first, first.paid // 2, claim.paid_date + 9)
    line = case.claim(later=20).per_diem("S9500", price=PRICE["S9500"] * 0.9)
    case.wrong(line, first.paid - first.paid // 2)


@planted(CHECK, "Paid day by day, and ten of the same days again in one span", AT_JEFFERSON)
def span_inside(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500", days=28)
    claim.drug("J0696", days=28)
    line = case.claim(later=20).per_diem("S9500", days=28, units=10)
    case.wrong(line, line.paid)


@planted(CHECK, "Parenteral nutrition paid twice: lipids and amino acids are one therapy", SETTLED)
def nutrition_with_lipids(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    claim.drug("B4185")
    claim.bill("B4189", units=7, price=18_000)
    line = case.claim(later=20).per_diem("S9366", price=PRICE["S9366"] * 0.9)
    case.wrong(line, line.paid)


@planted(
    CHECK, "A drug without a name or an NDC may be a second therapy: a chart says", AT_JEFFERSON
)
def unnamed_drug(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9501")
    claim.drug("J0692")
    claim.bill("J3490", units=7, price=3_300)
    line = case.claim(later=20).per_diem("S9501", price=PRICE["S9501"] * 0.8)
    case.wrong(line, line.paid, strength=RECORDS)


@planted(CHECK, "Billed anew under another number and paid 46 days before the audit", ANEW)
def billed_anew_and_settled(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    claim.drug("J0696")
    line = case.claim(paid_on=LAST_SETTLED).per_diem("S9500", price=PRICE["S9500"] * 0.9)
    case.wrong(line, line.paid)


@near_miss(CHECK, "Billed anew and paid 45 days before the audit: a reversal may still come", ANEW)
def billed_anew(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    claim.drug("J0696")
    again = case.claim(paid_on=LAST_SETTLED + 1)
    case.fine(again.per_diem("S9500", price=PRICE["S9500"] * 0.9))


@near_miss(CHECK, "The first payment came back in full before the second was made", SETTLED)
def first_recovered(case: Case) -> None:
    claim = case.claim()
    first = claim.per_diem("S9500")
    claim.drug("J0696")
    case.recovered(first, first.paid, claim.paid_date + 9)
    again = case.claim(later=20).per_diem("S9500")
    case.fine(again)
    case.fine(again, "DUP-01")


@near_miss(
    CHECK,
    "The first was paid at an office (11), which is refused; the corrected claim at home stands",
    replace(AT_JEFFERSON, since=JEFFERSON_FROM),
)
def place_corrected_by_a_new_claim(case: Case) -> None:
    claim = case.claim()
    refused = claim.per_diem("S9500", place="11")
    claim.drug("J0696")
    case.wrong(refused, refused.paid, "POS-01", "Billed at an office (11), then anew at home (12)")
    again = case.claim(later=20).per_diem("S9500")
    case.fine(again)
    case.fine(again, "DUP-01")


@near_miss(CHECK, "A drug that no table lists can be a second therapy's", AT_JEFFERSON)
def unlisted_drug(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9501")
    case.fine(claim.per_diem("S9501", price=PRICE["S9501"] * 0.8))
    claim.drug("J0692")
    claim.bill(UNLISTED_DRUG, units=14, price=2_900)


@near_miss(CHECK, "The second antibiotic came from another supplier", AT_JEFFERSON)
def drug_of_another_supplier(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9502")
    case.fine(claim.per_diem("S9502", price=PRICE["S9502"] * 0.8))
    claim.drug("J0690")
    case.claim(group=case.neighbour).drug("J2185")


@near_miss(CHECK, "Two antibiotics by one code are two therapies", AT_JEFFERSON)
def two_antibiotics(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9501")
    case.fine(claim.per_diem("S9501", price=PRICE["S9501"] * 0.8))
    claim.drug("J0692")
    claim.drug("J2185")


@planted(CHECK, "Two package sizes of one antibiotic are one therapy", AT_JEFFERSON)
def two_products(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    line = claim.per_diem("S9500", price=PRICE["S9500"] * 0.8)
    case.wrong(line, line.paid)
    claim.drug("J0696", package=0)
    claim.drug("J0696", package=1)


@near_miss(CHECK, "The second antibiotic was shipped seven days ahead", AT_JEFFERSON)
def second_antibiotic_ahead(case: Case) -> None:
    case.claim().drug("J2185", -7, days=1)
    claim = case.claim()
    claim.per_diem("S9502")
    claim.drug("J0690")
    case.fine(case.claim(later=20).per_diem("S9502", price=PRICE["S9502"] * 0.8))


@near_miss(CHECK, "The second line is a second therapy: it carries SH", AT_CONTRACT)
def another_role(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9501")
    case.fine(claim.per_diem("S9501", modifiers=("SH",), percent=50))
    claim.drug("J0692")
    claim.drug("J2185")


@near_miss(CHECK, "The other line is another provider's", SETTLED)
def two_groups(case: Case) -> None:
    case.claim().per_diem("S9500")
    case.fine(case.claim(later=20, group=case.neighbour).per_diem("S9500"))


@near_miss(CHECK, "One span ends the day before the other begins", SETTLED)
def adjacent_spans(case: Case) -> None:
    case.claim().per_diem("S9500")
    case.fine(case.claim(later=7).per_diem("S9500", 7))


@near_miss(
    CHECK, "Each span was paid for three of its seven days: they need not be the same", SETTLED
)
def uncertain_spans(case: Case) -> None:
    case.claim().per_diem("S9490", units=3)
    case.fine(case.claim(later=20).per_diem("S9490", units=3, price=PRICE["S9490"] * 0.9))


@near_miss(CHECK, "The earlier line was denied", SETTLED)
def earlier_denied(case: Case) -> None:
    case.claim(status="DENIED").per_diem("S9500")
    case.fine(case.claim(later=20).per_diem("S9500"))


@near_miss(CHECK, "The earlier line was taken back, under a claim number of its own", SETTLED)
def earlier_taken_back(case: Case) -> None:
    earlier = case.claim()
    earlier.per_diem("S9500")
    earlier.take_back(later=15, own_claim=True)
    case.fine(case.claim(later=20).per_diem("S9500"))

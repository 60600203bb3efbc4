"""BND-01: supplies and pumps that the per diem of the day includes."""

from __future__ import annotations

from analytics.demo.plan.dates import day
from analytics.demo.plan.people import MEDICARE_ADVANTAGE, PRIORITY
from analytics.demo.planted.case import Case
from analytics.demo.planted.template import RECORDS, Where, near_miss, planted

CHECK = "BND-01"


@planted(CHECK, "Pump supplies on the first day of the per diem")
def pump_supplies(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    claim.drug("J0696")
    line = claim.bill("A4222", units=7)
    case.wrong(line, line.paid)


@planted(CHECK, "A month of pump rental, fourteen days of it beside a per diem")
def pump_rental(case: Case) -> None:
    case.claim().per_diem("S9348", days=14)
    line = case.claim().bill("E0781", 0, 30, modifiers=("RR",))
    case.wrong(line, line.some(0, 14))


@planted(
    CHECK,
    "A month's rental dated on its first day, seven of 31 days beside a per diem: a chart says",
    Where(since=day("2025-07-01"), until=day("2025-07-01")),
)
def monthly_rental(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    line = claim.bill("E0781", modifiers=("RR",))
    case.wrong(line, line.share(7, 31), strength=RECORDS)


@planted(CHECK, "A week of catheter supplies dated on one day, four of seven beside a per diem")
def weekly_supplies_on_one_day(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500", days=4)
    line = claim.bill("A4221")
    case.wrong(line, line.share(4, 7))


@planted(CHECK, "A feeding kit beside tube feeding by the day")
def feeding_kit(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9342")
    line = claim.bill("B4035", 0, 7, 7)
    case.wrong(line, line.paid)


@planted(CHECK, "A nutrition kit beside parenteral nutrition by the day")
def nutrition_kit(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9366")
    line = claim.bill("B4224", 0, 7, 7)
    case.wrong(line, line.paid)


@planted(CHECK, "An elastomeric device, billed by another site of the provider")
def elastomeric(case: Case) -> None:
    case.claim().per_diem("S9500")
    line = case.claim(later=10, site=case.other_site).bill("A4305", 6, units=7)
    case.wrong(line, line.paid)


@planted(CHECK, "Weekly catheter supplies, four of their days beside a per diem")
def weekly_supplies(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500", 3, 4)
    line = claim.bill("A4221", 0, 7)
    case.wrong(line, line.some(3, 4))


@near_miss(
    CHECK, "Visit codes include no supplies", Where(PRIORITY, (MEDICARE_ADVANTAGE,), context=False)
)
def beside_a_visit_code(case: Case) -> None:
    claim = case.claim()
    claim.nursing("G0068", 0, 6)
    claim.drug("J2260")
    case.fine(claim.bill("A4222", units=7))


@near_miss(CHECK, "The supplies are another provider's")
def another_supplier(case: Case) -> None:
    case.claim().per_diem("S9500")
    case.fine(case.claim(group=case.neighbour).bill("A4222"))


@near_miss(CHECK, "The day after the per diem ends")
def the_day_after(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    case.fine(claim.bill("A4222", 7))


@near_miss(CHECK, "A port needle: a lead of its own (BND-07)")
def needle(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    case.fine(claim.bill("A4212"))


@near_miss(CHECK, "A film dressing can serve another wound")
def dressing(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    case.fine(claim.bill("A6257", units=4))


@near_miss(CHECK, "A flush: whether it is included is the payer's choice")
def flush(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    case.fine(claim.bill("A4216", units=14))


@near_miss(CHECK, "A refill kit for an implanted pump is not included")
def implanted_pump(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9326")
    case.fine(claim.bill("A4220"))


@near_miss(CHECK, "A feeding kit is included in tube feeding only")
def feeding_kit_beside_infusion(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    case.fine(claim.bill("B4035"))


@near_miss(CHECK, "Five of seven days were paid: whether this one, nobody knows")
def uncertain_days(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500", units=5)
    case.fine(claim.bill("A4222", 2))


@near_miss(CHECK, "The per diem was denied")
def per_diem_denied(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500", status="DENIED")
    case.fine(claim.bill("A4222"))


@near_miss(CHECK, "Catheter supplies are in no injection per diem")
def beside_injection(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9537")
    case.fine(claim.bill("A4221"))


@near_miss(CHECK, "Compounding is a pharmacy service (BND-02)")
def compounding(case: Case) -> None:
    claim = case.claim()
    claim.per_diem("S9500")
    case.fine(claim.bill("S9430"))

"""BND-01: a supply or pump that the S per diem of the day includes."""

from analytics.testing import each, filled, usd

from .policy_text import period, policy


def test_a_supply_of_a_per_diem_day_is_inside_the_per_diem(find):
    """HCPCS: the per diem includes "all necessary supplies and equipment"."""
    table = """
        claim | code  | from | to | paid
        A     | S9500 | 1    | 7  | 700.00
        B     | A4222 | 3    | 3  | 50.00
        C     | A4222 | 8    | 8  | 50.00
        """
    assert find("BND-01", table) == {"B": usd(50)}


def test_only_the_days_in_common_are_not_payable(find):
    """Trap: a monthly rental reaches beyond the per diem days."""
    table = """
        claim | code  | from | to | units | paid
        A     | S9500 | 1    | 7  | 7     | 700.00
        B     | E0781 | 1    | 31 | 1     | 310.00
        C     | A4221 | 5    | 11 | 1     | 70.00
        """
    assert find("BND-01", table) == {"B": usd(7 * 10), "C": usd(3 * 10)}


def test_a_weekly_item_dated_one_day_serves_seven_days_a_unit(find_each):
    """semantics.md, Supply days: a line of one day loses the part of them that is in common."""
    table = """
        claim | code  | from | to  | units | paid
        A     | S9338 | {}   | {}  | 20    | 250.00
        B     | A4221 | 10   | 10  | {}    | 70.00
        """
    cases = {
        "only its first day": ("10", "10", "1", usd(10)),
        "its first two days": ("9", "11", "1", usd(20)),
        "six of seven": ("10", "15", "1", usd(60)),
        "all seven": ("10", "16", "1", usd(70)),
        "eight": ("10", "17", "1", usd(70)),
        "only its last day": ("16", "17", "1", usd(10)),
        "the day after its last": ("17", "18", "1", None),
        "the day before its first": ("8", "9", "1", None),
        "seven of fourteen": ("10", "16", "2", usd(35)),
        "the last of fourteen": ("23", "23", "2", usd(5)),
        "half a unit more is four days more": ("10", "16", "1.5", "44.55"),
        "no units are one": ("10", "10", "", usd(10)),
    }
    asked = {
        name: table.format(first, last, units) for name, (first, last, units, _) in cases.items()
    }
    found = {name: {"B": amount} if amount else {} for name, (*_, amount) in cases.items()}
    assert find_each("BND-01", asked) == found


def test_more_units_than_a_year_share_the_payment_among_all_their_days(find):
    """7 of the 700 days of 100 units; a number of units that is no number of weeks."""
    table = """
        claim | code  | from | to | units      | paid
        A     | S9338 | 1    | 7  | 7          | 250.00
        B     | A4221 | 1    | 1  | 100        | 70.00
        C     | A4221 | 2    | 2  | 999999999  | 70.00
        """
    assert find("BND-01", table) == {"B": "0.70", "C": "0.00"}


def test_every_weekly_item_is_told_by_the_table(find_each):
    """bundled_supply_code.csv: period week: A4221, A4224, A4226; a cassette is for a day."""
    table = """
        claim | code  | from | to  | units | paid
        A     | {}    | 1    | 1   | 1     | 250.00
        B     | {}    | 1    | 1   | 1     | 70.00
        """
    weekly = [("S9500", "A4221"), ("S9353", "A4224"), ("S9353", "A4226")]
    daily = [("S9500", "A4222"), ("S9353", "A4230"), ("S9366", "B4224")]
    found = each(weekly, {"B": usd(10)}) | each(daily, {"B": usd(70)})
    assert find_each("BND-01", filled(table, weekly + daily)) == found


def test_a_rental_dated_one_day_serves_a_month(find_each):
    """semantics.md, Supply days: to the day before the same day of the next month."""
    table = """
        claim | code  | mods | from | to | units | paid
        A     | S9500 |      | {}   | {} | 7     | 700.00
        B     | E0781 | RR   | {}   | {} | 1     | 310.00
        """
    cases = {
        "a week of 31 days": ("07-01", "07-07", "07-01", usd(70)),
        "the last day of 31": ("07-31", "07-31", "07-01", usd(10)),
        "the same day of the next month": ("08-01", "08-01", "07-01", None),
        "the day before the rental": ("06-30", "06-30", "07-01", None),
        "across the month's end": ("07-28", "08-03", "07-15", usd(70)),
        "a week of February's 28": ("02-01", "02-07", "02-01", "77.50"),
        "from 31 January to 28 February": ("01-31", "02-06", "01-31", "74.83"),  # 7 of 29
    }
    asked = {
        name: table.format(f"2026-{first}", f"2026-{last}", f"2026-{day}", f"2026-{day}")
        for name, (first, last, day, _) in cases.items()
    }
    found = {name: {"B": amount} if amount else {} for name, (*_, amount) in cases.items()}
    assert find_each("BND-01", asked) == found


def test_a_rental_of_several_days_has_the_days_it_says(find):
    """semantics.md, Supply days: the line's days; only a line of one day stands for a month."""
    table = """
        claim | code  | mods | from | to | units | paid
        A     | S9500 |      | 1    | 7  | 7     | 700.00
        B     | E0781 | RR   | 6    | 7  | 1     | 20.00
        C     | E0781 | NU   | 7    | 7  | 1     | 10.00
        """
    assert find("BND-01", table) == {"B": usd(20), "C": usd(10)}


def test_a_day_is_lost_once_however_many_per_diems_it_meets(find):
    """The union of the per diem days."""
    table = """
        claim | code  | from | to | units | paid
        A     | S9500 | 1    | 4  | 4     | 400.00
        B     | S9366 | 3    | 6  | 4     | 720.00
        C     | E0781 | 1    | 10 | 1     | 100.00
        """
    assert find("BND-01", table) == {"C": usd(6 * 10)}


#: What an infusion per diem includes; of these, what a catheter per diem includes too.
OF_INFUSION = [
    *("A4221", "A4222", "A4223", "A4305", "A4306", "E0776", "E0779", "E0780", "E0781", "E0791"),
    *("K0105", "K0455", "K0552", "S1015", "S1016"),
]
OF_CATHETER = ["A4221", "A4222", "A4223", "S1015", "S1016"]


def beside(per_diems: list[str], codes: list[str]) -> dict[str, str]:
    """A week of each per diem and of each supply, by "per diem supply"."""
    table = """
        claim | code | from | to | units | paid
        A     | {}   | 1    | 7  | 7     | 700.00
        B     | {}   | 1    | 7  | 1     | 70.00
        """
    return {f"{p} {c}": table.format(p, c) for p in per_diems for c in codes}


def test_what_an_infusion_or_a_catheter_per_diem_includes(find_each):
    """bundled_supply_code.csv: hard_if_S_per_diem, by its families in applies_to."""
    cases = beside(["S9500", "S9379"], OF_INFUSION) | beside(["S5498", "S5501"], OF_CATHETER)
    assert find_each("BND-01", cases) == each(cases, {"B": usd(70)})


def test_a_catheter_per_diem_includes_no_pump(find_each):
    """bundled_supply_code.csv: pumps, poles and elastomeric devices are of infusions only."""
    cases = beside(["S5498"], [code for code in OF_INFUSION if code not in OF_CATHETER])
    assert find_each("BND-01", cases) == each(cases, {})


def test_an_injection_per_diem_includes_neither_pump_nor_cassette(find_each):
    """An injection has no infusion pump in it: they serve another therapy."""
    cases = beside(["S9537", "S9372"], OF_INFUSION)
    assert find_each("BND-01", cases) == each(cases, {})


def test_a_pump_by_the_month_beside_injections_is_left_alone(find):
    """A week of injections; the rental and the cassettes serve another therapy."""
    table = """
        claim | code  | mods | from | to | units | paid
        A     | E0781 | RR   | 1    | 7  | 1     | 70.00
        B     | A4222 |      | 1    | 7  | 7     | 140.00
        C     | S9537 |      | 1    | 7  | 7     | 350.00
        """
    assert find("BND-01", table) == {}


def test_catheter_supplies_are_inside_catheter_care(find):
    """S5498: "all necessary supplies and equipment"; A4221 is what keeps the catheter up."""
    table = """
        claim | code  | from | to | units | paid
        A     | A4221 | 1    | 7  | 1     | 70.00
        B     | S5498 | 1    | 7  | 7     | 210.00
        """
    assert find("BND-01", table, payer="PRIORITY_HEALTH") == {"A": usd(70)}


def test_a_pole_for_nutrition_is_inside_the_nutrition_alone(find_each):
    """semantics.md, BND-01: "E0776 with BA: S9364-S9368 only"."""
    table = """
        claim | code  | mods | from | to | units | paid
        A     | {}    |      | 1    | 7  | 7     | 700.00
        B     | E0776 | {}   | 1    | 7  | 1     | 70.00
        """
    inside = {"S9364 BA", "S9368 BA", "S9366 RR BA", "S9366 ", "S9500 ", "S9500 NU"}
    others = {"S9500 BA", "S9373 BA", "S9340 BA"}
    cases = {case: table.format(*case.split(" ", 1)) for case in inside | others}
    found = each(inside, {"B": usd(70)}) | each(others, {})
    assert find_each("BND-01", cases) == found


def test_what_other_codes_include_is_not_said(find_each):
    """G-code billing carries no supplies; the others are in no applies_to."""
    codes = ["S9341", "S9061", "S9590", "S9208", "S5517", "G0068", "99601"]
    lines = filled("claim | code\nA | {}\nB | A4222", codes)
    assert find_each("BND-01", lines) == each(codes, {})


def test_some_supplies_belong_to_named_per_diems_only(find_each):
    """bundled_supply_code.csv: feeding kits in S9340-S9343, parenteral S9364-S9368, insulin."""
    named = [
        *(("S9340", "B4034"), ("S9343", "B9002"), ("S9364", "B4220"), ("S9368", "B9006")),
        *(("S9340", "B4148"), ("S9353", "E0784"), ("S9353", "E0787"), ("S9353", "A4225")),
    ]
    others = [
        *(("S9500", "B4034"), ("S9366", "B9002"), ("S9500", "B4220"), ("S9341", "B9006")),
        *(("S9500", "B4148"), ("S9500", "E0784"), ("S9372", "A4230"), ("S9353", "B9002")),
    ]
    lines = filled("claim | code\nA | {}\nB | {}", named + others)
    found = each(named, {"B": usd(100)}) | each(others, {})
    assert find_each("BND-01", lines) == found


def test_what_a_per_diem_need_not_include(find_each):
    """Needles are BND-07, S9430 BND-02, S5035 BND-03; others are softer than hard_if_S_per_diem."""
    codes = [
        *("A4206", "A4215", "S9430", "A4216", "J1642", "A4244", "A6402", "A4649", "99070"),
        *("B4081", "A4220", "E0782", "A9901", "36591", "S9529", "S5035", "S5036"),
        *("K0601", "K0605", "A4602", "K0739"),  # for a pump the patient owns
    ]
    lines = filled("claim | code\nA | S9500\nB | S9366\nC | {}", codes)
    assert find_each("BND-01", lines) == each(codes, {})


def test_a_payer_may_pay_a_code_beside_the_per_diem(find):
    """policy_files.md, bundled_supply: separately_payable; some payers do pay A4222."""
    own = policy(period("2026-01-01", bundled_supply={"separately_payable": ["A4222"]}))
    table = """
        claim | code
        A     | S9500
        B     | A4222
        C     | A4223
        """
    assert find("BND-01", table, payer_policy=own) == {"C": usd(100)}


def test_a_per_diem_of_another_member_group_or_payer_includes_nothing(find_each):
    """Trap: a different supplier, for instance of a separate enteral pump."""
    others = [("member", "M1", "M2"), ("npi", "alpha", "beta"), ("payer", "PLAN", "NOBODY")]
    lines = filled("claim | code | {}\nA | S9500 | {}\nB | A4222 | {}", others)
    assert find_each("BND-01", lines) == each(others, {})


def test_a_per_diem_span_with_fewer_units_includes_nothing(find):
    """semantics.md, BND-01: certain days of the S per diem line."""
    table = """
        claim | code  | from | to | units
        A     | S9500 | 1    | 7  | 6
        B     | A4222 | 3    | 3  | 1
        """
    assert find("BND-01", table) == {}


def test_a_supply_span_loses_its_days_whatever_its_units(find):
    """The supply need not be certain: one weekly unit covers the week."""
    table = """
        claim | code  | from | to | units | paid
        A     | S9500 | 1    | 14 | 14    | 1400.00
        B     | A4221 | 1    | 7  | 1     | 70.00
        """
    assert find("BND-01", table) == {"B": usd(70)}


def test_a_per_diem_without_payable_evidence_includes_nothing(find):
    """semantics.md, Payable evidence: allowed above 0 is enough."""
    table = """
        claim | member | code  | paid   | allowed
        A     | M1     | S9500 | 0      | 0
        B     | M1     | A4222 | 50.00  | 50.00
        C     | M2     | S9500 | 0      | 100.00
        D     | M2     | A4222 | 50.00  | 50.00
        """
    assert find("BND-01", table) == {"D": usd(50)}


def test_a_denied_or_replaced_per_diem_includes_nothing(find):
    """semantics.md, Line: net, final, paid, not superseded."""
    table = """
        claim | member | code  | status | freq | original | paid
        A     | M1     | S9500 | DENIED | 1    |          | 0
        B     | M1     | A4222 | PAID   | 1    |          | 50.00
        C     | M2     | S9500 | PAID   | 1    |          | 50.00
        D     | M2     | A4222 | PAID   | 7    | C        | 50.00
        """
    assert find("BND-01", table) == {}


def test_the_modifier_of_the_per_diem_does_not_matter(find):
    """A second therapy's per diem includes its supplies too."""
    table = """
        claim | code  | mods
        A     | S9500 | SH
        B     | A4222 |
        """
    assert find("BND-01", table) == {"B": usd(100)}


def test_the_baseline_begins_with_2000(find):
    """policy_files.md, Shipped: baselines have payer "*", from 2000-01-01."""
    table = """
        claim | code  | from       | to
        A     | S9500 | 1999-12-31 | 2000-01-01
        B     | A4222 | 1999-12-31 | 1999-12-31
        C     | A4222 | 2000-01-01 | 2000-01-01
        """
    assert find("BND-01", table, payer="NOBODY") == {"C": usd(100)}


def test_a_rental_of_a_month_is_for_records_to_decide(asked):
    """semantics.md, BND-01: such a month; its other days may serve another use."""
    table = """
        claim | member | code  | mods | from | to | units | paid
        A     | M1     | S9500 |      | 1    | 7  | 7     | 700.00
        B     | M1     | E0781 | RR   | 1    | 1  | 1     | 310.00
        C     | M2     | S9500 |      | 1    | 31 | 31    | 700.00
        D     | M2     | E0781 | RR   | 1    | 1  | 1     | 310.00
        E     | M3     | S9338 |      | 1    | 1  | 1     | 250.00
        F     | M3     | A4221 |      | 1    | 1  | 1     | 70.00
        G     | M4     | S9338 |      | 1    | 7  | 7     | 250.00
        H     | M4     | E0781 | RR   | 1    | 7  | 1     | 70.00
        """
    assert asked("BND-01", table) == {
        "B": "records 70.00",
        "D": "records 310.00",
        "F": "automated 10.00",
        "H": "automated 70.00",
    }


def test_equipment_near_a_g_code_visit_is_for_records_to_decide(asked):
    """semantics.md, BND-01: from 30 days before the line's first day to its last."""
    table = """
        claim | code  | npi   | status | from       | to         | paid
        A     | S9500 | alpha | PAID   | 2026-07-31 | 2026-08-06 | 700.00
        B     | E0781 | alpha | PAID   | 2026-07-31 | 2026-08-06 | 70.00
        C     | G0068 | {}    | {}     | {}         | {}         | {}
        """
    paid = ("PAID", "200.00")
    cases = {
        "30 days before": ("alpha", "2026-07-01", *paid),
        "31 days before": ("alpha", "2026-06-30", *paid),
        "on the last day": ("alpha", "2026-08-06", *paid),
        "on the day after": ("alpha", "2026-08-07", *paid),
        "denied": ("alpha", "2026-08-01", "DENIED", "0"),
        "pended": ("alpha", "2026-08-01", "PENDED", "0"),
        "paid nothing": ("alpha", "2026-08-01", "PAID", "0"),
        "of another provider": ("beta", "2026-08-01", *paid),
    }
    automated = {"31 days before", "on the day after", "of another provider"}
    for name, (npi, day, status, amount) in cases.items():
        expected = "automated 70.00" if name in automated else "records 70.00"
        found = asked("BND-01", table.format(npi, status, day, day, amount))
        assert found == {"B": expected}, name


def test_a_visit_of_another_member_is_not_near(asked):
    """semantics.md, BND-01: an infusion_visit line of the member."""
    table = """
        claim | member | code  | paid
        A     | M1     | S9500 | 700.00
        B     | M1     | E0781 | 70.00
        C     | M2     | G0068 | 200.00
        """
    assert asked("BND-01", table) == {"B": "automated 70.00"}


def test_a_supply_that_another_payer_shared_is_for_records_to_decide(asked):
    """semantics.md, BND-01: another payer paid on the line."""
    table = """
        claim | member | code  | paid   | other_payer
        A     | M1     | S9500 | 700.00 | 100.00
        B     | M1     | A4222 | 70.00  | 0
        C     | M2     | S9500 | 700.00 |
        D     | M2     | A4222 | 70.00  | 0.01
        """
    assert asked("BND-01", table) == {"B": "automated 70.00", "D": "records 70.00"}


def at_home(**of_table) -> str:
    """PLAN's policy: per diems at place 12, with these keys; the supply comes from anywhere."""
    table = {"families": ["infusion_per_diem"], "accepted": ["12"]} | of_table
    return policy(period("2026-01-01", place_of_service=table))


def test_a_per_diem_that_is_not_payable_includes_nothing(asked):
    """semantics.md, Stages: its days are taken; a supply meets the per diem that stands."""
    table = """
        claim | member | pos | code  | from | to | units | paid
        A     | M1     | 11  | S9500 | 1    | 7  | 7     | 700.00
        B     | M1     | 12  | A4222 | 1    | 7  | 7     | 140.00
        C     | M2     | 11  | S9500 | 1    | 7  | 7     | 700.00
        D     | M2     | 12  | S9366 | 6    | 7  | 2     | 700.00
        E     | M2     | 12  | A4222 | 1    | 7  | 7     | 140.00
        """
    found = asked("BND-01", table, payer_policy=at_home())
    assert found == {"E": "automated 40.00"}


def test_what_a_doubted_per_diem_convicts_is_for_records_to_decide(asked):
    """semantics.md, Doubted: day by day, and only where no other per diem stands."""
    table = """
        claim | member | pos | code  | from | to | units | paid
        A     | M1     | 11  | S9500 | 1    | 7  | 7     | 700.00
        B     | M1     | 12  | A4222 | 1    | 7  | 7     | 140.00
        C     | M2     | 11  | S9500 | 1    | 7  | 7     | 700.00
        D     | M2     | 12  | S9366 | 1    | 7  | 7     | 700.00
        E     | M2     | 12  | A4222 | 1    | 7  | 7     | 140.00
        """
    found = asked("BND-01", table, payer_policy=at_home(strength="records"))
    assert found == {"B": "records 140.00", "E": "automated 140.00"}


def test_a_member_number_of_two_persons_is_for_records_to_decide(asked):
    """semantics.md, Member unknown: two persons under the line's member number on its first day."""
    eligibility = """
        member | person | from | to
        M1     | P1     | 1    | 31
        M1     | P2     | 4    | 31
        """
    table = """
        claim | member | person | code  | from | to | units | paid
        A     | M1     | P1     | S9500 | 1    | 7  | 7     | 700.00
        B     | M1     | P1     | A4222 | 3    | 3  | 1     | 20.00
        C     | M1     | P1     | A4222 | 4    | 4  | 1     | 20.00
        """
    found = asked("BND-01", table, eligibility=eligibility)
    assert found == {"B": "automated 20.00", "C": "records 20.00"}


def test_the_finding_names_the_per_diem_that_includes_the_supply(findings):
    """data_contract.md, What a check may return: the line that stands, holds or includes."""
    table = """
        claim | line | code  | from | to | units | paid
        A     | 3    | S9500 | 1    | 7  | 7     | 700.00
        B     | 1    | A4221 | 1    | 1  | 1     | 70.00
        """
    (found,) = findings("BND-01", table).to_dict("records")
    assert (found["related_claim_id"], found["related_claim_line_number"]) == ("A", 3)
    assert "serves 7 days, of which 7 are days of the per diem" in found["reason"]


def test_a_per_diem_recovered_in_full_includes_nothing(find):
    """semantics.md, Payable evidence: a line recovered in full convicts no other."""
    table = """
        claim | code  | from | to | units | paid
        A     | S9500 | 1    | 7  | 7     | 700.00
        B     | A4222 | 1    | 7  | 7     | 140.00
        """
    back = "claim | amount | date\nA | {} | 2026-09-01"
    assert find("BND-01", table, recovery=back.format("700.00")) == {}
    assert find("BND-01", table, recovery=back.format("699.99")) == {"B": "140.00"}


def test_a_month_of_pump_rental_beside_a_week_of_therapy(asked):
    """7 of 31 supply days of 310.00; what the rest served a chart must say."""
    table = """
        line | to | code  | paid   | mod
        1    | 1  | E0781 | 310.00 | RR
        2    | 7  | S9500 | 700.00 |
        """
    found = asked("BND-01", table, payer="PRIORITY_HEALTH")
    assert found == {"A": "records 70.00"}


def test_a_pump_beside_a_per_diem_and_an_infusion_visit(asked):
    """A G code leaves the pump to be billed: which of the two it served a chart must say."""
    table = """
        line | from | to | code  | paid   | mod
        1    | 2    | 2  | G0068 | 200.00 |
        2    | 1    | 7  | E0781 | 70.00  | RR
        3    | 1    | 7  | S9500 | 700.00 |
        4    | 1    | 1  | J2260 | 90.00  |
        """
    found = asked(["BND-01", "LOB-01"], table, payer="JEFFERSON", lob="MEDICARE_ADVANTAGE")
    assert found == {"BND-01 A/2": "records 70.00", "LOB-01 A/3": "lead 700.00"}


def test_a_pump_beside_an_injection_per_diem(asked):
    """An injection needs no pump: it serves another therapy."""
    table = """
        line | to | code  | paid   | mod
        1    | 7  | E0781 | 70.00  | RR
        2    | 7  | A4222 | 140.00 |
        3    | 7  | S9537 | 350.00 |
        """
    found = asked("BND-01", table, payer="PRIORITY_HEALTH")
    assert found == {}


def test_weekly_catheter_supplies_beside_catheter_care(asked):
    """The per diem of catheter care includes them."""
    table = """
        line | to | code  | paid
        1    | 7  | A4221 | 70.00
        2    | 7  | S5498 | 210.00
        """
    found = asked("BND-01", table, payer="PRIORITY_HEALTH")
    assert found == {"A": "automated 70.00"}


def test_the_elastomeric_feeding_kit_beside_tube_feeding(asked):
    """The fourth of the feeding kits, in effect since 2023."""
    table = """
        line | to | code  | paid
        1    | 7  | B4148 | 70.00
        2    | 7  | S9340 | 210.00
        """
    found = asked("BND-01", table, payer="PRIORITY_HEALTH")
    assert found == {"A": "automated 70.00"}

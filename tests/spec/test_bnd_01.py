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


def test_a_day_is_lost_once_however_many_per_diems_it_meets(find):
    """The union of the per diem days."""
    table = """
        claim | code  | from | to | units | paid
        A     | S9500 | 1    | 4  | 4     | 400.00
        B     | S9366 | 3    | 6  | 4     | 720.00
        C     | E0781 | 1    | 10 | 1     | 100.00
        """
    assert find("BND-01", table) == {"C": usd(6 * 10)}


def test_what_every_infusion_or_injection_per_diem_includes(find_each):
    """bundled_supply_codes.csv: hard_if_S_per_diem, any S infusion or injection per diem."""
    codes = [
        *("A4221", "A4222", "A4223", "A4305", "E0776", "E0779", "E0781", "E0791", "K0455"),
        *("K0552", "K0601", "A4602", "K0739", "S5035", "S5036", "S1015", "S1016"),
    ]
    pairs = [(per_diem, code) for per_diem in ("S9500", "S9372") for code in codes]
    lines = filled("claim | code | paid\nA | {} | 100.00\nB | {} | 50.00", pairs)
    assert find_each("BND-01", lines) == each(pairs, {"B": usd(50)})


def test_what_other_codes_include_is_not_said(find_each):
    """G-code billing carries no supplies; enteral and catheter per diems are not named."""
    codes = ["S9341", "S5498", "S9061", "S9590", "S9208", "G0068", "99601"]
    lines = filled("claim | code\nA | {}\nB | A4222", codes)
    assert find_each("BND-01", lines) == each(codes, {})


def test_some_supplies_belong_to_named_per_diems_only(find_each):
    """bundled_supply_codes.csv: enteral supplies in S9340-S9343, parenteral in S9364-S9368."""
    named = [("S9340", "B4034"), ("S9343", "B9002"), ("S9364", "B4220"), ("S9368", "B9006")]
    others = [("S9500", "B4034"), ("S9366", "B9002"), ("S9500", "B4220"), ("S9341", "B9006")]
    lines = filled("claim | code\nA | {}\nB | {}", named + others)
    found = each(named, {"B": usd(100)}) | each(others, {})
    assert find_each("BND-01", lines) == found


def test_what_a_per_diem_need_not_include(find_each):
    """Needles are BND-07, S9430 is BND-02; the others are softer than hard_if_S_per_diem."""
    # needles, pharmacy service, flushes, dressings, unlisted, feeding tubes, implants, insulin
    codes = [
        *("A4206", "A4215", "S9430", "A4216", "J1642", "A4244", "A6402", "A4649", "99070"),
        *("B4081", "A4220", "E0782", "E0784", "A4230", "36591", "S9529"),
    ]
    lines = filled("claim | code\nA | S9500\nB | S9353\nC | {}", codes)
    assert find_each("BND-01", lines) == each(codes, {})


def test_a_payer_may_pay_a_code_beside_the_per_diem(find):
    """policy_files.md, bundled_supply: separately_payable; some payers do pay A4222."""
    own = policy(period("2026-01-01", bundled_supply={"separately_payable": ["A4222"]}))
    table = """
        claim | code
        A     | S9500
        B     | A4222
        C     | A4221
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

"""UNT-02: a per diem day paid twice to one provider group."""

from analytics.testing import each, filled, usd

from .policy_text import period, policy


def test_the_earlier_payment_stands_and_the_later_is_not_payable(find):
    """semantics.md, UNT-02: one per diem a day; order of payment decides."""
    table = """
        claim | from | to | paid   | paid_on
        A     | 1    | 7  | 700.00 | 08-20
        B     | 1    | 7  | 560.00 | 08-10
        """
    assert find("UNT-02", table) == {"A": usd(700)}


def test_only_the_common_days_are_not_payable(find):
    """semantics.md, UNT-02: share 1 on the common days."""
    table = """
        claim | from | to | paid
        A     | 1    | 7  | 700.00
        B     | 5    | 11 | 1400.00
        """
    assert find("UNT-02", table) == {"B": usd(3 * 200)}


def test_each_later_line_loses_its_common_days_once(find):
    """Each later one gets share 1, on the union of the days it has in common with earlier ones."""
    table = """
        claim | from | to | paid
        A     | 1    | 7  | 700.00
        B     | 1    | 7  | 700.00
        C     | 4    | 10 | 700.00
        """
    assert find("UNT-02", table) == {"B": usd(700), "C": usd(4 * 100)}


def test_lines_of_one_claim_come_in_the_order_of_their_numbers(find):
    """semantics.md, Order of payment: paid date, claim, line number."""
    table = """
        claim | line | paid
        A     | 3    | 100.00
        A     | 2    | 90.00
        """
    assert find("UNT-02", table) == {"A/3": usd(100)}


def test_claims_of_one_payment_day_come_in_code_point_order(find):
    """semantics.md, Order of payment: text by code point, so A10 before A9 and Z before a."""
    table = """
        claim | member | paid
        A9    | M1     | 100.00
        A10   | M1     | 90.00
        a     | M2     | 100.00
        Z     | M2     | 90.00
        """
    assert find("UNT-02", table) == {"A9": usd(100), "a": usd(100)}


def test_a_line_without_a_payment_date_comes_last(find):
    """semantics.md, Order of payment: first_paid_date nulls last."""
    table = """
        claim | paid   | paid_on
        A     | 100.00 |
        B     | 90.00  | 12-01
        """
    assert find("UNT-02", table) == {"A": usd(100)}


def test_the_first_payment_of_a_line_counts_not_its_last_adjustment(find):
    """data_contract.md, claim_line: first_paid_date, the earliest paid date of its PAID rows."""
    table = """
        claim | paid    | status   | paid_on
        B     | 100.00  | PAID     | 08-01
        B     | -100.00 | REVERSED | 09-20
        B     | 90.00   | PAID     | 09-20
        A     | 100.00  | PAID     | 09-01
        """
    assert find("UNT-02", table) == {"A": usd(100)}


def test_an_extract_without_payment_dates_goes_by_claim_and_line(find):
    """All dates null: claim_id decides."""
    table = """
        claim | paid
        B     | 90.00
        A     | 100.00
        """
    columns = ("paid_date", "received_date", "allowed_amount", "billing_tin")
    assert find("UNT-02", table, without=columns) == {"B": usd(90)}


def test_another_role_is_another_therapy(find_each):
    """Trap: the SH or SJ line is a legitimate further therapy of the same class."""
    roles = [("", "SH"), ("", "SJ"), ("SH", "SJ"), ("SH SJ", "SH")]
    lines = filled("claim | mods | paid\nA | {} | 100.00\nB | {} | 50.00", roles)
    assert find_each("UNT-02", lines) == each(roles, {})


def test_the_role_is_read_from_any_modifier(find_each):
    """semantics.md, CON-01: SJ if any modifier is SJ, else SH if any is SH, else primary."""
    roles = [("SH", "SS SH"), ("SJ", "SH SJ"), ("59", "")]
    lines = filled("claim | mods | paid\nA | {} | 100.00\nB | {} | 50.00", roles)
    assert find_each("UNT-02", lines) == each(roles, {"B": usd(50)})


def test_another_member_group_payer_code_or_day_is_no_second_payment(find_each):
    """semantics.md, UNT-02: one member and group, same code, common days. Groups: UNT-08."""
    others = [
        ("member", "M1", "M2"),
        ("npi", "alpha", "beta"),
        ("payer", "PLAN", "NOBODY"),
        ("code", "S9500", "S9501"),
        ("from", "1", "2"),
    ]
    lines = filled("claim | {}\nA | {}\nB | {}", others)
    assert find_each("UNT-02", lines) == each(others, {})


def test_every_per_diem_code_is_paid_once_a_day(find_each):
    """semantics.md, UNT-02: same per diem code, whether or not it counts as a therapy."""
    codes = ["S5498", "S9341", "S9372", "S9208"]
    lines = filled("claim | code\nA | {0}\nB | {0}", codes)
    assert find_each("UNT-02", lines) == each(codes, {"B": usd(100)})


def test_codes_that_are_no_per_diem_are_left_alone(find_each):
    """A second visit or a second drug line is not a per diem day."""
    codes = ["99601", "J0696", "G0068", "S5517"]
    lines = filled("claim | code\nA | {0}\nB | {0}", codes)
    assert find_each("UNT-02", lines) == each(codes, {})


def test_days_that_are_not_certain_are_not_paid_twice(find):
    """semantics.md, Certain days (before the revision): fewer units do not say which days."""
    table = """
        claim | member | from | to | units | paid
        A     | M1     | 1    | 7  | 6     | 700.00
        B     | M1     | 1    | 7  | 7     | 700.00
        C     | M2     | 1    | 7  | 7     | 700.00
        D     | M2     | 1    | 7  | 6     | 700.00
        E     | M3     | 1    | 7  | 14    | 700.00
        F     | M3     | 1    | 7  | 7     | 700.00
        """
    assert find("UNT-02", table) == {"F": usd(700)}


def test_a_line_without_payable_evidence_does_not_stand_first(find):
    """semantics.md, Payable evidence: only a line paid or allowed above 0 stands first."""
    table = """
        claim | member | paid   | allowed
        A     | M1     | 0      | 0
        B     | M1     | 100.00 | 100.00
        C     | M2     | 0      | 90.00
        D     | M2     | 100.00 | 100.00
        """
    assert find("UNT-02", table) == {"D": usd(100)}


def test_a_denied_or_replaced_claim_does_not_stand_first(find):
    """Trap: reversal, replacement, corrected claim."""
    table = """
        claim | member | status | freq | original | paid   | paid_on
        A     | M1     | DENIED | 1    |          | 0      | 08-01
        B     | M1     | PAID   | 1    |          | 100.00 | 09-01
        C     | M2     | PAID   | 1    |          | 100.00 | 08-01
        D     | M2     | PAID   | 7    | C        | 100.00 | 09-01
        """
    assert find("UNT-02", table) == {}


def test_a_payer_that_does_not_pay_by_the_day_has_no_finding(find):
    """policy_files.md, per_diem: units_by_day false turns UNT-01 and UNT-02 off."""
    table = """
        claim
        A
        B
        """
    own = policy(period("2026-01-01", per_diem={"units_by_day": False}))
    assert find("UNT-02", table, payer_policy=own) == {}


def test_the_baseline_begins_with_2000(find):
    """policy_files.md, Shipped: baselines have payer "*", from 2000-01-01."""
    table = """
        claim | from       | to
        A     | 1999-12-30 | 2000-01-02
        B     | 1999-12-31 | 1999-12-31
        C     | 2000-01-01 | 2000-01-01
        """
    assert find("UNT-02", table, payer="NOBODY", paid="40.00") == {"C": usd(40)}

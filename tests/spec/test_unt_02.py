"""UNT-02: a per diem day paid twice to one provider group."""

import pytest

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


def test_a_pair_with_an_unknown_payment_date_is_not_settled(find):
    """semantics.md, Settled pair: one of the two paid dates empty: not settled."""
    table = """
        claim | paid   | paid_on
        A     | 100.00 |
        B     | 90.00  | 08-01
        """
    assert find("UNT-02", table) == {}


@pytest.mark.parametrize(
    ("paid_on", "found"),
    [("11-17", {}), ("11-16", {}), ("11-15", {"B": usd(90)})],
)
def test_a_pair_settles_in_45_days_after_the_later_payment(find, paid_on, found):
    """semantics.md, Settled pair: more than settle_days after the later of the two paid dates."""
    table = f"""
        claim | paid   | paid_on
        A     | 100.00 | 08-01
        B     | 90.00  | {paid_on}
        """
    assert find("UNT-02", table) == found


def test_the_loser_of_an_unsettled_pair_leaves_the_concurrent_day(find):
    """semantics.md, Settled pair: without a finding."""
    table = """
        claim | paid   | paid_on
        A     | 100.00 | 08-01
        B     | 90.00  | 11-16
        """
    assert find(["UNT-02", "CON-01"], table) == {}


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


def test_a_span_inside_the_days_of_the_earlier_loses_all_of_it(find):
    """semantics.md, Inside: whichever days it served, each was paid before; it convicts nobody."""
    table = """
        claim | member | from | to | units | paid   | paid_on
        A     | M1     | 1    | 7  | 6     | 700.00 | 08-01
        B     | M1     | 1    | 7  | 7     | 700.00 | 08-02
        C     | M2     | 1    | 7  | 7     | 700.00 | 08-01
        D     | M2     | 1    | 7  | 6     | 700.00 | 08-02
        E     | M3     | 1    | 7  | 7     | 700.00 | 08-01
        F     | M3     | 2    | 8  | 6     | 700.00 | 08-02
        G     | M4     | 1    | 7  | 14    | 700.00 | 08-01
        H     | M4     | 1    | 7  | 7     | 700.00 | 08-02
        """
    assert find("UNT-02", table) == {"D": usd(700), "H": usd(700)}


def test_two_short_spans_of_the_same_days_lose_the_excess(find_each):
    """semantics.md, UNT-02: e = whole units of both - day_count, share min(1, e / units)."""
    table = """
        claim | from | to | units | paid    | paid_on
        A     | 1    | 31 | {}    | 3000.00 | 08-01
        B     | 1    | 31 | {}    | 3000.00 | 08-02
        """
    units = [("30", "30"), ("15", "16"), ("16", "16"), ("30", "1")]
    found = find_each("UNT-02", filled(table, units))
    assert found == {
        ("30", "30"): {"B": usd(2900)},
        ("15", "16"): {},
        ("16", "16"): {"B": "187.50"},
        ("30", "1"): {},
    }


def test_spans_of_other_days_prove_no_excess(find):
    table = """
        claim | from | to | units | paid    | paid_on
        A     | 1    | 30 | 29    | 3000.00 | 08-01
        B     | 1    | 31 | 30    | 3000.00 | 08-02
        """
    assert find("UNT-02", table) == {}


@pytest.mark.parametrize(
    ("recovered", "found"),
    [("", {"B": "automated 700.00"}), ("350.00", {"B": "automated 350.00"}), ("700.00", {})],
)
def test_an_earlier_line_convicts_by_what_it_holds(asked, recovered, found):
    """semantics.md, Stages: bound; recovered in full it is no evidence."""
    table = """
        claim | from | to | paid   | paid_on
        A     | 1    | 7  | 700.00 | 08-01
        B     | 1    | 7  | 700.00 | 08-02
        """
    recovery = f"claim | amount | date\nA | {recovered} | 2026-09-01" if recovered else None
    drug = """
        D     | 1    | 7  | 10.00  | 08-02   | J0696
        """
    table = table.replace("paid_on", "paid_on | code").replace("08-01", "08-01 | S9500")
    table = table.replace("08-02\n", "08-02 | S9500\n").rstrip() + drug
    given = {"recovery": recovery} if recovery else {}
    assert asked("UNT-02", table, **given) == found


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


def test_the_first_payment_went_to_the_member(asked):
    """The provider was paid once; whose refund the other is, the claims do not say."""
    table = """
        claim | to | paid_on | paid   | payee
        A     | 7  | 25      | 700.00 | member
        B     | 7  | 08-10   | 700.00 |
        """
    found = asked("UNT-02", table, payer="PRIORITY_HEALTH")
    assert found == {"B": "records 700.00"}


def test_a_month_paid_day_by_day_and_ten_units_of_it_again(asked):
    """Whichever ten days the later line served, each was paid."""
    table = """
        claim | line | to | code  | paid_on | paid
        A     | 1    | 31 | S9500 | 08-05   | 3100.00
        B     | 1    | 31 | S9500 | 08-20   | 1000.00
        A     | 2    | 1  | J1335 | 08-10   | 620.00
        """
    found = asked("UNT-02", table, payer="JEFFERSON")
    assert found == {"B": "automated 1000.00"}


def test_two_providers_in_one_month(asked):
    """The day in common is of two tax numbers."""
    table = """
        claim | from | to | npi   | paid_on | paid
        A     | 1    | 15 | alpha | 25      | 1500.00
        B     | 15   | 31 | beta  | 08-10   | 1700.00
        """
    found = asked("UNT-02", table, payer="PRIORITY_HEALTH")
    assert found == {}


def test_without_tax_numbers_the_npi_is_the_provider(asked):
    """One NPI twice; a sister NPI is another provider."""
    table = """
        claim | to | code  | npi   | paid_on | paid
        A     | 7  | S9500 | alpha | 25      | 700.00
        B     | 7  | S9500 | alpha | 08-10   | 700.00
        C     | 7  | S9500 | beta  | 08-11   | 700.00
        DRUG  | 1  | J0696 | alpha | 25      | 20.00
        """
    found = asked("UNT-02", table, payer="PRIORITY_HEALTH")
    assert found == {"B": "automated 700.00"}


def test_immune_globulin_every_four_weeks(asked):
    """A unit on each day of infusion."""
    table = """
        line | from | code  | paid
        1    | 1    | S9338 | 150.00
        2    | 29   | S9338 | 150.00
        3    | 1    | J1569 | 3000.00
        4    | 29   | J1569 | 3000.00
        """
    found = asked(["UNT-01", "UNT-02"], table, payer="PRIORITY_HEALTH")
    assert found == {}


def test_a_day_denied_and_then_paid(asked):
    """It was paid once."""
    table = """
        claim | paid   | status
        A     | 0.00   | DENIED
        B     | 100.00 |
        """
    found = asked("UNT-02", table, payer="PRIORITY_HEALTH")
    assert found == {}


def test_the_first_payment_was_taken_back_before_the_second(asked):
    """The plan has the first 700.00 back."""
    table = """
        claim | line | to | code  | paid_on | paid
        A     | 1    | 7  | S9500 | 25      | 700.00
        B     | 1    | 7  | S9500 | 09-10   | 700.00
        A     | 2    | 1  | J1335 | 08-10   | 140.00
        """
    recovery = """
        claim | line | amount | date  | source
        A     | 1    | 700.00 | 08-20 | 835 PLB WO
        """
    found = asked("UNT-02", table, payer="PRIORITY_HEALTH", recovery=recovery)
    assert found == {}


def test_two_lines_of_one_claim_paid_on_one_day(asked):
    """The first line stands."""
    table = """
        claim | line | to | code  | paid
        A     | 1    | 7  | S9366 | 1260.00
        A     | 2    | 7  | S9366 | 1200.00
        DRUG  | 1    | 1  | B4197 | 20.00
        """
    found = asked("UNT-02", table, payer="JEFFERSON")
    assert found == {"A/2": "automated 1200.00"}


def test_half_of_the_first_payment_was_taken_back(asked):
    """1,050.00 is held for a week of 700.00."""
    table = """
        claim | line | to | code  | paid_on | paid
        A     | 1    | 7  | S9500 | 25      | 700.00
        B     | 1    | 7  | S9500 | 09-10   | 700.00
        A     | 2    | 1  | J1335 | 08-10   | 140.00
        """
    recovery = """
        claim | line | amount | date  | source
        A     | 1    | 350.00 | 08-20 | 835 PLB WO
        """
    found = asked("UNT-02", table, payer="PRIORITY_HEALTH", recovery=recovery)
    assert found == {"B": "automated 350.00"}


def test_the_reason_does_not_say_that_a_payment_of_the_same_day_came_before(findings):
    """semantics.md, Order of payment: "the earlier stands" also by claim and line."""
    table = """
        line | to | code  | units | paid   | paid_on
        1    | 7  | S9500 | 7     | 700.00 | 09-01
        2    | 7  | S9500 | 7     | 700.00 | 09-01
        3    | 1  | J0696 | 4     | 20.00  | 09-01
        """
    (reason,) = findings("UNT-02", table)["reason"]
    assert "on another line too, which stands" in reason
    assert "before" not in reason

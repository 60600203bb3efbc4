"""EXC-01: a general per diem beside a specific one of its family on one day."""

import pytest

from analytics.testing import each, filled, usd

from .policy_text import in_force, period, policy

BARS = {
    "S9325": ("S9326", "S9327", "S9328"),
    "S9329": ("S9330", "S9331"),
    "S9364": ("S9365", "S9366", "S9367", "S9368"),
    "S9373": ("S9374", "S9375", "S9376", "S9377"),
    "S9494": ("S9497", "S9500", "S9501", "S9502", "S9503", "S9504"),
}


def test_the_general_code_loses_to_each_specific_code_of_its_family(find_each):
    """HCPCS: the general descriptor says not to use it with the specific codes."""
    pairs = [(general, specific) for general in BARS for specific in BARS[general]]
    lines = filled("claim | code | paid\nA | {} | 90.00\nB | {} | 60.00", pairs)
    assert find_each("EXC-01", lines) == each(pairs, {"A": usd(90)})


def test_only_the_days_in_common_are_not_payable(find):
    """semantics.md, EXC-01: share 1 on those days."""
    table = """
        claim | code  | from | to | paid
        A     | S9494 | 1    | 10 | 1000.00
        B     | S9500 | 6    | 15 | 900.00
        """
    assert find("EXC-01", table) == {"A": usd(5 * 100)}


def test_the_specific_codes_of_several_lines_take_a_day_once(find):
    """A day of the general line is lost once, however many specific lines it meets."""
    table = """
        claim | code  | from | to | paid
        A     | S9494 | 1    | 10 | 1000.00
        B     | S9500 | 1    | 4  | 400.00
        C     | S9502 | 3    | 6  | 400.00
        """
    assert find("EXC-01", table) == {"A": usd(6 * 100)}


def test_lines_of_one_claim_bar_each_other_too(find):
    """The bar is on the day, not on the claim."""
    table = """
        claim | line | code  | paid
        A     | 1    | S9500 | 70.00
        A     | 2    | S9494 | 60.00
        """
    assert find("EXC-01", table) == {"A/2": usd(60)}


def test_code_changed_in_mid_month_is_no_overlap(find):
    """Trap: different days, the code changed in mid-month."""
    table = """
        claim | code  | from | to | paid
        A     | S9494 | 1    | 10 | 1000.00
        B     | S9500 | 11   | 20 | 900.00
        """
    assert find("EXC-01", table) == {}


def test_codes_without_a_bar_may_stand_together(find_each):
    """The bar is in the descriptors of five general codes; enteral S9340 carries none."""
    pairs = [("S9494", "S9366"), ("S9325", "S9330"), ("S9340", "S9341"), ("S9379", "S9500")]
    lines = filled("claim | code\nA | {}\nB | {}", pairs)
    assert find_each("EXC-01", lines) == each(pairs, {})


def test_two_general_lines_bar_nothing(find):
    """The same code twice is UNT-02."""
    table = """
        claim | code
        A     | S9494
        B     | S9494
        """
    assert find("EXC-01", table) == {}


def test_another_member_provider_group_or_payer_is_no_overlap(find_each):
    """semantics.md, EXC-01: same member and provider group. Across groups it is EXC-10."""
    others = [("member", "M1", "M2"), ("npi", "alpha", "beta"), ("payer", "PLAN", "NOBODY")]
    lines = filled("claim | code | {}\nA | S9494 | {}\nB | S9500 | {}", others)
    assert find_each("EXC-01", lines) == each(others, {})


def test_two_npis_of_one_tax_number_are_the_same_provider(find):
    """data_contract.md, claim_line: provider_group is the billing TIN first."""
    table = """
        claim | npi   | tin   | code
        A     | alpha | alpha | S9494
        B     | beta  | alpha | S9500
        """
    assert find("EXC-01", table) == {"A": usd(100)}


def test_a_span_inside_the_specific_line_loses_all_of_it(find):
    """semantics.md, Inside: each of its days was barred; it bars nothing itself."""
    table = """
        claim | member | code  | from | to | units | paid
        A     | M1     | S9494 | 1    | 7  | 6     | 700.00
        B     | M1     | S9500 | 1    | 7  | 7     | 700.00
        C     | M2     | S9494 | 1    | 7  | 7     | 700.00
        D     | M2     | S9500 | 1    | 7  | 6     | 700.00
        E     | M3     | S9494 | 1    | 7  |       | 700.00
        F     | M3     | S9500 | 1    | 7  | 7     | 700.00
        G     | M4     | S9494 | 1    | 8  | 6     | 700.00
        H     | M4     | S9500 | 1    | 7  | 7     | 700.00
        """
    assert find("EXC-01", table) == {"A": usd(700)}


@pytest.mark.parametrize(("paid_on", "found"), [("11-16", {}), ("11-15", {"A": usd(100)})])
def test_only_a_settled_pair_is_found(find, paid_on, found):
    """semantics.md, Settled pair: a corrected claim sent as new has had time to be reversed."""
    table = f"""
        claim | code  | paid   | paid_on
        A     | S9494 | 100.00 | 08-01
        B     | S9500 | 100.00 | {paid_on}
        """
    assert find("EXC-01", table) == found


def test_two_drugs_on_file_are_a_corrected_claim(findings):
    """semantics.md, EXC-01: two therapies: records, remedy corrected claim."""
    table = """
        claim | code  | paid
        A     | S9494 | 100.00
        B     | S9500 | 100.00
        C     | J0696 | 10.00
        D     | J1335 | 10.00
        """
    (row,) = findings("EXC-01", table).to_dict("records")
    assert (row["key"], row["strength"], row["remedy"]) == ("A", "records", "corrected claim")


def test_a_line_of_one_day_is_certain_whatever_its_units(find):
    """semantics.md, Certain days: all days of a one-day line."""
    table = """
        claim | code  | from | to | units
        A     | S9494 | 3    | 3  |
        B     | S9500 | 3    | 3  | 0.5
        """
    assert find("EXC-01", table) == {"A": usd(100)}


def test_a_specific_line_without_payable_evidence_bars_nothing(find):
    """semantics.md, Payable evidence: only a line paid or allowed above 0 convicts another."""
    table = """
        claim | member | code  | paid   | allowed
        A     | M1     | S9494 | 100.00 | 100.00
        B     | M1     | S9500 | 0      | 0
        C     | M2     | S9494 | 100.00 | 100.00
        D     | M2     | S9500 | 0      |
        E     | M3     | S9494 | 100.00 | 100.00
        F     | M3     | S9500 | 0      | 80.00
        """
    assert find("EXC-01", table) == {"E": usd(100)}


def test_a_denied_or_replaced_specific_line_bars_nothing(find):
    """Trap: a replacement claim that was not netted."""
    table = """
        claim | member | code  | status | freq | original | paid
        A     | M1     | S9494 | PAID   | 1    |          | 100.00
        B     | M1     | S9500 | DENIED | 1    |          | 0
        C     | M2     | S9500 | PAID   | 1    |          | 100.00
        D     | M2     | S9494 | PAID   | 7    | C        | 100.00
        """
    assert find("EXC-01", table) == {}


def test_the_general_line_loses_even_where_it_was_paid_more_or_first(find):
    """semantics.md, EXC-01: the general line loses, whatever was paid first or higher."""
    table = """
        claim | code  | paid   | paid_on
        A     | S9494 | 500.00 | 07-10
        B     | S9500 | 50.00  | 08-10
        """
    assert find("EXC-01", table) == {"A": usd(500)}


def test_the_second_therapy_modifier_does_not_lift_the_bar(find):
    """The descriptor knows no exception for SH."""
    table = """
        claim | code  | mods | paid
        A     | S9494 |      | 100.00
        B     | S9500 | SH   | 50.00
        """
    assert find("EXC-01", table) == {"A": usd(100)}


def test_a_payer_that_lifts_the_exclusions_has_no_finding(find):
    """policy_files.md, per_diem: exclusions is true unless a payer's table says otherwise."""
    table = """
        claim | code
        A     | S9494
        B     | S9500
        """
    own = policy(period("2026-01-01", per_diem={"exclusions": False}))
    assert find("EXC-01", table, payer_policy=own) == {}


def test_a_span_across_the_period_is_in_question_on_its_days_only(find):
    """semantics.md, Governed: judged from the period's first day, up to its last."""
    own = in_force("per_diem", "2026-07-10", "2026-07-20", ["EXC-01"])
    table = """
        claim | code  | from | to | paid
        A     | S9494 | 8    | 11 | 400.00
        B     | S9494 | 19   | 22 | 400.00
        Z     | S9500 | 1    | 31 | 3100.00
        """
    assert find("EXC-01", table, payer_policy=own) == {"A": usd(200), "B": usd(200)}


def test_the_baseline_begins_with_2000(find):
    """policy_files.md, Shipped: baselines have payer "*", from 2000-01-01."""
    table = """
        claim | code  | from       | to
        A     | S9494 | 1999-12-31 | 1999-12-31
        B     | S9500 | 1999-12-31 | 1999-12-31
        C     | S9494 | 2000-01-01 | 2000-01-01
        D     | S9500 | 2000-01-01 | 2000-01-01
        """
    assert find("EXC-01", table, payer="NOBODY") == {"C": usd(100)}


def test_the_general_code_beside_a_specific_one_with_two_drugs(asked):
    """Two therapies were given: one was miscoded, and a corrected claim puts it right."""
    table = """
        line | to | code  | paid
        1    | 7  | S9494 | 630.00
        2    | 7  | S9500 | 700.00
        3    | 1  | J2540 | 140.00
        4    | 1  | J1335 | 140.00
        """
    found = asked("EXC-01", table, payer="PRIORITY_HEALTH")
    assert found == {"A": "records 630.00"}


def test_a_code_corrected_by_a_new_claim_waits_for_the_reversal(asked):
    """Paid 11 days before the audit: the first claim may still be reversed."""
    table = """
        claim | to | code  | paid_on | paid
        A     | 7  | S9494 | 30      | 630.00
        B     | 7  | S9500 | 12-20   | 700.00
        """
    found = asked("EXC-01", table, payer="PRIORITY_HEALTH")
    assert found == {}


def test_the_general_code_beside_a_specific_one_with_one_drug(asked):
    """One therapy under two codes."""
    table = """
        line | to | code  | paid
        1    | 7  | S9494 | 630.00
        2    | 7  | S9500 | 700.00
        3    | 1  | J1335 | 140.00
        """
    found = asked("EXC-01", table, payer="PRIORITY_HEALTH")
    assert found == {"A": "automated 630.00"}

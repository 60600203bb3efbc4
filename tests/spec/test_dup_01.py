"""DUP-01: a claim line that was paid before on another claim."""

import pytest

from analytics.testing import each, filled, usd

CEFTRIAXONE = "00409733201"


def test_the_first_payment_stands_and_every_later_one_is_a_duplicate(find):
    """semantics.md, DUP-01: the first by order of payment; whole lines."""
    table = """
        claim | from | to | paid   | charge | paid_on
        A     | 1    | 7  | 700.00 | 900.00 | 09-02
        B     | 1    | 7  | 690.00 | 900.00 | 09-01
        C     | 1    | 7  | 710.00 | 900.00 | 09-03
        """
    assert find("DUP-01", table) == {"A": usd(700), "C": usd(710)}


def test_lines_that_differ_in_anything_are_no_duplicates(find_each):
    """Traps: the SH twin, split NDC lines. Looser matches are DUP-02, a lead."""
    differences = [
        ("payer", "PLAN", "NOBODY"),
        ("member", "M1", "M2"),
        ("npi", "alpha", "beta"),
        ("rendering", "nurse", "agency"),
        ("code", "S9500", "S9501"),
        ("mods", "", "SH"),
        ("mods", "SH", "SJ"),
        ("from", "1", "2"),
        ("to", "1", "2"),
        ("units", "1", "2"),
        ("units", "1", ""),
        ("charge", "100.00", "100.01"),
        ("ndc", CEFTRIAXONE, "00409733701"),
        ("ndc", CEFTRIAXONE, ""),
    ]
    lines = filled("claim | {}\nA | {}\nB | {}", differences)
    assert find_each("DUP-01", lines) == each(differences, {})


def test_modifiers_in_another_order_are_others(find_each):
    """semantics.md, DUP-01: modifiers, in their order; the first tells the most."""
    orders = [("SD TD", "TD SD"), ("RT 59", "59 RT"), ("SD TD", "SD TD")]
    found = find_each("DUP-01", filled("claim | mods\nA | {}\nB | {}", orders))
    assert found == each(orders[:2], {}) | each(orders[2:], {"B": usd(100)})


def test_an_empty_rendering_provider_equals_any(find_each):
    """semantics.md, DUP-01: rendering NPI (empty equals any)."""
    pairs = [("", "nurse"), ("nurse", ""), ("", "")]
    lines = filled("claim | rendering\nA | {}\nB | {}", pairs)
    assert find_each("DUP-01", lines) == each(pairs, {"B": usd(100)})


def test_another_npi_of_the_same_group_is_the_same_provider(find):
    """semantics.md, Same provider: same provider_group."""
    table = """
        claim | npi   | tin
        A     | alpha | alpha
        B     | beta  | alpha
        """
    assert find("DUP-01", table) == {"B": usd(100)}


def test_what_was_paid_need_not_be_equal(find):
    """The rule compares charges; the plan may have paid the second at another price."""
    table = """
        claim | paid   | allowed | charge
        A     | 100.00 | 120.00  | 150.00
        B     | 60.00  | 80.00   | 150.00
        """
    assert find("DUP-01", table) == {"B": usd(60)}


def test_two_lines_of_one_claim_are_no_duplicates(find):
    """semantics.md, DUP-01: different claim."""
    table = """
        claim | line
        A     | 1
        A     | 2
        """
    assert find("DUP-01", table) == {}


def test_a_distinct_or_repeated_service_is_no_duplicate(find_each):
    """semantics.md, DUP-01: unless it carries 76, 77, 91, 59, XE, XP, XS or XU."""
    distinct = ["76", "77", "91", "59", "XE", "XP", "XS", "XU"]
    others = ["SH", "SJ", "SS", "TD"]
    lines = filled("claim | mods\nA | SD {0}\nB | SD {0}", distinct + others)
    found = each(distinct, {}) | each(others, {"B": usd(100)})
    assert find_each("DUP-01", lines) == found


def test_every_home_infusion_family_is_looked_at(find_each):
    """semantics.md, DUP-01: professional lines of the home infusion families."""
    codes = ["S9500", "S9372", "S5498", "99601", "99602", "G0068", "S5035", "S5521"]
    table = (
        "claim | code | status\nA | {0} | PAID\nB | {0} | PAID\n"
        "V | 99601 | DENIED"  # without a visit 99602 is not payable at all
    )
    found = find_each("DUP-01", filled(table, codes), lob="COMMERCIAL")
    assert found == each(codes, {"B": usd(100)})


def test_other_codes_and_drugs_without_an_ndc_are_left_alone(find_each):
    """semantics.md, DUP-01: and drug lines with an NDC."""
    codes = ["S9341", "A4222", "99213", "S9208", "J0696"]
    lines = filled("claim | code\nA | {0}\nB | {0}", codes)
    assert find_each("DUP-01", lines) == each(codes, {})


def test_a_drug_line_with_its_ndc_is_looked_at(find):
    """Trap: two J lines for two NDCs are two drugs; these have one."""
    table = f"""
        claim | code  | ndc
        A     | J0696 | {CEFTRIAXONE}
        B     | J0696 | {CEFTRIAXONE}
        """
    assert find("DUP-01", table) == {"B": usd(100)}


def test_institutional_lines_are_left_alone(find):
    """semantics.md, DUP-01: professional lines."""
    table = """
        claim | bill | rev  | code  | units
        A     | 0321 | 0552 | 99601 | 1
        B     | 0321 | 0552 | 99601 | 1
        """
    assert find("DUP-01", table) == {}


def test_a_line_without_payable_evidence_does_not_stand_first(find):
    """semantics.md, Payable evidence: a line paid 0 but allowed does stand first."""
    table = """
        claim | member | paid   | allowed | charge
        A     | M1     | 0      | 0       | 100.00
        B     | M1     | 100.00 | 100.00  | 100.00
        C     | M2     | 0      | 100.00  | 100.00
        D     | M2     | 100.00 | 100.00  | 100.00
        E     | M3     | 0      | 0       | 100.00
        F     | M3     | 100.00 | 100.00  | 100.00
        G     | M3     | 90.00  | 100.00  | 100.00
        """
    assert find("DUP-01", table) == {"D": usd(100), "G": usd(90)}


def test_a_replacement_is_no_duplicate_of_what_it_replaced(find):
    """Trap: replacement not netted."""
    table = """
        claim | freq | original
        A     | 1    |
        B     | 7    | A
        """
    assert find("DUP-01", table) == {}


def test_the_order_of_payment_is_by_date_then_claim(find):
    """semantics.md, Order of payment: then claim_id by code point."""
    table = """
        claim | member | paid_on
        A     | M1     | 09-02
        B     | M1     | 09-01
        a     | M2     | 09-01
        Z     | M2     | 09-01
        """
    assert find("DUP-01", table) == {"A": usd(100), "a": usd(100)}


@pytest.mark.parametrize(("paid_on", "found"), [("11-16", {}), ("11-15", {"B": usd(100)})])
def test_a_pair_settles_in_45_days(find, paid_on, found):
    """semantics.md, Settled pair: after the later of the two paid dates; an empty one: never."""
    table = f"""
        claim | member | paid_on
        A     | M1     | 08-01
        B     | M1     | {paid_on}
        C     | M2     |
        D     | M2     | 08-01
        """
    assert find("DUP-01", table) == found


@pytest.mark.parametrize(
    ("amount", "found"),
    [("99.99", {"B": "automated 0.01"}), ("40.00", {"B": "automated 60.00"}), ("100.00", {})],
)
def test_a_first_line_recovered_in_part_convicts_by_what_it_holds(asked, amount, found):
    """semantics.md, Stages: bound; recovered in full: no evidence."""
    table = "claim | paid_on\nA | 08-01\nB | 08-02"
    recovery = f"claim | amount | date\nA | {amount} | 2026-09-01"
    assert asked("DUP-01", table, recovery=recovery) == found


def test_days_taken_from_the_first_line_are_no_evidence(find):
    """semantics.md, DUP-01: the days on which an earlier one is payable evidence."""
    table = """
        claim | from | to | pos | paid   | paid_on
        A     | 1    | 7  | 11  | 700.00 | 08-01
        B     | 1    | 7  | 12  | 700.00 | 08-02
        """
    assert find(["POS-01", "DUP-01"], table) == {"POS-01 A": usd(700)}


def test_one_claim_split_in_two_is_for_records(asked):
    """semantics.md, DUP-01: same received and paid dates, and their other lines differ."""
    table = """
        claim | line | member | code  | received | paid_on
        A     | 1    | M1     | 99601 | 08-01    | 08-10
        A     | 2    | M1     | S9500 | 08-01    | 08-10
        B     | 1    | M1     | 99601 | 08-01    | 08-10
        B     | 2    | M1     | S9366 | 08-01    | 08-10
        C     | 1    | M2     | 99601 | 08-01    | 08-10
        D     | 1    | M2     | 99601 | 08-01    | 08-10
        E     | 1    | M3     | 99601 | 08-01    | 08-10
        E     | 2    | M3     | S9500 | 08-01    | 08-10
        F     | 1    | M3     | 99601 | 08-01    | 08-11
        """
    assert asked("DUP-01", table) == {
        "B": "records 100.00",
        "D": "automated 100.00",
        "F": "automated 100.00",
    }


def test_visits_each_with_a_note_of_its_own_are_two_visits(find_each):
    """semantics.md, DUP-01: every unit of both has a supporting note of its own."""
    table = (
        "claim | code | units | paid_on | status\nA | {0} | 1 | 08-01 | PAID\n"
        "B | {0} | 1 | 08-02 | PAID\nV | 99601 | 1 | 08-01 | DENIED"
    )
    codes = ["99601", "99602"]
    notes = "id | member | date | credential | start | stop"
    one = notes + "\nN1 | M1 | 1 | RN | 08:00 | 10:00"
    two = one + "\nN2 | M1 | 1 | RN | 18:00 | 20:00"
    lines = filled(table, codes)
    assert find_each("DUP-01", lines, visit_note=one) == each(codes, {"B": usd(100)})
    assert find_each("DUP-01", lines, visit_note=two) == each(codes, {})


@pytest.mark.parametrize("column", ["charge_amount", "paid_unit_quantity", "claim_type"])
def test_an_extract_without_what_is_compared_does_not_fail(check_run, column):
    """A missing column is no error."""
    assert check_run("DUP-01", "claim\nA\nB", without=(column,))["status"] != "error"


def test_the_baseline_begins_with_2000(find):
    """policy_files.md, Shipped: baselines have payer "*", from 2000-01-01."""
    table = """
        claim | from
        A     | 1999-12-31
        B     | 1999-12-31
        C     | 2000-01-01
        D     | 2000-01-01
        """
    assert find("DUP-01", table, payer="NOBODY") == {"D": usd(100)}


def test_two_visits_of_a_day_on_two_claims_each_with_a_note(asked):
    """Notes of 9:00 and 18:00 show two visits."""
    table = """
        claim | from | code  | paid_on | paid
        A     | 3    | 99601 | 25      | 120.00
        B     | 3    | 99601 | 08-10   | 120.00
        """
    visit_note = """
        note      | member | date
        N-COVER-1 | OTHER1 | 06-01
        N-COVER-2 | OTHER2 | 09-30
        N1        | M1     | 3
        N2        | M1     | 3
        """
    found = asked("DUP-01", table, payer="PRIORITY_HEALTH", visit_note=visit_note)
    assert found == {}

"""NUR-01: an additional nursing hour without the visit it adds to."""

from analytics.testing import each, filled, usd

from .policy_text import in_force, period, policy


def test_an_additional_hour_without_a_visit_is_not_payable(find):
    """NCCI add-on edit, type 1: 99602 is valid only with 99601. Whole line."""
    table = """
        claim | member | code  | paid
        A     | M1     | 99602 | 92.00
        B     | M2     | 99601 | 88.00
        C     | M2     | 99602 | 92.00
        """
    assert find("NUR-01", table) == {"A": usd(92)}


def test_the_visit_may_be_on_another_line_or_claim(find):
    """Trap: 99601 on another claim."""
    table = """
        claim | line | member | code
        A     | 1    | M1     | 99601
        A     | 2    | M1     | 99602
        B     | 1    | M2     | 99601
        C     | 1    | M2     | 99602
        """
    assert find("NUR-01", table) == {}


def test_a_denied_or_pended_visit_clears_the_hour(find):
    """semantics.md, NUR-01: in claim_line or among denied or pended lines."""
    table = """
        claim | member | code  | paid   | status
        A     | M1     | 99601 | 0      | DENIED
        B     | M1     | 99602 | 100.00 | PAID
        C     | M2     | 99601 | 0      | PENDED
        D     | M2     | 99602 | 100.00 | PAID
        """
    assert find("NUR-01", table) == {}


def test_a_visit_paid_nothing_clears_the_hour(find):
    """A line paid 0 stays in claim_line, and what clears another line needs no money."""
    table = """
        claim | code  | paid   | allowed
        A     | 99601 | 0      | 0
        B     | 99602 | 100.00 | 100.00
        """
    assert find("NUR-01", table) == {}


def test_a_visit_span_clears_on_all_its_days(find):
    """semantics.md, Certain days: what clears another line counts on all its days."""
    table = """
        claim | code  | from | to | units
        A     | 99601 | 1    | 7  | 3
        B     | 99602 | 5    | 5  | 1
        C     | 99602 | 7    | 9  | 2
        """
    assert find("NUR-01", table) == {}


def test_a_visit_on_another_day_clears_nothing(find):
    """semantics.md, NUR-01: sharing a day."""
    table = """
        claim | code  | from | to | paid
        A     | 99601 | 1    | 3  | 300.00
        B     | 99602 | 4    | 6  | 300.00
        """
    assert find("NUR-01", table) == {"B": usd(300)}


def test_a_visit_of_the_day_before_may_have_run_past_midnight(asked):
    """semantics.md, NUR-01: records where such a line stands on the day before its first."""
    table = """
        claim | member | code  | from | to | units | paid
        A     | M1     | 99601 | 2    | 2  | 1     | 120.00
        B     | M1     | 99602 | 4    | 4  | 2     | 110.00
        C     | M2     | 99601 | 3    | 3  | 1     | 120.00
        D     | M2     | 99602 | 4    | 4  | 2     | 110.00
        E     | M3     | 99601 | 4    | 4  | 1     | 120.00
        F     | M3     | 99602 | 4    | 4  | 2     | 110.00
        G     | M4     | 99601 | 5    | 5  | 1     | 120.00
        H     | M4     | 99602 | 4    | 4  | 2     | 110.00
        """
    assert asked("NUR-01", table) == {
        "B": "automated 110.00",
        "D": "records 110.00",
        "H": "automated 110.00",
    }


def test_a_denied_visit_of_the_day_before_counts_too(asked):
    table = """
        claim | code  | from | status | paid
        A     | 99601 | 3    | DENIED | 0
        B     | 99602 | 4    | PAID   | 110.00
        """
    assert asked("NUR-01", table) == {"B": "records 110.00"}


def test_a_visit_of_another_group_on_the_day_is_for_records_to_decide(asked):
    """semantics.md, NUR-01: records where a 99601 of another group shares a day."""
    table = """
        claim | member | code  | from | npi   | paid
        A     | M1     | 99601 | 4    | beta  | 120.00
        B     | M1     | 99602 | 4    | alpha | 110.00
        C     | M2     | 99601 | 3    | beta  | 120.00
        D     | M2     | 99602 | 4    | alpha | 110.00
        """
    assert asked("NUR-01", table) == {"B": "records 110.00", "D": "automated 110.00"}


def test_a_visit_of_another_member_or_payer_clears_nothing(find_each):
    """semantics.md, NUR-01: the member has no 99601 line of the same provider group."""
    others = [("member", "M1", "M2"), ("payer", "PLAN", "NOBODY")]
    lines = filled("claim | code | {}\nA | 99601 | {}\nB | 99602 | {}", others)
    assert find_each("NUR-01", lines) == each(others, {"B": usd(100)})


def test_a_visit_by_another_npi_of_the_tax_number_clears_the_hour(find):
    """Trap: different NPI, same TIN."""
    table = """
        claim | npi   | tin   | code
        A     | alpha | alpha | 99601
        B     | beta  | alpha | 99602
        """
    assert find("NUR-01", table) == {}


def test_only_99601_is_the_visit(find_each):
    """The add-on names 99601 alone; another 99602 is no visit either."""
    codes = ["99600", "99500", "S9123", "G0068", "S9500", "99602"]
    lines = filled("claim | code | paid\nA | 99602 | 100.00\nB | {} | 0", codes)
    assert find_each("NUR-01", lines) == each(codes, {"A": usd(100)})


def test_the_visit_of_the_replacing_claim_clears_the_hour(find):
    """Trap: the claim was replaced; the visit stands on the replacement."""
    table = """
        claim | line | code  | freq | original
        A     | 1    | 99601 | 1    |
        B     | 1    | 99601 | 7    | A
        B     | 2    | 99602 | 7    | A
        """
    assert find("NUR-01", table) == {}


def test_a_payer_that_asks_for_no_visit_has_no_finding(find):
    """policy_files.md, infusion_nursing: add_on_needs_visit is true unless a payer says no."""
    own = policy(period("2026-01-01", infusion_nursing={"add_on_needs_visit": False}))
    assert find("NUR-01", "code\n99602", payer_policy=own) == {}


def test_a_visit_outside_the_period_still_clears(find):
    """The visit need not be governed: here it ends before the policy's first day."""
    own = in_force("infusion_nursing", "2026-07-10", "2026-07-20", ["NUR-01"])
    table = """
        claim | code  | from | to
        A     | 99601 | 9    | 9
        B     | 99602 | 9    | 10
        """
    assert find("NUR-01", table, payer_policy=own) == {}


def test_the_baseline_begins_with_2000(find):
    """policy_files.md, Shipped: baselines have payer "*", from 2000-01-01."""
    table = """
        claim | code  | from
        A     | 99602 | 1999-12-31
        B     | 99602 | 2000-01-01
        """
    assert find("NUR-01", table, payer="NOBODY") == {"B": usd(100)}


def test_a_visit_from_the_evening_before(asked):
    """The visit began on the 3rd, its hours are dated the 4th."""
    table = """
        line | from | code  | paid
        1    | 3    | 99601 | 120.00
        2    | 4    | 99602 | 110.00
        """
    found = asked("NUR-01", table, payer="JEFFERSON")
    assert found == {"A/2": "records 110.00"}


def test_the_visit_stands_on_a_claim_paid_a_month_earlier(asked):
    """The visit is there."""
    table = """
        claim | from | code  | paid_on | paid
        A     | 3    | 99601 | 08-10   | 120.00
        B     | 3    | 99602 | 09-20   | 55.00
        """
    found = asked("NUR-01", table, payer="JEFFERSON")
    assert found == {}


def test_a_visit_two_days_before(asked):
    """No visit ran into that night."""
    table = """
        line | from | code  | paid
        1    | 1    | 99601 | 120.00
        2    | 3    | 99602 | 55.00
        """
    found = asked("NUR-01", table, payer="JEFFERSON")
    assert found == {"A/2": "automated 55.00"}

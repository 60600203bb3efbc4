"""CON-01 to CON-04: concurrent therapies, who holds which slot of a day. SH pays 50, SJ 0."""

import pytest

from analytics.testing import each, filled, usd

from .policy_text import ALPHA_SH_50

CON = ["CON-01", "CON-02", "CON-03", "CON-04"]


@pytest.fixture
def grid(find):
    """The four checks at once: {"CON-01 A": amount}."""
    return lambda claims, **others: find(CON, claims, **others)


def test_one_therapy_is_the_primary(grid):
    """The first therapy carries no modifier."""
    assert grid("code\nS9500") == {}


def test_modifiers_as_the_policy_wants_them(grid):
    """Priority Health: SH second, SJ third or more concurrently administered therapy."""
    table = """
        claim | code  | mods | paid
        A     | S9366 |      | 180.00
        B     | S9348 | SH   | 75.00
        C     | S9500 | SJ   | 10.00
        D     | S9338 | SJ   | 10.00
        """
    assert grid(table) == {}


def test_the_second_unmodified_therapy_should_carry_sh(grid):
    """semantics.md, CON-01: share 1 - sh/100 of the leftover primary with the best rate."""
    table = """
        claim | code  | paid
        A     | S9500 | 100.00
        B     | S9366 | 180.00
        """
    assert grid(table) == {"CON-01 A": usd(100 - 50)}


def test_the_third_unmodified_therapy_should_carry_sj(grid):
    """semantics.md, CON-02: every other leftover primary, share 1 - sj/100."""
    table = """
        claim | code  | paid
        A     | S9500 | 100.00
        B     | S9366 | 180.00
        C     | S9348 | 150.00
        D     | S9338 | 90.00
        """
    assert grid(table) == {
        "CON-01 C": usd(150 - 75),
        "CON-02 A": usd(100),
        "CON-02 D": usd(90),
    }


def test_an_unmodified_therapy_beside_a_second_is_a_third(grid):
    """Slot 2 is taken by the SH line: the leftover primary is CON-02."""
    table = """
        claim | code  | mods | paid
        A     | S9366 |      | 180.00
        B     | S9348 | SH   | 75.00
        C     | S9500 |      | 100.00
        """
    assert grid(table) == {"CON-02 C": usd(100)}


def test_a_further_second_therapy_should_carry_sj(grid):
    """semantics.md, CON-03: every leftover SH line, share 1 - sj/sh."""
    table = """
        claim | code  | mods | paid
        A     | S9366 |      | 180.00
        B     | S9348 | SH   | 75.00
        C     | S9500 | SH   | 50.00
        D     | S9338 | SH   | 40.00
        """
    assert grid(table) == {"CON-03 C": usd(50), "CON-03 D": usd(40)}


def test_leftovers_of_both_kinds(grid):
    """Two primaries and two SH lines: the best of each stays."""
    table = """
        claim | code  | mods | paid
        A     | S9366 |      | 180.00
        B     | S9500 |      | 100.00
        C     | S9348 | SH   | 75.00
        D     | S9338 | SH   | 40.00
        """
    assert grid(table) == {"CON-02 B": usd(100), "CON-03 D": usd(40)}


def test_an_sj_line_never_fills_slot_2(grid):
    """semantics.md, CON-01: SJ lines are well placed and never fill slot 2."""
    table = """
        claim | code  | mods | paid
        A     | S9366 |      | 180.00
        B     | S9348 | SJ   | 10.00
        C     | S9500 |      | 100.00
        """
    assert grid(table) == {"CON-01 C": usd(100 - 50)}


def test_a_primary_with_sj_lines_only_is_left_alone(grid):
    """SJ lines are well placed even where slot 2 is empty."""
    table = """
        claim | code  | mods | paid
        A     | S9366 |      | 180.00
        B     | S9348 | SJ   | 10.00
        """
    assert grid(table) == {}


def test_without_a_primary_each_line_is_a_lead_and_nothing_else(grid):
    """semantics.md, CON-04: one of them was probably the primary, and underpaid."""
    table = """
        claim | member | code  | mods | paid
        A     | M1     | S9366 | SH   | 90.00
        B     | M1     | S9348 | SH   | 75.00
        C     | M1     | S9500 | SJ   | 10.00
        D     | M2     | S9500 | SH   | 50.00
        E     | M3     | S9500 | SJ   | 10.00
        """
    assert grid(table) == {
        "CON-04 A": None,
        "CON-04 B": None,
        "CON-04 C": None,
        "CON-04 D": None,
        "CON-04 E": None,
    }


def test_a_lead_has_its_days_in_question(findings):
    """semantics.md, CON-04: share null; the cents of its days are in question."""
    table = """
        claim | code  | mods | from | to | paid
        A     | S9366 |      | 1    | 5  | 900.00
        B     | S9500 | SH   | 4    | 10 | 350.00
        """
    found = findings("CON-04", table).iloc[0]
    assert (found["key"], found["strength"]) == ("B", "lead")
    assert str(found["in_question_amount"]) == usd(5 * 50)


def test_the_role_is_read_from_any_modifier(find_each):
    """semantics.md, CON-01: SJ if any modifier is SJ, else SH if any is SH, else primary."""
    template = "claim | code | mods | paid\nA | S9366 | | 180.00\nB | S9500 | {} | 100.00"
    lines = filled(template, ["SH", "59 SH", "SS 59 76 SH", "SH SJ", "59", "SS"])
    unmodified = {"CON-01 B": usd(100 - 50)}
    assert find_each(CON, lines) == each(lines, {}) | {"59": unmodified, "SS": unmodified}


def test_sh_and_sj_on_one_line_are_sj(grid):
    """A line with both is a third therapy, so slot 2 is still empty."""
    table = """
        claim | code  | mods  | paid
        A     | S9366 |       | 180.00
        B     | S9348 | SH SJ | 75.00
        C     | S9500 |       | 100.00
        """
    assert grid(table) == {"CON-01 C": usd(100 - 50)}


def test_the_day_decides_not_the_line(grid):
    """A: 1 to 5, B and C: 1 to 10. While A runs B is second and C third; then B first, C second."""
    table = """
        claim | code  | from | to | paid
        A     | S9366 | 1    | 5  | 900.00
        B     | S9348 | 1    | 10 | 1000.00
        C     | S9500 | 1    | 10 | 500.00
        """
    assert grid(table) == {
        "CON-01 B": usd(5 * 50),
        "CON-02 C": usd(5 * 50),
        "CON-01 C": usd(5 * 25),
    }


def test_spans_that_only_meet_are_not_concurrent(grid):
    """Trap: span lines that only partly overlap; these do not at all."""
    table = """
        claim | code  | from | to
        A     | S9366 | 1    | 5
        B     | S9500 | 6    | 10
        """
    assert grid(table) == {}


def test_another_member_group_or_payer_has_a_grid_of_its_own(find_each):
    """Trap: two providers. The grid is of one member, provider group and day."""
    others = [("member", "M1", "M2"), ("npi", "alpha", "beta"), ("payer", "PLAN", "NOBODY")]
    lines = filled("claim | code | {}\nA | S9366 | {}\nB | S9500 | {}", others)
    assert find_each(CON, lines) == each(others, {})


def test_two_npis_of_one_group_share_a_grid(grid):
    """data_contract.md, claim_line: provider_group is the billing TIN first."""
    table = """
        claim | npi   | tin   | code  | paid
        A     | alpha | alpha | S9366 | 180.00
        B     | beta  | alpha | S9500 | 100.00
        """
    assert grid(table) == {"CON-01 B": usd(100 - 50)}


def test_two_member_numbers_of_one_person_share_a_grid(grid):
    """semantics.md, Member: payer and person_id."""
    table = """
        claim | member | person | code  | paid
        A     | M1     | P1     | S9366 | 180.00
        B     | M2     | P1     | S9500 | 100.00
        """
    assert grid(table) == {"CON-01 B": usd(100 - 50)}


def test_what_is_no_therapy_takes_no_slot(find_each):
    """semantics.md, Therapy line: per diem that counts as a concurrent therapy by default."""
    codes = ["S5498", "S9208", "S9061", "S9590", "J0696", "99601", "A4222"]
    lines = filled("claim | code\nA | S9500\nB | {}", codes)
    assert find_each(CON, lines) == each(codes, {})


def test_injectables_count_only_where_the_payer_says_so(find_each):
    """policy_files.md, concurrent_therapy: injectables_count; the code counts by policy."""
    codes = ["S9372", "S9341", "S9538", "S9563"]
    lines = filled("claim | code\nA | S9366\nB | {}", codes)
    assert find_each(CON, lines) == each(codes, {})


def test_days_that_are_not_certain_take_no_slot(grid):
    """semantics.md, CON-01: certain days of therapy lines."""
    table = """
        claim | member | code  | from | to | units | paid
        A     | M1     | S9366 | 1    | 7  | 6     | 1260.00
        B     | M1     | S9500 | 1    | 7  | 7     | 700.00
        C     | M2     | S9366 | 1    | 7  | 7     | 1260.00
        D     | M2     | S9500 | 1    | 7  |       | 700.00
        """
    assert grid(table) == {}


def test_a_line_without_payable_evidence_holds_no_slot(grid):
    """semantics.md, Payable evidence; a line paid 0 but allowed (a deductible) does hold one."""
    table = """
        claim | member | code  | paid   | allowed
        A     | M1     | S9366 | 0      | 0
        B     | M1     | S9500 | 100.00 | 100.00
        C     | M2     | S9366 | 0      | 180.00
        D     | M2     | S9500 | 100.00 | 100.00
        """
    assert grid(table) == {"CON-01 D": usd(100 - 50)}


def test_a_primary_that_was_denied_or_replaced_holds_no_slot(grid):
    """Trap: replacement pair not netted; primary denied."""
    table = """
        claim | member | code  | mods | status | freq | original | paid
        A     | M1     | S9366 |      | DENIED | 1    |          | 0
        B     | M1     | S9500 |      | PAID   | 1    |          | 100.00
        C     | M2     | S9366 |      | PAID   | 1    |          | 180.00
        D     | M2     | S9500 |      | PAID   | 7    | C        | 180.00
        """
    assert grid(table) == {}


def test_the_general_code_that_lost_its_day_holds_no_slot(grid):
    """Trap: a general and specific pair belongs to EXC-01."""
    table = """
        claim | code  | paid
        A     | S9494 | 200.00
        B     | S9500 | 100.00
        """
    assert grid(table) == {}


def test_the_general_code_holds_a_slot_on_its_other_days(grid):
    """semantics.md, CON-01: less EXC-01's losers that day."""
    table = """
        claim | code  | from | to | paid
        A     | S9366 | 1    | 4  | 720.00
        B     | S9494 | 1    | 4  | 400.00
        C     | S9500 | 1    | 2  | 300.00
        """
    assert grid(table) == {"CON-01 C": usd(2 * 75), "CON-01 B": usd(2 * 50)}


def test_a_day_paid_twice_is_no_second_therapy(grid):
    """Trap: the same drug rebilled is a duplicate, not a concurrent therapy."""
    table = """
        claim | code  | paid
        A     | S9500 | 100.00
        B     | S9500 | 100.00
        C     | S9366 | 180.00
        """
    assert grid(table) == {"CON-01 A": usd(100 - 50)}


def test_one_code_with_two_drugs_is_two_therapies(grid):
    """semantics.md, UNT-02: then both stay in the concurrent grid."""
    table = """
        claim | code  | paid
        A     | S9501 | 100.00
        B     | S9501 | 80.00
        C     | J0696 | 9.00
        D     | J0692 | 9.00
        """
    assert grid(table) == {"CON-01 B": usd(80 - 40)}


def test_a_second_therapy_of_a_member_unknown_convicts_for_records(asked):
    """semantics.md, Stages: in CON-02 the primary and the holder of slot 2 convict."""
    table = """
        claim | member | person | code  | mods | paid
        A     | M1     | P1     | S9366 |      | 180.00
        B     | M2     | P1     | S9348 | SH   | 75.00
        C     | M1     | P1     | S9338 |      | 60.00
        """
    eligibility = """
        member | person | from
        M1     | P1     | 2026-01-01
        M2     | P1     | 2026-01-01
        M2     | P2     | 2026-01-01
        """
    assert asked("CON-02", table, eligibility=eligibility) == {"C": "records 60.00"}


def test_a_primary_paid_to_the_member_holds_its_slot(asked):
    """Whoever was paid, the first therapy was given."""
    table = """
        claim | to | code  | paid    | payee
        A     | 7  | S9366 | 1260.00 | member
        B     | 7  | S9500 | 700.00  |
        """
    found = asked("CON-01", table, payer="PRIORITY_HEALTH", policies=[ALPHA_SH_50])
    assert found == {"B": "automated 350.00"}


def test_catheter_care_by_another_provider(asked):
    """Each provider has one therapy."""
    table = """
        claim | to | code  | npi   | paid
        A     | 7  | S5498 | alpha | 210.00
        B     | 7  | S9500 | beta  | 700.00
        """
    found = asked(["CON-01", "UNT-02"], table, payer="PRIORITY_HEALTH")
    assert found == {}


def test_a_slot_that_came_back_asks_for_no_late_line(grid):
    """semantics.md, CON-01: "lines that share a day with a therapy line recovered in full"."""
    table = """
        claim | code  | mods | from | to | units | paid
        P     | S9366 |      | 1    | 3  | 3     | 600.00
        S     | S9500 | SH   | 1    | 3  | 3     | 150.00
        T     | S9348 |      | 1    | 3  | 2     | 200.00
        """
    assert grid(table) == {}
    for amount in ("149.99", "150.00"):
        assert grid(table, recovery=f"claim | amount\nS | {amount}") == {}
    without = "\n".join(line for line in table.splitlines() if not line.strip().startswith("S "))
    assert grid(without) == {"CON-01 T": usd(200 - 100)}
    elsewhere = table.replace(
        "S     | S9500 | SH   | 1    | 3 ", "S     | S9500 | SH   | 4    | 6 "
    )
    found = grid(elsewhere, recovery="claim | amount\nS | 150.00")
    assert found == {"CON-01 T": usd(200 - 100)}

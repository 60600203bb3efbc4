"""UNT-01: per diem units exceed the days of the span."""

import pytest

from analytics.testing import each, filled, usd

from .policy_text import period, policy


def test_units_above_the_inclusive_days_are_not_payable(find):
    """HCPCS: a per diem pays once per day; the excess share of every day is not payable."""
    assert find(
        "UNT-01",
        """
        claim | code  | from | to | units | paid
        ------+-------+------+----+-------+--------
        A     | S9500 | 1    | 7  | 7     |  700.00
        B     | S9500 | 1    | 7  | 8     |  800.00
        C     | S9347 | 1    | 1  | 5     |  900.00
        """,
    ) == {"B": usd(800 - 7 * 100), "C": usd(900 - 180)}


def test_every_per_diem_code_counts_by_the_day(find_each):
    """semantics.md, UNT-01: "Per diem", whatever its family."""
    codes = ["S9372", "S5498", "S9341", "S9208", "S9061", "S9335", "S9379", "S9563"]
    lines = filled("code | from | to | units | paid\n{} | 1 | 4 | 5 | 500.00", codes)
    assert find_each("UNT-01", lines) == each(codes, {"A": usd(500 - 4 * 100)})


def test_codes_that_are_no_per_diem_are_left_alone(find_each):
    """A visit, an hour, a kit and a drug have units of their own."""
    codes = ["99601", "99602", "J0696", "S9810", "S5517", "S9123", "A4222"]
    lines = filled("code | from | to | units | paid\n{} | 1 | 4 | 9 | 900.00", codes)
    assert find_each("UNT-01", lines) == each(codes, {})


def test_a_fraction_of_a_unit_above_the_days_is_not_payable(find):
    """semantics.md, UNT-01: share (units - day_count) / units."""
    table = """
        claim | from | to | units | paid
        A     | 1    | 7  | 7.5   | 750.00
        B     | 1    | 7  | 7.001 | 700.10
        C     | 1    | 7  | 6.5   | 650.00
        """
    assert find("UNT-01", table) == {"A": usd(750 - 700), "B": "0.10"}


def test_unknown_or_no_units_exceed_nothing(find):
    """POS-04 reports missing units; they are no proof of excess."""
    table = """
        claim | from | to | units | paid
        A     | 1    | 7  |       | 700.00
        B     | 1    | 7  | 0     | 700.00
        """
    assert find("UNT-01", table) == {}


def test_a_line_without_an_end_has_the_days_of_the_claim_header(find):
    """semantics.md, UNT-01: a line of one day has the days of the header, if longer."""
    table = """
        claim | from | to | header_from | header_to | units | paid
        A     | 1    |    | 1           | 7         | 7     | 700.00
        B     | 1    |    | 1           | 7         | 8     | 800.00
        C     | 1    |    | 1           | 1         | 2     | 200.00
        """
    assert find("UNT-01", table) == {"B": usd(800 - 7 * 100), "C": usd(200 - 100)}


def test_a_line_without_an_end_and_without_a_header_is_one_day(find):
    """data_contract.md, claim_line: an empty line end is the line start."""
    table = """
        from | to | units | paid
        1    |    | 7     | 700.00
        """
    assert find("UNT-01", table) == {"A": usd(700 - 100)}


def test_a_line_of_one_day_has_the_days_of_its_claim(find):
    """semantics.md, UNT-01: its end empty or equal to its start; many extracts repeat the start."""
    table = """
        claim | from | to | header_from | header_to | units | paid
        A     | 1    | 1  | 1           | 7         | 7     | 700.00
        B     | 1    | 1  | 1           | 7         | 8     | 800.00
        C     | 1    | 2  | 1           | 7         | 7     | 700.00
        """
    assert find("UNT-01", table) == {"B": usd(800 - 7 * 100), "C": usd(700 - 2 * 100)}


def test_the_days_of_a_leap_february_count(find):
    """2024-02-27 to 2024-03-01 is 4 days: 27, 28, 29 and 1."""
    table = """
        claim | from       | to         | units | paid
        A     | 2024-02-27 | 2024-03-01 | 4     | 400.00
        B     | 2024-02-27 | 2024-03-01 | 5     | 500.00
        C     | 2023-02-27 | 2023-03-01 | 4     | 400.00
        """
    assert find("UNT-01", table) == {"B": usd(500 - 4 * 100), "C": usd(400 - 3 * 100)}


def test_twin_lines_are_judged_one_by_one(find):
    """Trap: a second therapy with SH has days of its own."""
    table = """
        claim | line | mods | from | to | units | paid
        A     | 1    |      | 1    | 7  | 7     | 700.00
        A     | 2    | SH   | 1    | 7  | 7     | 350.00
        """
    assert find("UNT-01", table) == {}


def test_without_units_nothing_exceeds(check_run):
    """An extract without units is looked at and finds nothing; it does not fail."""
    table = """
        from | to | paid
        1    | 7  | 1400.00
        """
    record = check_run("UNT-01", table, without=("paid_unit_quantity",))
    assert record["status"] != "error"
    assert record["findings"] == 0


def test_assumed_units_are_for_records_to_decide(asked):
    """semantics.md, UNT-01: automated on paid units, records on assumed ones."""
    table = """
        claim | from | to | service_units | units | paid
        A     | 1    | 7  | 14            |       | 1400.00
        B     | 1    | 7  | 14            | 7     | 700.00
        C     | 1    | 7  | 7             | 14    | 1400.00
        """
    assert asked("UNT-01", table) == {"A": "records 700.00", "C": "automated 700.00"}


def test_a_price_of_no_more_than_the_contract_rate_for_the_days_was_cut_already(find_each):
    """semantics.md, Contract rate: amounts are equal within a cent a unit."""
    table = "from | to | units | paid\n1 | 7 | 14 | {}"
    paid = ["700.00", "700.14", "700.15"]
    rate = "npi | code | unit_rate | from\nalpha | S9500 | 100.00 | 2026-01-01"
    found = find_each("UNT-01", filled(table, paid), contract_rate=rate)
    assert found == {**each(paid[:2], {}), "700.15": {"A": "350.08"}}


def test_a_shared_price_makes_the_amount_a_lower_bound(findings):
    """semantics.md, UNT-01: where another payer or the member shared the price."""
    table = """
        claim | from | to | units | paid   | other_payer_paid_amount
        A     | 1    | 7  | 14    | 200.00 | 1200.00
        B     | 11   | 17 | 14    | 200.00 |
        """
    reasons = findings("UNT-01", table).set_index("key")["reason"]
    assert "lower bound" in reasons["A"]
    assert "lower bound" not in reasons["B"]


def test_billed_units_prove_nothing(final_action):
    """semantics.md, UNT-01: lines with billed units are UNT-09: the plan may have cut them."""
    table = """
        claim | from | to | service_units | paid
        A     | 1    | 7  | 14            | 700.00
        """
    shown = {
        basis: final_action(table, mapping=f'units_basis = "{basis}"\n').findings("UNT-01")
        for basis in ("billed", "paid")
    }
    assert list(shown["paid"]["claim_id"]) == ["A"]
    assert shown["billed"].empty


def test_the_baseline_governs_any_payer_from_2000(find):
    """policy_files.md, Shipped: baselines have payer "*", from 2000-01-01."""
    table = """
        claim | payer   | lob | from       | to         | units | paid
        A     | NOBODY  |     | 2000-01-01 | 2000-01-01 | 2     | 200.00
        B     | NOBODY  |     | 1999-12-31 | 1999-12-31 | 2     | 200.00
        C     | SOMEONE | OTHER | 2026-07-01 | 2026-07-01 | 2   | 200.00
        """
    assert find("UNT-01", table) == {"A": usd(200 - 100), "C": usd(200 - 100)}


def test_only_the_days_a_period_governs_are_in_question(findings):
    """semantics.md, Governed: a span that crosses a period's first day is judged from it on."""
    found = findings(
        "UNT-01",
        """
        from       | to         | units | paid
        1999-12-30 | 2000-01-02 | 5     | 500.00
        """,
    ).iloc[0]
    # 500.00 is 125.00 a day, a fifth of it for a unit too many; 1 and 2 January are governed.
    assert str(found["in_question_amount"]) == usd(2 * 125)
    assert str(found["candidate_amount"]) == usd(2 * 25)


def test_a_payer_pays_other_units_than_days(find):
    """policy_files.md, per_diem: units_by_day false turns the check off, first day to last."""
    own = policy(
        period("2026-01-01", per_diem={"units_by_day": True}),
        period("2026-07-10", "2026-07-20", per_diem={"units_by_day": False}),
        period("2026-07-21", per_diem={"units_by_day": True}),
    )
    table = """
        claim | from | units | paid
        A     | 9    | 2     | 200.00
        B     | 10   | 2     | 200.00
        C     | 20   | 2     | 200.00
        D     | 21   | 2     | 200.00
        """
    assert find("UNT-01", table, payer_policy=own) == {"A": usd(100), "D": usd(100)}


def test_a_header_with_an_end_alone_has_the_days_from_the_lines_start(find):
    """semantics.md, UNT-01: the header's days where they are more."""
    table = """
        claim | from | to | header_from | header_to | units | paid
        A     | 1    | 1  |             | 7         | 7     | 700.00
        """
    assert find("UNT-01", table) == {}


def test_the_thru_date_repeats_the_from_date(asked):
    """Seven units of a claim of seven days."""
    table = """
        line | code  | paid   | header_from | header_to
        1    | S9500 | 700.00 | 1           | 7
        2    | J1335 | 140.00 | 1           | 7
        """
    found = asked("UNT-01", table, payer="PRIORITY_HEALTH")
    assert found == {}


def test_a_line_that_was_cut_already_was_looked_at(check_run):
    """design.md, A check: governed is what the check looks at, found or cleared."""
    table = """
        claim | from | to | code  | units | paid
        A     | 1    | 7  | S9500 | 14    | 700.00
        """
    rate = "tin | code | rate\nalpha | S9500 | 100.00"
    record = check_run("UNT-01", table, contract_rate=rate)
    assert (record["findings"], record["lines_governed"]) == (0, 1)


def test_fourteen_units_billed_seven_paid_at_the_contract_rate(asked):
    """700.00 is 7 x 100.00: the plan had cut the units."""
    table = """
        to | paid
        7  | 700.00
        """
    contract_rate = """
        tin   | code  | rate
        alpha | S9500 | 100.00
        """
    found = asked("UNT-01", table, payer="PRIORITY_HEALTH", contract_rate=contract_rate)
    assert found == {}


def test_a_reversal_that_takes_back_money_without_units(asked):
    """1,000.00 stands for 10 units: 3 of them are too many."""
    table = """
        to | paid_on | paid    | status   | units
        7  | 08-10   | 1400.00 |          | 14
        7  | 09-01   | -400.00 | REVERSED |
        """
    found = asked("UNT-01", table, payer="PRIORITY_HEALTH")
    assert found == {"A": "automated 300.00"}


@pytest.mark.parametrize("units", ["", "0", "-7"])
def test_a_reversal_of_half_the_money_leaves_half_the_units(asked, units):
    """data_contract.md, ledger: 700.00 stands for 7 units, whether the reversal says so or not."""
    table = f"""
        to | paid_on | paid    | status   | units
        7  | 08-10   | 1400.00 |          | 14
        7  | 09-01   | -700.00 | REVERSED | {units}
        """
    assert asked("UNT-01", table) == {}


def test_another_payer_paid_most_of_it(asked):
    """Half of what this plan paid: a lower bound."""
    table = """
        to | paid   | allowed | other_payer | units
        7  | 200.00 | 1400.00 | 1200.00     | 14
        """
    found = asked("UNT-01", table, payer="PRIORITY_HEALTH")
    assert found == {"A": "automated 100.00"}


def test_half_a_unit_too_many(asked):
    """7.5 units in 7 days."""
    table = """
        to | paid   | units
        7  | 750.00 | 7.5
        """
    found = asked("UNT-01", table, payer="PRIORITY_HEALTH")
    assert found == {"A": "automated 50.00"}


def test_a_february_and_the_february_of_a_leap_year(asked):
    """30 units of 28 days, 31 units of 29."""
    table = """
        claim | member | from       | to         | code  | npi   | paid_on | paid    | units
        A     | M1     | 02-01      | 02-28      | S9500 | alpha | 08-10   | 3000.00 | 30
        B     | M2     | 2024-02-01 | 2024-02-29 | S9348 | beta  | 01-10   | 3100.00 | 31
        """
    found = asked("UNT-01", table, payer="PRIORITY_HEALTH")
    assert found == {"A": "automated 200.00", "B": "automated 200.00"}


def test_a_leap_year_in_one_line(asked):
    """400 units of 366 days."""
    table = """
        from       | to         | code  | paid_on | paid     | units
        2024-01-01 | 2024-12-31 | S9348 | 01-10   | 40000.00 | 400
        """
    found = asked("UNT-01", table, payer="PRIORITY_HEALTH")
    assert found == {"A": "automated 3400.00"}


def test_two_percent_less_than_allowed_was_paid(asked):
    """Half of what was paid, not of what was allowed."""
    table = """
        to | paid    | allowed | units
        7  | 1372.00 | 1400.00 | 14
        """
    found = asked("UNT-01", table, payer="PRIORITY_HEALTH", lob="MEDICARE_ADVANTAGE")
    assert found == {"A": "automated 686.00"}


def test_a_line_paid_to_the_member_is_a_finding(asked):
    """It is counted apart."""
    table = """
        to | paid    | payee  | units
        7  | 1400.00 | member | 14
        """
    found = asked("UNT-01", table, payer="PRIORITY_HEALTH")
    assert found == {"A": "automated 700.00"}


def test_a_capitated_line_is_a_finding(asked):
    """It has no exposure."""
    table = """
        to | paid    | arrangement | units
        7  | 1400.00 | capitated   | 14
        """
    found = asked("UNT-01", table, payer="PRIORITY_HEALTH")
    assert found == {"A": "automated 700.00"}


def test_interest_inside_the_paid_amount_is_not_asked_for(asked):
    """Paid 712.00 is allowed 700.00 with 12.00 of interest: half of 700.00."""
    table = """
        to | units | paid   | allowed | interest
        7  | 14    | 712.00 | 700.00  | 12.00
        """
    assert asked("UNT-01", table) == {"A": "automated 350.00"}

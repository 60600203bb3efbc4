"""The worked numbers. semantics.md, Worked numbers (before the revision). July 2026, paid units."""

from analytics.testing import usd

CON = ["CON-01", "CON-02", "CON-03", "CON-04"]
GRID = ["EXC-01", "UNT-02", *CON]


def test_fourteen_units_in_seven_days(find):
    """ "One line S9500, 1 to 7, 14 units, 1,400.00: UNT-01 700.00." """
    table = """
        code  | from | to | units | paid
        S9500 | 1    | 7  | 14    | 1400.00
        """
    assert find("UNT-01", table) == {"A": usd(700)}


def test_two_unmodified_therapies(find):
    """ "S9366 ... 1,260.00 and S9500 ... 700.00, neither modified: CON-01 on S9500, 350.00." """
    table = """
        claim | code  | from | to | units | paid
        TPN   | S9366 | 1    | 7  | 7     | 1260.00
        ABX   | S9500 | 1    | 7  | 7     | 700.00
        """
    assert find(GRID, table) == {"CON-01 ABX": usd(350)}


def test_two_spans_that_overlap_in_part(find):
    """ "S9500 1 to 10, 1,000.00 and S9348 6 to 15, 1,500.00: CON-01 on S9500 ..., 250.00." """
    table = """
        claim | code  | from | to | paid
        ABX   | S9500 | 1    | 10 | 1000.00
        INO   | S9348 | 6    | 15 | 1500.00
        """
    assert find(GRID, table) == {"CON-01 ABX": usd(250)}


def test_two_second_therapies(find):
    """ "One day: S9366 180.00, S9348-SH 75.00, S9500-SH 50.00: S9500 is CON-03, 50.00." """
    table = """
        claim | code  | mods | paid
        TPN   | S9366 |      | 180.00
        INO   | S9348 | SH   | 75.00
        ABX   | S9500 | SH   | 50.00
        """
    assert find(GRID, table) == {"CON-03 ABX": usd(50)}


def test_a_general_code_leaves_the_grid(find):
    """ "EXC-01 on S9494 630.00; S9502 is CON-01, 280.00." """
    table = """
        claim | code  | from | to | paid
        A     | S9500 | 1    | 7  | 700.00
        B     | S9494 | 1    | 7  | 630.00
        C     | S9502 | 1    | 7  | 560.00
        """
    assert find(GRID, table) == {"EXC-01 B": usd(630), "CON-01 C": usd(280)}


def test_one_code_twice_with_two_antibiotics(find):
    """ "with two different antibiotics: CON-01 on the second, 280.00, no UNT-02." """
    table = """
        claim | code  | from | to | paid
        A     | S9501 | 1    | 7  | 700.00
        B     | S9501 | 1    | 7  | 560.00
        C     | J0696 | 1    | 1  | 70.00
        D     | J0692 | 1    | 1  | 70.00
        """
    assert find(GRID, table) == {"CON-01 B": usd(280)}


def test_one_code_twice_with_one_antibiotic(find):
    """ "With one antibiotic: UNT-02 560.00." """
    table = """
        claim | code  | from | to | paid
        A     | S9501 | 1    | 7  | 700.00
        B     | S9501 | 1    | 7  | 560.00
        C     | J0696 | 1    | 1  | 70.00
        """
    assert find(GRID, table) == {"UNT-02 B": usd(560)}


STAY = """
        claim | bill | rev  | code  | from | to | units | paid    | pos | admit | discharge
        S     | 0111 | 0120 |       | 5    | 9  |       | 9000.00 |     | 5     | 9
        A     |      |      | S9500 | 1    | 14 | 14    | 1400.00 | {} |       |
        """


def test_three_days_inside_a_stay(find):
    """ "S9500 1 to 14, 14 units, 1,400.00, inpatient 5 to 9: OVR-01 for 6, 7, 8: 300.00." """
    assert find("OVR-01", STAY.format("12")) == {"A": usd(300)}


def test_a_stay_and_a_place_of_service_count_once(audit):
    """ "at place of service 11 at Jefferson: POS-01 1,400.00; net 1,400.00, not 1,700.00." """
    run = audit(["OVR-01", "POS-01"], STAY.format("11"), payer="JEFFERSON")
    found = run.findings().set_index("check_id")["candidate_amount"].map(str)
    assert found.to_dict() == {"POS-01": usd(1400), "OVR-01": usd(300)}
    by_provider = run.exposure(by="provider").set_index("provider_group")
    assert str(by_provider["automated_amount"].sum()) == usd(1400)


def test_a_span_across_the_first_day_of_a_policy(find):
    """ "10 to 20 June 2026, 11 units, 1,100.00: POS-01 for 14 to 20 June, 700.00." """
    table = """
        code  | pos | from  | to    | units | paid
        S9500 | 11  | 06-10 | 06-20 | 11    | 1100.00
        """
    assert find("POS-01", table, payer="JEFFERSON") == {"A": usd(700)}


def test_rounding_first_to_four_decimals_of_a_cent(find):
    """ "100.05 over 6 units in 1 day: UNT-01 83.38." """
    table = """
        code  | units | paid
        S9500 | 6     | 100.05
        """
    assert find("UNT-01", table) == {"A": "83.38"}


def test_cents_of_a_line_over_its_days(final_action):
    """ "10.00 over 3 days: 334, 333, 333 cents." """
    store = final_action("from | to | paid\n1 | 3 | 10.00").store
    days = store.sql("select paid_cents from claim_line_day order by service_date")
    assert list(days["paid_cents"]) == [334, 333, 333]

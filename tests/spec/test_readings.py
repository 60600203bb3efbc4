"""Corners that two careful people could read differently: the reading that asks for less."""

from analytics.testing import usd

UNITS = "UNT-01"


def test_a_replaced_line_without_a_hcpcs_code_stops_no_other_finding(find):
    """Data contract: one of hcpcs_code or revenue_center_code."""
    table = """
        claim | code  | rev  | bill | freq | original | paid
        A     | S9500 |      |      | 1    |          | 700.00
        B     | S9500 |      |      | 7    | A        | 700.00
        I     |       | 0120 | 0111 | 1    |          | 900.00
        J     |       | 0120 | 0117 | 7    | I        | 900.00
        """
    assert find("DUP-03", table) == {"A": usd(700), "I": usd(900)}


def test_a_void_whose_latest_version_is_denied_replaces_nothing(find):
    """Data contract: a claim that is denied, pended or reversed replaces nothing."""
    table = """
        claim | version | freq | original | paid   | status | paid_on
        A     | 1       | 1    |          | 100.00 | PAID   | 07-20
        V     | 1       | 8    | A        | 0.00   | PAID   | 07-25
        V     | 2       | 8    | A        | 0.00   | DENIED | 07-28
        """
    assert find("DUP-03", table) == {}


def test_a_void_that_was_reversed_replaces_nothing(find):
    """The same in a ledger."""
    table = """
        claim | freq | original | paid    | status   | paid_on
        A     | 1    |          | 100.00  | PAID     | 07-20
        V     | 8    | A        | 0.00    | PAID     | 07-25
        V     | 8    | A        | 0.00    | REVERSED | 07-28
        """
    assert find("DUP-03", table) == {}


def test_a_reversal_of_one_line_is_no_recovery_of_another(find):
    """Money: a recovery that is also a reversal row counts once; this one is not."""
    table = """
        claim | line | units | paid    | status   | paid_on
        A     | 1    | 1     | 100.00  | PAID     | 08-01
        A     | 1    | 1     | -100.00 | REVERSED | 09-01
        A     | 2    | 2     | 100.00  | PAID     | 08-01
        """
    assert find(UNITS, table) == {"A/2": usd(50)}
    assert find(UNITS, table, recovery="claim | line | amount\nA | 2 | 100.00") == {"A/2": usd(0)}


def test_a_recovery_of_the_whole_claim_uses_up_its_reversals(find):
    """The claim's recovery was the two reversals; the line's recovery is another event."""
    table = """
        claim | line | units | paid   | status   | paid_on
        A     | 1    | 1     | 100.00 | PAID     | 08-01
        A     | 2    | 4     | 100.00 | PAID     | 08-01
        A     | 1    | 0     | -50.00 | REVERSED | 09-01
        A     | 2    | 0     | -50.00 | REVERSED | 09-01
        """
    both = "claim | line | amount | date\nA | | 100.00 | 09-01\nA | 2 | 20.00 | 09-15"
    # 50.00 left on line 2 for 2 units in one day: one too many, 25.00, less 20.00
    assert find(UNITS, table, recovery=both) == {"A/2": usd(25 - 20)}


def test_a_lost_end_in_a_longer_claim_convicts_no_single_day(find):
    """Seven units, an empty end and a claim of seven days: which day was meant is not certain."""
    table = """
        claim | code  | from  | to    | header_from | header_to | units | paid
        A     | S9494 | 07-01 |       | 07-01      | 07-07    | 7     | 700.00
        B     | S9500 | 07-01 | 07-01 | 07-01      | 07-01    | 1     | 100.00
        """
    assert find("EXC-01", table) == {}


def test_a_duplicate_is_equal_in_known_units_and_charge(find):
    """DUP-01: same units and charge; what the extract does not give proves nothing."""
    table = """
        claim | units | charge | paid
        A     | 1     |        | 80.00
        B     | 1     |        | 80.00
        """
    assert find("DUP-01", table) == {}

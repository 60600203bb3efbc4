"""claim_line, superseded_line and denied_line: the net, final action of three histories."""

import pytest

from analytics.testing import usd

from .one_store import Load

FINAL = 'history = "final"\n'

# --- final: one row per line


def test_a_row_is_a_line(final_action):
    """data_contract.md, final: one row per line."""
    shown = final_action("claim | line | paid\nA | 1 | 70.00\nA | 2 | 30.00")
    assert shown.paid() == {"A": usd(70), "A/2": usd(30)}


def test_a_later_row_replaces_the_earlier_one(final_action):
    """data_contract.md, final: a later load's row for a line replaces the earlier one."""
    shown = final_action(
        "claim | line | paid\nA | 1 | 70.00\nA | 2 | 30.00\nB | 1 | 10.00",
        "claim | line | paid\nA | 1 | 75.00",
    )
    assert shown.paid() == {"A": usd(75), "A/2": usd(30), "B": usd(10)}


def test_identical_rows_count_once(final_action):
    """data_contract.md, claim_line: identical rows count once, within and across loads."""
    shown = final_action(
        "claim | paid\nA | 70.00\nA | 70.00",
        "claim | paid\nA | 70.00\nB | 5.00",
    )
    assert shown.paid() == {"A": usd(70), "B": usd(5)}


def test_two_different_rows_for_one_line_in_one_file_are_rejected(final_action):
    """data_contract.md, final; nobody can say which one holds."""
    shown = final_action("claim | paid\nA | 70.00\nA | 75.00\nB | 5.00")
    assert shown.paid() == {"B": usd(5)}
    assert len(shown.store.frame("rejected_row")) == 2


def test_denied_lines_are_apart_and_lines_paid_nothing_stay(final_action):
    """data_contract.md, claim_line: denied lines go to denied_line; a line paid 0 stays."""
    shown = final_action(
        """
        claim | paid  | status
        A     | 70.00 | PAID
        B     | 0     | DENIED
        C     | 0     | PAID
        D     | 50.00 |
        """
    )
    assert shown.paid() == {"A": usd(70), "C": usd(0), "D": usd(50)}
    assert shown.lines("claim_status", table="denied_line") == {"B": "DENIED"}


def test_pended_lines_are_left_out_of_the_final_action_but_known(final_action):
    """data_contract.md, claim_line: pended lines go to denied_line."""
    shown = final_action("claim | paid | status\nA | 70.00 | PAID\nB | 0 | PENDED")
    assert shown.paid() == {"A": usd(70)}
    assert shown.lines("claim_status", table="denied_line") == {"B": "PENDED"}


def test_a_line_denied_in_a_later_load_is_no_payment(final_action):
    """The later row holds, whatever it says."""
    shown = final_action("claim | paid\nA | 70.00", "claim | paid | status\nA | 0 | DENIED")
    assert shown.paid() == {}


# --- snapshot: each version restates the claim


def test_the_latest_version_is_the_claim(final_action):
    """data_contract.md, snapshot: the latest version, whole; lines it no longer has are gone."""
    shown = final_action(
        """
        claim | line | version | paid
        A     | 1    | 1       | 70.00
        A     | 2    | 1       | 30.00
        A     | 1    | 2       | 75.00
        B     | 1    | 1       | 10.00
        """
    )
    assert shown.paid() == {"A": usd(75), "B": usd(10)}


def test_versions_are_numbers(final_action):
    """data_contract.md, claim_line: claim_version is an integer; 10 is later than 9."""
    shown = final_action("claim | version | paid\nA | 9 | 70.00\nA | 10 | 75.00")
    assert shown.paid() == {"A": usd(75)}


def test_a_version_may_come_in_any_load(final_action):
    """The version decides, not the load."""
    shown = final_action(
        "claim | version | paid\nA | 2 | 75.00", "claim | version | paid\nA | 1 | 70.00"
    )
    assert shown.paid() == {"A": usd(75)}


def test_a_pended_version_does_not_count(final_action):
    """data_contract.md, snapshot: the latest version that is not PENDED."""
    shown = final_action(
        """
        claim | version | paid  | status
        A     | 1       | 70.00 | PAID
        A     | 2       | 0     | PENDED
        """
    )
    assert shown.paid() == {"A": usd(70)}


@pytest.mark.parametrize(("status", "paid"), [("DENIED", "0"), ("REVERSED", "-70.00")])
def test_a_latest_version_denied_or_reversed_ends_the_claim(final_action, status, paid):
    """data_contract.md, snapshot; versions on every row make it one, whatever the statuses."""
    shown = final_action(
        f"""
        claim | version | paid   | status
        A     | 1       | 70.00  | PAID
        A     | 2       | {paid} | {status}
        B     | 1       | 10.00  | PAID
        """
    )
    assert shown.paid() == {"B": usd(10)}


def test_a_version_after_a_reversal_stands(final_action):
    """Paid, reversed, paid again: the third version is the state."""
    shown = final_action(
        """
        claim | version | paid   | status
        A     | 1       | 70.00  | PAID
        A     | 2       | -70.00 | REVERSED
        A     | 3       | 60.00  | PAID
        """
    )
    assert shown.paid() == {"A": usd(60)}


# --- ledger: signed movements add up


def test_movements_of_a_line_add_up(final_action):
    """data_contract.md, ledger: money and units of the movements add up."""
    shown = final_action(
        """
        claim | units | paid    | status   | paid_on
        A     | 7     | 700.00  | PAID     | 08-01
        A     | 7     | -700.00 | REVERSED | 08-10
        A     | 5     | 500.00  | PAID     | 08-10
        """
    )
    assert shown.lines("paid_amount", "units") == {"A": (usd(500), "5.000")}


def test_a_difference_payment_adds_to_the_first(final_action):
    """Two paying rows and a reversal of another line: the payments of a line are summed."""
    shown = final_action(
        """
        claim | units | paid    | status   | paid_on
        A     | 7     | 700.00  | PAID     | 08-01
        A     | 0     | 50.00   | PAID     | 08-10
        B     | 1     | 100.00  | PAID     | 08-01
        B     | 1     | -100.00 | REVERSED | 08-10
        """
    )
    assert shown.lines("paid_amount", "units") == {"A": (usd(750), "7.000")}


@pytest.mark.parametrize(
    ("paid", "units", "status"), [("-700.00", "7", ""), ("700.00", "7", "REVERSED")]
)
def test_a_reversal_counts_minus_its_absolute_amount_and_units(final_action, paid, units, status):
    """data_contract.md, ledger: status REVERSED or negative paid; signs in an extract vary."""
    shown = final_action(
        f"""
        claim | units   | paid    | status   | paid_on
        A     | 7       | 700.00  |          | 08-01
        A     | {units} | {paid}  | {status} | 08-10
        A     | 6       | 600.00  |          | 08-11
        """
    )
    assert shown.lines("paid_amount", "units") == {"A": (usd(600), "6.000")}


def test_negative_units_of_a_reversal_are_not_negated_twice(final_action):
    """Minus the absolute units."""
    shown = final_action(
        """
        claim | units | paid    | status   | paid_on
        A     | 7     | 700.00  | PAID     | 08-01
        A     | -7    | -700.00 | REVERSED | 08-10
        A     | 6     | 600.00  | PAID     | 08-11
        """
    )
    assert shown.lines("units") == {"A": "6.000"}


@pytest.mark.parametrize("without", ["", "0"])
def test_a_reversal_without_units_takes_units_in_proportion_to_its_money(final_action, without):
    """data_contract.md, ledger: "units so far x amount / paid so far", 3 decimals, half up."""
    shown = final_action(
        f"""
        claim | units     | paid     | status   | paid_on
        A     | 14        | 1400.00  |          | 08-01
        A     | {without} | -400.00  | REVERSED | 09-01
        B     | 7         | 700.00   |          | 08-01
        B     | {without} | 0.01     | REVERSED | 09-01
        C     | 1         | 100.00   |          | 08-01
        C     | {without} | -0.05    |          | 09-01
        D     | 1         | 100.00   |          | 08-01
        D     | {without} | -0.04    |          | 09-01
        """
    )
    assert shown.lines("paid_amount", "units") == {
        "A": (usd(1000), "10.000"),
        "B": ("699.99", "7.000"),  # 7 x 0.01 / 700 is 0.0001
        "C": ("99.95", "0.999"),  # half a thousandth is rounded up
        "D": ("99.96", "1.000"),
    }


def test_units_so_far_are_those_of_the_movements_before(final_action):
    """data_contract.md, ledger: "units so far x amount / paid so far", movement by movement."""
    shown = final_action(
        """
        claim | units | paid     | status   | paid_on
        A     | 14    | 1400.00  |          | 08-01
        A     |       | -400.00  | REVERSED | 08-10
        A     | -2    | -400.00  | REVERSED | 08-20
        A     |       | -300.00  | REVERSED | 09-01
        A     | 7     | 350.00   |          | 10-01
        """
    )
    # 14 - 4, less 2, and of the 8 units of 600.00 half; then 7 more
    assert shown.lines("paid_amount", "units") == {"A": (usd(650), "11.000")}


def test_a_reversal_without_units_before_its_payment_goes_behind_it(final_action):
    """data_contract.md, ledger: "before the line's first payment" there is nothing to take from."""
    shown = final_action(
        """
        claim | units | paid     | status   | paid_on
        A     |       | -350.00  | REVERSED | 08-01
        A     | 14    | 1400.00  |          | 08-10
        A     | 1     | 50.00    |          | 09-01
        B     |       | -350.00  | REVERSED | 08-10
        B     | 14    | 1400.00  |          | 08-10
        C     | 14    | 0        |          | 08-01
        C     |       | -100.00  | REVERSED | 08-10
        C     | 0     | 1400.00  |          | 09-01
        """
    )
    assert shown.lines("paid_amount", "units") == {
        "A": (usd(1100), "11.500"),
        "B": (usd(1050), "10.500"),
        "C": (usd(1300), "14.000"),  # nothing had been paid: nothing to take in proportion
    }


def test_a_line_whose_payments_have_no_units_has_none_after_a_reversal(final_action):
    """data_contract.md, ledger: units in proportion to none are none."""
    shown = final_action(
        """
        claim | units | paid    | status   | paid_on
        A     |       | 700.00  |          | 08-01
        A     |       | -100.00 | REVERSED | 08-10
        """
    )
    assert shown.lines("paid_amount", "units") == {"A": (usd(600), None)}


def test_a_reversal_under_another_claim_id_takes_units_in_proportion_too(final_action):
    """data_contract.md, ledger: it belongs to the claim it names, in its place among the others."""
    shown = final_action(
        """
        claim | original | units | paid     | status   | paid_on
        A     |          | 14    | 1400.00  |          | 08-01
        R     | A        |       | 400.00   | REVERSED | 08-10
        A     |          | 2     | 500.00   | REVERSED | 09-01
        B     |          | 14    | 1400.00  |          | 08-01
        S     | B        | 7     | 350.00   | REVERSED | 08-10
        B     |          |       | 350.00   | REVERSED | 09-01
        """
    )
    assert shown.lines("paid_amount", "units") == {
        "A": (usd(500), "8.000"),
        "B": (usd(700), "4.667"),  # 7 less a third
    }


def test_a_void_with_a_negative_amount_takes_units_in_proportion_in_any_history(final_action):
    """data_contract.md, ledger: the money came back under the void's number."""
    shown = final_action(
        """
        claim | freq | original | units | paid    | paid_on
        A     |      |          | 14    | 1400.00 | 08-01
        V     | 8    | A        |       | -400.00 | 08-10
        """,
        mapping='history = "final"\n',
    )
    assert shown.lines("paid_amount", "units", table="superseded_line") == {
        "A": (usd(1000), "10.000")
    }


def test_a_line_whose_money_was_taken_back_is_gone(final_action):
    """data_contract.md, claim_line: net 0 or less after a reversal is gone; paid 0 stays."""
    shown = final_action(
        """
        claim | paid    | status   | paid_on
        A     | 700.00  | PAID     | 08-01
        A     | -700.00 | REVERSED | 08-10
        B     | 500.00  | PAID     | 08-01
        B     | -600.00 | REVERSED | 08-10
        C     | 0       | PAID     | 08-01
        """
    )
    assert shown.paid() == {"C": usd(0)}


def test_denied_movements_add_nothing(final_action):
    """data_contract.md, ledger: DENIED rows add nothing."""
    shown = final_action(
        """
        claim | paid    | status   | paid_on
        A     | 700.00  | PAID     | 08-01
        A     | 300.00  | DENIED   | 08-05
        B     | 100.00  | PAID     | 08-01
        B     | -100.00 | REVERSED | 08-10
        """
    )
    assert shown.paid() == {"A": usd(700)}


def test_attributes_come_from_the_last_paying_row(final_action):
    """data_contract.md, ledger; the first payment starts the look-back, the last is paid_date."""
    shown = final_action(
        """
        claim | pos | paid    | status   | paid_on
        A     | 11  | 700.00  | PAID     | 08-01
        A     | 11  | -700.00 | REVERSED | 08-10
        A     | 12  | 600.00  | PAID     | 08-12
        """
    )
    columns = ("place_of_service_code", "first_paid_date", "paid_date")
    assert shown.lines(*columns) == {"A": ("12", "2026-08-01", "2026-08-12")}


def test_the_first_payment_may_have_been_of_nothing(final_action):
    """data_contract.md, claim_line: earliest paid date of its PAID rows, also at 0."""
    shown = final_action(
        """
        claim | paid    | status   | paid_on
        A     | 0       | PAID     | 08-01
        A     | 700.00  | PAID     | 08-12
        A     | -100.00 | REVERSED | 08-20
        """
    )
    assert shown.lines("paid_amount", "first_paid_date") == {"A": (usd(600), "2026-08-01")}


FIRST_PAID = {
    "the same dollars again": """
        claim | freq | original | paid    | status   | paid_on
        A     |      |          | 140.00  |          | 2024-08-01
        A     |      |          | -140.00 | REVERSED | 2024-12-15
        B     | 7    | A        | 140.00  |          | 2024-12-15
        """,
    "the original still stands": """
        claim | freq | original | paid   | status | paid_on
        A     |      |          | 100.00 |        | 2024-08-01
        B     | 7    | A        | 140.00 |        | 2024-12-15
        """,
    "another line of the original was paid first": """
        claim | line | freq | original | paid   | paid_on
        A     | 1    |      |          | 100.00 | 2024-09-01
        A     | 2    |      |          | 0      | 2024-08-01
        B     | 1    | 7    | A        | 140.00 | 2024-12-15
        """,
    "a chain": """
        claim | freq | original | paid   | paid_on
        A     |      |          | 100.00 | 2024-08-01
        C     | 7    | A        | 140.00 | 2024-12-15
        B     | 7    | C        | 140.00 | 2025-03-01
        """,
    "a chain of which each claim was taken back": """
        claim | freq | original | paid    | status   | paid_on
        A     |      |          | 140.00  |          | 2024-08-01
        A     |      |          | -140.00 | REVERSED | 2024-12-15
        C     | 7    | A        | 140.00  |          | 2024-12-15
        C     | 7    | A        | -140.00 | REVERSED | 2025-03-01
        B     | 7    | C        | 140.00  |          | 2025-03-01
        """,
    "two replacements of one claim": """
        claim | freq | original | paid   | paid_on
        A     |      |          | 100.00 | 2024-09-01
        C     | 7    | A        | 140.00 | 2024-08-01
        B     | 7    | A        | 140.00 | 2025-03-01
        """,
}


@pytest.mark.parametrize("claims", FIRST_PAID.values(), ids=list(FIRST_PAID))
def test_the_first_payment_is_that_of_the_claims_it_replaced(final_action, claims):
    """semantics.md, Order of payment: "of the claims its claim has replaced, chains included"."""
    shown = final_action(claims, mapping='history = "ledger"\n')
    assert shown.lines("first_paid_date") == {"B": "2024-08-01"}


def test_the_first_payment_is_not_that_of_a_claim_it_did_not_replace(final_action):
    """data_contract.md, claim_line: a denied claim was not paid; a denied one replaces nothing."""
    shown = final_action(
        """
        claim | freq | original | paid   | status | paid_on
        A     |      |          | 100.00 |        | 2024-08-01
        C     | 7    | A        | 0      | DENIED | 2024-09-01
        B     | 7    | C        | 140.00 |        | 2024-12-15
        D     |      |          | 0      | DENIED | 2024-08-01
        E     | 7    | D        | 140.00 |        | 2024-12-15
        F     |      |          | 70.00  |        |
        G     | 7    | F        | 70.00  |        | 2024-12-15
        """
    )
    later = dict.fromkeys("BEG", "2024-12-15")
    assert shown.lines("first_paid_date") == {"A": "2024-08-01"} | later


def test_claims_that_name_each_other_were_first_paid_once(final_action):
    """data_contract.md, claim_line: chains included; a circle ends."""
    shown = final_action(
        """
        claim | freq | original | paid   | paid_on
        A     | 7    | B        | 100.00 | 2024-08-01
        B     | 7    | A        | 140.00 | 2024-12-15
        """
    )
    assert shown.lines("first_paid_date") == {"B": "2024-08-01"}


def test_movements_of_several_loads_add_up_once(final_action):
    """data_contract.md, claim_line: identical rows count once, across loads too."""
    first = """
        claim | paid    | status   | paid_on
        A     | 700.00  | PAID     | 08-01
        A     | -700.00 | REVERSED | 08-10
        B     | 100.00  | PAID     | 08-01
        """
    second = """
        claim | paid    | status   | paid_on
        A     | -700.00 | REVERSED | 08-10
        A     | 650.00  | PAID     | 08-20
        B     | 100.00  | PAID     | 08-01
        """
    assert final_action(first, second).paid() == {"A": usd(650), "B": usd(100)}


def test_a_reversal_under_a_claim_id_of_its_own_finds_its_line(final_action):
    """data_contract.md, ledger: its line with the same code, dates and amount."""
    shown = final_action(
        """
        claim | line | code  | from | paid    | status   | original
        A     | 1    | S9500 | 1    | 100.00  | PAID     |
        A     | 2    | S9500 | 2    | 100.00  | PAID     |
        A     | 3    | 99601 | 2    | 100.00  | PAID     |
        R     | 1    | S9500 | 2    | -100.00 | REVERSED | A
        """
    )
    assert shown.paid() == {"A": usd(100), "A/3": usd(100)}


def test_of_several_such_lines_the_one_with_the_number(final_action):
    """data_contract.md, ledger: of several the same number."""
    shown = final_action(
        """
        claim | line | paid    | status   | original
        A     | 1    | 100.00  | PAID     |
        A     | 2    | 100.00  | PAID     |
        R     | 2    | -100.00 | REVERSED | A
        """
    )
    assert shown.paid() == {"A": usd(100)}


def test_a_reversal_without_such_a_line_takes_the_number(final_action):
    """data_contract.md, ledger: else the same number."""
    shown = final_action(
        """
        claim | line | paid    | status   | original
        A     | 1    | 100.00  | PAID     |
        A     | 2    | 90.00   | PAID     |
        R     | 2    | -40.00  | REVERSED | A
        """
    )
    assert shown.paid() == {"A": usd(100), "A/2": usd(90 - 40)}


def test_a_reversal_that_finds_no_line_changes_nothing(final_action):
    """data_contract.md, ledger: orphan reversals are counted and listed."""
    shown = final_action(
        """
        claim | line | paid    | status   | original
        A     | 1    | 100.00  | PAID     |
        R     | 9    | -40.00  | REVERSED | A
        Q     | 1    | -40.00  | REVERSED | Z
        """
    )
    assert shown.paid() == {"A": usd(100)}


def test_a_reversal_may_come_before_what_it_reverses(final_action):
    """The final action is of all loads: an orphan finds its line when that comes."""
    shown = final_action(
        "claim | paid | status | paid_on\nA | -70.00 | REVERSED | 08-10\nB | 5.00 | PAID | 08-01",
        "claim | paid | status | paid_on\nA | 70.00 | PAID | 08-01",
    )
    assert shown.paid() == {"B": usd(5)}


# --- which history


def test_a_file_that_shows_both_histories_is_refused(final_action):
    """data_contract.md, claim_line: versions on some rows, reversals without: refused."""
    from analytics.errors import ExtractError

    refused = final_action(
        """
        claim | version | paid    | status
        A     | 1       | 100.00  | PAID
        B     |         | 100.00  | PAID
        B     |         | -100.00 | REVERSED
        """
    )
    with pytest.raises(ExtractError):
        refused.store.frame("claim_line")


def test_a_mapping_says_which_history(final_action):
    """data_contract.md, claim_line: `history = "ledger"`; then two payments add up."""
    shown = final_action(
        "claim | paid | paid_on\nA | 100.00 | 08-01\nA | 50.00 | 08-10",
        mapping='history = "ledger"\n',
    )
    assert shown.paid() == {"A": usd(150)}


MONTH_1 = """
    claim | units | paid    | paid_on
    A     | 14    | 1400.00 | 08-01
    B     | 14    | 1400.00 | 08-01
    C     | 14    | 1400.00 | 08-01
    """
MONTH_2 = """
    claim | units | paid     | status   | paid_on
    A     | -14   | -1400.00 | REVERSED | 09-01
    A     | 7     | 700.00   | PAID     | 09-01
    B     | -14   | -1400.00 | REVERSED | 09-01
    """
MONTH_3 = "claim | units | paid | paid_on\nD | 7 | 700.00 | 10-01"


def test_a_guessed_history_yields_to_what_a_later_file_shows(final_action):
    """data_contract.md, claim_line: the first file shows no reversal, the second shows a ledger."""
    shown = final_action(MONTH_1, MONTH_2, MONTH_3)
    assert shown.paid() == {"A": usd(700), "C": usd(1400), "D": usd(700)}
    assert shown.store.loads["rejected"].tolist() == [0, 0, 0]


def test_a_later_file_may_be_removed_again(final_action):
    """data_contract.md, claim_line: what is guessed goes by the loads that are there."""
    store = final_action(MONTH_1, MONTH_2).store
    store.unload(2)
    assert store.frame("claim_line")["claim_id"].tolist() == ["A", "B", "C"]


def test_a_history_that_was_told_stands(final_action):
    """data_contract.md, claim_line: "told"; the second file is read as the first was told."""
    shown = final_action(MONTH_1, "claim | paid | status\nB | 0 | REVERSED", mapping=FINAL)
    assert shown.paid() == {"A": usd(1400), "C": usd(1400)}


def test_a_history_told_later_holds_for_what_was_guessed(final_action_of):
    """data_contract.md, claim_line: two payments of a line, one a load."""
    shown = final_action_of(
        Load("claim | paid | paid_on\nA | 700.00 | 08-01"),
        Load("claim | paid | paid_on\nA | 50.00 | 09-01", mapping='history = "ledger"\n'),
        Load("claim | paid | paid_on\nA | 5.00 | 10-01"),
    )
    assert shown.paid() == {"A": usd(755)}


def test_versions_in_a_later_file_are_versions_of_the_earlier_ones_too(final_action):
    """data_contract.md, claim_line: a row without a version comes before version 1."""
    shown = final_action(
        "claim | line | paid\nA | 1 | 700.00\nA | 2 | 30.00\nB | 1 | 10.00",
        "claim | line | version | paid\nA | 1 | 2 | 650.00",
    )
    assert shown.paid() == {"A": usd(650), "B": usd(10)}


def test_later_loads_have_the_history_of_the_payers_earlier_ones(final_action):
    """data_contract.md, claim_line: without a word: that of the payer's earlier loads."""
    shown = final_action(
        """
        claim | paid    | status   | paid_on
        A     | 700.00  | PAID     | 08-01
        B     | 100.00  | PAID     | 08-01
        B     | -100.00 | REVERSED | 08-10
        """,
        "claim | paid | paid_on\nA | 50.00 | 08-20",
    )
    assert shown.paid() == {"A": usd(750)}


def test_one_file_may_mix_payers_of_different_histories(final_action):
    """data_contract.md, claim_line: each payer's history is what the file shows of that payer."""
    shown = final_action(
        """
        payer | claim | version | paid    | status   | paid_on
        FINAL | A     |         | 70.00   | PAID     | 08-01
        SNAP  | B     | 1       | 100.00  | PAID     | 08-01
        SNAP  | B     | 2       | 80.00   | PAID     | 08-10
        LEDG  | C     |         | 100.00  | PAID     | 08-01
        LEDG  | C     |         | -100.00 | REVERSED | 08-10
        LEDG  | C     |         | 60.00   | PAID     | 08-11
        LEDG  | D     |         | 30.00   | PAID     | 08-01
        LEDG  | D     |         | 5.00    | PAID     | 08-02
        """
    )
    assert shown.paid() == {"A": usd(70), "B": usd(80), "C": usd(60), "D": usd(35)}
    (history,) = shown.store.loads["history"]
    assert history == {"FINAL": "final", "LEDG": "ledger", "SNAP": "snapshot"}


# --- replacements and voids


@pytest.mark.parametrize(
    ("original", "counted"), [("A", 0), ("Z", 1)], ids=["a claim of the store", "an unknown claim"]
)
def test_a_replacement_of_an_unknown_claim_is_counted_with_its_load(
    final_action, original, counted
):
    """Issue: claims that name an unknown original are counted and listed with the load."""
    shown = final_action(f"claim | freq | original\nA | 1 |\nB | 7 | {original}")
    listed = shown.store.frame("unknown_original")
    assert listed["claim_id"].tolist() == ["B"] * counted
    assert shown.store.loads["unknown_originals"].tolist() == [counted]


def test_what_stands_of_a_replaced_claim_is_superseded(final_action):
    """data_contract.md, claim_line: in superseded_line, with superseded_by, not in claim_line."""
    shown = final_action(
        """
        claim | line | freq | original | paid
        A     | 1    | 1    |          | 70.00
        A     | 2    | 1    |          | 30.00
        B     | 1    | 7    | A        | 75.00
        """
    )
    assert shown.paid() == {"B": usd(75)}
    assert shown.lines("superseded_by", table="superseded_line") == {"A": "B", "A/2": "B"}


def test_the_last_claim_of_a_chain_stands(final_action):
    """data_contract.md, claim_line: chains included."""
    shown = final_action(
        """
        claim | freq | original | paid
        A     | 1    |          | 70.00
        B     | 7    | A        | 75.00
        C     | 7    | B        | 80.00
        """
    )
    assert shown.paid() == {"C": usd(80)}
    assert shown.paid("superseded_line") == {"A": usd(70), "B": usd(75)}


def test_the_latest_of_several_replacements_stands(final_action):
    """data_contract.md, claim_line: the latest (paid_date, claim_id) replaces the others."""
    shown = final_action(
        """
        claim | freq | original | paid  | paid_on
        A     | 1    |          | 70.00 | 08-01
        B     | 7    | A        | 75.00 | 08-20
        C     | 7    | A        | 80.00 | 08-10
        D     | 1    |          | 70.00 | 08-01
        E     | 7    | D        | 75.00 | 08-10
        F     | 7    | D        | 80.00 | 08-10
        """
    )
    assert shown.paid() == {"B": usd(75), "F": usd(80)}


def test_a_void_replaces_only_the_claim_it_names(final_action):
    """data_contract.md, claim_line: what that claim had replaced does not come back."""
    shown = final_action(
        """
        claim | freq | original | paid
        A     | 1    |          | 70.00
        B     | 7    | A        | 75.00
        V     | 8    | B        | 0
        C     | 1    |          | 10.00
        """
    )
    assert shown.paid() == {"C": usd(10)}
    assert shown.paid("superseded_line") == {"A": usd(70), "B": usd(75)}


def test_the_lines_of_a_void_are_never_payments(final_action):
    """data_contract.md, claim_line: frequency 8 (or a bill type ending in 8) only instructs."""
    shown = final_action(
        """
        claim | freq | original | bill | paid
        A     | 1    |          |      | 70.00
        V     | 8    | A        |      | 70.00
        W     |      |          | 0118 | 90.00
        """
    )
    assert shown.paid() == {}


@pytest.mark.parametrize(("status", "paid"), [("DENIED", "0"), ("PENDED", "0")])
def test_a_denied_or_pended_claim_replaces_nothing(final_action, status, paid):
    """data_contract.md, claim_line: a claim that is denied, pended or reversed replaces nothing."""
    shown = final_action(
        f"""
        claim | freq | original | paid   | status
        A     | 1    |          | 70.00  | PAID
        B     | 7    | A        | {paid} | {status}
        """
    )
    assert shown.paid() == {"A": usd(70)}


def test_a_reversed_claim_replaces_nothing(final_action):
    """The replacement's money was taken back; the original stands as before."""
    shown = final_action(
        """
        claim | freq | original | paid   | status   | paid_on
        A     | 1    |          | 70.00  | PAID     | 08-01
        B     | 7    | A        | 75.00  | PAID     | 08-10
        B     | 7    | A        | -75.00 | REVERSED | 08-20
        """
    )
    assert shown.paid() == {"A": usd(70)}


def test_a_claim_that_names_itself_replaces_nothing(final_action):
    """data_contract.md, claim_line: a claim that names itself replaces nothing."""
    assert final_action("claim | freq | original\nA | 7 | A").paid() == {"A": usd(100)}


def test_a_replacement_may_come_in_a_later_load(final_action):
    """The final action is of all loads."""
    shown = final_action("claim | freq\nA | 1", "claim | freq | original\nB | 7 | A")
    assert shown.paid() == {"B": usd(100)}

"""What the rows of a ledger leave open: services, prices and reversals that do not add up."""

import pytest

from analytics.testing import usd

LEDGER = 'history = "ledger"\n'
#: A reversal elsewhere, so that the file shows a ledger.
OTHER = """
    Z     | 1    | M9     | S9500 | 1    | 7  | 7     | 700.00  |          | 08-01
    Z     | 1    | M9     | S9500 | 1    | 7  | -7    | -700.00 | REVERSED | 08-09
    """
HEAD = "claim | line | member | code | from | to | units | paid | status | paid_on"


def ledger(rows: str) -> str:
    """A ledger of these rows: claim, line, member, code, days, units, paid, status, paid on."""
    return f"{HEAD}{OTHER}{rows}"


def rows_of(*rows: str) -> str:
    """The ledger of these rows of claim A, line 1."""
    return ledger("".join(f"\n    A | 1 | {row}" for row in rows))


# --- several services under one line number

FIRST = "M1 | S9500 | 1 | 7 | 7 | 700.00 | | 08-01"
SECOND = {
    "another member": "M2 | S9500 | 1 | 7 | 7 | 500.00 | | 08-02",
    "another code": "M1 | S9366 | 1 | 7 | 7 | 900.00 | | 08-02",
    "another first day": "M1 | S9500 | 2 | 7 | 7 | 600.00 | | 08-02",
}


@pytest.mark.parametrize("second", SECOND.values(), ids=list(SECOND))
def test_payments_of_two_services_under_one_line_number_are_no_line(final_action, second):
    """data_contract.md, ledger: both are pended, so that they clear; neither is a payment."""
    shown = final_action(rows_of(FIRST, second))
    assert shown.paid() == {}
    found = shown.frame("denied_line")
    assert found["claim_id"].tolist() == ["A", "A"]
    assert found["claim_status"].tolist() == ["PENDED", "PENDED"]
    assert (
        len(
            set(zip(found["member_id"], found["hcpcs_code"], found["line_start_date"], strict=True))
        )
        == 2
    )
    assert set(shown.frame("unclear_line")["doubt"]) == {"several services under one line number"}


@pytest.mark.parametrize("second", SECOND.values(), ids=list(SECOND))
def test_a_service_paid_after_the_other_was_taken_back_is_the_line(final_action, second):
    """data_contract.md, ledger: "that no reversal took back"."""
    back = "M1 | S9500 | 1 | 7 | -7 | -700.00 | REVERSED | 08-02"
    shown = final_action(rows_of(FIRST, back, second))
    assert list(shown.paid()) == ["A"]
    assert shown.frame("unclear_line").empty


def test_a_service_that_was_paid_and_taken_back_leaves_the_other(final_action):
    """data_contract.md, ledger: attributes are those of the service that stands."""
    shown = final_action(
        rows_of(
            FIRST,
            "M1 | S9366 | 1 | 7 | 7 | 900.00 | | 08-02",
            "M1 | S9366 | 1 | 7 | -7 | -900.00 | REVERSED | 08-03",
        )
    )
    assert shown.lines("hcpcs_code", "paid_amount") == {"A": ("S9500", usd(700))}


@pytest.mark.parametrize(("back", "paid"), [("-700.00", {"A": usd(500)}), ("-699.99", {})])
def test_a_reversal_of_a_third_service_takes_the_first_back(final_action, back, paid):
    """data_contract.md, ledger: "no more than it was paid", to the cent."""
    shown = final_action(
        rows_of(
            FIRST,
            f"M1 | S9501 | 1 | 7 | -7 | {back} | REVERSED | 08-02",
            "M1 | S9366 | 1 | 7 | 7 | 500.00 | | 08-02",
        )
    )
    assert shown.paid() == paid


@pytest.mark.parametrize("second", SECOND.values(), ids=list(SECOND))
def test_nothing_is_asked_for_two_services_under_one_line_number(find, second):
    """data_contract.md, ledger: neither for units nor for a per diem paid twice."""
    assert find(["UNT-01", "UNT-02"], rows_of(FIRST, second)) == {}


def test_a_visit_under_a_line_number_of_two_services_clears(find):
    """semantics.md, NUR-01: 99601 "among denied or pended lines"."""
    table = rows_of(
        "M1 | 99601 | 1 | 1 | 1 | 150.00 | | 08-01",
        "M2 | 99601 | 1 | 1 | 1 | 150.00 | | 08-02",
    )
    assert find("NUR-01", f"{table}\n B | 1 | M1 | 99602 | 1 | 1 | 1 | 80.00 | | 08-01") == {}


def test_a_final_history_rejects_the_same_rows(final_action):
    """data_contract.md, final: "Two different rows for one line in one file are rejected"."""
    shown = final_action(
        "claim | member | paid\nA | M1 | 700.00\nA | M2 | 500.00\nB | M1 | 5.00",
        mapping='history = "final"\n',
    )
    assert shown.paid() == {"B": usd(5)}


# --- the price corrected


@pytest.mark.parametrize(
    ("second", "units"),
    [
        ("7 | 35.00", None),
        ("7 | 699.99", None),
        ("7 | 700.00", "14.000"),
        ("7 | 700.01", None),
        ("6 | 35.00", "13.000"),
        ("0 | 35.00", "7.000"),
        ("7 | 0.00", "14.000"),
    ],
)
def test_units_paid_again_with_another_amount_are_unknown(final_action, second, units):
    """data_contract.md, ledger: "a correction of price"; one cent off is another amount."""
    shown = final_action(rows_of(FIRST, f"M1 | S9500 | 1 | 7 | {second} | | 09-01"))
    assert shown.lines("units") == {"A": units}


def test_a_line_paid_anew_after_a_reversal_keeps_its_units(final_action):
    """data_contract.md, ledger: no more units than one payment has: nothing was repeated."""
    shown = final_action(
        rows_of(
            FIRST,
            "M1 | S9500 | 1 | 7 | -7 | -700.00 | REVERSED | 08-20",
            "M1 | S9500 | 1 | 7 | 7 | 650.00 | | 08-20",
        )
    )
    assert shown.lines("units", "paid_amount") == {"A": ("7.000", usd(650))}


def test_nothing_automated_is_asked_of_a_line_whose_price_was_corrected(asked):
    """data_contract.md, ledger: units unknown; what else is found on it is records."""
    price = "M1 | S9500 | 1 | 7 | 7 | 35.00 | | 09-01"
    table = rows_of(FIRST, price) + "\n    B | 1 | M1 | S9500 | 1 | 7 | 7 | 650.00 | | 10-01"
    assert asked("UNT-01", table) == {}
    assert asked("POS-02", table, pos="22") == {
        "A": "records 735.00",
        "B": "automated 650.00",
    }


# --- a claim that was taken back as a whole

TWO_LINES = """
    A     | 1    | M1     | S9500 | 1    | 7  | 7     | 700.00  |          | 08-01
    A     | 2    | M1     | S9366 | 1    | 7  | 14    | 900.00  |          | 08-01
    """


@pytest.mark.parametrize(
    ("line", "back", "paid"),
    [
        ("1", "-1600.00", {}),
        ("1", "-1600.01", {}),
        ("1", "-1599.99", {"A/2": usd(900)}),
        ("2", "-1600.00", {}),
        ("9", "-1600.00", {}),
        ("9", "-1599.99", {"A": usd(700), "A/2": usd(900)}),
        ("1", "-700.00", {"A/2": usd(900)}),
    ],
)
def test_a_claim_whose_rows_add_up_to_nothing_stands_nowhere(final_action, line, back, paid):
    """data_contract.md, claim_line: a reversal of the claim on one line, to the cent."""
    reversal = f"    A | {line} | M1 | S9500 | 1 | 7 | -21 | {back} | REVERSED | 09-01"
    assert final_action(ledger(f"{TWO_LINES}{reversal}")).paid() == paid


def test_a_reversal_of_a_claim_under_a_number_of_its_own(final_action):
    """data_contract.md, claim_line: what came back in the claim's name counts too."""
    shown = final_action(
        """
        claim | line | code  | original | paid     | status   | paid_on
        A     | 1    | S9500 |          | 700.00   |          | 08-01
        A     | 2    | S9366 |          | 900.00   |          | 08-01
        R     | 1    | S9500 | A        | -1600.00 | REVERSED | 09-01
        """
    )
    assert shown.paid() == {}


def test_a_line_below_zero_is_listed_and_lowers_its_claim(final_action, asked):
    """data_contract.md, claim_line: line 1 owes 300.00; what is found on line 2 is records."""
    reversal = "    A | 1 | M1 | S9500 | 1 | 7 | -10 | -1000.00 | REVERSED | 09-01"
    table = ledger(f"{TWO_LINES}{reversal}")
    found = final_action(table).frame("unclear_line")
    assert dict(zip(found["claim_line_number"], found["doubt"], strict=True)) == {
        1: "more was taken back than was paid",
        2: "on another line of its claim more was taken back than was paid",
    }
    assert asked("UNT-01", table) == {"A/2": "records 450.00"}


def test_a_line_taken_back_in_full_is_not_below_zero(final_action, asked):
    """data_contract.md, claim_line: 0 is not below 0."""
    reversal = "    A | 1 | M1 | S9500 | 1 | 7 | -7 | -700.00 | REVERSED | 09-01"
    table = ledger(f"{TWO_LINES}{reversal}")
    assert final_action(table).frame("unclear_line").empty
    assert asked("UNT-01", table) == {"A/2": "automated 450.00"}


# --- a reversal that names no claim

ADJUSTED = """
    claim | member | npi   | tin   | code  | from | to | units | paid    | status   | paid_on
    A-00  | M1     | alpha | alpha | S9500 | 1    | 7  | 7     | 700.00  |          | 08-01
    A-01  | {}
    A-02  | M1     | alpha | alpha | S9500 | 1    | 7  | 7     | 650.00  |          | 08-20
    """
MEETS = {
    "the same": "M1 | alpha | alpha | S9500 | 1 | 7 | -7 | -700.00 | REVERSED | 08-20",
    "another NPI": "M1 | beta | alpha | S9500 | 1 | 7 | -7 | -700.00 | REVERSED | 08-20",
    "the day it was paid": "M1 | alpha | alpha | S9500 | 1 | 7 | -7 | -700.00 | REVERSED | 08-01",
    "no paid date": "M1 | alpha | alpha | S9500 | 1 | 7 | -7 | -700.00 | REVERSED |",
    "no units": "M1 | alpha | alpha | S9500 | 1 | 7 | | -700.00 | REVERSED | 08-20",
}
#: The reversal differs, and whether it casts a doubt on both lines.
MISSES = {
    "a cent more": ("M1 | alpha | alpha | S9500 | 1 | 7 | -7 | -700.01 | REVERSED | 08-20", True),
    "a cent less": ("M1 | alpha | alpha | S9500 | 1 | 7 | -7 | -699.99 | REVERSED | 08-20", True),
    "a day longer": ("M1 | alpha | alpha | S9500 | 1 | 8 | -7 | -700.00 | REVERSED | 08-20", True),
    "a day later": ("M1 | alpha | alpha | S9500 | 2 | 7 | -7 | -700.00 | REVERSED | 08-20", True),
    "before it": ("M1 | alpha | alpha | S9500 | 1 | 7 | -7 | -700.00 | REVERSED | 07-31", True),
    "another member": (
        "M2 | alpha | alpha | S9500 | 1 | 7 | -7 | -700.00 | REVERSED | 08-20",
        False,
    ),
    "another group": ("M1 | beta | beta | S9500 | 1 | 7 | -7 | -700.00 | REVERSED | 08-20", False),
    "another code": ("M1 | alpha | alpha | S9501 | 1 | 7 | -7 | -700.00 | REVERSED | 08-20", False),
    "other days": ("M1 | alpha | alpha | S9500 | 8 | 14 | -7 | -700.00 | REVERSED | 08-20", False),
}


@pytest.mark.parametrize("reversal", MEETS.values(), ids=list(MEETS))
def test_a_reversal_that_names_no_claim_takes_back_the_line_it_equals(final_action, reversal):
    """data_contract.md, ledger: "same member, provider group, code, days and amount"."""
    shown = final_action(ADJUSTED.format(reversal))
    assert shown.paid() == {"A-02": usd(650)}
    assert shown.frame("unclear_line").empty
    assert shown.frame("orphan_reversal").empty


@pytest.mark.parametrize(("reversal", "doubts"), MISSES.values(), ids=list(MISSES))
def test_a_reversal_that_meets_no_line_casts_a_doubt_on_those_it_may_be_of(
    final_action, reversal, doubts
):
    """data_contract.md, ledger: same member, group and code, and a day in common."""
    shown = final_action(ADJUSTED.format(reversal))
    assert shown.paid() == {"A-00": usd(700), "A-02": usd(650)}
    assert shown.frame("orphan_reversal")["claim_id"].tolist() == ["A-01"]
    unclear = ["A-00", "A-02"] if doubts else []
    assert sorted(shown.frame("unclear_line")["claim_id"]) == unclear


def test_of_lines_alike_the_first_paid_is_taken_back(final_action):
    """data_contract.md, ledger: "one each in order of payment"."""
    shown = final_action(
        """
        claim | paid    | status   | paid_on
        A-00  | 700.00  |          | 08-01
        A-01  | -700.00 | REVERSED | 08-20
        A-02  | 700.00  |          | 08-20
        A-03  | -700.00 | REVERSED | 09-01
        A-04  | 700.00  |          | 09-01
        """
    )
    assert shown.paid() == {"A-04": usd(700)}


def test_two_reversals_do_not_take_one_line_back_twice(final_action):
    """data_contract.md, ledger: the second one finds no line."""
    shown = final_action(
        """
        claim | paid    | status   | paid_on
        A-00  | 700.00  |          | 08-01
        A-01  | -700.00 | REVERSED | 08-20
        A-02  | -700.00 | REVERSED | 08-21
        """
    )
    assert shown.paid() == {}
    assert shown.frame("orphan_reversal")["claim_id"].tolist() == ["A-02"]


def test_lines_of_the_claim_that_an_orphan_names_are_in_doubt(final_action):
    """data_contract.md, claim_line: "whose number it bears or names", whatever its member."""
    shown = final_action(
        """
        claim | line | member | original | code  | paid    | status   | paid_on
        A     | 1    | M1     |          | S9500 | 700.00  |          | 08-01
        B     | 1    | M2     | A        | S9501 | -10.00  | REVERSED | 08-20
        C     | 1    | M3     |          | S9500 | 700.00  |          | 08-01
        C     | 2    | M3     |          | S9502 | -10.00  | REVERSED | 08-20
        D     | 1    | M4     |          | S9500 | 700.00  |          | 08-01
        """
    )
    assert sorted(shown.frame("unclear_line")["claim_id"]) == ["A", "C"]


# --- what a doubt does to findings

DOUBT = "M1 | alpha | alpha | S9500 | 1 | 7 | -7 | -1.00 | REVERSED | 08-20"


def test_no_finding_on_a_line_in_doubt_or_against_one_is_automated(asked):
    """semantics.md, Strength: "on a line, or against a line or claim"."""
    drug = "D | M1 | alpha | alpha | J0696 | 1 | 1 | 4 | 0.00 | | 08-01"
    clear = MISSES["other days"][0]
    assert asked("UNT-02", ADJUSTED.format(clear) + drug) == {"A-02": "automated 650.00"}
    assert asked("UNT-02", ADJUSTED.format(DOUBT) + drug) == {"A-02": "records 650.00"}


def test_a_line_in_doubt_still_convicts_and_what_it_convicts_is_records(asked):
    """semantics.md, Doubted: CON-01 against a primary of which a reversal may be."""
    table = """
        claim | code  | to | units | paid    | status   | paid_on
        TPN   | S9366 | 7  | 7     | 1260.00 |          | 08-01
        X     | S9366 | 7  | 7     | -1.00   | {}       | 08-20
        ABX   | S9500 | 7  | 7     | 700.00  |          | 08-01
        """
    assert asked("CON-01", table.format("REVERSED")) == {"ABX": "records 350.00"}
    assert asked("CON-01", table.format("PENDED")) == {"ABX": "automated 350.00"}


def test_the_reason_says_what_is_left_open(findings):
    """semantics.md, Strength: the reason says so."""
    (reason,) = findings("POS-02", ADJUSTED.format(DOUBT), pos="22")["reason"].head(1)
    assert "a reversal that finds no payment may be of it" in reason


# --- paid, taken back and paid the same again

PAID, BACK = (
    "M1 | 99601 | 1 | 1 | 1 | 150.00 | | 08-01",
    "M1 | 99601 | 1 | 1 | -1 | -150.00 | REVERSED | 08-01",
)


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ((PAID, BACK, PAID), "PENDED"),
        ((PAID, BACK), None),
        ((PAID, PAID, BACK, BACK), None),
        ((PAID, PAID, BACK, BACK, PAID), "PENDED"),
    ],
    ids=["again", "not again", "each row twice", "more payments than reversals"],
)
def test_a_payment_that_came_again_on_the_day_it_was_taken_back(final_action, rows, status):
    """data_contract.md, ledger: the line is pended, because the second payment may be a copy."""
    shown = final_action(rows_of(*rows))
    assert shown.paid() == {}
    pended = shown.lines("claim_status", table="denied_line")
    assert pended == ({"A": status} if status else {})


def test_a_visit_paid_again_on_the_day_it_was_taken_back_clears(find):
    """semantics.md, NUR-01: "among denied or pended lines"."""
    table = rows_of(PAID, BACK, PAID) + "\n    B | 1 | M1 | 99602 | 1 | 1 | 1 | 80.00 | | 08-01"
    assert find("NUR-01", table) == {}


# --- a history that was guessed


def test_a_line_paid_again_without_a_reversal_is_in_doubt_where_the_history_was_a_guess(
    final_action,
):
    """data_contract.md, claim_line: 1,300.00, or 600.00 told again? Both months were guessed."""
    later = """
        claim | units | paid    | status   | paid_on
        A     | 6     | 600.00  |          | 09-01
        B     | -7    | -700.00 | REVERSED | 09-01
        B     | 6     | 600.00  |          | 09-01
        """
    first = "claim | units | paid | paid_on\nA | 7 | 700.00 | 08-01\nB | 7 | 700.00 | 08-01"
    guessed = final_action(first, later)
    assert guessed.paid() == {"A": usd(1300), "B": usd(600)}
    assert guessed.frame("unclear_line")["claim_id"].tolist() == ["A"]
    assert final_action(first, later, mapping=LEDGER).frame("unclear_line").empty

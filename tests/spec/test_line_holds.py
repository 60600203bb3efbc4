"""What a line holds: paid cents less what was taken back. semantics.md, Holds."""

import pytest

CLAIM = """
    claim | line | paid
    A     | 1    | 700.00
    A     | 2    | 350.00
    B     | 1    | 100.00
    """
COLUMNS = ("recovered_cents", "holds_cents", "is_recovered")


@pytest.fixture
def holds(view):
    """holds(recoveries, claims): {claim: (recovered, holds, in full)} of the lines with any."""

    def of(recovery: str, claims: str = CLAIM, **others) -> dict:
        return view("line_holding", claims, recovery=recovery, **others).lines(*COLUMNS)

    return of


@pytest.mark.parametrize(
    ("amount", "found"),
    [
        ("350.00", ("35000", "35000", "False")),
        ("699.99", ("69999", "1", "False")),
        ("700.00", ("70000", "0", "True")),
        ("700.01", ("70001", "0", "True")),
    ],
)
def test_a_line_holds_what_was_paid_less_what_was_taken_back(holds, amount, found):
    """semantics.md, Holds: "paid cents less recoveries for it"; a line without any is not there."""
    assert holds(f"claim | line | amount\nA | 1 | {amount}") == {"A": found}


@pytest.mark.parametrize(
    ("as_of", "is_known"), [("2026-09-30", False), ("2026-10-01", True), ("2026-10-02", True)]
)
def test_a_recovery_counts_from_its_day(holds, as_of, is_known):
    """semantics.md, Holds: "known on the as-of date"."""
    recovery = "claim | line | amount | date\nA | 1 | 50.00 | 10-01"
    found = holds(recovery, as_of=as_of)
    assert found == ({"A": ("5000", "65000", "False")} if is_known else {})


def test_a_recovery_without_a_line_is_spread_by_paid_cents(holds):
    """semantics.md, Holds: "spread over the claim's lines by paid cents"."""
    found = holds("claim | amount\nA | 150.01")
    # 100.0067 and 50.0033: the cent that is left goes to the first line
    assert found == {"A": ("10001", "59999", "False"), "A/2": ("5000", "30000", "False")}


def test_recoveries_of_a_line_and_of_its_claim_add_up(holds):
    """semantics.md, Holds: recoveries for it, all of them."""
    found = holds("claim | line | amount\nA | 1 | 600.00\nA | | 150.00")
    assert found == {"A": ("70000", "0", "True"), "A/2": ("5000", "30000", "False")}


def test_a_recovery_that_is_a_reversal_too_counts_once(holds):
    """semantics.md, Money: "one that is also a reversal row counts once"."""
    claims = """
        claim | paid    | status   | paid_on
        A     | 700.00  |          | 08-01
        A     | -350.00 | REVERSED | 10-01
        """
    mapping = 'history = "ledger"\n'
    assert holds("claim | line | amount\nA | 1 | 350.00", claims, mapping=mapping) == {}


def test_what_a_line_holds_on_a_day(view):
    """semantics.md, Holds: "R(cents of D x holds / paid)"."""
    claims = """
        claim | from | to | paid
        A     | 1    | 3  | 10.00
        B     | 1    | 2  | 100.01
        C     | 1    | 2  | 10.00
        """
    taken = "claim | amount\nA | 5.00\nB | 100.00"
    found = view("line_day_holding", claims, recovery=taken).frame.sort_values("service_date")
    days = {line: list(rows["holds_cents"]) for line, rows in found.groupby("line_id")}
    # A: half of 334, 333 and 333 cents; B: 5001 and 5000 of 10001 of one cent, 0.49995 is 0.5000
    assert days == {"PLAN|A|1": [167, 167, 167], "PLAN|B|1": [1, 1]}
    of_a = found[found["line_id"] == "PLAN|A|1"]
    assert sum(of_a["held_numerator"]) == 1000 * 500

"""The contract rate of a line. semantics.md, Contract rate."""

import pytest

CLAIMS = """
    claim | mods  | lob      | from | to | units
    A     |       | MEDICAID | 10   | 16 | 7
    """


@pytest.fixture
def rate(view):
    """rate(rates, claims): {claim: unit rate}; lines without any are left out."""

    def of(rates: str, claims: str = CLAIMS, column: str = "unit_rate") -> dict:
        return view("contract_rate_line", claims, contract_rate=rates).lines(column)

    return of


def test_a_rate_is_of_the_payer_and_the_code(rate):
    """semantics.md, Contract rate: "contract_rate rows of its payer and code"."""
    rates = """
        code  | rate   | npi   | payer
        S9500 | 100.00 | alpha | PLAN
        S9500 | 90.00  | alpha | OTHER
        S9501 | 80.00  | alpha | PLAN
        """
    assert rate(rates) == {"A": "100.0000"}


def test_a_rate_is_of_the_billing_npi_or_the_billing_tin(rate):
    """semantics.md, Contract rate: its NPI or TIN, "provider_group where it has none"."""
    claims = """
        claim | npi   | tin   | from | to | units
        A     | alpha | alpha | 10   | 16 | 7
        B     | beta  | gamma | 10   | 16 | 7
        C     | beta  |       | 10   | 16 | 7
        D     | delta | delta | 10   | 16 | 7
        """
    rates = """
        code  | rate   | npi   | tin
        S9500 | 100.00 | alpha |
        S9500 | 90.00  |       | gamma
        S9500 | 80.00  |       |
        S9500 | 70.00  | delta | alpha
        """
    # C has no tax number and its NPI bills under gamma elsewhere; D is named, its tax number is not
    assert rate(rates, claims) == {"A": "100.0000", "B": "90.0000", "C": "90.0000"}


@pytest.mark.parametrize(
    ("span", "found"),
    [
        ("10 | 16", {"A": "100.0000"}),
        ("10 |   ", {"A": "100.0000"}),
        ("11 | 16", {}),
        ("10 | 15", {}),
    ],
)
def test_every_day_of_the_line_is_inside_the_span(rate, span, found):
    """semantics.md, Contract rate: "every day of the line inside the row's span"."""
    assert rate(f"code | rate | npi | from | to\nS9500 | 100.00 | alpha | {span}") == found


@pytest.mark.parametrize(("units", "is_there"), [("", False), ("0", False), ("0.001", True)])
def test_without_units_there_is_no_rate(rate, units, is_there):
    """semantics.md, Contract rate: "units empty or 0: none"."""
    claims = f"claim | from | to | units\nA | 10 | 16 | {units}"
    found = rate("code | rate | npi\nS9500 | 100.00 | alpha", claims)
    assert found == ({"A": "100.0000"} if is_there else {})


@pytest.mark.parametrize(
    ("rates", "found"),
    [
        (["1 | SH |       | alpha |      ", "2 |    | alpha |  | MEDICAID"], "1.0000"),
        (["1 |    | alpha |       |      ", "2 |    |       | alpha | MEDICAID"], "1.0000"),
        (["1 |    |       | alpha | MEDICAID", "2 |  |     | alpha |   "], "1.0000"),
        (["1 | SH | alpha |       |      ", "2 | SH |  | alpha | MEDICAID"], "1.0000"),
        (["1 | SJ | alpha |       |      ", "2 |    |  | alpha |       "], "2.0000"),
        (["1 |    | alpha |       | CHIP ", "2 |    |  | alpha |       "], "2.0000"),
    ],
)
def test_the_first_kind_that_is_there_holds(rate, rates, found):
    """semantics.md, Contract rate: a modifier, "then with an NPI, then with a line of business"."""
    claims = "claim | mods | from | to | units\nA | SH 59 | 10 | 16 | 7"
    header = "code | rate | mod | npi | tin | lob"
    for order in (rates, rates[::-1]):
        text = "\n".join([header, *(f"S9500 | {row}" for row in order)])
        assert rate(text, claims) == {"A": found}


def test_two_rates_of_the_kind_that_holds_are_none(rate):
    """semantics.md, Contract rate: "two rates of that kind"; no other kind takes their place."""
    header = "code | rate | mod | npi | tin"
    claims = "claim | mods | from | to | units\nA | SH | 10 | 16 | 7"
    other = "S9500 | 90.00 | | | alpha"
    two = "S9500 | 50.00 | SH | alpha |\nS9500 | 40.00 | SH | alpha |"
    same = "S9500 | 50.00 | SH | alpha |\nS9500 | 50.00 | SH | alpha |"
    assert rate(f"{header}\n{two}\n{other}", claims) == {"A": None}
    assert rate(f"{header}\n{same}\n{other}", claims) == {"A": "50.0000"}


def test_the_rate_of_the_unmodified_code(rate):
    """semantics.md, CON-01: "a contract rate for its unmodified code"."""
    header = "code | rate | mod | npi | tin"
    claims = "claim | mods | from | to | units\nA | 59 | 10 | 16 | 7"
    rows = "S9500 | 50.00 | 59 | alpha |\nS9500 | 90.00 | | | alpha"
    assert rate(f"{header}\n{rows}", claims) == {"A": "50.0000"}
    assert rate(f"{header}\n{rows}", claims, "unmodified_rate") == {"A": "90.0000"}
    only = "S9500 | 50.00 | 59 | alpha |"
    assert rate(f"{header}\n{only}", claims, "unmodified_rate") == {"A": None}

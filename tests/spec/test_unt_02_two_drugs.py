"""UNT-02: two lines of one per diem code are two therapies where two drugs show it."""

import pytest

from .tables import usd

#: What is found where the drugs do not show two therapies.
ONE_THERAPY = {"B": usd(560)}


def lines(*drugs: str) -> str:
    """Two S9501 lines of 11 to 17 July and drugs, each "code days [column=value ...]".

    J0696 (ceftriaxone) and J0692 (cefepime) are both anti-infectives, as S9501 is.
    """
    rows = ["claim | code  | from | to | paid | status | ndc | npi | member"]
    rows += ["A | S9501 | 11 | 17 | 700.00 | | | alpha | M1"]
    rows += ["B | S9501 | 11 | 17 | 560.00 | | | alpha | M1"]
    for number, drug in enumerate(drugs):
        code, days, *others = drug.split()
        first, _, last = days.partition("-")
        values = {"paid": "80.00", "status": "", "ndc": "", "npi": "alpha", "member": "M1"}
        values |= dict(other.split("=") for other in others)
        rows.append(
            f"D{number} | {code} | {first} | {last or first} | {values['paid']} |"
            f" {values['status']} | {values['ndc']} | {values['npi']} | {values['member']}"
        )
    return "\n".join(rows)


def test_two_drug_codes_of_the_class_are_two_therapies(find):
    """semantics.md, UNT-02: two or more different codes of a class that matches the per diem."""
    assert find("UNT-02", lines("J0696 11", "J0692 11")) == {}


def test_one_drug_is_one_therapy(find):
    """The same drug rebilled is a second payment, not a second therapy."""
    assert find("UNT-02", lines("J0696 11", "J0696 14")) == ONE_THERAPY


def test_two_ndcs_of_one_code_are_two_therapies(find):
    """semantics.md, UNT-02: different codes or NDCs."""
    table = lines("J0696 11 ndc=00409733201", "J0696 11 ndc=00409733701")
    assert find("UNT-02", table) == {}


def test_one_ndc_twice_is_one_therapy(find):
    """One NDC on two lines is one drug."""
    table = lines("J0696 11 ndc=00409733201", "J0696 14 ndc=00409733201")
    assert find("UNT-02", table) == ONE_THERAPY


def test_a_drug_of_another_class_does_not_count(find):
    """Dobutamine J1250 matches S9348, heparin flush J1642 catheter care; neither S9501."""
    assert find("UNT-02", lines("J0696 11", "J1250 11", "J1642 11")) == ONE_THERAPY


def test_drugs_are_shipped_up_to_seven_days_ahead(find):
    """semantics.md, UNT-02: a day of the line, or one of the 7 days before it."""
    assert find("UNT-02", lines("J0696 11", "J0692 4")) == {}
    assert find("UNT-02", lines("J0696 11", "J0692 3")) == ONE_THERAPY


def test_a_drug_span_that_reaches_the_seven_days_counts(find):
    """A drug line billed as a span falls in the days it covers."""
    assert find("UNT-02", lines("J0696 11", "J0692 1-4")) == {}


def test_a_drug_on_the_last_day_counts_and_after_it_does_not(find):
    """The drug must share a day with the lines or come before them."""
    assert find("UNT-02", lines("J0696 11", "J0692 17")) == {}
    assert find("UNT-02", lines("J0696 11", "J0692 18")) == ONE_THERAPY


def test_a_drug_counts_for_the_pair_when_it_meets_either_line(find):
    """semantics.md, UNT-02: lines that share a day with either line."""
    table = """
        claim | code  | from | to | paid
        A     | S9501 | 8    | 14 | 700.00
        B     | S9501 | 14   | 20 | 700.00
        C     | J0696 | 1    | 1  | 80.00
        D     | J0692 | 20   | 20 | 80.00
        """
    assert find("UNT-02", table) == {}


def test_pairs_are_judged_one_by_one(find):
    """semantics.md, UNT-02: two drugs near A and B say nothing of C."""
    table = """
        claim | code  | from | to | paid
        A     | S9501 | 1    | 10 | 1000.00
        B     | S9501 | 10   | 19 | 1000.00
        C     | S9501 | 19   | 28 | 1000.00
        D     | J0696 | 1    | 1  | 80.00
        E     | J0692 | 1    | 1  | 80.00
        """
    assert find("UNT-02", table) == {"C": usd(100)}


def test_drugs_paid_nothing_count(find):
    """semantics.md, UNT-02: paid or not."""
    assert find("UNT-02", lines("J0696 11 paid=0", "J0692 11 paid=0")) == {}


def test_denied_drugs_count(find):
    """semantics.md, UNT-02: "paid or not"; a drug that the plan denied was still given."""
    assert find("UNT-02", lines("J0696 11", "J0692 11 paid=0 status=DENIED")) == {}


@pytest.mark.parametrize("other", ["npi=beta", "member=M2"])
def test_drugs_of_another_provider_or_member_do_not_count(find, other):
    """semantics.md, UNT-02: the member's and group's drug lines."""
    assert find("UNT-02", lines("J0696 11", f"J0692 11 {other}")) == ONE_THERAPY


def test_two_drugs_do_not_excuse_a_per_diem_of_another_class(find):
    """Two antibiotics say nothing of two TPN per diems."""
    table = """
        claim | code  | paid
        A     | S9366 | 180.00
        B     | S9366 | 180.00
        C     | J0696 | 80.00
        D     | J0692 | 80.00
        """
    assert find("UNT-02", table) == {"B": usd(180)}

"""UNT-02: two lines of one per diem code are two therapies where two drugs show it."""

from analytics.testing import each, usd

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


def test_two_drugs_show_two_therapies(find_each):
    """semantics.md, Two therapies: "two or more different drugs that match either code"."""
    cases = {
        "two codes": lines("J0696 11", "J0692 11"),
        "shipped 7 days ahead": lines("J0696 11", "J0692 4"),
        "a span that reaches the 7 days": lines("J0696 11", "J0692 1-4"),
        "on the last day": lines("J0696 11", "J0692 17"),
        "of another provider": lines("J0696 11", "J0692 11 npi=beta"),
        "paid nothing": lines("J0696 11 paid=0", "J0692 11 paid=0"),
        "denied, but given": lines("J0696 11", "J0692 11 paid=0 status=DENIED"),
    }
    assert find_each("UNT-02", cases) == each(cases, {})


def test_anything_less_is_one_therapy_paid_twice(find_each):
    """The same drug rebilled is a second payment, not a second therapy."""
    cases = {
        "no drug": lines(),
        "one drug, rebilled": lines("J0696 11", "J0696 14"),
        "one NDC, twice": lines("J0696 11 ndc=00409733201", "J0696 14 ndc=00409733201"),
        # dobutamine goes with S9348, the heparin flush with catheter care
        "drugs of other classes": lines("J0696 11", "J1250 11", "J1642 11"),
        "shipped 8 days ahead": lines("J0696 11", "J0692 3"),
        "after the last day": lines("J0696 11", "J0692 18"),
        "package sizes": lines("J0696 11 ndc=00409733201", "J0696 11 ndc=00409733701"),
        "of another member": lines("J0696 11", "J0692 11 member=M2"),
    }
    assert find_each("UNT-02", cases) == each(cases, ONE_THERAPY)


def test_a_drug_counts_for_the_pair_when_it_meets_either_line(find):
    """semantics.md, Two therapies: lines that share a day with either line."""
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


def test_a_drug_of_a_code_that_came_later_is_the_other_of_two(asked):
    """Two antibiotics every eight hours; the code of one came into effect in 2024."""
    table = """
        line | to | code  | paid
        1    | 7  | S9502 | 700.00
        2    | 7  | S9502 | 700.00
        3    | 1  | J2183 | 210.00
        4    | 1  | J0690 | 84.00
        """
    found = asked(["CON-01", "UNT-02"], table, payer="PRIORITY_HEALTH")
    assert found == {"CON-01 A/2": "lead"}


def test_two_antibiotics_that_a_specialty_pharmacy_billed(asked):
    """Who dispensed the drugs does not matter: the per diems are of another provider group."""
    table = """
        claim | line | to | code  | npi   | paid
        A     | 1    | 7  | S9500 | alpha | 700.00
        A     | 2    | 7  | S9500 | alpha | 700.00
        B     | 1    | 1  | J0878 | beta  | 350.00
        B     | 2    | 1  | J1335 | beta  | 140.00
        """
    found = asked(["CON-01", "UNT-02"], table, payer="PRIORITY_HEALTH")
    assert found == {"CON-01 A/2": "lead"}


def test_two_antibiotics_filled_under_the_pharmacy_benefit(asked):
    """Fills whose NDC no crosswalk has leave a second therapy open: records and a lead."""
    table = """
        line | to | paid
        1    | 7  | 700.00
        2    | 7  | 700.00
        """
    pharmacy_claim = """
        claim | date  | ndc         | days
        RX1   | 06-30 | 00006384371 | 7
        RX2   | 06-30 | 67919001101 | 7
        """
    found = asked(
        ["CON-01", "UNT-02"], table, payer="PRIORITY_HEALTH", pharmacy_claim=pharmacy_claim
    )
    assert found == {"CON-01 A/2": "lead", "UNT-02 A/2": "records 700.00"}


def test_lipids_and_standard_formula_are_one_nutrition(asked):
    """Parts of one nutrition are no second therapy."""
    table = """
        claim | line | to | code  | paid_on | paid
        A     | 1    | 7  | S9366 | 25      | 1260.00
        A     | 2    | 1  | B4185 | 08-10   | 210.00
        A     | 3    | 1  | B4189 | 08-10   | 420.00
        B     | 1    | 7  | S9366 | 08-10   | 1260.00
        """
    found = asked("UNT-02", table, payer="JEFFERSON")
    assert found == {"B": "automated 1260.00"}

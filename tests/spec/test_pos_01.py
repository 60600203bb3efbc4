"""POS-01: a place of service that the payer's policy does not accept."""

from analytics.testing import each, filled, usd

JEFFERSON = {"payer": "JEFFERSON"}
PRIORITY = {"payer": "PRIORITY_HEALTH"}
NO_FACILITY = "npi | facility\nbeta | false"


def test_a_home_infusion_line_outside_the_home_is_not_payable(find):
    """Jefferson RB.046.A: "Claims must reflect Place of Service (POS) 12 (Home)". Whole line."""
    table = """
        claim | pos | from | to | units | paid
        A     | 11  | 1    | 7  | 7     | 700.00
        B     | 12  | 1    | 7  | 7     | 700.00
        """
    assert find("POS-01", table, **JEFFERSON) == {"A": usd(700)}


def test_jefferson_accepts_place_12_alone(find_each):
    """RB.046.A names 12 and no other place, not even other residences."""
    places = ["01", "11", "13", "14", "16", "21", "32", "33", "49", "10"]
    found = find_each("POS-01", filled("pos\n{}", places), **JEFFERSON)
    assert found == each(places, {"A": usd(100)})


def test_jefferson_means_every_home_infusion_family(find_each):
    """semantics.md, POS-01: infusion, injection, catheter per diems, nursing, infusion visits."""
    codes = ["S9500", "S9372", "S5498", "99601", "99602", "G0068", "G0090"]
    found = find_each("POS-01", filled("code | pos\n{} | 11", codes), **JEFFERSON)
    assert found == each(codes, {"A": usd(100)})


def test_other_codes_may_have_other_places(find_each):
    """A drug is shipped from place 01. semantics.md, Families: the home infusion families."""
    codes = ["J0696", "S9341", "S9208", "A4222", "S9123", "99213"]
    found = find_each("POS-01", filled("code | pos\n{} | 01", codes), **JEFFERSON)
    assert found == each(codes, {})


def test_an_empty_place_of_service_is_not_an_unaccepted_one(find):
    """semantics.md, POS-01: empty place of service is POS-04, not here."""
    assert find("POS-01", "claim | pos\nA |", **JEFFERSON) == {}


def test_the_header_fills_an_empty_place_of_the_line_only(find):
    """Trap: null at the line but 12 at the header."""
    table = """
        claim | pos | header_pos
        A     |     | 12
        B     |     | 11
        C     | 12  | 11
        D     | 11  | 12
        """
    assert find("POS-01", table, **JEFFERSON) == {"B": usd(100), "D": usd(100)}


def test_places_of_service_are_read_as_two_digits(find):
    """Trap: POS stored as 12.0, "12 " or 1."""
    table = """
        claim | pos
        A     | 12.0
        B     | 1
        C     | 11.0
        """
    assert find("POS-01", table, **JEFFERSON) == {"B": usd(100), "C": usd(100)}


def test_jefferson_speaks_from_its_first_day(find):
    """RB.046.A, implementation date 2026-06-14: it cannot reach back before it."""
    table = """
        claim | pos | from       | to         | units | paid
        A     | 11  | 2026-06-13 | 2026-06-13 | 1     | 100.00
        B     | 11  | 2026-06-14 | 2026-06-14 | 1     | 100.00
        C     | 11  | 2026-06-12 | 2026-06-15 | 4     | 400.00
        """
    assert find("POS-01", table, **JEFFERSON) == {"B": usd(100), "C": usd(2 * 100)}


def test_jefferson_means_all_its_lines_of_business(find_each):
    """RB.046.A: "applies to all Jefferson Health Plans lines of business"; unknown included."""
    lobs = ["MEDICAID", "CHIP", "MEDICARE_ADVANTAGE", "INDIVIDUAL", "OTHER", ""]
    found = find_each("POS-01", filled("pos | lob\n11 | {}", lobs), **JEFFERSON)
    assert found == each(lobs, {"A": usd(100)})


def test_priority_health_accepts_homes(find_each):
    """Its text: "in their own home or an authorized home infusion facility"."""
    homes, others = ["12", "13", "14", "16", "33"], ["11", "32", "49", "21", "01"]
    places = filled("pos\n{}", homes + others)
    found = find_each("POS-01", places, provider=NO_FACILITY, **PRIORITY)
    assert found == each(homes, {}) | each(others, {"A": usd(100)})


def test_priority_health_needs_records_for_other_places(findings):
    """Its text names no place of service code: lowered to records."""
    found = findings("POS-01", "pos\n11", provider=NO_FACILITY, **PRIORITY)
    assert list(found["strength"]) == ["records"]


def test_priority_health_means_infusion_catheter_and_nursing(find):
    """Home infusion is "the intravenous administration of medication": no injections."""
    table = """
        claim | code  | pos
        A     | S9500 | 11
        B     | S5498 | 11
        C     | 99601 | 11
        D     | S9372 | 11
        E     | G0068 | 11
        """
    found = find("POS-01", table, provider=NO_FACILITY, **PRIORITY)
    assert found == {"A": usd(100), "B": usd(100), "C": usd(100)}


def test_an_authorized_facility_clears_the_place(find):
    """semantics.md, POS-01: cleared if the billing NPI is an infusion_facility."""
    provider = """
        npi   | facility
        alpha | true
        beta  | false
        gamma |
        """
    table = """
        claim | npi   | pos
        A     | alpha | 11
        B     | beta  | 11
        C     | gamma | 11
        D     | delta | 11
        """
    found = find("POS-01", table, provider=provider, **PRIORITY)
    assert found == {"B": usd(100), "C": usd(100), "D": usd(100)}


def test_the_facility_is_authorized_on_the_first_day_of_the_line(find):
    """semantics.md, POS-01: on the line's first day."""
    provider = """
        npi   | facility | from | to
        alpha | true     | 10   | 20
        """
    table = """
        claim | pos | from | to | paid
        A     | 11  | 9    | 12 | 400.00
        B     | 11  | 10   | 12 | 300.00
        C     | 11  | 20   | 23 | 400.00
        D     | 11  | 21   | 23 | 300.00
        """
    found = find("POS-01", table, provider=provider, **PRIORITY)
    assert found == {"A": usd(400), "D": usd(300)}


def test_a_facility_authorized_elsewhere_does_not_clear_jefferson(find):
    """Jefferson's table has no authorized_facility."""
    found = find("POS-01", "pos\n11", provider="npi | facility\nalpha | true", **JEFFERSON)
    assert found == {"A": usd(100)}


def test_without_a_provider_table_priority_health_cannot_be_judged(check_run):
    """semantics.md, Not applicable: never as findings and never as clean."""
    record = check_run("POS-01", "claim | pos\nA | 11\nB | 12", **PRIORITY)
    assert record["status"] == "not applicable"
    assert (record["findings"], record["lines_not_applicable"]) == (0, 2)


def test_a_provider_table_with_only_a_header_is_loaded(find):
    """semantics.md, Not applicable: a file with only a header is loaded: nobody is authorized."""
    found = find("POS-01", "pos\n11", provider="npi | facility", **PRIORITY)
    assert found == {"A": usd(100)}


def test_the_need_of_one_payer_does_not_stop_another(audit):
    """semantics.md, Not applicable: period by period; Jefferson needs no provider table."""
    run = audit(
        "POS-01",
        """
        claim | payer           | pos
        A     | PRIORITY_HEALTH | 11
        B     | JEFFERSON       | 11
        """,
    )
    record = run.checks().iloc[0]
    assert list(run.findings()["claim_id"]) == ["B"]
    assert (record["status"], record["lines_not_applicable"]) == ("ran", 1)


def test_priority_health_speaks_from_its_first_day(find):
    """Date of origin 2024-10-07."""
    table = """
        claim | pos | from       | to         | paid
        A     | 11  | 2024-10-06 | 2024-10-06 | 100.00
        B     | 11  | 2024-10-07 | 2024-10-07 | 100.00
        C     | 11  | 2024-10-05 | 2024-10-08 | 400.00
        """
    found = find("POS-01", table, provider=NO_FACILITY, **PRIORITY)
    assert found == {"B": usd(100), "C": usd(2 * 100)}


def test_a_line_across_two_periods_is_one_finding(findings):
    """semantics.md, Money: the finding carries the earliest period of the tables that govern."""
    table = """
        pos | from       | to         | paid
        11  | 2025-02-10 | 2025-02-15 | 600.00
        """
    found = findings("POS-01", table, provider=NO_FACILITY, **PRIORITY)
    assert [str(amount) for amount in found["candidate_amount"]] == [usd(600)]
    assert str(found["policy_effective_from"].iloc[0])[:10] == "2024-10-07"


def test_no_policy_no_finding(check_run):
    """A check is on where its subject has a governing table; POS-01 has no baseline."""
    record = check_run("POS-01", "pos\n11", payer="NOBODY")
    assert (record["findings"], record["lines_governed"]) == (0, 0)


def test_an_extract_without_places_of_service_finds_nothing(check_run):
    """A column that was not extracted accuses nobody."""
    record = check_run("POS-01", "claim\nA", without=("place_of_service_code",), **JEFFERSON)
    assert record["status"] != "error"
    assert record["findings"] == 0


def test_assisted_living_is_a_doubtful_place(asked):
    """The same document speaks of the home "or other non-facility setting"."""
    table = """
        to | pos | paid
        7  | 13  | 700.00
        """
    found = asked("POS-01", table, payer="JEFFERSON")
    assert found == {"A": "records 700.00"}


def test_a_place_on_the_header_alone(asked):
    """The header says what the line leaves empty."""
    table = """
        to | paid   | header_pos
        7  | 700.00 | 12
        """
    found = asked("POS-01", table, payer="JEFFERSON")
    assert found == {}

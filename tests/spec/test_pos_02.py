"""POS-02: a facility as place of service of a home code."""

from analytics.testing import each, filled, usd

from .policy_text import HOME_INFUSION, period, policy

PRIORITY = {"payer": "PRIORITY_HEALTH"}


def test_a_facility_is_not_the_home(find_each):
    """MBPM chapter 15, 110.1: a hospital or skilled nursing facility cannot be the home."""
    places = ["19", "21", "22", "23", "24", "31", "51", "61"]
    found = find_each("POS-02", filled("pos | from | to | paid\n{} | 1 | 7 | 700.00", places))
    assert found == each(places, {"A": usd(700)})


def test_other_places_are_not_refused(find_each):
    """Trap: a long-term resident in a private-pay bed is at 32."""
    places = ["12", "13", "14", "16", "33", "32", "11", "49", "01", "20", "34"]
    assert find_each("POS-02", filled("pos\n{}", places)) == each(places, {})


def test_every_home_infusion_family_is_for_the_home(find_each):
    """semantics.md, POS-02: baseline: the home infusion families."""
    codes = ["S9500", "S9372", "S5501", "99601", "99602", "G0069", "G0088", "S5035", "S5517"]
    found = find_each("POS-02", filled("code | pos\n{} | 21", codes))
    assert found == each(codes, {"A": usd(100)})


def test_other_codes_may_be_given_in_a_facility(find_each):
    """Only the descriptors of the home infusion families say home."""
    codes = ["J0696", "S9341", "S9208", "S9590", "A4222", "S9123", "99213"]
    found = find_each("POS-02", filled("code | pos\n{} | 21", codes))
    assert found == each(codes, {})


def test_the_header_fills_an_empty_place_of_the_line_only(find):
    """Trap: header and line disagree: the line's own value holds."""
    table = """
        claim | pos | header_pos
        A     |     | 21
        B     | 12  | 21
        C     |     |
        """
    assert find("POS-02", table) == {"A": usd(100)}


def test_the_baseline_knows_no_authorized_facility(find):
    """semantics.md, POS-02: cleared only where the period has authorized_facility."""
    found = find("POS-02", "pos\n21", provider="npi | facility\nalpha | true")
    assert found == {"A": usd(100)}


def test_priority_health_lets_an_authorized_facility_stand(find):
    """Priority Health: "or an authorized home infusion facility"."""
    provider = """
        npi   | facility | from | to
        alpha | true     | 10   | 20
        beta  | false    |      |
        """
    table = """
        claim | npi   | pos | from | to | paid
        A     | alpha | 22  | 10   | 12 | 300.00
        B     | alpha | 22  | 20   | 22 | 300.00
        C     | alpha | 22  | 9    | 11 | 300.00
        D     | alpha | 22  | 21   | 22 | 200.00
        E     | beta  | 22  | 10   | 12 | 300.00
        """
    found = find("POS-02", table, provider=provider, **PRIORITY)
    assert found == {"C": usd(300), "D": usd(200), "E": usd(300)}


def test_priority_health_is_lowered_to_records(findings):
    """semantics.md, POS-02: Priority Health restates it: records (same words as POS-01)."""
    found = findings("POS-02", "pos\n22", provider="npi | facility", **PRIORITY)
    assert list(found["strength"]) == ["records"]


def test_priority_health_has_no_word_on_injections(find_each):
    """semantics.md, POS-02: "without injection_per_diem": its text speaks of infusions."""
    codes = ["S9500", "S5501", "99601", "G0069", "S5517", "S9372", "S9537"]
    found = find_each(
        "POS-02", filled("code | pos\n{} | 22", codes), provider="npi | facility", **PRIORITY
    )
    assert found == each(codes[:5], {"A": usd(100)}) | each(codes[5:], {})


def test_without_a_provider_table_only_priority_health_waits(audit):
    """semantics.md, Not applicable: period by period."""
    run = audit(
        "POS-02",
        """
        claim | payer           | pos
        A     | PRIORITY_HEALTH | 22
        B     | JEFFERSON       | 22
        C     | NOBODY          | 22
        """,
    )
    record = run.checks().iloc[0]
    assert sorted(run.findings()["claim_id"]) == ["B", "C"]
    assert (record["status"], record["lines_not_applicable"]) == ("ran", 1)


def test_the_baseline_governs_priority_health_before_its_first_day(find):
    """Date of origin 2024-10-07: before it nobody is an authorized facility."""
    table = """
        claim | pos | from       | to         | paid
        A     | 22  | 2024-10-06 | 2024-10-06 | 100.00
        B     | 22  | 2024-10-07 | 2024-10-07 | 100.00
        C     | 22  | 2024-10-05 | 2024-10-08 | 400.00
        """
    found = find("POS-02", table, provider="npi | facility\nalpha | true", **PRIORITY)
    assert found == {"A": usd(100), "C": usd(2 * 100)}


def test_the_baseline_begins_with_2000(find):
    """policy_files.md, Shipped: baselines have payer "*", from 2000-01-01."""
    table = """
        claim | pos | from       | to         | paid
        A     | 21  | 1999-12-31 | 1999-12-31 | 100.00
        B     | 21  | 2000-01-01 | 2000-01-01 | 100.00
        C     | 21  | 1999-12-30 | 2000-01-02 | 400.00
        """
    assert find("POS-02", table, payer="NOBODY") == {"B": usd(100), "C": usd(2 * 100)}


def test_an_extract_without_places_of_service_finds_nothing(check_run):
    """A column that was not extracted accuses nobody."""
    record = check_run("POS-02", "claim\nA", without=("place_of_service_code",))
    assert record["status"] != "error"
    assert record["findings"] == 0


def test_a_payer_may_refuse_fewer_places(find):
    """policy_files.md, facility_place_of_service: refused; a payer's table is the whole answer."""
    refused = {"families": HOME_INFUSION, "refused": ["21"]}
    own = policy(period("2026-07-01", facility_place_of_service=refused))
    assert find("POS-02", "claim | pos\nA | 21\nB | 22", payer_policy=own) == {"A": usd(100)}


def test_a_provider_table_that_does_not_know_facilities(asked):
    """Whether the suite is authorized is unknown, not "no": neither check applies."""
    table = """
        to | pos | paid   | mod
        7  | 19  | 700.00 | SS
        """
    provider = """
        npi   | tin
        alpha | alpha
        """
    found = asked(["POS-01", "POS-02"], table, payer="PRIORITY_HEALTH", provider=provider)
    assert found == {}


def test_a_suite_off_campus_before_the_policy(asked):
    """The code set that speaks of the home has SS for the suite too."""
    table = """
        from  | to    | pos | paid_on | paid   | mod
        05-04 | 05-10 | 19  | 06-20   | 700.00 | SS
        """
    found = asked("POS-02", table, payer="JEFFERSON")
    assert found == {"A": "records 700.00"}

"""LOB-01: a code of a family that the policy does not list for the line of business."""

from analytics.testing import each, filled, usd

from .policy_text import period, policy

JEFFERSON = {"payer": "JEFFERSON"}


def test_jefferson_takes_s_codes_for_medicaid_and_chip(find):
    """RB.046.A: S-codes "can be used in Medicaid and CHIP medical billing"."""
    table = """
        claim | lob      | code  | from | to | paid
        A     | MEDICAID | S9500 | 1    | 1  | 100.00
        B     | MEDICAID | G0068 | 1    | 3  | 300.00
        C     | CHIP     | S9500 | 1    | 1  | 100.00
        D     | CHIP     | G0090 | 1    | 1  | 100.00
        """
    assert find("LOB-01", table, **JEFFERSON) == {"B": usd(300), "D": usd(100)}


def test_jefferson_takes_g_codes_for_medicare_and_individual_plans(find):
    """RB.046.A: G-codes are "used by Medicare and Individual and Family Plans (ACA)"."""
    table = """
        claim | lob                | code  | from | to | paid
        A     | MEDICARE_ADVANTAGE | S9500 | 1    | 7  | 700.00
        B     | MEDICARE_ADVANTAGE | G0068 | 1    | 1  | 100.00
        C     | INDIVIDUAL         | S9500 | 1    | 1  | 100.00
        D     | INDIVIDUAL         | G0068 | 1    | 1  | 100.00
        """
    assert find("LOB-01", table, **JEFFERSON) == {"A": usd(700), "C": usd(100)}


def test_an_s_code_is_any_of_the_per_diem_table(find_each):
    """semantics.md, LOB-01: s_code is all of per_diem_codes.csv, kits and hours included."""
    codes = ["S5035", "S5498", "S5517", "S9061", "S9208", "S9341", "S9372", "S9810"]
    found = find_each("LOB-01", filled("code\n{}", codes), lob="INDIVIDUAL", **JEFFERSON)
    assert found == each(codes, {"A": usd(100)})


def test_codes_of_neither_family_are_not_looked_at(find_each):
    """The policy speaks of the two families only."""
    codes = ["99601", "99602", "J0696", "A4222", "S9123", "S9529", "99213"]
    lines = filled("claim | code | lob\nA | {0} | MEDICAID\nB | {0} | INDIVIDUAL", codes)
    assert find_each("LOB-01", lines, **JEFFERSON) == each(codes, {})


def test_jefferson_is_a_lead(findings):
    """RB.046.A: "may vary by line of business ... individual contract": lowered to lead."""
    found = findings("LOB-01", "code\nG0068", **JEFFERSON)
    assert list(found["strength"]) == ["lead"]
    assert str(found["candidate_amount"].iloc[0]) == usd(100)


def test_a_plan_without_such_words_is_automated(findings):
    """semantics.md, LOB-01: automated."""
    assert list(findings("LOB-01", "code\nG0068")["strength"]) == ["automated"]


def test_an_unlisted_or_unknown_line_of_business_is_not_applicable(check_run):
    """semantics.md, LOB-01: unknown or not listed: not applicable."""
    lobs = ["", "COMMERCIAL", "MEDICARE_FFS", "OTHER"]
    lines = filled("claim | code | lob\nA | S9500 | {0}\nB | G0068 | {0}", lobs)
    record = check_run("LOB-01", lines, **JEFFERSON)
    assert (record["findings"], record["lines_not_applicable"]) == (0, 4 * 2)


def test_the_line_of_business_comes_from_eligibility_where_the_line_has_none(find):
    """Trap: the line of business is that of the first day of service."""
    eligibility = """
        from       | to         | lob
        2026-01-01 | 2026-06-30 | MEDICAID
        2026-07-01 |            | INDIVIDUAL
        """
    table = """
        claim | code  | lob      | from  | to
        A     | S9500 |          | 06-30 | 06-30
        B     | S9500 |          | 07-01 | 07-01
        C     | S9500 |          | 06-29 | 07-03
        D     | S9500 | MEDICAID | 07-01 | 07-01
        """
    found = find("LOB-01", table, eligibility=eligibility, **JEFFERSON)
    assert found == {"B": usd(100)}


def test_a_plan_may_take_both_families_or_none(find):
    """policy_files.md, code_family: accepted_families lists what each line of business accepts."""
    own = policy(
        period(
            "2026-01-01",
            code_family={"accepted_families": {"CHIP": ["s_code", "infusion_visit"], "OTHER": []}},
        )
    )
    table = """
        claim | code  | lob
        A     | S9500 | CHIP
        B     | G0068 | CHIP
        C     | S9500 | OTHER
        D     | G0068 | OTHER
        """
    assert find("LOB-01", table, payer_policy=own) == {"C": usd(100), "D": usd(100)}


def test_a_contract_overrides_the_policy(find):
    """Trap: RB.046.A is "subject to the specific terms of each individual contract"."""
    contract = policy(
        period("2026-01-01", code_family={"accepted_families": {"INDIVIDUAL": ["s_code"]}}),
        policy_id="alpha-contract",
        payer="JEFFERSON",
        level="contract",
        billing_tins=["012345670"],
    )
    table = """
        claim | npi   | code
        A     | alpha | S9500
        B     | beta  | S9500
        """
    found = find("LOB-01", table, policies=[contract], lob="INDIVIDUAL", **JEFFERSON)
    assert found == {"B": usd(100)}


def test_an_extract_without_lines_of_business_is_not_applicable(check_run):
    """A column that was not extracted accuses nobody."""
    record = check_run("LOB-01", "code\nG0068", without=("line_of_business",), **JEFFERSON)
    assert (record["status"], record["findings"]) == ("not applicable", 0)


def test_jefferson_speaks_from_its_first_day(find):
    """RB.046.A, implementation date 2026-06-14; a span from that day on."""
    table = """
        claim | code  | from  | to    | paid
        A     | G0068 | 06-13 | 06-13 | 100.00
        B     | G0068 | 06-14 | 06-14 | 100.00
        C     | G0068 | 06-12 | 06-15 | 400.00
        """
    assert find("LOB-01", table, **JEFFERSON) == {"B": usd(100), "C": usd(2 * 100)}


def test_priority_health_says_nothing_of_code_families(check_run):
    """Its text has no rule by line of business: off."""
    record = check_run("LOB-01", "code\nG0068", payer="PRIORITY_HEALTH")
    assert (record["findings"], record["lines_governed"]) == (0, 0)


def test_an_s_code_that_a_plan_of_medicare_advantage_paid(asked):
    """A lead: an individual contract may say otherwise."""
    table = """
        to | paid
        7  | 700.00
        """
    found = asked("LOB-01", table, payer="JEFFERSON", lob="MEDICARE_ADVANTAGE")
    assert found == {"A": "lead 700.00"}

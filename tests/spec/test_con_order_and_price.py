"""CON-01 to CON-04: which line is the best, and what the policy's percentages make of the rest."""

import pytest

from analytics.testing import usd

from .policy_text import ALPHA_SH_50, period, policy

CON = ["CON-01", "CON-02", "CON-03", "CON-04"]
TWO_PRIMARIES = """
        claim | code  | paid
        A     | S9366 | 180.00
        B     | S9500 | 100.00
        """
THREE_PRIMARIES_AND_SECONDS = """
        claim | member | code  | mods | paid
        A     | M1     | S9366 |      | 180.00
        B     | M1     | S9348 |      | 120.00
        C     | M1     | S9500 |      | 100.00
        D     | M2     | S9366 |      | 180.00
        E     | M2     | S9348 | SH   | 90.00
        F     | M2     | S9500 | SH   | 80.00
        """


def concurrent(**parameters: object) -> str:
    """PLAN's policy with these parameters of concurrent_therapy, from 2026-01-01."""
    return policy(period("2026-01-01", concurrent_therapy={"required": True} | parameters))


def test_the_highest_rate_counts_cents_a_day(find):
    """semantics.md, Rate: allowed cents // day_count; 10 days of 100.00 are under 1 of 180.00."""
    table = """
        claim | code  | from | to | paid
        A     | S9500 | 1    | 10 | 1000.00
        B     | S9366 | 3    | 3  | 180.00
        """
    assert find(CON, table) == {"CON-01 A": usd(100 - 50)}


def test_the_rate_is_the_allowed_amount(find):
    """semantics.md, Price: allowed, else paid."""
    table = """
        claim | code  | paid   | allowed
        A     | S9500 | 100.00 | 100.00
        B     | S9366 | 60.00  | 180.00
        C     | S9348 | 110.00 |
        """
    assert find(CON, table) == {"CON-01 C": usd(110 - 55), "CON-02 A": usd(100)}


def test_rates_within_the_same_cent_a_day_are_equal(find):
    """Whole cents a day: 700.00 and 700.06 over 7 days are both 10000; A comes first."""
    table = """
        claim | code  | from | to | paid
        A     | S9500 | 1    | 7  | 700.00
        B     | S9366 | 1    | 7  | 700.06
        """
    # R(70006 x 0.5) = 35003 cents
    assert find(CON, table) == {"CON-01 B": "350.03"}


def test_equal_rates_go_by_order_of_payment(find):
    """semantics.md, CON-01: best: highest rate, then order of payment."""
    table = """
        claim | member | code  | mods | paid_on
        A     | M1     | S9500 |      | 09-02
        B     | M1     | S9366 |      | 09-01
        C     | M2     | S9500 |      | 09-01
        D     | M2     | S9366 |      | 09-01
        E     | M3     | S9500 |      |
        F     | M3     | S9366 |      | 12-01
        G     | M4     | S9348 |      | 09-01
        H     | M4     | S9500 | SH   | 09-02
        I     | M4     | S9366 | SH   | 09-01
        """
    assert find(CON, table) == {
        "CON-01 A": usd(50),
        "CON-01 D": usd(50),
        "CON-01 E": usd(50),
        "CON-03 H": usd(100),
    }


def test_the_first_billed_therapy_is_the_primary_where_the_policy_says_so(find):
    """policy_files.md, concurrent_therapy: first_billed: received, claim_id, line."""
    own = concurrent(sh_percent=50, sj_percent=0, ordering="first_billed")
    table = """
        claim | line | member | code  | paid   | received | paid_on
        A     | 1    | M1     | S9366 | 180.00 | 08-02    | 09-01
        B     | 1    | M1     | S9500 | 100.00 | 08-01    | 09-02
        C     | 1    | M2     | S9366 | 180.00 |          | 09-01
        D     | 1    | M2     | S9500 | 100.00 | 08-31    | 09-02
        E     | 2    | M3     | S9366 | 180.00 | 08-01    | 09-01
        E     | 1    | M3     | S9500 | 100.00 | 08-01    | 09-02
        """
    assert find(CON, table, payer_policy=own) == {
        "CON-01 A": usd(90),
        "CON-01 C": usd(90),
        "CON-01 E/2": usd(90),
    }


def test_first_billed_without_received_dates_goes_by_claim_and_line(find):
    """All dates null: the claim decides."""
    own = concurrent(sh_percent=50, sj_percent=0, ordering="first_billed")
    table = """
        claim | code  | paid
        A     | S9500 | 100.00
        B     | S9366 | 180.00
        """
    found = find(CON, table, payer_policy=own, without=("received_date",))
    assert found == {"CON-01 B": usd(90)}


@pytest.mark.parametrize(
    ("sh", "sj", "expected"),
    [
        (50, 0, {"CON-01 B": usd(60), "CON-02 C": usd(100), "CON-03 F": usd(80)}),
        (75, 25, {"CON-01 B": usd(30), "CON-02 C": usd(75), "CON-03 F": "53.33"}),
        (50, 50, {"CON-01 B": usd(60), "CON-02 C": usd(50)}),
        (100, 100, {}),
        (0, 0, {"CON-01 B": usd(120), "CON-02 C": usd(100), "CON-03 F": None}),
        (None, None, {"CON-01 B": None, "CON-02 C": None, "CON-03 F": None}),
        (50, None, {"CON-01 B": usd(60), "CON-02 C": None, "CON-03 F": None}),
        (None, 25, {"CON-01 B": None, "CON-02 C": usd(75), "CON-03 F": None}),
    ],
)
def test_the_share_comes_from_the_policy_percentages(find, sh, sj, expected):
    """CON-01 1 - sh/100, CON-02 1 - sj/100, CON-03 1 - sj/sh; missing or sh = 0: unpriced."""
    given = {"sh_percent": sh, "sj_percent": sj}
    own = concurrent(**{name: value for name, value in given.items() if value is not None})
    assert find(CON, THREE_PRIMARIES_AND_SECONDS, payer_policy=own) == expected


def test_repricing_applies_to_what_the_plan_paid(find):
    """semantics.md, CON-01: the share multiplies the paid amount, not the allowed one."""
    table = """
        claim | code  | paid   | allowed
        A     | S9366 | 180.00 | 180.00
        B     | S9500 | 80.00  | 100.00
        """
    assert find(CON, table) == {"CON-01 B": usd(80 - 40)}


def test_the_reason_says_where_somebody_else_shared_the_price(findings):
    """semantics.md, CON-01: a lower bound where a copay, deductible or other payer shared it."""
    table = """
        claim | member | code  | paid   | copay | deductible | other_payer
        A     | M1     | S9366 | 180.00 |       |            |
        B     | M1     | S9500 | 100.00 |       |            |
        C     | M2     | S9366 | 180.00 |       |            |
        D     | M2     | S9500 | 100.00 | 20.00 |            |
        E     | M3     | S9366 | 180.00 |       |            |
        F     | M3     | S9500 | 100.00 |       | 20.00      |
        G     | M4     | S9366 | 180.00 |       |            |
        H     | M4     | S9500 | 100.00 |       |            | 20.00
        """
    reasons = findings("CON-01", table).set_index("key")["reason"]
    assert "lower bound" not in reasons["B"]
    assert all("lower bound" in reasons[key] for key in "DFH")


def test_injectables_count_where_the_payer_says_so(find):
    """semantics.md, Therapy line: counts by policy where injectables_count is true."""
    own = concurrent(sh_percent=50, sj_percent=0, injectables_count=True)
    table = """
        claim | member | code  | paid
        A     | M1     | S9366 | 180.00
        B     | M1     | S9372 | 100.00
        C     | M2     | S9366 | 180.00
        D     | M2     | S9341 | 100.00
        E     | M3     | S9366 | 180.00
        F     | M3     | S5498 | 100.00
        """
    expected = {"CON-01 B": usd(50), "CON-01 D": usd(50)}
    assert find(CON, table, payer_policy=own) == expected


def test_a_policy_that_does_not_require_the_modifiers_finds_nothing(find):
    """semantics.md, CON-01: where concurrent_therapy.required."""
    own = policy(period("2026-01-01", concurrent_therapy={"required": False, "sh_percent": 50}))
    assert find(CON, TWO_PRIMARIES, payer_policy=own) == {}


def test_a_line_outside_the_policy_still_holds_its_slot(find):
    """semantics.md, CON-01: governed or not; but only a governed line has a finding."""
    own = policy(
        period("2026-01-01", concurrent_therapy={"required": True, "sh_percent": 50}),
        lines_of_business=["COMMERCIAL"],
    )
    table = """
        claim | member | lob        | code  | paid
        A     | M1     | MEDICAID   | S9366 | 180.00
        B     | M1     | COMMERCIAL | S9500 | 100.00
        C     | M2     | COMMERCIAL | S9366 | 180.00
        D     | M2     | MEDICAID   | S9500 | 100.00
        """
    assert find(CON, table, payer_policy=own) == {"CON-01 B": usd(100 - 50)}


def test_the_percentages_are_those_of_the_flagged_line(find):
    """semantics.md, CON-01: percentages from the flagged line's period, not the primary's."""
    half = policy(period("2026-01-01", concurrent_therapy={"required": True, "sh_percent": 50}))
    most = policy(
        period("2026-01-01", concurrent_therapy={"required": True, "sh_percent": 80}),
        policy_id="plan-commercial",
        lines_of_business=["COMMERCIAL"],
    )
    table = """
        claim | member | lob        | code  | paid
        A     | M1     | MEDICAID   | S9366 | 180.00
        B     | M1     | COMMERCIAL | S9500 | 100.00
        C     | M2     | COMMERCIAL | S9366 | 180.00
        D     | M2     | MEDICAID   | S9500 | 100.00
        """
    found = find(CON, table, policies=[half, most])
    assert found == {"CON-01 B": usd(100 - 80), "CON-01 D": usd(100 - 50)}


def test_the_ordering_is_that_of_the_first_governed_line(find):
    """semantics.md, CON-01: ordering from the period of the first governed line by payment."""
    rate = {"required": True, "sh_percent": 50, "ordering": "highest_rate"}
    billed = rate | {"ordering": "first_billed"}
    policies = [
        policy(period("2026-01-01", concurrent_therapy=rate)),
        policy(
            period("2026-01-01", concurrent_therapy=billed),
            policy_id="plan-commercial",
            lines_of_business=["COMMERCIAL"],
        ),
    ]
    table = """
        claim | member | lob        | code  | paid   | received | paid_on
        A     | M1     | MEDICAID   | S9366 | 180.00 | 08-02    | 09-01
        B     | M1     | COMMERCIAL | S9500 | 100.00 | 08-01    | 09-02
        C     | M2     | MEDICAID   | S9366 | 180.00 | 08-02    | 09-02
        D     | M2     | COMMERCIAL | S9500 | 100.00 | 08-01    | 09-01
        """
    found = find(CON, table, policies=policies)
    assert found == {"CON-01 B": usd(50), "CON-01 C": usd(90)}


def test_a_line_outside_the_policy_does_not_say_the_ordering(find):
    """semantics.md, CON-01: the first governed line; A was paid before it, ungoverned."""
    own = policy(
        period(
            "2026-01-01",
            concurrent_therapy={"required": True, "sh_percent": 50, "ordering": "first_billed"},
        ),
        lines_of_business=["COMMERCIAL"],
    )
    table = """
        claim | lob        | code  | paid   | received | paid_on
        A     | MEDICAID   | S9366 | 180.00 | 08-02    | 09-01
        B     | COMMERCIAL | S9500 | 100.00 | 08-01    | 09-02
        """
    # billed first, B is the primary; A is the second, outside the policy
    assert find(CON, table, payer_policy=own) == {}


def test_priority_health_is_a_lead_without_a_price(findings):
    """ "Two situationally used modifiers", no price: lowered to lead, unpriced."""
    found = findings(CON, THREE_PRIMARIES_AND_SECONDS, payer="PRIORITY_HEALTH")
    assert set(found["check_id"] + " " + found["key"]) == {"CON-01 B", "CON-02 C", "CON-03 F"}
    assert set(found["strength"]) == {"lead"}
    assert found["candidate_amount"].isna().all()


def test_priority_health_speaks_from_its_first_day(find):
    """Date of origin 2024-10-07."""
    table = """
        claim | code  | from       | paid
        A     | S9366 | 2024-10-06 | 180.00
        B     | S9500 | 2024-10-06 | 100.00
        C     | S9366 | 2024-10-07 | 180.00
        D     | S9500 | 2024-10-07 | 100.00
        E     | S9366 | 2025-02-13 | 180.00
        F     | S9500 | 2025-02-13 | 100.00
        """
    found = find(CON, table, payer="PRIORITY_HEALTH")
    assert found == {"CON-01 D": None, "CON-01 F": None}


def test_jefferson_is_silent(check_run):
    """RB.046.A does not mention SH or SJ: the checks are off."""
    record = check_run("CON-01", TWO_PRIMARIES, payer="JEFFERSON")
    assert (record["findings"], record["lines_governed"]) == (0, 0)


def test_a_contract_that_gives_percentages_prices_the_lead(find):
    """semantics.md, CON-01: a contract with percentages is automated and priced."""
    contract = policy(
        period("2025-01-01", concurrent_therapy={"required": True, "sh_percent": 50}),
        policy_id="alpha-contract",
        payer="PRIORITY_HEALTH",
        level="contract",
        billing_tins=["012345670"],
    )
    table = """
        claim | npi   | code  | paid
        A     | alpha | S9366 | 180.00
        B     | alpha | S9500 | 100.00
        C     | beta  | S9366 | 180.00
        D     | beta  | S9500 | 100.00
        """
    found = find(CON, table, policies=[contract], payer="PRIORITY_HEALTH")
    assert found == {"CON-01 B": usd(100 - 50), "CON-01 D": None}


def test_the_second_therapy_was_paid_at_half_its_rate(asked):
    """Only the modifier is missing."""
    table = """
        line | to | code  | paid
        1    | 7  | S9366 | 1260.00
        2    | 7  | S9500 | 350.00
        """
    contract_rate = """
        tin   | code  | rate
        alpha | S9500 | 100.00
        alpha | S9366 | 180.00
        """
    found = asked(
        "CON-01",
        table,
        payer="PRIORITY_HEALTH",
        contract_rate=contract_rate,
        policies=[ALPHA_SH_50],
    )
    assert found == {}


def test_a_year_at_a_dear_rate_is_compared(asked):
    """semantics.md, CON-01: what was already cut is rate x units x percent, however large."""
    table = """
        line | from       | to         | code  | units | paid
        1    | 2025-01-01 | 2025-12-31 | S9366 | 365   | 365000.00
        2    | 2025-01-01 | 2025-12-31 | S9500 | 365   | 182500.00
        3    | 2026-01-01 | 2026-12-31 | S9366 | 365   | 365000.00
        4    | 2026-01-01 | 2026-12-31 | S9500 | 365   | 200000.00
        """
    contract_rate = """
        tin   | code  | rate
        alpha | S9500 | 1000.00
        """
    found = asked(
        "CON-01",
        table,
        payer="PRIORITY_HEALTH",
        contract_rate=contract_rate,
        policies=[ALPHA_SH_50],
    )
    assert found == {"A/4": "automated 100000.00"}


@pytest.mark.parametrize(("paid_on", "found"), [("12-01", {}), ("08-01", {"B": "automated 50.00"})])
def test_a_recovery_does_not_raise_what_is_asked(asked, paid_on, found):
    """semantics.md, Settled pair: also where the other line has come back whole since."""
    table = f"""
        claim | code  | mods | from | to | units | paid   | paid_on
        A     | S9329 |      | 1    | 1  | 1     | 900.00 | 08-01
        B     | S9364 |      | 1    | 1  | 1     | 100.00 | {paid_on}
        C     | S9366 | SH   | 1    | 1  | 1     | 60.00  | 08-01
        """
    recovery = "claim | amount\nC | 60.00"
    how = {"payer": "PRIORITY_HEALTH", "policies": [ALPHA_SH_50]}
    assert asked("CON-01", table, recovery=recovery, **how) == found

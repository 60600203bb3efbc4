"""The arithmetic of a finding, as a letter and `why` tell it: to be redone with a pencil."""

import random
from datetime import date
from decimal import Decimal

import pytest
from pencil import Told, redo, told

from analytics.report.letters.lines import letter_lines

from .policy_text import period, policy

LATER = date(2027, 1, 14)


@pytest.fixture
def arithmetic(told_of):
    """arithmetic(checks, claims, ...) gives {claim: the line}, "CHECK claim" of several checks.

    Each line is redone before.
    """

    def lines(checks, claims, **others) -> dict[str, str]:
        found = told_of(checks, claims, **others)
        for finding in found:
            redo(finding)
        one = isinstance(checks, str)
        return {f.claim_id if one else f"{f.check_id} {f.claim_id}": f.arithmetic for f in found}

    return lines


# --- shares ---------------------------------------------------------------------------------------


def test_a_share_is_told_as_its_rule_has_it(arithmetic):
    """semantics.md, UNT-01: share (units - day_count) / units."""
    table = """
        claim | from | to | units | paid
        A     | 1    | 7  | 7     | 994.16
        B     | 1    | 7  | 10    | 994.16
        C     | 1    | 1  | 6     | 100.05
        D     | 1    | 2  | 2.5   | 10.00
        """
    assert arithmetic("UNT-01", table) == {
        "B": "994.16 x 3/10 = 298.25",
        "C": "100.05 x 5/6 = 83.38",
        "D": "10.00 x 0.5/2.5 = 2.00",
    }


def test_a_percentage_is_told_as_the_policy_has_it(arithmetic):
    """semantics.md, CON-01: share 1 - sh/100; CON-03: 1 - sj/sh."""
    table = """
        claim | code  | mods | from | to | paid
        A     | S9366 |      | 1    | 2  | 900.00
        B     | S9500 |      | 1    | 2  | 350.01
        """
    own = policy(period("2026-01-01", concurrent_therapy=priced(37.5, 12.5)))
    found = arithmetic("CON-01", table, payer_policy=own)
    assert found == {"B": "350.01 x (1 - 37.5/100) = 218.76"}
    table = """
        claim | code  | mods | from | to | paid
        A     | S9366 |      | 1    | 1  | 900.00
        B     | S9348 | SH   | 1    | 1  | 75.00
        C     | S9500 | SH   | 1    | 1  | 50.00
        """
    found = arithmetic("CON-03", table, payer_policy=own)
    assert found == {"C": "50.00 x (1 - 12.5/37.5) = 33.33"}


def priced(sh, sj) -> dict:
    """Concurrent therapies with these percentages."""
    return {"required": True, "sh_percent": sh, "sj_percent": sj}


def test_what_is_not_payable_at_all_is_all_of_it(arithmetic):
    """semantics.md, Share: "Whole line: every day, share 1"."""
    assert arithmetic("POS-02", "claim | from | to | pos | paid\nC1 | 1 | 3 | 21 | 10.00") == {
        "C1": "all of 10.00 = 10.00"
    }


def test_days_in_question_without_a_price_are_told_without_one(arithmetic):
    """semantics.md, Share; CON-04: share null."""
    found = arithmetic("CON-04", "claim | mods | from | to | paid\nC1 | SH | 1 | 3 | 10.00")
    assert found == {"C1": "10.00 in question; the policy gives no price"}


def test_units_of_a_span_that_cannot_have_fallen_outside_a_stay(arithmetic):
    """semantics.md, OVR-01; Proved days: k x day_count / (units x |D|)."""
    table = """
        claim | bill | code  | from | to | units | paid    | admit | discharge
        A     |      | S9500 | 1    | 10 | 8     | 800.00  |       |
        STAY  | 0111 |       | 2    | 9  |       | 9000.00 | 2     | 9
        """
    assert arithmetic("OVR-01", table) == {
        "A": "800.00 over 10 days: 80.00 a day; 6 days 480.00; 480.00 x 4 x 10/(8 x 6) = 400.00"
    }


# --- the cents of the days ------------------------------------------------------------------------


def test_the_cents_of_the_days_stand_where_not_all_days_are_in_question(arithmetic):
    """semantics.md, Money: "remainder to the earliest"."""
    second = policy(period("2026-07-02", place_of_service=home()))
    table = """
        claim | from | to | pos | paid
        A     | 1    | 3  | 11  | 10.00
        B     | 1    | 3  | 11  | 9.00
        C     | 1    | 2  | 11  | 10.01
        D     | 2    | 4  | 11  | 10.00
        E     | 1    | 8  | 11  | 10.04
        F     | 1    | 9  | 11  | 9.00
        """
    assert arithmetic("POS-01", table, payer_policy=second) == {
        "A": "10.00 over 3 days: 3.34 + 3.33 + 3.33; 2 days 3.33 + 3.33 = 6.66; all of 6.66 = 6.66",
        "B": "9.00 over 3 days: 3.00 a day; 2 days 6.00; all of 6.00 = 6.00",
        "C": "10.01 over 2 days: 5.01 + 5.00; 1 day 5.00; all of 5.00 = 5.00",
        "D": "all of 10.00 = 10.00",
        "E": "10.04 over 8 days: 4 x 1.26 + 4 x 1.25;"
        " 7 days 3 x 1.26 + 4 x 1.25 = 8.78; all of 8.78 = 8.78",
        "F": "9.00 over 9 days: 1.00 a day; 8 days 8.00; all of 8.00 = 8.00",
    }


def home() -> dict:
    """Per diems are paid at home."""
    return {"families": ["infusion_per_diem"], "accepted": ["12"]}


def test_days_with_different_shares_are_added(arithmetic):
    """semantics.md, Money: "sum of cents x share", rounded once."""
    own = policy(
        period("2026-01-01", "2026-07-02", concurrent_therapy=priced(50, 0)),
        period("2026-07-03", concurrent_therapy=priced(75, 0)),
    )
    table = """
        claim | code  | from | to | paid
        A     | S9366 | 1    | 3  | 900.00
        B     | S9500 | 1    | 3  | 10.00
        """
    assert arithmetic("CON-01", table, payer_policy=own) == {
        "B": "10.00 over 3 days: 3.34 + 3.33 + 3.33; 2 days 3.34 + 3.33 = 6.67; 1 day 3.33;"
        " 6.67 x (1 - 50/100) + 3.33 x (1 - 75/100) = 4.17"
    }


# --- recoveries and the bound ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recovered", "line"),
    [
        ("0.01", "200.00 x 1/2 = 100.00, less 0.01 recovered = 99.99"),
        ("99.99", "200.00 x 1/2 = 100.00, less 99.99 recovered = 0.01"),
        ("100.00", "200.00 x 1/2 = 100.00, less 100.00 recovered = 0.00"),
        ("100.01", "200.00 x 1/2 = 100.00, less 100.01 recovered, never below 0.00 = 0.00"),
    ],
)
def test_recoveries_come_off_and_never_below_nothing(arithmetic, recovered, line):
    """semantics.md, Money: "less recoveries already taken for the line, never below 0"."""
    taken = f"claim | amount\nA | {recovered}"
    found = arithmetic("UNT-01", "claim | units | paid\nA | 2 | 200.00", recovery=taken)
    assert found == {"A": line}


@pytest.mark.parametrize("check", ["UNT-02", "DUP-01"])
@pytest.mark.parametrize(
    ("recovered", "line"),
    [
        ("0.00", "all of 560.00 = 560.00"),
        ("139.99", "all of 560.00 = 560.00"),
        ("350.00", "560.00 x 350.00/560.00 = 350.00"),
        ("699.99", "560.00 x 0.01/560.00 = 0.01"),
    ],
)
def test_the_bound_is_what_the_standing_line_holds(arithmetic, check, recovered, line):
    """semantics.md, Bound: "at most what that line holds on the common days"."""
    table = """
        claim | code  | from | to | units | paid   | charge | paid_on
        A     | S9501 | 1    | 7  | 7     | 700.00 | 900.00 | 08-01
        B     | S9501 | 1    | 7  | 7     | 560.00 | 900.00 | 08-02
        J     | J0696 | 1    | 1  | 7     | 0      | 10.00  | 08-02
        """
    taken = f"claim | amount\nA | {recovered}"
    found = arithmetic(check, table, recovery=taken if recovered != "0.00" else None)
    assert found == {"B": line}


def test_two_spans_of_the_same_days_lose_the_excess(arithmetic):
    """semantics.md, Worked numbers: "29 of 30 units"."""
    table = """
        claim | code  | from | to | units | paid    | paid_on
        A     | S9500 | 1    | 31 | 30    | 3000.00 | 09-01
        B     | S9500 | 1    | 31 | 30    | 3000.00 | 09-02
        J     | J0696 | 1    | 1  | 1     | 0       | 09-01
        """
    assert arithmetic("UNT-02", table) == {"B": "3000.00 x 29/30 = 2900.00"}


# --- what the findings of a line add --------------------------------------------------------------


@pytest.fixture
def added(audit):
    """added(checks, claims, ...) gives {claim: amount asked, {check: adds, why not its own}}."""

    def asked(checks, claims, **others) -> dict:
        run = audit(checks, claims, **others)
        why = {(f.check_id, f.claim_id): f.counted for f in told(run)}
        shown = {}
        for line in letter_lines(run, LATER).demand:
            assert sum(r["asked_amount"] for r in line["reasons"]) == line["amount"]
            steps = {
                r["check_id"]: (str(r["asked_amount"]), why[r["check_id"], line["claim_id"]])
                for r in line["reasons"]
            }
            shown[line["claim_id"]] = (str(line["amount"]), steps)
        return shown

    return asked


def test_findings_of_a_line_add_up_and_say_what_counts_elsewhere(added):
    """semantics.md, Money: "By check: one step of the ladder per check"."""
    table = """
        claim | code  | from | to | units | paid   | paid_on
        A     | S9500 | 1    | 1  | 1     | 100.00 | 09-01
        B     | S9500 | 1    | 1  | 2     | 100.00 | 09-02
        J     | J0696 | 1    | 1  | 1     | 0      | 09-01
        """
    assert added(["UNT-01", "UNT-02"], table) == {
        "B": (
            "100.00",
            {
                "UNT-01": ("50.00", ""),
                "UNT-02": ("50.00", "50.00 of it is counted under UNT-01"),
            },
        )
    }


def test_a_recovery_comes_off_the_finding_before(added):
    """semantics.md, Money: "Recoveries come off the line's ladder, strongest rung first"."""
    table = """
        claim | code  | from | to | units | paid   | paid_on
        A     | S9500 | 1    | 1  | 1     | 100.00 | 09-01
        B     | S9500 | 1    | 1  | 2     | 100.00 | 09-02
        J     | J0696 | 1    | 1  | 1     | 0      | 09-01
        """
    found = added(["UNT-01", "UNT-02"], table, recovery="claim | amount\nB | 60.00")
    assert found == {
        "B": (
            "40.00",
            {"UNT-01": ("0.00", ""), "UNT-02": ("40.00", "")},
        )
    }


# --- every finding --------------------------------------------------------------------------------


def claims_at_random(seed: int, lines: int = 150) -> str:
    """Spans of 1 to 31 days of few members and codes, so that they meet, of any amount."""
    draw = random.Random(seed)
    rows = ["claim | member | code | mods | from | to | units | paid | paid_on | pos"]
    codes = ["S9500", "S9500", "S9494", "S9366", "S9348", "99601", "99602", "J0696", "A4222"]
    for number in range(lines):
        first, days = draw.randint(1, 20), draw.choice([1, 1, 3, 7, 9, 12])
        cells = [
            f"C{number}",
            f"M{draw.randint(1, 9)}",
            draw.choice(codes),
            draw.choice(["", "", "", "SH", "SJ"]),
            first,
            first + days - 1,
            draw.choice([days, days, days + 1, 2 * days, max(1, days - 1)]),
            Decimal(draw.randint(1, 99_999)).scaleb(-2),
            f"08-{draw.randint(1, 9):02d}",
            draw.choice(["12", "12", "12", "21"]),
        ]
        rows.append(" | ".join(map(str, cells)))
    return "\n".join(rows)


def taken_at_random(seed: int) -> str:
    """A part of every seventh claim was taken back."""
    draw = random.Random(seed)
    taken = [f"C{number} | {draw.randint(1, 300)}.0{number % 9}" for number in range(0, 150, 7)]
    return "\n".join(["claim | amount", *taken])


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_every_arithmetic_comes_out_to_the_cent(audit, seed):
    """semantics.md, Money: what a finding is told to ask is its candidate amount."""
    own = policy(
        period("2026-01-01", "2026-07-09", concurrent_therapy=priced(50, 0)),
        period("2026-07-10", concurrent_therapy=priced(33, 11), documentation={"required": True}),
    )
    notes = "member | date\nM9 | 1\nM1 | 9\nM9 | 31"
    run = audit(
        None,
        claims_at_random(seed),
        payer_policy=own,
        recovery=taken_at_random(seed),
        visit_note=notes,
    )
    found: list[Told] = list(told(run))
    for finding in found:
        redo(finding)
    assert len(found) > 40
    assert {"CON-01", "UNT-01", "UNT-02", "POS-02", "BND-01"} <= {f.check_id for f in found}
    assert any(f.recovered for f in found)
    for line in letter_lines(run, LATER).demand:
        assert sum(r["asked_amount"] for r in line["reasons"]) == line["amount"]

"""Stages: a line that is not payable convicts no other."""

import pandas as pd
import pytest

from analytics import testing
from analytics.testing import usd

from .marks import OWN_POLICIES, finding_id
from .policy_text import ALPHA_SH_50, period, policy

BOTH = ["POS-01", "UNT-02"]
#: One per diem twice; the first at a place that the policy does not accept.
TWICE = """
    claim | pos | paid   | paid_on
    A     | 11  | 100.00 | 08-01
    B     | 12  | 90.00  | 08-02
    """


def plan(**of_table) -> str:
    """PLAN's policy: its place of service table with these keys, and no other."""
    families = ["infusion_per_diem", "nursing"]
    table = {"families": families, "accepted": ["12"]} | of_table
    return policy(period("2026-01-01", place_of_service=table))


def test_a_taken_line_is_no_evidence_later(find):
    """semantics.md, Stages: whole, automated, of an earlier stage: the day is taken."""
    assert find(BOTH, TWICE, payer_policy=plan()) == {"POS-01 A": usd(100)}


def test_without_the_earlier_finding_the_line_convicts(find):
    assert find(BOTH, TWICE.replace("| 11 ", "| 12 "), payer_policy=plan()) == {"UNT-02 B": usd(90)}


def test_a_taken_line_may_still_be_found_by_a_later_check(find):
    """semantics.md, Stages: the ladder counts each dollar once."""
    table = TWICE.replace("A     | 11 ", "A     | 12 ").replace("B     | 12 ", "B     | 11 ")
    assert find(BOTH, table, payer_policy=plan()) == {"POS-01 B": usd(90), "UNT-02 B": usd(90)}


@pytest.mark.parametrize("of_table", [{"strength": "records"}, {"monitor_checks": ["POS-01"]}])
def test_a_lowered_or_monitored_finding_takes_nothing(find, of_table):
    found = find(BOTH, TWICE, payer_policy=plan(**of_table))
    assert found["UNT-02 B"] == usd(90)


def test_a_disabled_check_takes_nothing(find):
    found = find(BOTH, TWICE, payer_policy=plan(disabled_checks=["POS-01"]))
    assert found == {"UNT-02 B": usd(90)}


def test_a_line_on_hold_takes_nothing(find):
    """semantics.md, Stages: nothing is taken by a finding that is on hold."""
    found = find(BOTH, TWICE, hold="claim | reason\nA | SIU", payer_policy=plan())
    assert found["UNT-02 B"] == usd(90)


def test_an_overturned_finding_takes_nothing(findings):
    """semantics.md, Stages: the review said that the line was payable."""
    review = f"finding | status | date\n{finding_id('A', 'POS-01')} | overturned | 2026-10-01"
    found = findings(BOTH, TWICE, payer_policy=plan(), disposition=review)
    assert set(zip(found["check_id"], found["key"], strict=True)) == {
        ("POS-01", "A"),
        ("UNT-02", "B"),
    }


def test_a_line_paid_to_the_member_takes(find):
    """semantics.md, Stages: one on a line paid to the member takes."""
    table = """
        claim | pos | paid   | paid_on | payee
        A     | 11  | 100.00 | 08-01   | member
        B     | 12  | 90.00  | 08-02   | provider
        """
    assert find(BOTH, table, payer_policy=plan()) == {"POS-01 A": usd(100)}


def test_a_line_paid_nothing_takes(find):
    """semantics.md, Stages: a line at a wrong place convicts no other, whatever it was paid."""
    table = """
        claim | pos | paid  | allowed | paid_on
        A     | 11  | 0.00  | 100.00  | 08-01
        B     | 12  | 90.00 | 90.00   | 08-02
        """
    assert find(BOTH, table, payer_policy=plan()) == {}
    assert find(BOTH, table.replace("| 11 ", "| 12 "), payer_policy=plan()) == {"UNT-02 B": usd(90)}


def test_a_finding_past_its_look_back_takes(find):
    """semantics.md, Stages: it is too late to ask for the line, not to see that it was wrong."""
    rule = period("2026-01-01", lookback={"months": 1})
    own = policy(rule, policy_id="limit", payer="PLAN", level="mandate")
    found = find(BOTH, TWICE, payer_policy=plan(), policies=[own])
    assert found == {"POS-01 A": usd(100)}


def test_only_the_days_of_the_finding_are_taken(find):
    """POS-01 governs from 5 July: before it A stands."""
    own = policy(
        period(
            "2026-07-05", place_of_service={"families": ["infusion_per_diem"], "accepted": ["12"]}
        )
    )
    table = """
        claim | pos | from | to | paid   | paid_on
        A     | 11  | 1    | 10 | 100.00 | 08-01
        B     | 12  | 1    | 10 | 90.00  | 08-02
        """
    assert find(BOTH, table, payer_policy=own) == {"POS-01 A": usd(60), "UNT-02 B": usd(36)}


def test_a_line_that_loses_leaves_the_concurrent_day(find):
    """semantics.md, CON-01: less the losers of EXC-01 and UNT-02 that day."""
    table = """
        claim | code  | paid_on | paid
        A     | S9494 | 09-01   | 100.00
        B     | S9500 | 09-02   | 200.00
        """
    assert find(["EXC-01", "CON-01"], table) == {"EXC-01 A": usd(100)}


@pytest.mark.parametrize(
    ("key", "found"), [("monitor_checks", {}), ("disabled_checks", {"A": usd(50)})]
)
def test_a_monitored_loser_leaves_the_day_a_disabled_one_stays(find, key, found):
    """semantics.md, Stages: where it is monitored its losers leave the day; disabled: nothing."""
    own = policy(
        period(
            "2026-01-01",
            per_diem={"exclusions": True, key: ["EXC-01"]},
            concurrent_therapy={"required": True, "sh_percent": 50, "sj_percent": 0},
        )
    )
    table = """
        claim | code  | paid_on | paid
        A     | S9494 | 09-01   | 100.00
        B     | S9500 | 09-02   | 200.00
        """
    assert find("CON-01", table, payer_policy=own) == found


FOUR = """
    claim | code  | pos | paid   | paid_on
    A     | S9500 | 11  | 100.00 | 08-01
    B     | S9500 | 12  | 90.00  | 08-02
    C     | S9366 | 12  | 80.00  | 08-02
    D     | A4222 | 12  | 70.00  | 08-02
    """


@pytest.fixture(scope="module")
def together() -> pd.DataFrame:
    """What all checks find of `FOUR`."""
    return testing.audit(None, FOUR, policies=OWN_POLICIES).findings()


@pytest.mark.parametrize("check", ["UNT-02", "CON-01", "BND-01", "POS-01"])
def test_a_check_asked_for_alone_finds_what_it_finds_among_all(audit, together, check):
    """semantics.md, Stages: --only runs what the check stands on, silently."""
    alone = audit(check, FOUR).findings()
    columns = ["claim_id", "candidate_amount", "reason", "strength"]
    of_check = together[together["check_id"] == check][columns].reset_index(drop=True)
    assert alone[columns].reset_index(drop=True).equals(of_check)
    assert set(alone["check_id"]) <= {check}


def test_what_runs_silently_is_in_no_table_of_the_run(audit):
    run = audit("UNT-02", TWICE, payer_policy=plan())
    assert list(run.checks()["check_id"]) == ["UNT-02"]
    assert run.exposure(by="provider")["lines_flagged"].sum() == 0


def test_a_held_finding_of_any_check_leaves_its_line_doubted(asked):
    """semantics.md, Stages: where the line is on hold its lines are doubted."""
    table = """
        claim | lob                | code  | paid    | paid_on
        A     | MEDICARE_ADVANTAGE | S9366 | 1260.00 | 08-01
        B     | MEDICAID           | S9500 | 700.00  | 08-01
        """
    held = asked("CON-01", table, hold="claim | reason\nA | SIU")
    assert held == {"B": "records 350.00"}
    assert asked("CON-01", table) == {}


def test_a_line_on_hold_and_paid_to_the_member_takes_nothing(find):
    """semantics.md, Stages: on hold nothing is taken; the reading that asks for less."""
    table = """
        claim | pos | code  | mods | paid    | payee
        A     | 11  | S9366 |      | 1260.00 | member
        B     | 12  | S9500 | SH   | 350.00  | provider
        """
    assert find("CON-04", table, hold="claim | reason\nA | SIU") == {}


def test_a_place_of_service_corrected_by_a_new_claim(asked):
    """The line at the wrong place cannot be the one that stands."""
    table = """
        claim | line | to | pos | code  | paid_on | paid
        A     | 1    | 7  | 11  | S9500 | 25      | 700.00
        B     | 1    | 7  | 12  | S9500 | 08-10   | 700.00
        A     | 2    | 1  | 12  | J1335 | 08-10   | 140.00
        """
    found = asked(["POS-01", "UNT-02"], table, payer="JEFFERSON")
    assert found == {"POS-01 A": "automated 700.00"}


def test_a_primary_that_may_not_be_payable(asked):
    """No reading gives both: what it convicts is records too."""
    table = """
        line | to | pos | code  | paid
        1    | 7  | 22  | S9366 | 1260.00
        2    | 7  | 12  | S9500 | 700.00
        """
    provider = """
        npi   | tin   | facility
        alpha | alpha | false
        """
    found = asked(
        ["CON-01", "POS-01", "POS-02"],
        table,
        payer="PRIORITY_HEALTH",
        provider=provider,
        policies=[ALPHA_SH_50],
    )
    assert found == {
        "CON-01 A/2": "records 350.00",
        "POS-01 A": "records 1260.00",
        "POS-02 A": "records 1260.00",
    }

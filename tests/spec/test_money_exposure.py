"""Exposure: each paid dollar once, in its strongest column. semantics.md, Money."""

from decimal import Decimal

import pandas as pd
import pytest

from analytics import testing
from analytics.api import Run
from analytics.schema.words import STRENGTH_AMOUNTS
from analytics.testing import usd

from .marks import finding_id
from .policy_text import period, policy

NO_FACILITY = "npi | facility\nbeta | false"
#: M1 is in hospital from 5 to 9 July; the lines say where the infusion was.
IN_HOSPITAL = """
        claim | bill | rev  | npi      | from | to | units | paid    | pos | admit | discharge
        STAY  | 0111 | 0120 | hospital | 5    | 9  |       | 9000.00 |     | 5     | 9
        """


def with_stay(*lines: str) -> str:
    """The stay and alpha's S9500 lines "claim from to units paid pos"."""
    rows = []
    for line in lines:
        claim, first, last, units, paid, pos = line.split()
        rows.append(f"{claim} | | | alpha | {first} | {last} | {units} | {paid} | {pos} | |")
    return IN_HOSPITAL.rstrip() + "\n" + "\n".join(rows)


def test_two_automated_findings_of_a_day_count_once(exposure):
    """The largest automated share of each day."""
    found = exposure(
        ["POS-02", "UNT-01"],
        "pos | from | to | units | paid\n21 | 1 | 7 | 14 | 1400.00",
    )
    assert found == {"alpha": {"automated": usd(1400)}}


def test_the_largest_share_of_each_day_counts(exposure):
    """OVR-01 takes 6 to 8 whole, UNT-01 half of every day: 3 x 200 + 11 x 100."""
    found = exposure(["OVR-01", "UNT-01"], with_stay("A 1 14 28 2800.00 12"))
    assert found == {"alpha": {"automated": usd(3 * 200 + 11 * 100)}}


def test_records_come_after_automated(exposure):
    """records = R(sum c.max(a,r)) - automated. Priority Health: POS-01 is records."""
    found = exposure(
        ["OVR-01", "POS-01"],
        with_stay("A 1 14 14 1400.00 11"),
        payer="PRIORITY_HEALTH",
        provider=NO_FACILITY,
    )
    assert found == {"alpha": {"automated": usd(300), "records": usd(1400 - 300)}}


def test_leads_come_last(exposure):
    """lead = R(sum c.max(a,r,l)) - automated - records. Jefferson: LOB-01 is a lead."""
    found = exposure(
        ["OVR-01", "LOB-01"],
        with_stay("A 1 14 14 1400.00 12"),
        payer="JEFFERSON",
        lob="INDIVIDUAL",
    )
    assert found == {"alpha": {"automated": usd(300), "lead": usd(1400 - 300)}}


def test_three_rungs(exposure):
    """Automated on 6 to 8, records on every day for half, lead on every day whole."""
    own = policy(
        period(
            "2026-01-01",
            per_diem={"strength": "records"},
            code_family={"accepted_families": {"MEDICAID": []}, "strength": "lead"},
        )
    )
    found = exposure(
        ["OVR-01", "UNT-01", "LOB-01"], with_stay("A 1 14 28 2800.00 12"), payer_policy=own
    )
    assert found == {
        "alpha": {
            "automated": usd(3 * 200),
            "records": usd(11 * 100),
            "lead": usd(2800 - 3 * 200 - 11 * 100),
        }
    }


def test_unpriced_are_the_days_nothing_priced_covers(exposure):
    """unpriced = cents of days with an unpriced finding and no priced one."""
    table = """
        claim | bill | npi      | code  | mods | from | to | units | paid    | admit | discharge
        STAY  | 0111 | hospital |       |      | 5    | 9  |       | 9000.00 | 5     | 9
        A     |      | alpha    | S9500 | SH   | 1    | 14 | 14    | 1400.00 |       |
        """
    found = exposure(["CON-04", "OVR-01"], table)
    assert found == {"alpha": {"automated": usd(300), "unpriced": usd(1400 - 300)}}


@pytest.mark.parametrize(
    ("amount", "left"),
    [("0.01", "699.99"), ("350.00", usd(350)), ("699.99", "0.01"), ("700.00", None)],
)
def test_what_came_back_is_in_question_no_more(exposure, amount, left):
    """semantics.md, Money: "no line is in question for more than it holds"."""
    table = "mods | from | to | paid\nSH | 1 | 7 | 700.00"
    found = exposure("CON-04", table, recovery=f"claim | amount\nA | {amount}")
    assert found == ({"alpha": {"unpriced": left}} if left else {})


@pytest.mark.parametrize(
    ("amount", "left"),
    [
        ("99.99", {"automated": "0.01", "unpriced": usd(600)}),
        ("100.00", {"unpriced": usd(600)}),
        ("100.01", {"unpriced": "599.99"}),
    ],
)
def test_what_came_back_comes_off_what_is_priced_first(exposure, amount, left):
    """semantics.md, Money: "less what recoveries exceed all that the ladder asks"."""
    stay = """
        claim | bill | npi      | code  | mods | from | to | units | paid    | admit | discharge
        STAY  | 0111 | hospital |       |      | 5    | 7  |       | 9000.00 | 5     | 7
        A     |      | alpha    | S9500 | SH   | 1    | 7  | 7     | 700.00  |       |
        """
    recovery = f"claim | amount\nA | {amount}"
    assert exposure(["OVR-01", "CON-04"], stay, recovery=recovery) == {"alpha": left}


@pytest.mark.parametrize(
    ("lines", "findings", "asked"),
    [
        ("A | SH | 700.00 | M1", 1, None),
        ("A | SH | 700.00 | M1\nB | SH | 630.00 | M2", 2, None),
        ("A |    | 700.00 | M1", 0, "0.00"),
    ],
)
def test_a_sum_of_which_nothing_has_a_price_is_empty_and_a_sum_of_nothing_is_0(
    audit, lines, findings, asked
):
    """data_contract.md, Findings: "all of which have no price is empty"."""
    run = audit("CON-04", f"claim | mods | paid | member\n{lines}", to="7", units="7")
    for frame, name in (
        (run.checks(), "candidate_amount"),
        (run.exposure("check"), "gross_amount"),
    ):
        (row,) = frame[frame["check_id"] == "CON-04"].to_dict("records")
        assert row["findings"] == findings
        assert (None if pd.isna(row[name]) else str(row[name])) == asked
    by_status = run.exposure("status").set_index("status")["gross_lead_amount"]
    assert (None if pd.isna(by_status["open"]) else str(by_status["open"])) == asked
    assert str(by_status["demanded"]) == "0.00"


def test_the_ladder_goes_by_day_where_two_tables_govern(exposure):
    """Where two tables govern days of one line the ladder goes by day."""
    own = policy(
        period("2026-01-01", per_diem={"strength": "lead"}),
        period("2026-07-04", per_diem={"strength": "records"}),
    )
    found = exposure("UNT-01", "from | to | units | paid\n1 | 7 | 14 | 1400.00", payer_policy=own)
    assert found == {"alpha": {"records": usd(4 * 100), "lead": usd(3 * 100)}}


def test_exposure_is_by_provider_group(exposure):
    """Two NPIs of one TIN are one provider."""
    table = """
        claim | npi   | tin   | units | paid
        A     | alpha | alpha | 2     | 100.00
        B     | beta  | alpha | 2     | 60.00
        C     | gamma | gamma | 2     | 40.00
        """
    found = exposure("UNT-01", table)
    assert found == {"alpha": {"automated": usd(50 + 30)}, "gamma": {"automated": usd(20)}}


@pytest.fixture(scope="module")
def three_lines() -> Run:
    """UNT-01 looks at A and B, and finds A: 50 of 100."""
    table = """
        claim | code  | units | paid
        A     | S9500 | 2     | 100.00
        B     | S9500 | 1     | 60.00
        C     | 99213 | 1     | 40.00
        """
    return testing.audit("UNT-01", table)


def test_denominators_of_a_provider(three_lines):
    """data_contract.md, Findings: governed_amount is of lines some check looked at."""
    row = three_lines.exposure(by="provider").iloc[0]
    assert (row["lines_paid"], row["lines_flagged"]) == (3, 1)
    assert (str(row["paid_amount"]), str(row["governed_amount"])) == (usd(200), usd(160))


FINDING = """
    finding_id run_id check_id check_name strength mode policy_id policy_effective_from citation
    payer line_of_business claim_id claim_line_number member_id billing_npi provider_group
    rendering_npi hcpcs_code modifiers place_of_service_code line_start_date line_end_date units
    paid_date paid_amount in_question_amount candidate_amount remedy reason related_claim_id
    recoverable_until lookback_rule lookback_citation is_recoverable status
"""
EXPOSURE = """
    lines_paid paid_amount governed_amount lines_flagged automated_amount records_amount
    lead_amount unpriced_amount out_of_lookback_amount on_hold_amount resolved_amount
    exposure_rate rank cumulative_share
"""


def test_the_columns_of_findings_and_exposure(three_lines):
    """data_contract.md, Findings: what an audit writes."""
    assert set(FINDING.split()) <= set(three_lines.findings().columns)
    assert set(EXPOSURE.split()) <= set(three_lines.exposure(by="provider").columns)


def test_the_exposure_rate_is_automated_over_governed(three_lines):
    """data_contract.md, Findings: exposure_rate (automated over governed)."""
    row = three_lines.exposure(by="provider").iloc[0]
    assert round(float(row["exposure_rate"]), 6) == 50 / 160


def test_a_monitored_check_leaves_the_dollar_to_the_others(exposure):
    """Monitor findings count nowhere: not first in the ladder either."""
    own = policy(period("2026-01-01", per_diem={"monitor_checks": ["UNT-01"]}))
    table = "pos | units | paid\n21 | 4 | 100.00\n"
    found = exposure(["UNT-01", "POS-02"], table, payer_policy=own)
    assert found == {"alpha": {"automated": usd(100)}}


# --- one step per check


def steps(run) -> dict[str, str]:
    """Net amount of each check that has one, in whatever strength."""
    rows = run.checks().to_dict("records")
    net = {row["check_id"]: sum(row[name] for name in STRENGTH_AMOUNTS) for row in rows}
    return {check: str(amount) for check, amount in net.items() if amount}


def test_the_first_check_of_the_catalogue_takes_the_dollar(audit):
    """By check: one step of the ladder per check, strength first, then catalogue order."""
    table = "pos | from | to | units | paid\n21 | 1 | 7 | 14 | 1400.00"
    run = audit(["UNT-01", "POS-02", "POS-01"], table)
    assert steps(run) == {"POS-01": usd(1400)}


def test_the_stronger_check_takes_the_dollar_first(audit):
    """Strength first, then catalogue order: POS-01 is lowered to records, POS-02 automated."""
    place = {"families": ["infusion_per_diem"], "accepted": ["12"], "strength": "records"}
    own = policy(period("2026-01-01", place_of_service=place))
    table = "pos | from | to | paid\n21 | 1 | 7 | 700.00"
    assert steps(audit(["POS-01", "POS-02"], table, payer_policy=own)) == {"POS-02": usd(700)}


def test_of_two_checks_of_one_strength_the_first_of_the_catalogue_takes_the_dollar(audit):
    """At Priority Health POS-01 and POS-02 are both records."""
    table = "pos | from | to | paid\n21 | 1 | 7 | 700.00"
    run = audit(["POS-01", "POS-02"], table, payer="PRIORITY_HEALTH", provider=NO_FACILITY)
    assert steps(run) == {"POS-01": usd(700)}


def test_a_later_step_has_what_the_earlier_left(audit):
    """OVR-01 comes after UNT-01: half of every day is gone, half of 6 to 8 is left."""
    run = audit(["OVR-01", "UNT-01"], with_stay("A 1 14 28 2800.00 12"))
    assert steps(run) == {"UNT-01": usd(1400), "OVR-01": usd(3 * 100)}


def test_the_steps_sum_to_the_total_exactly(audit):
    """Rounded sums, not sums of rounded parts: thirds and halves of odd cents."""
    own = policy(
        period(
            "2026-01-01",
            concurrent_therapy={"required": True, "sh_percent": 67, "sj_percent": 33},
            documentation={"required": True},
        )
    )
    table = """
        claim | code  | mods | from | to | units | paid   | pos
        A     | S9366 |      | 1    | 7  | 7     | 900.01 | 12
        B     | S9500 |      | 1    | 7  | 8     | 700.03 | 12
        C     | S9348 |      | 3    | 9  | 9     | 500.05 | 12
        D     | S9494 |      | 2    | 4  | 4     | 100.01 | 12
        E     | 99601 |      | 5    | 7  | 3     | 100.03 | 21
        F     | A4222 |      | 1    | 3  | 1     | 10.01  | 12
        """
    run = audit(None, table, payer_policy=own, visit_note="member | date\nM1 | 5\nM9 | 1\nM9 | 30")
    by_provider = run.exposure(by="provider")
    assert by_provider["out_of_lookback_amount"].sum() == 0
    totals = {column: by_provider[column].sum() for column in STRENGTH_AMOUNTS}
    assert {column: run.checks()[column].sum() for column in STRENGTH_AMOUNTS} == totals
    assert sum(totals.values()) > 0


# --- held, capitated, paid to the member


def test_lines_on_hold_are_counted_apart(exposure):
    """data_contract.md, hold: claims not to touch, from_date to to_date, on the as-of date."""
    hold = """
        claim | from       | to    | payer
        A     |            |       | PLAN
        B     |            | 12-31 | PLAN
        C     |            | 12-30 | PLAN
        D     | 12-31      |       | PLAN
        E     | 2027-01-01 |       | PLAN
        F     |            |       | NOBODY
        """
    held = ["alpha", "beta", "delta"]
    free = ["gamma", "nurse", "agency", "hospital"]
    providers = ["alpha", "beta", "gamma", "delta", "nurse", "agency", "hospital"]
    rows = [f"{claim} | {npi} | 2" for claim, npi in zip("ABCDEFG", providers, strict=True)]
    found = exposure("UNT-01", "\n".join(["claim | npi | units", *rows]), hold=hold)
    assert {npi for npi, amounts in found.items() if "on_hold" in amounts} == set(held)
    assert {npi for npi, amounts in found.items() if "automated" in amounts} == set(free)


def test_only_fee_for_service_lines_paid_to_the_provider_have_exposure(exposure):
    """data_contract.md, payment_arrangement: and payee; empty means the usual case."""
    table = """
        claim | npi    | units | arrangement     | payee
        A     | alpha  | 2     | capitated       |
        B     | beta   | 2     | encounter       |
        C     | gamma  | 2     |                 | member
        D     | delta  | 2     | fee_for_service | provider
        E     | agency | 2     |                 |
        """
    found = exposure("UNT-01", table)
    automated = {npi for npi, amounts in found.items() if "automated" in amounts}
    assert automated == {"delta", "agency"}


# --- recoveries come off the ladder


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ("100.00", {"automated": usd(200), "records": usd(1100)}),
        ("300.00", {"records": usd(1100)}),
        ("500.00", {"records": usd(1100 - 200)}),
        ("1400.00", {}),
    ],
)
def test_recoveries_come_off_the_strongest_rung_first(exposure, taken, left):
    """Recoveries come off the line's ladder, strongest rung first."""
    found = exposure(
        ["OVR-01", "POS-01"],
        with_stay("A 1 14 14 1400.00 11"),
        payer="PRIORITY_HEALTH",
        provider=NO_FACILITY,
        recovery=f"claim | amount\nA | {taken}",
    )
    assert found.get("alpha", {}) == left


# --- dispositions and other sums


def test_a_disposition_shows_on_its_finding_up_to_the_as_of_date(findings):
    """As-of date: dispositions after it are not seen."""
    table = "units | paid\n2 | 100.00"
    outcome = f"finding | status | date\n{finding_id('A')} | upheld | "
    seen = findings("UNT-01", table, disposition=outcome + "2026-12-31")
    later = findings("UNT-01", table, disposition=outcome + "2027-01-01")
    assert list(seen["status"]) == ["upheld"]
    assert list(later["status"]) == ["open"]


def test_an_overturned_finding_has_no_exposure(exposure):
    """What a review has overturned or closed is no longer asked of the provider."""
    table = "units | paid\n2 | 100.00"
    outcome = f"finding | status\n{finding_id('A')} | overturned"
    found = exposure("UNT-01", table, disposition=outcome)
    assert "automated" not in found.get("alpha", {})


def test_every_sum_has_each_dollar_once(audit):
    """Exposure by provider, npi, month, line of business and payer all have the same total."""
    table = """
        claim | npi   | lob  | from  | to    | units | paid
        A     | alpha | CHIP | 06-28 | 07-03 | 12    | 100.01
        B     | alpha |      | 07-01 | 07-01 | 2     | 60.00
        C     | beta  | CHIP | 08-01 | 08-01 | 2     | 40.00
        """
    run = audit(["UNT-01", "POS-01"], table)
    for by in ("provider", "npi", "month", "line_of_business", "payer"):
        total = run.exposure(by=by)["automated_amount"].sum()
        assert total == Decimal("50.01") + 30 + 20


def test_by_remedy_each_dollar_is_once_though_findings_of_one_check_differ(audit):
    """data_contract.md, Findings: "net: each dollar once". EXC-01 on A asks for a refund, on C,
    where two drugs say two therapies, for a corrected claim."""
    table = """
        claim | member | code  | from | to | units | paid
        A     | M1     | S9494 | 1    | 7  | 7     | 630.00
        B     | M1     | S9500 | 1    | 7  | 7     | 700.00
        C     | M2     | S9494 | 1    | 7  | 7     | 400.00
        D     | M2     | S9500 | 1    | 7  | 7     | 700.00
        X     | M2     | J0696 | 1    | 1  | 1     | 10.00
        Y     | M2     | J3370 | 1    | 1  | 1     | 10.00
        """
    rows = audit("EXC-01", table).exposure(by="remedy").set_index("remedy")
    found = {
        remedy: (row["lines_flagged"], str(row["automated_amount"]), str(row["records_amount"]))
        for remedy, row in rows.iterrows()
    }
    assert found == {
        "corrected claim": (1, "0.00", usd(400)),
        "refund": (1, usd(630), "0.00"),
    }

"""Money: days, shares, rounding, recoveries. semantics.md, Money."""

import pytest

from analytics.testing import filled, usd

from .policy_text import period, policy

UNITS = "UNT-01"


def test_only_the_cents_of_the_governed_days_are_in_question(find):
    """Day cents: 10.00 over 3 days is 334, 333, 333; Jefferson begins on 14 June."""
    table = """
        claim | pos | from  | to    | paid
        A     | 11  | 06-12 | 06-14 | 10.00
        B     | 11  | 06-13 | 06-15 | 10.00
        C     | 11  | 06-14 | 06-16 | 10.00
        """
    found = find("POS-01", table, payer="JEFFERSON")
    assert found == {"A": "3.33", "B": "6.66", "C": "10.00"}


def test_the_remainder_goes_to_the_earliest_days(find):
    """10.01 is 334, 334, 333 cents."""
    table = """
        claim | pos | from  | to    | paid
        A     | 11  | 06-13 | 06-15 | 10.01
        B     | 11  | 06-12 | 06-14 | 10.01
        """
    found = find("POS-01", table, payer="JEFFERSON")
    assert found == {"A": "6.67", "B": "3.33"}


def test_days_of_a_line_with_fewer_cents_than_days_have_none_at_the_end(findings):
    """2 cents over 3 days: 1, 1, 0. The finding stands, and asks for nothing."""
    table = """
        claim | pos | from  | to    | paid
        A     | 11  | 06-12 | 06-14 | 0.02
        B     | 11  | 06-13 | 06-15 | 0.02
        """
    found = findings("POS-01", table, payer="JEFFERSON").set_index("claim_id")
    amounts = {c: (str(r.in_question_amount), str(r.candidate_amount)) for c, r in found.iterrows()}
    assert amounts == {"A": ("0.00", "0.00"), "B": ("0.01", "0.01")}


def test_amounts_are_rounded_half_up(find_each):
    """R(x): half up to 4 decimals of a cent, then to the cent."""
    expected = {
        ("6", "100.05"): "83.38",  # 8337.5 cents
        ("2", "0.01"): "0.01",  # half a cent goes up
        ("2", "0.03"): "0.02",  # 1.5 cents
        ("3", "10.00"): "6.67",  # 666.67 cents
        ("1.5", "10.00"): "3.33",  # 333.33 cents
        ("7", "100.01"): "85.72",  # 8572.2857 cents
    }
    found = find_each(UNITS, filled("units | paid\n{} | {}", expected))
    assert found == {case: {"A": amount} for case, amount in expected.items()}


def test_a_sum_is_rounded_once_not_day_by_day(find):
    """Seven days of 1.01 at half: 353.5 cents is 3.54; day by day it would be 7 x 51."""
    table = """
        claim | code  | from | to | paid
        A     | S9366 | 1    | 7  | 1260.00
        B     | S9500 | 1    | 7  | 7.07
        """
    assert find("CON-01", table) == {"B": "3.54"}


def test_in_question_are_the_cents_of_the_days_whatever_the_share(findings):
    """in_question_amount: cents of the finding's days."""
    found = findings(UNITS, "from | to | units | paid\n1 | 7 | 14 | 1400.00").iloc[0]
    assert str(found["in_question_amount"]) == usd(1400)
    assert str(found["candidate_amount"]) == usd(700)


def test_money_is_decimal(audit):
    """design.md, Money: decimal from extract to report, never float."""
    run = audit(UNITS, "units | paid\n2 | 100.00")
    assert "decimal" in str(run.findings()["candidate_amount"].dtype)
    assert "decimal" in str(run.exposure(by="provider")["automated_amount"].dtype)


def test_interest_is_no_part_of_exposure(find):
    """data_contract.md, medical_claim: interest is never part of exposure."""
    assert find(UNITS, "units | paid | interest\n2 | 100.00 | 5.00") == {"A": usd(50)}


# --- recoveries


def test_what_was_already_taken_back_is_no_candidate(find):
    """candidate_amount: less recoveries already taken for the line, never below 0."""
    table = """
        claim | units | paid
        A     | 2     | 100.00
        B     | 2     | 100.00
        C     | 2     | 100.00
        """
    found = find(UNITS, table, recovery="claim | amount\nA | 30.00\nB | 50.00\nC | 80.00")
    assert found == {"A": usd(50 - 30), "B": usd(0), "C": usd(0)}


def test_a_recovery_after_the_as_of_date_is_not_seen(find):
    """As-of date: recoveries after it are not seen."""
    table = "units | paid\n2 | 100.00"
    recovery = "claim | amount | date\nA | 30.00 | {}"
    assert find(UNITS, table, recovery=recovery.format("2026-12-31")) == {"A": usd(20)}
    assert find(UNITS, table, recovery=recovery.format("2027-01-01")) == {"A": usd(50)}


def test_a_recovery_names_its_line_or_is_spread_over_the_claim(find):
    """One without a line number is spread over the claim's lines by paid cents."""
    table = """
        claim | line | units | paid
        A     | 1    | 2     | 300.00
        A     | 2    | 1     | 100.00
        B     | 1    | 2     | 300.00
        """
    whole = find(UNITS, table, recovery="claim | line | amount\nA | | 40.00")
    assert whole == {"A": usd(150 - 40 * 3 // 4), "B": usd(150)}
    first = find(UNITS, table, recovery="claim | line | amount\nA | 1 | 40.00\nB | 2 | 40.00")
    assert first == {"A": usd(150 - 40), "B": usd(150)}


@pytest.mark.parametrize(
    ("recovery", "left"),
    [
        ("A | 1 | 100.00\nA | | 100.00", {"A": "0.00", "A/2": "0.00", "A/3": "0.00"}),
        # 50.00, 30.00, 20.00: 40.00 of line 1 is more than it holds, 20.00 of it fits on line 2
        ("A | 1 | 90.00\nA | 2 | 10.00\nA | | 100.00", {"A": "0.00", "A/2": "0.00", "A/3": "0.00"}),
        # 5.00, 3.00, 2.00, and what line 1 does not hold goes to line 2
        ("A | 1 | 98.00\nA | | 10.00", {"A": "0.00", "A/2": "54.00", "A/3": "38.00"}),
        # each fits
        ("A | 1 | 95.00\nA | | 10.00", {"A": "0.00", "A/2": "57.00", "A/3": "38.00"}),
        # what a recovery with a line number has too much stays with its line
        ("A | 1 | 500.00\nA | | 10.00", {"A": "0.00", "A/2": "52.00", "A/3": "38.00"}),
        # a cent of which each line has a third or so: the first
        ("A | | 0.01", {"A": "99.99", "A/2": "60.00", "A/3": "40.00"}),
        # more than the claim
        ("A | | 1000.00", {"A": "0.00", "A/2": "0.00", "A/3": "0.00"}),
    ],
)
def test_a_claim_that_came_back_whole_is_asked_for_no_more(find, recovery, left):
    """semantics.md, Money: "what a line does not hold beside recoveries of its own"."""
    table = """
        claim | line | pos | paid
        A     | 1    | 21  | 100.00
        A     | 2    | 21  | 60.00
        A     | 3    | 21  | 40.00
        """
    assert find("POS-02", table, recovery=f"claim | line | amount\n{recovery}") == left


def test_recoveries_of_a_line_add_up(find):
    """Two partial recoveries."""
    recovery = "claim | amount | date\nA | 10.00 | 10-01\nA | 15.00 | 10-02"
    assert find(UNITS, "units | paid\n2 | 100.00", recovery=recovery) == {"A": usd(50 - 25)}


def test_a_recovery_that_is_also_a_reversal_row_counts_once(find):
    """The reversal has lowered what was paid already."""
    table = """
        claim | units | paid    | status   | paid_on
        A     | 4     | 400.00  | PAID     | 08-01
        A     | 1     | -100.00 | REVERSED | 10-01
        """
    recovery = "claim | amount | date\nA | 100.00 | 10-01"
    # 300.00 for 3 units in one day: 2 of 3 are too many
    assert find(UNITS, table, recovery=recovery) == {"A": usd(200)}


@pytest.mark.parametrize(
    ("recovery", "left"),
    [
        ("A | 1 | 100.00 | 12-20", 200),
        ("A |   | 100.00 | 12-20", 200),
        # each reversal is one recovery
        ("A | 1 | 100.00 | 10-01\nA | 1 | 100.00 | 10-02", 100),
        ("A | 1 | 100.00 | 10-01\nA |   | 100.00 | 10-01", 100),
        # another amount is another event
        ("A | 1 | 60.00 | 10-01\nA | 1 | 40.00 | 10-01", 100),
        ("A | 1 | 99.99 | 10-01", "100.01"),
    ],
)
def test_a_recovery_is_a_reversal_by_claim_or_line_and_amount(find, recovery, left):
    """semantics.md, Money: "told by the same claim or line and amount", whatever its day."""
    table = """
        claim | units | paid    | status   | paid_on
        A     | 4     | 400.00  | PAID     | 08-01
        A     | 1     | -100.00 | REVERSED | 10-01
        """
    found = find(UNITS, table, recovery=f"claim | line | amount | date\n{recovery}")
    assert found == {"A": left if isinstance(left, str) else usd(left)}


def test_the_sign_of_a_recovery_says_nothing(find):
    """semantics.md, Money: "the sign of an amount says nothing"."""
    recovery = "claim | amount\nA | -30.00\nB | 0.00"
    found = find(UNITS, "claim | units | paid\nA | 2 | 100.00\nB | 2 | 100.00", recovery=recovery)
    assert found == {"A": usd(20), "B": usd(50)}


def test_a_recovery_of_another_payers_claim_does_not_count(find):
    """A claim is known by payer and claim_id."""
    recovery = "claim | payer | amount\nA | NOBODY | 30.00"
    assert find(UNITS, "units | paid\n2 | 100.00", recovery=recovery) == {"A": usd(50)}


# --- monitor, strengths, periods


def test_monitor_findings_are_shown_and_count_nowhere(audit):
    """Monitor findings count nowhere; monitor_checks stand in the subject's table."""
    own = policy(period("2026-01-01", per_diem={"monitor_checks": [UNITS]}))
    run = audit([UNITS], "units | paid\n2 | 100.00", payer_policy=own)
    assert list(run.findings()["mode"]) == ["monitor"]
    by_provider = run.exposure(by="provider")
    assert by_provider["automated_amount"].sum() == 0
    assert by_provider["lines_flagged"].sum() == 0


def test_a_period_may_lower_the_strength_of_its_subject(findings):
    """semantics.md, Strength: a policy period may lower it, with a citation."""
    own = policy(
        period("2026-01-01", per_diem={"strength": "records"}),
        period("2026-07-10", per_diem={"strength": "lead"}),
        period("2026-07-20", per_diem={}),
    )
    table = """
        claim | from | units
        A     | 9    | 2
        B     | 10   | 2
        C     | 20   | 2
        """
    found = findings(UNITS, table, payer_policy=own)
    strengths = dict(zip(found["key"], found["strength"], strict=True))
    assert strengths == {"A": "records", "B": "lead", "C": "automated"}


def test_a_line_of_two_tables_has_the_strongest_strength_and_the_earliest_period(findings):
    """The finding carries the strongest strength and the earliest period."""
    own = policy(
        period("2026-01-01", per_diem={"strength": "lead"}),
        period("2026-07-04", per_diem={"strength": "records"}),
    )
    found = findings(UNITS, "from | to | units | paid\n1 | 7 | 14 | 1400.00", payer_policy=own)
    assert list(found["strength"]) == ["records"]
    assert str(found["policy_effective_from"].iloc[0])[:10] == "2026-01-01"
    assert [str(amount) for amount in found["candidate_amount"]] == [usd(700)]


def test_a_disabled_check_is_off_in_its_period_alone(find):
    """policy_files.md, Precedence: disabled_checks stand in a subject's table."""
    own = policy(period("2026-07-04", per_diem={"disabled_checks": [UNITS]}))
    table = "from | to | units | paid\n1 | 7 | 14 | 1400.00"
    # before 4 July the baseline governs: 3 of 7 days
    assert find(UNITS, table, payer_policy=own) == {"A": usd(300)}


def test_one_table_is_the_whole_answer(find):
    """policy_files.md, Precedence: nothing is inherited key by key; the default holds."""
    own = policy(period("2026-01-01", per_diem={"exclusions": False}))
    table = """
        claim | member | code  | units
        A     | M1     | S9500 | 2
        B     | M2     | S9494 | 1
        C     | M2     | S9500 | 1
        """
    assert find([UNITS, "EXC-01"], table, payer_policy=own) == {"UNT-01 A": usd(50)}


@pytest.mark.parametrize(
    ("level", "expected"),
    [("mandate", {"A": usd(100)}), ("contract", {"A": usd(100)}), ("baseline", {})],
)
def test_mandate_then_contract_then_payer_then_baseline(find, level, expected):
    """policy_files.md, Precedence. PLAN's own policy, at level payer, accepts place 12 alone."""
    party = {"billing_tins": ["012345670"]} if level == "contract" else {}
    other = policy(
        period(
            "2026-01-01",
            place_of_service={"families": ["infusion_per_diem"], "accepted": ["11"]},
        ),
        policy_id="other",
        level=level,
        **party,
    )
    # at 12: wrong for a policy that accepts 11 alone, right for PLAN's own
    assert find("POS-01", "pos\n12", policies=[other]) == expected


def test_a_contract_holds_for_its_parties_only(find):
    """data_contract.md, contract_party: who is under which contract, and when."""
    contract = policy(
        period(
            "2026-01-01",
            place_of_service={"families": ["infusion_per_diem"], "accepted": ["12", "11"]},
        ),
        policy_id="beta-contract",
        level="contract",
    )
    party = """
        contract      | npi  | from  | to
        beta-contract | beta | 07-10 | 07-20
        """
    table = """
        claim | npi   | pos | from | to | paid
        A     | alpha | 11  | 15   | 15 | 100.00
        B     | beta  | 11  | 15   | 15 | 100.00
        C     | beta  | 11  | 9    | 9  | 100.00
        D     | beta  | 11  | 21   | 21 | 100.00
        E     | beta  | 11  | 10   | 10 | 100.00
        F     | beta  | 11  | 20   | 20 | 100.00
        """
    found = find("POS-01", table, policies=[contract], contract_party=party)
    assert found == {"A": usd(100), "C": usd(100), "D": usd(100)}


def test_a_contract_file_may_go_by_the_name_that_the_plan_gives_the_contract(find):
    """policy_files.md, Policy files: contract = "C-77" (who: contract_party)."""
    contract = policy(
        period(
            "2026-01-01",
            place_of_service={"families": ["infusion_per_diem"], "accepted": ["12", "11"]},
        ),
        policy_id="agreement-of-2026",
        level="contract",
        contract="C-77",
    )
    party = """
        contract          | npi
        C-77              | alpha
        agreement-of-2026 | beta
        """
    table = """
        claim | npi   | pos
        A     | alpha | 11
        B     | beta  | 11
        C     | gamma | 11
        """
    found = find("POS-01", table, policies=[contract], contract_party=party)
    assert found == {"B": usd(100), "C": usd(100)}


def test_a_period_that_names_the_line_of_business_beats_one_that_does_not(find):
    """policy_files.md, Precedence: within a level."""
    own = policy(
        period(
            "2026-01-01",
            place_of_service={"families": ["infusion_per_diem"], "accepted": ["11"]},
        ),
        policy_id="plan-chip",
        lines_of_business=["CHIP"],
    )
    table = """
        claim | lob      | pos
        A     | CHIP     | 11
        B     | CHIP     | 12
        C     | MEDICAID | 11
        D     | MEDICAID | 12
        E     |          | 11
        """
    found = find("POS-01", table, policies=[own])
    assert found == {"B": usd(100), "C": usd(100), "E": usd(100)}


def test_contract_parties_go_by_tax_number_and_line_of_business_too(find):
    """data_contract.md, contract_party: billing_tin or billing_npi, line_of_business."""
    contract = policy(
        period(
            "2026-01-01",
            place_of_service={"families": ["infusion_per_diem"], "accepted": ["12", "11"]},
        ),
        policy_id="gamma-contract",
        level="contract",
    )
    party = "contract | tin | lob\ngamma-contract | gamma | CHIP"
    table = """
        claim | npi   | lob      | pos
        A     | gamma | CHIP     | 11
        B     | gamma | MEDICAID | 11
        C     | alpha | CHIP     | 11
        """
    found = find("POS-01", table, policies=[contract], contract_party=party)
    assert found == {"B": usd(100), "C": usd(100)}


def test_a_finding_with_an_unpriced_day_has_no_candidate(find, exposure):
    """candidate_amount: null when any of its days is unpriced; the ladder goes by day."""
    own = policy(
        period("2026-01-01", concurrent_therapy={"required": True, "sh_percent": 50}),
        period("2026-07-06", concurrent_therapy={"required": True}),
    )
    table = """
        claim | code  | from | to | paid
        A     | S9366 | 1    | 10 | 1800.00
        B     | S9500 | 1    | 10 | 1000.00
        """
    assert find("CON-01", table, payer_policy=own) == {"B": None}
    assert exposure("CON-01", table, payer_policy=own) == {
        "alpha": {"automated": usd(5 * 50), "unpriced": usd(5 * 100)}
    }


def test_amounts_spread_from_a_header_need_records(final_action):
    """data_contract.md, claim_line: findings on allocated lines count in the records column."""
    shown = final_action(
        """
        claim | line | units | paid   | charge
        A     | 1    | 2     | 200.00 | 100.00
        A     | 2    | 1     | 200.00 | 100.00
        """,
        mapping="header_amounts = true\n",
    )
    run = shown.store.audit(as_of="2026-12-31", only=[UNITS])
    row = run.exposure(by="provider").iloc[0]
    assert (row["automated_amount"], str(row["records_amount"])) == (0, usd(50))


def test_an_institutional_claim_paid_by_case_has_no_line_exposure(final_action):
    """data_contract.md, claim_line: header_amounts: institutional claims paid by case."""
    shown = final_action(
        """
        claim | bill | rev  | code  | units | paid
        A     | 0321 | 0640 | S9500 | 2     | 200.00
        """,
        mapping="header_amounts = true\n",
    )
    run = shown.store.audit(as_of="2026-12-31", only=[UNITS])
    by_provider = run.exposure(by="provider")
    columns = ["automated_amount", "records_amount", "lead_amount", "unpriced_amount"]
    assert by_provider[columns].sum().sum() == 0

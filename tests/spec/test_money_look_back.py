"""Look-back: recoverable_until is the first payment plus the months of the rule."""

import pytest

from analytics.testing import usd

from .policy_text import period, policy

TWO_UNITS = "lob | from | paid_on | units | paid\n{} | {} | {} | 2 | 100.00"
JEFFERSON = {"payer": "JEFFERSON"}
FOUND = {"alpha": {"automated": usd(50)}}
TOO_LATE = {"alpha": {"out_of_lookback": usd(50)}}


def months(number: int, **parameters: object) -> str:
    """PLAN's policy with a look-back of so many months."""
    return policy(period("2000-01-01", lookback={"months": number} | parameters))


def test_calendar_months_end_where_the_month_ends(findings):
    """semantics.md, Money: the last day of the month where the day does not exist."""
    # months of the rule, by year of service: 2016 has 1, 2017 has 2, and so on
    numbers = {2016: 1, 2017: 2, 2018: 6, 2019: 12, 2020: 18, 2021: 24, 2022: 48}
    own = policy(*(period(f"{year}-01-01", lookback={"months": n}) for year, n in numbers.items()))
    table = """
        claim | from       | paid_on    | units
        A     | 2016-01-01 | 2026-01-31 | 2
        B     | 2016-01-01 | 2026-03-31 | 2
        C     | 2017-01-01 | 2025-12-31 | 2
        D     | 2018-01-01 | 2026-08-31 | 2
        E     | 2018-01-01 | 2023-08-31 | 2
        F     | 2019-01-01 | 2026-02-28 | 2
        G     | 2020-01-01 | 2026-07-15 | 2
        H     | 2021-01-01 | 2024-02-29 | 2
        I     | 2022-01-01 | 2024-02-29 | 2
        """
    found = findings("UNT-01", table, payer_policy=own)
    until = [str(value)[:10] for value in found["recoverable_until"]]
    assert dict(zip(found["key"], until, strict=True)) == {
        "A": "2026-02-28",
        "B": "2026-04-30",
        "C": "2026-02-28",
        "D": "2027-02-28",
        "E": "2024-02-29",
        "F": "2027-02-28",
        "G": "2028-01-15",
        "H": "2026-02-28",
        "I": "2028-02-29",
    }


def test_no_rule_is_said(findings):
    """semantics.md, Money: no rule: "no rule loaded"."""
    found = findings("UNT-01", "units\n2").iloc[0]
    assert found["lookback_rule"] == "no rule loaded"
    assert found.isna()["recoverable_until"]


def test_without_a_rule_the_money_is_recoverable(exposure):
    """No rule loaded does not put anything past its look-back."""
    assert exposure("UNT-01", TWO_UNITS.format("", "2010-01-01", "2010-02-01")) == FOUND


@pytest.mark.parametrize(("paid_on", "expected"), [("2026-07-31", FOUND), ("2026-07-30", TOO_LATE)])
def test_the_last_day_is_recoverable_and_the_next_is_not(exposure, paid_on, expected):
    """recoverable_until is the last day on which it is: here 31 December, and the day before."""
    table = TWO_UNITS.format("", "2026-01-02", paid_on)
    assert exposure("UNT-01", table, payer_policy=months(5)) == expected


def test_findings_past_their_look_back_are_kept_and_say_so(findings):
    """data_contract.md, Findings: is_recoverable; the finding is not dropped."""
    table = TWO_UNITS.format("", "2026-01-02", "2026-01-31")
    found = findings("UNT-01", table, payer_policy=months(6)).iloc[0]
    assert not found["is_recoverable"]
    assert "spec, lookback" in found["lookback_citation"]


def test_the_first_payment_starts_the_look_back(findings):
    """data_contract.md, claim_line: first_paid_date, earliest paid date of the line's PAID rows."""
    table = """
        claim | units | paid    | status   | paid_on
        A     | 2     | 100.00  | PAID     | 2026-01-31
        A     | 2     | -100.00 | REVERSED | 2026-05-31
        A     | 2     | 90.00   | PAID     | 2026-05-31
        """
    found = findings("UNT-01", table, payer_policy=months(6))
    assert str(found["recoverable_until"].iloc[0])[:10] == "2026-07-31"


@pytest.mark.parametrize(("as_of", "too_late"), [("2026-09-03", False), ("2026-09-04", True)])
def test_without_a_paid_date_the_look_back_starts_on_the_last_day_of_service(
    findings, as_of, too_late
):
    """semantics.md, Money: "no paid date: from the line's last day"."""
    table = "from | to | units | paid | paid_on\n1 | 3 | 6 | 100.00 |"
    found = findings("UNT-01", table, payer_policy=months(2), as_of=as_of).iloc[0]
    assert str(found["recoverable_until"])[:10] == "2026-09-03"
    assert found["lookback_rule"].endswith("no paid date, so from the last day of service")
    assert found["is_recoverable"] != too_late


def test_the_rule_is_that_of_the_findings_first_day(findings):
    """semantics.md, Money: "the rule in force on the finding's first day"."""
    own = policy(
        period("2026-01-01"),
        period("2026-07-04", lookback={"months": 1}),
        period("2026-07-06", lookback={"months": 12}),
    )
    table = """
        claim | from | to | units | paid_on
        A     | 1    | 7  | 14    | 08-01
        B     | 4    | 7  | 8     | 08-01
        C     | 6    | 7  | 4     | 08-01
        """
    found = findings("UNT-01", table, payer_policy=own).set_index("claim_id")
    until = {claim: str(row["recoverable_until"])[:10] for claim, row in found.iterrows()}
    assert (until["B"], until["C"]) == ("2026-09-01", "2027-08-01")
    assert found.loc["A", "lookback_rule"] == "no rule loaded"


def test_a_replacement_does_not_start_the_look_back_anew(findings):
    """First paid on 2024-08-01, replaced with the same dollars in December: 24 months are over."""
    table = """
        claim | from       | to         | units | paid_on    | paid     | status   | freq | original
        A     | 2024-07-01 | 2024-07-07 | 14    | 2024-08-01 | 1400.00  |          |      |
        A     | 2024-07-01 | 2024-07-07 | 14    | 2024-12-15 | -1400.00 | REVERSED |      |
        B     | 2024-07-01 | 2024-07-07 | 14    | 2024-12-15 | 1400.00  |          | 7    | A
        """
    own = {"payer": "JEFFERSON", "lob": "INDIVIDUAL"}
    found = findings("UNT-01", table, **own).set_index("claim_id").loc["B"]
    assert str(found["recoverable_until"])[:10] == "2026-08-01"
    assert not found["is_recoverable"]


def test_the_ladder_ends_with_what_is_past_its_look_back(exposure):
    """semantics.md, Money: the same ladder ends with findings past their look-back."""
    table = """
        claim | bill | rev  | npi      | from | to | units | paid    | paid_on | admit | discharge
        STAY  | 0111 | 0120 | hospital | 5    | 9  |       | 9000.00 | 08-01   | 5     | 9
        A     |      |      | alpha    | 1    | 14 | 28    | 2800.00 | 08-01   |       |
        """
    own = policy(period("2026-01-01", lookback={"months": 2, "except_checks": ["OVR-01"]}))
    found = exposure(["OVR-01", "UNT-01"], table, payer_policy=own)
    # 6 to 8 are excepted; of the other 11 days half is past the look-back
    assert found == {"alpha": {"automated": usd(3 * 200), "out_of_lookback": usd(11 * 100)}}


# --- Pennsylvania: 40 Pa.C.S. 3803


LINES_OF_BUSINESS = """
        claim | lob                | from       | paid_on    | units
        A     | INDIVIDUAL         | 2024-07-01 | {0} | 2
        B     | COMMERCIAL         | 2024-07-01 | {0} | 2
        C     | MEDICAID           | 2024-07-01 | {0} | 2
        D     | CHIP               | 2024-07-01 | {0} | 2
        E     | MEDICARE_ADVANTAGE | 2024-07-01 | {0} | 2
        F     |                    | 2024-07-01 | {0} | 2
        """


@pytest.mark.parametrize(("paid_on", "too_late"), [("2024-12-31", ""), ("2024-12-30", "AB")])
def test_jefferson_has_24_months_for_individual_and_commercial(findings, paid_on, too_late):
    """40 Pa.C.S. 3803: 24 months after the insurer initially paid; no government program."""
    found = findings("UNT-01", LINES_OF_BUSINESS.format(paid_on), **JEFFERSON)
    late = found[~found["is_recoverable"].astype(bool)]
    assert len(found) == len("ABCDEF")
    assert sorted(late["key"]) == list(too_late)


def test_self_funded_plans_are_outside_the_statute(findings):
    """policy_files.md, Shipped: not self-funded; what is unknown is taken as insured."""
    table = """
        claim | member | lob        | from       | paid_on    | units
        A     | M1     | COMMERCIAL | 2024-07-01 | 2024-08-31 | 2
        B     | M2     | COMMERCIAL | 2024-07-01 | 2024-08-31 | 2
        C     | M3     | COMMERCIAL | 2024-07-01 | 2024-08-31 | 2
        D     | M4     | COMMERCIAL | 2024-07-01 | 2024-08-31 | 2
        """
    eligibility = """
        member | lob        | funding
        M1     | COMMERCIAL | SELF_FUNDED
        M2     | COMMERCIAL | INSURED
        M3     | COMMERCIAL |
        """
    found = findings("UNT-01", table, eligibility=eligibility, **JEFFERSON)
    recoverable = found[found["is_recoverable"].astype(bool)]
    assert list(recoverable["key"]) == ["A"]


def test_duplicates_are_excepted(exposure):
    """40 Pa.C.S. 3803: not for duplicate claims."""
    table = """
        claim | lob        | from       | paid_on
        A     | COMMERCIAL | 2024-07-01 | 2024-08-31
        B     | COMMERCIAL | 2024-07-01 | 2024-08-31
        """
    assert exposure("DUP-01", table, **JEFFERSON) == {"alpha": {"automated": usd(100)}}


def test_a_replaced_claim_that_was_not_reversed_is_no_duplicate(findings):
    """policy_files.md, Shipped: except_checks = ["DUP-01"]: the limit binds DUP-03."""
    table = """
        claim | lob        | from       | paid_on    | freq | original
        A     | COMMERCIAL | 2024-07-01 | 2024-08-31 | 1    |
        B     | COMMERCIAL | 2024-07-01 | 2024-09-15 | 7    | A
        """
    (row,) = findings("DUP-03", table, **JEFFERSON).to_dict("records")
    assert str(row["recoverable_until"])[:10] == "2026-08-31"
    assert not row["is_recoverable"]


def test_the_statute_is_cited(findings):
    """data_contract.md, Findings: each finding carries lookback_rule and lookback_citation."""
    table = TWO_UNITS.format("COMMERCIAL", "2024-07-01", "2024-08-31")
    found = findings("UNT-01", table, **JEFFERSON).iloc[0]
    assert "3803" in found["lookback_citation"]
    assert str(found["recoverable_until"])[:10] == "2026-08-31"


def test_priority_health_has_no_rule_for_these_checks(findings):
    """policy_files.md, Shipped: its 12 months bind OVR-03 and OVR-05 only."""
    table = TWO_UNITS.format("COMMERCIAL", "2024-11-01", "2024-11-20")
    found = findings("UNT-01", table, payer="PRIORITY_HEALTH").iloc[0]
    assert found["lookback_rule"] == "no rule loaded"

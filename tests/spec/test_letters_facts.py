"""What a letter says of a line and its findings: names, days, notes, whose reading it is."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.report.letters.lines import letter_lines
from analytics.testing import AS_OF, TIN, day

from .policy_text import HOME_INFUSION, period, policy

NAMED = """
    claim | units | paid   | paid_on | member_name | patient_control_number | payment_trace_number
    A     | 2     | 200.00 | 09-01   | Ann Member  | PCN-1                  | EFT-9
    B     | 2     | 300.00 | 09-02   |             |                        |
    """


def test_a_line_names_the_patient_the_control_number_and_the_check(letter):
    """data_contract.md, Letter lines: and what was recovered so far, 0.00 where nothing was."""
    found = letter("UNT-01", NAMED, recovery="claim | amount\nA | 40.00")
    names = ("member_name", "patient_control_number", "payment_trace_number")
    shown = {
        line["claim_id"]: (*(line[name] for name in names), str(line["recovered_amount"]))
        for line in found.demand
    }
    assert shown == {
        "A": ("Ann Member", "PCN-1", "EFT-9", "40.00"),
        "B": (None, None, None, "0.00"),
    }


def test_a_line_gives_its_first_payment_beside_the_last(letter):
    """data_contract.md, claim_line: first_paid_date starts the look-back."""
    found = letter(
        "UNT-01",
        """
        claim | units | paid    | paid_on | status
        A     | 2     | 200.00  | 08-01   | PAID
        A     | 2     | -200.00 | 09-01   | REVERSED
        A     | 2     | 180.00  | 09-02   | PAID
        """,
    )
    (line,) = found.demand
    assert (line["first_paid_date"], line["paid_date"]) == (date(2026, 8, 1), date(2026, 9, 2))


def test_an_address_is_the_lines_of_an_envelope(audit):
    """data_contract.md, Letter lines: what is empty leaves no line."""
    provider = """
        npi   | tin   | address_line_1 | address_line_2 | city | state | zip_code
        alpha | alpha | 1 First Street | Suite 5        | York | PA    | 17401
        beta  | beta  | 2 Long Street  |                |      | PA    |
        gamma | gamma | 3 High Street  |                | Erie |       | 16501
        """
    table = """
        claim | npi   | tin   | units
        A     | alpha | alpha | 2
        B     | beta  | beta  | 2
        C     | gamma | gamma | 2
        """
    found = letter_lines(audit("UNT-01", table, provider=provider), day(AS_OF)).addresses
    by_tax_number = {group: lines for group, lines in found.items() if group in TIN.values()}
    assert by_tax_number == {
        TIN["alpha"]: ["1 First Street", "Suite 5", "York, PA 17401"],
        TIN["beta"]: ["2 Long Street", "PA"],
        TIN["gamma"]: ["3 High Street", "Erie, 16501"],
    }


def test_a_records_request_asks_for_no_amount(letter):
    """data_contract.md, Letter lines: asked_amount null, no arithmetic."""
    own = policy(period("2026-01-01", per_diem={"strength": "records"}))
    found = letter("UNT-01", "units\n2", payer_policy=own)
    (reason,) = found.records[0]["reasons"]
    assert (reason["asked_amount"], reason["arithmetic"]) == (None, "")
    assert found.demand == []


# --- calendars ------------------------------------------------------------------------------------


def days_of(found, claim):
    """(day, amount, share, other lines) of the calendar of a claim's one reason."""
    (line,) = [line for line in (*found.demand, *found.records) if line["claim_id"] == claim]
    (reason,) = line["reasons"]
    return [
        (row["service_date"].day, str(row["paid_amount"]), row["share"], row["other_lines"])
        for row in reason["calendar"]
    ]


def test_the_calendar_has_the_days_in_question_and_what_else_stood_on_them(letter):
    """data_contract.md, Letter lines: the other per diem lines of the day with their amounts."""
    table = """
        claim | line | member | code  | mods | from | to | paid   | paid_on
        A     | 1    | M1     | S9326 |      | 2    | 4  | 100.00 | 09-01
        B     | 2    | M1     | S9325 |      | 1    | 3  | 50.00  | 09-02
        C     | 1    | M1     | S9348 | SH   | 3    | 3  | 70.00  | 09-02
        D     | 1    | M1     | J0696 |      | 2    | 2  | 5.00   | 09-02
        E     | 1    | M2     | S9500 |      | 2    | 2  | 5.00   | 09-02
        """
    found = letter("EXC-01", table)
    assert days_of(found, "B") == [
        (2, "16.67", "all", "claim A line 1, S9326, 33.34"),
        (3, "16.66", "all", "claim A line 1, S9326, 33.33; claim C line 1, S9348-SH, 70.00"),
    ]


def test_the_calendar_of_a_stay_names_its_claim(letter):
    """data_contract.md, Letter lines: else the other claim."""
    table = """
        claim | bill | code  | from | to | paid    | admit | discharge
        A     |      | S9500 | 3    | 5  | 300.00  |       |
        STAY  | 0111 |       | 2    | 5  | 9000.00 | 2     | 5
        """
    assert days_of(letter("OVR-01", table), "A") == [
        (3, "100.00", "all", "claim STAY"),
        (4, "100.00", "all", "claim STAY"),
    ]


def test_the_share_of_a_day_is_told_as_in_the_arithmetic(letter):
    """data_contract.md, Letter lines: "the share asked"."""
    table = """
        claim | code  | from | to | units | paid   | paid_on
        A     | S9501 | 1    | 1  | 1     | 700.00 | 08-01
        B     | S9501 | 1    | 1  | 1     | 560.00 | 08-02
        J     | J0696 | 1    | 1  | 1     | 0      | 08-02
        """
    found = letter("UNT-02", table, recovery="claim | amount\nA | 350.00")
    assert days_of(found, "B") == [(1, "560.00", "350.00/560.00", "claim A line 1, S9501, 700.00")]


def test_a_check_that_days_do_not_prove_has_no_calendar(letter):
    """data_contract.md, Letter lines: "of a check whose header says so"."""
    assert days_of(letter("UNT-01", "claim | units\nA | 2"), "A") == []


# --- stays and notes ------------------------------------------------------------------------------


def test_a_stay_is_named_by_its_claim_and_its_facility(findings):
    """semantics.md, OVR-01: of stays that are one, the claim of the first."""
    table = """
        claim | bill | code  | npi      | from | to | paid    | admit | discharge
        A     |      | S9500 | alpha    | 3    | 8  | 600.00  |       |
        STAY2 | 0111 |       | hospital | 5    | 9  | 9000.00 | 5     | 9
        STAY1 | 0111 |       | hospital | 2    | 5  | 9000.00 | 2     | 5
        """
    named = "npi | name\nhospital | St Example"
    found = findings("OVR-01", table, provider=named).set_index("key")
    assert found.loc["A", "related_claim_id"] == "STAY1"
    assert "2026-07-02 to 2026-07-09 at St Example (facility NPI " in found.loc["A", "reason"]
    unnamed = findings("OVR-01", table).set_index("key").loc["A", "reason"]
    assert "2026-07-02 to 2026-07-09 (facility NPI " in unnamed


def test_notes_that_serve_other_visits_are_named_with_them(letter):
    """data_contract.md, What a check may return: notes_used."""
    table = """
        claim | code  | from | paid_on
        A     | 99601 | 10   | 09-01
        B     | 99601 | 10   | 09-02
        C     | 99601 | 12   | 09-02
        """
    notes = """
        note | member | date | credential
        N1   | M1     | 10   | RN
        N8   | M9     | 1    | RN
        N9   | M9     | 31   | RN
        """
    found = letter("NUR-04", table, visit_note=notes).records
    assert {line["claim_id"]: line["reasons"][0]["notes_used"] for line in found} == {
        "B": "Notes that support it: N1 of 2026-07-10. Visits they serve: claim A line 1 (1 note).",
        "C": "",
    }


# --- whose reading it is --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (None, "; the policy accepts 12."),
        ('"at home"', '; by our reading of "at home" the places of service are 12.'),
    ],
)
def test_a_list_that_is_our_reading_is_called_so(findings, reading, said):
    """policy_files.md, Citations: "our reading of" them, never "the policy accepts"."""
    place = {"families": HOME_INFUSION, "accepted": ["12"]}
    place |= {"reading": reading} if reading else {}
    own = policy(period("2026-01-01", place_of_service=place))
    (reason,) = findings("POS-01", "pos\n11", payer_policy=own)["reason"]
    assert reason.endswith(said)
    assert ("the policy accepts" in reason) == (reading is None)


def test_the_shipped_policies_say_whose_reading_it_is(findings):
    """policy_files.md, Citations: Priority Health's text names no code; Jefferson's does."""
    of = {"without": ["line_of_business"], "provider": "npi | facility\nbeta | false"}
    words = 'by our reading of "medication to patients in their own home or an authorized home'
    home = findings("POS-01", "pos\n11", payer="PRIORITY_HEALTH", **of)
    elsewhere = findings("POS-02", "pos\n21", payer="PRIORITY_HEALTH", **of)
    baseline = findings("POS-02", "pos\n21", payer="NOBODY")
    jefferson = findings("POS-01", "pos\n11", payer="JEFFERSON")
    for found, said in (
        (home, words),
        (elsewhere, words),
        (baseline, 'by our reading of "home" and of CMS\'s list of places'),
        (jefferson, "the policy accepts 12"),
    ):
        (reason,) = found["reason"]
        assert said in reason


def test_what_is_asked_in_all_is_what_the_reasons_add(letter):
    """semantics.md, Money: the amounts of a letter, finding by finding."""
    found = letter("UNT-01", NAMED)
    assert [sum(r["asked_amount"] for r in line["reasons"]) for line in found.demand] == [
        Decimal("100.00"),
        Decimal("150.00"),
    ]

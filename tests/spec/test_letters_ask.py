"""Which dollars a letter asks for, and why it leaves the others out: queries/letters, "Money".

A letter is held against what the store knows on its day, not what the run knew: each table of
cases says what was learned of a claim after the run.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from analytics import content
from analytics.api import Store
from analytics.engine.duckdb import Engine
from analytics.report.letters.lines import letter_lines
from analytics.sql.views import make, read_model
from analytics.testing import day, extract, usd

from .policy_text import period, policy
from .test_disposition import finding_id

#: The day of the letters, a fortnight after the as-of date of the audits.
DATED = "2027-01-14"


@pytest.fixture
def letters(audit) -> Callable[..., dict[str, dict]]:
    """letters(checks, claims, since={table: text, ...}, dated="2027-01-14", ...) audits and asks.

    `since` is loaded after the run. Gives what is asked for by claim, the claims whose records are
    asked for, and by claim what is left out with its reason.
    """

    def asked(checks, claims, since=(), dated=DATED, **others) -> dict[str, dict]:
        run = audit(checks, claims, **others)
        store = Store(run.folder)
        for table, text in dict(since).items():
            store.load(extract(table, text), table=table)
        lines = letter_lines(run, day(dated))
        assert_each_dollar_once(run, lines)
        return {
            "asked": {row["claim_id"]: str(row["amount"]) for row in lines.demand},
            "records": [row["claim_id"] for row in lines.records],
            "left out": {
                row["claim_id"]: (str(row["amount"]), row["why"]) for row in lines.left_out
            },
        }

    return asked


def assert_each_dollar_once(run, lines) -> None:
    """What is asked for and what is left out are the automated exposure, to the cent."""
    told = sum((row["amount"] for row in (*lines.demand, *lines.left_out)), Decimal(0))
    assert told == run.exposure()["automated_amount"].sum()


def lines_of(claims: str, paid: str = "200.00") -> str:
    """A line of twice as many units as days for each claim, each of a member of its own."""
    rows = [f"{claim} | M-{claim} | 2 | {paid}" for claim in claims.split()]
    return "\n".join(["claim | member | units | paid", *rows])


def decided(text: str) -> str:
    """Dispositions whose first column names claims instead of findings of UNT-01."""
    head, *rows = [line.strip().split("|", 1) for line in text.strip().splitlines()]
    told = [f"{finding_id(claim.strip())} |{rest}" for claim, rest in rows]
    return "\n".join([f"finding |{head[1]}", *told])


# --- what is asked for ---------------------------------------------------------------------------


def test_a_letter_asks_for_each_dollar_once(letters):
    """B is paid twice (UNT-02) with twice its units (UNT-01): both say so, and 200 were paid."""
    table = """
        claim | member | units | paid   | paid_on
        A     | M1     | 2     | 200.00 | 09-01
        B     | M1     | 2     | 200.00 | 09-15
        C     | M2     | 2     | 300.00 | 09-01
        D     | M3     | 1     | 300.00 | 09-01
        """
    found = letters(["UNT-01", "UNT-02"], table)
    assert found["asked"] == {"A": usd(100), "B": usd(200), "C": usd(150)}
    assert found["left out"] == {}


@pytest.mark.parametrize(
    "strength, asked, records",
    [("automated", {"A": usd(100)}, []), ("records", {}, ["A"]), ("lead", {}, [])],
)
def test_money_is_asked_for_automated_findings_and_records_for_those_a_chart_decides(
    letters, strength, asked, records
):
    own = policy(period("2026-01-01", per_diem={"strength": strength}))
    found = letters("UNT-01", lines_of("A"), payer_policy=own)
    assert found == {"asked": asked, "records": records, "left out": {}}


def test_a_line_is_asked_for_what_its_other_checks_leave(letters):
    """POS-02 asks for a corrected claim of the whole line first: UNT-01 adds nothing to ask for."""
    table = """
        claim | member | pos | units | paid
        A     | M1     | 21  | 2     | 200.00
        B     | M2     | 12  | 2     | 200.00
        """
    found = letters(["POS-02", "UNT-01"], table)
    assert found["asked"] == {"B": usd(100)}
    assert found["left out"] == {"A": (usd(200), "its remedy is corrected claim")}


@pytest.mark.parametrize(
    "remedy, candidate, kept_out, why",
    [
        ("'refund'", "100.00", "null", None),
        ("'refund'", "null", "null", "a day in question has no price"),
        ("'corrected claim'", "null", "null", "its remedy is corrected claim"),
        ("'corrected claim'", "null", "'the claim is on hold'", "the claim is on hold"),
    ],
)
def test_only_a_priced_refund_is_asked_for(remedy, candidate, kept_out, why):
    """What keeps a finding out goes first, then its remedy, then a day without a price."""
    with Engine() as engine:
        engine.table(
            "finding_now",
            f"select {remedy} as remedy, cast({candidate} as decimal(18, 2)) as candidate_amount, "
            f"cast({kept_out} as varchar) as kept_out, cast(null as varchar) as outside, "
            "'A' as line_id, 'UNT-01' as check_id",
        )
        step = "'A' as line_id, 'UNT-01' as check_id, 'automated' as rung, 10000 as step_cents"
        engine.table("line_step", f"select {step}")
        make(engine, [read_model(content.LETTERS)["step_asked"]])
        assert engine.rows("select step_cents, why from step_asked") == [(10000, why)]


# --- what the store has learned since the run ----------------------------------------------------


def test_a_decision_since_the_run_keeps_a_line_out(letters):
    """The last decision of each finding counts, and what was demanded once is demanded."""
    learned = decided("""
        claim | status     | date
        B     | requested  | 10-15
        C     | upheld     | 10-15
        D     | recovered  | 10-15
        E     | overturned | 10-15
        F     | closed     | 10-15
        G     | demanded   | 10-15
        H     | demanded   | 10-15
        H     | upheld     | 10-20
        I     | closed     | 10-15
        I     | open       | 10-20
        J     | open       | 10-15
        J     | closed     | 10-15
        """)
    found = letters("UNT-01", lines_of("A B C D E F G H I J"), since={"disposition": learned})
    assert found["asked"] == dict.fromkeys("ABCI", usd(100))
    assert found["left out"] == {
        "D": (usd(100), "review says recovered"),
        "E": (usd(100), "review says overturned"),
        "F": (usd(100), "review says closed"),
        "G": (usd(100), "demanded already"),
        "H": (usd(100), "demanded already"),
        "J": (usd(100), "review says closed"),
    }


def test_a_decision_the_run_knew_counts_as_the_run_took_it(letters):
    """A closed finding is no automated exposure any more, so nothing of it is left out."""
    known = decided("""
        claim | status   | date
        B     | demanded | 10-15
        C     | closed   | 10-15
        """)
    found = letters("UNT-01", lines_of("A B C"), disposition=known)
    assert found["asked"] == {"A": usd(100)}
    assert found["left out"] == {"B": (usd(100), "demanded already")}


def test_a_finding_open_again_is_asked_for_though_it_was_demanded(letters):
    """Its line is not what the review saw: it was demanded, then closed, for 300.00."""
    known = decided("""
        claim | status   | date  | seen_run | seen_paid_amount
        A     | demanded | 10-01 | 1        | 300.00
        A     | closed   | 10-15 | 1        | 300.00
        """)
    found = letters("UNT-01", lines_of("A"), disposition=known)
    assert found["asked"] == {"A": usd(100)}


def test_a_claim_on_hold_on_the_day_of_the_letter_is_left_out(letters):
    learned = """
        claim | from       | to
        B     |            |
        C     | 2027-01-14 |
        D     | 2027-01-15 |
        E     |            | 2027-01-13
        F     |            | 2027-01-14
        """
    found = letters("UNT-01", lines_of("A B C D E F"), since={"hold": learned})
    assert found["asked"] == dict.fromkeys("ADE", usd(100))
    assert found["left out"] == dict.fromkeys("BCF", (usd(100), "the claim is on hold"))


def test_a_line_that_is_not_as_the_run_saw_it_is_left_out(letters):
    """B was taken back since, and more was paid on C."""
    learned = """
        claim | member | units | paid    | status   | paid_on | version
        B     | M-B    | 2     | -200.00 | REVERSED | 10-01   | 2
        C     | M-C    | 2     | 10.00   |          | 10-01   | 2
        """
    found = letters("UNT-01", lines_of("A B C"), since={"medical_claim": learned})
    changed = "the claim has changed since the run: audit again"
    assert found["asked"] == {"A": usd(100)}
    assert found["left out"] == dict.fromkeys("BC", (usd(100), changed))


@pytest.mark.parametrize(
    "dated, left_out",
    [
        ("2028-09-01", {}),  # 24 months from the payment
        (
            "2028-09-02",
            {"A": (usd(100), "too late by the look-back rule on the day of the letter")},
        ),
    ],
)
def test_a_line_whose_look_back_has_ended_is_left_out(letters, dated, left_out):
    table = "payer | lob | units | paid\nJEFFERSON | COMMERCIAL | 2 | 200.00"
    found = letters("UNT-01", table, dated=dated)
    assert found["left out"] == left_out
    assert set(found["asked"]) == {"A"} - set(left_out)


@pytest.mark.parametrize(
    "learned, why",
    [
        ({"hold", "closed"}, "the claim is on hold"),
        ({"closed", "changed"}, "the claim has changed since the run: audit again"),
        ({"closed", "late"}, "review says closed"),
        ({"demanded", "late"}, "demanded already"),
    ],
)
def test_of_several_reasons_the_first_is_given(letters, learned, why):
    """In the order hold, changed, review, demanded, look-back."""
    since = {}
    if "hold" in learned:
        since["hold"] = "claim | payer\nA | JEFFERSON"
    if "changed" in learned:
        row = "claim | payer | lob | units | paid | status | paid_on\n"
        row += "A | JEFFERSON | COMMERCIAL | 2 | -200.00 | REVERSED | 10-01"
        since["medical_claim"] = row
    for status in learned & {"closed", "demanded"}:
        found = finding_id("A", payer="JEFFERSON")
        since["disposition"] = f"finding | status | date\n{found} | {status} | 10-15"
    table = "payer | lob | units | paid\nJEFFERSON | COMMERCIAL | 2 | 200.00"
    dated = "2028-09-02" if "late" in learned else DATED
    assert letters("UNT-01", table, since, dated)["left out"] == {"A": (usd(100), why)}


# --- records -------------------------------------------------------------------------------------


def test_records_are_asked_for_once_and_never_where_a_line_is_kept_out(letters):
    own = policy(period("2026-01-01", per_diem={"strength": "records"}))
    since = {
        "record_request": "claim | line\nB |\nC | 1\nD | 2",
        "hold": "claim\nE",
        "disposition": decided("claim | status | date\nF | overturned | 10-15"),
    }
    found = letters("UNT-01", lines_of("A B C D E F"), since, payer_policy=own)
    assert found == {"asked": {}, "records": ["A", "D"], "left out": {}}


def test_a_line_of_a_hospital_is_of_another_kind(audit):
    """claim_kind: a threshold for facility claims is not that for professional ones."""
    table = """
        claim | member | type          | bill | rev  | code  | units | paid
        A     | M1     | institutional | 0321 | 0640 | S9500 | 2     | 200.00
        B     | M2     | professional  |      |      | S9500 | 2     | 200.00
        """
    rows = letter_lines(audit("UNT-01", table), date(2027, 1, 14)).demand
    kinds = {row["claim_id"]: row["claim_kind"] for row in rows}
    assert kinds == {"A": "facility", "B": "professional"}

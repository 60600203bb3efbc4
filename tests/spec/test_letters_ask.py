"""Which dollars a letter asks for, and why it leaves the others out: queries/letters, "Money".

A letter is held against what the store knows on its day, not what the run knew: each table of
cases says what was learned of a claim after the run.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from analytics import content
from analytics.api import Run, Store
from analytics.engine.duckdb import Engine
from analytics.report.letters.lines import LetterLines, letter_lines
from analytics.sql.views import make, read_model
from analytics.testing import day, extract, usd

from .conftest import load_all
from .marks import finding_id
from .one_store import Job
from .policy_text import period, policy

#: The day of the letters, a fortnight after the as-of date of the audits.
DATED = "2027-01-14"


@pytest.fixture(scope="module")
def known() -> dict[str, Any]:
    """The runs of this file and their letters: what is asked again is not worked out again."""
    return {}


@pytest.fixture
def letters(audit, known, tmp_path) -> Callable[..., dict[str, dict]]:
    """letters(checks, claims, since={table: text, ...}, dated="2027-01-14", ...) audits and asks.

    `since` is loaded after the run. Gives what is asked for by claim, the claims whose records are
    asked for, and by claim what is left out with its reason.
    """

    def run_of(checks, claims, since, others) -> Run:
        run = audit(checks, claims, **others)
        learned = [Job(extract(table, text), table) for table, text in dict(since).items()]
        load_all(Store(run.folder), learned, tmp_path)
        return run

    def lines_of_letters(run: Run, dated: str) -> dict[str, dict]:
        lines = letter_lines(run, day(dated))
        assert_each_dollar_once(run.exposure()["automated_amount"].sum(), lines)
        return by_claim(lines)

    def asked(checks, claims, since=(), dated=DATED, **others) -> dict[str, dict]:
        question = repr((checks, claims, since, others))
        if question not in known:
            known[question] = run_of(checks, claims, since, others)
        letter = f"{question} {dated}"
        if letter not in known:
            known[letter] = lines_of_letters(known[question], dated)
        return known[letter]

    return asked


@pytest.fixture
def at_once(letter, exposure) -> Callable[..., dict[str, dict]]:
    """As `letters`, where nothing was learned after the run and the letters are of its day."""

    def asked(checks, claims, **others) -> dict[str, dict]:
        lines, exposed = letter(checks, claims, **others), exposure(checks, claims, **others)
        automated = [amounts.get("automated", "0") for amounts in exposed.values()]
        assert_each_dollar_once(sum(map(Decimal, automated), Decimal(0)), lines)
        return by_claim(lines)

    return asked


def by_claim(lines: LetterLines) -> dict[str, dict]:
    """What is asked for, the claims whose records are, and what is left out with its reason."""
    return {
        "asked": {row["claim_id"]: str(row["amount"]) for row in lines.demand},
        "records": [row["claim_id"] for row in lines.records],
        "left out": {row["claim_id"]: (str(row["amount"]), row["why"]) for row in lines.left_out},
    }


def assert_each_dollar_once(automated: Decimal, lines: LetterLines) -> None:
    """What is asked for and what is left out are the automated exposure, to the cent."""
    told = sum((row["amount"] for row in (*lines.demand, *lines.left_out)), Decimal(0))
    assert told == automated


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


def test_a_letter_asks_for_each_dollar_once(at_once):
    """B is paid twice (UNT-02) with twice its units (UNT-01): both say so, and 200 were paid."""
    table = """
        claim | member | code  | units | paid   | paid_on
        A     | M1     | S9500 | 2     | 200.00 | 09-01
        B     | M1     | S9500 | 2     | 200.00 | 09-15
        J     | M1     | J0696 | 1     | 10.00  | 09-15
        C     | M2     | S9500 | 2     | 300.00 | 09-01
        D     | M3     | S9500 | 1     | 300.00 | 09-01
        """
    found = at_once(["UNT-01", "UNT-02"], table)
    assert found["asked"] == {"A": usd(100), "B": usd(200), "C": usd(150)}
    assert found["left out"] == {}


def test_money_is_asked_for_automated_findings_and_records_for_those_a_chart_decides(at_once):
    """A is automated, B needs records, C is a lead: nothing is asked for it."""
    own = policy(
        period("2026-01-01", per_diem={"strength": "automated"}),
        period("2026-07-10", per_diem={"strength": "records"}),
        period("2026-07-20", per_diem={"strength": "lead"}),
    )
    table = """
        claim | from | units | paid
        A     | 9    | 2     | 200.00
        B     | 10   | 2     | 200.00
        C     | 20   | 2     | 200.00
        """
    found = at_once("UNT-01", table, payer_policy=own)
    assert found == {"asked": {"A": usd(100)}, "records": ["B"], "left out": {}}


def test_a_line_is_asked_for_what_its_other_checks_leave(at_once):
    """POS-02 asks for a corrected claim of the whole line first: UNT-01 adds nothing to ask for."""
    table = """
        claim | member | pos | units | paid
        A     | M1     | 21  | 2     | 200.00
        B     | M2     | 12  | 2     | 200.00
        """
    found = at_once(["POS-02", "UNT-01"], table)
    assert found["asked"] == {"B": usd(100)}
    assert found["left out"] == {"A": (usd(200), "the remedy is corrected claim")}


@pytest.mark.parametrize(
    "remedy, candidate, kept_out, why",
    [
        ("'refund'", "100.00", "null", None),
        ("'refund'", "null", "null", "a day in question has no price"),
        ("'corrected claim'", "null", "null", "the remedy is corrected claim"),
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


#: Twice as many units as days, each claim of a member of its own.
LINES = lines_of("A B C D E F G H I J K L M N O P Q R")
DECIDED = decided("""
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
HELD = """
    claim | from       | to
    K     |            |
    L     | 2027-01-14 |
    M     | 2027-01-15 |
    N     |            | 2027-01-13
    O     |            | 2027-01-14
    """
#: P was taken back since, and more was paid on Q.
CHANGED = """
    claim | member | units | paid    | status   | paid_on | version
    P     | M-P    | 2     | -200.00 | REVERSED | 10-01   | 2
    Q     | M-Q    | 2     | 10.00   |          | 10-01   | 2
    """
LEARNED = {"disposition": DECIDED, "hold": HELD, "medical_claim": CHANGED}


def of_claims(claims: str, told: dict) -> dict:
    """What is told of these claims."""
    return {claim: told[claim] for claim in claims if claim in told}


def test_a_line_of_which_nothing_was_learned_is_asked_for(letters):
    found = letters("UNT-01", LINES, LEARNED)
    assert of_claims("AR", found["asked"]) == dict.fromkeys("AR", usd(100))
    assert of_claims("AR", found["left out"]) == {}


def test_a_decision_since_the_run_keeps_a_line_out(letters):
    """The last decision of each finding counts, and what was demanded once is demanded."""
    found = letters("UNT-01", LINES, LEARNED)
    assert of_claims("BCDEFGHIJ", found["asked"]) == dict.fromkeys("BCI", usd(100))
    assert of_claims("BCDEFGHIJ", found["left out"]) == {
        "D": (usd(100), "review says recovered"),
        "E": (usd(100), "review says overturned"),
        "F": (usd(100), "review says closed"),
        "G": (usd(100), "demanded already"),
        "H": (usd(100), "demanded already"),
        "J": (usd(100), "review says closed"),
    }


def test_a_claim_on_hold_on_the_day_of_the_letter_is_left_out(letters):
    found = letters("UNT-01", LINES, LEARNED)
    on_hold = (usd(100), "the claim is on hold")
    assert of_claims("KLMNO", found["asked"]) == dict.fromkeys("MN", usd(100))
    assert of_claims("KLMNO", found["left out"]) == dict.fromkeys("KLO", on_hold)


def test_a_line_that_is_not_as_the_run_saw_it_is_left_out(letters):
    """Taken back since, or paid more."""
    found = letters("UNT-01", LINES, LEARNED)
    changed = (usd(100), "the claim has changed since the run: audit again")
    assert of_claims("PQ", found["asked"]) == {}
    assert of_claims("PQ", found["left out"]) == dict.fromkeys("PQ", changed)


#: What the run knew. D was demanded, then closed, for 300.00: its line is not what the review saw.
KNOWN = decided("""
    claim | status   | date  | seen_run | seen_paid_amount
    B     | demanded | 10-15 |          |
    C     | closed   | 10-15 |          |
    D     | demanded | 10-01 | 1        | 300.00
    D     | closed   | 10-15 | 1        | 300.00
    """)


def test_a_decision_the_run_knew_counts_as_the_run_took_it(at_once):
    """A closed finding is no automated exposure any more, so nothing of it is left out."""
    found = at_once("UNT-01", lines_of("A B C D"), disposition=KNOWN)
    assert of_claims("ABC", found["asked"]) == {"A": usd(100)}
    assert of_claims("ABC", found["left out"]) == {"B": (usd(100), "demanded already")}


def test_a_finding_open_again_is_asked_for_though_it_was_demanded(at_once):
    """Its line is not what the review saw."""
    found = at_once("UNT-01", lines_of("A B C D"), disposition=KNOWN)
    assert of_claims("D", found["asked"]) == {"D": usd(100)}
    assert of_claims("D", found["left out"]) == {}


#: The last day on which letters may ask for it (24 months from the payment), and the next.
LAST, LATE = "2028-09-01", "2028-09-02"
TOO_LATE = "too late by the look-back rule on the day of the letter"


def test_a_line_whose_look_back_has_ended_is_left_out(letters):
    table = "payer | lob | units | paid\nJEFFERSON | COMMERCIAL | 2 | 200.00"
    on_time = letters("UNT-01", table, dated=LAST)
    assert (on_time["asked"], on_time["left out"]) == ({"A": usd(100)}, {})
    late = letters("UNT-01", table, dated=LATE)
    assert (late["asked"], late["left out"]) == ({}, {"A": (usd(100), TOO_LATE)})


def test_of_several_reasons_the_first_is_given(letters):
    """In the order hold, changed, review, money back, demanded, look-back."""
    claims = "ABCDEFGHI"
    rows = [f"{claim} | M-{claim} | JEFFERSON | COMMERCIAL | 2 | 200.00" for claim in claims]
    table = "\n".join(["claim | member | payer | lob | units | paid", *rows])

    def decided_on(claims: str, status: str) -> list[str]:
        return [f"{finding_id(c, payer='JEFFERSON')} | {status} | 10-15" for c in claims]

    def changed(claim: str) -> str:
        return f"{claim} | M-{claim} | JEFFERSON | COMMERCIAL | 2 | -200.00 | REVERSED | 10-01 | 2"

    since = {
        "hold": "claim | payer\nA | JEFFERSON\nB | JEFFERSON",
        "medical_claim": "\n".join(
            [
                "claim | member | payer | lob | units | paid | status | paid_on | version",
                *(changed(claim) for claim in "BCD"),
            ]
        ),
        "disposition": "\n".join(
            [
                "finding | status | date",
                *decided_on("ABCE", "closed"),
                *decided_on("DFI", "demanded"),
            ]
        ),
        "recovery": "\n".join(
            ["claim | payer | amount", *(f"{c} | JEFFERSON | 1.00" for c in "ABCEHI")]
        ),
    }
    whys = {
        "A": "the claim is on hold",
        "B": "the claim is on hold",
        "C": "the claim has changed since the run: audit again",
        "D": "the claim has changed since the run: audit again",
        "E": "review says closed",
        "F": "demanded already",
        "G": TOO_LATE,
        "H": CAME_BACK,
        "I": CAME_BACK,
    }
    late = letters("UNT-01", table, since, LATE)
    assert late["left out"] == {claim: (usd(100), why) for claim, why in whys.items()}
    on_time = letters("UNT-01", table, since, LAST)
    assert set(on_time["asked"]) == {"G"}
    assert on_time["left out"] == {claim: late["left out"][claim] for claim in "ABCDEFHI"}


# --- what was demanded under another finding


@pytest.mark.parametrize(
    ("check", "asked", "left"),
    [
        # UNT-01 asks half of the line, UNT-02 all of it: half is in the step of UNT-01
        (
            "UNT-02",
            {},
            [(100, "demanded already"), (100, "dollars of the line were demanded already")],
        ),
        ("UNT-01", {"B": usd(100)}, [(100, "demanded already")]),
    ],
)
def test_a_dollar_that_was_demanded_is_demanded_under_no_other_finding(audit, check, asked, left):
    """data_contract.md, What letters and `why` tell: "A dollar that was demanded"."""
    table = """
        claim | code  | units | paid   | paid_on
        A     | S9500 | 1     | 200.00 | 09-01
        B     | S9500 | 2     | 200.00 | 09-15
        J     | J0696 | 1     | 10.00  | 09-15
        """
    told = f"finding | status\n{finding_id('B', check)} | demanded"
    run = audit(["UNT-01", "UNT-02"], table, disposition=told)
    lines = letter_lines(run, day(DATED))
    assert {row["claim_id"]: str(row["amount"]) for row in lines.demand} == asked
    assert sorted((row["amount"], row["why"]) for row in lines.left_out) == left


# --- money that came back since the run


CAME_BACK = "money has come back since the run: audit again"


def test_a_line_that_money_came_back_for_since_the_run_is_left_out(letters):
    """data_contract.md, What letters and `why` tell: "Money that came back since the run". C names
    another line, D a day after the letter, F another payer; of E the run knew one of two; G was
    known, and comes again with a later load."""
    known = """
        claim | line | payer | amount | date
        E     |      |       | 30.00  | 10-01
        G     |      |       | 30.00  | 10-01
        """
    since = """
        claim | line | payer  | amount | date
        A     |      |        | 100.00 | 2027-01-14
        B     | 1    | PLAN   | 0.01   | 10-01
        C     | 2    |        | 100.00 | 10-01
        D     |      |        | 100.00 | 2027-01-15
        E     |      |        | 30.00  | 10-01
        E     |      |        | 30.00  | 10-01
        F     |      | NOBODY | 100.00 | 10-01
        G     |      |        | 30.00  | 10-01
        """
    found = letters("UNT-01", lines_of("A B C D E F G"), {"recovery": since}, recovery=known)
    assert found["asked"] == {
        "C": usd(100),
        "D": usd(100),
        "F": usd(100),
        "G": usd(70),
    }
    assert found["left out"] == {
        "A": (usd(100), CAME_BACK),
        "B": (usd(100), CAME_BACK),
        "E": (usd(70), CAME_BACK),
    }


def test_a_recovery_after_the_run_and_by_the_day_of_the_letter_keeps_a_line_out(letters):
    """The store knew of it, the run, as of 31 December, did not."""
    asked = {"recovery": "claim | amount | date\nA | 100.00 | 2027-01-05"}
    before = letters("UNT-01", lines_of("A"), dated="2027-01-04", **asked)
    assert (before["asked"], before["left out"]) == ({"A": usd(100)}, {})
    after = letters("UNT-01", lines_of("A"), dated="2027-01-05", **asked)
    assert (after["asked"], after["left out"]) == ({}, {"A": (usd(100), CAME_BACK)})


def test_what_came_back_for_one_finding_since_the_run_keeps_its_whole_line_out(letters):
    """POS-01 asks for the line, records; half of the same dollars is UNT-01's, automated."""
    own = {"payer": "PRIORITY_HEALTH", "provider": "npi | facility\nalpha | false"}
    line = "claim | units | paid | pos\nA | 2 | 200.00 | 11"
    told = f"finding | status | date\n{finding_id('A', 'POS-01', own['payer'])} | recovered | 10-15"
    found = letters(["POS-01", "UNT-01"], line, {"disposition": told}, **own)
    assert found == {"asked": {}, "records": [], "left out": {"A": (usd(100), CAME_BACK)}}


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


def test_a_line_of_a_hospital_is_of_another_kind(letter):
    """claim_kind: a threshold for facility claims is not that for professional ones."""
    table = """
        claim | member | type          | bill | rev  | code  | units | paid
        A     | M1     | institutional | 0321 | 0640 | S9500 | 2     | 200.00
        B     | M2     | professional  |      |      | S9500 | 2     | 200.00
        """
    rows = letter("UNT-01", table).demand
    kinds = {row["claim_id"]: row["claim_kind"] for row in rows}
    assert kinds == {"A": "facility", "B": "professional"}

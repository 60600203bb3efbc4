"""`recoup why`: the story of a claim, held against arithmetic by hand."""

import pytest
from small_store import AS_OF, MEMBER, PLAN_POLICIES

import analytics
from analytics import content
from analytics.sql.checks import read_checks
from analytics.testing import extract


def story(recoup, store, claim):
    ended = recoup("why", claim, "--store", store)
    assert (ended.code, ended.err) == (0, "")
    return [line.strip() for line in ended.out.splitlines()]


def test_a_line_with_a_finding_is_told_from_payment_to_candidate(recoup, audited_store):
    """14 units over 7 days: 7 of 14 were not payable, half of 1,400.00."""
    lines = story(recoup, audited_store, "CLAIMA")
    for text in (
        "Line 1: paid on 2026-09-01, S9500 2026-07-01 to 2026-07-07, 14 units, $1,400.00"
        "  [claims.csv, row 1]",
        "It is the last row of this line; it counts.",
        "final action: S9500 2026-07-01 to 2026-07-07 (7 days), 14 units paid,"
        " place of service 12.",
        "Paid $1,400.00, first on 2026-09-01.",
        "Spread over its days: $200.00 each.",
        "UNT-01 per diem units exceed days (automated):",
        "S9500 paid 14 units over 7 days; at one unit a day that is 7 too many.",
        "Arithmetic: 1400.00 x 7/14 = 700.00.",
        "Recoupment candidate: $700.00. Remedy: refund.",
        "Look-back: no rule loaded.",
        "Net, each dollar once: automated $700.00.",
    ):
        assert text in lines
    assert any(line == "Policy hcpcs-level-ii:" for line in lines)
    assert not [line for line in lines if MEMBER in line]


def test_one_line_of_a_claim(recoup, audited_store):
    lines = story(recoup, audited_store, "CLAIMC/2")
    assert lines[0] == "Claim CLAIMC, line 2"
    assert "final action: A4222 on 2026-07-18 (1 day), 1 unit paid, place of service 12." in lines
    assert "The line is one day." in lines
    checks = len(read_checks([content.CHECKS]))
    assert f"No finding in the last run ({checks} checks)." in lines
    assert not [line for line in lines if "S9500" in line]


def test_a_replaced_claim_names_what_replaced_it(recoup, audited_store):
    lines = story(recoup, audited_store, "CLAIME")
    for text in (
        "Line 1 of claim CLAIMF: paid on 2026-09-15, S9500 on 2026-07-29, 1 unit, $100.00, "
        "a replacement of claim CLAIME  [claims.csv, row 7]",
        "Claim CLAIMF is a replacement of this claim (last paid 2026-09-15).",
        "replaced: S9500 on 2026-07-29 (1 day), 1 unit paid, place of service 12.",
        "Replaced by claim CLAIMF.",
        "DUP-03 replaced claim still paid (automated):",
        "Arithmetic: all of 100.00 = 100.00.",
        "Net, each dollar once: automated $100.00.",
    ):
        assert text in lines


def test_a_denied_line_has_no_payment_to_tell_of(recoup, audited_store):
    lines = story(recoup, audited_store, "CLAIMG")
    assert (
        "denied or pended: S9500 on 2026-07-30 (1 day), 1 unit paid, place of service 12." in lines
    )
    assert not [line for line in lines if line.startswith(("Paid", "Spread", "No finding"))]


#: Claims that each tell another story: each of its own member, histories apart by payer.
PLAIN = """
claim | line | member | from | to | units | paid    | arrangement     | payer
26/7  | 2    | M1     | 1    | 3  | 3     | 10.00   | fee_for_service | PLAN
H     | 1    | M2     | 1    | 1  | 1     | 100.00  | fee_for_service | PLAN
I     | 1    | M2     | 1    | 1  | 1     | 100.00  | fee_for_service | PLAN
K     | 1    | M3     | 1    | 8  | 16    | 1600.00 | capitated       | PLAN
F     | 1    | M4     | 1    | 1  | 1     | 100.00  | fee_for_service | PLAN
"""
SENT_AGAIN = "claim | member | paid\nF | M4 | 80.00"
#: Paid 100.00, taken back, paid 80.00, the last row sent twice; a reversal of nothing.
LEDGER = """
claim | member | paid    | paid_on | status   | original
A     | M5     |  100.00 | 08-01   | PAID     |
A     | M5     | -100.00 | 09-01   | REVERSED |
A     | M5     |   80.00 | 09-02   | PAID     |
A     | M5     |   80.00 | 09-02   | PAID     |
R     | M5     |  -40.00 | 09-03   | REVERSED | X
"""
SNAPSHOT = """
claim | member | paid   | version | status
S     | M6     | 100.00 | 1       | PAID
S     | M6     |  80.00 | 2       | PAID
S     | M6     |   0.00 | 3       | PENDED
"""


@pytest.fixture(scope="module")
def told_store(tmp_path_factory):
    """A store of all of them, one claim on hold, audited."""
    path = tmp_path_factory.mktemp("told") / "store"
    store = analytics.open_store(path, create=True)
    frames = [
        extract("medical_claim", PLAIN),
        extract("medical_claim", LEDGER, payer="LEDGER"),
        extract("medical_claim", SNAPSHOT, payer="OTHER"),
    ]
    store.load(frames, table="medical_claim")
    store.load(extract("medical_claim", SENT_AGAIN), table="medical_claim")
    store.load(extract("hold", "claim | reason | from\nH | SIU | 07-01"), table="hold")
    store.audit(as_of=AS_OF, policies=PLAN_POLICIES)
    return path


@pytest.mark.parametrize("claim", ["26/7", "26/7/2"])
def test_cents_that_do_not_divide_and_numbers_with_a_slash(recoup, told_store, claim):
    """10.00 over 3 days: 3.34, 3.33 and 3.33."""
    spread = "Spread over its days: $3.34 on the first 1, $3.33 on the other 2."
    assert spread in story(recoup, told_store, claim)


def test_what_became_of_each_row_of_a_ledger(recoup, told_store):
    fates = [
        text
        for text in story(recoup, told_store, "A")
        if text.startswith(("It takes", "Pay", "The same"))
    ]
    assert fates == [
        "Payments and reversals are added up.",
        "It takes $100.00 back.",
        "The same row came again; it counts once.",
        "Payments and reversals are added up.",
    ]
    assert "It takes back a payment that is not in the store; it changes nothing." in story(
        recoup, told_store, "R"
    )


def test_what_became_of_each_row_of_a_snapshot_and_of_a_final_extract(recoup, told_store):
    snapshot = story(recoup, told_store, "S")
    assert "It no longer counts: version 2 replaces it." in snapshot
    assert "Version 2 is the latest decided version; it replaces the earlier ones." in snapshot
    assert "The payer has not decided it; it does not count." in snapshot
    final = story(recoup, told_store, "F")
    assert "It no longer counts: load 4 has a later row of the line." in final
    assert "It is the last row of this line; it counts." in final


def test_a_hold_is_said_without_its_reason_and_the_other_claim_by_its_number(recoup, told_store):
    lines = story(recoup, told_store, "H")
    assert "The claim is on hold from 2026-07-01: do not raise it with the provider." in lines
    assert not [line for line in lines if "SIU" in line]
    other = "The other line: claim H line 1,"
    assert [line for line in story(recoup, told_store, "I") if other in line]


def test_what_cannot_be_recouped_is_told_as_the_audit_counts_it(recoup, told_store):
    """16 units on 8 days under capitation: 800.00 that no provider owes, which is not nothing."""
    run = analytics.open_store(told_store).run()
    assert str(run.exposure(by="payer")["not_recoupable_amount"].sum()) == "800.00"
    lines = story(recoup, told_store, "K")
    assert "Net, each dollar once: not recoupable $800.00." in lines


@pytest.mark.parametrize("claim", ["NOSUCH", "NOSUCH/1", "CLAIMA/9", "CLAIMA/x", "CLAIMA/", ""])
def test_what_is_not_there_is_a_usage_error(recoup, audited_store, claim):
    ended = recoup("why", claim, "--store", audited_store)
    assert (ended.code, ended.out) == (2, "")
    assert "no claim of that number" in ended.err or "no line 9" in ended.err
    assert "CLAIM" not in ended.err


NAMED = """
claim | units | paid  | member_name | patient_control_number | payment_trace_number
A     | 2     | 50.00 | Ann Member  | PCN-1                  | EFT-9
B     | 1     | 50.00 |             |                        |
"""


@pytest.fixture(scope="module")
def named_store(tmp_path_factory):
    """A line that says of whom it is, which number the provider gave it and which check paid."""
    path = tmp_path_factory.mktemp("named") / "store"
    store = analytics.open_store(path, create=True)
    store.load(extract("medical_claim", NAMED), table="medical_claim")
    store.load(extract("recovery", "claim | amount\nA | 5.00"), table="recovery")
    store.audit(as_of=AS_OF, policies=PLAN_POLICIES)
    return path


def test_a_line_is_named_as_a_letter_names_it(recoup, named_store):
    lines = story(recoup, named_store, "A")
    named = "Patient Ann Member, patient control number PCN-1, check or transfer EFT-9."
    assert named in lines
    assert "Recovered so far: $5.00." in lines
    assert "Arithmetic: 50.00 x 1/2 = 25.00, less 5.00 recovered = 20.00." in lines
    assert not [line for line in story(recoup, named_store, "B") if line.startswith("Patient")]


def test_the_name_is_masked_where_the_member_is(named_store, monkeypatch):
    monkeypatch.setenv("RECOUP_MASK", "1")
    told = "\n".join(analytics.open_store(named_store).why("A"))
    assert "Ann" not in told
    assert "Patient M-" in told

"""Which dollars letters ask for: each once, from a threshold on, and some never."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from analytics.formats import money
from analytics.report.exposure_tables import rows_of

from .extract import TIN
from .letters import (
    FACILITY,
    LINES,
    THRESHOLDS,
    all_text,
    frame_of,
    letter,
    line,
    of_provider,
    policy,
    table_rows,
    tin,
    words,
    write_packets,
)


@pytest.fixture(scope="module")
def run(letter_run):
    return letter_run


# --- each dollar once ----------------------------------------------------------------------------


def by_provider(outcome) -> dict[str, Decimal]:
    sums = defaultdict(Decimal)
    for packet in (*outcome.written, *outcome.below, *outcome.stopped):
        sums[packet.provider_group] += packet.amount or 0
    for row in outcome.left_out:
        sums[row["provider_group"]] += row["amount"]
    return sums


def assert_sums_to_the_exposure(run, outcome):
    exposure = {r["provider_group"]: r["automated_amount"] for r in rows_of(run.exposure())}
    sums = by_provider(outcome)
    assert {group: sums[group] for group in exposure} == exposure
    assert any(exposure.values())


def test_letters_and_what_is_in_none_sum_to_the_exposure(run, packets):
    assert_sums_to_the_exposure(run, packets)


def test_a_line_with_two_findings_is_asked_for_once_with_both_reasons(run, packets):
    packet = letter(packets, "B")
    findings = run.findings(provider=TIN["B"], strength="automated")
    twice = findings[findings["claim_id"].duplicated(keep=False)]
    assert len(twice) > 1
    (claim,) = set(twice["claim_id"])
    (at,) = [i for i, row in enumerate(table_rows(packet)) if row[0] == f"{claim}\nline 1"]
    facts, *whys = table_rows(packet)[at : at + 1 + len(twice)]
    paid = twice["paid_amount"].iloc[0]
    assert twice["candidate_amount"].sum() > paid
    assert facts[-1] == money(paid)
    for place, (reason, why) in enumerate(zip(twice["reason"], whys, strict=True), start=1):
        assert why[0].startswith(f"{place}. {reason}")
    assert sum(why[0].count("CLM3") for why in whys) == 1, "the other line is named once"


def test_a_claim_in_the_place_of_another_is_named(audited, tmp_path):
    """DUP-03 stands on a whole claim, whose lines its reason does not name."""
    replaced = line("CLM1", "1400.06", paid_date="2026-08-01")
    bill = {"claim_frequency_code": "7", "original_claim_id": "CLM1"}
    same = {"paid_date": "2026-08-15", "member_id": "000000001"}
    run = audited([replaced, line("CLM2", "1400.06", **same, **bill)])
    (found,) = run.findings(check="DUP-03").to_dict("records")
    assert (found["claim_id"], found["related_claim_id"]) == ("CLM1", "CLM2")
    rows = table_rows(letter(write_packets(run, tmp_path)))
    (why,) = [row[0] for row in rows if "Finding DUP-03" in row[0]]
    assert "The other claim is CLM2." in why


def test_the_sample_of_the_tests_sums_to_the_exposure(request, tmp_path):
    run = request.getfixturevalue("run_of_everything")
    assert_sums_to_the_exposure(run, write_packets(run, tmp_path, letters=policy(tmp_path / "p")))


# --- the threshold -------------------------------------------------------------------------------

#: The lines of each provider, and of which kind of claim it gets a letter; half is asked for.
AT_THE_THRESHOLD = [
    ([("399.98", {})], {}),  # half of it: 199.99
    ([("400.00", {})], {"professional": 1}),
    ([("400.02", {})], {"professional": 1}),
    ([("200.00", {}), ("199.98", {})], {}),  # two lines together
    ([("200.00", {}), ("200.00", {})], {"professional": 2}),
    ([("9999.98", FACILITY)], {}),
    ([("10000.00", FACILITY)], {"facility": 1}),
    # each kind of claim has its own threshold in one letter
    ([("9000.00", FACILITY), ("500.00", {})], {"professional": 1}),
]


@pytest.fixture(scope="module")
def at_the_threshold(audited, tmp_path_factory):
    """The letters to all of them."""
    run = audited(
        [
            line(f"CLM{number}{n}", paid, first=f"{n:02d}-01", **kind, **of_provider(number))
            for number, (lines, _) in enumerate(AT_THE_THRESHOLD)
            for n, (paid, kind) in enumerate(lines, start=1)
        ]
    )
    outcome = write_packets(run, tmp_path_factory.mktemp("out"))
    assert_sums_to_the_exposure(run, outcome)
    return outcome


@pytest.mark.parametrize("number", range(len(AT_THE_THRESHOLD)))
def test_a_letter_from_the_threshold_on(at_the_threshold, number):
    lines, asked = AT_THE_THRESHOLD[number]
    written, below = (
        {p.claim_kinds: p for p in packets if p.provider_group == tin(number)}
        for packets in (at_the_threshold.written, at_the_threshold.below)
    )
    paid: dict[str, list[Decimal]] = defaultdict(list)
    for amount, kind in lines:
        paid["facility" if kind else "professional"].append(Decimal(amount))
    assert {kind: packet.lines for kind, packet in written.items()} == asked
    assert {kind: packet.lines for kind, packet in below.items()} == {
        kind: len(amounts) for kind, amounts in paid.items() if kind not in asked
    }
    for kind, packet in (written | below).items():
        assert packet.amount == sum(paid[kind]) / 2
    for kind, packet in below.items():
        assert packet.why == f"below {money(Decimal(THRESHOLDS[kind]))} ({kind})"


def test_each_kind_of_claim_has_its_own_threshold_in_one_letter(at_the_threshold):
    both = tin(len(AT_THE_THRESHOLD) - 1)
    sums = [
        [(p.claim_kinds, p.amount) for p in packets if p.provider_group == both]
        for packets in (at_the_threshold.written, at_the_threshold.below)
    ]
    assert sums == [[("professional", 250)], [("facility", 4500)]]


def test_what_is_below_the_threshold_is_said_on_the_terminal(at_the_threshold):
    told = "5 lines of 4 providers below the letter threshold: adjust on the remittance advice"
    assert told in at_the_threshold.text()


# --- what is never in a letter -------------------------------------------------------------------


def test_leads_unpriced_capitated_past_and_held_lines_are_in_no_letter(run_of_everything, tmp_path):
    low = policy(tmp_path / "p", thresholds={"professional": "0.01", "facility": "0.01"})
    outcome = write_packets(run_of_everything, tmp_path, letters=low)
    text = all_text(outcome)
    named = {claim for claim in set(run_of_everything.findings()["claim_id"]) if claim in text}
    assert named == {"CLM0001", "CLM0002", "CLM0004", "CLM0010"}
    demanded = "".join(words(p) for p in outcome.written if p.kind == "demand")
    assert "CLM0004" not in demanded, "a chart decides there: it is in the request for records"
    for secret in ("hold", "SIU", "investigation"):
        assert secret not in text


def test_what_the_store_learned_after_the_run_keeps_a_line_out(own_letter_store, tmp_path):
    run = own_letter_store.run()
    found = run.findings(check="UNT-01").set_index("claim_id")["finding_id"]
    decided = [
        {"finding_id": found[claim], "status": status, "decided_date": "2026-10-01"}
        for claim, status in (("CLM2", "overturned"), ("CLM3", "demanded"))
    ]
    held = [{"claim_id": "CLM1", "reason": "SIU"}]
    for table, rows in (("hold", held), ("disposition", decided)):
        own_letter_store.load(pd.DataFrame(rows, dtype="object"), table=table)
    outcome = write_packets(run, tmp_path)
    whys = {
        "CLM1": "the claim is on hold",
        "CLM2": "review says overturned",
        "CLM3": "demanded already",
    }
    assert len(outcome.left_out) == len(whys)
    assert {row["claim_id"]: row["why"] for row in outcome.left_out} == whys
    text = all_text(outcome)
    assert not {"CLM1", "CLM2"} & set(re.findall(r"CLM\d", text))
    asked = set(re.findall(r"^(CLM\d)\nline 1$", text, re.MULTILINE))
    assert asked == {"CLM4"}, "it was paid beside CLM3, which its reason names"
    assert_sums_to_the_exposure(run, outcome)


#: What the review had said before the audit of each claim: why it is in no letter, None: it is.
HISTORIES = {
    "REQUESTED": (["requested"], None),
    "UPHELD": (["upheld"], None),
    "DEMANDED": (["demanded", "upheld"], "demanded already"),
    "RECOVERED": (["demanded", "recovered"], "review says recovered"),
    "CLOSED": (["closed"], None),  # and paid another amount then: open again
}
SEEN_BY = {"CLOSED": {"seen_run": "1", "seen_paid_amount": "1234.56"}}


@pytest.fixture(scope="module")
def reviewed(audited, tmp_path_factory):
    """The run after such reviews, each claim of its own provider, and its letters."""
    lines = [line(claim, "1400.06", **of_provider(n)) for n, claim in enumerate(HISTORIES)]
    found = audited(lines).findings(check="UNT-01").set_index("claim_id")["finding_id"]
    decided = [
        {"finding_id": found[claim], "status": status, "decided_date": f"2026-09-{day}"}
        | SEEN_BY.get(claim, {})
        for claim, (history, _) in HISTORIES.items()
        for day, status in enumerate(history, start=10)
    ]
    run = audited(lines, disposition=pd.DataFrame(decided, dtype="object"))
    return run, write_packets(run, tmp_path_factory.mktemp("out"))


@pytest.mark.parametrize(("claim", "why"), [(c, why) for c, (_, why) in HISTORIES.items()])
def test_a_finding_is_demanded_once(reviewed, claim, why):
    _, outcome = reviewed
    assert (claim in all_text(outcome)) == (why is None)
    left = {row["why"] for row in outcome.left_out if row["claim_id"] == claim}
    assert left == ({why} if why == "demanded already" else set())


def test_a_finding_open_again_is_demanded_without_what_the_review_said(reviewed):
    run, outcome = reviewed
    (reason,) = set(run.findings(check="UNT-01").query("claim_id == 'CLOSED'")["reason"])
    assert "Closed on 2026-09-10" in reason
    text = words(letter(outcome, tin(list(HISTORIES).index("CLOSED"))))
    assert "CLOSED" in text
    assert "Closed on" not in text
    assert "1,234.56" not in text
    assert "1234.56" not in text


def test_a_claim_that_changed_since_the_run_is_audited_again_first(own_letter_store, tmp_path):
    again = frame_of(LINES[:1])
    again["paid_amount"], again["claim_status"] = "-1400.06", "REVERSED"
    again["paid_date"] = "2026-10-01"
    own_letter_store.load(again, table="medical_claim")
    outcome = write_packets(own_letter_store.run(), tmp_path)
    assert "CLM1" not in all_text(outcome)
    assert ["audit again" in r["why"] for r in outcome.left_out] == [True]


CORRECTED, UNDATED, COMMERCIAL = 11, 12, 13


@pytest.fixture(scope="module")
def odd_run(audited):
    """Lines to correct, without a paid date, and with an end to their look-back."""
    late = line("CLM9", "1400.06", **of_provider(COMMERCIAL))
    return audited(
        [
            line("CLM6", "1400.00", place_of_service_code="21", **of_provider(CORRECTED)),
            line("CLM7", "1400.06", **of_provider(UNDATED)),
            line("CLM8", "300.01", first="08-01", paid_date=None, **of_provider(UNDATED)),
            (("CLM9", "JEFFERSON", "COMMERCIAL", *late[0][3:]), late[1]),
            *LINES[2:4],
        ]
    )


@pytest.fixture(scope="module")
def odd(odd_run, tmp_path_factory):
    """Their letters."""
    return write_packets(odd_run, tmp_path_factory.mktemp("out"))


def test_a_corrected_claim_is_not_demanded(odd_run, odd):
    group = tin(CORRECTED)
    assert {r["why"] for r in odd.left_out if r["provider_group"] == group} == {
        "the remedy is corrected claim"
    }
    assert "CLM6" not in all_text(odd)
    assert_sums_to_the_exposure(odd_run, odd)


def test_a_line_without_a_paid_date_stops_its_letter_alone(odd):
    assert [(p.provider_group, p.why) for p in odd.stopped] == [
        (tin(UNDATED), "missing: 1 line has no paid date")
    ]
    assert {p.provider_group for p in odd.written} == {TIN["B"], tin(COMMERCIAL)}


def test_a_line_is_not_demanded_once_its_look_back_has_ended(odd_run, tmp_path):
    found = odd_run.findings(provider=tin(COMMERCIAL))
    (until,) = set(found["recoverable_until"].dropna())
    assert until == date(2028, 9, 1)
    last = words(letter(write_packets(odd_run, tmp_path / "last", dated=until), tin(COMMERCIAL)))
    assert "first paid on 2026-09-01, so until 2028-09-01" in last
    assert "40 Pa.C.S. 3803" in last
    late = write_packets(odd_run, tmp_path / "late", dated=date(2028, 9, 2))
    assert "CLM9" not in all_text(late)
    (why,) = {row["why"] for row in late.left_out if row["claim_id"] == "CLM9"}
    assert "look-back" in why

"""Provider packets, checked field by field: who gets a letter, what it says, what it never says."""

import os
import re
import shutil
import stat
import subprocess
from collections import defaultdict
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path

import docx
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import analytics
from analytics import content
from analytics.errors import ContentError, UsageError
from analytics.formats import money
from analytics.masking import Mask
from analytics.report.exposure_tables import rows_of
from analytics.report.letters import write_packets, write_templates
from analytics.report.letters.plan_details import NEEDS
from analytics.report.letters.values import MOST_LISTED, values

from .extract import AS_OF, HOSTILE, NPI, TIN, claims, providers

LETTERS = {
    "plan_name": '"Plan of the Test"',
    "plan_address": '["1 First Street", "Town, ZZ 00000"]',
    "contact": '"Integrity desk, telephone 555-0100"',
    "recovery_method": '"We deduct it from later payments."',
    "response_days": "45",
    "appeal_route": '"Write to Appeals, PO Box 1."',
    "appeal_days": "60",
    "records_to": '"Send copies to Records, PO Box 2."',
    "records_days": "30",
}
THRESHOLDS = {"professional": "200.00", "facility": "5000.00"}
JEFFERSON = ("JEFFERSON", "MEDICAID")


def policy(folder: Path, letters=LETTERS, thresholds=THRESHOLDS) -> Path:
    """A policy file that says what letters need, in a folder of its own."""
    text = (
        'policy_id = "test-letters"\npayer = "*"\nlevel = "baseline"\ntitle = "Letters"\n'
        'source = "Letters of the test"\n\n[[period]]\neffective_from = 2020-01-01\n'
    )
    for subject, told in (("letters", letters), ("letter_threshold", thresholds)):
        text += f'\n[period.{subject}]\ncitation = "spec"\n'
        text += "".join(f"{name} = {value}\n" for name, value in told.items())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "letters.toml").write_text(text)
    return folder


def line(claim: str, paid: str, provider: str = "A", first: str = "07-01", **other) -> tuple:
    """A week of S9500 paid for twice its days: half of what was paid is too much (UNT-01)."""
    last = f"{first[:3]}{int(first[3:]) + 6:02d}"
    row = (claim, *JEFFERSON, provider, "S9500", first, last, "12", 14, "09-01", 1)
    return row, {"paid_amount": paid, **other}


def audited(lines, policies, **tables):
    frame = claims([row for row, _ in lines])
    frame["member_id"] = [f"00{n:07d}" for n in range(1, len(lines) + 1)]
    for place, (_, other) in enumerate(lines):
        for name, value in other.items():
            if name not in frame:
                frame[name] = None
            frame.loc[place, name] = value
    tables.setdefault("provider", providers())
    return analytics.audit(medical_claim=frame, as_of=AS_OF, policies=policies, **tables)


LINES = [
    line("CLM1", "1400.06"),
    line("CLM2", "300.01", first="08-01"),
    # the same code and days on another claim: paid twice, and with too many units
    line("CLM3", "700.00", "B"),
    line("CLM4", "500.01", "B", member_id="000000003"),
    line("CLM5", "10.00", "D"),
]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return audited(LINES, policy(tmp_path_factory.mktemp("policies")))


@pytest.fixture(scope="module")
def packets(run, tmp_path_factory):
    return write_packets(run, tmp_path_factory.mktemp("out"))


def letter(outcome, provider="A", kind="demand"):
    (found,) = [p for p in outcome.written if (p.provider_group, p.kind) == (TIN[provider], kind)]
    return found


def word(packet):
    return docx.Document(str(packet.files[0]))


def words(packet) -> str:
    """All the letter says: its paragraphs and the cells of its tables."""
    document = word(packet)
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def table_rows(packet, place=0) -> list[list[str]]:
    return [[c.text for c in row.cells] for row in word(packet).tables[place].rows]


# --- what a letter says --------------------------------------------------------------------------


def test_every_field_that_notice_law_asks_for(run, packets):
    packet = letter(packets)
    head, *rows, total = table_rows(packet)
    assert head == [
        "Claim and line", "Member identifier", "Dates of service", "Code, units", "Paid on",
        "Paid", "Proposed",
    ]  # fmt: skip
    shown = dict(zip(("CLM1", "CLM2"), (rows[0:2], rows[2:4]), strict=True))
    for finding in rows_of(run.findings(provider=TIN["A"], strength="automated")):
        facts, why = shown[finding["claim_id"]]
        assert facts == [
            f"{finding['claim_id']} / 1",
            finding["member_id"],
            f"{finding['line_start_date']} to\n{finding['line_end_date']}",
            "S9500, 14",
            str(finding["paid_date"]),
            f"${finding['paid_amount']:,.2f}",
            f"${finding['candidate_amount']:,.2f}",
        ]
        assert finding["reason"] in why[0]
        assert f"Basis: {finding['citation']}" in why[0]
        assert "Time limit: we found no rule that limits the time" in why[0]
    assert total[-1] == money(packet.amount) == "$850.04"


def test_the_plan_speaks_with_its_own_words_and_dates(packets):
    text = words(letter(packets))
    for said in (
        "Plan of the Test",
        "1 First Street\nTown, ZZ 00000",
        "Integrity desk, telephone 555-0100",
        "We deduct it from later payments.",
        "Write to Appeals, PO Box 1.",
        "15 October 2026",
        "Date: 29 November 2026 (45 days from this letter).",
        "A dispute must reach us by 14 December 2026 (60 days from this letter).",
        "2 claim lines with dates of service from 1 July 2026 to 7 August 2026",
        f"Tax or provider number {TIN['A']}, NPI {NPI['A']}",
    ):
        assert said in text
    assert "{{" not in text
    assert "DRAFT" not in text


def test_the_basis_lists_each_policy_with_its_lines(packets):
    head, *rows = table_rows(letter(packets), 1)
    assert head[1] == "Lines"
    assert [row[1] for row in rows] == ["2"]
    assert "per diem" in rows[0][0]


def test_the_page_says_the_same_words(packets):
    packet = letter(packets)
    html = packet.files[1].read_text(encoding="utf-8")
    body = html[html.index("<main>") :]
    shown = " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
    for text in filter(None, words(packet).split("\n")):
        assert " ".join(text.split()) in shown
    assert "<script" not in html
    assert not re.search(r"(src|href)=", html)


def test_the_listing_has_every_line_as_text_dates_and_cents(run, packets):
    packet = letter(packets)
    head, *rows = CalamineWorkbook.from_path(packet.files[2]).get_sheet_by_index(0).to_python()
    listed = [dict(zip(head, row, strict=True)) for row in rows]
    found = {row["claim_id"]: row for row in rows_of(run.findings(provider=TIN["A"]))}
    assert {row["claim_id"] for row in listed} == set(found)
    for row in listed:
        finding = found[row["claim_id"]]
        for name in ("member_id", "line_start_date", "line_end_date", "paid_date", "hcpcs_code"):
            assert row[name] == finding[name]
        assert Decimal(repr(row["proposed_amount"])) == finding["candidate_amount"]
    assert sum(Decimal(repr(row["proposed_amount"])) for row in listed) == packet.amount


def test_a_name_that_means_harm_is_text(packets):
    packet = letter(packets)
    assert HOSTILE in words(packet)
    assert "<script" not in packet.files[1].read_text(encoding="utf-8")


def test_what_a_value_says_is_no_placeholder(tmp_path):
    named = [{"npi": NPI["A"], "tin": TIN["A"], "provider_name": "{{ total }} \x07Co"}]
    run = audited(LINES, policy(tmp_path / "p"), provider=pd.DataFrame(named, dtype="object"))
    assert "{{ total }}" in words(letter(write_packets(run, tmp_path)))


def test_a_provider_without_a_name_is_written_to_by_number(tmp_path):
    named = [{"npi": NPI["D"], "tin": TIN["D"], "provider_name": "Other"}]
    run = audited(LINES, policy(tmp_path / "p"), provider=pd.DataFrame(named, dtype="object"))
    packet = letter(write_packets(run, tmp_path))
    assert packet.provider_name is None
    assert f"Tax or provider number {TIN['A']}" in words(packet)


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
    (at,) = [i for i, row in enumerate(table_rows(packet)) if row[0] == f"{claim} / 1"]
    facts, why = table_rows(packet)[at : at + 2]
    paid = twice["paid_amount"].iloc[0]
    assert twice["candidate_amount"].sum() > paid
    assert facts[-1] == money(paid)
    for reason in twice["reason"]:
        assert reason in why[0]
    assert why[0].startswith("1. ")


def test_the_sample_of_the_tests_sums_to_the_exposure(request, tmp_path):
    run = request.getfixturevalue("run_of_everything")
    assert_sums_to_the_exposure(run, write_packets(run, tmp_path, letters=policy(tmp_path / "p")))


@pytest.fixture(scope="module")
def run_of_everything():
    """The extract with something in every column of exposure, by the shipped policies."""
    return analytics.audit(
        medical_claim=claims(),
        provider=providers(),
        hold=pd.DataFrame([{"claim_id": "CLM0008", "reason": "SIU"}], dtype="object"),
        as_of=AS_OF,
    )


# --- the threshold -------------------------------------------------------------------------------

FACILITY = {"claim_type": "institutional", "bill_type_code": "0321"}


@pytest.mark.parametrize(
    "kind, other, paid, gets_a_letter",
    [
        ("professional", {}, ["399.98"], False),  # half of it: 199.99
        ("professional", {}, ["400.00"], True),
        ("professional", {}, ["400.02"], True),
        ("professional", {}, ["200.00", "199.98"], False),  # two lines together
        ("professional", {}, ["200.00", "200.00"], True),
        ("facility", FACILITY, ["9999.98"], False),
        ("facility", FACILITY, ["10000.00"], True),
    ],
)
def test_a_letter_from_the_threshold_on(tmp_path, kind, other, paid, gets_a_letter):
    lines = [
        line(f"CLM{n}", amount, first=f"{n:02d}-01", **other)
        for n, amount in enumerate(paid, start=1)
    ]
    run = audited(lines, policy(tmp_path / "p"))
    outcome = write_packets(run, tmp_path)
    found = outcome.written if gets_a_letter else outcome.below
    assert [(p.claim_kinds, p.lines) for p in found] == [(kind, len(paid))]
    assert len(outcome.written) + len(outcome.below) == 1
    assert_sums_to_the_exposure(run, outcome)
    if not gets_a_letter:
        assert outcome.below[0].why == f"below {money(Decimal(THRESHOLDS[kind]))} ({kind})"
        assert "adjust on the remittance advice" in "\n".join(outcome.text())


def test_each_kind_of_claim_has_its_own_threshold_in_one_letter(tmp_path):
    lines = [line("CLM1", "9000.00", **FACILITY), line("CLM2", "500.00", first="08-01")]
    outcome = write_packets(audited(lines, policy(tmp_path / "p")), tmp_path)
    assert [(p.claim_kinds, p.amount) for p in outcome.written] == [("professional", 250)]
    assert [(p.claim_kinds, p.amount) for p in outcome.below] == [("facility", 4500)]


# --- what is never in a letter -------------------------------------------------------------------


def all_text(outcome) -> str:
    return "\n".join(words(packet) for packet in outcome.written)


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


@pytest.mark.parametrize(
    "table, row, why",
    [
        ("hold", {"claim_id": "CLM1", "reason": "SIU"}, "the claim is on hold"),
        ("disposition", {"status": "overturned"}, "review says overturned"),
        ("disposition", {"status": "demanded"}, "demanded already"),
    ],
)
def test_what_the_store_learned_after_the_run_keeps_a_line_out(tmp_path, table, row, why):
    run = audited(LINES, policy(tmp_path / "p"))
    if table == "disposition":
        (finding_id,) = set(run.findings(provider=TIN["A"]).query("claim_id == 'CLM1'").finding_id)
        row = row | {"finding_id": finding_id, "decided_date": "2026-10-01"}
    store = analytics.api.Store(run.folder)
    store.load(pd.DataFrame([row], dtype="object"), table=table)
    outcome = write_packets(run, tmp_path)
    assert [(r["claim_id"], r["why"]) for r in outcome.left_out] == [("CLM1", why)]
    assert "CLM1" not in all_text(outcome)
    assert_sums_to_the_exposure(run, outcome)


def decided(run, claim: str, **rows) -> pd.DataFrame:
    """Dispositions of the claim's finding by UNT-01, one for each status with its day."""
    found = run.findings(check="UNT-01").query("claim_id == @claim")
    (finding_id,) = found["finding_id"]
    return pd.DataFrame(
        [{"finding_id": finding_id, "status": s, **row} for s, row in rows.items()], dtype="object"
    )


@pytest.mark.parametrize(
    "history, why",
    [
        (["requested"], None),
        (["upheld"], None),
        (["demanded", "upheld"], "demanded already"),
        (["demanded", "recovered"], "review says recovered"),
    ],
)
def test_a_finding_is_demanded_once(run, tmp_path, history, why):
    days = {s: {"decided_date": f"2026-09-{n:02d}"} for n, s in enumerate(history, start=10)}
    again = audited(LINES, policy(tmp_path / "p"), disposition=decided(run, "CLM1", **days))
    outcome = write_packets(again, tmp_path)
    assert ("CLM1" in all_text(outcome)) == (why is None)
    left = {row["why"] for row in outcome.left_out}
    assert left == ({why} if why == "demanded already" else set())


def test_a_finding_open_again_is_demanded_without_what_the_review_said(run, tmp_path):
    closed = {"decided_date": "2026-09-10", "seen_run": "1", "seen_paid_amount": "1234.56"}
    tables = {"disposition": decided(run, "CLM1", closed=closed)}
    again = audited(LINES, policy(tmp_path / "p"), **tables)
    (reason,) = set(again.findings(check="UNT-01").query("claim_id == 'CLM1'")["reason"])
    assert "Closed on 2026-09-10" in reason
    text = words(letter(write_packets(again, tmp_path)))
    assert "CLM1" in text
    assert "Closed on" not in text
    assert "1,234.56" not in text
    assert "1234.56" not in text


def test_a_claim_that_changed_since_the_run_is_audited_again_first(tmp_path):
    run = audited(LINES, policy(tmp_path / "p"))
    store = analytics.api.Store(run.folder)
    again = claims([row for row, _ in LINES[:1]])
    again["paid_amount"], again["claim_status"] = "-1400.06", "REVERSED"
    again["member_id"], again["paid_date"] = "000000001", "2026-10-01"
    store.load(again, table="medical_claim")
    outcome = write_packets(run, tmp_path)
    assert "CLM1" not in all_text(outcome)
    assert ["audit again" in r["why"] for r in outcome.left_out] == [True]


def test_a_corrected_claim_is_not_demanded(tmp_path):
    lines = [line("CLM1", "1400.00", place_of_service_code="21"), *LINES[1:]]
    run = audited(lines, policy(tmp_path / "p"))
    outcome = write_packets(run, tmp_path)
    assert {r["why"] for r in outcome.left_out} == {"its remedy is corrected claim"}
    assert_sums_to_the_exposure(run, outcome)


def test_a_line_is_not_demanded_once_its_look_back_has_ended(tmp_path):
    commercial = [
        ((row[0], "JEFFERSON", "COMMERCIAL", *row[3:]), other) for row, other in LINES[:2]
    ]
    run = audited(commercial, policy(tmp_path / "p"))
    (until,) = set(run.findings()["recoverable_until"].dropna())
    assert until == date(2028, 9, 1)
    last = write_packets(run, tmp_path / "last", dated=until)
    assert "ends on 2028-09-01" in all_text(last)
    assert "40 Pa.C.S. 3803" in all_text(last)
    late = write_packets(run, tmp_path / "late", dated=date(2028, 9, 2))
    assert not late.written
    assert {"look-back" in row["why"] for row in late.left_out} == {True}


# --- records -------------------------------------------------------------------------------------


def test_a_request_for_records_demands_nothing(run_of_everything, tmp_path):
    outcome = write_packets(run_of_everything, tmp_path, letters=policy(tmp_path / "p"))
    packet = letter(outcome, "B", "records")
    text = words(packet)
    assert packet.amount is None
    assert "Request for records" in text
    assert "CLM0004 / 1" in text
    assert "Send copies to Records, PO Box 2." in text
    assert "14 November 2026 (30 days from this letter)" in text
    assert "Proposed" not in text
    assert "Write to Appeals" not in text


# --- what is missing stops a letter --------------------------------------------------------------


@pytest.mark.parametrize("name", NEEDS["demand"])
def test_what_no_policy_says_stops_the_letter_and_is_named(run, tmp_path, name):
    told = {key: value for key, value in LETTERS.items() if key != name}
    outcome = write_packets(run, tmp_path, letters=policy(tmp_path / "p", letters=told))
    assert not outcome.written
    assert {p.why for p in outcome.stopped} == {f"missing: letters.{name}"}
    assert f"missing: letters.{name}" in "\n".join(outcome.text())
    assert sorted(p.name for p in (tmp_path / "packets").iterdir()) == ["packets.xlsx"]


@pytest.mark.parametrize("name", ["records_to", "records_days"])
def test_a_request_for_records_needs_its_own(run_of_everything, tmp_path, name):
    told = {key: value for key, value in LETTERS.items() if key != name}
    given = policy(tmp_path / "p", letters=told)
    outcome = write_packets(run_of_everything, tmp_path, letters=given)
    assert {p.kind for p in outcome.written} == {"demand"}
    assert {(p.kind, p.why) for p in outcome.stopped} == {("records", f"missing: letters.{name}")}


def test_a_threshold_that_is_not_known_stops_the_letter(run, tmp_path):
    given = policy(tmp_path / "p", thresholds={"facility": "1.00"})
    outcome = write_packets(run, tmp_path, letters=given)
    assert not outcome.written
    assert {p.why for p in outcome.stopped} == {"missing: letter_threshold.professional"}


def test_the_shipped_policies_know_no_plan(run_of_everything, tmp_path):
    outcome = write_packets(run_of_everything, tmp_path)
    assert not outcome.written
    assert outcome.stopped


def test_a_line_without_a_paid_date_stops_its_letter_alone(tmp_path):
    lines = [*LINES[:1], line("CLM2", "300.01", first="08-01", paid_date=None), *LINES[2:]]
    outcome = write_packets(audited(lines, policy(tmp_path / "p")), tmp_path)
    assert [(p.provider_group, p.why) for p in outcome.stopped] == [
        (TIN["A"], "missing: 1 line has no paid date")
    ]
    assert [p.provider_group for p in outcome.written] == [TIN["B"]]


def test_the_made_up_example_is_complete():
    text = (content.EXAMPLE_POLICIES / "example-letters.toml").read_text()
    assert all(f"{name} " in text for names in NEEDS.values() for name in names)
    assert "MADE-UP" in text


# --- the plan's own template ---------------------------------------------------------------------


@pytest.fixture
def templates(tmp_path) -> Path:
    write_templates(tmp_path / "templates")
    return tmp_path / "templates"


def test_a_template_of_the_plan_takes_the_place_of_ours(run, tmp_path, templates):
    document = docx.Document(str(templates / "demand.docx"))
    added = document.add_paragraph("Signed for ")
    for piece in ("{", "{ plan_", "name", " }", "} by hand"):  # as Word cuts a text up
        added.add_run(piece).italic = True
    document.add_paragraph("{{ draft_note }}")
    document.save(str(templates / "demand.docx"))
    text = words(letter(write_packets(run, tmp_path, templates)))
    assert "Signed for Plan of the Test by hand" in text
    assert "Notice of overpayment" in text
    assert "\n\n\n" not in text, "a paragraph of empty placeholders is left out"


def test_a_template_with_an_unknown_placeholder_is_refused(run, tmp_path, templates):
    document = docx.Document(str(templates / "demand.docx"))
    document.add_paragraph("{{ plan_nam }}")
    document.save(str(templates / "demand.docx"))
    with pytest.raises(ContentError, match=r"demand\.docx: .*'plan_nam'.*mean 'plan_name'"):
        write_packets(run, tmp_path / "out", templates)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["appeal_route", "recovery_method", "total", "appeal_by"])
def test_a_template_that_leaves_out_what_law_asks_is_refused(run, tmp_path, templates, name):
    document = docx.Document(str(templates / "demand.docx"))
    cells = [c for t in document.tables for r in t.rows for c in r.cells]
    for paragraph in (*document.paragraphs, *(p for c in cells for p in c.paragraphs)):
        for piece in paragraph.runs:
            piece.text = piece.text.replace(f"{{{{ {name} }}}}", "")
    document.save(str(templates / "demand.docx"))
    with pytest.raises(ContentError, match=f"must say {name}"):
        write_packets(run, tmp_path, templates)


def test_a_template_that_is_no_word_document_is_refused(run, tmp_path, templates):
    (templates / "records.docx").write_text("not Word")
    with pytest.raises(ContentError, match="not a Word document"):
        write_packets(run, tmp_path, templates)
    with pytest.raises(UsageError, match="no folder of letter templates"):
        write_packets(run, tmp_path, tmp_path / "none")


def test_our_templates_never_overwrite_the_plans(templates):
    with pytest.raises(UsageError, match="not overwritten"):
        write_templates(templates)


# --- many lines ----------------------------------------------------------------------------------


@pytest.mark.parametrize("most, noted", [(2, True), (3, False), (4, False)])
def test_a_long_letter_says_that_its_listing_has_all(run, most, noted):
    from analytics.report.letters.lines import letter_lines
    from analytics.report.letters.plan_details import PlanDetails

    lines = (letter_lines(run, date(2026, 10, 15)).demand)[:3]
    own = {"plan_address": ["x"], "response_days": 1, "appeal_days": 1}
    facts = PlanDetails((None, None), dict.fromkeys(LETTERS, "x") | own)
    told = values("demand", facts, lines, None, "r", date(2026, 10, 15), masked=False, most=most)
    assert len(told["line"]) == min(most, 3)
    assert bool(told["listing_note"]) == noted
    assert told["line_count"] == "3 claim lines"
    assert MOST_LISTED == 1_000


# --- masked, private, replaced as one ------------------------------------------------------------


def test_a_masked_letter_is_a_draft_and_names_no_member(run, tmp_path):
    mask = Mask(b"0123456789abcdef")
    outcome = write_packets(run, tmp_path, mask=mask)
    members = set(run.findings()["member_id"])
    for packet in outcome.written:
        listed = CalamineWorkbook.from_path(packet.files[2]).get_sheet_by_index(0).to_python()
        text = words(packet) + packet.files[1].read_text(encoding="utf-8") + str(listed)
        assert "DRAFT, NOT TO BE SENT" in text
        assert "M-" in text
        assert not [member for member in members if member in text]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions elsewhere")
def test_only_their_owner_can_read_packets(packets):
    for path in packets.folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_letters_of_an_earlier_run_do_not_stay(run, tmp_path):
    first = write_packets(run, tmp_path)
    assert all(path.is_file() for packet in first.written for path in packet.files)
    write_packets(run, tmp_path, letters=policy(tmp_path / "p", letters={}))
    assert sorted(p.name for p in (tmp_path / "packets").iterdir()) == ["packets.xlsx"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["p", "packets"]


def test_a_folder_that_is_not_ours_is_not_replaced(run, tmp_path):
    (tmp_path / "packets").mkdir()
    (tmp_path / "packets" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not made by Recoup"):
        write_packets(run, tmp_path)
    assert (tmp_path / "packets" / "mine.txt").read_text() == "mine"


def test_the_summary_lists_every_fate(packets):
    book = CalamineWorkbook.from_path(packets.folder / "packets.xlsx")
    assert book.sheet_names == ["Letters", "Adjust on remittance", "Not written", "Left out"]
    listed = book.get_sheet_by_name("Letters").to_python()[1:]
    assert len(listed) == len(packets.written)
    below = book.get_sheet_by_name("Adjust on remittance").to_python()[1:]
    assert [row[2] for row in below] == [TIN["D"]]


def test_what_is_said_on_the_terminal_names_no_member_claim_or_amount(run, packets):
    text = "\n".join(packets.text())
    assert "2 demand letters" in text
    found = run.findings()
    for column in ("member_id", "claim_id", "candidate_amount", "provider_group"):
        assert not [value for value in found[column] if str(value) in text]


def test_a_run_that_finds_nothing_has_no_letters(quiet_run, tmp_path):
    outcome = write_packets(quiet_run, tmp_path)
    assert (outcome.written, outcome.below, outcome.stopped, outcome.left_out) == ([], [], [], [])


def has_writer() -> bool:
    """LibreOffice with Writer, whose part of it is a library of its own."""
    office = shutil.which("soffice")
    return office is not None and any(Path(office).resolve().parent.glob("*swlo*"))


@pytest.mark.skipif(not has_writer(), reason="LibreOffice Writer is not installed")
def test_libreoffice_opens_a_letter(packets, tmp_path):
    path = letter(packets).files[0]
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [shutil.which("soffice"), profile, "--headless", "--convert-to", "txt:Text",
               "--outdir", tmp_path, path]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert "Total proposed" in (tmp_path / "demand.txt").read_text(encoding="utf-8")

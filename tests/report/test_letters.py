"""Provider packets, checked field by field: what a letter says, how it is kept, who may read it."""

import os
import re
import shutil
import stat
import subprocess
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from analytics.errors import UsageError
from analytics.formats import money
from analytics.masking import Mask
from analytics.report.exposure_tables import rows_of
from analytics.report.letters.lines import letter_lines
from analytics.report.letters.plan_details import PlanDetails
from analytics.report.letters.values import MOST_LISTED, values

from .extract import HOSTILE, NPI, TIN
from .letters import LETTERS, LINES, letter, policy, table_rows, words, write_packets


@pytest.fixture(scope="module")
def run(letter_run):
    return letter_run


# --- what a letter says --------------------------------------------------------------------------


def test_every_fact_of_a_line_and_its_finding(run, packets):
    packet = letter(packets)
    head, *rows, total = table_rows(packet)
    assert head == [
        "Claim", "Patient, member identifier", "Dates of service", "Code, units", "Paid on",
        "Paid", "Amount asked",
    ]  # fmt: skip
    shown = dict(zip(("CLM1", "CLM2"), (rows[0:2], rows[2:4]), strict=True))
    for finding in rows_of(run.findings(provider=TIN["A"], strength="automated")):
        facts, why = shown[finding["claim_id"]]
        assert facts == [
            f"{finding['claim_id']}\nline 1",
            finding["member_id"],
            f"{finding['line_start_date']} to\n{finding['line_end_date']}",
            "S9500, 14",
            str(finding["paid_date"]),
            f"${finding['paid_amount']:,.2f}",
            f"${finding['candidate_amount']:,.2f}",
        ]
        assert finding["reason"] in why[0]
        assert f"Basis: {finding['citation']}" in why[0]
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
        "Date: 14 December 2026 (60 days from this letter).",
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
        assert Decimal(repr(row["asked_amount"])) == finding["candidate_amount"]
    assert sum(Decimal(repr(row["asked_amount"])) for row in listed) == packet.amount


def test_a_name_that_means_harm_is_text(packets):
    packet = letter(packets)
    assert HOSTILE in words(packet)
    assert "<script" not in packet.files[1].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def one_named(audited, tmp_path_factory):
    """Letters where of all providers A alone is named, and how."""
    named = [{"npi": NPI["A"], "tin": TIN["A"], "provider_name": "{{ total }} \x07Co"}]
    run = audited(LINES, provider=pd.DataFrame(named, dtype="object"))
    return write_packets(run, tmp_path_factory.mktemp("out"))


def test_what_a_value_says_is_no_placeholder(one_named):
    assert "{{ total }}" in words(letter(one_named))


def test_a_letter_to_nobody_is_held(one_named):
    (packet,) = [p for p in one_named.stopped if p.provider_group == TIN["B"]]
    assert (packet.provider_name, packet.why) == (None, "missing: the provider's name")
    assert TIN["B"] not in {p.provider_group for p in one_named.written}


# --- records -------------------------------------------------------------------------------------


def test_a_request_for_records_demands_nothing(run_of_everything, tmp_path):
    outcome = write_packets(run_of_everything, tmp_path, letters=policy(tmp_path / "p"))
    packet = letter(outcome, "B", "records")
    text = words(packet)
    assert packet.amount is None
    assert "Request for records" in text
    assert "CLM0004\nline 1" in text
    assert "Send copies to Records, PO Box 2." in text
    assert "14 November 2026 (30 days from this letter)" in text
    assert "Amount" not in text
    assert "$700.00" in text, "what was paid, to find it by; no other amount"
    assert set(re.findall(r"\$[\d,.]+\d", text)) == {"$700.00"}
    assert "Write to Appeals" not in text


# --- many lines ----------------------------------------------------------------------------------


@pytest.mark.parametrize("most, noted", [(2, True), (3, False), (4, False)])
def test_a_long_letter_says_that_its_listing_has_all(run, most, noted):
    lines = (letter_lines(run, date(2026, 10, 15)).demand)[:3]
    own = {"plan_address": ["x"], "response_days": 1, "appeal_days": 1}
    facts = PlanDetails((None, None), dict.fromkeys(LETTERS, "x") | own)
    head = {"dated": date(2026, 10, 15), "reference": "r", "masked": False}
    head |= {"provider_name": "x", "provider_address": []}
    told = values("demand", facts, lines, head, (), {}, most=most)
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


@pytest.mark.slow
@pytest.mark.skipif(not has_writer(), reason="LibreOffice Writer is not installed")
def test_libreoffice_opens_a_letter(packets, tmp_path):
    path = letter(packets).files[0]
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [shutil.which("soffice"), profile, "--headless", "--convert-to", "txt:Text",
               "--outdir", tmp_path, path]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert "Total asked" in (tmp_path / "demand.txt").read_text(encoding="utf-8")

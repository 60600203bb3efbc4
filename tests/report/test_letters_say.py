"""What a letter says, and what it never says: a test for each sentence it owes a provider."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from analytics import content, testing
from analytics.errors import ContentError, UsageError
from analytics.report import letters as verbs
from analytics.report.letters import packets as module
from analytics.report.letters.default_template import default_form
from analytics.sql.checks import read_checks
from analytics.testing import AS_OF, TIN
from analytics.testing.audits import audit_tables

from .letters import LETTERS, policy, word, words, write_packets

#: Beta has no name; the address of gamma is known.
PROVIDER = """
    npi   | tin   | name           | address_line_1 | city | state | zip_code
    alpha | alpha | Alpha Infusion |                |      |       |
    beta  | beta  |                |                |      |       |
    gamma | gamma | Gamma Infusion | 1 First Street | York | PA    | 17401
    """
THRESHOLDS = {"professional": "1.00", "facility": "1.00"}
WITHOUT_LIMIT = {name: value for name, value in LETTERS.items() if name != "time_limit"}
#: An antibiotic twice on the same week: with its units, two findings on the second line.
TWICE = """
    claim | line | code  | to | units | paid   | paid_on | charge
    A     | 1    | S9500 | 7  | 7     | 700.00 | 08-20   | 1400.00
    B     | 1    | S9500 | 7  | 14    | 700.00 | 09-01   | 1500.00
    A     | 2    | J0696 | 1  | 4     | 20.00  | 08-20   | 40.00
    """
#: The claims of each letter, under a payer of its own: lines of two payers never meet.
CLAIMS = {
    # asks for 100.00; no look-back rule speaks of this payer
    "ONE": "units | paid\n2 | 200.00",
    "SHARE": "to | units | paid\n7 | 10 | 994.16",
    "TWICE": TWICE,
    "LOADED": """
        units | paid | member_name | patient_control_number | payment_trace_number
        2     | 200  | Ann Member  | PCN-1                  | EFT-9
        """,
    "PAID_AGAIN": """
        units | paid    | paid_on | status
        2     | 200.00  | 08-01   | PAID
        2     | -200.00 | 09-01   | REVERSED
        2     | 180.00  | 09-02   | PAID
        """,
    "ADDRESSED": "npi | units\ngamma | 2",
    "NOBODY": "npi | units | paid\nbeta | 2 | 200.00",
    "TWO": "claim | member | units\nA | M1 | 2\nB | M2 | 3",
    # a rule of Pennsylvania speaks of the first alone; charts decide the last two
    "JEFFERSON": """
        claim | member | lob        | npi   | pos | units | paid
        A     | M1     | INDIVIDUAL | alpha | 12  | 2     | 1000.00
        B     | M2     | MEDICAID   | alpha | 12  | 2     | 3000.00
        C     | M3     | MEDICAID   | alpha | 13  | 1     | 100.00
        D     | M4     | MEDICAID   | beta  | 13  | 1     | 100.00
        """,
    "ZZPAYER": """
        claim | member | lob        | units | paid
        A     | M1     | INDIVIDUAL | 2     | 1000.00
        B     | M2     | MEDICAID   | 2     | 3000.00
        C     | M3     | MEDICAID   | 1     | 1.00
        """,
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The audit of all of them."""
    claims = [testing.extract("medical_claim", text, payer=p) for p, text in CLAIMS.items()]
    tables = {
        "medical_claim": pd.concat(claims, ignore_index=True),
        "provider": testing.extract("provider", PROVIDER),
        "recovery": testing.extract("recovery", "claim | amount\nA | 40.00", payer="LOADED"),
    }
    told = policy(tmp_path_factory.mktemp("policies"), LETTERS, THRESHOLDS)
    return audit_tables(["UNT-01", "UNT-02", "POS-01"], tables, policies=told)


@pytest.fixture(scope="module")
def made(run, tmp_path_factory):
    """Their letters."""
    return write_packets(run, tmp_path_factory.mktemp("out"), dated=AS_OF)


@pytest.fixture(scope="module")
def made_without_limit(run, tmp_path_factory):
    """Their letters where the plan does not say why a line without a rule may be asked."""
    told = policy(tmp_path_factory.mktemp("policies"), WITHOUT_LIMIT, THRESHOLDS)
    return write_packets(run, tmp_path_factory.mktemp("out"), dated=AS_OF, letters=told)


def of_payer(packets, payer, kind="demand", provider="alpha"):
    """Of letters or of what is in none: the one of that payer and kind to the provider."""
    asked = (payer, kind, TIN[provider])
    (packet,) = [p for p in packets if (p.payer, p.kind, p.provider_group) == asked]
    return packet


def demand(made, payer) -> str:
    """All that the demand of a payer to alpha says."""
    return words(of_payer(made.written, payer))


# --- the money ------------------------------------------------------------------------------------


def test_each_finding_has_its_arithmetic(made):
    assert "Arithmetic: 994.16 x 3/10 = 298.25" in demand(made, "SHARE")


def test_amounts_by_finding_add_up_to_the_line(made):
    packet = of_payer(made.written, "TWICE")
    said = words(packet)
    parts = {Decimal(x) for x in re.findall(r"Amount asked for this finding: \$([0-9.]+)", said)}
    assert parts == {Decimal("350.00")}
    assert said.count("1. ") >= 1
    assert packet.amount == Decimal("700.00")


def test_a_single_finding_says_no_amount_of_its_own(made):
    assert "Amount asked for this finding" not in demand(made, "ONE")


# --- what stands where it is loaded ---------------------------------------------------------------


def test_patient_control_number_and_check_stand_where_they_are_loaded(made):
    said = demand(made, "LOADED")
    for text in ("Ann Member", "Patient control number: PCN-1", "Check or trace number: EFT-9"):
        assert text in said
    assert "Recovered so far: $40.00" in said


def test_what_is_not_loaded_leaves_no_trace(made):
    packet = of_payer(made.written, "ONE")
    listing = CalamineWorkbook.from_path(str(packet.files[2])).get_sheet_by_index(0).to_python()
    said = words(packet) + str(listing[0])
    for text in ("None", "control", "trace", "Recovered so far", "recovered_amount", "member_name"):
        assert text not in said


def test_the_first_payment_stands_beside_the_last(made):
    assert "first 2026-08-01\nlast 2026-09-02" in demand(made, "PAID_AGAIN")
    assert "first 2026" not in demand(made, "ONE")


def test_the_address_of_the_provider_stands_under_its_name(made):
    packet = of_payer(made.written, "ADDRESSED", provider="gamma")
    shown = [p.text for p in word(packet).paragraphs]
    at = shown.index("Gamma Infusion")
    assert shown[at + 1] == "1 First Street\nYork, PA 17401"


# --- the time limit -------------------------------------------------------------------------------


def test_a_line_without_a_look_back_rule_is_held_until_the_plan_says_why_it_may_be_asked(
    made_without_limit,
):
    assert "ONE" not in {packet.payer for packet in made_without_limit.written}
    held = of_payer(made_without_limit.stopped, "ONE")
    assert held.why.startswith("missing: letters.time_limit")
    assert (held.lines, held.amount) == (1, Decimal("100.00"))
    said = "\n".join(made_without_limit.text())
    assert re.search(f"lines of [0-9]+ providers held back: {re.escape(held.why)}", said)


def test_the_plans_own_words_on_the_time_limit_stand_once(made):
    said = demand(made, "TWO")
    assert said.count("Time limit: no limit applies, because of the test.") == 1


def test_lines_with_a_rule_go_out_while_the_others_are_held(run, made_without_limit):
    packet = of_payer(made_without_limit.written, "JEFFERSON")
    held = of_payer(made_without_limit.stopped, "JEFFERSON")
    said = words(packet)
    assert (packet.amount, held.amount) == (500, 1500)
    assert "24 months from the first payment; first paid on 2026-09-01, so until 2028-09-01" in said
    exposure = run.exposure(by="payer").set_index("payer")["automated_amount"]["JEFFERSON"]
    assert packet.amount + held.amount == exposure == 2000


def test_no_letter_says_that_no_rule_was_found(made):
    said = demand(made, "ONE").lower()
    assert "no rule" not in said
    assert "was found for this line" not in said


# --- who writes to whom, and when -----------------------------------------------------------------


@pytest.mark.parametrize(("kind", "payer"), [("demand", "NOBODY"), ("records", "JEFFERSON")])
def test_a_letter_to_nobody_is_held(made, kind, payer):
    held = of_payer(made.stopped, payer, kind, "beta")
    assert held.why == "missing: the provider's name"
    assert TIN["beta"] not in {packet.provider_group for packet in made.written}


def test_the_terminal_counts_lines_held_back_and_letters_not_written_apart(tmp_path):
    """Of alpha a line has a rule and two have none; delta has no name."""
    table = """
        claim | npi   | member | lob        | units | paid
        A     | alpha | M1     | COMMERCIAL | 2     | 1000.00
        B     | alpha | M2     | MEDICAID   | 2     | 3000.00
        C     | alpha | M3     | MEDICAID   | 2     | 3000.00
        D     | gamma | M4     | MEDICAID   | 2     | 3000.00
        E     | delta | M5     | COMMERCIAL | 2     | 1000.00
        F     | delta | M6     | COMMERCIAL | 2     | 1000.00
        """
    told = policy(tmp_path / "letters", WITHOUT_LIMIT, THRESHOLDS)
    named = {"provider": PROVIDER, "payer": "JEFFERSON"}
    run = testing.audit("UNT-01", table, policies=told, **named)
    outcome = write_packets(run, tmp_path / "out", dated=AS_OF)
    assert [said.split(" in ")[0] for said in outcome.text()[:-1]] == [
        "1 demand letter",
        "0 records requests",
        "3 lines of 2 providers held back: missing: letters.time_limit, "
        "for lines that no look-back rule speaks of",
        "1 letter not written: missing: the provider's name",
    ]


def test_money_is_not_taken_back_while_a_dispute_may_come(made, tmp_path):
    told = policy(tmp_path, LETTERS | {"response_days": "59"}, THRESHOLDS)
    with pytest.raises(ContentError, match="appeal_days"):
        testing.audit("UNT-01", "claim\nA", policies=told)
    assert LETTERS["response_days"] == LETTERS["appeal_days"] == "60"
    assert made.written


def test_a_letter_is_dated_the_day_it_is_made(letter_run, monkeypatch, tmp_path):
    made_on = date.fromisoformat(letter_run.record["as_of"]) + timedelta(days=17)
    monkeypatch.setattr(module, "today", lambda: made_on)
    written = verbs.write_packets(letter_run, tmp_path).written
    assert written
    for packet in written:
        assert f"{made_on.day} {made_on:%B %Y}" in words(packet)


def test_a_letter_is_not_older_than_its_findings(letter_run, tmp_path):
    as_of = date.fromisoformat(letter_run.record["as_of"])
    with pytest.raises(UsageError, match=f"--dated {as_of}"):
        verbs.write_packets(letter_run, tmp_path / "early", dated=as_of - timedelta(days=1))
    assert not (tmp_path / "early").exists()
    assert verbs.write_packets(letter_run, tmp_path / "same", dated=as_of).written


def test_the_payers_code_is_in_nothing_that_a_provider_reads(made):
    packet = of_payer(made.written, "ZZPAYER")
    assert packet.amount == 2000
    for path in packet.files:
        if path.suffix == ".docx":
            document = docx.Document(str(path))
            said = (
                words(packet)
                + document.core_properties.title
                + document.sections[0].footer.paragraphs[0].text
            )
        elif path.suffix == ".html":
            said = path.read_text()
        else:
            said = str(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())
        assert "ZZPAYER" not in said, path.suffix
        assert "ZZPAYER" not in path.name


#: Cases of "proposal" against "determination": a letter asks, and calls itself a notice.
_ELSEWHERE = re.compile(r"\b(propos\w*|determin\w*)", re.IGNORECASE)


def test_a_letter_has_one_word_for_what_it_is(made):
    example = (content.EXAMPLE_POLICIES / "example-letters.toml").read_text()
    for text in (demand(made, "TWICE"), example):
        assert not _ELSEWHERE.findall(text)
    for kind in ("demand", "records"):
        document = own_template(kind)
        assert not _ELSEWHERE.findall("\n".join(p.text for p in document.paragraphs))


def test_no_reason_quotes_the_settle_days():
    """policy_files.md, Citations: the settle days are ours, and no letter quotes them."""
    assert not [
        check.id for check in read_checks([content.CHECKS]) if "settle_days" in str(check.reason)
    ]


# --- records --------------------------------------------------------------------------------------


def test_a_request_for_records_says_what_to_send(made):
    said = words(of_payer(made.written, "JEFFERSON", "records"))
    (check,) = [check for check in read_checks([content.CHECKS]) if check.check_id == "POS-01"]
    assert f"Please send: {check.records}." in said
    assert "Arithmetic" not in said
    assert "Time limit" not in said


def test_every_check_that_can_ask_for_records_says_what_to_send():
    lacking = [
        c.id for c in read_checks([content.CHECKS]) if c.strength != "lead" and not c.records
    ]
    assert not lacking


# --- calendars ------------------------------------------------------------------------------------


def test_the_days_of_a_payment_made_twice_are_shown(made):
    said = demand(made, "TWICE")
    assert "Days (UNT-02)" in said
    assert "2026-07-01 to\n2026-07-07 (7 days)" in said
    assert "Share asked" in said


def test_a_check_that_days_do_not_prove_shows_none(made):
    assert "Days (" not in demand(made, "ONE")


def test_which_checks_show_their_days_is_said_in_their_headers():
    shown = {check.check_id for check in read_checks([content.CHECKS]) if check.has_calendar}
    assert shown == {"CON-01", "CON-02", "CON-03", "CON-04", "EXC-01", "OVR-01", "UNT-02"}


# --- the document ---------------------------------------------------------------------------------


def own_template(kind: str):
    """Recoup's own template, opened."""
    return docx.Document(io.BytesIO(default_form(kind)))


def grid(table) -> list[int]:
    """The widths of a table's grid, which LibreOffice goes by."""
    return [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]


def cells(table) -> list[list[tuple[int, int]]]:
    """Of each row the width of each cell, which Word goes by, and how many columns it spans."""
    return [
        [(int(cell.width.twips), cell.grid_span) for cell in row.tc_lst]
        for row in table._tbl.tr_lst
    ]


def test_the_grid_of_each_table_is_that_of_its_cells(made):
    tables = [*word(of_payer(made.written, "TWICE")).tables]
    tables += word(of_payer(made.written, "JEFFERSON", "records")).tables
    for kind in ("demand", "records"):
        tables += own_template(kind).tables
    assert tables
    for table in tables:
        widths = grid(table)
        for row in cells(table):
            at = 0
            for width, span in row:
                assert abs(width - sum(widths[at : at + span])) <= span
                at += span
            assert at == len(widths)


#: Twentieths of a point that a digit of Arial takes at eight points: 0.556 of its size.
_DIGIT = 0.556 * 8 * 20
_PADDING = 2 * 108


@pytest.mark.parametrize("kind", ["demand", "records"])
def test_a_claim_number_of_20_characters_has_room_on_one_line(kind):
    widths = grid(own_template(kind).tables[0])
    assert widths[0] >= 20 * _DIGIT + _PADDING


def test_each_page_says_how_many_there_are():
    footer = own_template("demand").sections[0].footer._element
    fields = [field.get(qn("w:instr")) for field in footer.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]

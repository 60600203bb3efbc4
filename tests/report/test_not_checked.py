"""What a run could not check: in its record, on its page, and in what `recoup audit` prints."""

import json

import pytest
from spec.policy_text import period, policy

import analytics
from analytics import content, testing
from analytics.cli.print_runs import not_checked_lines
from analytics.formats import NOTHING
from analytics.report.page.page import page_html
from analytics.schema.words import NOT_CHECKED
from analytics.sql.checks import read_checks

from .pages import read

SILENT = """\
policy_id = "agreement"
payer = "PLAN"
level = "contract"
contract = "C-77"
title = "Agreement"
source = "Agreement of 2026"
not_checked = [{ sentence = "Schedule of fees.", why = "no rates are loaded" }]
"""
PARTY = "contract | npi\nC-77 | alpha\nC-78 | beta"


@pytest.fixture
def audit(tmp_path):
    """audit(checks, claims, policy text, ...): a run under these policies of a plan."""

    def run(checks, claims, *texts: str, **others):
        folder = tmp_path / "policies"
        folder.mkdir(exist_ok=True)
        (folder / "subjects.toml").write_text("")
        for number, text in enumerate(texts):
            (folder / f"policy_{number}.toml").write_text(text)
        return testing.audit(checks, claims, policies=folder, **others)

    return run


def test_every_kind_is_in_the_record_and_counts_only(audit):
    """Policies, codes and contracts are named; no claim, no member, no amount."""
    run = audit(None, "claim | member | paid\nCLAIM7 | PATIENT7731 | 713.77")
    assert list(run.record["not_checked"]) == list(NOT_CHECKED)
    text = json.dumps(run.record["not_checked"])
    for word in ("CLAIM7", "PATIENT7731", "713.77"):
        assert word not in text


def test_the_sentences_are_those_of_the_policies_that_speak_for_a_line(audit):
    """policy_files.md, not_checked: the report prints them."""
    own = 'not_checked = [{{ sentence = "{}", why = "no check reads it" }}]\n'
    texts = [
        own.format(name) + policy(period(first, last, per_diem={}), policy_id=name, **keys)
        for name, first, last, keys in [
            ("speaks", "2026-07-01", None, {}),
            ("of-another-payer", "2026-07-01", None, {"payer": "OTHER"}),
            ("of-another-book", "2026-07-01", None, {"lines_of_business": ["CHIP"]}),
            ("ended-the-day-before", "2026-01-01", "2026-06-30", {}),
            ("ends-on-the-first-day", "2026-01-01", "2026-07-01", {"level": "mandate"}),
            ("begins-the-day-after", "2026-07-08", None, {"level": "mandate", "payer": "*"}),
            ("of-no-contract-here", "2026-07-01", None, {"level": "contract"}),
        ]
    ]
    run = audit("UNT-01", "from | to | lob\n1 | 7 | MEDICAID", *texts)
    said = {row["sentence"] for row in run.not_checked()["sentences"]}
    ours = {text.split('"')[1] for text in texts}
    assert said & ours == {"speaks", "ends-on-the-first-day"}


@pytest.fixture(scope="module")
def plain_run():
    """An audit of one line by the shipped policies."""
    return testing.audit("UNT-01", "claim\nA")


def test_the_checks_not_built_are_those_without_a_file(plain_run):
    listed = {row["check_id"] for row in plain_run.not_checked()["checks_not_built"]}
    assert listed
    assert not listed & {check.check_id for check in read_checks([content.CHECKS])}


def test_a_check_is_off_for_lines_with_a_day_that_no_policy_governs(audit):
    """Of a line that begins the day before the policy does one day is not judged."""
    place = {"families": ["infusion_per_diem"], "accepted": ["12"]}
    own = policy(period("2026-07-10", "2026-07-20", place_of_service=place))
    table = """
        claim | from | to
        A     | 9    | 9
        B     | 9    | 10
        C     | 10   | 20
        D     | 20   | 21
        E     | 21   | 21
        F     | 10   | 10
        """
    run = audit("POS-01", table, own)
    (row,) = run.not_checked()["checks_off"]
    assert (row["payer"], row["checks"], row["lines"]) == ("PLAN", ["POS-01"], 4)


def test_a_check_that_a_policy_disables_or_gives_no_value_is_off(audit):
    """A check is on where its subject has a governing table, and the parameter it needs."""
    off = policy(period("2026-01-01", per_diem={"disabled_checks": ["UNT-01"]}))
    row = {"payer": "PLAN", "line_of_business": "MEDICAID", "lines": 1}
    same = {"lob": "MEDICAID"}
    found = audit(["UNT-01", "UNT-02", "POS-01"], "claim\nA", off, **same).not_checked()
    assert found["checks_off"] == [row | {"checks": ["POS-01", "UNT-01"]}]


def test_only_what_was_asked_for_is_said_to_be_off(audit):
    """What a check stands on runs in silence; nobody asked for it."""
    off = policy(period("2026-01-01", per_diem={"disabled_checks": ["UNT-01"]}))
    assert audit("UNT-02", "claim\nA", off).not_checked()["checks_off"] == []


def test_lines_that_no_check_looked_at_are_counted_by_kind_of_code(audit):
    table = """
        claim | code
        A     | S9500
        B     | J0696
        C     | J0696
        D     | 99213
        E     |
        """
    found = audit("UNT-01", table, rev="0250").not_checked()["lines_not_looked_at"]
    assert {(row["payer"], row["code_family"]): row["lines"] for row in found} == {
        ("PLAN", "drug"): 2,
        ("PLAN", None): 2,
    }


def test_a_contract_without_a_file_is_named_with_its_lines(audit):
    """data_contract.md, contract_party: a contract here without a policy file of that name.

    The file of a contract of that name with another payer is not it.
    """
    other = SILENT.replace('payer = "PLAN"', 'payer = "OTHER"')
    table = "claim | npi\nA | alpha\nB | beta\nC | beta\nD | gamma"
    row = {"payer": "PLAN", "contract": "C-78", "lines": 2}
    run = audit("UNT-01", table, other, contract_party=PARTY)
    named = run.not_checked()["contracts_without_file"]
    assert named == [row | {"contract": "C-77", "lines": 1}, row]


def test_a_file_ends_it_even_one_that_is_silent(audit):
    """policy_files.md, not_checked: "read, silent, and the lowering ends"."""
    table = "claim | npi\nA | alpha\nB | beta"
    found = audit("UNT-01", table, SILENT, contract_party=PARTY).not_checked()
    assert [row["contract"] for row in found["contracts_without_file"]] == ["C-78"]
    assert "Schedule of fees." in {row["sentence"] for row in found["sentences"]}


def test_a_release_ends_before_a_line_that_has_a_later_day(audit):
    """semantics_wave2.md, Released table: the last day it speaks of.

    1 line ends on it, 2 cross it, 4 begin behind it: no other choice of them adds up to 6.
    """
    days = [("2026-03-30", "2026-03-31")]
    days += [("2026-03-31", "2026-04-01")] * 2
    days += [("2026-04-01", "2026-04-01")] * 4
    rows = [f"C{number} | {first} | {last}" for number, (first, last) in enumerate(days)]
    run = audit("UNT-01", "\n".join(["claim | from | to", *rows]))
    found = {row["table_name"]: row["lines"] for row in run.not_checked()["releases_ended"]}
    assert found["per_diem_code"] == 2 + 4


def test_lines_that_a_feed_does_not_cover_are_counted_with_why(audit):
    own = policy(period("2026-01-01", documentation={"required": True}))
    notes = "member | date\nM1 | 10\nM1 | 12"
    table = "claim | code | from | to\nA | 99601 | 11 | 11\nB | 99601 | 13 | 13"
    found = audit("NUR-04", table, own, visit_note=notes).not_checked()["lines_not_applicable"]
    assert [(row["check_id"], row["lines"]) for row in found] == [("NUR-04", 1)]


def test_the_page_and_the_terminal_say_it(tmp_path):
    (tmp_path / "own.toml").write_text(policy(period("2026-01-01", per_diem={})))
    table = """
        claim | npi   | code  | from | to
        A     | alpha | S9500 | 1    | 7
        B     | alpha | J0696 | 1    | 1
        """
    run = analytics.audit(
        medical_claim=testing.extract("medical_claim", table, lob="MEDICAID"),
        contract_party=testing.extract("contract_party", PARTY),
        policies=tmp_path,
        as_of=testing.AS_OF,
    )
    page = read(page_html(run))
    assert page.table("Contracts without a file")[1:] == [
        ["PLAN", "C-77", "2"],
        ["PLAN", "C-78", NOTHING],
    ]
    assert page.columns("Lines that no check looked at")["PLAN"]["Kind of code"] == "drug"
    _head, *rows = page.table("Checks that no policy asks for")
    assert [cells[1] for cells in rows] == ["Medicaid"]
    assert "POS-01" in rows[0][2]
    assert page.columns("Code tables that end")["per diem code"]["Speaks until"] == "31 March 2026"
    assert "EXC-04" in page.text
    assert "Sentences that no check reads." in page.text

    lines = "\n".join(not_checked_lines(run))
    assert "contract C-77 of PLAN has no policy file: 2 lines" in lines
    assert "1 paid lines that no check looked at" in lines
    assert "per_diem_code speaks until 2026-03-31: 2 lines have a later day" in lines
    assert "tables not loaded: eligibility, provider" in lines


def test_a_run_of_before_is_read_without_it(plain_run, monkeypatch):
    """A run keeps what it was made with: one of an earlier version counted none of it."""
    older = {name: value for name, value in plain_run.record.items() if name != "not_checked"}
    monkeypatch.setattr(type(plain_run), "record", older)
    assert plain_run.not_checked() == {kind: [] for kind in NOT_CHECKED}

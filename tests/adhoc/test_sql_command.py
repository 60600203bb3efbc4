"""`recoup sql`: the cookbook by name, its list, and the shell without a query."""

import json
import stat

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

import analytics
from analytics.cli.sql_completer import Catalog, Names
from analytics.cli.sql_shell import HISTORY, is_whole, open_shell, page
from analytics.sql.cookbook import read_cookbook


def test_a_question_by_name_with_its_parameters(recoup, audited_store):
    words = ["sql", "top_providers_by_check", "--format", "json", "--store", audited_store]
    (row,) = json.loads(recoup(*words, "-p", "check=UNT-01").out)
    assert (row["findings"], row["candidate_amount"]) == (1, "700.00")
    assert json.loads(recoup(*words, "-p", "check=UNT-02").out) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["top_provider_by_check"], "did you mean top_providers_by_check?"),
        (["zzz"], "no question is called zzz; `recoup sql --list` lists them all"),
        (["top_providers_by_check", "-p", "most=few"], "most is a whole number"),
        (["top_providers_by_check", "-p", "chek=x"], "has no parameter chek; it has check, most"),
    ],
)
def test_what_is_no_question_is_said(recoup, audited_store, words, said):
    ended = recoup("sql", *words, "--store", audited_store)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_a_column_that_is_not_there_is_answered_with_those_that_are(recoup, audited_store):
    ended = recoup("sql", "select payd_amount from claim_line", "--store", audited_store)
    assert (ended.code, ended.out) == (2, "")
    assert '"payd_amount" not found' in ended.err
    assert 'Candidate bindings: "paid_amount"' in ended.err


def test_the_cookbook_is_listed_without_a_store(recoup, tmp_path):
    words = ["sql", "--list", "--format", "json", "--store", tmp_path]
    rows = json.loads(recoup(*words).out)
    assert [row["name"] for row in rows] == list(read_cookbook())
    assert rows[-1]["parameters"] == "load="


# ---- the shell ------------------------------------------------------------------------------


@pytest.fixture
def shell(audited_store, monkeypatch, capsys, tmp_path):
    """shell("text\\n...") is what the shell prints for what is typed, up to leaving it."""
    monkeypatch.setenv(HISTORY, str(tmp_path / "history"))

    def typed(text: str) -> str:
        with create_pipe_input() as keys:
            keys.send_text(text)
            open_shell(analytics.open_store(audited_store), input=keys, output=DummyOutput())
        return capsys.readouterr().out

    return typed


def test_a_query_may_take_several_lines(shell):
    out = shell("select claim_id\nfrom claim_line\nwhere units > 10;\n\\q\n")
    assert "CLAIMA" in out and "1 row" in out
    assert "CLAIMB" not in out


def test_a_question_and_a_command_end_with_the_line(shell):
    out = shell("top_providers_by_check check=UNT-01\n\\d stay\nquit\n")
    assert "700.00" in out
    assert "stay: one row per stay" in out
    assert "admission to a facility" in out


def test_tables_and_questions_are_listed(shell):
    out = shell("\\d\n\\cookbook\n\\cookbook claims_replaced\n\\?\n\\q\n")
    assert "one row per final-action claim line" in out
    assert "Which rows were not loaded, and why?" in out
    assert "from claim_replacement" in out
    assert "Tab completes" in out


def test_an_error_is_one_line_and_the_shell_goes_on(shell):
    out = shell("select nosuch\nfrom claim_line;\n\\d nosuch\n\\x\ndelete from finding;\n\\q\n")
    lines = out.splitlines()[1:]
    assert len(lines) == 4
    assert "nosuch" in lines[0]
    assert lines[1] == "no table is called nosuch; \\d lists them"
    assert lines[2] == "no command is called \\x; \\? lists them"
    assert lines[3] == "only a select reads the store; the text is a delete"


def test_ctrl_c_clears_the_line_and_ctrl_d_leaves(shell):
    out = shell("select wrong\x03\\d nosuch\n\x04")
    assert out.splitlines()[1:] == ["no table is called nosuch; \\d lists them"]


def test_the_history_is_kept_for_its_owner_alone(shell, tmp_path):
    shell("\\d stay\n\\q\n")
    path = tmp_path / "history"
    assert "\\d stay" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("typed", "offered", "not_offered"),
    [
        ("", {"\\d", "select", "top_providers_by_check"}, {"claim_line", "where"}),
        ("to", {"top_providers_by_check"}, {"to_day"}),
        ("\\d cl", {"claim_line", "claim_line_day"}, {"claim_id"}),
        ("\\cookbook cl", {"claims_replaced"}, {"claim_line"}),
        ("select paid", {"paid_amount", "paid_date"}, {"payer"}),
        ("select * from cl", {"claim_line"}, {"claims_replaced"}),
        ("select * from stay where ad", {"admission_date"}, {"adjustment_amount"}),
        ("top_providers_by_check m", {"most="}, {"medical_claim"}),
    ],
)
def test_names_are_completed(audited_store, typed, offered, not_offered):
    names = Names(Catalog(analytics.open_store(audited_store)))
    event = CompleteEvent(completion_requested=True)
    found = {each.text for each in names.get_completions(Document(typed), event)}
    assert offered <= found
    assert not found & not_offered


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("", True),
        ("select 1", False),
        ("select 1;", True),
        ("select 1; ", True),
        ("\\d", True),
        ("quit", True),
        ("claims_replaced", True),
        ("claims_replaced still_paid=no", True),
    ],
)
def test_what_a_new_line_ends(text, whole):
    assert is_whole(text, read_cookbook()) is whole


def test_a_large_answer_goes_to_the_pager(monkeypatch, capsys):
    paged = []
    monkeypatch.setattr("pydoc.pager", paged.append)
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_, **__: (80, 24))
    page("x\n" * 23)
    page("x" * 80 + "\n")
    assert paged == []
    page("x\n" * 24)
    page("x" * 81 + "\n")
    assert len(paged) == 2


def test_without_a_terminal_a_query_is_asked_for(recoup, audited_store):
    ended = recoup("sql", "--store", audited_store)
    assert (ended.code, "give one query" in ended.err) == (2, True)

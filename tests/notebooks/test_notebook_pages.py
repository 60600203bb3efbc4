"""Running a notebook to a page, its parameters, and what is said when it cannot be."""

import os
import stat
from decimal import Decimal

import nbformat
import pytest
from small_store import AS_OF, PLAN_POLICIES, contents

import analytics
from analytics import content, notebooks
from analytics.cli import notebook_commands
from analytics.errors import UsageError
from analytics.notebooks import execute_notebook, read_notebook, scratch_store


def a_notebook(folder, *cells: str, parameters: str = "n: int = 2\nwho: str | None = None"):
    """A notebook file: a heading, a parameters cell, and cells of code."""
    first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    codes = [nbformat.v4.new_code_cell(text) for text in cells]
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# A question"), first, *codes]
    )
    path = folder / "a_question.ipynb"
    nbformat.write(book, path)
    return path


@pytest.mark.slow
def test_a_shipped_notebook_runs_to_a_page(audited_store, tmp_path, monkeypatch):
    """One of them, on a small store."""
    monkeypatch.setenv("PYTHONPATH", str(content.ROOT), prepend=os.pathsep)
    page = execute_notebook("load_quality", {"store_path": str(audited_store)}, tmp_path)
    assert page == tmp_path / "load_quality.html"
    assert f"run 1 of store, as of {AS_OF}" in page.read_text(encoding="utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "told", "said"),
    [
        ("one_provider", {"provider": "nobody"}, "the store has no line of this provider; "),
        ("what_if_policy", {"policy_id": "none"}, "the run knows no policy none; it knows "),
        (
            "what_if_policy",
            {"policy_id": "plan-home-infusion", "old_text": "none"},
            "old_text must stand in .* exactly once",
        ),
    ],
)
def test_a_shipped_notebook_says_what_is_wrong_with_its_parameter(
    audited_store, tmp_path, monkeypatch, name, told, said
):
    monkeypatch.setenv("PYTHONPATH", str(content.ROOT), prepend=os.pathsep)
    with pytest.raises(UsageError, match=rf"notebook {name}, cell \d+ of \d+: {said}"):
        execute_notebook(name, {"store_path": str(audited_store), **told}, tmp_path)


@pytest.mark.slow
def test_a_page_shows_the_answer_asks_no_network_and_is_its_owners_alone(tmp_path):
    path = a_notebook(tmp_path, "print('twice', 2 * n, who)")
    page = execute_notebook(path, {"n": "21", "who": "0042"}, tmp_path / "out")
    text = page.read_text(encoding="utf-8")
    assert page == tmp_path / "out" / "a_question.html"
    assert "twice 42 0042" in text
    assert "<script" not in text and 'src="http' not in text and "@import" not in text
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert '">print</span>' in text

    hidden = execute_notebook(path, {}, tmp_path / "bare.html", hide_code=True)
    assert "twice 4 None" in hidden.read_text(encoding="utf-8")
    assert '">print</span>' not in hidden.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise KeyError('PATIENT7731')", "a_question, cell 4 of 4: KeyError; run it in Jupyter"),
        (
            "from analytics.errors import UsageError\nraise UsageError('no such run')",
            "a_question, cell 4 of 4: no such run",
        ),
        ("import os\nos._exit(1)", "its kernel died"),
    ],
)
def test_a_failed_cell_is_named_without_its_values(tmp_path, capfd, code, said):
    path = a_notebook(tmp_path, "print('fine')", code)
    with pytest.raises(UsageError) as error:
        execute_notebook(path, {}, tmp_path)
    assert said in str(error.value)
    out = capfd.readouterr()
    assert "PATIENT7731" not in str(error.value) + out.out + out.err
    assert not (tmp_path / "a_question.html").exists()


def test_parameters_are_read_by_their_type(tmp_path):
    path = a_notebook(
        tmp_path, parameters="n: int = 2\nwho: str | None = None  # a name\nall_of: bool = False"
    )
    given = {"n": "7", "who": "0012", "all_of": "yes"}
    source = read_notebook(path, given).cells[1].source
    assert source == "n: int = 7\nwho: str | None = '0012'\nall_of: bool = True"
    assert read_notebook(path, {"who": ""}).cells[1].source.splitlines()[1].endswith("= None")
    assert read_notebook(path).cells[1].source.startswith("n: int = 2")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"m": "1"}, "a_question has no parameter m; it has n, who"),
        ({"n": "PATIENT9"}, "n is of type int; the value given is not"),
    ],
)
def test_a_wrong_parameter_is_refused(tmp_path, given, said):
    with pytest.raises(UsageError, match=said) as error:
        read_notebook(a_notebook(tmp_path), given)
    assert "PATIENT9" not in str(error.value)


def test_what_is_no_notebook_is_said(tmp_path):
    with pytest.raises(UsageError, match="no notebook is called nosuch; there are check_quality"):
        read_notebook("nosuch")
    wrong = tmp_path / "wrong.ipynb"
    wrong.write_text("{")
    with pytest.raises(UsageError, match=r"wrong\.ipynb cannot be read as a notebook"):
        read_notebook(wrong)


def test_a_scratch_store_leaves_the_store_as_it_is(own_store):
    before = contents(own_store)
    scratch = scratch_store(analytics.open_store(own_store))
    run = scratch.audit(as_of=AS_OF, policies=PLAN_POLICIES)
    assert run.number == 2
    assert run.exposure(by="payer")["automated_amount"].sum() == Decimal("1850.00")
    assert contents(own_store) == before


def test_the_notebooks_are_listed(recoup):
    out = recoup("notebook").out
    assert "therapy_calendar" in out and "What if the policy said otherwise?" in out


def test_one_is_opened_in_jupyter_on_the_store(recoup, monkeypatch, tmp_path):
    started = []
    monkeypatch.setattr(notebook_commands.subprocess, "run", lambda *a, **k: started.append((a, k)))
    assert recoup("notebook", "one_provider", "--store", tmp_path).code == 0
    ((words,), options) = started[0]
    assert words[1:3] == ["-m", "jupyterlab"]
    assert words[3] == str(notebooks.find_notebook("one_provider"))
    assert options["env"][notebooks.STORE] == str(tmp_path)


def test_with_parameters_a_copy_is_opened_and_replaces_nothing(recoup, monkeypatch, tmp_path):
    started = []
    monkeypatch.setattr(notebook_commands.subprocess, "run", lambda *a, **k: started.append(a))
    monkeypatch.chdir(tmp_path)
    words = ["notebook", "one_provider", "-p", "provider=990000001"]
    assert recoup(*words).code == 0
    copy = tmp_path / "one_provider.ipynb"
    assert started[0][0][3] == str(copy)
    assert "provider: str | None = '990000001'" in copy.read_text()
    ended = recoup(*words)
    assert (ended.code, "already exists in this folder" in ended.err) == (2, True)

"""Every command line of the guides that is marked `runnable` runs, in the order of its page."""

import re
import shlex
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from typer.main import get_command

from analytics import cli, content
from analytics.load.mapping.mapping import _KEYS

DOCS = content.ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
_BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#]+)\)")


def blocks(page: Path) -> list[tuple[str, str, str]]:
    """The fenced blocks of a page: language, the words after it, text."""
    found = _BLOCK.findall(page.read_text(encoding="utf-8"))
    return [(language, words.strip(), text) for language, words, text in found]


def commands(page: Path) -> list[str]:
    """The lines of a page that are commands of `recoup`, run here or not."""
    shells = [text for language, _, text in blocks(page) if language == "sh"]
    return [line for text in shells for line in text.splitlines() if line.strip()]


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A working folder with the sample and the example policies, as a checkout has them."""
    shutil.copytree(content.ROOT / "data" / "sample", tmp_path / "data" / "sample")
    shutil.copytree(content.EXAMPLE_POLICIES, tmp_path / "data" / "policies" / "example")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RECOUP_STORE", raising=False)
    return tmp_path


def words_of(line: str) -> list[str]:
    """A command line as a shell would read it: comments away, patterns as files."""
    words = []
    for word in shlex.split(line, comments=True):
        files = sorted(map(str, Path().glob(word))) if "*" in word and " " not in word else []
        words += files or [word]
    return words


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_run(page, folder, recoup):
    for language, words, text in blocks(page):
        if words.startswith("file="):
            path = folder / words.removeprefix("file=")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if (language, words) == ("sh", "runnable"):
            for line in filter(None, map(str.strip, text.splitlines())):
                command, *rest = words_of(line)
                assert command == "recoup", line
                ended = recoup(*rest)
                assert ended.code == 0, f"{line}\n{ended.err}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_named_is_there(page):
    known = set(get_command(cli.app).commands)
    named = re.findall(r"`recoup (\w+)", page.read_text(encoding="utf-8"))
    named += [words[1] for words in map(words_of, commands(page)) if len(words) > 1]
    assert set(named) <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_file_a_page_points_to_is_there(page):
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target


def test_the_mapping_keys_of_the_guide_are_those_of_the_code():
    text = (DOCS / "data.md").read_text(encoding="utf-8")
    table = text[text.index("Every key:") :].split("\n\n")[1]
    named = re.findall(r"`\[?(\w+)", "\n".join(row.split("|")[1] for row in table.splitlines()[2:]))
    assert set(named) == set(_KEYS)


def test_other_tools_read_the_store_as_the_guide_says(audited_store):
    with duckdb.connect(str(audited_store / "recoup.duckdb"), read_only=True) as con:
        (paid,) = con.execute("select sum(paid_amount) from claim_line").fetchone()
        said = con.execute(
            "select comment from duckdb_columns()"
            " where table_name = 'finding' and column_name = 'check_id'"
        ).fetchone()
    assert said == ("the check",)
    (file,) = sorted(audited_store.glob("state/*/claim_line.parquet"))[-1:]
    assert pd.read_parquet(file, dtype_backend="pyarrow")["paid_amount"].sum() == paid


def test_every_view_and_column_of_the_export_says_what_it_is(audited_store):
    with duckdb.connect(str(audited_store / "recoup.duckdb"), read_only=True) as con:
        columns = con.execute(
            "select table_name || '.' || column_name from duckdb_columns()"
            " where not internal and comment is null"
        ).fetchall()
        views = con.execute(
            "select view_name from duckdb_views() where not internal and comment is null"
        ).fetchall()
    assert [name for (name,) in columns + views] == []

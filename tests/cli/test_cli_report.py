"""recoup report: what it writes, and for whose eyes."""

import json
import stat

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from small_store import MEMBER, PLAN_POLICIES

from analytics.content import EXAMPLE_POLICIES


@pytest.fixture
def reported(recoup, own_store, tmp_path):
    """reported(words...): the report's folder, and how the command ended."""

    def write(*words):
        ended = recoup("report", "--out", tmp_path / "out", *words, "--store", own_store)
        assert ended.code == 0, ended.err
        return tmp_path / "out", ended

    return write


def findings_of(folder):
    rows = CalamineWorkbook.from_path(folder / "findings.xlsx").get_sheet_by_name("Findings")
    head, *body = rows.to_python()
    return pd.DataFrame(body, columns=head)


def test_the_page_and_the_worklist(reported):
    folder, ended = reported()
    assert {path.name for path in folder.iterdir()} == {"report.html", "findings.xlsx"}
    assert f"Report: {folder / 'report.html'}" in ended.out
    assert set(findings_of(folder)["member_id"]) == {MEMBER}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())


@pytest.mark.slow
def test_packets_say_what_they_lack(reported):
    """The shipped policies know no plan's address: no letter, and why."""
    _, ended = reported("--packets", "--dated", "2027-01-14")
    assert "0 demand letters" in ended.out
    folder, ended = reported("--packets", "--letters", EXAMPLE_POLICIES, "--dated", "2027-01-14")
    assert (folder / "packets").is_dir()


def test_masked_members_are_the_same_each_time_and_nowhere_in_clear(recoup, reported, own_store):
    folder, ended = reported("--mask")
    assert "mask.key; new key" in ended.err
    (pseudonym,) = set(findings_of(folder)["member_id"])
    assert pseudonym.startswith("M-")
    listed = recoup("findings", "--mask", "--format", "json", "--store", own_store)
    assert {row["member_id"] for row in json.loads(listed.out)} == {pseudonym}
    asked = recoup(
        "sql", "select distinct member_id from claim_line", "--mask", "--format", "csv",
        "--store", own_store,
    )  # fmt: skip
    assert pseudonym in asked.out and MEMBER not in asked.out
    assert "new key" not in asked.err


def test_a_store_opens_masked_where_the_environment_says_so(own_store, monkeypatch):
    import analytics

    clear = analytics.open_store(own_store)
    monkeypatch.setenv("RECOUP_MASK", "1")
    masked = analytics.open_store(own_store)
    assert set(clear.run().findings()["member_id"]) == {MEMBER}
    for frame in (masked.run().findings(), masked.frame("claim_line")):
        assert len(frame) and not frame["member_id"].eq(MEMBER).any()


@pytest.mark.slow
def test_a_later_run_is_compared_with_the_one_before(recoup, reported, own_store):
    recoup("audit", "--as-of", "2026-12-31", "--policies", PLAN_POLICIES, "--only", "UNT-01",
           "--store", own_store)  # fmt: skip
    folder, _ = reported()
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "There is no earlier run" not in page


def test_templates_to_change_in_word(recoup, tmp_path):
    ended = recoup("report", "--write-templates", "--out", tmp_path / "mine")
    assert ended.code == 0
    assert {path.name for path in (tmp_path / "mine").iterdir()} == {"demand.docx", "records.docx"}

"""What the page says of the loads: their reports, folded, and no member, claim or amount."""

from __future__ import annotations

import re

from analytics.load.report.sentences import load_report_lines
from analytics.report.page import page_data
from analytics.report.page.page import page_html

from .extract import MEMBERS
from .pages import read


def test_each_load_has_its_remarks_and_its_columns(run, page):
    loads = run.folder.manifest().loads
    assert len(re.findall(r'<details class="load"', page.html)) == len(loads)
    for load in loads:
        for line in load_report_lines(load):
            assert line[1:] in page.text
    claims = page.columns("Columns of load 1")
    lines = loads[0]["loaded"]
    assert claims["claim_id"]["Rows"] == str(lines)
    assert (claims["claim_id"]["Share"], claims["file_name"]["Share"]) == ("100%", "0%")


def test_one_load_stands_open(quiet_run, run, page):
    assert '<details class="load" open>' in page_html(quiet_run)
    assert '<details class="load" open>' not in page.html


def test_remarks_name_no_member(page):
    loaded = page.html[page.html.index('id="loaded"') : page.html.index('id="policies"')]
    assert not [member for member in MEMBERS if member in loaded]


def test_of_many_loads_the_latest_are_told(run, monkeypatch):
    monkeypatch.setattr(page_data, "_REPORTED", 2)
    shown = read(page_html(run))
    loads = run.folder.manifest().loads
    assert len(re.findall(r'<details class="load"', shown.html)) == 2
    assert f"2 of {len(loads)} loads are shown here" in " ".join(shown.text.split())
    assert any(text.startswith(f"Columns of load {loads[-1]['number']},") for text in shown.tables)
    assert not any(text.startswith("Columns of load 1,") for text in shown.tables)

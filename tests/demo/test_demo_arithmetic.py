"""The demo's findings redone by hand: arithmetic, amounts of a line, what they cite."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from pencil import redo, told

import analytics
from analytics import content
from analytics.api import Run
from analytics.demo import Book, write_book
from analytics.load.into_store import LoadOptions, load_into
from analytics.report.letters.lines import letter_lines
from analytics.schema.tables import TABLES

#: Each finding of a whole demo; the random claims of tests/spec are redone at every run.
pytestmark = pytest.mark.slow

_DAY = re.compile(r"unchanged from (\d{4}-\d\d-\d\d) to the release of \d{4}-\d\d")


@pytest.fixture(scope="module")
def run(book: Book, tmp_path_factory) -> Run:
    """An audit of the book by all checks."""
    folder = tmp_path_factory.mktemp("demo")
    files = write_book(book, folder / "extract")
    mapping = {"visit_note": files["mapping"]}
    store = analytics.open_store(folder / "store", create=True)
    jobs = [
        (path, LoadOptions(table=name, mapping=mapping.get(name)))
        for name, path in files.items()
        if name in TABLES
    ]
    load_into(store.folder, jobs)
    return store.audit(as_of=book.as_of, policies=content.EXAMPLE_POLICIES)


def test_every_finding_comes_to_its_amount_to_the_cent(run):
    """What a line tells of its arithmetic is what the finding asks."""
    found = list(told(run))
    for finding in found:
        redo(finding)
    assert len({finding.check_id for finding in found}) == len(run.checks())


def test_the_findings_of_a_line_add_up_to_what_is_asked_for_it(run, book):
    """Each dollar once, as the letter tells it finding by finding."""
    lines = letter_lines(run, book.as_of + timedelta(days=14)).demand
    assert lines
    for line in lines:
        assert sum(reason["asked_amount"] for reason in line["reasons"]) == line["amount"]


def test_no_finding_cites_a_text_younger_than_its_service(run):
    """policy_files.md, Citations: "descriptor unchanged from ADD DATE to RELEASE"."""
    with run.reading() as engine:
        first_day = dict(
            engine.rows("select finding_id, min(service_date) from finding_day group by all")
        )
        levels = dict(engine.rows("select distinct policy_id, level from policy"))
    found = run.findings()
    dated = set()
    for row in found.itertuples():
        service = first_day[row.finding_id]
        assert row.policy_effective_from <= service, row.check_id
        for day in _DAY.findall(row.citation):
            assert date.fromisoformat(day) <= service, (row.check_id, row.citation)
            dated.add(row.check_id)
        # what is in force only by our own first day gives no date but that of a descriptor
        if levels[row.policy_id] == "baseline":
            assert not re.search(r"20\d\d-", _DAY.sub("", row.citation)), row.citation
        assert "{" not in row.citation
    assert {"UNT-01", "UNT-02", "EXC-01", "BND-01", "OVR-01", "POS-02"} <= dated


def test_the_words_of_a_document_are_quoted(run):
    """policy_files.md, Citations: the payer's words in quotation marks."""
    unquoted = {
        row.check_id
        for row in run.findings().itertuples()
        if '"' not in row.citation and "made-up" not in row.citation.lower()
    }
    # claim integrity is ours, X12's codes and NCCI's tables have no sentence
    assert unquoted <= {"DUP-01", "DUP-03", "NUR-01"}

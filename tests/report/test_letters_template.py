"""What must be said before a letter is written: by a policy, and by the plan's own template."""

from pathlib import Path

import docx
import pytest

from analytics import content
from analytics.errors import ContentError, UsageError
from analytics.report.letters import write_templates
from analytics.report.letters.plan_details import NEEDS

from .letters import LETTERS, letter, policy, words, write_packets


@pytest.fixture(scope="module")
def run(letter_run):
    return letter_run


# --- what is missing stops a letter --------------------------------------------------------------


@pytest.mark.parametrize("name", NEEDS["demand"])
def test_what_no_policy_says_stops_the_letter_and_is_named(run, tmp_path, name):
    told = {key: value for key, value in LETTERS.items() if key != name}
    outcome = write_packets(run, tmp_path, letters=policy(tmp_path / "p", letters=told))
    assert not outcome.written
    assert {p.why for p in outcome.stopped} == {f"missing: letters.{name}"}
    assert f"missing: letters.{name}" in "\n".join(outcome.text())
    assert "recoup report --packets --letters FILE" in "\n".join(outcome.text())
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

"""Every generated page is what its source says: checks, cookbook, rules."""

import re

import pytest
from spec import rules
from write_pages import PAGES


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_generated_page_is_up_to_date(path):
    current = path.read_text(encoding="utf-8") if path.exists() else ""
    assert current == PAGES[path](), f"{path} is not what its source says: run `make pages`"


@pytest.mark.parametrize(
    "page",
    [*sorted((rules.TESTS.parent / "docs" / "spec").glob("*.md")), rules.TESTS / "spec/README.md"],
    ids=lambda page: f"{page.parent.parent.name}/{page.name}",
)
def test_every_link_of_a_page_of_the_specification_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    headings = {rules._anchor(name) for name in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)]*))?\)", text):
        assert (page.parent / target).exists(), target
        assert not anchor or anchor in headings, anchor


def test_every_file_of_the_specification_has_one_chapter():
    """`chapters` raises on a file it cannot place."""
    placed = [page.path.name for pages in rules.chapters().values() for page in pages]
    assert len(placed) == len(set(placed))
    assert {path.name for path in (rules.TESTS / "spec").glob("test_*.py")} <= set(placed)


def test_a_file_that_fits_no_chapter_is_refused(tmp_path, monkeypatch):
    (tmp_path / "spec").mkdir()
    stray = tmp_path / "spec" / "test_stray.py"
    stray.write_text('"""Nothing in particular."""\n', encoding="utf-8")
    monkeypatch.setattr(rules, "TESTS", tmp_path)
    with pytest.raises(ValueError, match=r"test_stray\.py has no chapter"):
        rules.chapters()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("test_a_third_therapy_without_sj", "A third therapy without SJ"),
        ("test_unt_01_counts_by_the_day", "UNT-01 counts by the day"),
    ],
)
def test_a_rule_is_the_name_of_its_test(name, sentence):
    assert rules._sentence(name) == sentence

"""Every citation of the specification resolves: the text is there, and the section it names.

A citation is `semantics.md, UNT-01: what it says`: a text of docs/spec, a section of it, and, where
words stand in double quotes, words of that section. A section is a heading, a term in bold, or
the first cell of a table's row. `(before the revision)` behind the section marks a test that
asserts what the text no longer says, because the code does not do it yet: docs/spec/README.md.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "docs" / "spec"
#: Pages of docs/spec that hold no rule of their own.
NOT_CITED = ("rules.md", "changes.md")
REVISED = "(before the revision)"
#: Where citations stand. A text of docs/spec speaks to its reader and is left out.
CITING = {"tests": "*.py", "analytics": "*.py", "queries": "*.sql", "data/policies": "*.toml"}

_NAMED = re.compile(r"(?<![\w/.])(?:docs/spec/)?([a-z_0-9]+\.(?:md|csv))\b(?!\))")
_SECTION = re.compile(r", (?P<section>[^,:;.(\n]+?)(?P<mark> \(before the revision\))?(?=[:;.])")
_SAYS = re.compile(r"[:;] [^\n]*")


class Citation(NamedTuple):
    """One citation: where it stands, what it names, and the words it quotes."""

    where: str
    text: str
    section: str | None
    marked: bool
    quoted: tuple[str, ...]


def citations(path: Path) -> list[Citation]:
    """The citations of one file."""
    source = path.read_text(encoding="utf-8")
    found = []
    for named in _NAMED.finditer(source):
        text = named[1]
        if text in NOT_CITED or (text.endswith(".csv") and not (SPEC / text).exists()):
            continue
        after = _SECTION.match(source, named.end())
        is_cited = after or re.match(r"[:,;] ", source[named.end() :])
        if not is_cited and not (SPEC / text).exists():
            continue  # a page of docs/ or a file a test writes
        says = _SAYS.match(source, after.end()) if after else None
        quoted = re.findall(r'(?<!")"([^"\n]+)"(?!")', says[0]) if says else []
        line = source.count("\n", 0, named.start()) + 1
        where = f"{path.relative_to(ROOT)}:{line}"
        section, marked = (after["section"], bool(after["mark"])) if after else (None, False)
        found.append(Citation(where, text, section, marked, tuple(quoted)))
    return found


def sections(text: str) -> dict[str, str]:
    """The sections of a text by name, each with its words."""
    named: dict[str, str] = {}
    for part in re.split(r"^(?=#+ )", text, flags=re.MULTILINE):
        if heading := re.match(r"#+ ([^\n:(]+)", part):
            named[heading[1].strip()] = part
    for block in text.split("\n\n"):
        for term in re.findall(r"\*\*(.+?)\*\*", block):
            for name in term.rstrip(".").split(", "):
                named.setdefault(name, block)
    for row in re.findall(r"^\| .*$", text, flags=re.MULTILINE):
        for name in row.split("|")[1].split(", "):
            named.setdefault(re.sub(r" [(+].*", "", name).strip(), row)
    return named


SECTIONS = {page.name: sections(page.read_text(encoding="utf-8")) for page in SPEC.glob("*.md")}
ALL = [
    citation
    for folder, pattern in CITING.items()
    for path in sorted((ROOT / folder).rglob(pattern))
    if path != Path(__file__)
    for citation in citations(path)
]


def test_the_specification_is_cited():
    """A pattern that finds nothing would let every other test of this file pass."""
    assert len(ALL) > 200
    assert any(citation.marked for citation in ALL)


def test_every_citation_names_a_text_and_a_section_that_are_there():
    lost = [
        f"{c.where}: {c.text}, {c.section or 'no section'}"
        for c in ALL
        if c.section not in SECTIONS.get(c.text, {})
    ]
    assert not lost, "cite docs/spec as `semantics.md, UNT-01: ...`:\n" + "\n".join(lost)


def test_quoted_words_stand_in_the_section_that_is_cited():
    lost = [
        f'{c.where}: "{words}" is not in {c.text}, {c.section}'
        for c in ALL
        if not c.marked
        for words in c.quoted
        if words not in SECTIONS[c.text][c.section]
    ]
    assert not lost, "\n".join(lost)


def test_the_mark_of_the_revision_is_written_in_one_way():
    """So that whoever builds the revision finds each with one search."""
    other = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for folder, pattern in CITING.items()
        for path in (ROOT / folder).rglob(pattern)
        if path != Path(__file__)
        for line in path.read_text(encoding="utf-8").splitlines()
        if "the revision" in line and REVISED not in line
    ]
    assert not other, "\n".join(other)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("# Page\n## Money: cents\nall of it\n## Next\n", "Money"),
        ("x **CON-01, CON-02** (automated). All.\n\nNext", "CON-02"),
        (
            "| table | columns |\n|---|---|\n| paid_date, received_date + | date |\n",
            "received_date",
        ),
    ],
)
def test_a_section_is_a_heading_a_bold_term_or_a_row(text, name):
    assert name in sections(text)
    assert "Next" not in sections(text)[name]


def test_each_change_of_the_specification_is_listed_once():
    rows = (SPEC / "changes.md").read_text(encoding="utf-8").splitlines()
    told = [row for row in rows if row.startswith("| ")]
    assert len(told) > 30
    assert len(told) == len(set(told))

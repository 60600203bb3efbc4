"""The rules of the specification, read off the tests: a chapter, a file, a test, a sentence.

A test's name is the rule, its docstring the reason or the section it rests on. `make pages` writes
tests/spec/README.md and docs/spec/rules.md from here; tests/docs/test_pages.py holds them to it.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from analytics import content

TESTS = Path(__file__).parents[1]
#: Which files make up a chapter, by pattern; a check's own file is told by its first words.
CHAPTERS = {
    "Reading": (
        "spec/test_x12_*.py",
        "spec/test_corrected_rejects.py",
        "spec/test_feeds.py",
        "spec/test_unread_rows.py",
    ),
    "Final action": ("spec/test_final_*.py", "spec/test_line_*.py"),
    "Checks": (),
    "Money": (
        "spec/test_money_amounts.py",
        "spec/test_money_look_back.py",
        "spec/test_finding_*.py",
    ),
    "Exposure": ("spec/test_money_exposure.py", "spec/test_disposition.py", "spec/test_exposure*"),
    "Letters": ("spec/test_letter*.py", "report/test_letter*.py"),
    "What holds everywhere": (
        *(
            "spec/test_every_check.py",
            "spec/test_stages.py",
            "spec/test_finding_citation.py",
            "spec/test_readings.py",
        ),
        *("spec/test_worked_numbers.py", "spec/test_laws.py", "spec/test_laws_of_money.py"),
    ),
}
_CHECK = re.compile(r"([A-Z]{3})-\d\d")
_WORDS = {
    **{
        word: word.upper()
        for word in ("sh", "sj", "npi", "tin", "ndc", "x12", "tpn", "csv", "html")
    },
    **{word: word.title() for word in ("jefferson", "february", "july")},
    "priority": "Priority",
    "health": "Health",
}


@dataclass(frozen=True)
class Rule:
    """One rule: its sentence, and what its test says of it."""

    sentence: str
    reason: str


@dataclass(frozen=True)
class Page:
    """One file of rules."""

    path: Path
    title: str
    rules: tuple[Rule, ...]


def chapters() -> dict[str, list[Page]]:
    """The files by chapter; of the checks a chapter a family, in the catalogue's order.

    Raises ValueError where a file of tests/spec has no chapter.
    """
    families = _families()
    found: dict[str, list[Page]] = {}
    for chapter in CHAPTERS:
        named = (
            [f"Checks: {what}" for what in families.values()] if chapter == "Checks" else [chapter]
        )
        found |= {name: [] for name in named}
    for path in sorted([*TESTS.glob("spec/test_*.py"), *TESTS.glob("report/test_letter*.py")]):
        page = _read(path)
        found[_chapter(page, families)].append(page)
    return {name: pages for name, pages in found.items() if pages}


def _families() -> dict[str, str]:
    with (content.REFERENCE / "check_family.csv").open(encoding="utf-8", newline="") as stream:
        rows = sorted(csv.DictReader(stream), key=lambda row: int(row["place"]))
    return {row["check_family"]: row["meaning"] for row in rows}


def _chapter(page: Page, families: dict[str, str]) -> str:
    name = page.path.relative_to(TESTS).as_posix()
    for chapter, patterns in CHAPTERS.items():
        if any(fnmatch(name, pattern) for pattern in patterns):
            return chapter
    if (check := _CHECK.match(page.title)) and check[1] in families:
        return f"Checks: {families[check[1]]}"
    raise ValueError(f"tests/{name} has no chapter: begin its docstring with a check, or CHAPTERS")


def _read(path: Path) -> Page:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    rules = [Rule(_sentence(t.name), _said(t)) for t in tests if t.name.startswith("test_")]
    return Page(path, _said(tree), tuple(rules))


def _said(node: ast.Module | ast.FunctionDef) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((ast.get_docstring(node) or "").partition("\n\n")[0].split())


def _sentence(name: str) -> str:
    words = [_WORDS.get(word, word) for word in name.removeprefix("test_").split("_")]
    text = re.sub(r"\b([a-z]{3}) (\d\d)\b", lambda m: f"{m[1].upper()}-{m[2]}", " ".join(words))
    return text[0].upper() + text[1:]


# --- the pages -----------------------------------------------------------------------------------

_GENERATED = "Generated from the tests by `make pages`; change those, not this page.\n"
_README = f"""# The specification as tests

What Recoup means, proved by small tables: claims in, findings out. The texts that these tests
rest on are in [docs/spec](../../docs/spec/README.md). A rule is one test: its name is the
sentence, its docstring the reason. Tables and `find` come from `analytics.testing`.

{_GENERATED}"""
_PUBLIC = f"""# Every rule that is tested

What Recoup promises of a claim line, rule by rule, as the tests of `tests/spec` prove it.
`(before the revision)` marks a rule that the texts beside this page change and that the code
does not follow yet: [README.md](README.md).

{_GENERATED}"""


def readme() -> str:
    """The text of tests/spec/README.md: a line a rule under each file."""
    return _page(_README, TESTS / "spec", lambda rule: rule.sentence)


def public_page() -> str:
    """The text of docs/spec/rules.md: each rule with what it rests on."""
    folder = TESTS.parent / "docs" / "spec"
    texts = "|".join(re.escape(path.name) for path in folder.glob("*.md"))

    def line(rule: Rule) -> str:
        reason = re.sub(rf"\b({texts})(?=, )", r"[\1](\1)", rule.reason)
        return f"{rule.sentence}. {reason}" if reason else rule.sentence

    return _page(_PUBLIC, folder, line)


def _page(head: str, folder: Path, line: Callable[[Rule], str]) -> str:
    found = chapters()
    lines = [head, "| chapter | files | rules |", "|---|--:|--:|"]
    for name, pages in found.items():
        count = sum(len(page.rules) for page in pages)
        lines.append(f"| [{name}](#{_anchor(name)}) | {len(pages)} | {count} |")
    for name, pages in found.items():
        lines += ["", f"## {name}"]
        for page in pages:
            lines += ["", f"**[{page.path.stem}]({_link(page.path, folder)})** {page.title}", ""]
            lines += [f"- {line(rule)}" for rule in page.rules]
    return "\n".join(lines) + "\n"


def _anchor(name: str) -> str:
    return re.sub(r"[^\w -]", "", name.lower()).replace(" ", "-")


def _link(path: Path, folder: Path) -> str:
    up = len(folder.relative_to(TESTS.parent).parts)
    if path.parent == folder:
        return path.name
    return "../" * up + path.relative_to(TESTS.parent).as_posix()

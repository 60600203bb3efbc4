"""A check as a page, and all checks as a catalogue. Reads headers, runs nothing."""

from __future__ import annotations

from collections.abc import Iterable

from analytics.engine.dialect import translate
from analytics.sql.checks import Check
from analytics.sql.parse import relations


def check_page(check: Check, dialect: str | None = None) -> str:
    """A check as a page of plain text, its SQL as it is written or in another engine's dialect.

    Raises UsageError on an unknown dialect.
    """
    facts = [
        ("name", check.name),
        ("strength", check.strength),
        ("remedy", check.remedy),
        ("policy", check.subject + (f", where {p} is set" if (p := check.parameter) else "")),
        ("needs", ", ".join(map(str, check.needs)) or "medical_claim alone"),
        (
            "stage",
            f"{check.stage}" + (f"; stands on {s}" if (s := ", ".join(check.stands_on)) else ""),
        ),
        *([("marks", check.marks)] if check.marks else []),
        ("reads", ", ".join(sorted(check.relations))),
        ("sha256", check.sha256),
    ]
    governed = sorted(relations(check.governed_sql) - {"policy"})
    body = _body(check.sql)
    sections = [
        ("What it finds", check.description),
        ("What a finding says", check.reason.text),
        ("What clears it", check.cleared_by),
        *([("What records are to show", check.records)] if check.records else []),
        ("What it looks at", f"governed: lines of {', '.join(governed)} under a period in force"),
        (
            "SQL" + (f" ({dialect})" if dialect else ""),
            translate(body, dialect) if dialect else body,
        ),
    ]
    lines = [f"{check.check_id}  {check.title}", ""]
    lines += [f"{key:<9} {value}" for key, value in facts]
    for heading, text in sections:
        lines += ["", heading, "-" * len(heading), text.strip()]
    return "\n".join(lines) + "\n"


def _body(sql: str) -> str:
    """The statement without the header above it."""
    lines = sql.splitlines()
    while lines and lines[0].startswith("--"):
        lines.pop(0)
    return "\n".join(lines)


def catalogue_markdown(checks: Iterable[Check]) -> str:
    """The text of queries/checks/README.md: a table of the checks, then a section for each."""
    checks = list(checks)
    head = ("id", "name", "title", "strength", "remedy", "stage", "policy", "needs", "cleared by")
    rows = [
        (
            *(c.check_id, f"[{c.name}]({c.name}.sql)", c.title, c.strength, c.remedy),
            *(str(c.stage), c.subject),
            *(", ".join(map(str, c.needs)) or "-", c.cleared_by),
        )
        for c in checks
    ]
    lines = ["# Checks", "", _CATALOGUE_NOTE, "", _row(head), _row(["---"] * len(head))]
    lines += [_row(row) for row in rows]
    for check in checks:
        lines += ["", f"## {check.check_id} {check.title}", "", check.description]
        lines += ["", f"    {check.reason.text}"]
    return "\n".join(lines) + "\n"


_CATALOGUE_NOTE = (
    "Generated from the headers of the files in this folder; change those, not this page."
    " Strength is that of the check; a policy period may lower it. A check of a later stage sees"
    " what those of earlier stages found. `recoup checks ID` shows one whole. The indented line is"
    " the reason in a finding: {column} is a value, [text] is left out if it does not apply, |"
    " separates the texts of a choice."
)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

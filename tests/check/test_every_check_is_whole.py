"""What a check owes beside its file: a spec, a family, a policy value, a line in the README.

The checks are read from queries/checks: a new one is asked the same, and no list is kept.
"""

import ast
import csv
import re
from pathlib import Path

import pytest

from analytics import content
from analytics.findings.audit import refuse_unknown_policy
from analytics.policy.governing import read_policies
from analytics.schema.tables import TABLES
from analytics.sql.checks import Check, read_checks
from analytics.sql.parse import parsed
from analytics.sql.required_columns import SqlReach
from analytics.sql.views import read_model

ROOT = Path(__file__).parents[2]
CHECKS = read_checks([content.CHECKS])
EACH = pytest.mark.parametrize("check", CHECKS, ids=[check.check_id for check in CHECKS])


@EACH
def test_a_check_has_a_spec_file_of_its_family_that_names_it(check: Check):
    family = check.check_id.split("-")[0].lower()
    specs = (ROOT / "tests" / "spec").rglob(f"test_{family}*.py")
    assert any(check.check_id in _texts(path) for path in specs), (
        f"no tests/spec/test_{family}*.py asks {check.check_id}"
    )


def _texts(path: Path) -> set[str]:
    """The strings of a module that its tests use; one that only a docstring holds is no test."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@EACH
def test_a_family_stands_in_the_reference_table(check: Check):
    with (content.REFERENCE / "check_family.csv").open(encoding="utf-8", newline="") as stream:
        families = {row["check_family"] for row in csv.DictReader(stream)}
    assert check.check_id.split("-")[0] in families


@EACH
def test_a_shipped_policy_has_a_value_for_it(check: Check):
    """A check that no policy asks for never runs, and nobody would see that it does not."""
    policies = read_policies([content.POLICIES])
    refuse_unknown_policy([check], policies)
    rules = [
        period["subjects"][check.subject]
        for policy in policies.describe()
        for period in policy["periods"]
        if check.subject in period["subjects"]
    ]
    asked = [rule for rule in rules if check.check_id not in rule["disabled_checks"]]
    if check.parameter:
        asked = [rule for rule in asked if rule["values"][check.parameter] is not None]
    assert asked, f"no policy of data/policies speaks on {check.subject}"


def test_the_table_of_the_readme_has_every_check_and_its_strength():
    _, section = (ROOT / "README.md").read_text(encoding="utf-8").split("## What it checks\n")
    rows = re.findall(r"^\| ([A-Z]{3}-[^|]*)\|[^|]*\|([^|]*)\|$", section, re.MULTILINE)
    listed = {check_id: strength for ids, strength in rows for check_id in _ids(ids)}
    assert sorted(listed) == sorted(check.check_id for check in CHECKS)
    wrong = {c.check_id for c in CHECKS if c.strength not in listed[c.check_id]}
    assert not wrong


def _ids(text: str) -> list[str]:
    """The ids of a row: UNT-01, UNT-02, or CON-01 to CON-04."""
    ids = re.findall(r"[A-Z]{3}-\d\d", text)
    if " to " not in text:
        return ids
    first, last = (int(check_id[4:]) for check_id in ids)
    return [f"{ids[0][:4]}{number:02d}" for number in range(first, last + 1)]


@pytest.fixture(scope="module")
def reach() -> SqlReach:
    """What the queries reach, by their texts, with the views seen through."""
    model = read_model().items()
    return SqlReach({name: view.sql for name, view in model if view.kept in ("audit", "view")})


@EACH
def test_a_column_that_it_needs_of_another_table_cannot_be_empty(check: Check, reach):
    """semantics.md, Not applicable: "a column it needs that is empty in the whole load is not".

    A column that its rows must have is one the load refuses when empty. Where a check needs a table
    with others (what a provider is, what a note shows) its governed lines say themselves what is
    not applicable.
    """
    needed = {place for place in reach.required(check.sql) if place[0] in TABLES}
    of_others = {place for place in needed if place[0] != "medical_claim"}
    assert not of_others - _required_columns()
    others = {(need.table, name) for need in check.needs for name in TABLES[need.table].names}
    may_be_empty = (reach.read(check.sql) & others) - _required_columns() - _EMPTY_HAS_A_MEANING
    assert not may_be_empty or "not_applicable" in _governed_columns(check)


#: Columns that may be empty on every row: empty means any payer, the whole claim, a visit note.
_EMPTY_HAS_A_MEANING = {
    ("record_request", name) for name in ("payer", "claim_line_number", "asked_for")
}


def _required_columns() -> set[tuple[str, str]]:
    return {(t, c.name) for t, table in TABLES.items() for c in table.columns if c.required}


def _governed_columns(check: Check) -> list[str]:
    return parsed(check.governed_sql).named_selects


def test_no_view_names_a_check():
    """A check sees another by its findings (queries/stages), never by its conditions again."""
    folders = (content.MODEL, content.STAGES, content.EXPOSURE)
    named = {
        name
        for folder in folders
        for name, view in read_model(folder).items()
        if re.search(r"'[A-Z]{3}-\d\d'", view.sql)
    }
    assert not named

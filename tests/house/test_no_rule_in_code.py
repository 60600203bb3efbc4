"""The engine knows no rule: no code, modifier, place of service or payer stands in its Python.

The codes are those of data/reference, the payers those of data/policies. What Python says in a
docstring is not counted, and neither are the rooms that make claims up: the demonstration, and the
tables of a specification.
"""

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from analytics import content

PACKAGE = Path(__file__).parents[2] / "analytics"
MAKE_CLAIMS_UP = {"demo", "testing"}
FILES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if not MAKE_CLAIMS_UP & {*path.relative_to(PACKAGE).parts}
)

#: Words of X12 that are also a code of ours: (file, word), and what it is there.
CHANCE = {
    ("load/x12/hierarchy.py", "20"): "HL03: the level of the billing provider",
    ("load/x12/hierarchy.py", "22"): "HL03: the level of the subscriber",
    ("load/x12/hierarchy.py", "23"): "HL03: the level of the patient",
    ("load/x12/claim.py", "77"): "NM101: the service facility",
    ("load/x12/service_line.py", "77"): "NM101: the service facility",
    ("load/x12/claim_payment.py", "NU"): "SVC01: a revenue code follows",
}


def column(table: str, name: str) -> set[str]:
    with (content.REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return {row[name] for row in csv.DictReader(stream)}


@cache
def long_codes() -> frozenset[str]:
    """Codes that no other word of a text can be: five places, a digit among them."""
    tables = ("bundled_supply_code", "drug_code", "nursing_code", "per_diem_code")
    return frozenset(set().union(*(column(table, "code") for table in tables)))


@cache
def short_codes() -> frozenset[str]:
    """Codes of two places, which are also numbers and words: told by standing alone."""
    return frozenset(column("modifier", "modifier") | column("place_of_service", "code"))


@cache
def payers() -> frozenset[str]:
    """The payers that a policy file names, in lower case."""
    named = set()
    for path in content.POLICIES.rglob("*.toml"):
        payer = tomllib.loads(path.read_text(encoding="utf-8")).get("payer", "*")
        named |= set([payer] if isinstance(payer, str) else payer)
    return frozenset(payer.lower() for payer in named - {"*"})


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string of a module; docstrings and `02` of a format left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and ast.get_docstring(node) is not None
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            said |= {id(part) for part in ast.walk(node.format_spec)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def rules_in(text: str) -> set[str]:
    """The codes and payers that a text names."""
    words = set(re.findall(r"[A-Za-z0-9]+", text))
    alone = {text, *re.findall(r"'([^']*)'", text)}
    capitals = {word for word in words & short_codes() if word.isalpha() and word.isupper()}
    return (
        words & long_codes()
        | alone & short_codes()
        | capitals
        | {payer for payer in payers() if payer in text.lower()}
    )


@pytest.mark.parametrize("text", ["S9500", "as 'SH' or", "SH missing", "in ('12', '13')", "99"])
def test_a_rule_is_seen(text):
    assert rules_in(text)


def test_the_engine_names_no_code_and_no_payer():
    assert payers() and long_codes() and short_codes()
    found = {
        (path.relative_to(PACKAGE).as_posix(), line, rule)
        for path in FILES
        for line, text in texts(path)
        for rule in rules_in(text)
    }
    named = {(path, rule) for path, _, rule in found}
    assert named - set(CHANCE) == set(), sorted(found)
    assert set(CHANCE) - named == set(), "an exception that is no longer needed"

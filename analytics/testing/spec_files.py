"""The form of a specification that needs no Python: a Markdown file of tables and findings.

Knows titles, blocks and columns, and refuses what it does not know; audits nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from analytics.errors import ContentError, nearest
from analytics.schema.outputs import OUTPUTS
from analytics.schema.tables import TABLES
from analytics.testing.columns import ALIASES, AS_OF, DEFAULTS
from analytics.testing.tables import day, rows_of

PATTERN = "*.spec.md"
CLAIMS, FINDS = "claims", "finds"
#: Columns of a block of findings by their short names; others are columns of `finding`.
FOUND = {"check": "check_id", "claim": "key", "amount": "candidate_amount"}

_CHECK_ID = re.compile(r"\b[A-Z]{3}-\d\d\b")
_AS_OF = re.compile(r"As of (\S+?)\.?$")
_FENCE = "```"
_FINDING_COLUMNS = {column.name for column in OUTPUTS["finding"].columns}


@dataclass
class Case:
    """One case: its tables by name, its values for all rows, and the findings it expects.

    `finds` has the columns of the block by their short names, a row each; a blank is None.
    """

    path: Path
    line: int
    title: str
    checks: tuple[str, ...]
    as_of: str
    tables: dict[str, str] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    finds: list[dict[str, str | None]] | None = None


def read_spec(path: Path) -> list[Case]:
    """The cases of one file. Raises ContentError with file and line."""
    return _Reader(path).cases()


class _Reader:
    """A file read from its first line to its last."""

    def __init__(self, path: Path):
        self.path, self.at = path, 0
        try:
            self.lines = path.read_text(encoding="utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            raise ContentError(f"{path}: not a text in UTF-8; instead: save it as UTF-8") from error

    def cases(self) -> list[Case]:
        """The cases in their order, each whole."""
        found: list[Case] = []
        checks: tuple[str, ...] = ()
        as_of = AS_OF
        for line in self._remaining():
            if line.startswith("# "):
                checks = tuple(_CHECK_ID.findall(line))
            elif line.startswith("## "):
                if not checks:
                    self._refuse("no check is named above this case", "a title such as # UNT-01")
                found.append(Case(self.path, self.at, line[3:].strip(), checks, as_of))
            elif said := _AS_OF.match(line):
                as_of_here = self._day(said[1])
                if found:
                    found[-1].as_of = as_of_here
                else:
                    as_of = as_of_here
            elif line.startswith(_FENCE) and (words := line.removeprefix(_FENCE).split()):
                if not found:
                    self._refuse("a table before the first case", "a title such as ## The rule")
                self._take_block(found[-1], *words)
        for case in found:
            self._refuse_unfinished(case)
        return found

    def _remaining(self) -> Iterator[str]:
        while self.at < len(self.lines):
            self.at += 1
            yield self.lines[self.at - 1].rstrip()

    def _take_block(self, case: Case, name: str, *values: str) -> None:
        """Read the block that begins here into the case."""
        begin, text = self.at, []
        for line in self._remaining():
            if line.startswith(_FENCE):
                break
            text.append(line)
        end, self.at = self.at, begin
        table = "medical_claim" if name == CLAIMS else name
        if table in case.tables or (name == FINDS and case.finds is not None):
            self._refuse(f"a second block {name} in one case", "one of each; or a case of its own")
        try:
            header, rows = rows_of("\n".join(text))
        except (ValueError, IndexError):
            self._refuse(f"the block {name} is no table", "a header, then a cell for each column")
        if name == FINDS:
            self._check_columns(header, FOUND.keys() | _FINDING_COLUMNS, name)
            case.finds = rows
        elif table in ALIASES:
            known = ALIASES[table].keys() | DEFAULTS[table].keys() | {"mods"}
            known |= {column.name for column in TABLES[table].columns}
            self._check_columns(header, known, name)
            case.tables[table] = "\n".join(text)
            self._take_values(case, table, values, known)
        else:
            self._refuse(f"no table {name}", nearest(name, {CLAIMS, FINDS, *ALIASES}))
        self.at = end

    def _take_values(self, case: Case, table: str, values: tuple[str, ...], known: set) -> None:
        """The name=value words behind `claims`: a value of every row."""
        for word in values:
            name, is_pair, value = word.partition("=")
            if not is_pair or table != "medical_claim":
                self._refuse(f"{word!r} behind {table}", "name=value behind claims: payer=ACME")
            self._check_columns([name], known, CLAIMS)
            case.same[name] = value

    def _check_columns(self, header: list[str], known: set[str], block: str) -> None:
        for name in header:
            if name not in known:
                self._refuse(f"no column {name!r} in {block}", nearest(name, known))

    def _day(self, text: str) -> str:
        try:
            return day(text).isoformat()
        except ValueError:
            self._refuse(f"{text!r} is no day", "As of 2026-12-31")

    def _refuse_unfinished(self, case: Case) -> None:
        self.at = case.line
        if "medical_claim" not in case.tables:
            self._refuse("the case has no claims", f"a block {_FENCE}{CLAIMS}")
        if case.finds is None:
            self._refuse("the case has no block of findings", f"a block {_FENCE}{FINDS}")
        needed = ("claim", "check") if len(case.checks) > 1 else ("claim",)
        for row in case.finds:
            if lacking := [name for name in needed if not row.get(name)]:
                self._refuse(f"a finding without its {lacking[0]}", f"a column {lacking[0]}")

    def _refuse(self, what: str, right: str) -> NoReturn:
        raise ContentError(f"{self.path}, line {self.at}: {what}; instead: {right}")

"""Names that claims warehouses give our columns: data/mappings/synonyms.csv."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from analytics import content
from analytics.errors import ContentError
from analytics.schema.tables import TABLES
from analytics.schema.types import Table

FILE = content.MAPPINGS / "synonyms.csv"


@dataclass(frozen=True)
class Synonym:
    """A name of theirs for a column of ours; `doubt` says why it may be something else."""

    canonical: str
    theirs: str
    doubt: str


def bare(name: str) -> str:
    """A name without what is spelled in many ways: `Svc-Beg Dt` is SVCBEGDT."""
    return re.sub("[^A-Z0-9]", "", name.upper())


@cache
def all_synonyms() -> tuple[Synonym, ...]:
    """Every synonym; `#` in a pair stands for a number and is written out (MOD1, MOD01).

    Raises ContentError where the file names a column that no table has.
    """
    known = {name for table in TABLES.values() for name in table.names}
    found = []
    with FILE.open(encoding="utf-8", newline="") as stream:
        for line, row in enumerate(csv.DictReader(stream), 2):
            pairs = _written_out(row["canonical"], row["theirs"], known)
            if not pairs:
                raise ContentError(f"{FILE}:{line}: no table has a column {row['canonical']!r}")
            found += [Synonym(ours, theirs, row["doubt"]) for ours, theirs in pairs]
    return tuple(found)


def _written_out(canonical: str, theirs: str, known: set[str]) -> list[tuple[str, str]]:
    if "#" not in canonical:
        return [(canonical, theirs)] if canonical in known else []
    return [
        (ours, theirs.replace("#", number))
        for n in range(1, 26)
        if (ours := canonical.replace("#", str(n))) in known
        for number in dict.fromkeys((str(n), f"{n:02}"))
    ]


def synonyms_of(table: Table) -> dict[str, list[Synonym]]:
    """The columns of a table that a bare name may mean, most often one."""
    meant: dict[str, dict[str, Synonym]] = {}
    for synonym in all_synonyms():
        if synonym.canonical in table.names:
            meant.setdefault(bare(synonym.theirs), {}).setdefault(synonym.canonical, synonym)
    return {name: list(by_column.values()) for name, by_column in meant.items()}

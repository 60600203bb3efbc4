"""Tables of data/reference as rows of text, for what a load says of codes and words.

Knows no table: what a column means is in the README beside the tables.
"""

from __future__ import annotations

import csv
from functools import cache

from analytics import content


@cache
def reference_rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of one table, by column; every value is text."""
    path = content.REFERENCE / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))

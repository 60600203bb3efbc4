"""A line of SQL that stands for several, one for each word of a list; knows no relation.

A file that has a column for each word of a list in `analytics/schema/words.py` says one of them
and marks the line, so that the file is SQL as it stands and the list stands in one place:

    sum(automated_cents) as automated_cents,  -- for each exposure column
    sum(automated_cents) as automated_cents  -- for each rung, comma between

The line is written once for each entry of its list, with the entry's words in place of those of
the one the file says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from analytics.errors import ContentError
from analytics.schema.words import CELL_GROUPINGS, EXPOSURE_COLUMNS, RUNGS, STRENGTHS


@dataclass(frozen=True)
class WordList:
    """A list a line can be repeated for: the words a file says, and those of each entry."""

    columns: tuple[str, ...]
    entries: tuple[tuple[str, ...], ...]


_COLUMN = ("automated",)
LISTS = {
    "exposure column": WordList(_COLUMN, tuple((column.name,) for column in EXPOSURE_COLUMNS)),
    "column apart": WordList(
        ("unpriced",),
        tuple((column.name,) for column in EXPOSURE_COLUMNS if column.name not in STRENGTHS),
    ),
    "rung": WordList(_COLUMN, tuple((column.name,) for column in RUNGS)),
    "strength": WordList(_COLUMN, tuple((strength,) for strength in STRENGTHS)),
    # the name of a way of summing and its key; the key and the column of paid_line that has it
    "grouping": WordList(
        ("provider", "provider_group"), tuple((g.name, g.key) for g in CELL_GROUPINGS)
    ),
    "cell key": WordList(
        ("npi", "billing_npi"), tuple((g.key, g.line_key) for g in CELL_GROUPINGS)
    ),
}
_SIGN = "-- for each "
_MARK = re.compile(rf"\s*{_SIGN}(?P<list>[a-z ]+?)(?P<comma>, comma between)?\s*$")


def written_out(text: str, where: str, lists: Mapping[str, WordList] = LISTS) -> str:
    """The text with every marked line written once for each entry of its list.

    Raises ContentError on a list there is not, or a marked line without a word of its list.
    """
    if _SIGN not in text:  # most files: not looked through line by line
        return text
    lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        mark = _MARK.search(line)
        if mark is None or line.lstrip().startswith("--"):  # a comment alone repeats nothing
            lines.append(line)
            continue
        try:
            lines += _repeated(line[: mark.start()], mark, lists)
        except ValueError as error:
            raise ContentError(f"{where}:{number}: {error}") from None
    return "\n".join(lines)


def _repeated(line: str, mark: re.Match[str], lists: Mapping[str, WordList]) -> list[str]:
    words = lists.get(mark["list"])
    if words is None:
        known = ", ".join(lists)
        raise ValueError(f"no list of words is called {mark['list']!r}; one of {known}")
    # a word is found within a name (automated in automated_cents), the longest word first
    word = re.compile("|".join(sorted(words.columns, key=len, reverse=True)))
    if not word.search(line):
        raise ValueError(f"a line for each {mark['list']} must name {words.columns[0]}")
    copies = []
    for entry in words.entries:
        of = dict(zip(words.columns, entry, strict=True))
        copies.append(word.sub(lambda found, of=of: of[found[0]], line))
    if mark["comma"]:
        copies[:-1] = [f"{copy}," for copy in copies[:-1]]
    return copies

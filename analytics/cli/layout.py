"""Lays tables and sentences out in the width of a terminal. Knows no store and no domain word.

Nothing is cut: a number and a word stay whole, a text folds between words. A column that finds no
room is left out and counted, so that whoever prints the table can say so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rich.cells import cell_len

#: A name keeps this many characters of its line, if it has as many; another text fewer.
_NAME, _TEXT = 32, 20
#: A table of fewer columns says less than a record per row.
_FEWEST = 3
_GAP = "  "
_BELOW = "    "
_RULE = "\N{BOX DRAWINGS LIGHT HORIZONTAL}"


@dataclass(frozen=True, eq=False)
class Column:
    """A column as text; numbers stand on the right. `is_name`: it says what its row is."""

    name: str
    heading: str
    cells: Sequence[str]
    is_number: bool = False
    is_name: bool = False

    @cached_property
    def natural(self) -> int:
        """The width in which nothing folds."""
        return max(map(cell_len, (self.heading, *self.cells)))

    @cached_property
    def least(self) -> int:
        """The width below which it cannot be read."""
        words = [word for text in (self.heading, *self.cells) for word in text.split()]
        if self.is_number:
            words = [*self.heading.split(), *self.cells]
        longest = max(map(cell_len, words), default=0)
        readable = _NAME if self.is_name else _TEXT
        return longest if self.is_number else max(longest, min(self.natural, readable))


@dataclass(frozen=True)
class Layout:
    """A table in lines: its head, its body, and how many columns found no room."""

    head: list[str]
    body: list[str]
    left_out: int = 0


def fold(text: str, width: int, hanging: str | None = None) -> list[str]:
    """A line of text in lines of at most a width, broken between words.

    Lines after the first begin with `hanging`: by default the spaces the text begins with, and two
    more. A word that is longer than a line stays whole.
    """
    if hanging is None:
        hanging = " " * (len(text) - len(text.lstrip()) + 2)
    lines = [""]
    for word in re.findall(r"\s*\S+", text):
        if lines[-1].strip() and cell_len(lines[-1] + word) > width:
            lines.append(hanging + word.lstrip())
        else:
            lines[-1] += word
    return lines


def fitting(
    columns: Sequence[Column], width: int, first: Sequence[str] = (), below: str = ""
) -> Layout:
    """As many columns as a width has room for; records where these are too few for a table.

    Those of `first` come in their order: where one finds no room, none after it is shown. Without
    them the first column and the numbers come before the other texts.

    The column `below` has no width of its own: its texts stand under their rows.
    """
    under = next((column for column in columns if column.name == below), None)
    beside = [column for column in columns if column is not under]
    in_order = [column for name in first for column in beside if column.name == name]
    others = [column for column in beside if column not in in_order]
    if not in_order:
        others = others[:1] + sorted(others[1:], key=lambda column: not column.is_number)
    taken: list[Column] = []
    for column in (*in_order, *others):
        if _needs([*taken, column]) <= width:
            taken.append(column)
        elif column in in_order:
            break
    if len(taken) < min(_FEWEST, len(beside)):
        return records(columns, width)
    kept = [column for column in beside if column in taken]
    return _table(kept, under, width, len(beside) - len(kept))


def whole(columns: Sequence[Column], width: int, below: str = "") -> Layout:
    """All columns: as a table where a width has room for it, else as a record per row."""
    beside = [column for column in columns if column.name != below]
    fits = _needs(beside) <= width
    return fitting(columns, width, below=below) if fits else records(columns, width)


def records(columns: Sequence[Column], width: int) -> Layout:
    """A record per row, each value on a line of its own behind its name."""
    label = max((cell_len(column.heading) for column in columns), default=0)
    count = len(columns[0].cells) if columns else 0
    body: list[str] = []
    for row in range(count):
        title = f"{_RULE * 2} {row + 1:,} of {count:,} "
        body.append(title.ljust(min(width, 40), _RULE))
        for column in columns:
            body += _field(_padded(column.heading, label), column.cells[row], width)
    return Layout([], body)


def _needs(columns: Sequence[Column]) -> int:
    return sum(column.least for column in columns) + len(_GAP) * (len(columns) - 1)


def _table(columns: Sequence[Column], under: Column | None, width: int, left_out: int) -> Layout:
    widths = _widths(columns, width)
    heads = [Column("", c.heading, [c.heading], c.is_number) for c in columns]
    head = _row(heads, widths, 0, is_head=True)
    body = [_GAP.join(_RULE * each for each in widths)]
    for row in range(len(columns[0].cells) if columns else 0):
        body += _row(columns, widths, row)
        if under is not None and under.cells[row]:
            body += fold(_BELOW + under.cells[row], width, _BELOW)
    return Layout(head, body, left_out)


def _widths(columns: Sequence[Column], width: int) -> list[int]:
    """The least width of each; the room that is left goes to the texts that fold."""
    spare = width - _needs(columns)
    widths = []
    for column in columns:
        more = 0 if column.is_number else min(spare, column.natural - column.least)
        spare -= max(more, 0)
        widths.append(column.least + max(more, 0))
    return widths


def _row(
    columns: Sequence[Column], widths: Sequence[int], row: int, is_head: bool = False
) -> list[str]:
    """The lines of one row; a text that folds begins in the first, a heading ends in the last."""
    folded = [
        fold(column.cells[row], width, "") for column, width in zip(columns, widths, strict=True)
    ]
    height = max(map(len, folded), default=0)
    for lines in folded:
        missing = [""] * (height - len(lines))
        lines[:] = missing + lines if is_head else lines + missing
    return [
        _GAP.join(
            _padded(cell.strip(), width, column.is_number)
            for cell, width, column in zip(line, widths, columns, strict=True)
        ).rstrip()
        for line in zip(*folded, strict=True)
    ]


def _padded(text: str, width: int, on_the_right: bool = False) -> str:
    room = " " * (width - cell_len(text))
    return room + text if on_the_right else text + room


def _field(label: str, value: str, width: int) -> list[str]:
    room = width - cell_len(label) - len(_GAP)
    if any(cell_len(word) > room for word in value.split()):
        return [label.rstrip(), *fold(_BELOW + value, width, _BELOW)]
    hanging = " " * (cell_len(label) + len(_GAP))
    return [line.rstrip() for line in fold(label + _GAP + value, width, hanging)]

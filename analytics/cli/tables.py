"""Prints frames and sentences where people read, or writes frames as CSV, JSON or Parquet."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from rich.console import Console
from rich.table import Table

from analytics.cli.layout import Column, fitting, fold, whole
from analytics.frames import write_frame

#: Wider than any row: nothing is folded or cut on its way to another program.
_PIPE_WIDTH = 1_000_000
_MOST_ROWS = 200


def console(width: int | None = None) -> Console:
    """Where people read; a pipe gets no colours and no folds. Brackets in data are no markup."""
    shown = Console(highlight=False, markup=False, emoji=False, width=width)
    return shown if shown.is_terminal or width else console(_PIPE_WIDTH)


def say(*texts: str) -> None:
    """Print sentences: as they are through a pipe, folded between words where people read."""
    out = console()
    for text in texts:
        lines = fold(text, out.width) if out.is_terminal else [text]
        for line in lines:
            out.print(line, soft_wrap=True)


class FoldedLines(io.TextIOBase):
    """Standard output for a writer of lines: `say` prints each."""

    def write(self, text: str) -> int:
        """Print the lines of a text."""
        say(*text.splitlines())
        return len(text)


@dataclass(frozen=True)
class View:
    """What people see of a frame at first; --wide and the machine formats have all of it.

    `shown`: its columns (none: all), but those of `unless_empty` in which there is nothing.
    `first`: those for which a narrow terminal has room before others. `counted`: a terminal leaves
    out a row that has nothing in any of them. `below`: the column whose texts stand under the rows.
    """

    shown: tuple[str, ...] = ()
    unless_empty: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    below: str = ""
    heading: Callable[[str], str] = str

    def columns(self, frame: pd.DataFrame) -> list[str]:
        """The names of the columns that it shows."""
        empty = {name for name in self.unless_empty if name in frame and not frame[name].any()}
        return [name for name in self.shown or frame if name in frame and name not in empty]

    def rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows that have something in them."""
        counted = [name for name in self.counted if name in frame]
        if not counted:
            return frame
        return frame[frame[counted].fillna(0).ne(0).any(axis=1)]


_ALL = View()


def show_frame(
    frame: pd.DataFrame,
    form: str,
    out: Path | None,
    title: str = "",
    view: View = _ALL,
    wide: bool = False,
) -> None:
    """Print a frame as a table where people read, or write it as `write_frame` does."""
    if form == "table" and out is None:
        print_table(frame, title, view, wide)
    else:
        write_frame(frame, form, out)


def print_table(
    frame: pd.DataFrame,
    title: str = "",
    view: View = _ALL,
    wide: bool = False,
    most: int = _MOST_ROWS,
) -> None:
    """Print a frame: amounts with thousands separators, at most `most` rows, the rest counted.

    A terminal has what finds room in its width, and says what does not. `wide`: everything.
    """
    if console().is_terminal:
        _print_fitted(frame, title, view, wide, most)
    else:
        _print_whole(frame if wide else frame[view.columns(frame)], title, view, wide, most)


def _print_fitted(frame: pd.DataFrame, title: str, view: View, wide: bool, most: int) -> None:
    out = console()
    rows = frame if wide else view.rows(frame)
    listed = rows if wide else rows.head(most)
    names = list(frame) if wide else view.columns(frame)
    columns = [
        Column(
            name,
            (name if wide else view.heading(name)).replace("_", " "),
            [cell_text(value) for value in listed[name]],
            is_number=_is_number(listed[name]),
            is_name=name in (view.first or names[:1]),
        )
        for name in names
    ]
    laid = (
        whole(columns, out.width, view.below)
        if wide
        else fitting(columns, out.width, view.first, view.below)
    )
    say(*[title] if title else [])
    for line in laid.head:
        out.print(line, soft_wrap=True, style="bold")
    for line in laid.body:
        out.print(line, soft_wrap=True)
    more = [
        _more(laid.left_out + len(frame.columns) - len(names), "column"),
        _more(len(rows) - len(listed), "row"),
        _more(len(frame) - len(rows), "row", " of zeros"),
    ]
    if any(more):
        say(f"{', '.join(filter(None, more))}: --wide")


def _more(count: int, what: str, of_what: str = "") -> str:
    return f"{count:,} more {what}{'' if count == 1 else 's'}{of_what}" if count else ""


def _print_whole(frame: pd.DataFrame, title: str, view: View, wide: bool, most: int) -> None:
    """Print a table for another program: each row a line, however long."""
    shown = Table(title=title or None, title_justify="left", header_style="bold")
    for name in frame.columns:
        number = _is_number(frame[name])
        heading = str(name) if wide else view.heading(str(name))
        shown.add_column(
            heading.replace("_", " "),
            justify="right" if number else "left",
            no_wrap=number,
            overflow="fold",
        )
    for row in (frame if wide else frame.head(most)).itertuples(index=False):
        shown.add_row(*(cell_text(value) for value in row))
    out = console()
    out.print(shown)
    if len(frame) > most and not wide:
        out.print(f"... and {len(frame) - most:,} more rows (--format csv gives all)")


def _is_number(column: pd.Series) -> bool:
    kind = column.dtype
    if isinstance(kind, pd.ArrowDtype):
        arrow = kind.pyarrow_dtype
        return (
            pa.types.is_decimal(arrow) or pa.types.is_integer(arrow) or pa.types.is_floating(arrow)
        )
    return pd.api.types.is_numeric_dtype(kind)


def cell_text(value: Any) -> str:
    """One value as people read it; nothing for a missing one."""
    if isinstance(value, list) or hasattr(value, "tolist"):
        return " ".join(map(cell_text, value))
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, Decimal)):
        return f"{value:,}"
    return "".join(each if each.isprintable() else " " for each in str(value))

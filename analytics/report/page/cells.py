"""Cells of a table that the page can sort: the shown text and the value to sort by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from markupsafe import Markup, escape

from analytics import formats

_SHOWN = {
    "money": formats.money_cell,
    "count": formats.count,
    "percent": formats.percent,
    "points": formats.points,
}


def number_cell(value: Decimal | int | None, kind: str = "count", note: str = "") -> Markup:
    """A cell of a number; `kind` is money, count, percent or points, `note` stands below it.

    Its data-value is the number itself, empty where there is none: such cells sort last.
    """
    below = Markup("<small>{}</small>").format(note) if note else ""
    worth = "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
    return Markup('<td class="n" data-value="{}">{}{}</td>').format(
        worth, _SHOWN[kind](value), below
    )


def day_cell(first: date | str | None, last: date | None = None) -> Markup:
    """A cell of a day, or of the days from one to another; sorted by the first."""
    worth = "" if first is None else str(first)[:10]
    shown = "" if first is None else formats.short_day(first)
    if last is not None and last != first:
        shown = f"{shown} to {formats.short_day(last)}"
    return Markup('<td class="whole" data-value="{}">{}</td>').format(worth, escape(shown))


def month_head(value: date) -> Markup:
    """The head of a row that is a month."""
    return Markup('<th scope="row" data-value="{}">{}</th>').format(value, formats.month(value))

"""How numbers, days and names read on the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

#: What stands where an amount or a count is nothing.
NOTHING = "\N{EN DASH}"
_NO_LAST_DAY = date.max
_INITIALS = {"CHIP", "FFS"}


def money(amount: Decimal | None) -> str:
    """An amount in dollars and cents: $1,234,567.89; a dash for zero, "no price" for null."""
    if amount is None:
        return "no price"
    if not amount:
        return NOTHING
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def money_said(amount: Decimal) -> str:
    """An amount in a sentence, where zero is an amount like any other: $0.00."""
    return money(amount) if amount else "$0.00"


def count(number: int | None) -> str:
    """A count: 1,234,567; a dash for zero."""
    return f"{int(number):,}" if number else NOTHING


def number(count_: int) -> str:
    """A count in a sentence, where zero is a word like any other: 1,234,567."""
    return f"{int(count_):,}"


def percent(share: Decimal | None) -> str:
    """A share of one in percent: 12.3%; a dash for zero or where there is no share."""
    if share is None or not share:
        return NOTHING
    return f"{share * 100:.1f}%"


def day(value: date | str | None) -> str:
    """A day: 14 June 2026; nothing for the open end of a span."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    return "" if value == _NO_LAST_DAY else f"{value.day} {value:%B %Y}"


def month(value: date) -> str:
    """A month: June 2026."""
    return f"{value:%B %Y}"


def listed(names: list[str]) -> str:
    """Names in a sentence: a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def plain(name: str) -> str:
    """A line of business as people write it: MEDICARE_ADVANTAGE is Medicare Advantage."""
    return " ".join(w if w in _INITIALS else w.capitalize() for w in name.split("_"))

"""Amounts, counts, days and services as text, for every room. Knows no table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

#: Shown for an amount or a count of zero.
NOTHING = "\N{EN DASH}"
_NO_LAST_DAY = date.max
_INITIALS = {"CHIP", "FFS"}


def money_cell(amount: Decimal | None) -> str:
    """An amount in a table: $1,234,567.89; a dash for zero, "no price" for null."""
    if amount is None:
        return "no price"
    if not amount:
        return NOTHING
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def money(amount: Decimal) -> str:
    """An amount in a sentence, where zero is an amount like any other: $0.00."""
    return money_cell(amount) if amount else "$0.00"


def round_dollars(amount: Decimal | float) -> str:
    """An amount on the scale of a picture: $2.5K, $1M."""
    size, letter = next(
        (each for each in ((1e9, "B"), (1e6, "M"), (1e3, "K")) if abs(amount) >= each[0]), (1, "")
    )
    return f"${float(amount) / size:.2f}".rstrip("0").rstrip(".") + letter


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


def rate(share: Decimal) -> str:
    """A share in a sentence, where zero is a share like any other: 0.0%."""
    return f"{share * 100:.1f}%"


def points(difference: Decimal) -> str:
    """How far a share is above another, in points of a percent: +12.3 points."""
    return f"{difference * 100:+.1f} points" if difference else NOTHING


def day(value: date | str | None) -> str:
    """A day: 14 June 2026; nothing for the open end of a span."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    return "" if value == _NO_LAST_DAY else f"{value.day} {value:%B %Y}"


def short_day(value: date | str) -> str:
    """A day in a table: 14 Jun 2026."""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    return f"{value.day} {value:%b %Y}"


def month(value: date) -> str:
    """A month: June 2026."""
    return f"{value:%B %Y}"


def short_month(value: date) -> str:
    """A month on the scale of a picture: Jun 2026."""
    return f"{value:%b %Y}"


def listed(names: list[str]) -> str:
    """Names in a sentence: a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def plain(name: str) -> str:
    """A line of business as people write it: MEDICARE_ADVANTAGE is Medicare Advantage."""
    return " ".join(w if w in _INITIALS else w.capitalize() for w in name.split("_"))


def dollars(cents: int) -> str:
    """Cents in a sentence, as dollars: $12.34."""
    return money(Decimal(int(cents)).scaleb(-2))


def day_count(days: int) -> str:
    """A number of days: 1 day, 7 days."""
    return "1 day" if days == 1 else f"{days} days"


def unit_count(units: Decimal) -> str:
    """A number of units: 1 unit, 7.5 units."""
    return "1 unit" if units == 1 else f"{plain_number(units)} units"


def plain_number(value: Decimal) -> str:
    """A number without trailing zeros."""
    return f"{value.normalize():f}"


def span(first: Any, last: Any) -> str:
    """A day, or the first and last of several."""
    return f"on {first}" if first == last else f"{first} to {last}"


def service(code: str | None, revenue_code: str | None, modifiers: Iterable[str | None]) -> str:
    """A procedure code with its modifiers, else the revenue code."""
    return "-".join([code or f"revenue code {revenue_code}", *(m for m in modifiers if m)])

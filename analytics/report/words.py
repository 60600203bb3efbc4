"""How numbers, days and names read on the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

#: What stands where an amount or a count is nothing.
NOTHING = "–"
_NO_LAST_DAY = date.max


def money(amount: Decimal | None) -> str:
    """An amount in dollars and cents: $1,234,567.89; a dash for zero, "no price" for null."""
    if amount is None or amount is pd.NA:
        return "no price"
    if not amount:
        return NOTHING
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def count(number: int | None) -> str:
    """A count: 1,234,567; a dash for zero."""
    return f"{int(number):,}" if number else NOTHING


def percent(share: Decimal | None, places: int = 1) -> str:
    """A share of one in percent: 12.3%; a dash for zero or where there is no share."""
    if share is None or share is pd.NA or not share:
        return NOTHING
    return f"{share * 100:.{places}f}%"


def day(value: date | str | None) -> str:
    """A day: 14 June 2026; nothing for the open end of a span."""
    if value is None or value is pd.NA:
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
    """A code word as people read it: MEDICARE_ADVANTAGE is Medicare Advantage."""
    small = {"of", "and"}
    words = [w if w in small else w.capitalize() for w in name.lower().split("_")]
    return "CHIP" if name == "CHIP" else " ".join(words)


def provider_name(row: dict[str, Any]) -> str:
    """The name of a provider group, its number where no name was loaded."""
    name = row.get("provider_name")
    return str(row["provider_group"]) if name is None or name is pd.NA else str(name)

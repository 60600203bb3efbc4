"""Amounts, days and services as they are said aloud."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any


def money(amount: Decimal) -> str:
    """Dollars, a minus in front of the sign."""
    return f"-${-amount:,.2f}" if amount < 0 else f"${amount:,.2f}"


def cents(count: int) -> str:
    """Cents as dollars."""
    return money(Decimal(int(count)).scaleb(-2))


def days(count: int) -> str:
    """A number of days."""
    return "1 day" if count == 1 else f"{count} days"


def units(value: Decimal) -> str:
    """A number of units."""
    return "1 unit" if value == 1 else f"{number(value)} units"


def number(value: Decimal) -> str:
    """A number without zeros behind it."""
    return f"{value.normalize():f}"


def span(first: Any, last: Any) -> str:
    """A day, or the first and last of several."""
    return f"on {first}" if first == last else f"{first} to {last}"


def service(code: str | None, revenue_code: str | None, modifiers: Iterable[str | None]) -> str:
    """A code with its modifiers, else the revenue code."""
    return "-".join([code or f"revenue code {revenue_code}", *(m for m in modifiers if m)])

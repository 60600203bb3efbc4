"""Reads the arguments of the verbs: a day as text or date, one folder or several."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from analytics.errors import UsageError


def as_day(value: date | str | None) -> date:
    """A day given as text or date; today where none is given. Raises UsageError on other text."""
    if value is None:
        return date.today()
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise UsageError(f"{value!r} is not a date; write it as 2026-07-31") from error


def as_paths(value: str | Path | Iterable[str | Path] | None) -> tuple[Path, ...]:
    """The folders given: none, one or several."""
    if value is None:
        return ()
    several = [value] if isinstance(value, (str, Path)) else list(value)
    return tuple(Path(each) for each in several)

"""The values of the keys of a mapping file, read strictly.

Each reader returns the value to keep, or raises ValueError saying what would be right.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from analytics.errors import nearest

_DIRECTIVE = re.compile("%.")


def text(value: Any) -> str:
    """A text that is not empty, without blanks around it."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text in quotes")
    return value.strip()


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list) or not value:
        raise ValueError("must be a list of texts")
    return tuple(text(item) for item in value)


def lists(value: Any) -> dict[str, tuple[str, ...]]:
    """A table of lists of texts."""
    if not isinstance(value, dict):
        raise ValueError("must be a table of lists")
    return {column: texts(wanted) for column, wanted in value.items()}


def words(value: Any) -> dict[str, str]:
    """A table of words: theirs in upper case, to ours."""
    if not isinstance(value, dict):
        raise ValueError('must be a table: "their value" = "ours"')
    return {theirs.strip().upper(): text(ours) for theirs, ours in value.items()}


def day(value: Any) -> date:
    """A date, or a text that is one."""
    try:
        return value if type(value) is date else date.fromisoformat(text(value))
    except ValueError:
        raise ValueError("must be a date: 2026-07-03") from None


def delimiter(value: Any) -> str:
    """One character, or tab, pipe, comma."""
    value = {"tab": "\t", "pipe": "|", "comma": ","}.get(value, value)
    if not isinstance(value, str) or len(value) != 1:
        raise ValueError('must be one character, "tab" or "pipe"')
    return value


def encoding(value: Any) -> str:
    """The name of a codec."""
    try:
        return codecs.lookup(text(value)).name
    except LookupError:
        raise ValueError("names no encoding; utf-8, latin-1, cp1252 and utf-16 do") from None


def date_format(value: Any) -> str:
    """A format of `strptime` with a day in it."""
    if not {"%d", "%j"}.intersection(_DIRECTIVE.findall(text(value))):
        raise ValueError('must be a format such as "%d/%m/%Y"')
    return value


def one_of(names: Any) -> Callable[[Any], str]:
    """A reader of one of these names."""

    def reader(value: Any) -> str:
        if value not in names:
            raise ValueError(f"must be one of {', '.join(names)}")
        return value

    return reader


def each_of(names: Any) -> Callable[[Any], tuple[str, ...]]:
    """A reader of a list of these names."""

    def reader(value: Any) -> tuple[str, ...]:
        for name in texts(value):
            if name not in names:
                raise ValueError(f"names no column: {name!r}; {nearest(name, names)}")
        return tuple(value)

    return reader

"""The types of value a policy file can hold: how each is written, and the column it becomes.

Its readers are of the same form as those of `analytics.toml_file`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.errors import nearest
from analytics.schema.tables import LINES_OF_BUSINESS
from analytics.toml_file import MOST, read_boolean, read_integer, read_list, read_text


def read_percent(value: Any) -> Decimal:
    """A percentage from 0 to 100, at most 6 decimals."""
    number = _number(value, 6)
    if not 0 <= number <= 100:
        raise ValueError("must be a percentage between 0 and 100")
    return number


def read_amount(value: Any) -> Decimal:
    """An amount of money, 0 or more, at most 2 decimals."""
    number = _number(value, 2)
    if not 0 <= number < MOST:
        raise ValueError("must be an amount of 0 or more")
    return number


def read_lines_of_business(value: Any) -> tuple[str, ...]:
    """A list of known lines of business, at least one."""
    items = read_list(value)
    if not items:
        raise ValueError("must name a line of business; leave the key out to mean all of them")
    return _known_lines_of_business(items)


def _number(value: Any, decimals: int) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("must be a number without quotes")
    number = Decimal(value)
    if not number.is_finite() or abs(number) >= MOST:
        raise ValueError("must be an ordinary number")
    if number != round(number, decimals):
        raise ValueError(f"must have at most {decimals} decimals")
    return number


def _read_map(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not value:
        raise ValueError('must be a map by line of business, like { MEDICAID = ["a"] }')
    return {name: read_list(value[name]) for name in _known_lines_of_business(value)}


def _known_lines_of_business(names: Iterable[str]) -> tuple[str, ...]:
    for name in names:
        if name not in LINES_OF_BUSINESS:
            near = nearest(name, LINES_OF_BUSINESS)
            raise ValueError(f"names an unknown line of business {name!r}; {near}")
    return tuple(names)


@dataclass(frozen=True)
class Kind:
    """A type of parameter: how its value is read, and the column it becomes."""

    read: Callable[[Any], Any]
    arrow: pa.DataType


KINDS = {
    "list": Kind(read_list, pa.list_(pa.string())),
    "boolean": Kind(read_boolean, pa.bool_()),
    "percent": Kind(read_percent, pa.decimal128(9, 6)),
    "integer": Kind(read_integer, pa.int64()),
    "text": Kind(read_text, pa.string()),
    "map_by_line_of_business": Kind(_read_map, pa.list_(pa.string())),
    "amount": Kind(read_amount, pa.decimal128(18, 2)),
}

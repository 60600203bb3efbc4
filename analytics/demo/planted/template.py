"""How a template of planted errors or near-misses is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from analytics.demo.plan.dates import AS_OF, FIRST_DAY, LAST_CASE_DAY, LAST_PAIR_DAY
from analytics.demo.plan.people import KNOWN
from analytics.demo.plan.providers import HOME_GROUPS
from analytics.schema.words import STRENGTHS

PLANTED, NEAR_MISS = "planted", "near_miss"
AUTOMATED, RECORDS, LEAD = STRENGTHS


@dataclass(frozen=True)
class Where:
    """Where a template can happen: payer, lines of business, first days, provider groups.

    `at_rate`: prices are those of the contract, to the cent.
    """

    payer: str | None = None
    business: tuple[int, ...] | None = None
    since: int = FIRST_DAY + 40
    until: int = LAST_CASE_DAY
    groups: tuple[int, ...] = tuple(range(HOME_GROUPS))
    site: int | None = None
    known: int = KNOWN
    context: bool = True
    at_rate: bool = False


#: Cases of two lines that are compared, both paid long enough ago.
SETTLED = Where(until=LAST_PAIR_DAY)
#: Cases whose first claim was paid long before a later one names or repeats it.
ANEW = Where(until=AS_OF - 220)


@dataclass(frozen=True)
class Template:
    """A check, whether its lines are planted errors or near-misses, and how to bill them."""

    check: str
    kind: str
    note: str
    where: Where
    tell: Tell


#: What bills the lines of a template and labels them.
Tell = Callable[[Any], None]


TEMPLATES: list[Template] = []


def planted(check: str, note: str, where: Where | None = None) -> Callable[[Tell], Tell]:
    """Register a template of lines that are wrong; the note says what is wrong."""
    return _register(check, PLANTED, note, where)


def near_miss(check: str, note: str, where: Where | None = None) -> Callable[[Tell], Tell]:
    """Register a template of lines that look wrong and are not; the note says why."""
    return _register(check, NEAR_MISS, note, where)


def _register(check: str, kind: str, note: str, where: Where | None) -> Callable[[Tell], Tell]:
    def register(tell: Tell) -> Tell:
        TEMPLATES.append(Template(check, kind, note, where or Where(), tell))
        return tell

    return register

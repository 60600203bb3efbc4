"""One policy file: a payer document as dated, cited values, read strictly.

Whatever is unknown, missing, of the wrong type or contradictory is refused with file and line
(ContentError): a policy that is read differently from how it was meant would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from analytics.content import sha256_text
from analytics.policy.subjects import Subject
from analytics.policy.values import read_lines_of_business
from analytics.schema.words import STRENGTHS
from analytics.toml_file import Key, StrictTable, TomlFile, one_of, read_list, read_text, read_toml

#: Whose word goes first.
LEVELS = ("mandate", "contract", "payer", "baseline")
#: The payer of a file that fits any payer.
ANY_PAYER = "*"
OPEN_END = date(9999, 12, 31)

#: The keys of a file, and what each says.
_FILE_KEYS = {
    "policy_id": "a short name of its own",
    "payer": "the payer as the claims name it, or '*' for any",
    "level": "mandate, contract, payer or baseline",
    "title": "the document's title",
    "source": "the document and its version, as findings cite it",
    "jurisdiction": "where it applies",
    "lines_of_business": "the lines of business that it covers; left out: all, also an unknown one",
    "billing_tins": "tax numbers under the contract",
    "billing_npis": "NPIs under the contract",
    "period": "at least one [[period]]",
}
_PERIOD_KEYS = ("effective_from", "effective_to", "citation")
_SUBJECT_KEYS = ("citation", "strength", "disabled_checks", "monitor_checks")


@dataclass(frozen=True)
class Rule:
    """What one period says on one subject; `values` holds every parameter, defaults filled."""

    citation: str
    strength: str | None = None
    disabled_checks: tuple[str, ...] = ()
    monitor_checks: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Period:
    """A span of days, both included, in which the document reads the same."""

    effective_from: date
    effective_to: date
    citation: str | None
    rules: dict[str, Rule]
    line: int = 0


@dataclass(frozen=True)
class PolicyFile:
    """One payer document."""

    policy_id: str
    payer: str
    level: str
    title: str
    source: str
    jurisdiction: str | None
    lines_of_business: tuple[str, ...] | None
    billing_tins: tuple[str, ...]
    billing_npis: tuple[str, ...]
    periods: tuple[Period, ...]
    path: Path
    sha256: str

    def applies_to(self, payer: str, line_of_business: str) -> bool:
        """Whether the document is about this payer and line of business."""
        return self.payer in (payer, ANY_PAYER) and (
            self.lines_of_business is None or line_of_business in self.lines_of_business
        )

    def cite(self, period: Period, subject: str) -> str:
        """The document and the place in it that a finding of this subject rests on."""
        text = f"{self.source}: {period.rules[subject].citation}"
        return f"{text} ({period.citation})" if period.citation else text


def read_policy_file(path: Path, subjects: dict[str, Subject]) -> PolicyFile:
    """Read one policy file. Raises ContentError with file and line."""
    file = read_toml(path)
    table = StrictTable(file, (), file.data, _FILE_KEYS, "the policy")

    def need(name: str, read: Callable[[Any], Any]) -> Any:
        return table.need(name, read, _FILE_KEYS[name])

    level, payer = need("level", one_of(LEVELS)), need("payer", read_text)
    if level == "contract" and payer == ANY_PAYER:
        raise table.error("a contract names its payer, not '*'", "payer")
    for name in ("billing_tins", "billing_npis"):
        if name in table and level != "contract":
            raise table.error(f"{name} belongs to level contract, not {level}", name)
    return PolicyFile(
        policy_id=need("policy_id", _read_id),
        payer=payer,
        level=level,
        title=need("title", read_text),
        source=need("source", read_text),
        jurisdiction=table.take("jurisdiction", read_text),
        lines_of_business=table.take("lines_of_business", read_lines_of_business),
        billing_tins=table.take("billing_tins", _numbers_of(9), ()),
        billing_npis=table.take("billing_npis", _numbers_of(10), ()),
        periods=_periods(file, need("period", _read_tables), subjects),
        path=path,
        sha256=sha256_text(file.text),
    )


def _periods(file: TomlFile, tables: list[Any], subjects: dict[str, Subject]) -> tuple[Period, ...]:
    """The periods in order of their days; one without an end lasts until the next begins."""
    periods = [_period(file, ("period", at), table, subjects) for at, table in enumerate(tables)]
    periods.sort(key=lambda found: found[0].effective_from)
    whole = []
    for (earlier, _), (later, key) in pairwise(periods):
        start = later.effective_from
        if earlier.effective_to == OPEN_END and earlier.effective_from < start:
            earlier = replace(earlier, effective_to=start - timedelta(days=1))
        if earlier.effective_to >= start:
            raise file.error(
                (*key, "effective_from"),
                f"the period from {start} overlaps the one on line {earlier.line}; "
                "end that one the day before, or move this one",
            )
        whole.append(earlier)
    return (*whole, periods[-1][0])


def _period(
    file: TomlFile, key: Key, data: Any, subjects: dict[str, Subject]
) -> tuple[Period, Key]:
    table = StrictTable(file, key, data, (*_PERIOD_KEYS, *subjects), "the period")
    start = table.need("effective_from", _read_date, "the first day it holds")
    end = table.take("effective_to", _read_date, OPEN_END)
    if end < start:
        raise table.error(f"effective_to {end} is before effective_from {start}", "effective_to")
    period = Period(
        effective_from=start,
        effective_to=end,
        citation=table.take("citation", read_text),
        rules={
            name: _rule(file, (*key, name), data[name], subjects[name])
            for name in data
            if name not in _PERIOD_KEYS
        },
        line=file.line(key),
    )
    return period, key


def _rule(file: TomlFile, key: Key, data: Any, subject: Subject) -> Rule:
    known = (*_SUBJECT_KEYS, *(p.name for p in subject.parameters))
    table = StrictTable(file, key, data, known, f"subject {subject.name}")
    values = {
        p.name: table.need(p.name, p.read, p.meaning)
        if p.required
        else table.take(p.name, p.read, p.default)
        for p in subject.parameters
    }
    for p in subject.parameters:
        bound = values[p.at_most] if p.at_most else None
        if bound is not None and values[p.name] is not None and values[p.name] > bound:
            raise table.error(f"{p.name} {values[p.name]} is above {p.at_most} {bound}", p.name)
    return Rule(
        citation=table.need("citation", read_text, "the place in the document"),
        strength=table.take("strength", one_of(STRENGTHS)),
        disabled_checks=table.take("disabled_checks", read_list, ()),
        monitor_checks=table.take("monitor_checks", read_list, ()),
        values=values,
    )


def _numbers_of(digits: int) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        for number in read_list(value):
            if not re.fullmatch(rf"[0-9]{{{digits}}}", number):
                raise ValueError(f"must hold numbers of {digits} digits, each as text in quotes")
        return read_list(value)

    return read


def _read_id(value: Any) -> str:
    # A scope joins ids with "+", a period id with ":" and "#".
    if not re.fullmatch(r"[A-Za-z0-9._-]+", read_text(value)):
        raise ValueError("must be made of letters, digits, points, dashes and underscores")
    return value


def _read_date(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("must be a day without quotes, like 2025-02-13")
    return value


def _read_tables(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise ValueError("must be written [[period]], at least once")
    return value

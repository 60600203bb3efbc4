"""A period of a policy file: what the document says on each subject while it reads the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from analytics.errors import nearest
from analytics.policy.subjects import Subject
from analytics.schema.words import STRENGTHS
from analytics.toml_file import Key, StrictTable, TomlFile, one_of, read_list, read_text

OPEN_END = date(9999, 12, 31)

#: What a citation may say in braces, and what stands for it where no line is spoken of. A finding
#: has the words of its own line's code (queries/exposure/finding.sql).
CITATION_FIELDS = {
    "descriptor": "the descriptor of the code",
    "other_descriptor": "the descriptor of the other line's code",
    "restriction": "what the descriptor of the code bars",
}
_PERIOD_KEYS = ("effective_from", "effective_to", "citation")
_SUBJECT_KEYS = ("citation", "citations", "strength", "disabled_checks", "monitor_checks")


@dataclass(frozen=True)
class Rule:
    """What one period says on one subject; `values` holds every parameter, defaults filled.

    `citations` are those of single checks, in place of `citation`; `line` is that of the file
    where they stand.
    """

    citation: str
    strength: str | None = None
    disabled_checks: tuple[str, ...] = ()
    monitor_checks: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    citations: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True)
class Period:
    """A span of days, both included, in which the document reads the same."""

    effective_from: date
    effective_to: date
    citation: str | None
    rules: dict[str, Rule]
    line: int = 0


def in_general(citation: str) -> str:
    """A citation as it reads where no line, and so no code, is spoken of."""
    for name, words in CITATION_FIELDS.items():
        citation = citation.replace(f"{{{name}}}", words)
    return citation


def read_periods(
    file: TomlFile, tables: list[Any], subjects: dict[str, Subject]
) -> tuple[Period, ...]:
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
    return (*whole, *(period for period, _ in periods[-1:]))


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
        citation=table.take("citation", _read_citation),
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
    _refuse_contradictions(table, subject, values)
    return Rule(
        citation=table.need("citation", _read_citation, "the place in the document"),
        strength=table.take("strength", one_of(STRENGTHS)),
        disabled_checks=table.take("disabled_checks", read_list, ()),
        monitor_checks=table.take("monitor_checks", read_list, ()),
        values=values,
        citations=table.take("citations", _read_citations, {}),
        line=file.line((*key, "citations")),
    )


def _refuse_contradictions(table: StrictTable, subject: Subject, values: dict[str, Any]) -> None:
    for p in subject.parameters:
        bound = values[p.at_most] if p.at_most else None
        if bound is not None and values[p.name] is not None and values[p.name] > bound:
            raise table.error(f"{p.name} {values[p.name]} is above {p.at_most} {bound}", p.name)
        both = (
            [item for item in values[p.name] or () if item in values[p.apart_from]]
            if p.apart_from
            else []
        )
        if both:
            raise table.error(
                f"{p.name} names {both[0]!r}, which {p.apart_from} names too; "
                "leave it in one of the two",
                p.name,
            )


def _read_citation(value: Any) -> str:
    text = read_text(value)
    for name in re.findall(r"\{(.*?)\}", text):
        if name not in CITATION_FIELDS:
            raise ValueError(f"names {{{name}}}; {nearest(name, CITATION_FIELDS)}")
    return text


def _read_citations(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not value:
        raise ValueError('must be a table by check, like { "NUR-13" = "Audits page" }')
    for check_id, citation in value.items():
        if not re.fullmatch(r"[A-Z]{3}-\d\d", check_id):
            raise ValueError(f"names {check_id!r}; each name is the id of a check, like 'NUR-13'")
        try:
            _read_citation(citation)
        except ValueError as wrong:
            raise ValueError(f"of {check_id} {wrong}") from None
    return dict(value)


def _read_date(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("must be a day without quotes, like 2025-02-13")
    return value

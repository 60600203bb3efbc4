"""The texts of a finding, its reason and its share: templates in a check's header, and their SQL.

    {hcpcs_code} paid {units} units over {day_count:day/days}[, {name}][is_lower_bound? At least.]

Knows how a value is written, and no check, code or policy.

- `{column}`: the value. Numbers lose the zeros behind the point, amounts (`*_amount`) keep their
  cents, days are 2026-07-01, a list is joined by commas.
- `{first..last}`: two days as "2026-07-01 to 2026-07-07"; a single day once.
- `{column:day/days}`: a number and its noun, the second form above 1.
- `[text|text]`: the first text whose values are all present, or nothing; `[flag? text]` asks for a
  flag that is true, `[column=word? text]` for a word.

All other text, its spaces included, is taken as it is written.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from analytics.engine.sql_text import literal, quoted
from analytics.errors import ContentError
from analytics.sql.header import Problem

_NAME = r"[a-z][a-z0-9_]*"
_VALUE = re.compile(rf"({_NAME})(?:\.\.({_NAME})|:([^/:]+)/([^/:]+))?")
_CONDITION = re.compile(rf"({_NAME})(?:=([\w ]+))?\?")
_PARTS = re.compile(r"\{([^{}\[\]]*)\}|\[([^\[\]]*)\]|([^{}\[\]]+)|(.)")


@dataclass(frozen=True)
class Value:
    """A value in braces: a column, with `until` the days of two, with `nouns` a counted noun."""

    column: str
    until: str | None = None
    nouns: tuple[str, str] | None = None


@dataclass(frozen=True)
class Choice:
    """One text of a bracket, and the flag, or the column and its word, that it asks for."""

    parts: tuple[str | Value, ...]
    flag: str | None = None
    word: str | None = None


@dataclass(frozen=True)
class Reason:
    """A template: its text as it is written, and its parts; a tuple of choices is a bracket.

    `key` and `line`: what it is in the header, and where it starts.
    """

    text: str
    parts: tuple[str | Value | tuple[Choice, ...], ...]
    key: str = "reason"
    line: int = 1

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the template names."""
        return frozenset(_columns(self.parts))

    @property
    def required(self) -> frozenset[str]:
        """The columns outside of brackets: no reason can be given where one of them is empty."""
        return frozenset(_columns(p for p in self.parts if isinstance(p, Value)))


def read_reason(text: str, line: int, key: str = "reason") -> tuple[Reason, list[Problem]]:
    """The template of a text that starts on that line of a file, and what is wrong with it."""
    problems: list[Problem] = []

    def wrong(what: str, instead: str) -> None:
        problems.append(Problem(line, f"{key}: {what}", instead))

    parts: list[str | Value | tuple[Choice, ...]] = []
    for found in _PARTS.finditer(text):
        value, bracket, plain, stray = found.groups()
        if stray is not None:
            wrong(f"a {stray} without its other half", "{column} and [text], one level deep")
        elif bracket is None:
            parts.append(plain if value is None else _value(value, wrong))
        else:
            parts.append(_bracket(bracket, wrong))
    return Reason(text, tuple(parts), key, line), problems


_Wrong = Callable[[str, str], None]  # what is wrong, what would be right
_Parts = Iterable["str | Value | tuple[Choice, ...]"]


def _value(text: str, wrong: _Wrong) -> Value:
    found = _VALUE.fullmatch(text)
    if not found:
        wrong(f"{{{text}}}", "{column}, {first_day..last_day} or {count:day/days}")
        return Value("")
    column, until, one, many = found.groups()
    return Value(column, until, (one, many) if one else None)


def _bracket(text: str, wrong: _Wrong) -> tuple[Choice, ...]:
    choices = tuple(_choice(each, wrong) for each in re.split(r"\|(?![^{]*\})", text))
    must_yield = choices[:-1] or choices
    if any(each.flag is None and not set(_columns(each.parts)) for each in must_yield):
        wrong(f"[{text}] has a text without a condition", "a {column} or a flag? in it")
    return choices


def _choice(text: str, wrong: _Wrong) -> Choice:
    condition = _CONDITION.match(text)
    flag, word = condition.groups() if condition else (None, None)
    parts = _PARTS.finditer(text[condition.end() :] if condition else text)
    return Choice(tuple(p[3] if p[1] is None else _value(p[1], wrong) for p in parts), flag, word)


def _columns(parts: _Parts) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Value):
            yield from filter(None, (part.column, part.until))
        elif isinstance(part, tuple):
            for choice in part:
                yield from filter(None, (choice.flag,))
                yield from _columns(choice.parts)


def column_problems(
    templates: Collection[Reason],
    selects: Iterable[tuple[int, list[str]]],
    known: Collection[str],
) -> Iterator[Problem]:
    """Names of a template that nothing gives, and columns of a select that no template names.

    `selects`: the line of each final select and what it gives for the templates alone; `known`:
    what every check gives and every paid line has, which a template may name as well.
    """
    named = frozenset[str]().union(*(template.columns for template in templates))
    for select_line, given in selects:
        for template in templates:
            for name in sorted(template.columns - {*given, *known, ""}):
                what = f"{template.key}: neither the final select nor paid_line gives {name}"
                near = difflib.get_close_matches(name, sorted({*given, *known}), n=1)
                right = near[0] if near else "a column of one of the two"
                yield Problem(template.line, what, right)
        for name in given:
            if name not in named:
                what = f"the final select gives {name}, which the reason does not name"
                yield Problem(select_line, what, f"{{{name}}} in the reason, or no such column")


def reason_sql(reason: Reason, types: Mapping[str, str]) -> str:
    """The template as an SQL expression over columns of these DuckDB types.

    Raises ContentError where a flag is no boolean.
    """
    return " || ".join(_part_sql(part, types) for part in reason.parts) or "''"


def _part_sql(part: str | Value | tuple[Choice, ...], types: Mapping[str, str]) -> str:
    if isinstance(part, str):
        return literal(part)
    if isinstance(part, Value):
        return _value_sql(part, types)
    return f"coalesce({', '.join(_choice_sql(choice, types) for choice in part)}, '')"


def _choice_sql(choice: Choice, types: Mapping[str, str]) -> str:
    text = " || ".join(_part_sql(part, types) for part in choice.parts) or "''"
    if choice.flag is None:
        return text
    if choice.word is not None:
        return f"case when {quoted(choice.flag)} = {literal(choice.word)} then {text} end"
    if types[choice.flag] != "BOOLEAN":
        asked = f"reason: {choice.flag}? asks for a flag, and it is {types[choice.flag]}"
        raise ContentError(f"{asked}; instead: a boolean, or {choice.flag}=word?")
    return f"case when {quoted(choice.flag)} then {text} end"


def _value_sql(value: Value, types: Mapping[str, str]) -> str:
    shown = _shown(value.column, types)
    if value.until:
        first, last = quoted(value.column), quoted(value.until)
        until = _shown(value.until, types)
        return f"case when {first} = {last} then {shown} else {shown} || ' to ' || {until} end"
    if value.nouns:
        one, many = (literal(f" {noun}") for noun in value.nouns)
        return f"{shown} || case when {quoted(value.column)} > 1 then {many} else {one} end"
    return shown


def _shown(column: str, types: Mapping[str, str]) -> str:
    """A value as people read it: the one place where a reason writes numbers, days and lists."""
    kind, name = types[column], quoted(column)
    if kind.endswith("[]"):
        return f"array_to_string({name}, ', ')"
    text = f"cast({name} as varchar)"
    has_point = kind.startswith("DECIMAL") and not kind.endswith(",0)")
    if has_point and not column.endswith("_amount"):
        return f"rtrim(rtrim({text}, '0'), '.')"
    return text

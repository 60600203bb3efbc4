"""The cookbook of queries/adhoc: a question a file, with named parameters that have a type.

    -- question: Which providers hold most of a check's findings?
    -- parameter check: text = POS-01; check id or name
    -- parameter most: integer = 20; rows to show
    --
    -- What the answer says, in plain words.
    select ...

A value is bound where the query says `$check`, never pasted into its text. A default that is
left out is null, and the query says what that means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sqlglot import exp

from analytics import content
from analytics.errors import UsageError, near_name
from analytics.sql.header import Problem, read_header, refuse
from analytics.sql.parse import parsed
from analytics.sql.waivers import WAIVERS

_PARAMETER = re.compile(r"-- (parameter [a-z][a-z_]*):")
_FORM = re.compile(r"(\w+)\s*=\s*(.*?)\s*;\s*(.+)")


@dataclass(frozen=True)
class Parameter:
    """One named value of a question: its type, the text of its default, and its meaning."""

    name: str
    kind: str
    default: str
    meaning: str

    def read(self, text: str) -> Any:
        """A text as a value of the parameter's type; nothing is null.

        Raises UsageError on a text of another type, without repeating it.
        """
        if not text.strip():
            return None
        try:
            return KINDS[self.kind](text.strip())
        except (ValueError, InvalidOperation) as error:
            raise UsageError(f"{self.name} is {_WRITTEN[self.kind]}") from error


@dataclass(frozen=True)
class Question:
    """One question of the cookbook."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    description: str
    sql: str

    def bind(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A value for every parameter: the one given (a text is read by its type), else default.

        Raises UsageError on an unknown name, or a text of another type.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                has = ", ".join(known) or "none"
                raise UsageError(f"{self.name} has no parameter {name}; it has {has}")
        values = {name: given.get(name, known[name].default) for name in known}
        return {
            name: known[name].read(value) if isinstance(value, str) else value
            for name, value in values.items()
        }


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError(text)
    return value


#: How a value of each type is read from text.
KINDS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "date": date.fromisoformat,
    "integer": int,
    "decimal": _decimal,
}
_WRITTEN = {
    "text": "a text",
    "date": "a date; write it as 2026-07-31",
    "integer": "a whole number",
    "decimal": "a number; write it as 1250.00",
}


def read_question(path: Path) -> Question:
    """One file of the cookbook. Raises ContentError where it is not one."""
    text = path.read_text(encoding="utf-8")
    declared = tuple(dict.fromkeys(_PARAMETER.findall(text)))
    header = read_header(text, path, required=("question",), optional=(*declared, *WAIVERS))
    parameters, problems = [], []
    for key in (key for key in header.facts if key in declared):
        parameter = _parameter(key.removeprefix("parameter "), header.facts[key])
        if isinstance(parameter, str):
            right = "`type = default; meaning`"
            problems.append(Problem(header.lines[key], parameter, right))
        else:
            parameters.append(parameter)
    refuse(path, [*problems, *_unused(parameters, text, header.lines)])
    return Question(
        path.stem, header.facts["question"], tuple(parameters), header.description, text
    )


def _parameter(name: str, value: str) -> Parameter | str:
    """The parameter, or what is wrong with its declaration."""
    form = _FORM.fullmatch(value)
    if not form:
        return f"parameter {name} has another form"
    kind, default, meaning = form.groups()
    if kind not in KINDS:
        return f"parameter {name} is of no type ({', '.join(KINDS)})"
    parameter = Parameter(name, kind, default, meaning)
    try:
        parameter.read(default)
    except UsageError as error:
        return f"the default of {error}"
    return parameter


def _unused(parameters: Iterable[Parameter], text: str, lines: dict[str, int]) -> list[Problem]:
    declared = {parameter.name for parameter in parameters}
    used = {node.name for node in parsed(text).find_all(exp.Placeholder)}
    return [
        *(
            Problem(lines[f"parameter {name}"], f"${name} does not appear in the query", "use it")
            for name in declared - used
        ),
        *(
            Problem(1, f"the query asks for ${name}", f"a line `-- parameter {name}: ...`")
            for name in used - declared
        ),
    ]


def read_cookbook(folder: Path = content.ADHOC) -> dict[str, Question]:
    """Every question by name, in the order of names. Raises ContentError on a wrong file."""
    return {path.stem: read_question(path) for path in sorted(folder.glob("*.sql"))}


def find_question(name: str) -> Question:
    """The question of that name. Raises UsageError where there is none, with one like it."""
    cookbook = read_cookbook()
    if name in cookbook:
        return cookbook[name]
    near = near_name(name, cookbook)
    hint = f"did you mean {near}? " if near else ""
    raise UsageError(f"no question is called {name}; {hint}`recoup sql --list` lists them all")


def cookbook_markdown(questions: Iterable[Question]) -> str:
    """The text of queries/adhoc/README.md: the list, then each question with its parameters."""
    questions = list(questions)
    lines = ["# Cookbook", "", _NOTE, ""]
    lines += [f"- [{q.name}](#{q.name}): {q.title}" for q in questions]
    for question in questions:
        lines += ["", f"## {question.name}", "", f"**{question.title}**", "", question.description]
        if question.parameters:
            lines += ["", "| parameter | type | default | meaning |", "|---|---|---|---|"]
        for p in question.parameters:
            lines.append(f"| {p.name} | {p.kind} | {p.default or '-'} | {p.meaning} |")
    return "\n".join(lines) + "\n"


_NOTE = (
    "Questions to a store, one per file. `recoup sql NAME -p parameter=value` asks one;"
    " `recoup sql` opens a shell that completes their names. Generated from the headers of the"
    " files in this folder; change those, not this page."
)

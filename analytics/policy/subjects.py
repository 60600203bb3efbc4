"""The subjects of policies and the parameters of each, from subjects.toml.

A parameter's type says how its value is written in a policy file and which column it becomes in
the relation a check reads. New subjects and parameters are content: they need no Python.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics import content
from analytics.errors import near_name, nearest
from analytics.policy.values import KINDS
from analytics.toml_file import (
    StrictTable,
    TomlFile,
    one_of,
    read_boolean,
    read_list,
    read_text,
    read_toml,
)

#: The columns every subject's relation has, before its parameters.
COMMON_COLUMNS = {
    "policy_scope": pa.string(),
    "policy_period_id": pa.string(),
    "effective_from": pa.date32(),
    "effective_to": pa.date32(),
    "policy_id": pa.string(),
    "level": pa.string(),
    "title": pa.string(),
    "source": pa.string(),
    "citation": pa.string(),
    "citations": pa.map_(pa.string(), pa.string()),
    "policy_effective_from": pa.date32(),
    "strength": pa.string(),
    "disabled_checks": pa.list_(pa.string()),
    "monitor_checks": pa.list_(pa.string()),
}
#: So many values fit in a message; so like a value is a slip of the pen.
_FEW, _SLIP = 20, 0.8
_TYPES_OF_NUMBER = ("percent", "integer", "amount")
_TYPES_OF_TEXT = ("list", "text", "map_by_line_of_business")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a subject; see the head of subjects.toml for what each field means."""

    name: str
    type: str
    meaning: str
    required: bool = False
    default: Any = None
    values: tuple[str, ...] | None = None
    at_most: str | None = None
    apart_from: str | None = None

    @property
    def arrow(self) -> pa.DataType:
        """The type of the parameter's column."""
        return KINDS[self.type].arrow

    def read(self, value: Any) -> Any:
        """The parameter's value out of a policy file; ValueError says what would be right."""
        value = KINDS[self.type].read(value)
        if self.required and value == ():
            raise ValueError("must name at least one")
        for item in _items(value) if self.values is not None else ():
            if item not in self.values:
                raise ValueError(f"names an unknown {item!r}; {_right(item, self.values)}")
        return value

    def column_value(self, value: Any, line_of_business: str) -> Any:
        """The value as it stands in the relation for one line of business."""
        if self.type == "map_by_line_of_business" and value is not None:
            return value.get(line_of_business)
        return value


def _right(item: str, values: tuple[str, ...]) -> str:
    """The value of a slip of the pen; else all of them, where they are few enough to read."""
    if len(values) <= _FEW and near_name(item, values, _SLIP) is None:
        return f"known: {', '.join(sorted(values))}"
    return nearest(item, values)


@dataclass(frozen=True)
class Subject:
    """A subject: what it is about, and its parameters in order."""

    name: str
    meaning: str
    parameters: tuple[Parameter, ...]

    @property
    def arrow_schema(self) -> pa.Schema:
        """The columns of the subject's relation."""
        columns = COMMON_COLUMNS | {p.name: p.arrow for p in self.parameters}
        return pa.schema(list(columns.items()))


def read_subjects(path: Path) -> dict[str, Subject]:
    """The subjects of a subjects.toml by name, in its order. Raises ContentError with the line."""
    file = read_toml(path)
    return {name: _subject(file, name, table) for name, table in file.data.items()}


def _subject(file: TomlFile, name: str, table: Any) -> Subject:
    keys = table if isinstance(table, dict) else ()
    subject = StrictTable(file, (name,), table, keys, f"subject {name}")
    meaning = subject.need("meaning", read_text, "its meaning")
    parameters = tuple(_parameter(file, name, key, table[key]) for key in keys if key != "meaning")
    for parameter in parameters:
        alike = {p.name for p in parameters if p.type == parameter.type in _TYPES_OF_NUMBER}
        if parameter.at_most not in {None, *alike}:
            raise subject.error(
                f"at_most names {parameter.at_most!r}, no parameter of {name} "
                "that is a number of the same type",
                parameter.name,
            )
        lists = {p.name for p in parameters if p.type == parameter.type == "list"}
        if parameter.apart_from not in {None, *lists - {parameter.name}}:
            raise subject.error(
                f"apart_from names {parameter.apart_from!r}, no other list of {name}",
                parameter.name,
            )
    return Subject(name, meaning, parameters)


def _parameter(file: TomlFile, subject: str, name: str, data: Any) -> Parameter:
    known = (
        *("type", "meaning", "required", "default"),
        *("values", "values_from", "at_most", "apart_from"),
    )
    table = StrictTable(file, (subject, name), data, known, f"parameter {name}")
    if name in COMMON_COLUMNS:
        raise table.error(f"parameter {name} has the name of a column every policy has")
    values = table.take("values", read_list)
    parameter = Parameter(
        name=name,
        type=table.need("type", one_of(KINDS), f"one of {', '.join(KINDS)}"),
        meaning=table.need("meaning", read_text, "its meaning, and its unit"),
        required=table.take("required", read_boolean, False),
        values=table.take("values_from", _reference_values, values),
        at_most=table.take("at_most", read_text),
        apart_from=table.take("apart_from", read_text),
    )
    if parameter.values is not None and parameter.type not in _TYPES_OF_TEXT:
        raise table.error(f"values are for the types {', '.join(_TYPES_OF_TEXT)}", "type")
    return replace(parameter, default=table.take("default", parameter.read))


def _reference_values(value: Any) -> tuple[str, ...]:
    """The texts of "table.column" of the reference tables."""
    table, _, column = read_text(value).partition(".")
    path = content.REFERENCE / f"{table}.csv"
    if not path.is_file():
        raise ValueError(f"names a reference table that does not exist: {table!r}")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        if column not in (rows.fieldnames or ()):
            raise ValueError(
                f"names no column of {table}; {nearest(column, rows.fieldnames or ())}"
            )
        return tuple(sorted({row[column] for row in rows}))


def _items(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, dict):
        return [item for items in value.values() for item in items]
    return value

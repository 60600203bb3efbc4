"""Mapping files: how a layout other than the canonical one is read.

A mapping is TOML, read strictly: a key nobody knows is refused with file and line. The shipped
profiles are mappings by name; a profile that is a folder has one mapping per kind of file, and
the file's headers choose among them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from analytics import content
from analytics.errors import ContentError, ExtractError
from analytics.schema import TABLES
from analytics.toml_file import StrictTable, TomlFile, nearest, read_toml

HISTORIES = ("final", "snapshot", "ledger")
UNITS_BASES = ("paid", "billed")
#: In `values`: any value that is not listed.
ANY_OTHER = "*"
_DIRECTIVE = re.compile("%.")


@dataclass(frozen=True)
class ColumnSource:
    """Where a column comes from: one of their columns, several joined, or the first not empty."""

    names: tuple[str, ...]
    joined: bool = False

    def __str__(self) -> str:
        return (" + " if self.joined else " or ").join(self.names)


@dataclass(frozen=True)
class Mapping:
    """A mapping file as read. All of it is optional; an empty mapping changes nothing.

    `columns`: canonical name to theirs. `values`: canonical name to their value (upper case) to
    ours; `*` is any other value, an empty key no value. `constants`: what an empty column is
    filled with. `keep`: their column to the values of rows that are wanted; a row with another
    value is rejected. `may_be_missing`: canonical names whose source a file may lack.
    `match_headers`, `match_values`: which files a mapping of a profile folder is for.
    """

    name: str = ""
    table: str | None = None
    columns: dict[str, ColumnSource] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    keep: dict[str, tuple[str, ...]] = field(default_factory=dict)
    may_be_missing: tuple[str, ...] = ()
    match_headers: tuple[str, ...] = ()
    match_values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    date_format: str | None = None
    decimal_comma: bool = False
    delimiter: str | None = None
    encoding: str | None = None
    history: str | None = None
    units_basis: str | None = None
    header_amounts: bool = False
    paid_includes_interest: bool = False
    covers_from: date | None = None
    covers_to: date | None = None


def read_mapping(
    name_or_path: str | Path,
    headers: list[str] | None = None,
    first_row: Map[str, str] | None = None,
) -> Mapping:
    """The mapping of a file, or of a shipped profile by name.

    `headers` and `first_row` (a row of values by header) choose within a profile that has one
    mapping per kind of file. Raises ExtractError where there is no such mapping, where it is
    wrong, or where no kind of file fits.
    """
    path = Path(name_or_path)
    if path.suffix == ".toml" or path.is_file():
        return _read(path, path.name)
    profile = content.MAPPINGS / str(name_or_path)
    if profile.with_suffix(".toml").is_file():
        return _read(profile.with_suffix(".toml"), str(name_or_path))
    if not profile.is_dir():
        raise ExtractError(
            f"no mapping file or profile {str(name_or_path)!r}; "
            f"{nearest(str(name_or_path), profile_names())}"
        )
    kinds = [_read(p, f"{profile.name}/{p.stem}") for p in sorted(profile.glob("*.toml"))]
    if headers is None:
        raise ExtractError(f"profile {profile.name}: needs the headers of a file to choose by")
    fitting = [kind for kind in kinds if _fits(kind, headers, first_row or {})]
    if len(fitting) != 1:
        what = "several kinds fit" if fitting else "no kind fits this file"
        names = ", ".join(kind.name for kind in fitting or kinds)
        raise ExtractError(f"profile {profile.name}: {what} ({names}); give one as --map")
    return fitting[0]


def profile_names() -> list[str]:
    """The shipped profiles."""
    return sorted({path.stem for path in content.MAPPINGS.glob("*") if path.stem != "README"})


def _fits(mapping: Mapping, headers: list[str], first_row: Map[str, str]) -> bool:
    present = {header.strip().upper() for header in headers}
    row = {header.strip().upper(): value.strip() for header, value in first_row.items()}
    return present.issuperset(mapping.match_headers) and all(
        not row.get(column) or row[column] in wanted
        for column, wanted in mapping.match_values.items()
    )


_KEYS = (
    "table",
    "columns",
    "values",
    "constants",
    "keep",
    "may_be_missing",
    "match",
    "date_format",
    "decimal_comma",
    "delimiter",
    "encoding",
    "history",
    "units_basis",
    "header_amounts",
    "paid_includes_interest",
    "covers_from",
    "covers_to",
)


def _read(path: Path, name: str) -> Mapping:
    try:
        file = read_toml(path)
        return _mapping(file, name)
    except ContentError as error:
        raise ExtractError(f"mapping {error}") from error


def _mapping(file: TomlFile, name: str) -> Mapping:
    top = StrictTable(file, (), file.data, _KEYS, "the mapping")
    table = top.take("table", _one_of(TABLES))
    known = TABLES[table].names if table else {n for t in TABLES.values() for n in t.names}
    columns = _part(file, "columns", known)
    values = _part(file, "values", known)
    constants = _part(file, "constants", known)
    match = StrictTable(
        file, ("match",), file.data.get("match", {}), ("headers", "values"), "match"
    )
    match_values = match.take("values", _lists, {})
    return Mapping(
        name=name,
        table=table,
        columns={c: columns.take(c, _source) for c in file.data.get("columns", {})},
        values={c: values.take(c, _words) for c in file.data.get("values", {})},
        constants={c: constants.take(c, _text) for c in file.data.get("constants", {})},
        keep=top.take("keep", _lists, {}),
        may_be_missing=top.take("may_be_missing", _each_of(known), ()),
        match_headers=tuple(h.upper() for h in match.take("headers", _texts, ())),
        match_values={column.upper(): wanted for column, wanted in match_values.items()},
        date_format=top.take("date_format", _date_format),
        decimal_comma=top.take("decimal_comma", _flag, False),
        delimiter=top.take("delimiter", _delimiter),
        encoding=top.take("encoding", _encoding),
        history=top.take("history", _one_of(HISTORIES)),
        units_basis=top.take("units_basis", _one_of(UNITS_BASES)),
        header_amounts=top.take("header_amounts", _flag, False),
        paid_includes_interest=top.take("paid_includes_interest", _flag, False),
        covers_from=top.take("covers_from", _day),
        covers_to=top.take("covers_to", _day),
    )


def _part(file: TomlFile, name: str, known: Any) -> StrictTable:
    return StrictTable(file, (name,), file.data.get(name, {}), known, name)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text in quotes")
    return value.strip()


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("must be a list of texts")
    return tuple(_text(item) for item in value)


def _lists(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ValueError("must be a table of lists")
    return {column: _texts(wanted) for column, wanted in value.items()}


def _words(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError('must be a table: "their value" = "ours"')
    return {theirs.strip().upper(): _text(ours) for theirs, ours in value.items()}


def _source(value: Any) -> ColumnSource:
    if isinstance(value, dict):
        if list(value) != ["first"]:
            raise ValueError('may be { first = ["A", "B"] }: the first that has a value')
        return ColumnSource(_texts(value["first"]))
    if isinstance(value, list):
        return ColumnSource(_texts(value), joined=True)
    return ColumnSource((_text(value),))


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _day(value: Any) -> date:
    try:
        return value if type(value) is date else date.fromisoformat(_text(value))
    except ValueError:
        raise ValueError("must be a date: 2026-07-03") from None


def _delimiter(value: Any) -> str:
    value = {"tab": "\t", "pipe": "|", "comma": ","}.get(value, value)
    if not isinstance(value, str) or len(value) != 1:
        raise ValueError('must be one character, "tab" or "pipe"')
    return value


def _encoding(value: Any) -> str:
    try:
        return codecs.lookup(_text(value)).name
    except LookupError:
        raise ValueError("names no encoding; utf-8, latin-1, cp1252 and utf-16 do") from None


def _date_format(value: Any) -> str:
    if not {"%d", "%j"}.intersection(_DIRECTIVE.findall(_text(value))):
        raise ValueError('must be a format such as "%d/%m/%Y"')
    return value


def _one_of(names: Any) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in names:
            raise ValueError(f"must be one of {', '.join(names)}")
        return value

    return read


def _each_of(names: Any) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        for name in _texts(value):
            if name not in names:
                raise ValueError(f"names no column: {name!r}; {nearest(name, names)}")
        return tuple(value)

    return read

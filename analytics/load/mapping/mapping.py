"""Mapping files: they say how to read a layout other than the canonical one.

A mapping is TOML, read strictly: a key nobody knows is refused with file and line. The shipped
profiles are mappings by name; a profile that is a folder has one mapping per kind of file, and
the file's headers choose among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from analytics import content
from analytics.errors import ContentError, ExtractError, nearest
from analytics.load.mapping import values
from analytics.load.mapping.fixed_layout import read_layout
from analytics.load.read.file_format import FileFormat, FixedWidthLayout
from analytics.schema.tables import TABLES
from analytics.schema.words import HISTORIES, TOLD_UNITS_BASES
from analytics.toml_file import Key, StrictTable, TomlFile, read_boolean, read_toml

#: In `values`: any value that is not listed.
ANY_OTHER = "*"


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
    ours; `1*` is any value that starts so, `*` any other, an empty key no value. `constants`: what
    an empty column is filled with. `keep`: their column to the values of rows that are wanted; a
    row with another value is rejected. `may_be_missing`: canonical names whose source a file may
    lack.
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
    sheet: str | None = None
    layout: FixedWidthLayout | None = None
    history: str | None = None
    units_basis: str | None = None
    header_amounts: bool = False
    paid_includes_interest: bool = False
    covers_from: date | None = None
    covers_to: date | None = None

    @property
    def file_format(self) -> FileFormat:
        """How the file is written, as far as the mapping says."""
        return FileFormat(self.delimiter, self.encoding, self.sheet, self.layout)


def needs_headers(name_or_path: str | Path) -> bool:
    """Is it a profile of several kinds of file, of which the headers choose one?"""
    path = Path(name_or_path)
    if path.suffix == ".toml" or path.is_file():
        return False
    profile = content.MAPPINGS / str(name_or_path)
    return profile.is_dir() and not profile.with_suffix(".toml").is_file()


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
    files = content.MAPPINGS.glob("*")
    return sorted({path.stem for path in files if path.is_dir() or path.suffix == ".toml"})


def fixed_kinds(name_or_path: str | Path) -> list[str]:
    """The mappings of a profile folder that are for fixed-width files, as --map takes them."""
    folder = content.MAPPINGS / str(name_or_path)
    kinds = [_read(path, f"{folder.name}/{path.stem}") for path in sorted(folder.glob("*.toml"))]
    return [kind.name for kind in kinds if kind.layout]


def _fits(mapping: Mapping, headers: list[str], first_row: Map[str, str]) -> bool:
    if mapping.layout:
        return False  # it has no headers to tell it by
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
    "sheet",
    "layout",
    "header_lines",
    "record",
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
    table = top.take("table", values.one_of(TABLES))
    known = TABLES[table].names if table else {n for t in TABLES.values() for n in t.names}
    columns = _part(file, "columns", known)
    word_lists = _part(file, "values", known)
    constants = _part(file, "constants", known)
    match = StrictTable(
        file, ("match",), file.data.get("match", {}), ("headers", "values"), "match"
    )
    match_values = match.take("values", values.lists, {})
    translated = {c: word_lists.take(c, values.words) for c in file.data.get("values", {})}
    filled = {c: constants.take(c, values.text) for c in file.data.get("constants", {})}
    for column, words in translated.items():
        _refuse_unknown_words(file, ("values", column), column, words.values())
    for column, word in filled.items():
        _refuse_unknown_words(file, ("constants", column), column, [word])
    return Mapping(
        name=name,
        table=table,
        columns={c: columns.take(c, _source) for c in file.data.get("columns", {})},
        values=translated,
        constants=filled,
        keep=top.take("keep", values.lists, {}),
        may_be_missing=top.take("may_be_missing", values.each_of(known), ()),
        match_headers=tuple(h.upper() for h in match.take("headers", values.texts, ())),
        match_values={column.upper(): wanted for column, wanted in match_values.items()},
        date_format=top.take("date_format", values.date_format),
        decimal_comma=top.take("decimal_comma", read_boolean, False),
        delimiter=top.take("delimiter", values.delimiter),
        encoding=top.take("encoding", values.encoding),
        sheet=top.take("sheet", values.text),
        layout=read_layout(file, top),
        history=top.take("history", values.one_of(HISTORIES)),
        units_basis=top.take("units_basis", values.one_of(TOLD_UNITS_BASES)),
        header_amounts=top.take("header_amounts", read_boolean, False),
        paid_includes_interest=top.take("paid_includes_interest", read_boolean, False),
        covers_from=top.take("covers_from", values.day),
        covers_to=top.take("covers_to", values.day),
    )


def _part(file: TomlFile, name: str, known: Any) -> StrictTable:
    return StrictTable(file, (name,), file.data.get(name, {}), known, name)


def _refuse_unknown_words(file: TomlFile, key: Key, column: str, ours: Iterable[Any]) -> None:
    """A translation into a word the column does not have would reject every such row."""
    columns = [c for t in TABLES.values() for c in t.columns if c.name == column]
    known = {word for c in columns for word in c.values}
    for word in ours:
        if known and word not in known:
            raise file.error(key, f"{column} has no {word!r}; {nearest(str(word), known)}")


def _source(value: Any) -> ColumnSource:
    if isinstance(value, dict):
        if list(value) != ["first"]:
            raise ValueError('may be { first = ["A", "B"] }: the first that has a value')
        return ColumnSource(values.texts(value["first"]))
    if isinstance(value, list):
        return ColumnSource(values.texts(value), joined=True)
    return ColumnSource((values.text(value),))

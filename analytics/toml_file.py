"""TOML as the content needs it: every value with its line, and no key that nobody knows.

`tomllib` gives values without positions. A small scan of the (valid) text finds the line of each
table and key, so that a refusal can name it. A reader of a value (`read_text`, `one_of`) takes what
TOML gave and returns what is kept; its ValueError says what would be right, as the end of a
sentence that begins with the key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics.errors import ContentError, nearest

#: No number of ours is so large.
MOST = 10**9
#: Where a value stands: names from the outside in; the n-th `[[x]]` is ("x", n), from 0.
Key = tuple[str | int, ...]

_NAME = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_NAMES = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_HEADER = re.compile(rf"(\[\[?)\s*({_NAMES})\s*\]\]?")
_ASSIGNMENT = re.compile(rf"({_NAMES})\s*=")
# What a value is made of, strings and comments whole: only brackets and line ends count outside.
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}\n]"
    r"""|[^"'#\[\]{}\n]+""",
    re.DOTALL,
)
_POSITION = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True)
class TomlFile:
    """A TOML file as read: its values, and the line of each key."""

    path: Path
    text: str
    data: dict[str, Any]
    lines: Mapping[Key, int]

    def line(self, key: Key) -> int:
        """The line a key stands on, or the nearest table or key around it."""
        for length in range(len(key), 0, -1):
            if key[:length] in self.lines:
                return self.lines[key[:length]]
        return 1

    def error(self, key: Key, message: str) -> ContentError:
        """The refusal of what stands at a key, with file and line."""
        return ContentError(f"{self.path}:{self.line(key)}: {message}")


class StrictTable:
    """A TOML table read key by key; a key that is not `known` is refused at once."""

    def __init__(
        self, file: TomlFile, key: Key, table: Any, known: Iterable[str], what: str
    ) -> None:
        self._file, self._key, self._what = file, key, what
        if not isinstance(table, dict):
            raise self.error(f"{what} must be a table of keys")
        self._table, known = table, list(known)
        for name in table:
            if name not in known:
                raise self.error(f"unknown key {name!r} in {what}; {nearest(name, known)}", name)

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def need(self, name: str, read: Callable[[Any], Any], hint: str) -> Any:
        """A value that must be there; `hint` says what it would be.

        `read` turns it into what is kept, or raises ValueError saying what would be right.
        """
        if name not in self._table:
            raise self.error(f"{self._what} lacks {name!r}: {hint}")
        return self.take(name, read)

    def take(self, name: str, read: Callable[[Any], Any], default: Any = None) -> Any:
        """A value that may be left out."""
        if name not in self._table:
            return default
        try:
            return read(self._table[name])
        except ValueError as wrong:
            raise self.error(f"{name} {wrong}", name) from None

    def error(self, message: str, *name: str | int) -> ContentError:
        """The refusal of a key of this table, or of the table."""
        return self._file.error((*self._key, *name), message)


def read_text(value: Any) -> str:
    """A text that is not empty; ValueError says what would be right."""
    if not isinstance(value, str):
        raise ValueError("must be text in quotes")
    if not value.strip() or value != value.strip():
        raise ValueError("must not be empty, nor begin or end with a blank")
    return value


def read_list(value: Any) -> tuple[str, ...]:
    """A list of texts, each once."""
    if not isinstance(value, list):
        raise ValueError('must be a list of texts, like ["a", "b"]')
    try:
        items = tuple(read_text(item) for item in value)
    except ValueError as wrong:
        raise ValueError(f"must be a list of texts: each {wrong}") from None
    for item in items:
        if items.count(item) > 1:
            raise ValueError(f"names {item!r} twice")
    return items


def read_boolean(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false, without quotes")
    return value


def read_integer(value: Any) -> int:
    """A whole number, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < MOST:
        raise ValueError("must be a whole number, 0 or more, without quotes")
    return value


def one_of(known: Iterable[str]) -> Callable[[Any], str]:
    """A reader of one of the known words."""
    known = tuple(known)

    def read(value: Any) -> str:
        if value not in known:
            raise ValueError(f"is {value!r}; {nearest(str(value), known)}")
        return value

    return read


def read_toml(path: Path) -> TomlFile:
    """Read a TOML file; numbers with a point become Decimal.

    Raises ContentError, with the line, where the file cannot be read, is not UTF-8 or not TOML.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ContentError(f"{path}: not UTF-8 text; save it as UTF-8 ({error.reason})") from error
    except OSError as error:
        raise ContentError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except ValueError as error:
        found = _POSITION.fullmatch(str(error))
        message, line = (found[1], found[2]) if found else (str(error), None)
        line = line or max(1, text.rstrip().count("\n") + 1)
        raise ContentError(f"{path}:{line}: not TOML: {message}") from error
    except RecursionError as error:
        raise ContentError(f"{path}: arrays or tables are nested too deep to be read") from error
    return TomlFile(path, text, data, key_lines(text))


def key_lines(text: str) -> dict[Key, int]:
    """The line of each table header and key of a valid TOML text, by where it stands."""
    lines: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    table: Key = ()
    at = _BLANK.match(text).end()
    while at < len(text):
        line = text.count("\n", 0, at) + 1
        if header := _HEADER.match(text, at):
            names = _names(header[2])
            if header[1] == "[[":
                counted = (*_numbered((), names[:-1], counts), names[-1])
                counts[counted] = counts.get(counted, -1) + 1
            table = _numbered((), names, counts)
            lines[table] = line
            at = header.end()
        elif assignment := _ASSIGNMENT.match(text, at):
            key = _numbered(table, _names(assignment[1]), counts)
            lines[key] = line
            at = _value_end(text, assignment.end(), key, lines)
        else:
            break
        at = _BLANK.match(text, at).end()
    return lines


def _names(dotted: str) -> list[str]:
    return [name.strip("\"'") for name in re.findall(_NAME, dotted)]


def _numbered(base: Key, names: list[str], counts: Mapping[Key, int]) -> Key:
    """The key of these names below `base`, each `[[x]]` on the way with its latest number."""
    for name in names:
        base = (*base, name)
        if base in counts:
            base = (*base, counts[base])
    return base


def _value_end(text: str, at: int, key: Key, lines: dict[Key, int]) -> int:
    """Where the value that starts at `at` ends: its line's end, outside brackets and strings.

    The tables of a list, written in braces, are given their lines.
    """
    open_brackets, tables = "", 0
    while token := _TOKEN.match(text, at):
        if token[0] == "{" and open_brackets == "[":
            lines[(*key, tables)] = text.count("\n", 0, at) + 1
            tables += 1
        at = token.end()
        if token[0] in ("[", "{"):
            open_brackets += token[0]
        elif token[0] in ("]", "}"):
            open_brackets = open_brackets[:-1]
        elif token[0] == "\n" and not open_brackets:
            break
    return at

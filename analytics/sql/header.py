"""The header of a query file: its `-- key: value` lines, and its faults."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analytics.errors import ContentError, near_name


@dataclass(frozen=True)
class Problem:
    """What is wrong with a text, on which line (from 1), and what would be right."""

    line: int
    what: str
    instead: str

    def at(self, path: Path) -> str:
        """The problem as one line of an error message."""
        return f"{path}:{self.line}: {self.what}; instead: {self.instead}"


def refuse(path: Path, problems: Iterable[Problem]) -> None:
    """Raise ContentError naming every problem of a file, in the order of its lines; none: pass."""
    found = sorted(problems, key=lambda problem: problem.line)
    if found:
        raise ContentError("\n".join(problem.at(path) for problem in found))


@dataclass(frozen=True)
class Header:
    """The facts of a header by key, the line each stands on, and the description in plain words."""

    facts: dict[str, str]
    lines: dict[str, int]
    description: str


def read_header(
    text: str, path: Path, required: Iterable[str] = (), optional: Iterable[str] = ()
) -> Header:
    """The `-- key: value` lines at the top of a query, a bare `--`, then its description.

    A line of two or more spaces after `--` goes on with the value above it. Raises ContentError on
    a line of another form, an unknown, repeated, empty or missing key, or no description.
    """
    required = tuple(required)
    known = (*required, *optional)
    comments = leading_comments(text)
    end = comments.index("") if "" in comments else len(comments)
    header = Header({}, {}, "\n".join(comments[end + 1 :]).strip())
    key = ""
    for number, comment in enumerate(comments[:end], start=1):
        if comment.startswith(" ") and key:
            header.facts[key] = f"{header.facts[key]} {comment.strip()}".strip()
            continue
        key, problem = _fact(comment, number, known, header)
        refuse(path, [problem] if problem else [])
    refuse(path, _missing(header, required, min(end + 1, max(len(comments), 1))))
    return header


def leading_comments(text: str) -> list[str]:
    """The comment lines a text begins with, without their `--`."""
    comments = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        comments.append(line[2:].removeprefix(" ").rstrip())
    return comments


def _fact(
    comment: str, number: int, known: tuple[str, ...], header: Header
) -> tuple[str, Problem | None]:
    found = re.fullmatch(r"([a-z][a-z_ ]*):\s*(.*)", comment)
    if not found:
        form = "`-- key: value`, and a bare `--` between the last key and the description"
        return "", Problem(number, "not a header line", form)
    key, value = found.groups()
    if key not in known:
        near = near_name(key, known)
        right = f"`{near}`" if near else f"one of {', '.join(known)}"
        return key, Problem(number, f"unknown key `{key}`", right)
    if key in header.facts:
        return key, Problem(
            number, f"key `{key}` appears twice", f"once (line {header.lines[key]})"
        )
    header.facts[key], header.lines[key] = value, number
    return key, None


def _missing(header: Header, required: tuple[str, ...], last: int) -> Iterator[Problem]:
    for key in required:
        if key not in header.facts:
            yield Problem(1, f"the header has no `{key}`", f"a line `-- {key}: ...`")
    for key, value in header.facts.items():
        if not value:
            yield Problem(header.lines[key], f"`{key}` is empty", "a value, or no such line")
    if not header.description:
        words = "a bare `--` after the keys, then a description in plain words"
        yield Problem(last, "the header has no description", words)

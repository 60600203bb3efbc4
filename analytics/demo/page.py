"""What the demo plants, as a page: each kind of case in the words of its labels."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

_OPENING = """\
# What the demo plants

`recoup demo` makes a health plan that does not exist: everyday claims, among them planted errors,
each of which an audit must find to the cent and as sure as it is, and near-misses, which look wrong
and are right, so that no check may find them. Its `labels.csv` names every planted line; the audit
never reads it. A case is told for one or more members: the larger the book, the more. This page has
every kind of case, check by check, and is made by `make pages`. What the rules mean is in the
[specification](spec/README.md).
"""
_FOUND_AS = {None: "near-miss: not found"}


def planted_page(labels: pa.Table, names: Mapping[str, str]) -> str:
    """The page of a book's labels; `names` are the names of the checks by id."""
    kinds: dict[str, dict[tuple[str | None, str], None]] = {}
    for row in labels.select(["check_id", "expected_strength", "note"]).to_pylist():
        kinds.setdefault(row["check_id"], {})[row["expected_strength"], row["note"]] = None
    parts = [_OPENING]
    for check in sorted(kinds):
        cases = sorted(kinds[check], key=lambda case: case[0] is None)
        rows = [f"| {note} | {_FOUND_AS.get(found, found)} |" for found, note in cases]
        heading = f"## {check} {names[check]}\n"
        parts.append("\n".join([heading, "| case | found as |", "|---|---|", *rows]) + "\n")
    return "\n".join(parts)

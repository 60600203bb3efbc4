"""Prints the questions of the cookbook, and reads their parameters."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analytics.cli.tables import print_table
from analytics.errors import UsageError
from analytics.sql.cookbook import Question


def print_question(question: Question) -> None:
    """Print a question: its parameters, its description and its SQL."""
    print(f"{question.title}\n\n{question.description}\n")
    if question.parameters:
        rows = [
            {"parameter": p.name, "type": p.kind, "default": p.default, "meaning": p.meaning}
            for p in question.parameters
        ]
        print_table(pd.DataFrame(rows))
    body = question.sql.splitlines()
    while body and body[0].startswith("--"):
        body.pop(0)
    print("\n".join(body))


def parameters(given: Iterable[str]) -> dict[str, str]:
    """`name=value` texts as a dict. Raises UsageError on another form."""
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(f"-p {text!r}; write it as name=value")
        pairs[name] = value
    return pairs

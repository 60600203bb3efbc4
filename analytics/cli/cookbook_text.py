"""The analysts' cookbook on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analytics.cli.tables import print_table
from analytics.errors import UsageError
from analytics.sql.cookbook import Question


def cookbook_frame(questions: Iterable[Question]) -> pd.DataFrame:
    """The questions with their parameters and defaults."""
    return pd.DataFrame(
        [
            {
                "name": question.name,
                "question": question.title,
                "parameters": " ".join(f"{p.name}={p.default}" for p in question.parameters),
            }
            for question in questions
        ]
    )


def print_question(question: Question) -> None:
    """A question, its parameters, what it says and its SQL."""
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

"""Ad hoc SQL over a store, read only: a query, a question of the cookbook, or a shell."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from analytics.adhoc import Question, find_question, read_cookbook
from analytics.api import open_store
from analytics.cli.app import DEFAULT_STORE, Format, Out, StorePath, app
from analytics.cli.run_text import mask_of
from analytics.errors import UsageError
from analytics.show import print_table, write_frame


@app.command()
def sql(
    query: Annotated[
        str | None, typer.Argument(help="one select, or the name of a cookbook question")
    ] = None,
    file: Annotated[Path | None, typer.Option("-f", "--file", help="read it from a file")] = None,
    param: Annotated[
        list[str] | None, typer.Option("-p", "--param", help="name=value for $name in the query")
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="the cookbook: its questions and their parameters")
    ] = False,
    mask: Annotated[
        bool, typer.Option("--mask", help="member_id and person_id as keyed pseudonyms")
    ] = False,
    form: Format = "table",
    out: Out = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Ask the store in SQL, read only: claim_line, finding, by_provider and all loaded tables.

    A query of one word is a question of the cookbook. With no query, on a terminal, a shell opens
    that completes the names of tables, columns and questions.

    Example: recoup sql top_providers_by_check -p check=UNT-01
    Example: recoup sql "select hcpcs_code, sum(paid_amount) as paid from claim_line group by 1"
    """
    if listed:
        write_frame(cookbook_frame(read_cookbook().values()), form, out)
        return
    if query is None and file is None and sys.stdin.isatty() and sys.stdout.isatty():
        from analytics.cli.sql_shell import open_shell

        open_shell(open_store(store))
        return
    opened = open_store(store, mask=mask_of(store, mask, None))
    text = query_text(query, file)
    given = parameters(param or [])
    if file is None and is_name(text):
        question = find_question(text.strip())
        frame = opened.sql(question.sql, **question.bind(given))
    else:
        frame = opened.sql(text, **given)
    write_frame(frame, form, out)


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


def is_name(text: str) -> bool:
    """Is the text one word, as the name of a question is?"""
    return text.strip().isidentifier()


def query_text(query: str | None, file: Path | None) -> str:
    """The query to run: the text, or the file's. Raises UsageError on both or neither."""
    if (query is None) == (file is None):
        raise UsageError("give one query, as text, as a cookbook name or with -f FILE")
    if file is None:
        return query or ""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not a text in UTF-8; save it as UTF-8") from error


def parameters(given: Iterable[str]) -> dict[str, str]:
    """`name=value` texts as a dict. Raises UsageError on another form."""
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(f"-p {text!r}; write it as name=value")
        pairs[name] = value
    return pairs

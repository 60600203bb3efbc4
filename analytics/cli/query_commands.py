"""The command `recoup sql`: a read-only query, a question of the cookbook, or a shell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from analytics.api import open_store, questions
from analytics.cli.app import DEFAULT_STORE, Format, Out, StorePath, Wide, app
from analytics.cli.cookbook_text import parameters
from analytics.cli.print_runs import mask_of
from analytics.cli.tables import show_frame
from analytics.errors import UsageError


@app.command()
def sql(
    query: Annotated[
        str | None, typer.Argument(help="one select, or the name of a cookbook question")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("-f", "--file", help="read the query from this file")
    ] = None,
    param: Annotated[
        list[str] | None, typer.Option("-p", "--param", help="name=value for $name in the query")
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="list the questions of the cookbook and their parameters")
    ] = False,
    mask: Annotated[
        bool, typer.Option("--mask", help="member_id and person_id as keyed pseudonyms")
    ] = False,
    form: Format = "table",
    out: Out = None,
    wide: Wide = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Query the store in SQL, read only: claim_line, finding, by_provider and all loaded tables.

    A query of one word is a question of the cookbook. Without a query, a shell opens on a
    terminal. It completes the names of tables, columns and questions.

    Example: recoup sql top_providers_by_check -p check=UNT-01

    Example: recoup sql "select hcpcs_code, sum(paid_amount) as paid from claim_line group by 1"
    """
    if listed:
        show_frame(questions(), form, out, wide=wide)
        return
    if query is None and file is None and sys.stdin.isatty() and sys.stdout.isatty():
        from analytics.cli.sql_shell import open_shell

        open_shell(open_store(store))
        return
    opened = open_store(store, mask=mask_of(store, mask, None))
    text = query_text(query, file)
    given = parameters(param or [])
    if file is None and is_name(text):
        frame = opened.ask(text.strip(), **given)
    else:
        frame = opened.sql(text, **given)
    show_frame(frame, form, out, wide=wide)


def is_name(text: str) -> bool:
    """Is the text one word, as the name of a question is?"""
    return text.strip().isidentifier()


def query_text(query: str | None, file: Path | None) -> str:
    """The query to run: the text, or the file's. Raises UsageError on both or neither."""
    if (query is None) == (file is None):
        raise UsageError("give one query: as text, as the name of a question, or with -f FILE")
    if file is None:
        return query or ""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text; save it as UTF-8") from error

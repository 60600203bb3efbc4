"""Ad hoc SQL over a store, read only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from analytics.api import open_store
from analytics.cli.app import DEFAULT_STORE, Format, Out, StorePath, app
from analytics.errors import UsageError
from analytics.show import write_frame


@app.command()
def sql(
    query: Annotated[str | None, typer.Argument(help="one select")] = None,
    file: Annotated[Path | None, typer.Option("-f", "--file", help="read it from a file")] = None,
    param: Annotated[
        list[str] | None, typer.Option("-p", "--param", help="name=value for $name in the query")
    ] = None,
    form: Format = "table",
    out: Out = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Ask the store in SQL, read only: claim_line, finding, by_provider and all loaded tables.

    Example: recoup sql "select hcpcs_code, sum(paid_amount) as paid from claim_line group by 1"
    """
    text = query_text(query, file)
    frame = open_store(store).sql(text, **parameters(param or []))
    write_frame(frame, form, out)


def query_text(query: str | None, file: Path | None) -> str:
    """The query to run: the text, or the file's. Raises UsageError on both or neither."""
    if (query is None) == (file is None):
        raise UsageError("give one query, as text or with -f FILE")
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

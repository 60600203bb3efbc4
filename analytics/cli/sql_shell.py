"""The shell of `recoup sql`: queries and questions over a store, read only.

Every query goes through `Store.sql`, which reads one select and nothing else.
"""

from __future__ import annotations

import os
import pydoc
import shlex
import shutil
from collections.abc import Iterable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from analytics.api import Store, questions
from analytics.cli.cookbook_text import parameters, print_question
from analytics.cli.sql_completer import Catalog, Names
from analytics.cli.tables import print_table
from analytics.errors import RecoupError, UsageError
from analytics.schema.meanings import column_meaning
from analytics.sql.cookbook import Question
from analytics.store.export import grains

HELP = r"""A select that ends with ; or the name of a cookbook question, as in
  select count(*) from claim_line;
  top_providers_by_check check=UNT-01
\d              tables          \d TABLE         its columns and what they mean
\cookbook       questions       \cookbook NAME   its parameters and SQL
\?              this            \q               leave (or Ctrl-D)
Tab completes tables, columns, questions and parameters."""

#: Where queries are kept between sessions; they may name members, so only their owner reads it.
HISTORY = "RECOUP_HISTORY"
_MOST_ROWS = 1_000


def open_shell(store: Store, **terminal: Any) -> None:
    """Read and answer until the reader leaves; `terminal` is PromptSession's input and output."""
    catalog = Catalog(store)
    session: PromptSession[str] = PromptSession(
        history=_history(),
        completer=Names(catalog),
        complete_while_typing=False,
        multiline=True,
        key_bindings=_enter_ends_a_query(catalog.cookbook),
        prompt_continuation="   ...> ",
        **terminal,
    )
    print(f"store {store.folder.path.name}, read only; \\? for help, \\q to leave")
    while True:
        try:
            text = session.prompt("recoup> ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if text.strip() in (r"\q", "exit", "quit"):
            return
        try:
            page(answer(catalog, text))
        except RecoupError as error:
            print(" ".join(str(error).split()))
        except KeyboardInterrupt:
            print("stopped")


def answer(catalog: Catalog, text: str) -> str:
    """What the shell prints for a text. Raises RecoupError on one that cannot be answered."""
    words = text.strip().rstrip(";").split(maxsplit=1)
    if not words:
        return ""
    first, rest = words[0], words[1].strip() if len(words) > 1 else ""
    if first == r"\?":
        return HELP + "\n"
    if first == r"\d":
        return _described(catalog, rest) if rest else _tables(catalog)
    if first == r"\cookbook":
        return _cookbook(catalog, rest)
    if first.startswith("\\"):
        raise UsageError(f"no command is called {first}; \\? lists them")
    if question := catalog.cookbook.get(first):
        return _printed(_asked(catalog.store, question, rest))
    return _printed(catalog.store.sql(text))


def _asked(store: Store, question: Question, rest: str) -> pd.DataFrame:
    try:
        given = parameters(shlex.split(rest))
    except ValueError as error:
        raise UsageError("a quote is not closed") from error
    return store.ask(question.name, **given)


def _tables(catalog: Catalog) -> str:
    meanings = grains()
    rows = [{"table": name, "a row is": meanings.get(name, "")} for name in catalog.relations()]
    return _printed(pd.DataFrame(rows))


def _described(catalog: Catalog, name: str) -> str:
    if name not in catalog.relations():
        raise UsageError(f"no table is called {name}; \\d lists them")
    frame = catalog.store.sql(
        "select column_name, lower(data_type) as type from duckdb_columns()"
        " where table_name = $name and not internal order by column_index",
        name=name,
    )
    frame["meaning"] = [column_meaning(name, column) or "" for column in frame["column_name"]]
    grain = grains().get(name, "")
    return f"{name}: {grain}\n{_printed(frame)}"


def _cookbook(catalog: Catalog, name: str) -> str:
    if not name:
        return _printed(questions())
    if name not in catalog.cookbook:
        raise UsageError(f"no question is called {name}; \\cookbook lists them")
    with redirect_stdout(StringIO()) as shown:
        print_question(catalog.cookbook[name])
    return shown.getvalue()


def _printed(frame: pd.DataFrame) -> str:
    with redirect_stdout(StringIO()) as shown:
        print_table(frame, most=_MOST_ROWS)
        print(f"{len(frame):,} row{'' if len(frame) == 1 else 's'}")
    return shown.getvalue()


def page(text: str) -> None:
    """Print a text, through the system's pager where it is larger than the terminal."""
    lines = text.splitlines()
    width, height = shutil.get_terminal_size()
    if len(lines) < height and all(len(line) <= width for line in lines):
        print(text, end="")
        return
    os.environ.setdefault("LESS", "-SFRX")  # wide rows scroll sideways
    pydoc.pager(text)


def _enter_ends_a_query(cookbook: dict[str, Question]) -> KeyBindings:
    """Enter sends what is whole: a command, a question, a text that ends with a semicolon."""
    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if is_whole(buffer.text, cookbook):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    return keys


def is_whole(text: str, cookbook: Iterable[str]) -> bool:
    """Can the text be answered as it is, or does a query go on in the next line?"""
    words = text.split()
    if not words:
        return True
    leaves = text.strip() in ("exit", "quit")
    return (
        text.rstrip().endswith(";") or words[0].startswith("\\") or words[0] in cookbook or leaves
    )


def _history() -> History:
    """The queries of earlier sessions, in a file that only its owner can read, where one can be."""
    path = Path(os.environ.get(HISTORY, Path.home() / ".recoup_history"))
    try:
        if os.environ.get(HISTORY) == "":
            return InMemoryHistory()
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))

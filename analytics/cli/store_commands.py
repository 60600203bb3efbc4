"""Commands that fill a store and say what is in it: demo, load, loads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analytics.api import open_store
from analytics.cli.app import DEFAULT_STORE, Format, Out, StorePath, app
from analytics.cli.load_text import load_list, print_loads
from analytics.cli.run_text import print_demo
from analytics.errors import StoreError
from analytics.progress import progress_bar
from analytics.show import console, write_frame


@app.command()
def demo(
    lines: Annotated[int, typer.Option(help="claim lines to make")] = 100_000,
    seed: Annotated[int, typer.Option(help="same seed, same book")] = 7,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Make a synthetic plan with planted errors, load it, audit it, and keep the score.

    Example: recoup demo --lines 1000000
    """
    from analytics.demonstration import demonstrate

    with progress_bar() as step:
        shown = demonstrate(store, lines, seed, step)
    print_demo(shown, store)


@app.command()
def load(
    files: Annotated[list[Path], typer.Argument(help="extract files")],
    table: Annotated[str | None, typer.Option(help="table; default: told from headers")] = None,
    map: Annotated[str | None, typer.Option("--map", help="mapping file or profile")] = None,
    history: Annotated[str | None, typer.Option(help="final, snapshot or ledger")] = None,
    payer: Annotated[str | None, typer.Option(help="payer, where the file gives none")] = None,
    line_of_business: Annotated[str | None, typer.Option(help="likewise")] = None,
    replace: Annotated[
        str | None, typer.Option(help="table of which these files are a full refresh")
    ] = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Read extracts (CSV, TSV, gzip or zstd of them, Parquet) into the store.

    All files of one call are taken in, or none. A file already loaded is said, not loaded again.

    Example: recoup load claims.csv visits.csv --payer "MY PLAN"
    """
    opened = open_store(store, create=True)
    with progress_bar(len(files) + 1) as step:
        outcomes = opened.load(
            list(files),
            table=table,
            map=map,
            history=history,
            payer=payer,
            line_of_business=line_of_business,
            replace=replace,
            progress=step,
        )
    print_loads(outcomes)


@app.command()
def loads(form: Format = "table", out: Out = None, store: StorePath = DEFAULT_STORE) -> None:
    """The loads of the store.

    Example: recoup loads
    """
    write_frame(load_list(open_store(store)), form, out, "Loads")


@app.command()
def unload(
    number: Annotated[int, typer.Argument(help="number of the load, as `recoup loads` shows it")],
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Take one load out of the store: its rows are deleted, the final picture is made again.

    What the load had replaced stands again. Earlier runs stay as they are.

    Example: recoup unload 3
    """
    with progress_bar() as step:
        record = open_store(store).unload(number, step)
    console().print(
        f"Load {number} ({record['source_file']} -> {record['table']}) is taken out: "
        f"{record['loaded']:,} rows deleted."
    )


@app.command()
def verify(store: StorePath = DEFAULT_STORE) -> None:
    """Check every file of the store against the hash it was written with.

    Exit code 5: a file is missing or was altered; each is named, and what it belongs to.

    Example: recoup verify
    """
    with progress_bar() as step:
        damage = open_store(store).verify(step)
    if not damage:
        console().print("Every file of the store is as it was written.")
        return
    for each in damage:
        console().print(f"{each.belongs_to}: {each.file or 'its files'}: {each.problem}")
    raise StoreError(
        f"{len(damage)} {'files are' if len(damage) > 1 else 'file is'} not as written; take the"
        " loads named out and load them again, or restore the folder from a copy"
    )

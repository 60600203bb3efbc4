"""Commands that fill a store and say what is in it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

import analytics
from analytics.api import Store, open_store
from analytics.cli.app import DEFAULT_STORE, Format, Out, StorePath, app
from analytics.cli.print_loads import load_list, print_load, print_loads, print_rejects
from analytics.cli.print_runs import print_demo
from analytics.cli.progress import progress_bar
from analytics.cli.tables import console, show_frame
from analytics.errors import StoreError, UsageError
from analytics.load.read.formats import file_titles
from analytics.private_file import write_text
from analytics.schema.words import HISTORIES, either
from analytics.store.folder import is_store


@app.command()
def demo(
    lines: Annotated[int, typer.Option(help="claim lines to make")] = 100_000,
    seed: Annotated[int, typer.Option(help="same seed, same book")] = 7,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Make a synthetic plan with planted errors, load it, audit it, and keep the score.

    Example: recoup demo --lines 1000000
    """
    with progress_bar() as step:
        shown = analytics.make_demo(store, lines=lines, seed=seed, progress=step)
    print_demo(shown, store)


@app.command(
    help=f"""Read extracts into the store: {file_titles()}.

    Gzip and zstd of the text files are read as they are. All files of one call are taken in, or
    none. A file that is already loaded is reported and skipped.

    Example: recoup load claims.csv visits.csv --payer "MY PLAN"
    """
)
def load(
    files: Annotated[list[Path] | None, typer.Argument(help="extract files")] = None,
    table: Annotated[str | None, typer.Option(help="table; default: told from headers")] = None,
    map: Annotated[str | None, typer.Option("--map", help="mapping file or profile")] = None,
    history: Annotated[str | None, typer.Option(help=either(HISTORIES))] = None,
    payer: Annotated[str | None, typer.Option(help="payer, where the file gives none")] = None,
    line_of_business: Annotated[str | None, typer.Option(help="likewise")] = None,
    replace: Annotated[
        str | None, typer.Option(help="table of which these files are a full refresh")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="say what a load would say; write nothing")
    ] = False,
    suggest_map: Annotated[
        Path | None, typer.Option(help="write a draft mapping for this file instead of loading")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="where the draft mapping goes")] = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Read extracts into the store; the help names the formats that the registry has."""
    if suggest_map is not None:
        if files or dry_run:
            raise UsageError("--suggest-map drafts a mapping for its one file and loads nothing")
        write_text(analytics.suggest_map(suggest_map, table), out)
        return
    if not files:
        raise UsageError("name the files to load; recoup load --help shows how")
    with progress_bar(len(files) + 2) as step, _store_to_load(store, dry_run) as opened:
        outcomes = opened.load(
            files,
            table=table,
            map=map,
            history=history,
            payer=payer,
            line_of_business=line_of_business,
            replace=replace,
            dry_run=dry_run,
            progress=step,
        )
    print_loads(outcomes)
    if dry_run:
        console().print("Dry run: nothing was written.")


@contextmanager
def _store_to_load(path: Path, dry_run: bool) -> Iterator[Store]:
    """The store, made where there is none; a dry run makes an empty one elsewhere, gone again."""
    if not dry_run or is_store(path):
        yield open_store(path, create=not dry_run)
        return
    with tempfile.TemporaryDirectory(prefix="recoup-", ignore_cleanup_errors=True) as temp:
        yield open_store(Path(temp) / "store", create=True)


@app.command()
def loads(
    number: Annotated[int | None, typer.Argument(help="one load, with its report")] = None,
    form: Format = "table",
    out: Out = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """The loads of the store; with a number, all that one load has to say of its file.

    Example: recoup loads 3 --format json
    """
    opened = open_store(store)
    if number is None:
        show_frame(load_list(opened.loads), form, out, "Loads")
        return
    record = opened.load_record(number)
    if form == "json":
        write_text(json.dumps(record, indent=2, default=str) + "\n", out)
        return
    if form != "table" or out is not None:
        raise UsageError("the report of one load comes as text, or with --format json")
    print_load(record)


@app.command()
def rejects(
    number: Annotated[int | None, typer.Argument(help="of one load; default: of all")] = None,
    form: Format = "table",
    out: Annotated[
        Path | None, typer.Option(help="with a number: write the rows as they came, to correct")
    ] = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Why rows were rejected, with examples by file and row number, never by value.

    `recoup rejects 3 --out fix.csv` writes the rejected rows of load 3 as its file had them. Mend
    them and load fix.csv: they count once, whether the load before stays or not.

    Example: recoup rejects 3 --out fix.csv
    """
    opened = open_store(store)
    if out is None:
        frame = opened.rejects(number)
        if form == "table":
            print_rejects(frame)
        else:
            show_frame(frame, form, None)
        return
    if number is None:
        raise UsageError("say which load: recoup rejects NUMBER --out FILE")
    opened.write_rejects(number, out)
    console().print(f"{out}: mend the rows and load the file as the one before was loaded.")


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
        console().print(f"{each.belongs_to}: {each.file}: {each.problem}")
    raise StoreError(
        f"{len(damage)} {'files are' if len(damage) > 1 else 'file is'} not as written; take out"
        " the loads (recoup unload) and runs (recoup forget) named, or restore the folder from a"
        " copy"
    )

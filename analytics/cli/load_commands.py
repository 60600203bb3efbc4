"""Commands that load files into a store, list its loads and verify its files."""

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
from analytics.cli.app import DEFAULT_STORE, Format, Out, StorePath, Wide, app
from analytics.cli.print_loads import load_list, print_load, print_loads, print_rejects
from analytics.cli.print_runs import print_demo
from analytics.cli.progress import progress_bar
from analytics.cli.tables import say, show_frame
from analytics.errors import StoreError, UsageError
from analytics.load.read.formats import file_titles
from analytics.private_file import write_text
from analytics.schema.words import HISTORIES, either
from analytics.store.folder import is_store


@app.command()
def demo(
    lines: Annotated[int, typer.Option(help="claim lines to make")] = 100_000,
    seed: Annotated[int, typer.Option(help="the same seed makes the same claims")] = 7,
    wide: Wide = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Make a synthetic plan with planted errors, load it, audit it, and keep the score.

    Example: recoup demo --lines 1000000
    """
    with progress_bar() as step:
        shown = analytics.make_demo(store, lines=lines, seed=seed, progress=step)
    print_demo(shown, store, wide)


@app.command(
    help=f"""Read extracts into the store: {file_titles()}.

    Text files may be compressed (gzip, zstd). A call loads all its files or none. A file that is
    already loaded is reported and skipped.

    Example: recoup load claims.csv visits.csv --payer "MY PLAN"
    """
)
def load(
    files: Annotated[list[Path] | None, typer.Argument(help="extract files")] = None,
    table: Annotated[
        str | None, typer.Option(help="table (default: guessed from the headers)")
    ] = None,
    map: Annotated[str | None, typer.Option("--map", help="mapping file or profile")] = None,
    history: Annotated[str | None, typer.Option(help=either(HISTORIES))] = None,
    payer: Annotated[str | None, typer.Option(help="payer of rows that have none")] = None,
    line_of_business: Annotated[
        str | None, typer.Option(help="line of business of rows that have none")
    ] = None,
    replace: Annotated[
        str | None, typer.Option(help="table to replace: these files hold all of its rows")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="report what a load would do; write nothing")
    ] = False,
    suggest_map: Annotated[
        Path | None, typer.Option(help="write a draft mapping for this file instead of loading")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="file for the draft mapping")] = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Read extracts into the store; the help names the formats that the registry has."""
    if suggest_map is not None:
        if files or dry_run:
            raise UsageError("--suggest-map drafts a mapping for its one file and loads nothing")
        _draft_mapping(suggest_map, table, out)
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
        say("Dry run: nothing was written.")


def _draft_mapping(file: Path, table: str | None, out: Path | None) -> None:
    """Write a draft; never over the extract, or over a mapping that somebody has corrected."""
    draft = analytics.suggest_map(file, table)
    if out is not None and out.is_file():
        what = "is the extract itself" if out.samefile(file) else "is there already"
        raise UsageError(f"{out} {what}; name another --out for the draft")
    write_text(draft, out)
    if out is not None:
        say(f"{out}: read each line, then recoup load {file} --map {out} --dry-run")


@contextmanager
def _store_to_load(path: Path, dry_run: bool) -> Iterator[Store]:
    """The store, new where there is none; a dry run makes a temporary one instead."""
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
    wide: Wide = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """List the loads of the store; with a number, print the report of that load.

    Example: recoup loads 3 --format json
    """
    opened = open_store(store)
    if number is None:
        show_frame(load_list(opened.loads), form, out, "Loads", wide=wide)
        return
    record = opened.load_record(number)
    if form == "json":
        write_text(json.dumps(record, indent=2, default=str) + "\n", out)
        return
    if form != "table" or out is not None:
        raise UsageError("the report of one load is text, or JSON with --format json")
    print_load(record)


@app.command()
def rejects(
    number: Annotated[int | None, typer.Argument(help="load number (default: all)")] = None,
    form: Format = "table",
    out: Annotated[
        Path | None,
        typer.Option(help="with a load number: file for the rejected rows, to correct them"),
    ] = None,
    wide: Wide = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """List why rows were rejected, with file and row number; no value is shown.

    `recoup rejects 3 --out fix.csv` writes the rejected rows of load 3 as its file had them.
    Correct them and load fix.csv. A corrected row replaces its rejected row; nothing is counted
    twice.

    Example: recoup rejects 3 --out fix.csv
    """
    opened = open_store(store)
    if out is None:
        frame = opened.rejects(number)
        if form == "table":
            print_rejects(frame, wide)
        else:
            show_frame(frame, form, None)
        return
    if number is None:
        raise UsageError("name the load: recoup rejects NUMBER --out FILE")
    opened.write_rejects(number, out)
    say(f"{out}: correct the rows, then load this file with the options of the first load.")


@app.command()
def unload(
    number: Annotated[int, typer.Argument(help="number of the load, as `recoup loads` shows it")],
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Remove one load from the store: delete its rows and make the final action again.

    Loads that it had replaced are active again. Earlier runs do not change.

    Example: recoup unload 3
    """
    with progress_bar() as step:
        record = open_store(store).unload(number, step)
    say(
        f"Load {number} ({record['source_file']} -> {record['table']}) is removed: "
        f"{record['loaded']:,} rows deleted."
    )


@app.command()
def verify(store: StorePath = DEFAULT_STORE) -> None:
    """Check every file of the store against its hash.

    Exit code 5: a file is missing or altered. The output names each file and its load or run.

    Example: recoup verify
    """
    with progress_bar() as step:
        damage = open_store(store).verify(step)
    if not damage:
        say("No file of the store is missing or altered.")
        return
    for each in damage:
        say(f"{each.belongs_to}: {each.file}: {each.problem}")
    raise StoreError(
        f"{len(damage)} {'files are' if len(damage) > 1 else 'file is'} not as written; remove"
        " the loads (recoup unload) and runs (recoup forget) named, or restore the folder from a"
        " copy"
    )

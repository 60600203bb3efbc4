"""The command `recoup report`: it writes the page, the workbook, letters and notebooks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

import analytics
from analytics.api import Run
from analytics.cli.app import DEFAULT_STORE, RunNumber, StorePath, app
from analytics.cli.cookbook_text import parameters
from analytics.cli.print_runs import open_masked
from analytics.cli.tables import say
from analytics.masking import MASKED_VARIABLE

MaskOption = Annotated[
    bool, typer.Option("--mask", help="member identifiers as keyed pseudonyms, the same each time")
]
MaskKeyOption = Annotated[
    Path | None, typer.Option("--mask-key", help="file with the key (default: the store's own)")
]


@app.command()
def report(
    out: Annotated[Path, typer.Option(help="folder to write to")] = Path("report"),
    packets: Annotated[
        bool,
        typer.Option(
            "--packets", help="also write a letter and its line listing for each provider"
        ),
    ] = False,
    letters: Annotated[
        Path | None,
        typer.Option(
            help="policy file or folder with the plan's address, deadlines and other letter values"
        ),
    ] = None,
    templates: Annotated[
        Path | None, typer.Option(help="folder with your own demand.docx and records.docx")
    ] = None,
    write_templates: Annotated[
        bool,
        typer.Option(
            "--write-templates", help="write only these two templates, to change them in Word"
        ),
    ] = False,
    dated: Annotated[
        str | None,
        typer.Option(
            metavar="DAY", help="date of the letters (default: today); not before the as-of date"
        ),
    ] = None,
    notebook: Annotated[
        list[str] | None, typer.Option(help="also write this notebook as a page; repeat for more")
    ] = None,
    param: Annotated[
        list[str] | None, typer.Option("-p", "--param", help="name=value for the notebooks")
    ] = None,
    compare: Annotated[
        int | None, typer.Option(help="run to compare with (default: the one before)")
    ] = None,
    mask: MaskOption = False,
    mask_key: MaskKeyOption = None,
    run: RunNumber = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Write report.html and findings.xlsx; with --packets also letters to providers.

    The page is one file and needs no network. `recoup review import` reads the workbook back.
    Recoup writes no letter that lacks what it must say; the output names what is missing.

    Example: recoup report --out report --packets
    """
    if write_templates:
        for path in analytics.write_templates(out):
            say(f"Template: {path}")
        return
    chosen = open_masked(store, mask, mask_key).run(run)
    # letters first: what is refused there leaves no page behind
    outcome = (
        chosen.letters(out, facts=letters, templates=templates, dated=dated) if packets else None
    )
    say(f"Report: {chosen.report(out, compare=compare)}")
    for path in chosen.workbook(out):
        say(f"Worklist: {path}")
    for line in outcome.text() if outcome else ():
        say(line)
    for name in notebook or ():
        say(f"Notebook: {_notebook(name, param or [], chosen, store, out, mask)}")


def _notebook(name: str, given: list[str], run: Run, store: Path, out: Path, mask: bool) -> Path:
    if mask:  # the notebook's own process opens the store
        os.environ[MASKED_VARIABLE] = "1"
    given_store = {"store_path": str(store.absolute()), "run_number": run.number}
    return analytics.execute_notebook(name, given_store | parameters(given), out)

"""The command `recoup schedule`, which a scheduler calls."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import analytics
from analytics.cli.app import app
from analytics.cli.tables import FoldedLines, console


@app.command()
def schedule(
    config: Annotated[Path, typer.Argument(help="recoup.toml: see docs/examples")],
) -> None:
    """Nightly run: load new files, run due audits, report, compare with the last run, clear up.

    It writes one line of JSON per step. Exit codes: 0 done, or nothing new; 2 the command is
    wrong; 3 a file could not be loaded, all else was done; 4 recoup.toml, a policy or a check is
    wrong; 5 the store cannot be written, or another nightly run is active; 6 a check failed, all
    else was done. You can safely run it again.

    Example: recoup schedule recoup.toml
    """
    night = analytics.run_schedule(config, out=FoldedLines() if console().is_terminal else None)
    if night.exit_code:
        raise typer.Exit(night.exit_code)

"""Commands that show the content: checks, policies and the data contract."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import analytics
from analytics.cli.app import Wide, app
from analytics.cli.print_content import (
    print_catalogue,
    print_columns,
    print_outcomes,
    print_policies,
    print_tables,
)
from analytics.errors import UsageError
from analytics.testing.spec_folder import run_folder

_TEST = "test"


@app.command()
def checks(
    check_id: Annotated[
        str | None, typer.Argument(metavar="[ID | test]", help="check id or name, or: test FOLDER")
    ] = None,
    folder: Annotated[
        Path | None, typer.Argument(help="after test: a folder of checks and their cases")
    ] = None,
    dialect: Annotated[str | None, typer.Option(help="show its SQL for spark")] = None,
    wide: Wide = False,
) -> None:
    """List the checks, show one with its SQL, or test the checks of a folder.

    `test FOLDER` runs the cases in the *.spec.md files of the folder, with its checks and policies.
    Exit code 4: a case failed.

    Example: recoup checks UNT-01
    """
    if check_id == _TEST:
        if folder is None:
            raise UsageError("name the folder: recoup checks test FOLDER")
        print_outcomes(folder, run_folder(folder))
        return
    if folder is not None:
        raise UsageError(f"one check at a time, or: recoup checks {_TEST} {folder}")
    if check_id is None:
        print_catalogue(analytics.checks(), wide)
    else:
        print(analytics.check_page(check_id, dialect))


@app.command()
def policies(
    policy_id: Annotated[str | None, typer.Argument(help="policy id")] = None,
    folder: Annotated[
        list[Path] | None, typer.Option("--policies", help="also read this folder")
    ] = None,
    wide: Wide = False,
) -> None:
    """List the policies, or show the periods, values and citations of one.

    Example: recoup policies jefferson-rb-046-a
    """
    print_policies(analytics.policies(folder), policy_id, wide)


@app.command()
def tables(
    name: Annotated[str | None, typer.Argument(help="table")] = None, wide: Wide = False
) -> None:
    """Show the data contract: the tables that a file can fill, or the columns of one table.

    Example: recoup tables medical_claim
    """
    if name is None:
        print_tables(analytics.tables(), wide)
    else:
        print_columns(name, analytics.tables(name), wide)

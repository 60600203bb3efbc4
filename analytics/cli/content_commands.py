"""Commands that show the content: checks, policies and the data contract."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import analytics
from analytics.cli.app import app
from analytics.cli.print_content import print_catalogue, print_columns, print_policies, print_tables


@app.command()
def checks(
    check_id: Annotated[str | None, typer.Argument(help="check id or name")] = None,
    dialect: Annotated[str | None, typer.Option(help="show its SQL for spark")] = None,
) -> None:
    """The catalogue of checks, or one check's page with its SQL.

    Example: recoup checks UNT-01
    """
    if check_id is None:
        print_catalogue(analytics.checks())
    else:
        print(analytics.check_page(check_id, dialect))


@app.command()
def policies(
    policy_id: Annotated[str | None, typer.Argument(help="policy id")] = None,
    folder: Annotated[
        list[Path] | None, typer.Option("--policies", help="also read this folder")
    ] = None,
) -> None:
    """The policies, or one policy's periods, values and citations.

    Example: recoup policies jefferson-rb-046-a
    """
    print_policies(analytics.policies(folder), policy_id)


@app.command()
def tables(name: Annotated[str | None, typer.Argument(help="table")] = None) -> None:
    """The data contract: the tables a file can be loaded into, or one table's columns.

    Example: recoup tables medical_claim
    """
    if name is None:
        print_tables(analytics.tables())
    else:
        print_columns(name, analytics.tables(name))

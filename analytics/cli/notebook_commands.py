"""The command for notebooks: open one in Jupyter, or run one to a page of HTML."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

import analytics
from analytics import content
from analytics.cli.app import Wide, app
from analytics.cli.cookbook_text import parameters
from analytics.cli.tables import print_table
from analytics.errors import UsageError
from analytics.masking import MASKED_VARIABLE
from analytics.notebooks import STORE, find_notebook, notebooks, read_notebook


@app.command()
def notebook(
    name: Annotated[str | None, typer.Argument(help="a notebook's name, or a file")] = None,
    param: Annotated[
        list[str] | None, typer.Option("-p", "--param", help="name=value for its first cell")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="run it to this page of HTML, or into this folder")
    ] = None,
    hide_code: Annotated[bool, typer.Option("--hide-code", help="a page without code")] = False,
    mask: Annotated[
        bool, typer.Option("--mask", help="member identifiers as keyed pseudonyms")
    ] = False,
    store: Annotated[
        Path | None, typer.Option("--store", envvar=STORE, help="the store's folder")
    ] = None,
    wide: Wide = False,
) -> None:
    """Open a notebook in Jupyter, or run it to a page of HTML; without a name, list them.

    With parameters, Recoup opens a copy in this folder. An installed Recoup always does.

    Example: recoup notebook one_provider -p provider=990000001 --out page.html
    """
    if name is None:
        rows = [{"name": key, "notebook": title_of(path)} for key, path in notebooks().items()]
        print_table(pd.DataFrame(rows), wide=wide)
        return
    if mask:  # the notebook's own process opens the store
        os.environ[MASKED_VARIABLE] = "1"
    given = parameters(param or [])
    if store is not None and "store_path" not in given:
        given["store_path"] = str(store.absolute())
    if out is not None:
        print(analytics.execute_notebook(name, given, out, hide_code=hide_code))
        return
    open_in_jupyter(name, given, copied=bool(param))


def title_of(path: Path) -> str:
    """The heading of a notebook."""
    return str(read_notebook(path).cells[0].source).splitlines()[0].lstrip("# ")


def open_in_jupyter(name: str, given: dict[str, str], copied: bool) -> None:
    """Start Jupyter on the notebook, or on a copy in this folder.

    Raises UsageError where Jupyter is not installed, or the copy would replace a file.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise UsageError("opening a notebook needs Jupyter: pip install 'recoup[notebook]'")
    path = find_notebook(name)
    if copied or (content.is_installed and path.parent == content.NOTEBOOKS):
        path = copy_here(path, given)
    environment = dict(os.environ)
    if "store_path" in given:
        environment[STORE] = given["store_path"]
    subprocess.run([sys.executable, "-m", "jupyterlab", str(path)], env=environment, check=False)


def copy_here(path: Path, given: dict[str, str]) -> Path:
    """A copy of a notebook in this folder, with these parameters."""
    import nbformat

    copy = Path.cwd() / path.name
    if copy.exists():
        raise UsageError(
            f"{copy.name} already exists in this folder; move it, or open it by its file name"
        )
    nbformat.write(read_notebook(path, given), copy)
    return copy

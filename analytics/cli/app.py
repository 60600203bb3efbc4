"""The application behind `recoup`: common options, and the end of every error."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from analytics import __version__
from analytics.errors import RecoupError, StoreError
from analytics.private_file import disk_error

app = typer.Typer(
    name="recoup",
    help="Payment integrity for health plans: load claim extracts, find paid lines that may be "
    "recouped, and say why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(asked: bool) -> None:
    if asked:
        print(f"recoup {__version__}")
        raise typer.Exit


@app.callback()
def _app(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="print the version and end"
        ),
    ] = False,
) -> None:
    """Options before the command."""


StorePath = Annotated[
    Path,
    typer.Option("--store", envvar="RECOUP_STORE", help="the store's folder"),
]
Format = Annotated[str, typer.Option("--format", help="table, csv, json or parquet")]
Out = Annotated[Path | None, typer.Option("--out", help="write to this file")]
Wide = Annotated[
    bool, typer.Option("--wide", help="every column and row; what is too wide, a record per row")
]
RunNumber = Annotated[int | None, typer.Option("--run", help="run number (default: the last)")]
DEFAULT_STORE = Path("data/store")
_INTERRUPTED = 130
_TRACEBACK = "RECOUP_TRACEBACK"


def main() -> None:
    """Run the command line; an error ends in one message and its exit code."""
    try:
        app()
    except RecoupError as error:
        _end(str(error), error.exit_code)
    except OSError as error:
        _end(str(disk_error(error)), StoreError.exit_code)
    except SystemExit as end:
        if end.code == _INTERRUPTED:  # typer ends Ctrl-C without a word
            _end("stopped; the store has all finished steps and no unfinished one", _INTERRUPTED)
        raise
    except Exception as error:
        if os.environ.get(_TRACEBACK):
            raise
        _end(_fault_text(error), 1)


def _end(message: str, code: int) -> NoReturn:
    print(f"recoup: {message}", file=sys.stderr)
    sys.exit(code)


def _fault_text(error: Exception) -> str:
    """The place of an internal error; not the error's own text, which may quote the data."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"internal error: {type(error).__name__} in {Path(at.filename).name}, line "
        f"{at.lineno}; {_TRACEBACK}=1 shows all of it, which may quote values of the data"
    )

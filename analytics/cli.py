"""The `recoup` command: each subcommand calls one function of the library."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from analytics import content
from analytics.api import open_store
from analytics.check import check_page, read_checks
from analytics.cli_text import (
    catalogue,
    load_list,
    parameters,
    print_contract,
    print_demo,
    print_loads,
    print_policies,
    print_run,
    query_text,
    run_list,
    short_exposure,
)
from analytics.errors import CHECK_FAILED, RecoupError, StoreError, UsageError
from analytics.progress import progress_bar
from analytics.show import console, print_table, write_frame
from analytics.store import disk_error

app = typer.Typer(
    name="recoup",
    help="Payment integrity for health plans: load claim extracts, find paid lines that may be "
    "recouped, and say why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

StorePath = Annotated[
    Path,
    typer.Option("--store", envvar="RECOUP_STORE", help="the store's folder"),
]
Format = Annotated[str, typer.Option("--format", help="table, csv, json or parquet")]
Out = Annotated[Path | None, typer.Option("--out", help="write to this file")]
RunNumber = Annotated[int | None, typer.Option("--run", help="run number; default: the last")]
_STORE = Path("data/store")
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
            _end("stopped; the store is as it was", _INTERRUPTED)
        raise
    except Exception as error:
        if os.environ.get(_TRACEBACK):
            raise
        _end(_fault_text(error), 1)


def _end(message: str, code: int) -> NoReturn:
    print(f"recoup: {message}", file=sys.stderr)
    sys.exit(code)


def _fault_text(error: Exception) -> str:
    """Where Recoup itself failed; not the error's own words, which may quote the data."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"a fault of Recoup itself: {type(error).__name__} in {Path(at.filename).name}, line "
        f"{at.lineno}; {_TRACEBACK}=1 shows all of it, which may quote values of the data"
    )


@app.command()
def demo(
    lines: Annotated[int, typer.Option(help="claim lines to make")] = 100_000,
    seed: Annotated[int, typer.Option(help="same seed, same book")] = 7,
    store: StorePath = _STORE,
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
    store: StorePath = _STORE,
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
            progress=step,
        )
    print_loads(outcomes)


@app.command()
def audit(
    as_of: Annotated[str | None, typer.Option(help="day to judge from; default: today")] = None,
    only: Annotated[list[str] | None, typer.Option(help="only this check; repeat for more")] = None,
    policies: Annotated[
        list[Path] | None, typer.Option(help="folder of policy files added to the shipped ones")
    ] = None,
    checks: Annotated[
        Path | None, typer.Option(help="folder of checks added to the shipped ones")
    ] = None,
    store: StorePath = _STORE,
) -> None:
    """Run the checks over the store and write a run.

    Exit code 6: a check failed while others ran; what the others found is written.

    Example: recoup audit --as-of 2026-10-31 --policies my-policies
    """
    opened = open_store(store)
    with progress_bar(len(read_checks([content.CHECKS])) + 2) as step:
        run = opened.audit(
            as_of=as_of, only=only or (), policies=policies, checks=checks, progress=step
        )
    print_run(run)
    if run.record["checks_failed"]:
        raise typer.Exit(CHECK_FAILED)


@app.command()
def findings(
    check: Annotated[str | None, typer.Option(help="check id or name")] = None,
    provider: Annotated[str | None, typer.Option(help="billing NPI or provider group")] = None,
    member: Annotated[str | None, typer.Option(help="member id")] = None,
    strength: Annotated[str | None, typer.Option(help="automated, records or lead")] = None,
    run: RunNumber = None,
    form: Format = "table",
    out: Out = None,
    store: StorePath = _STORE,
) -> None:
    """The findings of a run.

    Example: recoup findings --check UNT-01 --format csv --out findings.csv
    """
    frame = (
        open_store(store)
        .run(run)
        .findings(check=check, provider=provider, member=member, strength=strength)
    )
    if form == "table" and out is None:
        frame = frame[list(_FINDING_SHOWN)]
    write_frame(frame, form, out, f"{len(frame):,} findings")


_FINDING_SHOWN = (
    "check_id",
    "strength",
    "payer",
    "claim_id",
    "claim_line_number",
    "hcpcs_code",
    "line_start_date",
    "line_end_date",
    "paid_amount",
    "candidate_amount",
    "reason",
)


@app.command()
def exposure(
    by: Annotated[
        str, typer.Option(help="provider, npi, check, month, line_of_business, payer or remedy")
    ] = "provider",
    run: RunNumber = None,
    form: Format = "table",
    out: Out = None,
    store: StorePath = _STORE,
) -> None:
    """Net exposure: each dollar once, in the strongest column that asks for it.

    Example: recoup exposure --by check
    """
    chosen = open_store(store).run(run)
    frame = chosen.exposure(by)
    if form == "table" and out is None:
        frame = short_exposure(frame)
    write_frame(frame, form, out, f"Exposure by {by.replace('_', ' ')}, run {chosen.number}")


@app.command()
def report(
    out: Annotated[Path, typer.Option(help="folder for report.html")] = Path("report"),
    run: RunNumber = None,
    store: StorePath = _STORE,
) -> None:
    """Write report.html: one page with the exposure, its pictures and its method.

    Example: recoup report --out report
    """
    from analytics.report import write_report

    path = write_report(open_store(store).run(run), out)
    console().print(f"Report: {path}")


@app.command()
def sql(
    query: Annotated[str | None, typer.Argument(help="one select")] = None,
    file: Annotated[Path | None, typer.Option("-f", "--file", help="read it from a file")] = None,
    param: Annotated[
        list[str] | None, typer.Option("-p", "--param", help="name=value for $name in the query")
    ] = None,
    form: Format = "table",
    out: Out = None,
    store: StorePath = _STORE,
) -> None:
    """Ask the store in SQL, read only: claim_line, finding, by_provider and all loaded tables.

    Example: recoup sql "select hcpcs_code, sum(paid_amount) as paid from claim_line group by 1"
    """
    text = query_text(query, file)
    frame = open_store(store).sql(text, **parameters(param or []))
    write_frame(frame, form, out)


@app.command()
def checks(
    check_id: Annotated[str | None, typer.Argument(help="check id or name")] = None,
    dialect: Annotated[str | None, typer.Option(help="show its SQL for spark")] = None,
) -> None:
    """The catalogue of checks, or one check's page with its SQL.

    Example: recoup checks UNT-01
    """
    listed = read_checks([content.CHECKS])
    if check_id is None:
        print_table(catalogue(listed), f"{len(listed)} checks")
        return
    for check in listed:
        if check_id in (check.check_id, check.name):
            print(check_page(check, dialect))
            return
    raise UsageError(f"no check is called {check_id}; `recoup checks` lists them")


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
    print_policies(policy_id, folder or [])


@app.command()
def tables(name: Annotated[str | None, typer.Argument(help="table")] = None) -> None:
    """The data contract: the tables a file can be loaded into, or one table's columns.

    Example: recoup tables medical_claim
    """
    print_contract(name)


# Some payers' claim numbers begin with a minus sign.
@app.command(context_settings={"ignore_unknown_options": True})
def why(
    claim: Annotated[str, typer.Argument(help="CLAIM_ID or CLAIM_ID/LINE")],
    store: StorePath = _STORE,
) -> None:
    """Everything about a claim: versions, what stands, days, findings, policy and arithmetic.

    Example: recoup why 26PH0012345/2
    """
    print("\n".join(open_store(store).why(claim)))


@app.command()
def runs(form: Format = "table", out: Out = None, store: StorePath = _STORE) -> None:
    """The runs of the store.

    Example: recoup runs
    """
    write_frame(run_list(open_store(store)), form, out, "Runs")


@app.command()
def loads(form: Format = "table", out: Out = None, store: StorePath = _STORE) -> None:
    """The loads of the store.

    Example: recoup loads
    """
    write_frame(load_list(open_store(store)), form, out, "Loads")


if __name__ == "__main__":
    main()

"""Commands that audit a store and show its findings, exposure, claims and runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import analytics
from analytics.api import open_store
from analytics.cli.app import DEFAULT_STORE, Format, Out, RunNumber, StorePath, Wide, app
from analytics.cli.print_runs import EXPOSURE_VIEW, REVIEW_VIEW, open_masked, print_run, run_list
from analytics.cli.progress import progress_bar
from analytics.cli.tables import View, say, show_frame
from analytics.errors import CHECK_FAILED
from analytics.runs.exposure import BY, REVIEWED
from analytics.schema.words import STRENGTHS, either


@app.command()
def audit(
    as_of: Annotated[str | None, typer.Option(help="as-of day (default: today)")] = None,
    only: Annotated[list[str] | None, typer.Option(help="only this check; repeat for more")] = None,
    policies: Annotated[
        list[Path] | None, typer.Option(help="folder of policy files added to the shipped ones")
    ] = None,
    checks: Annotated[
        Path | None, typer.Option(help="folder of checks added to the shipped ones")
    ] = None,
    up_to_load: Annotated[
        int | None, typer.Option(help="audit the loads up to this one, as if no later load existed")
    ] = None,
    wide: Wide = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Run the checks over the store and write a run.

    Exit code 6: a check failed; the run has the findings of the others.

    Example: recoup audit --as-of 2026-10-31 --policies my-policies
    """
    opened = open_store(store)
    with progress_bar(len(analytics.checks()) + 2) as step:
        run = opened.audit(
            as_of=as_of,
            only=only or (),
            policies=policies,
            checks=checks,
            up_to_load=up_to_load,
            progress=step,
        )
    print_run(run, wide)
    if run.record["checks_failed"]:
        raise typer.Exit(CHECK_FAILED)


@app.command()
def findings(
    check: Annotated[str | None, typer.Option(help="check id or name")] = None,
    provider: Annotated[str | None, typer.Option(help="billing NPI or provider group")] = None,
    member: Annotated[str | None, typer.Option(help="member id")] = None,
    strength: Annotated[str | None, typer.Option(help=either(STRENGTHS))] = None,
    run: RunNumber = None,
    mask: Annotated[
        bool, typer.Option("--mask", help="member identifiers as keyed pseudonyms")
    ] = False,
    mask_key: Annotated[Path | None, typer.Option(help="file with the key")] = None,
    form: Format = "table",
    out: Out = None,
    wide: Wide = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Show the findings of a run.

    Example: recoup findings --check UNT-01 --format csv --out findings.csv
    """
    frame = (
        open_masked(store, mask, mask_key)
        .run(run)
        .findings(check=check, provider=provider, member=member, strength=strength)
    )
    show_frame(frame, form, out, f"{len(frame):,} findings", _FINDING_VIEW, wide)


_FINDING_VIEW = View(
    shown=(
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
    ),
    first=(
        *("check_id", "claim_id", "claim_line_number", "candidate_amount", "paid_amount"),
        *("strength", "hcpcs_code", "line_start_date", "line_end_date"),
    ),
    below="reason",
)


@app.command()
def exposure(
    by: Annotated[
        str,
        typer.Option(
            help=f"{either(BY)}; {either(REVIEWED)}: the outcomes of reviews",
        ),
    ] = "provider",
    run: RunNumber = None,
    form: Format = "table",
    out: Out = None,
    wide: Wide = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Show net exposure: each dollar counts once, in the strongest column that asks for it.

    Example: recoup exposure --by check
    """
    chosen = open_store(store).run(run)
    title = f"Exposure by {by.replace('_', ' ')}, run {chosen.number}"
    view = REVIEW_VIEW if by in REVIEWED else EXPOSURE_VIEW
    show_frame(chosen.exposure(by), form, out, title, view, wide)


# Some payers' claim numbers begin with a minus sign.
@app.command(context_settings={"ignore_unknown_options": True})
def why(
    claim: Annotated[str, typer.Argument(help="CLAIM_ID or CLAIM_ID/LINE")],
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Explain a claim: its versions, final action, days, findings, policy and arithmetic.

    Example: recoup why 26PH0012345/2
    """
    say(*open_store(store).why(claim))


@app.command()
def runs(
    form: Format = "table",
    out: Out = None,
    wide: Wide = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """List the runs of the store.

    Example: recoup runs
    """
    show_frame(run_list(open_store(store).runs), form, out, "Runs", wide=wide)


@app.command()
def forget(
    number: Annotated[int, typer.Argument(help="number of the run, as `recoup runs` shows it")],
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Delete one run: its findings, its record and its SQL. The loads stay.

    Use it also when `recoup verify` names a damaged file of a run.

    Example: recoup forget 3
    """
    open_store(store).forget(number)
    say(f"Run {number} is deleted.")

"""Commands that load reviews and compare two runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analytics.api import Comparison, ReviewImport, open_store
from analytics.cli.app import DEFAULT_STORE, Format, Out, StorePath, Wide, app
from analytics.cli.progress import progress_bar
from analytics.cli.tables import View, print_table, say, show_frame
from analytics.errors import ExtractError
from analytics.runs.compare import BY
from analytics.schema.words import STRENGTH_AMOUNTS, STRENGTHS

#: Rows shown of each kind; there may be as many as rows.
_SHOWN = 50

review = typer.Typer(
    help="Reviews of findings: load the decisions of a worklist.\n\n"
    "Example: recoup review import FILE",
    no_args_is_help=True,
)
app.add_typer(review, name="review")


@review.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="findings.xlsx or a CSV, with statuses filled in")],
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Load the decisions of a worklist; the next audit applies them.

    The sheet Findings, or a CSV: finding_id, status, decided_date, amount, reviewer, note. Only
    rows with a new decision are loaded. The output names each row that is wrong and leaves it out,
    as one with an amount above what the line was paid.

    Exit code 3: rows were left out; all others were loaded.

    Example: recoup review import findings.xlsx
    """
    with progress_bar() as step:
        done = open_store(store).review(file, step)
    _print_import(done)
    if done.rejected:
        raise typer.Exit(ExtractError.exit_code)


def _print_import(done: ReviewImport) -> None:
    say(
        f"{done.file}: {done.read:,} rows read, {done.taken:,} decisions loaded"
        f"{f' as load {done.load}' if done.load else ''}, {done.unchanged:,} unchanged, "
        f"{len(done.rejected):,} rejected."
    )
    if done.rejected or done.doubtful or done.steps_back:
        say("Rows are counted below the header of the file.")
    for row in done.rejected[:_SHOWN]:
        say(f"  row {row.row}: {row.reason}")
    _print_rest(len(done.rejected))
    for row in done.doubtful[:_SHOWN]:
        say(f"  row {row.row}: warning: {row.reason}")
    _print_rest(len(done.doubtful))
    for back in done.steps_back[:_SHOWN]:
        say(f"  row {back.row}: moved back from {back.before} to {back.after}")
    _print_rest(len(done.steps_back))
    if done.taken:
        say("Next: recoup audit, then recoup exposure --by status")


def _print_rest(count: int) -> None:
    if count > _SHOWN:
        say(f"  ... and {count - _SHOWN:,} more rows")


@app.command()
def compare(
    earlier: Annotated[int, typer.Argument(help="number of a run")],
    later: Annotated[int, typer.Argument(help="number of another")],
    by: Annotated[str | None, typer.Option(help="check, provider or findings")] = None,
    form: Format = "table",
    out: Out = None,
    wide: Wide = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Compare two runs: findings added, gone and changed, to the cent.

    The differences of net amounts add up to the difference of exposure. A candidate amount is what
    one finding asks alone.

    Example: recoup compare 6 7 --by provider
    """
    compared = open_store(store).run(later).compare(earlier)
    title = f"Run {earlier} against run {later}"
    if by is not None:
        show_frame(compared.by(by), form, out, f"{title}, by {by}", _COMPARED_VIEW, wide)
    elif form == "table" and out is None:
        _print_comparison(compared, title, wide)
    else:
        show_frame(compared.summary, form, out)


def _print_comparison(compared: Comparison, title: str, wide: bool) -> None:
    counts = ", ".join(f"{count:,} {what}" for what, count in compared.counts.items())
    print_table(compared.summary.rename(columns={"column_name": "exposure"}), title, wide=wide)
    if compared.inputs:
        say("Not the same in both runs:", *(f"  {sentence}" for sentence in compared.inputs))
    say(f"Findings: {counts}.")
    checks = compared.by_check
    changed = checks[checks[["added", "gone", "changed"]].sum(axis=1) > 0]
    print_table(changed, "By check", _COMPARED_VIEW, wide)
    say(f"More: --by {', --by '.join(BY)}")


_MOVED = tuple(f"{what}_{a}" for a in STRENGTH_AMOUNTS for what in ("added", "gone", "changed"))
_COMPARED_VIEW = View(
    shown=(
        "what",
        "why",
        "check_id",
        "check_name",
        "provider_group",
        "claim_id",
        "claim_line_number",
        "candidate_before",
        "candidate_after",
        "status_before",
        "status_after",
        "added",
        "gone",
        "changed",
        *_MOVED,
        *(f"{strength}_difference" for strength in STRENGTHS),
    ),
    first=(
        *("what", "check_id", "claim_id", "claim_line_number"),
        *("candidate_before", "candidate_after", "provider_group"),
        *(f"{strength}_difference" for strength in STRENGTHS),
        *_MOVED,
    ),
    unless_empty=_MOVED,
    below="why",
)

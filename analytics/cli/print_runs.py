"""Prints runs, exposure and the demo; opens masked stores."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analytics.api import Run, Store, open_store
from analytics.cli.tables import View, print_table, say
from analytics.errors import UsageError
from analytics.masking import Mask, find_key
from analytics.schema.words import (
    APART_AMOUNTS,
    CELL_GROUPINGS,
    EXPOSURE_AMOUNTS,
    EXPOSURE_COLUMNS,
    GROUPINGS,
    STATUS_NAMES,
    STEP_GROUPINGS,
    STRENGTH_AMOUNTS,
    STRENGTHS,
)

if TYPE_CHECKING:
    from analytics.api import Demonstration

_KEYS = tuple(dict.fromkeys(grouping.key for grouping in GROUPINGS))
_NAMES = ("provider_name", "check_name")
EXPOSURE_VIEW = View(
    shown=(
        *_KEYS,
        *_NAMES,
        "lines_paid",
        "paid_amount",
        "lines_governed",
        "governed_amount",
        "findings",
        "lines_flagged",
        "gross_amount",
        *EXPOSURE_AMOUNTS,
        "unpriced_findings",
        "exposure_rate",
    ),
    unless_empty=APART_AMOUNTS,
    first=(
        *(grouping.key for grouping in (*CELL_GROUPINGS, *STEP_GROUPINGS)),
        *(*_NAMES, *STRENGTH_AMOUNTS, "findings", "gross_amount", *APART_AMOUNTS, "paid_amount"),
    ),
    counted=("findings", "lines_flagged", "gross_amount", *EXPOSURE_AMOUNTS),
    heading=lambda name: name.removesuffix("_amount"),
)
_IDENTIFIED = tuple(
    f"{what}_{amount}" for what in ("identified", "decided") for amount in STRENGTH_AMOUNTS
)
REVIEW_VIEW = View(
    first=(*_KEYS, "findings", "hit_rate", *_IDENTIFIED),
    counted=("findings", "gone_findings", *STATUS_NAMES),
)
_RUN_VIEW = View(
    shown=(
        "check_id",
        "check_name",
        "strength",
        "status",
        "lines_governed",
        "lines_not_applicable",
        "findings",
        "candidate_amount",
        *STRENGTH_AMOUNTS,
        "seconds",
    ),
    first=("check_id", "check_name", "findings", *STRENGTH_AMOUNTS, "candidate_amount", "status"),
    heading=lambda name: "not applicable" if name == "lines_not_applicable" else name,
)


def print_run(run: Run, wide: bool) -> None:
    """Print a run by check, and its exposure in its columns."""
    checks = run.checks()
    print_table(checks, f"Run {run.number}", _RUN_VIEW, wide)
    for row in checks[checks["status"] != "ran"].itertuples():
        say(f"{row.check_id} {row.status}: {row.why}")
    record = run.record
    for line in not_checked_lines(run):
        say(line)
    if record["up_to_load"]:
        say(f"This run reads the loads up to load {record['up_to_load']}.")
        for number in record["loads_taken_out"]:
            say(f"Load {number} was removed since; this run has none of its rows.")
    print_totals(run)


def not_checked_lines(run: Run) -> list[str]:
    """What the run could not check, in counts; the page has it whole."""
    found = run.not_checked()
    by_payer: dict[str, set[str]] = {}
    for row in found["checks_off"]:
        by_payer.setdefault(row["payer"], set()).update(row["checks"])
    unseen = sum(row["lines"] for row in found["lines_not_looked_at"])
    tables = ", ".join(name.replace("_", " ") for name in run.record["tables_not_loaded"])
    said = [
        (unseen, f"{unseen:,} paid lines that no check looked at"),
        *(
            (checks, f"{payer}: {len(checks)} checks that no policy asks for on some or all lines")
            for payer, checks in sorted(by_payer.items())
        ),
        *(
            (True, f"contract {row['contract']} of {row['payer']} has no policy file: "
             f"{row['lines']:,} lines")
            for row in found["contracts_without_file"]
        ),
        *(
            (True, f"{row['table_name']} speaks until {row['speaks_until']}: "
             f"{row['lines']:,} lines have a later day")
            for row in found["releases_ended"]
        ),
        (found["sentences"], f"{len(found['sentences'])} sentences of policies no check reads"),
        (found["checks_not_built"], f"{len(found['checks_not_built'])} checks that are not built"),
        (tables, f"tables not loaded: {tables}"),
    ]  # fmt: skip
    return [
        "Not checked (`recoup report` says why):",
        *(f"  {line}" for is_so, line in said if is_so),
    ]


def print_totals(run: Run) -> None:
    """Print the exposure of a run in its columns, never added into one."""
    totals = run.exposure("payer")
    say("Exposure: each dollar counts once, in the strongest column that asks for it.")
    for column in EXPOSURE_COLUMNS:
        amount = totals[column.amount].sum() if len(totals) else 0
        if amount or column.name in STRENGTHS:
            say(f"  {column.name.replace('_', ' '):<16}{amount:>18,.2f}  {column.meaning}")
    requests = run.records_request_list()
    if len(requests):
        say(
            f"Records to request: {len(requests):,} paid nursing lines without a note "
            '(`recoup sql "select * from records_request"`).'
        )


def print_demo(shown: Demonstration, store: Path, wide: bool) -> None:
    """Print the demo: exposure by provider, score by check, the files it wrote."""
    seconds = ", ".join(f"{name} {value:.1f}" for name, value in shown.seconds.items())
    say(f"{shown.lines:,} claim lines of a made-up plan. Seconds: {seconds}.")
    first = shown.run.exposure("provider").head(10)
    print_table(first, "Exposure by provider, first 10", EXPOSURE_VIEW, wide)
    print_table(shown.score, "Planted errors and findings by check", wide=wide)
    total = shown.score.sum(numeric_only=True)
    say(
        f"Planted errors found: {total['found']:,} of {total['planted']:,}"
        f" ({total['to_the_cent']:,} to the cent, {total['right_strength']:,} as sure as planted). "
        f"Near-misses flagged: {total['near_misses_flagged']:,} of {total['near_misses']:,}. "
        f"Other lines flagged: {total['other_lines_flagged']:,}."
    )
    print_totals(shown.run)
    say(f"Report: {shown.report}; worklist: {shown.report.with_name('findings.xlsx')}")
    for line in shown.letters:
        say(f"Letters: {line}")
    say(f"Extract, and labels.csv with what each case shows: {shown.extract}")
    say(f"Store: {store} - next: recoup exposure --by check --store {store}")


def run_list(runs: pd.DataFrame) -> pd.DataFrame:
    """The runs of a store in the columns that are listed."""
    return pd.DataFrame(
        [
            {
                "run": run["number"],
                "made at": run["made_at"],
                "as of": run["as_of"],
                "loads": len(run["loads"]),
                "findings": run["findings"],
                "checks failed": " ".join(run["checks_failed"]),
            }
            for run in runs.to_dict("records")
        ],
        columns=["run", "made at", "as of", "loads", "findings", "checks failed"],
    )


def open_masked(store: Path, wanted: bool, key: Path | None) -> Store:
    """Open the store; if `wanted`, it shows members as pseudonyms."""
    opened = open_store(store)
    return Store(opened.folder, mask_of(store, wanted, key) or opened.mask)


def mask_of(store: Path, wanted: bool, key: Path | None) -> Mask | None:
    """The mask, if `wanted`; prints on standard error which key it uses."""
    if not wanted:
        if key is not None:
            raise UsageError("--mask-key needs --mask")
        return None
    found = find_key(store, key)
    made = "; new key: keep it to get the same pseudonyms next time" if found.is_new else ""
    print(f"Masked with {found.source}{made}.", file=sys.stderr)
    return Mask(found.key)

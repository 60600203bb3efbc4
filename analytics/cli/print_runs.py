"""Prints runs, exposure and the demo; opens masked stores."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analytics.api import Run, Store, open_store
from analytics.cli.tables import console, print_table
from analytics.errors import UsageError
from analytics.masking import Mask, find_key
from analytics.schema.words import (
    APART_AMOUNTS,
    EXPOSURE_AMOUNTS,
    EXPOSURE_COLUMNS,
    GROUPINGS,
    STRENGTHS,
)

if TYPE_CHECKING:
    from analytics.api import Demonstration

#: Columns of an exposure table that a terminal shows, besides those of exposure.
_SHOWN = (
    *dict.fromkeys(grouping.key for grouping in GROUPINGS),
    "provider_name",
    "check_name",
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
)


def short_exposure(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of an exposure table that fit a terminal; machine formats have all.

    Of the dollars counted apart, those that there are.
    """
    empty = {name for name in APART_AMOUNTS if name in frame.columns and not frame[name].any()}
    frame = frame[[name for name in _SHOWN if name in frame.columns and name not in empty]]
    return frame.rename(columns=lambda name: name.removesuffix("_amount"))


def print_run(run: Run) -> None:
    """Print a run by check, and its exposure in its columns."""
    checks = run.checks()
    shown = checks[
        [
            "check_id",
            "check_name",
            "strength",
            "status",
            "lines_governed",
            "lines_not_applicable",
            "findings",
            "candidate_amount",
            "net_amount",
            "seconds",
        ]
    ]
    print_table(
        shown.rename(columns={"lines_not_applicable": "not applicable"}), f"Run {run.number}"
    )
    out = console()
    for row in checks[checks["status"] != "ran"].itertuples():
        out.print(f"{row.check_id} {row.status}: {row.why}")
    record = run.record
    for line in not_checked_lines(run):
        out.print(line)
    if record["up_to_load"]:
        out.print(f"This run reads the loads up to load {record['up_to_load']}.")
        for number in record["loads_taken_out"]:
            out.print(f"Load {number} was removed since; this run has none of its rows.")
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
    return ["Not checked (report.html says why):", *(f"  {line}" for is_so, line in said if is_so)]


def print_totals(run: Run) -> None:
    """Print the exposure of a run in its columns, never added into one."""
    totals = run.exposure("payer")
    out = console()
    out.print("Exposure: each dollar counts once, in the strongest column that asks for it.")
    for column in EXPOSURE_COLUMNS:
        amount = totals[column.amount].sum() if len(totals) else 0
        if amount or column.name in STRENGTHS:
            out.print(f"  {column.name.replace('_', ' '):<16}{amount:>18,.2f}  {column.meaning}")
    requests = run.records_request_list()
    if len(requests):
        out.print(
            f"Records to request: {len(requests):,} paid nursing lines without a note "
            '(`recoup sql "select * from records_request"`).'
        )


def print_demo(shown: Demonstration, store: Path) -> None:
    """Print the demo: exposure by provider, score by check, the files it wrote."""
    out = console()
    seconds = ", ".join(f"{name} {value:.1f}" for name, value in shown.seconds.items())
    out.print(f"{shown.lines:,} claim lines of a made-up plan. Seconds: {seconds}.")
    print_table(
        short_exposure(shown.run.exposure("provider").head(10)),
        "Exposure by provider, first 10",
    )
    print_table(shown.score, "Planted errors and findings by check")
    total = shown.score.sum(numeric_only=True)
    out.print(
        f"Planted errors found: {total['found']:,} of {total['planted']:,}"
        f" ({total['to_the_cent']:,} to the cent). "
        f"Near-misses flagged: {total['near_misses_flagged']:,} of {total['near_misses']:,}. "
        f"Other lines flagged: {total['other_lines_flagged']:,}."
    )
    print_totals(shown.run)
    out.print(f"Report: {shown.report}; worklist: {shown.report.with_name('findings.xlsx')}")
    for line in shown.letters:
        out.print(f"Letters: {line}")
    out.print(f"Extract and labels: {shown.extract}")
    out.print(f"Store: {store} - next: recoup exposure --by check --store {store}")


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

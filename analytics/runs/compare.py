"""Compares two runs: findings added, gone or changed, to the cent.

There are two amounts. Net: the amount that a finding adds to the exposure of its line, each dollar
once, by column of exposure; in every grouping, after less before is the difference of the two
exposures to the cent. Candidate: the amount that a finding asks alone; findings of one line
overlap, so candidates are only compared, never summed into exposure. Unpriced dollars belong to no
single finding: they are compared by provider and in the summary.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.engine.messages import ReadError
from analytics.errors import UsageError
from analytics.runs.changed_inputs import changed_inputs
from analytics.runs.compare_sql import (
    by_check_sql,
    by_provider_sql,
    findings_sql,
    make_comparison,
)
from analytics.runs.run import RunTables
from analytics.store.folder import StoreFolder

#: What frames a comparison has.
BY = ("check", "provider", "findings")


@dataclass(frozen=True, repr=False)
class Comparison:
    """The changes from run `earlier` to run `later`; money is decimal in every frame.

    `summary`: one row per column of exposure with before, after, difference.
    `by_check`, `by_provider`: counts of findings added, gone and changed, their net amounts by
    strength (added_automated_amount - gone_automated_amount + changed_automated_amount is the
    difference of automated), and each column of exposure before, after and their difference. A
    finding that moved to another provider is gone there and added here. `findings`: one row per
    finding that was added, is gone or changed (`what`), with `why`. `inputs`: what else differs,
    in words: as-of day, loads, policies, checks.
    """

    earlier: int
    later: int
    summary: pd.DataFrame
    by_check: pd.DataFrame
    by_provider: pd.DataFrame
    findings: pd.DataFrame
    inputs: list[str]

    def __repr__(self) -> str:
        counts = ", ".join(f"{count:,} {what}" for what, count in self.counts.items())
        return f"<run {self.earlier} against run {self.later}: findings {counts}>"

    def by(self, name: str) -> pd.DataFrame:
        """The frame by check, provider or findings. Raises UsageError on another name."""
        if name not in BY:
            raise UsageError(f"runs are not compared by {name!r}; by one of {', '.join(BY)}")
        return self.findings if name == "findings" else getattr(self, f"by_{name}")

    @property
    def counts(self) -> dict[str, int]:
        """How many findings were added, are gone, changed."""
        found = self.findings["what"].value_counts()
        return {what: int(found.get(what, 0)) for what in ("added", "gone", "changed")}


def compare_runs(folder: StoreFolder, earlier: int, later: int) -> Comparison:
    """Compare two runs of a store; findings are matched by finding_id and mode.

    Raises StoreError where the store has no such run, or a file of one is damaged.
    """
    manifest = folder.manifest()
    for number in (earlier, later):
        manifest.run(number)
    try:
        with folder.shelf.engine(keep_order=True) as engine:
            runs = [(number, folder.run_folder(number)) for number in (earlier, later)]
            make_comparison(engine, folder.shelf, *runs)
            return Comparison(
                earlier,
                later,
                engine.frame("from exposure_change"),
                engine.frame(by_check_sql()),
                engine.frame(by_provider_sql()),
                engine.frame(findings_sql()),
                changed_inputs(*(RunTables(folder, number).record for number in (earlier, later))),
            )
    except ReadError as error:
        raise folder.damaged_file_error(error) from None

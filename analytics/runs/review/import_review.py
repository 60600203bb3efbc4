"""Loads the decisions of a worklist as dispositions.

Only new decisions are loaded: a row is left out if the store knows its decision, or if the run of
the worklist showed it. Each decision is kept with what the reviewer saw (the line and the
policy period as that run had them), so that a later run can tell when it no longer fits.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analytics.errors import UsageError
from analytics.load.into_store import LoadOptions, load_into
from analytics.runs.review.decisions import decide_rows
from analytics.runs.review.worklist import read_review
from analytics.schema.tables import DISPOSITION
from analytics.store.folder import StoreFolder


@dataclass(frozen=True)
class RowRemark:
    """A row that was not loaded, or that is worth a second look: its number in the file, and why.

    Rows are counted below the header, as `recoup rejects` counts them.
    """

    row: int
    reason: str


@dataclass(frozen=True)
class StepBack:
    """A row with an earlier status than the one in the store: loaded, and reported."""

    row: int
    before: str
    after: str


@dataclass(frozen=True)
class ReviewImport:
    """The outcome for a file: read = taken + unchanged + rejected, row by row.

    `taken`: decisions loaded; of them those of `doubtful` give more than the finding asks. `load`:
    the load of disposition that has them; None for none.
    """

    file: str
    read: int
    taken: int
    unchanged: int
    rejected: list[RowRemark]
    doubtful: list[RowRemark]
    steps_back: list[StepBack]
    load: int | None


def import_review(
    folder: StoreFolder,
    path: Path,
    *,
    today: date | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> ReviewImport:
    """Load the decisions of a worklist, as a load of dispositions.

    `path` is a workbook with a sheet "Findings", or a CSV; columns finding_id and status, and
    decided_date, amount, reviewer, note, run_id where given. A row with a status other than open
    needs a decided_date; an open one without is of `today` (default: the present day). Raises
    ExtractError where the file cannot be read so, UsageError where the store has no run.
    """
    path, today = Path(path), today or date.today()
    if not folder.manifest().runs:
        raise UsageError("the store has no run yet, so there is no finding to review")
    with (
        tempfile.TemporaryDirectory(prefix="recoup-review-") as temp,
        folder.shelf.engine(temp=Path(temp) / "spill", keep_order=True) as engine,
    ):
        progress(path.name)
        read = read_review(engine, path, Path(temp))
        decide_rows(engine, folder, today)
        rejected = [RowRemark(*row) for row in engine.rows("from rejected_review_row")]
        doubtful = [RowRemark(*row) for row in engine.rows("from above_candidate")]
        back = [StepBack(*row) for row in engine.rows("from step_back")]
        taken, unchanged = engine.rows("from review_count")[0]
        load = None
        if taken:
            # under the name of the file: that is where the load says its rows are from
            beside = Path(temp) / "taken" / path.name
            beside.parent.mkdir()
            engine.copy("from decision_row", beside)
            options = LoadOptions(table=DISPOSITION.name)
            load = load_into(folder, [(beside, options)], progress, False)[0].record["number"]
    return ReviewImport(path.name, read, taken, unchanged, rejected, doubtful, back, load)

"""The demo: make a plan's book with known errors, load it, audit it, and keep the score."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from analytics import content
from analytics.demo import make_book, write_book
from analytics.demo.side_tables import LABEL_SCHEMA
from analytics.engine.duckdb import Engine
from analytics.errors import UsageError
from analytics.findings.audit import run_audit
from analytics.findings.options import AuditOptions
from analytics.load.into_store import LoadOptions, load_into
from analytics.report import write_report
from analytics.report.letters import write_packets
from analytics.report.workbook.findings import write_workbook
from analytics.runs.run import RunTables
from analytics.schema.tables import TABLES
from analytics.store.folder import StoreFolder

MADE_BY = "recoup demo"


@dataclass(frozen=True)
class Demonstration:
    """A demo that has run: the store's last run, the score by check, where things are."""

    run: RunTables
    score: pd.DataFrame
    extract: Path
    report: Path
    letters: list[str]
    seconds: dict[str, float]
    lines: int


def demonstrate(
    store: Path, lines: int, seed: int, step: Callable[[str], None] = lambda _: None
) -> Demonstration:
    """Make, load, audit and report a book of about `lines` claim lines.

    The extract and its labels are written beside the store; the audit never reads the labels.
    Raises UsageError where the store holds anything but an earlier demo.
    """
    extract = store.parent / f"{store.name}-extract"
    _clear(store, extract)
    clock = _Clock()
    step("making the book")
    book = make_book(lines=lines, seed=seed)
    files = write_book(book, extract)
    clock.lap("make")
    made = StoreFolder.open(store, create=True)
    _mark(made)
    jobs = [_job(table, path) for table, path in files.items() if table in TABLES]
    load_into(made, jobs, step)
    clock.lap("load")
    options = AuditOptions(book.as_of, policies=(content.EXAMPLE_POLICIES,))
    run = RunTables(made, run_audit(made, options, step))
    clock.lap("audit")
    step("report")
    folder = store.parent / f"{store.name}-report"
    report = write_report(run, folder)
    write_workbook(run, folder)
    letters = write_packets(run, folder, letters=content.EXAMPLE_POLICIES, dated=book.as_of)
    clock.lap("report")
    score = keep_score(run, extract / "labels.csv")
    return Demonstration(
        run,
        score,
        extract,
        report,
        letters.text(),
        clock.laps,
        book.tables["medical_claim"].num_rows,
    )


def keep_score(run: RunTables, labels: Path) -> pd.DataFrame:
    """Per check: planted errors, and how many were found, to the cent, and as sure as they are.

    `right_strength` counts those of the strength that the label tells. `near_misses_flagged` are
    lines planted to look wrong and be right; `other_lines_flagged` are lines that no label speaks
    of.
    """
    with Engine(keep_order=True) as engine:
        engine.register("label_text", pa_csv.read_csv(labels, convert_options=_as_text()))
        engine.register("finding", pa.Table.from_pandas(run.findings(), preserve_index=False))
        return engine.frame(_SCORE)


def _as_text() -> pa_csv.ConvertOptions:
    texts = {name: pa.string() for name in LABEL_SCHEMA.names if name != "claim_line_number"}
    return pa_csv.ConvertOptions(column_types=texts)


_SCORE = """
with label as (
  select check_id, kind, payer, claim_id, claim_line_number,
    try_cast(nullif(expected_amount, '') as decimal(18, 2)) as expected_amount, expected_strength
  from label_text
),
scored as (
  select
    coalesce(label.check_id, finding.check_id) as check_id,
    label.kind, label.expected_amount, label.expected_strength,
    finding.finding_id, finding.candidate_amount, finding.strength
  from label
  full outer join finding
    on label.check_id = finding.check_id
   and label.payer = finding.payer
   and label.claim_id = finding.claim_id
   and label.claim_line_number = finding.claim_line_number
)
select
  check_id,
  count(*) filter (where kind = 'planted') as planted,
  count(*) filter (where kind = 'planted' and finding_id is not null) as found,
  count(*) filter (where kind = 'planted' and finding_id is not null
    and candidate_amount is not distinct from expected_amount) as to_the_cent,
  count(*) filter (where kind = 'planted' and strength = expected_strength) as right_strength,
  count(*) filter (where kind = 'near_miss') as near_misses,
  count(*) filter (where kind = 'near_miss' and finding_id is not null) as near_misses_flagged,
  count(*) filter (where kind is null) as other_lines_flagged
from scored
group by check_id
order by check_id
"""


class _Clock:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._began = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = now - self._began
        self._began = now


def _job(table: str, path: Path) -> tuple[Path, LoadOptions]:
    mapping = path.with_suffix(".toml")
    return path, LoadOptions(table=table, mapping=mapping if mapping.is_file() else None)


def _clear(store: Path, extract: Path) -> None:
    """Take an earlier demo away; refuse to touch anything else."""
    marks = {store: _is_demo_store(store), extract: (extract / "labels.csv").is_file()}
    for folder, is_ours in marks.items():
        if folder.exists() and any(folder.iterdir()) and not is_ours:
            raise UsageError(
                f"{folder} is neither a demo store nor its extract; not overwritten; "
                "name another store with --store"
            )
    for folder in marks:
        shutil.rmtree(folder, ignore_errors=True)


def _is_demo_store(store: Path) -> bool:
    try:
        return json.loads((store / "manifest.json").read_text())["made_by"] == MADE_BY
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _mark(folder: StoreFolder) -> None:
    with folder.writing() as manifest:
        manifest.made_by = MADE_BY
        folder.commit(manifest)

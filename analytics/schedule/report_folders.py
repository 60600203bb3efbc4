"""Writes the dated folders of reports, each in one step, and removes the oldest."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from analytics.frames import write_frame
from analytics.private_file import disk_error, write_new_private
from analytics.runs.compare import Comparison
from analytics.runs.run import RunTables
from analytics.schema.words import GROUPINGS

#: In every folder that the nightly run made; it removes no other.
MARKER = ".recoup-run.json"
_NAME = re.compile(r"\d{4}-\d\d-\d\d-run(\d{6,})")
_UNFINISHED = re.compile(r"\.\d{4}-\d\d-\d\d-run\d{6,}\.part")
#: The exposure tables written as csv and parquet, beside the findings.
_SUMS = tuple(grouping.name for grouping in GROUPINGS if grouping.is_nightly)


@dataclass(frozen=True)
class ReportFolder:
    """A folder of reports that a nightly run made, and the run it is about."""

    path: Path
    run: int


def report_folders(out: Path) -> list[ReportFolder]:
    """The folders that nightly runs made and nobody has renamed, by run and day."""
    found = []
    for path in out.glob("*"):
        name = _NAME.fullmatch(path.name)
        if name and (path / MARKER).is_file():
            found.append(ReportFolder(path, int(name[1])))
    return sorted(found, key=lambda dated: (dated.run, dated.path.name))


def write_report_folder(
    out: Path, run: RunTables, formats: tuple[str, ...], compared: Comparison | None, at: datetime
) -> ReportFolder:
    """Write a run's reports to a new dated folder, there whole or not at all.

    Raises StoreError where it cannot be written.
    """
    name = f"{at.date().isoformat()}-run{run.number:06d}"
    beside = out / f".{name}.part"
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in out.glob(".*.part"):
            if _UNFINISHED.fullmatch(left.name):  # of a run that was stopped
                shutil.rmtree(left, ignore_errors=True)
        beside.mkdir(mode=0o700)
        with run.connected() as connected:
            _write(beside, connected, formats, compared, at.date())
        marker = {"made_by": "recoup schedule", "run": run.number, "made_at": at.isoformat()}
        write_new_private((json.dumps(marker) + "\n").encode(), beside / MARKER)
        beside.replace(out / name)
    except OSError as error:
        raise disk_error(error) from error
    return ReportFolder(out / name, run.number)


def remove_old(out: Path, keep: int) -> tuple[list[str], list[str]]:
    """Remove all but the last `keep` folders; the names of those removed, and of those that stay.

    What stays is a folder the system would not give up: the next night tries again.
    """
    removed, left = [], []
    for dated in report_folders(out)[:-keep]:
        # the marker goes last: a folder half removed is still known as one to remove
        for child in dated.path.iterdir():
            if child.name != MARKER:
                shutil.rmtree(child, ignore_errors=True) if child.is_dir() else _unlink(child)
        if [child.name for child in dated.path.iterdir()] == [MARKER]:
            shutil.rmtree(dated.path, ignore_errors=True)
        (left if dated.path.exists() else removed).append(dated.path.name)
    return removed, left


def _unlink(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _write(
    folder: Path,
    run: RunTables,
    formats: tuple[str, ...],
    compared: Comparison | None,
    dated: date,
) -> None:
    # each writer is only imported where it is asked for: a night without pictures needs none
    if "html" in formats:
        from analytics.report import write_report

        write_report(run, folder, changes=compared)
    if "xlsx" in formats:
        from analytics.report.workbook.findings import write_workbook

        write_workbook(run, folder)
    if "packets" in formats:
        from analytics.report.letters import write_packets

        # a plan that names its as-of date may name one that is to come
        write_packets(run, folder, dated=max(dated, date.fromisoformat(run.record["as_of"])))
    for form in ("csv", "parquet"):
        if form in formats:
            write_frame(run.findings(), form, folder / f"findings.{form}")
            for by in _SUMS:
                write_frame(run.exposure(by), form, folder / f"exposure_by_{by}.{form}")
    if compared is not None:
        write_frame(compared.findings, "csv", folder / "compare.csv")
        write_frame(compared.summary, "csv", folder / "compare_summary.csv")
        for by in ("check", "provider"):
            write_frame(compared.by(by), "csv", folder / f"compare_by_{by}.csv")

"""One night: load what is new, audit where that is due, report, compare, and clear up.

Safe to run twice: what is loaded is known by its bytes, a run whose reports are there is not
written again, and what a stopped night left undone the next one does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from analytics.errors import CHECK_FAILED, ExtractError, StoreError
from analytics.findings.audit import run_audit
from analytics.findings.options import AuditOptions
from analytics.private_file import disk_error
from analytics.runs.compare import Comparison, compare_runs
from analytics.runs.run import RunTables
from analytics.schedule.config import ScheduleConfig, read_config
from analytics.schedule.due import why_due
from analytics.schedule.load_new import TakenIn, take_in
from analytics.schedule.log import Journal
from analytics.schedule.new_files import SeenFiles, find_files
from analytics.schedule.report_folders import dated_folders, remove_old, write_dated
from analytics.store.folder import StoreFolder
from analytics.store.lock import locked


@dataclass(frozen=True)
class NightlyRun:
    """How a night ended. `run`: the run it made; `folder`: the reports it wrote; None: none."""

    exit_code: int
    loaded: list[str]
    failed: list[str]
    run: int | None
    folder: Path | None


def run_schedule(
    config: ScheduleConfig | Path | str,
    *,
    clock: Callable[[], datetime] = datetime.now,
    out: TextIO | None = None,
) -> NightlyRun:
    """Do what recoup.toml says, once; the log goes to `out` (default: standard output).

    The exit code is 0 (done, or nothing new), 3 (a file could not be loaded; all else was done)
    or 6 (a check failed; likewise). Raises ContentError on a wrong recoup.toml or policy,
    StoreError where the store cannot be written or another night is at work on it.
    """
    config = config if isinstance(config, ScheduleConfig) else read_config(Path(config))
    journal = Journal(out or sys.stdout, config.log, clock)
    with journal.step("night") as end, _alone(config):
        night = _Night(config, journal, clock).run()
        nothing = not night.loaded and not night.failed and night.run is None
        end |= {"status": "nothing new"} if nothing and night.folder is None else {}
        end |= {"status": "some failed"} if night.exit_code else {}
        end |= {"exit_code": night.exit_code, "loaded": len(night.loaded)}
        end |= {"failed": night.failed, "run": night.run}
    return night


@contextmanager
def _alone(config: ScheduleConfig) -> Iterator[None]:
    """Hold the lock of the nightly run of a store, from its first step to its last."""
    try:
        config.workshop.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error) from error
    with ExitStack() as held:
        try:
            held.enter_context(locked(config.workshop))
        except StoreError as error:
            raise StoreError(f"another nightly run is at work: {error}") from error
        yield


class _Night:
    """The steps of one night."""

    def __init__(self, config: ScheduleConfig, journal: Journal, clock: Callable[[], datetime]):
        self.config, self.journal, self.clock = config, journal, clock
        self.folder = StoreFolder.open(config.store, create=True)

    def run(self) -> NightlyRun:
        """All steps; the codes of what could not be done."""
        taken = self._load()
        run = self._audit()
        folder = self._report()
        self._clear_up()
        failed_checks = run is not None and self.folder.manifest().run(run)["checks_failed"]
        code = CHECK_FAILED if failed_checks else ExtractError.exit_code if taken.failed else 0
        loaded = [each["file"] for each in taken.loaded]
        return NightlyRun(code, loaded, [each["file"] for each in taken.failed], run, folder)

    def _load(self) -> TakenIn:
        memory = SeenFiles(self.config.workshop)
        with self.journal.step("files") as said:
            now = self.clock().timestamp()
            found = find_files(self.config, self.folder.manifest(), memory, now)
            said |= {"new": [file.path.name for file in found.new], "known": found.known}
            for name in ("being_written", "taken_out", "empty_patterns"):
                if getattr(found, name):
                    said[name] = getattr(found, name)
        taken = TakenIn()
        if found.new:
            with self.journal.step("load") as said:
                taken = take_in(self.folder, found.new, memory)
                said |= {"status": "some failed" if taken.failed else "done"}
                said |= {"files": taken.loaded, "failed": taken.failed}
                if taken.changed_meanwhile:
                    said["changed_meanwhile"] = taken.changed_meanwhile
        try:
            memory.save()
        except OSError as error:
            raise disk_error(error) from error
        return taken

    def _audit(self) -> int | None:
        """Audit where it is due; the number of the new run."""
        as_of: date = self.config.as_of or self.clock().date()
        with self.journal.step("audit") as said:
            why = why_due(self.config, self.folder, as_of)
            if not why:
                said["status"] = "nothing new"
                return None
            options = AuditOptions(as_of, self.config.only, self.config.policies)
            run = RunTables(self.folder, run_audit(self.folder, options))
            record = run.record
            said |= {"why": why, "run": run.number, "as_of": as_of.isoformat()}
            said |= {"findings": record["findings"], "checks": len(record["checks"])}
            if record["checks_failed"]:
                said |= {"status": "some failed", "checks_failed": record["checks_failed"]}
            return run.number

    def _report(self) -> Path | None:
        """Write the last run's reports, where they are not there yet."""
        rule, runs = self.config.report, self.folder.manifest().runs
        if rule is None or not runs:
            return None
        there = dated_folders(rule.out)
        number = runs[-1]["number"]
        if any(dated.run == number for dated in there):
            return None
        compared = self._compare(number, [dated.run for dated in there])
        with self.journal.step("report") as said:
            run = RunTables(self.folder, number)
            dated = write_dated(rule.out, run, rule.formats, compared, self.clock())
            files = sum(1 for path in dated.path.rglob("*") if path.is_file())
            said |= {"run": number, "folder": dated.path.name, "files": files}
            return dated.path

    def _compare(self, number: int, reported: list[int]) -> Comparison | None:
        """The run against the last one reported, else the one before it; None: there is none."""
        known = [run["number"] for run in self.folder.manifest().runs if run["number"] < number]
        earlier = max((run for run in reported if run in known), default=max(known, default=None))
        if earlier is None:
            return None
        with self.journal.step("compare") as said:
            compared = compare_runs(self.folder, earlier, number)
            said |= {"earlier": earlier, "later": number, **compared.counts}
            return compared

    def _clear_up(self) -> None:
        rule = self.config.report
        if rule is None:
            return
        removed, left = remove_old(rule.out, rule.keep)
        if removed or left:
            with self.journal.step("retention") as said:
                said |= {"keep": rule.keep, "removed": removed}
                if left:
                    said |= {"status": "some stay", "could_not_remove": left}

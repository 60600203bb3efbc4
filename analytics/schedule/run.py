"""The steps of the nightly run: load, audit, report, compare, clear up.

Safe to run twice: a loaded file is known by its bytes, reports that exist are not written again,
and the next night does what a stopped night left undone.
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
from analytics.schedule.load_new import LoadedFiles, load_new
from analytics.schedule.log import NightLog
from analytics.schedule.new_files import SeenFiles, find_files
from analytics.schedule.report_folders import remove_old, report_folders, write_report_folder
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
    or 6 (a check failed; all else was done). Raises ContentError on a wrong recoup.toml or policy,
    StoreError where the store cannot be written or another nightly run is active on it.
    """
    config = config if isinstance(config, ScheduleConfig) else read_config(Path(config))
    log = NightLog(out or sys.stdout, config.log, clock)
    with log.step("night") as end, _alone(config):
        night = _Night(config, log, clock).run()
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
        config.work_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error) from error
    with ExitStack() as held:
        try:
            held.enter_context(locked(config.work_folder))
        except StoreError as error:
            raise StoreError(f"another nightly run is active: {error}") from error
        yield


class _Night:
    """The steps of one night."""

    def __init__(self, config: ScheduleConfig, log: NightLog, clock: Callable[[], datetime]):
        self.config, self.log, self.clock = config, log, clock
        self.folder = StoreFolder.open(config.store, create=True)

    def run(self) -> NightlyRun:
        """All steps; the codes of what could not be done."""
        files = self._load()
        run = self._audit()
        folder = self._report()
        self._clear_up()
        failed_checks = run is not None and self.folder.manifest().run(run)["checks_failed"]
        code = CHECK_FAILED if failed_checks else ExtractError.exit_code if files.failed else 0
        loaded = [each["file"] for each in files.loaded]
        return NightlyRun(code, loaded, [each["file"] for each in files.failed], run, folder)

    def _load(self) -> LoadedFiles:
        memory = SeenFiles(self.config.work_folder)
        with self.log.step("files") as entry:
            now = self.clock().timestamp()
            found = find_files(self.config, self.folder.manifest(), memory, now)
            entry |= {"new": [file.path.name for file in found.new], "known": found.known}
            for name in ("being_written", "taken_out", "empty_patterns"):
                if getattr(found, name):
                    entry[name] = getattr(found, name)
        files = LoadedFiles()
        if found.new:
            with self.log.step("load") as entry:
                files = load_new(self.folder, found.new, memory)
                entry |= {"status": "some failed" if files.failed else "done"}
                entry |= {"files": files.loaded, "failed": files.failed}
                if files.changed_meanwhile:
                    entry["changed_meanwhile"] = files.changed_meanwhile
        try:
            memory.save()
        except OSError as error:
            raise disk_error(error) from error
        return files

    def _audit(self) -> int | None:
        """Audit where it is due; the number of the new run."""
        as_of: date = self.config.as_of or self.clock().date()
        with self.log.step("audit") as entry:
            why = why_due(self.config, self.folder, as_of)
            if not why:
                entry["status"] = "nothing new"
                return None
            options = AuditOptions(as_of, self.config.only, self.config.policies)
            run = RunTables(self.folder, run_audit(self.folder, options))
            record = run.record
            entry |= {"why": why, "run": run.number, "as_of": as_of.isoformat()}
            entry |= {"findings": record["findings"], "checks": len(record["checks"])}
            if record["checks_failed"]:
                entry |= {"status": "some failed", "checks_failed": record["checks_failed"]}
            return run.number

    def _report(self) -> Path | None:
        """Write the last run's reports, where they are not there yet."""
        rule, runs = self.config.report, self.folder.manifest().runs
        if rule is None or not runs:
            return None
        there = report_folders(rule.out)
        number = runs[-1]["number"]
        if any(dated.run == number for dated in there):
            return None
        compared = self._compare(number, [dated.run for dated in there])
        with self.log.step("report") as entry:
            run = RunTables(self.folder, number)
            dated = write_report_folder(rule.out, run, rule.formats, compared, self.clock())
            files = sum(1 for path in dated.path.rglob("*") if path.is_file())
            entry |= {"run": number, "folder": dated.path.name, "files": files}
            return dated.path

    def _compare(self, number: int, reported: list[int]) -> Comparison | None:
        """The run against the last one reported, else the one before it; None: there is none."""
        known = [run["number"] for run in self.folder.manifest().runs if run["number"] < number]
        earlier = max((run for run in reported if run in known), default=max(known, default=None))
        if earlier is None:
            return None
        with self.log.step("compare") as entry:
            compared = compare_runs(self.folder, earlier, number)
            entry |= {"earlier": earlier, "later": number, **compared.counts}
            return compared

    def _clear_up(self) -> None:
        rule = self.config.report
        if rule is None:
            return
        removed, left = remove_old(rule.out, rule.keep)
        if removed or left:
            with self.log.step("retention") as entry:
                entry |= {"keep": rule.keep, "removed": removed}
                if left:
                    entry |= {"status": "some stay", "could_not_remove": left}

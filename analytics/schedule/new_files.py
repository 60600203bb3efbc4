"""Finds the files to load: by pattern, new by their bytes, and no longer being written."""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analytics import content
from analytics.load.into_store import LoadOptions
from analytics.private_file import replacing
from analytics.schedule.config import ScheduleConfig
from analytics.store.manifest import Manifest

_REMEMBERED = "files.json"


@dataclass(frozen=True)
class NewFile:
    """A file to load. `failed_before`: an earlier night could not, and it is as it was."""

    path: Path
    options: LoadOptions
    size: int
    mtime_ns: int
    failed_before: bool = False

    def is_unchanged(self) -> bool:
        """Whether the file is still as it was when it was found."""
        try:
            facts = self.path.stat()
        except OSError:
            return False
        return (facts.st_size, facts.st_mtime_ns) == (self.size, self.mtime_ns)


@dataclass
class Found:
    """What the patterns found: files to load in order, and what is left as it is."""

    new: list[NewFile] = field(default_factory=list)
    known: int = 0
    being_written: list[str] = field(default_factory=list)
    #: A load of these bytes was removed from the store; the schedule does not load it again.
    taken_out: list[str] = field(default_factory=list)
    empty_patterns: list[str] = field(default_factory=list)


class SeenFiles:
    """What earlier nights learned of files, so that a known one is not read again."""

    def __init__(self, folder: Path):
        self._path = folder / _REMEMBERED
        self._files: dict[str, dict[str, Any]] = {}
        # without it, or with one that is damaged, every file is read once more
        with suppress(OSError, ValueError, AttributeError):
            files = json.loads(self._path.read_text(encoding="utf-8"))
            self._files = {k: dict(v) for k, v in files.items() if {*v} >= {"size", "mtime_ns"}}

    def of(self, path: Path, facts: os.stat_result) -> dict[str, Any]:
        """What is known of a file, if its size and time are as they were; else nothing."""
        known = self._files.get(str(path), {})
        same = (known.get("size"), known.get("mtime_ns")) == (facts.st_size, facts.st_mtime_ns)
        return known if same else {}

    def learn(self, path: Path, size: int, mtime_ns: int, **facts: Any) -> None:
        """Remember a file as it is."""
        self._files[str(path)] = {"size": size, "mtime_ns": mtime_ns, **facts}

    def save(self) -> None:
        """Write it down, in one step; files that are gone are forgotten."""
        files = {path: facts for path, facts in self._files.items() if Path(path).exists()}
        with replacing(self._path) as stream:
            stream.write(json.dumps(files, indent=1).encode())


def find_files(config: ScheduleConfig, manifest: Manifest, memory: SeenFiles, now: float) -> Found:
    """The files of all patterns; each belongs to the first pattern that names it.

    A file is known where the store has, or had, a load of its bytes, active or replaced. `now`:
    seconds since 1970; a file changed less than settle_seconds before (or after: a clock that
    is off) is left for the next night.
    """
    loaded = {(load["sha256"], load["table"]) for load in manifest.loads}
    taken_out = {(load["sha256"], load["table"]) for load in manifest.unloaded}
    found, seen = Found(), set[Path]()
    for rule in config.loads:
        paths = [path for path in _matching(config, rule.pattern) if path not in seen]
        if not paths:
            found.empty_patterns.append(rule.pattern)
        for path in paths:
            seen.add(path)
            try:
                facts = path.stat()
            except OSError:
                continue  # gone between being listed and now
            if abs(now - facts.st_mtime) < config.settle_seconds:
                found.being_written.append(path.name)
                continue
            known = memory.of(path, facts)
            sha256 = known.get("sha256") or _fingerprint(path)
            if _is_in(loaded, sha256, rule.options.table):
                found.known += 1
            elif _is_in(taken_out, sha256, rule.options.table):
                found.taken_out.append(path.name)
            else:
                failed = bool(known.get("failed"))
                new = NewFile(path, rule.options, facts.st_size, facts.st_mtime_ns, failed)
                found.new.append(new)
                continue
            memory.learn(path, facts.st_size, facts.st_mtime_ns, sha256=sha256)
    return found


def _matching(config: ScheduleConfig, pattern: str) -> Iterator[Path]:
    """The files of a pattern in the order of their names, without what the night itself writes."""
    own = [config.store, config.work_folder, *([config.report.out] if config.report else [])]
    # Path.glob knows no absolute pattern
    names = glob.glob(pattern, root_dir=config.folder, recursive=True)  # noqa: PTH207
    for name in sorted(names):
        path = Path(os.path.normpath(config.folder / name))
        is_own = path in (config.path, config.log) or any(each in path.parents for each in own)
        if path.is_file() and not is_own:
            yield path


def _fingerprint(path: Path) -> str:
    """The SHA-256 of a file; nothing where it cannot be read, which the load then says."""
    try:
        return content.sha256_file(path)
    except OSError:
        return ""


def _is_in(loads: set[tuple[str, str]], sha256: str, table: str | None) -> bool:
    return any(sha256 == each and table in (None, of) for each, of in loads)

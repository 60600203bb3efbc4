"""Loads the new files of a night; names a file that cannot be loaded and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from analytics.errors import ContentError, ExtractError, StoreError, UsageError
from analytics.load.into_store import LoadOutcome, load_into
from analytics.schedule.new_files import NewFile, SeenFiles
from analytics.store.folder import StoreFolder

#: What keeps one file out and lets the others in; trouble with the store ends the night.
_OF_THE_FILE = (ExtractError, UsageError, ContentError)


@dataclass
class LoadedFiles:
    """The outcome by file name, with counts and reasons, as the log has it."""

    loaded: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)
    #: Written to between being found and being loaded: left for the next night.
    changed_meanwhile: list[str] = field(default_factory=list)


def load_new(folder: StoreFolder, files: list[NewFile], memory: SeenFiles) -> LoadedFiles:
    """Load the files in order. Raises StoreError where the store cannot be written.

    The files are loaded together, so that the final action is made once. Where one of them is
    refused, each is loaded alone.
    """
    done = LoadedFiles()
    for group in _groups(files):
        if not _try(folder, group, memory, done, alone=len(group) == 1):
            for file in group:
                _try(folder, [file], memory, done, alone=True)
    return done


def _groups(files: list[NewFile]) -> Iterator[list[NewFile]]:
    """Files that can be loaded together: not a full refresh, nor one that was refused before."""
    group: list[NewFile] = []
    for file in files:
        if file.options.replace or file.failed_before:
            if group:
                yield group
            yield [file]
            group = []
        else:
            group.append(file)
    if group:
        yield group


def _try(
    folder: StoreFolder, files: list[NewFile], memory: SeenFiles, done: LoadedFiles, alone: bool
) -> bool:
    """Load these files, all or none; true, if none of them needs another try."""
    changed = [file for file in files if not file.is_unchanged()]
    files = [file for file in files if file not in changed]
    try:
        outcomes = load_into(folder, [(file.path, file.options) for file in files])
    except _OF_THE_FILE as error:
        if isinstance(error, StoreError):  # a file of the store that cannot be read is both
            raise
        if alone:
            (file,) = files
            memory.learn(file.path, file.size, file.mtime_ns, failed=True)
            done.failed.append({"file": file.path.name, "why": str(error)})
        return alone
    done.changed_meanwhile += [file.path.name for file in changed]
    for file, outcome in zip(files, outcomes, strict=True):
        memory.learn(file.path, file.size, file.mtime_ns, sha256=outcome.record["sha256"])
        done.loaded.append(_log_entry(file, outcome))
    return True


def _log_entry(file: NewFile, outcome: LoadOutcome) -> dict[str, Any]:
    record = outcome.record
    entry = {"file": file.path.name, "table": record["table"], "load": record["number"]}
    if outcome.already_loaded:
        return entry | {"already_loaded": True}
    return entry | {
        "rows": record["read"],
        "loaded": record["loaded"],
        "rejected": record["rejected"],
    }

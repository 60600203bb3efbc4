"""Checks the files of a store: each by its SHA-256 in the manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.content import sha256_file
from analytics.engine.messages import ReadError
from analytics.errors import StoreError
from analytics.store.manifest import Manifest


@dataclass(frozen=True)
class Damage:
    """A missing or altered file: its path, its load or run, and the problem."""

    file: str
    belongs_to: str
    problem: str


def damaged_files(
    store: Path,
    read_manifest: Callable[[], Manifest],
    progress: Callable[[str], None] = lambda _: None,
) -> list[Damage]:
    """Every file of the loads, final actions and runs that is missing, altered or not theirs.

    Reads every file once; a writer may go on meanwhile.
    """
    manifest = read_manifest()
    found = []
    for kind, records in (
        ("load", manifest.loads),
        ("final action", manifest.states),
        ("run", manifest.runs),
    ):
        for record in records:
            owner = f"{kind} {record.get('number', record.get('folder'))}"
            progress(owner)
            found += _damage(store, owner, record["files"])
    # A writer may have swept a final action between the manifest and the look at its files.
    return found if read_manifest() == manifest else damaged_files(store, read_manifest, progress)


def damaged_file_error(
    store: Path, read_manifest: Callable[[], Manifest], error: ReadError
) -> StoreError:
    """The error, with the name of the first missing or altered file of the store."""
    for each in damaged_files(store, read_manifest):
        if each.problem != _NOT_THEIRS:
            return StoreError(
                f"the store is damaged; {error.step}: {store / each.file} of"
                f" {each.belongs_to} is {each.problem}; `recoup verify` lists all such files"
            )
    return error


_NOT_THEIRS = "not written by Recoup"


def _damage(store: Path, owner: str, files: dict[str, Any]) -> Iterator[Damage]:
    """The damage in the folders of one record, which hold its files and nothing else."""
    for name, sha256 in files.items():
        if problem := _problem(store / name, sha256):
            yield Damage(name, owner, problem)
    for folder in sorted({(store / name).parent for name in files}):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            name = path.relative_to(store).as_posix()
            if path.is_file() and name not in files:
                yield Damage(name, owner, _NOT_THEIRS)


def _problem(path: Path, sha256: str) -> str:
    try:
        return "" if sha256_file(path) == sha256 else "altered"
    except (FileNotFoundError, NotADirectoryError):
        return "missing"
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}") from error

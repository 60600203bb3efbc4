"""Whether a store's files are those that were written: each by its SHA-256 in the manifest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analytics.content import sha256_file
from analytics.errors import StoreError
from analytics.store import StoreFolder


@dataclass(frozen=True)
class Damage:
    """A file that is not as it was written: where, of what, and what is wrong with it."""

    file: str
    belongs_to: str
    problem: str


def damaged_files(
    folder: StoreFolder, progress: Callable[[str], None] = lambda _: None
) -> list[Damage]:
    """Every file of the loads, final pictures and runs that is missing or altered.

    A record of a store written before hashes were kept says so instead. Reads every file once;
    a writer may go on meanwhile.
    """
    manifest = folder.manifest()
    found = []
    for kind, records in (
        ("load", manifest.loads),
        ("final picture", manifest.states),
        ("run", manifest.runs),
    ):
        for record in records:
            owner = f"{kind} {record.get('number', record.get('folder'))}"
            progress(owner)
            if "files" not in record:
                found.append(Damage("", owner, "written before hashes were kept"))
            for name, sha256 in record.get("files", {}).items():
                if problem := _problem(folder.path / name, sha256):
                    found.append(Damage(name, owner, problem))
    # A writer may have swept a picture between the manifest and the look at its files.
    return found if folder.manifest() == manifest else damaged_files(folder, progress)


def _problem(path: Path, sha256: str) -> str:
    try:
        return "" if sha256_file(path) == sha256 else "altered"
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}") from error

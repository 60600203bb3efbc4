"""The store: a folder of immutable Parquet, and a manifest that names its valid files.

Nothing in the folder is ever edited. A load, a state or a run is written beside, moved into
place, and exists from the moment the manifest that names it replaces the old one; a crash
before that leaves the store as it was. One writer at a time holds the lock; readers need none.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from analytics.content import sha256_file
from analytics.engine.messages import ReadError
from analytics.errors import StoreError
from analytics.private_file import disk_error, fsync_file, fsync_folder, replacing
from analytics.schema.tables import TABLES
from analytics.store.lock import HOLDER, LOCK, locked, now
from analytics.store.manifest import FORMAT, Manifest, manifest_of, refuse_other_format
from analytics.store.shelf import FileShelf
from analytics.store.verify import Damage, damaged_file_error, damaged_files

STATE_TABLES = (
    "claim_line",
    "superseded_line",
    "denied_line",
    "claim_replacement",
    "stay",
    "orphan_reversal",
    "reversal",
    "unclear_line",
    "unknown_original",
    "remitted_recovery",
    "unmatched_remittance",
)
LOAD_TABLES = ("rejected_row", "load_warning")
_KEPT_STATES = 2
_NEW_MANIFEST = ".manifest.new"
#: What a process killed while it made a store may have left in its folder.
_BEGUN = {_NEW_MANIFEST, LOCK, HOLDER}
#: How long, in seconds, to wait for another process that is making the same store.
_CREATE_PATIENCE = 5.0

__all__ = ["LOAD_TABLES", "STATE_TABLES", "StoreFolder", "disk_error", "now"]


def is_store(path: Path) -> bool:
    """Is there a store in that folder?"""
    return (Path(path) / "manifest.json").is_file()


class StoreFolder:
    """A store on disk: its manifest, its lock and where each Parquet file is."""

    def __init__(self, path: Path, is_temporary: bool = False, shelf: FileShelf | None = None):
        # Absolute, so that a notebook that changes its folder goes on reading the same store.
        self.path = Path(path).absolute()
        self.is_temporary = is_temporary
        #: Where its tables are kept; those of a small temporary store in memory.
        self.shelf = shelf or FileShelf()
        #: The store a dry run goes on from, and the numbers of its loads, which are read there.
        self.base: StoreFolder | None = None
        self.loads_of_base: frozenset[int] = frozenset()

    @classmethod
    def open(
        cls,
        path: Path,
        create: bool = False,
        is_temporary: bool = False,
        shelf: FileShelf | None = None,
    ) -> StoreFolder:
        """The store in that folder. Raises StoreError where there is none, or of another format."""
        folder = cls(path, is_temporary, shelf)
        if not folder._exists():
            if not create:
                raise StoreError(
                    f"{path} is not a store; load an extract with `recoup load FILE --store {path}`"
                    " or make the demo with `recoup demo`"
                )
            folder._create()
        folder.manifest()
        return folder

    @property
    def manifest_path(self) -> Path:
        """Where the manifest is."""
        return self.path / "manifest.json"

    @property
    def temp(self) -> Path:
        """Where half-made files and spills live; emptied by the next writer."""
        return self.path / ".tmp"

    def manifest(self) -> Manifest:
        """Read the manifest. Raises StoreError where it is damaged, or of another format."""
        try:
            record = json.loads(self.manifest_path.read_text(encoding="utf-8"))
            refuse_other_format(self.path, int(record.pop("format")))
            return manifest_of(record)
        except FileNotFoundError as error:
            raise StoreError(f"{self.path} is not a store: it has no manifest.json") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise StoreError(
                f"{self.manifest_path} cannot be read as a manifest; restore it from a copy"
            ) from error

    def stamp(self) -> tuple[int, int, int]:
        """Changes whenever the manifest is replaced. Raises StoreError where it is gone."""
        try:
            facts = self.manifest_path.stat()
        except OSError as error:
            raise StoreError(f"{self.path} is no longer a store: {error.strerror}") from error
        return facts.st_mtime_ns, facts.st_ino, facts.st_size

    def table_files(self, manifest: Manifest, table: str) -> list[Path]:
        """The Parquet files of a loaded table, of rejected_row or of load_warning.

        Of the latter two only those with a row: of a thousand loads few have any.
        """
        counted = {"rejected_row": "rejected", "load_warning": "warnings"}
        if table in LOAD_TABLES:
            loads = [load for load in manifest.active if load[counted[table]]]
        else:
            loads = manifest.loads_of(table)
        return [self.load_file(table, load["number"]) for load in loads]

    def load_file(self, table: str, number: int) -> Path:
        """Where one load's rows of a table are."""
        if self.base is not None and number in self.loads_of_base:
            return self.base.load_file(table, number)
        return self.path / table / f"load={number:06d}" / "part-0.parquet"

    def state_folder(self, state: dict[str, Any]) -> Path:
        """Where a state's tables are: in `state`, or beside for one made for a single audit."""
        return self.path / state["kept_in"] / state["folder"]

    def run_folder(self, number: int) -> Path:
        """Where a run's tables and record are."""
        return self.path / "runs" / f"{number:06d}"

    @contextmanager
    def writing(self) -> Iterator[Manifest]:
        """Hold the store for writing; yields the manifest to change and `commit`.

        Raises StoreError where another process holds it. On any error what was written and not
        committed is taken away again.
        """
        mask = os.umask(0o077)
        try:
            with locked(self.path):
                manifest = self.manifest()
                self.sweep(manifest)
                try:
                    self.temp.mkdir(exist_ok=True)
                    yield manifest
                finally:
                    self.sweep(self.manifest())
        except ReadError as error:
            raise self.damaged_file_error(error) from None
        except OSError as error:
            raise disk_error(error) from error
        finally:
            os.umask(mask)

    def move_into_store(self, beside: Path, target: Path) -> dict[str, str]:
        """Move a finished file or folder to where the manifest will name it.

        Its bytes are on the disk before the manifest can say so, whatever the power does.
        Returns the SHA-256 of each file by its path in the store, with forward slashes.
        """
        hashes = {}
        if not self.is_temporary:
            for path in sorted([beside, *beside.rglob("*")]):
                if path.is_file():
                    fsync_file(path)
                    place = target / path.relative_to(beside) if path != beside else target
                    hashes[place.relative_to(self.path).as_posix()] = sha256_file(path)
        self.shelf.move(beside, target)
        if not self.is_temporary:
            fsync_folder(target.parent, self.path)
        return hashes

    def commit(self, manifest: Manifest) -> None:
        """Make a manifest the store's, in one step."""
        manifest.states = manifest.states[-_KEPT_STATES:]
        beside = self.path / _NEW_MANIFEST
        with replacing(self.manifest_path, beside=beside, durable=True) as stream:
            stream.write(_as_bytes(manifest))
        fsync_folder(self.path, self.path)

    def export_beside(self, manifest: Manifest) -> Path:
        """Where to write the export of a manifest that is about to be committed.

        Its name says of which, so that the next writer can finish what a killed one began.
        """
        return self.temp / _export_name(_as_bytes(manifest))

    def take_export(self) -> None:
        """Move the export written for the manifest as it is now, if there is one, into place.

        Where the old file cannot be replaced (open in another tool on Windows) the new one stays
        beside it as recoup-new.duckdb.
        """
        beside = self.temp / _export_name(self.manifest_path.read_bytes())
        if not beside.is_file():
            return
        fsync_file(beside)
        try:
            beside.replace(self.path / "recoup.duckdb")
        except OSError:
            with suppress(OSError):
                beside.replace(self.path / "recoup-new.duckdb")

    def damaged_files(self, progress: Callable[[str], None] = lambda _: None) -> list[Damage]:
        """The files that are missing or were altered, by their hashes in the manifest."""
        return damaged_files(self.path, self.manifest, progress)

    def damaged_file_error(self, error: ReadError) -> StoreError:
        """The error, with the name of the first file that is not as it was written."""
        store = self.base or self  # of a dry run: it has just written its own files
        return damaged_file_error(store.path, store.manifest, error)

    def sweep(self, manifest: Manifest) -> None:
        """Delete files that the manifest does not name: the remains of a stopped load or audit."""
        with suppress(OSError):
            self.take_export()
        shutil.rmtree(self.temp, ignore_errors=True)
        with suppress(OSError):
            (self.path / _NEW_MANIFEST).unlink(missing_ok=True)
        named = {
            self.load_file(table, load["number"]).parent
            for load in manifest.loads
            for table in (load["table"], *LOAD_TABLES)
        }
        named |= {self.state_folder(state) for state in manifest.states}
        named |= {self.run_folder(run["number"]) for run in manifest.runs}
        for name in (*TABLES, *LOAD_TABLES, "state", "runs"):
            for child in (self.path / name).glob("*"):
                if child.is_dir() and child not in named:
                    shutil.rmtree(child, ignore_errors=True)

    def _exists(self) -> bool:
        try:
            return self.manifest_path.is_file()
        except OSError as error:
            raise disk_error(error) from error

    def _create(self) -> None:
        if self.path.is_file():
            raise StoreError(f"{self.path} is a file; name an empty or new folder")
        mask = os.umask(0o077)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            others = {path.name for path in self.path.iterdir()} - _BEGUN
            if others and not self._exists():
                raise StoreError(
                    f"{self.path} has files but is not a store; name an empty or new folder"
                )
            with locked(self.path, _CREATE_PATIENCE):
                if not self._exists():  # another process may have made it meanwhile
                    self.commit(Manifest())
        except OSError as error:
            raise disk_error(error) from error
        finally:
            os.umask(mask)


def _as_bytes(manifest: Manifest) -> bytes:
    states = manifest.states[-_KEPT_STATES:]
    record = {"format": FORMAT, **manifest.__dict__, "states": states}
    return json.dumps(record, indent=1, default=str).encode()


def _export_name(manifest: bytes) -> str:
    return f"recoup-{hashlib.sha256(manifest).hexdigest()[:16]}.duckdb"

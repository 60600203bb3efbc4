"""A load that is only tried: all of it is done, in a folder that is gone afterwards.

The new loads and the final picture are written beside the store, which is read as it is; so what
a dry run says is what a load would say.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from analytics.load.into_store import LoadOptions, LoadOutcome, Progress, Source, load_into
from analytics.store.folder import StoreFolder
from analytics.store.manifest import Manifest


def dry_run(
    store: StoreFolder | None,
    sources: Sequence[tuple[Source, LoadOptions]],
    progress: Progress = lambda _: None,
) -> list[LoadOutcome]:
    """What `load_into` would answer, with the same errors; no file is left behind.

    `store` None: as if into a new store. The numbers of the loads are those they would get.
    """
    with tempfile.TemporaryDirectory(prefix="recoup-", ignore_cleanup_errors=True) as temp:
        return load_into(_Beside.make(Path(temp) / "store", store), sources, progress)


class _Beside(StoreFolder):
    """A temporary store that goes on where another stands, and reads the files of that one."""

    base: StoreFolder | None = None
    last_of_base = 0

    @classmethod
    def make(cls, path: Path, base: StoreFolder | None) -> _Beside:
        """The temporary store in a new folder."""
        beside = cls(path, is_temporary=True)
        manifest = Manifest()
        if base is not None:
            manifest = base.manifest()
            # pictures and runs are those of the base: nothing here reads them
            manifest.states, manifest.runs = [], []
        path.mkdir(mode=0o700)
        beside.base, beside.last_of_base = base, manifest.last_load
        beside.commit(manifest)
        return beside

    def load_file(self, table: str, number: int) -> Path:
        """Where one load's rows are: those of the base in the base."""
        if self.base is not None and number <= self.last_of_base:
            return self.base.load_file(table, number)
        return super().load_file(table, number)

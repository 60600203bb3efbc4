"""Tries a load: does all of it in a temporary folder.

The new loads and the final action are written to a folder of their own, and the store is only read.
So a dry run reports what a load would report.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from analytics.load.into_store import LoadOptions, LoadOutcome, Progress, Source, load_into
from analytics.store.folder import StoreFolder
from analytics.store.manifest import Manifest


def dry_run(
    store: StoreFolder,
    sources: Sequence[tuple[Source, LoadOptions]],
    progress: Progress = lambda _: None,
) -> list[LoadOutcome]:
    """What `load_into` would answer, with the same errors; no file is left behind.

    The numbers of the loads are those they would get.
    """
    with tempfile.TemporaryDirectory(prefix="recoup-", ignore_cleanup_errors=True) as temp:
        return load_into(_store_to_try(Path(temp) / "store", store), sources, progress)


def _store_to_try(path: Path, store: StoreFolder) -> StoreFolder:
    """A temporary store in a new folder with the loads of a store, whose files stay where they are.

    It has no final action tables and no run: a load reads neither.
    """
    manifest = store.manifest()
    tried = StoreFolder(path, is_temporary=True)
    tried.base = store
    tried.loads_of_base = frozenset(load["number"] for load in manifest.loads)
    path.mkdir(mode=0o700)
    tried.commit(
        Manifest(loads=manifest.loads, last_load=manifest.last_load, unloaded=manifest.unloaded)
    )
    return tried

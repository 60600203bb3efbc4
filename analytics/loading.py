"""Loading files into a store: each a load of its own, all of one call taken in together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from analytics.catalog import publish
from analytics.errors import UsageError
from analytics.load.extract import LoadResult, file_fingerprint, load_file
from analytics.picture import build_state
from analytics.store import LOAD_TABLES, Manifest, StoreFolder, now

Source = Path | str | pd.DataFrame | pa.Table
Progress = Callable[[str], None]


@dataclass(frozen=True)
class LoadOptions:
    """How to read the files: table, mapping (a file or a profile), history, defaults."""

    table: str | None = None
    mapping: Path | str | None = None
    history: str | None = None
    payer: str | None = None
    line_of_business: str | None = None


@dataclass(frozen=True)
class LoadOutcome:
    """What became of one file: a new load's record, or the record of the load that had it."""

    record: dict[str, Any]
    already_loaded: bool


def load_into(
    folder: StoreFolder,
    sources: Iterable[tuple[Source, LoadOptions]],
    progress: Progress = lambda _: None,
) -> list[LoadOutcome]:
    """Load these files or frames; the store takes them all, or none where one is refused.

    A file whose bytes are already a load of the same table is not loaded again. Raises
    ExtractError where a file cannot be loaded as it is, StoreError where the store cannot be
    written.
    """
    with folder.writing() as manifest:
        outcomes = [_load_one(folder, manifest, s, options, progress) for s, options in sources]
        if all(outcome.already_loaded for outcome in outcomes):
            return outcomes
        if manifest.loads_of("medical_claim"):
            progress("final picture")
            manifest.states.append(build_state(folder, manifest))
            _count_orphans(folder, manifest, outcomes)
        publish(folder, manifest)
    return outcomes


def _load_one(
    folder: StoreFolder,
    manifest: Manifest,
    source: Source,
    options: LoadOptions,
    progress: Progress,
) -> LoadOutcome:
    source = Path(source) if isinstance(source, str) else source
    if not isinstance(source, (Path, pd.DataFrame, pa.Table)):
        raise UsageError(f"a {type(source).__name__} cannot be loaded; give a path or a frame")
    progress(source.name if isinstance(source, Path) else "frame")
    fingerprint = file_fingerprint(source)
    for load in manifest.loads:
        if load["sha256"] == fingerprint and options.table in (None, load["table"]):
            return LoadOutcome(load, already_loaded=True)
    number = manifest.last_load + 1
    beside = folder.temp / f"load-{number}"
    beside.mkdir(parents=True)
    result = load_file(
        source,
        table=options.table,
        mapping=options.mapping,
        history=options.history,
        payer=options.payer,
        line_of_business=options.line_of_business,
        load_number=number,
        out=beside,
        earlier_history=earlier_histories(manifest),
        temp=folder.temp / "spill",
    )
    for table in (result.table, *LOAD_TABLES):
        folder.place(beside / f"{table}.parquet", folder.load_file(table, number))
    record = load_record(result, number, options)
    manifest.loads.append(record)
    manifest.last_load = number
    return LoadOutcome(record, already_loaded=False)


def earlier_histories(manifest: Manifest) -> dict[str, str]:
    """The history of each payer's latest load of claims."""
    histories: dict[str, str] = {}
    for load in manifest.loads_of("medical_claim"):
        histories.update(load["history"])
    return histories


def load_record(result: LoadResult, number: int, options: LoadOptions) -> dict[str, Any]:
    """What the manifest keeps of a load."""
    return {"number": number, "loaded_at": now(), "payer": options.payer, **asdict(result)}


def _count_orphans(folder: StoreFolder, manifest: Manifest, outcomes: list[LoadOutcome]) -> None:
    """Say with each new load of claims how many of its reversals find no paid line."""
    import pyarrow.parquet as pq

    assert manifest.state is not None
    path = folder.state_folder(manifest.state) / "orphan_reversal.parquet"
    numbers = pq.read_table(path, columns=["load_number"])["load_number"].to_pylist()
    for outcome in outcomes:
        if not outcome.already_loaded and outcome.record["table"] == "medical_claim":
            outcome.record["orphan_reversals"] = numbers.count(outcome.record["number"])

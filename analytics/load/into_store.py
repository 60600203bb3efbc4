"""Loads files into a store: each is one load; a call loads all its files or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.errors import UsageError
from analytics.load.extract import LoadResult, file_fingerprint, load_file
from analytics.load.final_action import build_final_action, count_unmatched, still_holds
from analytics.load.history import earlier_histories
from analytics.load.read.format_reader import ArrowStream, name_of
from analytics.load.read.frames import as_source
from analytics.load.report.blocked_checks import report_blocked_checks
from analytics.schema.tables import TABLES
from analytics.store.export import publish
from analytics.store.folder import LOAD_TABLES, StoreFolder, now
from analytics.store.manifest import Manifest

#: A file, a frame, or anything that hands out an Arrow stream; a stream is read once.
Source = Path | str | pd.DataFrame | ArrowStream
Progress = Callable[[str], None]


@dataclass(frozen=True)
class LoadOptions:
    """How to read the files: table, mapping (a file or a profile), history, defaults."""

    table: str | None = None
    mapping: Path | str | None = None
    history: str | None = None
    payer: str | None = None
    line_of_business: str | None = None
    #: The table to replace: its earlier loads are no longer active.
    replace: str | None = None


@dataclass(frozen=True)
class LoadOutcome:
    """The outcome of one file: the record of its new load, or of the load that has it already."""

    record: dict[str, Any]
    already_loaded: bool


def load_into(
    folder: StoreFolder,
    sources: Sequence[tuple[Source, LoadOptions]],
    progress: Progress = lambda _: None,
    report_checks: bool = True,
    with_report: bool = True,
) -> list[LoadOutcome]:
    """Load these files or frames; the store takes them all, or none where one is refused.

    A file whose bytes are already an active load of the same table is not loaded again. With
    `replace` in the options, the files together replace the earlier loads of the table, which are
    then no longer active. Raises ExtractError where a file cannot be loaded as it is, UsageError
    where none of the files is of the table to replace, StoreError where the store cannot be
    written. `report_checks`: each load of claims says which checks cannot run on it, and why;
    `with_report`: each load says what it saw.
    """
    with folder.writing() as manifest:
        before = manifest.last_load
        replaced = {options.replace for _, options in sources if options.replace}
        if unknown := replaced - TABLES.keys():
            raise UsageError(f"no table {unknown.pop()!r} to replace; known: {', '.join(TABLES)}")
        outcomes = [
            _load_one(folder, manifest, s, options, progress, with_report) for s, options in sources
        ]
        if replaced:
            _replace(manifest, replaced, outcomes)
        if manifest.last_load == before:
            return outcomes
        rebuild_final_action(folder, manifest, progress)
        new = [outcome.record for outcome in outcomes if not outcome.already_loaded]
        count_unmatched(folder, manifest, new)
        if report_checks:
            progress("checks")
            report_blocked_checks(folder, manifest, new)
        publish(folder, manifest)
    return outcomes


def remove_load(
    folder: StoreFolder, number: int, progress: Progress = lambda _: None
) -> dict[str, Any]:
    """Remove one load from the store and delete its rows; returns its record.

    Loads that it had replaced are active again. Runs made with it stay; they name it. Raises
    StoreError where there is no such load.
    """
    with folder.writing() as manifest:
        record = manifest.remove_load(number, now())
        rebuild_final_action(folder, manifest, progress)
        publish(folder, manifest)
    return record


def _replace(manifest: Manifest, tables: set[str], outcomes: list[LoadOutcome]) -> None:
    """Make the given files the only active loads of the tables that they replace."""
    for table in sorted(tables):
        given = [o for o in outcomes if o.record["table"] == table]
        if not given:
            raise UsageError(f"none of the files is for {table}: nothing would replace it")
        new = [o.record["number"] for o in given if not o.already_loaded]
        old = [o.record["number"] for o in given if o.already_loaded]
        if new and not old:
            manifest.replace_table(table, min(new))
        elif new or old != [load["number"] for load in manifest.loads_of(table)]:
            raise UsageError(
                f"load {', '.join(map(str, old))} has one of these files already; remove it"
                " first: recoup unload NUMBER"
            )


def rebuild_final_action(folder: StoreFolder, manifest: Manifest, progress: Progress) -> None:
    """Make the final action of the active loads; none without claims.

    One that would come out the same stays as it is, and its record names the loads of today.
    """
    if not manifest.loads_of("medical_claim"):
        manifest.states = []
    elif still_holds(manifest):
        manifest.states[-1] |= {"loads": manifest.active_numbers}
    else:
        progress("final action")
        manifest.states.append(build_final_action(folder, manifest))


def _load_one(
    folder: StoreFolder,
    manifest: Manifest,
    source: Source,
    options: LoadOptions,
    progress: Progress,
    with_report: bool,
) -> LoadOutcome:
    source = as_source(source)
    progress(name_of(source))
    fingerprint = file_fingerprint(source)
    for load in manifest.active:
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
        earlier_history=earlier_histories(_extracts(manifest)),
        temp=folder.temp / "spill",
        shelf=folder.shelf,
        with_report=with_report,
    )
    record = load_record(result, number, options)
    for table in (result.table, *LOAD_TABLES):
        placed = folder.move_into_store(
            beside / f"{table}.parquet", folder.load_file(table, number)
        )
        record["files"] |= placed
    manifest.loads.append(record)
    manifest.last_load = number
    return LoadOutcome(record, already_loaded=False)


def _extracts(manifest: Manifest) -> list[dict[str, Any]]:
    """The active loads of claims that have a history."""
    return [load for load in manifest.loads_of("medical_claim") if not load["submission"]]


def load_record(result: LoadResult, number: int, options: LoadOptions) -> dict[str, Any]:
    """What the manifest keeps of a load."""
    facts = {"number": number, "loaded_at": now(), "payer": options.payer, "files": {}}
    return facts | asdict(result)

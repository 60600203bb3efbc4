"""Makes the final action: from all loaded versions of a claim line to its paid state."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.engine.duckdb import Engine
from analytics.load.history import GUESS, histories_of_loads
from analytics.schema.tables import TABLES
from analytics.sql.views import (
    ModelView,
    Relations,
    in_order,
    load_reference,
    model_sha256,
    read_model,
    reference_sha256,
)
from analytics.store.folder import STATE_TABLES, StoreFolder, now
from analytics.store.manifest import Manifest
from analytics.store.relations import create_view, create_views, relation_sql
from analytics.store.repeated_rows import DEDUPLICATED, deduplicated

#: Rows of all tables up to which the steps are made in memory.
_SMALL = 100_000
#: Memory for making the final action before it spills; RECOUP_MEMORY sets another size.
_MEMORY = "3GB"

LOADED_FILE = pa.schema(
    [
        ("load_number", pa.int64()),
        ("table_name", pa.string()),
        ("source_file", pa.string()),
        ("units_basis", pa.string()),
        ("header_amounts", pa.bool_()),
        ("covers_from", pa.date32()),
        ("covers_to", pa.date32()),
        ("payer", pa.string()),
        ("is_submission", pa.bool_()),
    ]
)
LOAD_HISTORY = pa.schema(
    [
        ("load_number", pa.int64()),
        ("payer", pa.string()),
        ("history", pa.string()),
        ("is_guess", pa.bool_()),
    ]
)


def register_loads(engine: Engine, manifest: Manifest) -> None:
    """Make what is known of the loads readable.

    `loaded_file`: one row per load; `submission`: those of bills (837); `load_history`: the
    history of each payer of a load, and whether it was another one that was guessed at its load.
    """
    files = [
        {
            "load_number": load["number"],
            "table_name": load["table"],
            "source_file": load["source_file"],
            "units_basis": load["units_basis"],
            "header_amounts": load["header_amounts"],
            "covers_from": _date(load["covers_from"]),
            "covers_to": _date(load["covers_to"]),
            "payer": load["payer"],
            "is_submission": load["submission"],
        }
        for load in manifest.active
    ]
    recorded = {load["number"]: load["history"] for load in manifest.loads_of("medical_claim")}
    histories = [
        {
            "load_number": number,
            "payer": payer,
            "history": history,
            "is_guess": recorded[number].get(payer, history) != history,
        }
        for number, of_payers in _histories(manifest).items()
        for payer, history in of_payers.items()
    ]
    engine.register("loaded_file", pa.Table.from_pylist(files, LOADED_FILE))
    engine.table("submission", "select load_number from loaded_file where is_submission")
    engine.register("load_history", pa.Table.from_pylist(histories, LOAD_HISTORY))


def _histories(manifest: Manifest) -> dict[int, dict[str, str]]:
    """The history of each payer of a load; bills (837) have the one row that is left of each."""
    loads = manifest.loads_of("medical_claim")
    bills = [load for load in loads if load["submission"]]
    return {load["number"]: dict.fromkeys(load["payers"], GUESS) for load in bills} | (
        histories_of_loads(load for load in loads if not load["submission"])
    )


def _date(value: Any) -> Any:
    from datetime import date

    return date.fromisoformat(value) if isinstance(value, str) else value


def build_final_action(
    folder: StoreFolder, manifest: Manifest, kept_in: str = "state"
) -> dict[str, Any]:
    """Write the final action of the manifest's loads and return its record (not yet committed).

    The state's tables are `STATE_TABLES`, one Parquet file each. `kept_in` is the folder of the
    store to put it in; one made for a single audit goes where the next writer sweeps.
    """
    model = read_model()
    name = _free_name(manifest, manifest.last_load)
    beside = folder.temp / f"state-{name}"
    beside.mkdir(parents=True)
    with folder.shelf.engine(temp=folder.temp / "spill", memory_limit=_MEMORY) as engine:
        create_views(engine, folder, Manifest(loads=manifest.loads))
        _count_once(engine, folder, manifest)
        register_loads(engine, manifest)
        load_reference(engine)
        rows = _make_tables(engine, folder, manifest, model, beside)
    facts = {"folder": name, "kept_in": kept_in}
    hashes = folder.move_into_store(beside, folder.state_folder(facts))
    return {
        **facts,
        "files": hashes,
        "loads": manifest.active_numbers,
        "made_at": now(),
        "model_sha256": model_sha256(model),
        "reference_sha256": reference_sha256(),
        "rows": rows,
    }


def _make_tables(
    engine: Engine,
    store: StoreFolder,
    manifest: Manifest,
    model: dict[str, ModelView],
    beside: Path,
) -> dict[str, int]:
    """Write the state's tables beside, one Parquet file each; returns how many rows each has.

    The steps between are files too where there are many rows: a table in memory of every line
    would be larger than the memory.
    """
    is_small = sum(load["loaded"] for load in manifest.active) <= _SMALL
    steps = store.temp / "steps"
    steps.mkdir(exist_ok=True)
    relations = Relations(engine, without_rows(manifest), engine.columns("from medical_claim"))
    rows = {}
    for view in in_order(model, STATE_TABLES):
        if view.relation not in STATE_TABLES and (is_small or view.kept == "view"):
            relations.make([view])
            continue
        folder = beside if view.relation in STATE_TABLES else steps
        path = folder / f"{view.relation}.parquet"
        if relations.gives_no_row(view):
            engine.empty_table(view.relation, relations.columns_of(view))
            store.shelf.write(engine, f"select * from {view.relation}", path)
            rows[view.relation] = 0
            continue
        rows[view.relation] = store.shelf.write(
            engine, view.sql, path, step=view.relation, fast=folder is steps
        )
        relations.found(view, rows[view.relation])
        engine.view(view.relation, f"select * from {store.shelf.read([path])}")
    return {name: rows[name] for name in rows if name in STATE_TABLES}


def without_rows(manifest: Manifest) -> set[str]:
    """The relations that have no row by what was loaded: tables, and bills (837)."""
    tables = {load["table"] for load in manifest.active if load["loaded"]}
    bills = any(load.get("submission") for load in manifest.active)
    return TABLES.keys() - tables | (set() if bills else {"submission"})


def _count_once(engine: Engine, folder: StoreFolder, manifest: Manifest) -> None:
    """Let rows that overlapping loads of the smaller tables repeat count once."""
    queries = relation_sql(folder, Manifest(loads=manifest.loads))
    for table in DEDUPLICATED:
        loads = len(manifest.loads_of(table))
        create_view(engine, table, deduplicated(table, queries[table], loads))


def is_current(manifest: Manifest) -> bool:
    """Whether the latest state was made from all loads by the model and code tables of today."""
    state = manifest.state
    return state is not None and state["loads"] == manifest.active_numbers and _is_of_today(state)


def still_holds(manifest: Manifest) -> bool:
    """Whether the latest state would come out the same: what was loaded, replaced or removed since
    is of tables that it does not read, such as hold or disposition."""
    state = manifest.state
    if state is None or not _is_of_today(state):
        return False
    tables = {load["number"]: load["table"] for load in (*manifest.loads, *manifest.unloaded)}
    differing = set(state["loads"]) ^ set(manifest.active_numbers)
    read = {name for view in in_order(read_model(), STATE_TABLES) for name in view.reads}
    return not any(tables[number] in read for number in differing)


def _is_of_today(state: dict[str, Any]) -> bool:
    return (
        state["model_sha256"] == model_sha256(read_model())
        and state["reference_sha256"] == reference_sha256()
    )


def _free_name(manifest: Manifest, last: int) -> str:
    taken = {state["folder"] for state in manifest.states}
    name, again = f"{last:06d}", 1
    while name in taken:
        again += 1
        name = f"{last:06d}-{again}"
    return name


#: What finds no counterpart: the table that brings it, the relation of the final action that
#: lists it, the key of the load's record that counts it.
_UNMATCHED = (
    ("medical_claim", "orphan_reversal", "orphan_reversals"),
    ("medical_claim", "unclear_line", "unclear_lines"),
    ("medical_claim", "unknown_original", "unknown_originals"),
    ("remittance", "unmatched_remittance", "unmatched_remittances"),
)


def count_unmatched(
    folder: StoreFolder, manifest: Manifest, records: Iterable[dict[str, Any]]
) -> None:
    """Record with each new load its reversals, replacements and payments without a claim."""
    if manifest.state is None:
        return
    state, rows = folder.state_folder(manifest.state), manifest.state["rows"]
    for table, relation, key in _UNMATCHED:
        counts: dict[int, int] = {}
        if rows[relation]:
            with folder.shelf.engine() as engine:
                found = folder.shelf.read([state / f"{relation}.parquet"])
                counts = dict(
                    engine.rows(f"select load_number, count(*) from {found} group by all")
                )
        for record in records:
            if record["table"] == table:
                record[key] = counts.get(record["number"], 0)

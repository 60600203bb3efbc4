"""The final picture: from every loaded version of every claim line to what stands as paid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import parquet, quoted
from analytics.sql.views import (
    in_order,
    load_reference,
    make,
    model_sha256,
    read_model,
    reference_sha256,
)
from analytics.store.folder import STATE_TABLES, StoreFolder, now
from analytics.store.manifest import Manifest
from analytics.store.relations import create_view, create_views, relation_sql
from analytics.store.repeated_rows import DEDUPLICATED, deduplicated

#: What making the picture may take before it spills; RECOUP_MEMORY says another size.
_MEMORY = "3GB"

LOADED_FILE = pa.schema(
    [
        ("load_number", pa.int64()),
        ("table_name", pa.string()),
        ("source_file", pa.string()),
        ("units_basis", pa.string()),
        ("header_amounts", pa.bool_()),
        ("paid_includes_interest", pa.bool_()),
        ("covers_from", pa.date32()),
        ("covers_to", pa.date32()),
        ("payer", pa.string()),
        ("is_submission", pa.bool_()),
    ]
)
LOAD_HISTORY = pa.schema(
    [("load_number", pa.int64()), ("payer", pa.string()), ("history", pa.string())]
)


def register_loads(engine: Engine, manifest: Manifest) -> None:
    """Make `loaded_file` (one row per load) and `load_history` (per load and payer) readable."""
    files = [
        {
            "load_number": load["number"],
            "table_name": load["table"],
            "source_file": load["source_file"],
            "units_basis": load["units_basis"] or "paid",
            "header_amounts": load["header_amounts"],
            "paid_includes_interest": load["paid_includes_interest"],
            "covers_from": _date(load["covers_from"]),
            "covers_to": _date(load["covers_to"]),
            "payer": load["payer"],
            "is_submission": load["submission"],
        }
        for load in manifest.active
    ]
    histories = [
        {"load_number": load["number"], "payer": payer, "history": history}
        for load in manifest.loads_of("medical_claim")
        for payer, history in _histories(load).items()
    ]
    engine.register("loaded_file", pa.Table.from_pylist(files, LOADED_FILE))
    engine.register("load_history", pa.Table.from_pylist(histories, LOAD_HISTORY))


def _histories(load: dict[str, Any]) -> dict[str, str]:
    """The history of each payer of a load; bills (837) have the one row that is left of each."""
    return dict.fromkeys(load["payers"], "final") if load["submission"] else load["history"]


def _date(value: Any) -> Any:
    from datetime import date

    return date.fromisoformat(value) if isinstance(value, str) else value


def build_final_action(
    folder: StoreFolder, manifest: Manifest, kept_in: str = "state"
) -> dict[str, Any]:
    """Write the final picture of the manifest's loads and return its record (not yet committed).

    The state's tables are `STATE_TABLES`, one Parquet file each. `kept_in` is the folder of the
    store to put it in; one made for a single audit goes where the next writer sweeps.
    """
    model = read_model()
    name = _free_name(manifest, manifest.last_load)
    beside = folder.temp / f"state-{name}"
    beside.mkdir(parents=True)
    steps = folder.temp / "steps"
    steps.mkdir(exist_ok=True)
    rows = {}
    with Engine(temp=folder.temp / "spill", memory_limit=_MEMORY) as engine:
        create_views(engine, folder, Manifest(loads=manifest.loads))
        _count_once(engine, folder, manifest)
        register_loads(engine, manifest)
        load_reference(engine)
        for view in in_order(model, STATE_TABLES):
            if view.kept == "view":
                make(engine, [view])
                continue
            # steps too: a table in memory of every line would be larger than the memory
            is_step = view.relation not in STATE_TABLES
            path = (steps if is_step else beside) / f"{view.relation}.parquet"
            engine.copy(view.sql, path, step=view.relation, fast=is_step)
            engine.view(view.relation, f"select * from {parquet([path])}")
            if is_step:
                continue
            rows[view.relation] = engine.value(f"select count(*) from {quoted(view.relation)}")
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


def _count_once(engine: Engine, folder: StoreFolder, manifest: Manifest) -> None:
    """Let rows that overlapping loads of the smaller tables repeat count once."""
    queries = relation_sql(folder, Manifest(loads=manifest.loads))
    for table in DEDUPLICATED:
        loads = len(manifest.loads_of(table))
        create_view(engine, table, deduplicated(table, queries[table], loads))


def is_current(manifest: Manifest) -> bool:
    """Whether the latest state was made from all loads by the model and code tables of today."""
    state = manifest.state
    return (
        state is not None
        and state["loads"] == manifest.active_numbers
        and state["model_sha256"] == model_sha256(read_model())
        and state["reference_sha256"] == reference_sha256()
    )


def _free_name(manifest: Manifest, last: int) -> str:
    taken = {state["folder"] for state in manifest.states}
    name, again = f"{last:06d}", 1
    while name in taken:
        again += 1
        name = f"{last:06d}-{again}"
    return name


#: What finds no counterpart: the table that brings it, the relation of the final picture that
#: lists it, the key of the load's record that counts it.
_UNMATCHED = (
    ("medical_claim", "orphan_reversal", "orphan_reversals"),
    ("medical_claim", "unknown_original", "unknown_originals"),
    ("remittance", "unmatched_remittance", "unmatched_remittances"),
)


def count_unmatched(
    folder: StoreFolder, manifest: Manifest, records: Iterable[dict[str, Any]]
) -> None:
    """Say with each new load how many reversals, replacements and payments find no claim."""
    if manifest.state is None:
        return
    state = folder.state_folder(manifest.state)
    for table, relation, key in _UNMATCHED:
        numbers = pq.read_table(state / f"{relation}.parquet", columns=["load_number"])
        counts = Counter(numbers["load_number"].to_pylist())
        for record in records:
            if record["table"] == table:
                record[key] = counts[record["number"]]

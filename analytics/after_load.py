"""What the final picture says of new loads: rows without a counterpart, checks that cannot run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import pyarrow.parquet as pq

from analytics import content
from analytics.catalog import create_view, relation_sql
from analytics.check import read_checks
from analytics.check_reach import checks_that_cannot_run, emptiness
from analytics.engine import Engine
from analytics.manifest import Manifest
from analytics.store import STATE_TABLES, StoreFolder

Record = dict[str, Any]
#: What finds no counterpart: the table that brings it, the relation of the final picture that
#: lists it, the key of the load's record that counts it.
_UNMATCHED = (
    ("medical_claim", "orphan_reversal", "orphan_reversals"),
    ("medical_claim", "unknown_original", "unknown_originals"),
    ("remittance", "unmatched_remittance", "unmatched_remittances"),
)


def count_unmatched(folder: StoreFolder, manifest: Manifest, records: Iterable[Record]) -> None:
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


def say_what_cannot_run(folder: StoreFolder, manifest: Manifest, records: Iterable[Record]) -> None:
    """Say with each new load of claims which checks cannot run on its lines, and why."""
    claims = [record for record in records if record["table"] == "medical_claim"]
    if manifest.state is None or not claims:
        return
    checks = read_checks([content.CHECKS])
    loaded = {load["table"] for load in manifest.standing}
    with Engine() as engine:
        queries = relation_sql(folder, manifest)
        for name in STATE_TABLES:
            create_view(engine, name, queries[name])
        for record in claims:
            found = checks_that_cannot_run(checks, loaded, emptiness(engine, record["number"]))
            record["checks_that_cannot_run"] = [asdict(each) for each in found]

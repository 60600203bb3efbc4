"""Reports the checks that cannot run on a new load, by what its final action lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from analytics import content
from analytics.sql.checks import read_checks
from analytics.sql.runnable import checks_that_cannot_run, emptiness
from analytics.store.folder import STATE_TABLES, StoreFolder
from analytics.store.manifest import Manifest
from analytics.store.relations import create_view, relation_sql

Record = dict[str, Any]


def report_blocked_checks(
    folder: StoreFolder, manifest: Manifest, records: Iterable[Record]
) -> None:
    """Say with each new load of claims which checks cannot run on its lines, and why."""
    claims = [record for record in records if record["table"] == "medical_claim"]
    if manifest.state is None or not claims:
        return
    checks = read_checks([content.CHECKS])
    loaded = {load["table"] for load in manifest.active}
    with folder.shelf.engine() as engine:
        queries = relation_sql(folder, manifest)
        for name in STATE_TABLES:
            create_view(engine, name, queries[name])
        for record in claims:
            found = checks_that_cannot_run(checks, loaded, emptiness(engine, record["number"]))
            record["checks_that_cannot_run"] = [asdict(each) for each in found]

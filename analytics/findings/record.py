"""Writes and deletes a run: its tables, the SQL that ran, and run.json."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import pyarrow as pa

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.findings.options import AuditOptions, CheckRun
from analytics.policy.governing import Policies
from analytics.schema.tables import TABLES
from analytics.schema.words import CELL_GROUPINGS
from analytics.sql.views import make_all, read_model
from analytics.store.export import publish
from analytics.store.folder import StoreFolder, now
from analytics.store.manifest import Manifest


def write_run(
    engine: Engine,
    folder: StoreFolder,
    manifest: Manifest,
    runs: list[CheckRun],
    policies: Policies,
    options: AuditOptions,
    number: int,
) -> dict[str, Any]:
    """Write the run's tables, the SQL that ran and run.json; returns the manifest's record."""
    beside = folder.temp / f"run-{number}"
    (beside / "sql").mkdir(parents=True)
    _check_tables(engine, runs)
    order = {
        "finding": "check_id, line_id",
        "finding_day": "check_id, line_id, service_date",
        "check_run": "check_order",
        "check_period": "check_id, policy_period_id, not_applicable",
        "policy_in_force": "subject, policy_scope, effective_from",
        "line_step": "line_id, rung_rank, check_order",
        "line_exposure": "line_id",
        "exposure_cell": ", ".join(grouping.key for grouping in CELL_GROUPINGS),
        "records_request": "payer, claim_id, claim_line_number",
        "by_status": "status_order",
        "check_hit_rate": "check_order",
    }
    for name, by in order.items():
        file_name = "policy" if name == "policy_in_force" else name
        path = beside / f"{file_name}.parquet"
        folder.shelf.write(engine, f"select * from {name} order by {by}", path)
    for run in runs:
        (beside / "sql" / f"{run.check.name}.sql").write_text(run.check.sql, encoding="utf-8")
    # all inputs of the checks and of pricing, whole: the run can be made again by hand
    for name in ("model", "audit", "stages", "exposure"):
        text = "\n".join(view.sql for view in read_model(content.QUERIES / name).values())
        (beside / f"{name}.sql").write_text(text, encoding="utf-8")
    record = run_record(folder, manifest, runs, policies, options, number)
    record["findings"] = engine.value("select count(*) from finding")
    (beside / "run.json").write_text(json.dumps(record, indent=1, default=str), encoding="utf-8")
    hashes = folder.move_into_store(beside, folder.run_folder(number))
    kept = ("number", "made_at", "as_of", "state", "loads", "checks_failed", "findings")
    return {**{key: record[key] for key in kept}, "files": hashes}


def delete_run(folder: StoreFolder, number: int) -> None:
    """Delete one run, its findings and its record. Raises StoreError where there is none."""
    with folder.writing() as manifest:
        manifest.delete_run(number)
        publish(folder, manifest)


def _check_tables(engine: Engine, runs: list[CheckRun]) -> None:
    rows = [
        {
            "check_id": run.check.check_id,
            "check_name": run.check.name,
            "title": run.check.title,
            "strength": run.check.strength,
            "subject": run.check.subject,
            "status": run.status,
            "why": run.why,
            "lines_governed": run.lines_governed,
            "paid_governed_cents": run.paid_governed_cents,
            "lines_not_applicable": run.lines_not_applicable,
            "seconds": round(run.seconds, 3),
            "check_order": place,
        }
        for place, run in enumerate((run for run in runs if not run.is_silent), start=1)
    ]
    engine.register("check_run_listed", pa.Table.from_pylist(rows))
    schema = pa.schema(
        [
            ("check_id", pa.string()),
            ("policy_period_id", pa.string()),
            ("not_applicable", pa.string()),
            ("lines", pa.int64()),
            ("paid_cents", pa.int64()),
        ]
    )
    periods = [
        {"check_id": r.check.check_id, **period}
        for r in runs
        if not r.is_silent
        for period in r.periods
    ]
    engine.register("check_period_counted", pa.Table.from_pylist(periods, schema))
    make_all(engine, content.AUDIT, ("check_run", "check_period"))


def run_record(
    folder: StoreFolder,
    manifest: Manifest,
    runs: list[CheckRun],
    policies: Policies,
    options: AuditOptions,
    number: int,
) -> dict[str, Any]:
    """The checks, loads, policies and versions of a run: enough to make it again."""
    state = manifest.state or {}
    return {
        "number": number,
        "made_at": now(),
        "as_of": options.as_of.isoformat(),
        "state": state.get("folder"),
        "model_sha256": state.get("model_sha256"),
        "reference_sha256": state.get("reference_sha256"),
        "up_to_load": options.up_to_load,
        "loads_taken_out": [
            each["number"] for each in manifest.unloaded if each["number"] <= manifest.last_load
        ],
        "loads": [
            {key: load[key] for key in ("number", "table", "source_file", "sha256")}
            for load in manifest.active
        ],
        "versions": {name: _version(name) for name in ("recoup", "duckdb", "pyarrow", "sqlglot")},
        "policies": [
            {"policy_id": policy["policy_id"], "sha256": policy["sha256"]}
            for policy in policies.describe()
        ],
        "policy_folders": [str(path.resolve()) for path in options.policies],
        "checks": [
            {
                "check_id": run.check.check_id,
                "sha256": run.check.sha256,
                "status": run.status,
                "why": run.why,
            }
            for run in runs
            if not run.is_silent
        ],
        # not asked for: what the checks above stand on
        "earlier_checks": [
            {"check_id": run.check.check_id, "sha256": run.check.sha256}
            for run in runs
            if run.is_silent
        ],
        "checks_failed": [
            run.check.check_id for run in runs if run.status == "error" and not run.is_silent
        ],
        "tables_not_loaded": [name for name in TABLES if not manifest.loads_of(name)],
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"

"""The relations of a store: loaded tables, the final action and the last run, as views.

A connection gets them as temporary views; `publish` writes them, with comments, to a DuckDB file
for other SQL tools.
"""

from __future__ import annotations

from pathlib import Path

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.engine.messages import QueryError, ReadError
from analytics.engine.sql_text import quoted
from analytics.errors import StoreError
from analytics.schema.tables import LOAD_WARNING, ORIGIN, REJECTED_ROW, TABLES
from analytics.schema.types import Table
from analytics.sql.views import ModelView, in_order, read_model
from analytics.store.folder import STATE_TABLES, StoreFolder
from analytics.store.manifest import Manifest

#: Tables a run writes, besides run.json and the SQL that ran.
RUN_TABLES = (
    "finding",
    "finding_day",
    "check_run",
    "check_period",
    "policy",
    "line_step",
    "line_exposure",
    "exposure_cell",
    "records_request",
    "by_status",
    "check_hit_rate",
)


def empty_table_sql(table: Table) -> str:
    """A query with a table's columns and no row."""
    origin = ORIGIN if table.name in TABLES else ()
    columns = ", ".join(
        f"cast(null as {c.storage}) as {quoted(c.name)}" for c in (*table.columns, *origin)
    )
    return f"select {columns} where false"


def relation_files(folder: StoreFolder, manifest: Manifest) -> dict[str, list[Path]]:
    """The Parquet files behind each relation of a store; none for a table without a load."""
    tables = (*TABLES.values(), REJECTED_ROW, LOAD_WARNING)
    files = {table.name: folder.table_files(manifest, table.name) for table in tables}
    if manifest.state:
        state = folder.state_folder(manifest.state)
        files |= {name: [state / f"{name}.parquet"] for name in STATE_TABLES}
    if manifest.runs:
        run = folder.run_folder(manifest.runs[-1]["number"])
        files |= {name: [run / f"{name}.parquet"] for name in RUN_TABLES}
        files["finding_of_every_run"] = [
            folder.run_folder(each["number"]) / "finding.parquet" for each in manifest.runs
        ]
    return files


def relation_sql(folder: StoreFolder, manifest: Manifest) -> dict[str, str]:
    """The query behind each relation of a store, by name."""
    empty = {table.name: table for table in (*TABLES.values(), REJECTED_ROW, LOAD_WARNING)}
    return {
        name: f"select * from {folder.shelf.read(files)}" if files else empty_table_sql(empty[name])
        for name, files in relation_files(folder, manifest).items()
    }


def create_views(engine: Engine, folder: StoreFolder, manifest: Manifest) -> None:
    """Make every relation of the store a temporary view. Raises StoreError on a damaged file."""
    try:
        for name, sql in relation_sql(folder, manifest).items():
            create_view(engine, name, sql)
    except ReadError as error:
        raise folder.damaged_file_error(error) from None


def create_view(engine: Engine, name: str, sql: str) -> None:
    """Make a relation of the store a temporary view. Raises StoreError on a damaged file."""
    try:
        engine.run(f"create or replace temp view {quoted(name)} as {sql}", step=name)
    except ReadError:
        raise
    except QueryError as error:
        raise StoreError(f"the store is damaged; {error}") from error


def views_above(manifest: Manifest) -> list[ModelView]:
    """The views over a store's relations: claim_line_day, by_provider and the others."""
    views: dict[str, ModelView] = {}
    if manifest.state:
        model = read_model()
        views |= {name: model[name] for name in ("day_number", "claim_line_day")}
    if manifest.runs:
        sums = read_model(content.EXPOSURE)
        views |= {name: view for name, view in sums.items() if view.kept == "view"}
    return in_order(views, views)

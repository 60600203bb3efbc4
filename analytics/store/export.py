"""recoup.duckdb: the relations of a store, with comments, for other SQL tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal, quoted
from analytics.schema.meanings import RUN_GRAINS, column_meaning
from analytics.schema.outputs import OUTPUTS
from analytics.schema.tables import LOAD_WARNING, REJECTED_ROW, TABLES
from analytics.sql.views import read_model
from analytics.store.folder import StoreFolder
from analytics.store.manifest import Manifest
from analytics.store.relations import relation_sql, views_above

#: The oldest DuckDB whose tools can open the exported file.
_EXPORT_STORAGE = "v1.0.0"


def publish(folder: StoreFolder, manifest: Manifest) -> None:
    """Make a manifest the store's, and recoup.duckdb the export of it.

    The export is written before and moved after the manifest is replaced: a full disk stops both,
    and the next writer moves the export of one killed in between. A temporary store has none.
    """
    if folder.is_temporary:
        folder.commit(manifest)
        return
    write_export(folder, manifest, folder.export_beside(manifest))
    folder.commit(manifest)
    folder.take_export()


def write_export(folder: StoreFolder, manifest: Manifest, path: Path) -> None:
    """Write a DuckDB file of the store's relations as views with absolute paths and comments."""
    absolute = StoreFolder(folder.path.resolve())
    above = views_above(manifest)
    queries = relation_sql(absolute, manifest) | {view.relation: view.sql for view in above}
    with Engine() as engine:
        # no row is read: to plan a thousand comments well takes longer than to make them
        engine.run("pragma disable_optimizer")
        engine.run(f"attach {literal(path)} as export (storage_version '{_EXPORT_STORAGE}')")
        engine.run("use export")
        engine.run("begin")
        for name, sql in queries.items():
            engine.run(f"create view {quoted(name)} as {sql}", step=name)
        # hundreds of them: one call, not one each
        columns = engine.rows(
            "select table_name, column_name from duckdb_columns() where not internal"
        )
        engine.run(";\n".join(_comments(queries, columns)), step="comments")
        engine.run("commit", step="recoup.duckdb")
        engine.run("use memory")
        engine.run("detach export", step="recoup.duckdb")


def grains() -> dict[str, str]:
    """The grain of every relation of a store: what one row is."""
    tables = (*TABLES.values(), REJECTED_ROW, LOAD_WARNING, *OUTPUTS.values())
    queried = (*read_model().values(), *read_model(content.EXPOSURE).values())
    return (
        {table.name: table.grain for table in tables}
        | {view.relation: view.grain for view in queried}
        | RUN_GRAINS
    )


def _comments(names: Iterable[str], columns: Iterable[tuple[str, str]]) -> Iterator[str]:
    """SQL that comments each relation with its grain and each column with its meaning."""
    rows = grains()
    for name in names:
        if name in rows:
            yield f"comment on view {quoted(name)} is {literal(rows[name])}"
    for name, column in columns:
        if meaning := column_meaning(name, column):
            yield f"comment on column {quoted(name)}.{quoted(column)} is {literal(meaning)}"

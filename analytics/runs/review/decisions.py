"""Gives queries/review its relations: the runs, the known decisions, the present day.

The queries decide which rows of a worklist are new decisions, against the runs, the store and
each other. This module knows no status.
"""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.schema.tables import DISPOSITION
from analytics.sql.views import make_all
from analytics.store.folder import StoreFolder
from analytics.store.relations import create_view, relation_sql

_RUN_MADE = pa.schema([("run_id", pa.int64()), ("as_of", pa.date32())])
_PARAMETER = pa.schema([("today", pa.date32())])


def decide_rows(engine: Engine, folder: StoreFolder, today: date) -> None:
    """Make the relations of queries/review over `review_row` and `unreadable_row`.

    `reviewed_row` has each row, with the reason if it is not loaded; `decision_row` has the rows to
    load, as rows of the table disposition.
    """
    manifest = folder.manifest()
    queries = relation_sql(folder, manifest)
    for name in ("finding_of_every_run", DISPOSITION.name):
        create_view(engine, name, queries[name])
    runs = [
        {"run_id": run["number"], "as_of": date.fromisoformat(run["as_of"])}
        for run in manifest.runs
    ]
    engine.register("run_made", pa.Table.from_pylist(runs, _RUN_MADE))
    engine.register("review_parameter", pa.Table.from_pylist([{"today": today}], _PARAMETER))
    make_all(engine, content.REVIEW)

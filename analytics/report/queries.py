"""The report's own queries: the views of queries/report over one run, asked on one connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.runs.exposure import create_exposure_views
from analytics.sql.views import make, read_model

if TYPE_CHECKING:
    from analytics.runs.run import RunTables

VIEWS = content.REPORT


class ReportQueries:
    """A run that can be asked what the report wants to know; frames keep money decimal."""

    def __init__(self, engine: Engine):
        self._engine = engine
        self._views = read_model(VIEWS)

    def frame(
        self, view: str, where: str = "true", params: dict[str, Any] | None = None
    ) -> pd.DataFrame:
        """The rows of a view of queries/report where a condition in SQL holds."""
        make(self._engine, [self._views[view]])
        return self._engine.frame(f"select * from {view} where {where}", params)


@contextmanager
def asking(run: RunTables) -> Iterator[ReportQueries]:
    """A connection that sees one run. Raises StoreError where a file of the store is damaged."""
    with run.reading() as engine:
        create_exposure_views(engine, ("provider",))
        yield ReportQueries(engine)

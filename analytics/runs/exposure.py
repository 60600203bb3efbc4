"""Exposure tables: a run's net exposure summed by provider, check, month and so on."""

from __future__ import annotations

from collections.abc import Iterable

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.errors import UsageError
from analytics.schema.words import CELL_GROUPINGS, GROUPINGS, REVIEW_GROUPINGS, STEP_GROUPINGS
from analytics.sql.views import in_order, make, read_model

#: What exposure can be summed by; each is queries/exposure/by_<name>.sql.
BY = tuple(grouping.name for grouping in (*CELL_GROUPINGS, *STEP_GROUPINGS))
#: What reviews have made of it, as the run wrote it; by name of the sum and its relation.
REVIEWED = {grouping.name: grouping.table for grouping in REVIEW_GROUPINGS}


def exposure_relation(by: str) -> str:
    """The relation that holds exposure summed that way. Raises UsageError on another name."""
    tables = {grouping.name: grouping.table for grouping in GROUPINGS}
    if by not in tables:
        raise UsageError(f"exposure is not summed by {by!r}; by one of {', '.join(tables)}")
    return tables[by]


def create_exposure_views(engine: Engine, ways: tuple[str, ...]) -> None:
    """Make by_provider, by_check and the others; they read what a run wrote."""
    create_run_views(engine, [exposure_relation(by) for by in ways])


def create_run_views(engine: Engine, names: Iterable[str]) -> None:
    """Make these views of queries/exposure; they read what a run wrote."""
    views = {n: v for n, v in read_model(content.EXPOSURE).items() if v.kept == "view"}
    make(engine, in_order(views, names))

"""Exposure tables: a run's net exposure summed by provider, check, month and so on."""

from __future__ import annotations

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.errors import UsageError
from analytics.sql.views import in_order, make, read_model

#: What exposure can be summed by; each is queries/exposure/by_<name>.sql.
BY = ("provider", "npi", "check", "month", "line_of_business", "payer", "remedy")
#: What reviews have made of it, as the run wrote it; by name of the sum and its relation.
REVIEWED = {"status": "by_status", "hit_rate": "check_hit_rate"}


def exposure_relation(by: str) -> str:
    """The relation that holds exposure summed that way. Raises UsageError on another name."""
    if by in REVIEWED:
        return REVIEWED[by]
    if by not in BY:
        known = ", ".join((*BY, *REVIEWED))
        raise UsageError(f"exposure is not summed by {by!r}; by one of {known}")
    return f"by_{by}"


def create_exposure_views(engine: Engine, ways: tuple[str, ...] = BY) -> None:
    """Make by_provider, by_check and the others; they read what a run wrote."""
    views = {n: v for n, v in read_model(content.EXPOSURE).items() if v.kept == "view"}
    make(engine, in_order(views, [exposure_relation(by) for by in ways]))

"""The result of a load: counts, reasons, assumptions, the days it spans."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from analytics.engine.duckdb import Engine
from analytics.load.cast.statement import CastStatement
from analytics.load.write import LOADED
from analytics.schema.line_dates import FIRST_DAY, LAST_DAY, day_sql
from analytics.schema.tables import FEEDS

_SERVICE_DATES = {
    "medical_claim": FIRST_DAY,
    "visit_note": ("service_date",),
    "pharmacy_claim": ("dispensing_date",),
}
_LAST_DATES = {"medical_claim": LAST_DAY}


@dataclass(frozen=True)
class LoadResult:
    """The outcome of a file: counts, reasons, assumptions; everything fits JSON.

    read = loaded + rejected. `reasons` and `warnings` count by "column: reason".
    `columns_used` is canonical name to theirs, `columns_missing` canonical names that the
    file lacks, `columns_ignored` headers that feed nothing. `history` and `history_source` are by
    payer, for claims only; `payers_given_twice` are those of which a final history rejected lines.
    Dates are ISO text; `first_date` and `last_date` are of service.
    A `submission` is an 837: bills, of which nothing is paid yet. `transactions` and
    `transactions_left_out` count those of an X12 file by kind: read, and not for this table.
    `report` is that of `report_of`. `left_out` counts lines of a fixed-width file that are no
    data (header and trailer records); `read` does not count them. `mapping_notes` are
    remarks about the mapping, for a person to look at. `covers_from` and `covers_to`: the days of
    which a feed speaks.
    """

    table: str
    source_file: str
    sha256: str
    mapping: str
    read: int
    loaded: int
    rejected: int
    reasons: dict[str, int]
    warnings: dict[str, int]
    columns_used: dict[str, str]
    columns_missing: list[str]
    columns_ignored: list[str]
    payers: list[str]
    history: dict[str, str]
    history_source: dict[str, str]
    payers_given_twice: list[str]
    units_basis: str | None
    header_amounts: bool
    paid_includes_interest: bool
    covers_from: str | None
    covers_to: str | None
    first_date: str | None
    last_date: str | None
    report: dict[str, Any] = field(default_factory=dict)
    left_out: int = 0
    mapping_notes: list[str] = field(default_factory=list)
    submission: bool = False
    transactions: dict[str, int] = field(default_factory=dict)
    transactions_left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Summary:
    """The loaded rows: how many, their payers, first and last day of service, and of a feed."""

    loaded: int
    payers: list[str]
    first_date: str | None
    last_date: str | None
    feed_from: str | None
    feed_to: str | None


def summarize(engine: Engine, statement: CastStatement) -> Summary:
    """Sum up the loaded rows."""
    table, filled = statement.table.name, statement.filled
    first = _SERVICE_DATES.get(table, ())
    last = _LAST_DATES.get(table, first)
    payers = "list(distinct payer order by payer)" if "payer" in filled else "[]"
    feed = day_sql([FEEDS[table]] if table in FEEDS else [], filled)
    days = (day_sql(first, filled), day_sql(last, filled), feed, feed)
    spans = "min({}), max({}), min({}), max({})".format(*days)
    ((loaded, found, *ends),) = engine.rows(
        f"select count(*), {payers}, {spans} from cast_row where {LOADED}"
    )
    return Summary(loaded, [p for p in found or [] if p], *(iso(end) for end in ends))


def iso(day: date | None) -> str | None:
    """A date as ISO text."""
    return None if day is None else day.isoformat()

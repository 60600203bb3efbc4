"""Chooses the lines of a run for letters, with the amounts asked, and names those left out.

What is asked for is decided in queries/letters; this module gives the queries their day and reads
their rows. A dollar is asked for once: the amount of a line is what the automated steps of its
ladder add up to (`line_step`), so that letters, amounts below the threshold and lines left out sum
to the automated exposure of each provider to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.errors import StoreError
from analytics.masking import Mask, masked_table
from analytics.runs.exposure import create_run_views
from analytics.sql.views import make_all

if TYPE_CHECKING:
    from analytics.runs.run import RunTables

Row = dict[str, Any]

#: What the queries of letters know of the letter and the run.
_PARAMETER = pa.schema([("dated", pa.date32()), ("as_of", pa.date32())])
_READ_LOAD = pa.schema([("load_number", pa.int64())])
_REASON = "select * exclude (strength) from letter_reason where strength = $strength"
#: Of queries/exposure, what the queries of letters read.
_RUN_VIEWS = ("by_provider", "provider_address", "finding_arithmetic")


@dataclass
class LetterLines:
    """Lines to demand money for, lines to see records of, and automated dollars left out.

    Each line is a row with `reasons`, the findings that speak of it; each reason is a row with
    `calendar`, the days that prove it, where its check is one of days. By provider group: `names`,
    and `addresses`, the lines of an envelope.
    """

    demand: list[Row]
    records: list[Row]
    left_out: list[Row]
    names: dict[str, str | None] = field(default_factory=dict)
    addresses: dict[str, list[str]] = field(default_factory=dict)


def letter_lines(run: RunTables, dated: date, mask: Mask | None = None) -> LetterLines:
    """Read them from the run, held against what the store knows now.

    Raises StoreError where the store has no claims any more.
    """
    if not run.folder.manifest().state:
        raise StoreError("the store has no current final action; audit again")
    with run.reading() as engine:
        create_run_views(engine, _RUN_VIEWS)
        _register_letter(engine, dated, run.record)
        make_all(engine, content.LETTERS)

        def rows(sql: str, params: Row | None = None) -> list[Row]:
            return masked_table(engine.arrow(sql, params, step="letters"), mask).to_pylist()

        days = _by_key(rows("from letter_calendar"), "finding_id")

        def reasons(strength: str) -> dict[str, list[Row]]:
            found = rows(_REASON, {"strength": strength})
            shown = [row | {"calendar": days.get(row["finding_id"], [])} for row in found]
            return _by_key(shown, "line_id")

        names = rows("select provider_group, provider_name from by_provider")
        return LetterLines(
            demand=_with_reasons(rows("from amount_asked"), reasons("automated")),
            records=_with_reasons(rows("from records_to_see"), reasons("records")),
            left_out=rows("from left_out"),
            names={row["provider_group"]: row["provider_name"] for row in names},
            addresses={
                group: [row["text"] for row in lines]
                for group, lines in _by_key(rows("from address_of_group"), "provider_group").items()
            },
        )


def _register_letter(engine: Engine, dated: date, record: Row) -> None:
    """Make `letter_parameter` and `read_load`, which the queries of letters read."""
    known = {"dated": dated, "as_of": date.fromisoformat(record["as_of"])}
    loads = [{"load_number": load["number"]} for load in record["loads"]]
    engine.register("letter_parameter", pa.Table.from_pylist([known], _PARAMETER))
    engine.register("read_load", pa.Table.from_pylist(loads, _READ_LOAD))


def _by_key(found: list[Row], name: str) -> dict[str, list[Row]]:
    of_key: dict[str, list[Row]] = {}
    for row in found:
        of_key.setdefault(row[name], []).append(row)
    return of_key


def _with_reasons(lines: list[Row], reasons: dict[str, list[Row]]) -> list[Row]:
    return [line | {"reasons": reasons[line["line_id"]]} for line in lines]

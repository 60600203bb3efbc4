"""The exposure of a run as rows for the page: totals, rankings, checks, records to request.

Everything is read from the run's tables; amounts stay decimal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa

from analytics.schema.words import EXPOSURE_AMOUNTS, RUNG_AMOUNTS, RUNGS, STRENGTHS

Row = dict[str, Any]

_SUMMED = ("lines_paid", "paid_amount", "governed_amount", "lines_flagged", *EXPOSURE_AMOUNTS)


@dataclass(frozen=True)
class Ranking:
    """The first rows of an exposure table, and all the others in one row.

    `others_count` says how many rows `others` sums; `total` sums every row.
    """

    rows: list[Row]
    others: Row
    others_count: int
    total: Row


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """A frame's rows as plain values; null is None."""
    return pa.Table.from_pandas(frame, preserve_index=False).to_pylist()


def summed(rows: list[Row]) -> Row:
    """The rows of an exposure table in one, with the rate of automated over governed dollars."""
    total: Row = {name: sum((row[name] for row in rows), Decimal(0)) for name in _SUMMED}
    governed = total["governed_amount"]
    total["exposure_rate"] = total["automated_amount"] / governed if governed else None
    return total


def has_exposure(row: Row) -> bool:
    """Whether any column of a row holds a dollar."""
    return any(row[name] for name in EXPOSURE_AMOUNTS)


def ranking(rows: list[Row], most: int = 25) -> Ranking:
    """The rows with any exposure, at most so many; the rest are summed."""
    exposed = [row for row in rows if has_exposure(row)]
    shown = exposed[:most]
    kept = {id(row) for row in shown}
    others = [row for row in rows if id(row) not in kept]
    return Ranking(shown, summed(others), len(others), summed(rows))


def checks(by_check: pd.DataFrame, gross_to_net: pd.DataFrame) -> tuple[list[Row], Row]:
    """The checks with their gross, overlap and net amounts, and the sums of the net amounts.

    `by_check` is `run.exposure(by="check")`, `gross_to_net` the view of that name. Gross amounts
    are not summed: they count dollars as often as checks ask for them, and strengths stay apart.
    """
    rows = rows_of(by_check)
    overlap: dict[str, Decimal] = {}
    for row in rows_of(gross_to_net):
        overlap[row["check_id"]] = overlap.get(row["check_id"], Decimal(0)) + row["overlap_amount"]
    for row in rows:
        row["overlap_amount"] = overlap.get(row["check_id"], Decimal(0))
    return rows, _sums(rows, RUNG_AMOUNTS)


def _sums(rows: list[Row], names: Iterable[str]) -> Row:
    return {name: sum((row[name] or 0 for row in rows), Decimal(0)) for name in names}


@dataclass(frozen=True)
class Step:
    """One step from gross to net: its name, what it adds or takes away, and what it means.

    `column` is the strength whose dollars it sets apart, None of the steps before.
    """

    label: str
    amount: Decimal
    meaning: str
    column: str | None = None


def waterfalls(gross_to_net: pd.DataFrame) -> dict[str, list[Step]]:
    """The steps from gross to net of the findings of each strength that has any amount."""
    rows = rows_of(gross_to_net)
    falls = {s: waterfall(s, [row for row in rows if row["strength"] == s]) for s in STRENGTHS}
    return {strength: steps for strength, steps in falls.items() if any(s.amount for s in steps)}


def waterfall(strength: str, rows: list[Row]) -> list[Step]:
    """The steps from what checks ask alone to the dollars of one strength; they add up to zero.

    `rows` are those of gross_to_net of that strength. Steps of nothing are left out, but for the
    first.
    """
    total = _sums(rows, ("gross_amount", "partly_priced_amount", "overlap_amount", *RUNG_AMOUNTS))
    steps = [
        Step("Gross", total["gross_amount"], "The sum of the amounts that each check asks alone."),
        Step(
            "Partly priced",
            total["partly_priced_amount"],
            "Priced days of findings that also have a day without a price: their gross is unknown.",
        ),
        Step(
            "Overlap",
            -total["overlap_amount"],
            "The same days of the same line, asked for by more than one check.",
        ),
    ]
    others = [column for column in RUNGS if column.name != strength]
    (own,) = (column for column in RUNGS if column.name == strength)
    steps += [Step(each.title, -total[each.amount], each.explained) for each in others]
    meaning = f"Counts as {strength} exposure."
    steps.append(Step(own.title, -total[own.amount], meaning, strength))
    return [step for place, step in enumerate(steps) if step.amount or not place]


def unchecked(check_period: pd.DataFrame) -> list[Row]:
    """Lines that a check could not check: check_id, reason, lines and paid_amount.

    `check_period` is the run's table of that name.
    """
    found: dict[tuple[str, str], Row] = {}
    for row in rows_of(check_period[check_period["not_applicable"].notna()]):
        key = row["check_id"], row["not_applicable"]
        kept = found.setdefault(key, {"lines": 0, "paid_amount": Decimal(0)})
        kept["lines"] += row["lines"]
        kept["paid_amount"] += row["paid_amount"]
    return [{"check_id": c, "reason": r, **kept} for (c, r), kept in sorted(found.items())]


@dataclass(frozen=True)
class RecordsToRequest:
    """The records request list in numbers: how many paid lines, how much, of which providers.

    The `other_` numbers sum the providers that are not listed.
    """

    lines: int
    paid_amount: Decimal
    requested_lines: int
    providers: list[Row]
    other_lines: int
    other_requested_lines: int
    other_amount: Decimal
    other_count: int


def records_to_request(
    frame: pd.DataFrame, names: dict[str, str], most: int = 10
) -> RecordsToRequest:
    """Sum `run.records_request_list()` by provider, largest amount first.

    `names` are the providers' names by provider group; `requested_lines` are those for which
    records were asked for already.
    """
    columns = frame[["provider_group", "paid_amount", "requested_date"]]
    grouped = pa.Table.from_pandas(columns, preserve_index=False).group_by("provider_group")
    sums = [("paid_amount", "sum"), ("paid_amount", "count"), ("requested_date", "count")]
    rows = [
        {
            "provider_group": row["provider_group"],
            "provider_name": names[row["provider_group"]],
            "lines": row["paid_amount_count"],
            "requested_lines": row["requested_date_count"],
            "paid_amount": row["paid_amount_sum"],
        }
        for row in grouped.aggregate(sums).to_pylist()
    ]
    rows.sort(key=lambda row: (-row["paid_amount"], row["provider_group"]))
    rest = rows[most:]
    return RecordsToRequest(
        lines=sum(row["lines"] for row in rows),
        paid_amount=sum((row["paid_amount"] for row in rows), Decimal(0)),
        requested_lines=sum(row["requested_lines"] for row in rows),
        providers=rows[:most],
        other_lines=sum(row["lines"] for row in rest),
        other_requested_lines=sum(row["requested_lines"] for row in rest),
        other_amount=sum((row["paid_amount"] for row in rest), Decimal(0)),
        other_count=len(rest),
    )

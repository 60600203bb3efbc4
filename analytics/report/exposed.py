"""The exposure of a run as rows for the page: totals, rankings, checks, records to request.

Everything is read from the run's tables; amounts stay decimal.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa

Row = dict[str, Any]

#: The three strengths of net exposure, and the columns counted apart from them.
STRENGTH_AMOUNTS = ("automated_amount", "records_amount", "lead_amount")
APART_AMOUNTS = (
    "unpriced_amount",
    "out_of_lookback_amount",
    "on_hold_amount",
    "not_recoupable_amount",
    "resolved_amount",
)
EXPOSURE_AMOUNTS = STRENGTH_AMOUNTS + APART_AMOUNTS
NET_AMOUNTS = (*STRENGTH_AMOUNTS, "out_of_lookback_amount", "resolved_amount")
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


def ranking(rows: list[Row], most: int = 25) -> Ranking:
    """The rows with any exposure, at most so many; the rest are summed."""
    exposed = [row for row in rows if any(row[name] for name in EXPOSURE_AMOUNTS)]
    shown = exposed[:most]
    kept = {id(row) for row in shown}
    others = [row for row in rows if id(row) not in kept]
    return Ranking(shown, summed(others), len(others), summed(rows))


def checks(by_check: pd.DataFrame) -> tuple[list[Row], Row]:
    """The checks with their gross and net amounts, and the sums of the net ones.

    `by_check` is `run.exposure(by="check")`. Gross amounts overlap and have no sum.
    """
    rows = rows_of(by_check)
    return rows, {name: sum((row[name] for row in rows), Decimal(0)) for name in NET_AMOUNTS}


def unchecked(check_period: pd.DataFrame) -> list[Row]:
    """Lines a check could not judge: check_id, reason, lines and paid_amount.

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

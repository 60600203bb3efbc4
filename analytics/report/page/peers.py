"""Compares each provider's rate with its peers, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from analytics.formats import money, number, rate
from analytics.report.exposure_tables import Row, rows_of
from analytics.report.queries import ReportQueries

#: As queries/report/peer_rate.sql has them.
ENOUGH_LINES = 20
ENOUGH_PEERS = 5
#: Providers in the table, those with the highest rates.
_LISTED = 50


@dataclass(frozen=True)
class Peers:
    """The rates of a run's providers.

    `rows` are compared providers, highest rate first, at most 50; `others` counts the compared
    ones left out, `too_few` those with governed lines but not enough volume. `by_group` has every
    provider. `count`, the quartiles and the median speak of all compared; None without any.
    """

    rows: list[Row]
    others: int
    too_few: int
    count: int
    lower_quartile: Decimal | None
    median: Decimal | None
    upper_quartile: Decimal | None
    by_group: dict[str, Row]


def peers(asked: ReportQueries, names: dict[str, str]) -> Peers:
    """The rates of a run's providers."""
    every = rows_of(asked.frame("peer_rate"))
    for row in every:
        row["provider_name"] = names.get(row["provider_group"]) or row["provider_group"]
    compared = [row for row in every if row["is_compared"]]
    first = (
        compared[0] if compared else dict.fromkeys(("lower_quartile", "median", "upper_quartile"))
    )
    return Peers(
        rows=compared[:_LISTED],
        others=len(compared[_LISTED:]),
        too_few=sum(row["lines_governed"] > 0 and not row["has_volume"] for row in every),
        count=max((row["peers"] for row in every), default=0),
        lower_quartile=first["lower_quartile"],
        median=first["median"],
        upper_quartile=first["upper_quartile"],
        by_group={row["provider_group"]: row for row in every},
    )


def stand(row: Row) -> str:
    """Where a provider stands among its peers, as one sentence."""
    if row["lines_governed"] >= ENOUGH_LINES and not row["has_volume"]:
        return (
            f"Too little to compare: {money(row['governed_amount'])} paid on checked lines, "
            "less than a tenth of the median of providers with enough lines."
        )
    if not row["has_volume"]:
        lines = number(row["lines_governed"])
        return (
            f"Too few to compare: {lines} checked {'line' if lines == '1' else 'lines'}; "
            f"the comparison needs {ENOUGH_LINES}."
        )
    if not row["is_compared"]:
        return (
            f"Too few to compare: {row['peers']} {'provider' if row['peers'] == 1 else 'providers'}"
            f" with enough volume; the comparison needs {ENOUGH_PEERS}."
        )
    return (
        f"Rate {rate(row['rate'])}, rank {row['rank']} of {row['peers']} with enough volume; "
        f"their median is {rate(row['median'])}, the middle half lies between "
        f"{rate(row['lower_quartile'])} and {rate(row['upper_quartile'])}."
    )

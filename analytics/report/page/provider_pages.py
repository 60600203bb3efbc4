"""A page for each provider with the most exposure: its trend, its checks, its lines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pandas as pd

from analytics.masking import Mask, masked_frame
from analytics.report.exposure_tables import Row, has_exposure, rows_of
from analytics.report.page.peers import Peers, stand
from analytics.report.queries import ReportQueries

#: Providers with a page of their own, lines on it, and months in its table.
PAGES = 25
LINES = 15
MONTHS = 24

_OF_THESE = "list_contains($groups, provider_group)"


@dataclass(frozen=True)
class ProviderPage:
    """One provider: its row of exposure, place among its peers, months, checks and lines.

    `months` are those with exposure, the latest 24 of `month_count`; `trend` is every month with
    a paid line; `lines` the first 15 of `line_count` flagged ones.
    """

    row: Row
    stand: str
    months: list[Row]
    month_count: int
    trend: list[Row]
    checks: list[Row]
    lines: list[Row]
    line_count: int


def provider_pages(
    asked: ReportQueries,
    providers: list[Row],
    peers: Peers,
    mask: Mask | None = None,
) -> list[ProviderPage]:
    """Pages of the first 25 of `providers`, rows of exposure in the order of the report.

    `mask` is put over the lines before anything of them is read.
    """
    shown = providers[:PAGES]
    groups = {"groups": [row["provider_group"] for row in shown]}
    months = _by_provider(asked.frame("provider_month", _OF_THESE, groups))
    checks = _by_provider(asked.frame("provider_check", _OF_THESE, groups))
    listed = asked.frame("provider_line", f"{_OF_THESE} and place <= {LINES}", groups).sort_values(
        ["provider_group", "place"]
    )
    lines = _by_provider(masked_frame(listed, mask))
    pages = []
    for row in shown:
        group = row["provider_group"]
        exposed = [month for month in months[group] if has_exposure(month)]
        pages.append(
            ProviderPage(
                row=row,
                stand=stand(peers.by_group[group]),
                months=exposed[-MONTHS:],
                month_count=len(exposed),
                trend=months[group],
                checks=checks[group],
                lines=lines[group],
                line_count=row["lines_flagged"],
            )
        )
    return pages


def _by_provider(frame: pd.DataFrame) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows_of(frame):
        found[row["provider_group"]].append(row)
    return found

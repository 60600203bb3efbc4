"""The changes since an earlier run, as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.report.exposure_tables import Row, rows_of
from analytics.runs.compare import Comparison

#: Providers in the table of changes, those with the most dollars of difference.
_LISTED = 50
_COUNTS = ("added", "gone", "changed")


@dataclass(frozen=True)
class Changes:
    """Two runs compared, as rows.

    `columns` has before, after and difference of each column of exposure, by its name; `checks`
    and `providers` those of which a finding was added, is gone or changed, at most 50 providers;
    `others` counts the providers left out; `inputs` says what else differs between the runs.
    """

    earlier: int
    later: int
    columns: dict[str, Row]
    checks: list[Row]
    providers: list[Row]
    others: int
    inputs: list[str]


def changes(compared: Comparison, names: dict[str, str]) -> Changes:
    """What of a comparison the page tells; `names` are the providers' names by group."""
    providers = _changed(compared.by_provider)
    for row in providers:
        row["provider_name"] = names.get(row["provider_group"]) or row["provider_group"]
    return Changes(
        earlier=compared.earlier,
        later=compared.later,
        columns={row["column_name"]: row for row in rows_of(compared.summary)},
        checks=_changed(compared.by_check),
        providers=providers[:_LISTED],
        others=len(providers[_LISTED:]),
        inputs=compared.inputs,
    )


def _changed(frame: pd.DataFrame) -> list[Row]:
    return [row for row in rows_of(frame) if any(row[name] for name in _COUNTS)]

"""The data of the page for its template; every amount is still a decimal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics import formats
from analytics.masking import Mask
from analytics.report import basis as audited
from analytics.report import exposure_tables as exposed
from analytics.report.page.changes import changes
from analytics.report.page.peers import ENOUGH_LINES, ENOUGH_PEERS, peers
from analytics.report.page.provider_pages import ProviderPage, provider_pages
from analytics.report.pictures import alt_text as alt
from analytics.report.pictures import charts
from analytics.report.pictures.sparkline import sparkline
from analytics.report.pictures.svg import inline_svg
from analytics.report.queries import asking
from analytics.schema.words import APART_AMOUNTS, EXPOSURE_COLUMNS, STRENGTH_AMOUNTS

if TYPE_CHECKING:
    from analytics.runs.compare import Comparison
    from analytics.runs.run import RunTables

#: Rows of the tables that grow with a plan; what is left out is summed, or said.
_PROVIDERS = 100
_MONTHS = 60
_LOADS = 100
#: Loads whose report the page has, the latest: every load's is in the store.
_REPORTED = 20
#: Providers in the Pareto picture.
_DRAWN = 20

#: Columns of exposure: those of a strength, and those counted apart.
_STRENGTHS = tuple(each for each in EXPOSURE_COLUMNS if each.amount in STRENGTH_AMOUNTS)
_APART = tuple(each for each in EXPOSURE_COLUMNS if each.amount in APART_AMOUNTS)
#: What the level of a document means.
_LEVELS = {
    "mandate": "A law or regulation",
    "contract": "A contract, for the providers it names",
    "payer": "The payer's own policy",
    "baseline": "A baseline, where no document of the payer speaks",
}


def page_data(run: RunTables, compared: Comparison | None, mask: Mask | None) -> dict[str, Any]:
    """What the template tells of a run; `compared` and `mask` as `write_report` has them."""
    by_provider, by_check = run.exposure(by="provider"), run.exposure(by="check")
    by_month = run.exposure(by="month")
    providers = exposed.rows_of(by_provider)
    for row in providers:
        row["provider_name"] = row["provider_name"] or row["provider_group"]
        row["npi_count"] = len(row["npis"].split(", "))
    names = {row["provider_group"]: row["provider_name"] for row in providers}
    ranking = exposed.ranking(providers, _PROVIDERS)
    with asking(run) as asked:
        gross_to_net = asked.frame("gross_to_net")
        checks, checks_total = exposed.checks(by_check, gross_to_net)
        beside = peers(asked, names)
        pages = provider_pages(asked, ranking.rows, beside, mask)
    payers = [row | {"shown": row["payer"]} for row in exposed.rows_of(run.exposure(by="payer"))]
    total = exposed.summed(payers)
    falls = exposed.waterfalls(gross_to_net)
    months = exposed.rows_of(by_month)
    return {
        "record": run.record,
        "total": total,
        "strengths": _STRENGTHS,
        "apart": _APART,
        "shown_apart": [name for name in APART_AMOUNTS if total[name]],
        "limits": {
            "providers": _PROVIDERS,
            "months": _MONTHS,
            "loads": _LOADS,
            "peer_lines": ENOUGH_LINES,
            "peers": ENOUGH_PEERS,
        },
        "providers": ranking,
        "exposed_count": sum(map(exposed.has_exposure, providers)),
        "peers": beside,
        "pages": pages,
        "trends": _trends(pages),
        "checks": checks,
        "checks_total": checks_total,
        "waterfalls": falls,
        "months": months[-_MONTHS:],
        "lines_of_business": [
            row | {"shown": formats.plain(row["line_of_business"])}
            for row in exposed.rows_of(run.exposure(by="line_of_business"))
        ],
        "payers": payers,
        "records": exposed.records_to_request(run.records_request_list(), names),
        "unchecked": exposed.unchecked(run.table("check_period")),
        "not_checked": run.not_checked(),
        "changes": None if compared is None else changes(compared, names),
        "pictures": _pictures(by_provider, by_check, by_month, falls),
        **_grounds(run),
    }


def _grounds(run: RunTables) -> dict[str, Any]:
    """What the run stands on: its loads, the policies in force, its checks in words."""
    loads = audited.loads(run)
    first_day, last_day = audited.service_dates(loads)
    policies = exposed.rows_of(run.table("policy"))
    return {
        "first_day": first_day,
        "last_day": last_day,
        "levels": _LEVELS,
        "loads": loads,
        "load_reports": audited.load_reports(loads[-_REPORTED:]),
        "documents": audited.documents(policies, first_day, last_day),
        "without_lookback": audited.without_lookback(policies, first_day, last_day),
        "check_words": audited.checks_in_words(run),
    }


def _pictures(
    by_provider: pd.DataFrame,
    by_check: pd.DataFrame,
    by_month: pd.DataFrame,
    falls: dict[str, list[exposed.Step]],
) -> dict[str, Any]:
    """The pictures that have something to show, as SVG, with what they show in words."""
    drawn = {}
    if (by_provider["automated_amount"] > 0).any():
        first = by_provider[by_provider["automated_amount"] > 0].head(_DRAWN)
        drawn["pareto"] = charts.pareto(by_provider, _DRAWN), alt.pareto(exposed.rows_of(first))
    if (by_check["gross_amount"] > 0).any():
        drawn["gross_and_net"] = (
            charts.gross_and_net(by_check),
            alt.gross_and_net(exposed.rows_of(by_check)),
        )
    for strength, steps in falls.items():
        drawn[f"waterfall_{strength}"] = charts.waterfall(steps), alt.waterfall(strength, steps)
    if (by_month[list(STRENGTH_AMOUNTS)] > 0).any(axis=None):
        drawn["by_month"] = charts.by_month(by_month), alt.by_month(exposed.rows_of(by_month))
    return {
        name: {"svg": inline_svg(figure, name), "alt": text}
        for name, (figure, text) in drawn.items()
    }


def _trends(pages: list[ProviderPage]) -> dict[int, Any]:
    """The trend of each provider with a strength's dollars, by its place among the pages."""
    return {
        place: {
            "svg": sparkline(page.trend),
            "alt": alt.trend(page.row["provider_name"], page.months),
        }
        for place, page in enumerate(pages, start=1)
        if any(page.row[name] for name in STRENGTH_AMOUNTS)
    }

"""One page of HTML about a run: what was audited, the exposure in its columns, by which rules."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from analytics.errors import UsageError
from analytics.report import alt, audited, charts, exposed, words
from analytics.report.svg import inline_svg
from analytics.store import disk_error

if TYPE_CHECKING:
    import pandas as pd

    from analytics.api import Run

PAGE = "report.html"
_TEMPLATE = "report.html.j2"
#: Loads whose report the page has, the latest: every load's is in the store.
_REPORTED = 20
#: Providers in the Pareto picture.
_DRAWN = 20

#: Columns of exposure: amount, name and meaning, as the page words them.
_STRENGTHS = (
    (
        "automated_amount",
        "Automated",
        "The claim data and a written rule decide. No chart is needed to say why.",
    ),
    (
        "records_amount",
        "Records",
        "A chart decides. Ask for the records first; some of these dollars will be cleared.",
    ),
    (
        "lead_amount",
        "Lead",
        "An analyst must look first. The data raises the question and does not answer it.",
    ),
)
_APART = (
    ("unpriced_amount", "Unpriced", "In question, but no policy says what should have been paid."),
    (
        "out_of_lookback_amount",
        "Past look-back",
        "Not payable, but a rule says it is too late to ask for it back.",
    ),
    ("on_hold_amount", "On hold", "Claims the plan has said not to touch now."),
    (
        "not_recoupable_amount",
        "Not recoupable",
        "Capitated, an encounter, paid to the member, paid by case: nothing to ask of a provider.",
    ),
    ("resolved_amount", "Resolved", "Review has already recovered, overturned or closed it."),
)
#: What the level of a document means.
_LEVELS = {
    "mandate": "A law or regulation",
    "contract": "A contract, for the providers it names",
    "payer": "The payer's own policy",
    "baseline": "A baseline, where no document of the payer speaks",
}


def write_report(run: Run, out: Path) -> Path:
    """Write `report.html` into the folder `out`; returns its path.

    The page is one file that asks for nothing from any network, and names no member and no
    claim. It is readable by its owner only, and replaces an earlier one in one step. Raises
    UsageError where `out` is a file, StoreError where it cannot be written.
    """
    out = Path(out)
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; name the folder that {PAGE} goes into")
    text = page_html(run)
    beside = out / f".{PAGE}.{os.getpid()}"
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        return beside.replace(out / PAGE)
    except OSError as error:
        raise disk_error(error) from error
    finally:
        beside.unlink(missing_ok=True)


def page_html(run: Run) -> str:
    """The page as text."""
    return _environment().get_template(_TEMPLATE).render(**_facts(run))


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("analytics.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "money": words.money,
        "money_said": words.money_said,
        "count": words.count,
        "number": words.number,
        "percent": words.percent,
        "day": words.day,
        "plain": words.plain,
        "in_a_row": words.listed,
    }
    return environment


def _facts(run: Run) -> dict[str, Any]:
    """What the template tells, every amount still a decimal."""
    by_provider, by_check = run.exposure(by="provider"), run.exposure(by="check")
    by_month = run.exposure(by="month")
    providers = exposed.rows_of(by_provider)
    for row in providers:
        row["provider_name"] = row["provider_name"] or row["provider_group"]
        row["npi_count"] = len(row["npis"].split(", "))
    checks, checks_total = exposed.checks(by_check)
    payers = [row | {"shown": row["payer"]} for row in exposed.rows_of(run.exposure(by="payer"))]
    total = exposed.summed(payers)
    loads = audited.loads(run)
    days = audited.service_dates(loads)
    policies = exposed.rows_of(run.table("policy"))
    names = {row["provider_group"]: row["provider_name"] for row in providers}
    return {
        "record": run.record,
        "first_day": days[0],
        "last_day": days[1],
        "total": total,
        "strengths": _STRENGTHS,
        "apart": _APART,
        "shown_apart": [name for name in exposed.APART_AMOUNTS if total[name]],
        "levels": _LEVELS,
        "providers": exposed.ranking(providers),
        "checks": checks,
        "checks_total": checks_total,
        "lines_of_business": [
            row | {"shown": words.plain(row["line_of_business"])}
            for row in exposed.rows_of(run.exposure(by="line_of_business"))
        ],
        "payers": payers,
        "records": exposed.records_to_request(run.records_request_list(), names),
        "unchecked": exposed.unchecked(run.table("check_period")),
        "loads": loads,
        "load_reports": audited.load_reports(loads[-_REPORTED:]),
        "documents": audited.documents(policies, *days),
        "without_lookback": audited.without_lookback(policies, *days),
        "check_words": audited.checks_in_words(run),
        "pictures": _pictures(by_provider, by_check, by_month),
    }


def _pictures(
    by_provider: pd.DataFrame, by_check: pd.DataFrame, by_month: pd.DataFrame
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
    if (by_month[list(exposed.STRENGTH_AMOUNTS)] > 0).any(axis=None):
        drawn["by_month"] = charts.by_month(by_month), alt.by_month(exposed.rows_of(by_month))
    return {
        name: {"svg": inline_svg(figure, name), "alt": words_}
        for name, (figure, words_) in drawn.items()
    }

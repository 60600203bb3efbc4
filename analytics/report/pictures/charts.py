"""The pictures of a run, each drawn from one exposure table; the notebooks draw the same.

Each strength has one colour everywhere: automated blue, records orange, lead rose, apart for
every kind of colour vision. A picture adds no strengths: they stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal

import matplotlib as mpl
import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

from analytics.formats import round_dollars
from analytics.frames import for_charts
from analytics.report.exposure_tables import Step
from analytics.schema.words import STRENGTHS

#: The colour of each strength, and of what surrounds it. The page gives them dark twins.
COLORS = {
    "automated": "#0b5cad",
    "records": "#d9730d",
    "lead": "#cc79a7",
    "gross": "#c5ced9",
    "ink": "#1b2430",
    "muted": "#566374",
    "rule": "#e2e7ed",
}
_WIDTH = 9.6


def pareto(by_provider: pd.DataFrame, most: int = 20) -> Figure:
    """Automated dollars by provider, largest first, and the share they reach together.

    `by_provider` is `run.exposure(by="provider")`; at most `most` providers are drawn.
    """
    with_dollars = by_provider[by_provider["automated_amount"] > 0]
    frame = for_charts(with_dollars.sort_values("cumulative_share").head(most))
    with _drawing(rows=len(frame)) as figure:
        if frame.empty:
            return _nothing(figure, "No automated dollars")
        bars, share = figure.subplots(1, 2, sharey=True, width_ratios=(3, 1))
        rows = range(len(frame))
        bars.barh(rows, frame["automated_amount"], height=0.62, color=COLORS["automated"])
        bars.set_yticks(rows, _labels(frame["provider_name"].fillna(frame["provider_group"]), 34))
        bars.set_ylim(len(frame) - 0.4, -0.6)
        bars.set_title("Automated dollars", loc="left")
        _dollars(bars.xaxis)
        share.plot(frame["cumulative_share"], rows, color=COLORS["muted"], marker="o", ms=4.5, lw=1)
        share.set_xlim(0, 1.04)
        share.set_xticks((0, 0.5, 1))
        share.xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
        share.set_title("Share reached so far", loc="left")
        figure.get_layout_engine().set(wspace=0.08)
        for axes in (bars, share):
            _calm(axes, "x")
    return figure


def gross_and_net(by_check: pd.DataFrame) -> Figure:
    """What each check would ask alone, and within it what it adds to the checks before it.

    `by_check` is `run.exposure(by="check")`; checks without a priced finding are left out.
    """
    frame = for_charts(by_check[by_check["gross_amount"] > 0])
    frame = frame.sort_values("gross_amount", ascending=False, kind="stable")
    with _drawing(rows=len(frame) * 1.15) as figure:
        if frame.empty:
            return _nothing(figure, "No priced findings")
        axes = figure.subplots()
        rows = range(len(frame))
        axes.barh(rows, frame["gross_amount"], height=0.74, color=COLORS["gross"], label="gross")
        left = 0
        for strength in STRENGTHS:
            net = frame[f"{strength}_amount"]
            if net.any():
                axes.barh(
                    rows,
                    net,
                    left=left,
                    height=0.34,
                    color=COLORS[strength],
                    label=f"net {strength}",
                )
            left = left + net
        axes.set_yticks(rows, _labels(frame["check_id"] + "  " + frame["title"], 56))
        axes.set_ylim(len(frame) - 0.4, -0.6)
        axes.set_xlim(0, frame["gross_amount"].max() * 1.03)
        _dollars(axes.xaxis)
        _calm(axes, "x")
        figure.legend(loc="outside upper left", ncols=4)
    return figure


def by_month(by_month: pd.DataFrame) -> Figure:
    """Automated, records and lead dollars by month of service, one panel each, on one scale.

    `by_month` is `run.exposure(by="month")`.
    """
    frame = for_charts(by_month)
    drawn = [strength for strength in STRENGTHS if frame[f"{strength}_amount"].any()]
    with _drawing(rows=1.5 + 4 * len(drawn)) as figure:
        if not drawn:
            return _nothing(figure, "No dollars in any month")
        panels = figure.subplots(len(drawn), sharex=True, sharey=True, squeeze=False)[:, 0]
        for axes, strength in zip(panels, drawn, strict=True):
            amount = frame[f"{strength}_amount"]
            axes.bar(frame["month"], amount, width=22, color=COLORS[strength])
            axes.set_title(strength.capitalize(), loc="left")
            _dollars(axes.yaxis)
            _calm(axes, "y")
        locator = mdates.AutoDateLocator(minticks=6, maxticks=12)
        panels[-1].tick_params(axis="x", labelcolor=COLORS["muted"], labelsize=9)
        panels[-1].xaxis.set_major_locator(locator)
        panels[-1].xaxis.set_major_formatter(
            mdates.ConciseDateFormatter(locator, show_offset=False)
        )
    return figure


def waterfall(steps: list[Step]) -> Figure:
    """From what every check asks alone down to one strength, each step where it falls.

    `steps` are `exposed.waterfall(...)`: each bar ends where the next begins, the last at zero.
    """
    with _drawing(rows=len(steps)) as figure:
        if not any(step.amount for step in steps):
            return _nothing(figure, "No priced findings")
        axes = figure.subplots()
        reached = Decimal(0)
        for row, step in enumerate(steps):
            color = COLORS[step.column or "gross"]
            axes.barh(row, float(step.amount), left=float(reached), height=0.62, color=color)
            reached += step.amount
            if row < len(steps) - 1:
                axes.plot([float(reached)] * 2, [row, row + 1], color=COLORS["muted"], lw=0.7)
        axes.set_yticks(range(len(steps)), _labels((step.label for step in steps), 34))
        axes.set_ylim(len(steps) - 0.4, -0.6)
        axes.set_xlim(left=0)
        _dollars(axes.xaxis)
        _calm(axes, "x")
    return figure


@contextmanager
def _drawing(rows: float) -> Iterator[Figure]:
    """A figure tall enough for so many rows, drawn in the page's manner."""
    manner = {
        "font.size": 9.5,
        "text.color": COLORS["ink"],
        "axes.labelcolor": COLORS["muted"],
        "axes.labelsize": 9,
        "axes.edgecolor": COLORS["rule"],
        "axes.titlesize": 10,
        "axes.axisbelow": True,
        "xtick.color": COLORS["rule"],
        "ytick.color": COLORS["rule"],
        "xtick.labelcolor": COLORS["muted"],
        "ytick.labelcolor": COLORS["ink"],
        "grid.color": COLORS["rule"],
        "legend.frameon": False,
    }
    with mpl.rc_context(manner):
        yield Figure(figsize=(_WIDTH, 1.2 + 0.29 * max(rows, 2)), layout="constrained")


def _calm(axes: Axes, grid: str) -> None:
    """No frame, a light grid along one axis. Ticks made later would forget the drawing's manner."""
    axes.spines[:].set_visible(False)
    axes.tick_params(axis=grid, length=0, labelsize=9, labelcolor=COLORS["muted"])
    axes.tick_params(axis="x" if grid == "y" else "y", length=0, labelcolor=COLORS["ink"])
    axes.grid(axis=grid, linewidth=0.8, color=COLORS["rule"])


def _nothing(figure: Figure, words: str) -> Figure:
    figure.text(0.5, 0.5, words, ha="center", va="center", color=COLORS["muted"])
    return figure


def _dollars(axis: mpl.axis.Axis) -> None:
    axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda amount, _: round_dollars(amount)))


def _labels(names: Iterable[str], longest: int) -> list[str]:
    """Names cut to a length; a dollar sign in one must not begin a formula."""
    cut = [n if len(n) <= longest else n[: longest - 1].rstrip() + "…" for n in names]
    return [name.replace("$", r"\$") for name in cut]

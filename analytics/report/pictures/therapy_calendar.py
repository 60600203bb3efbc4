"""A member's therapies by day: a calendar to print, one bar a therapy line, modifiers shown.

The colour says which therapy of the day the line is: by its modifier, or, where a check misses one,
by the modifier it should have. A framed bar is a day that a check asks about, and the words under
its code say what is amiss. Which modifier says which therapy stands in data/reference.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from analytics import content
from analytics.report.pictures.charts import COLORS

#: Each place a line may have in its day: its colour, and the words of the legend.
_ROLES = {
    "primary": ("#c3dbf5", "primary therapy"),
    "second": ("#bfe5d6", "second therapy"),
    "third": ("#e0d3f3", "third therapy"),
    "other": ("#e6e9ee", "per diem that is no therapy"),
}
_FLAG = "#b3261e"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WIDTH, _BAR, _HEAD, _GAP = 10.0, 0.34, 0.24, 0.14


def therapy_calendar(days: pd.DataFrame, title: str = "", most_weeks: int = 12) -> Figure:
    """Draw the weeks that have a therapy, Monday first, at most `most_weeks` of them.

    `days` has one row a day and per diem line: service_date, hcpcs_code, modifiers (a list),
    is_therapy, and amiss: what a check says of the day in a few words, as "SH missing"; or null.
    """
    drawn = days.assign(
        service_date=[pd.Timestamp(day).date() for day in days["service_date"]],
        role=[
            _role(*line)
            for line in zip(days["modifiers"], days["is_therapy"], days["amiss"], strict=True)
        ],
    )
    order = list(_ROLES)
    drawn = drawn.assign(place=[order.index(role) for role in drawn["role"]])
    drawn = drawn.sort_values(["service_date", "place", "hcpcs_code"], kind="stable")
    by_day = {day: part.to_dict("records") for day, part in drawn.groupby("service_date")}
    weeks = sorted({day - timedelta(days=day.weekday()) for day in by_day})
    left_out = len(weeks) - most_weeks
    heights = [_week_height(by_day, week) for week in weeks[:most_weeks]]
    figure = Figure(figsize=(_WIDTH, sum(heights) + 1.25), layout="none")
    height = figure.get_figheight()
    axes = figure.add_axes((0.085, 0.3 / height, 0.905, (height - 1.0) / height))
    axes.set_xlim(0, 7)
    axes.set_ylim(sum(heights), -0.25)
    axes.set_axis_off()
    for column, name in enumerate(_DAYS):
        axes.text(column + 0.03, -0.06, name, size=9, color=COLORS["muted"])
    top = 0.0
    for week, tall in zip(weeks, heights, strict=False):
        _draw_week(axes, by_day, week, top, tall)
        top += tall
    figure.text(0.085, 1 - 0.26 / height, title, size=12, color=COLORS["ink"], weight="bold")
    _legend(figure, set(drawn["role"]), bool(drawn["amiss"].notna().any()))
    if left_out > 0:
        words = f"{left_out} later weeks with therapies are not drawn"
        figure.text(0.99, 0.08 / height, words, size=8.5, color=COLORS["muted"], ha="right")
    return figure


@lru_cache(maxsize=1)
def _therapy_modifiers() -> Mapping[str, str]:
    """The modifiers that name a therapy of the day, and the place of that therapy."""
    places = {"second_therapy": "second", "third_therapy": "third"}
    with (content.REFERENCE / "modifier.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["modifier"]: places[row["role"]]
            for row in csv.DictReader(stream)
            if row["role"] in places
        }


def _role(modifiers: list[str] | None, is_therapy: bool, amiss: str | None) -> str:
    therapies = _therapy_modifiers()
    shown = set(modifiers) if modifiers is not None else set()
    missing = amiss if isinstance(amiss, str) else ""
    shown |= {modifier for modifier in therapies if f"{modifier} missing" in missing}
    named = {therapies[modifier] for modifier in shown & set(therapies)}
    for place in ("third", "second"):
        if place in named:
            return place
    return "primary" if is_therapy else "other"


def _week_height(by_day: dict[date, list[dict]], week: date) -> float:
    """Inches that the busiest day of a week needs."""
    busiest = max(len(by_day.get(week + timedelta(days=n), ())) for n in range(7))
    return _HEAD + _BAR * busiest + _GAP


def _draw_week(axes: Axes, by_day: dict[date, list[dict]], week: date, top: float, tall: float):
    sunday = week + timedelta(days=6)
    axes.text(-0.06, top + 0.17, f"{week:%b} {week.day}", size=9, color=COLORS["ink"], ha="right")
    axes.text(-0.06, top + 0.34, f"{sunday:%Y}", size=8, color=COLORS["muted"], ha="right")
    for column in range(7):
        day = week + timedelta(days=column)
        box = Rectangle((column + 0.02, top + 0.02), 0.96, tall - 0.06)
        box.set(facecolor="white", edgecolor=COLORS["rule"], linewidth=0.8)
        axes.add_patch(box)
        axes.text(column + 0.06, top + 0.18, day.day, size=8, color=COLORS["muted"])
        for place, line in enumerate(by_day.get(day, ())):
            _draw_line(axes, line, column, top + _HEAD + place * _BAR)


def _draw_line(axes: Axes, line: dict, column: int, top: float) -> None:
    amiss = line["amiss"] if isinstance(line["amiss"], str) else ""
    bar = Rectangle((column + 0.05, top + 0.02), 0.9, _BAR - 0.05)
    bar.set(facecolor=_ROLES[line["role"]][0], edgecolor=_FLAG, linewidth=1.3 if amiss else 0)
    axes.add_patch(bar)
    carried = "" if line["modifiers"] is None else " ".join(line["modifiers"])
    words = f"{line['hcpcs_code']} {carried}".strip()
    middle = top + (0.145 if amiss else 0.215)
    axes.text(column + 0.09, middle, words, size=8, color=COLORS["ink"], va="baseline")
    if amiss:
        axes.text(column + 0.09, top + 0.265, amiss, size=6.8, color=_FLAG, weight="bold")


def _carried(role: str) -> str:
    """The modifiers of a therapy, as the end of its words in the legend."""
    modifiers = [m for m, place in sorted(_therapy_modifiers().items()) if place == role]
    return f" ({', '.join(modifiers)})" if modifiers else ""


def _legend(figure: Figure, roles: set[str], is_flagged: bool) -> None:
    marks = [
        Patch(facecolor=color, label=f"{words}{_carried(role)}")
        for role, (color, words) in _ROLES.items()
        if role in roles
    ]
    if is_flagged:
        frame = Patch(facecolor="white", edgecolor=_FLAG, linewidth=1.3)
        frame.set_label("a check asks about the day")
        marks.append(frame)
    figure.legend(
        handles=marks,
        loc="upper left",
        bbox_to_anchor=(0.078, 1 - 0.32 / figure.get_figheight()),
        ncols=len(marks),
        frameon=False,
        fontsize=8.5,
        handlelength=1.6,
        columnspacing=1.4,
        borderpad=0,
    )

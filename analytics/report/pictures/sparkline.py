"""A provider's dollars by month as a small picture, drawn at once: a page has many of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from markupsafe import Markup

from analytics.formats import round_dollars, short_month
from analytics.report.exposure_tables import Row
from analytics.schema.words import STRENGTH_AMOUNTS

_WIDTH, _PANEL, _LEFT, _RIGHT, _TOP = 760, 64, 92, 60, 10
_BARS = _WIDTH - _LEFT - _RIGHT


def sparkline(months: list[Row]) -> Markup:
    """Automated, records and lead dollars by month, a panel for each that has some, on one scale.

    `months` are rows with month and the three amounts, in order of time, one at least with a
    dollar; months that are missing between them stay empty.
    """
    drawn = [name for name in STRENGTH_AMOUNTS if any(row[name] for row in months)]
    first, last = months[0]["month"], months[-1]["month"]
    step = _BARS / (_between(first, last) + 1)
    most = max(row[name] for row in months for name in drawn)
    height = _TOP + _PANEL * len(drawn) + 18
    parts = [
        Markup('<svg viewBox="0 0 {} {}" aria-hidden="true" focusable="false">').format(
            _WIDTH, height
        )
    ]
    for place, name in enumerate(drawn):
        floor = _TOP + _PANEL * (place + 1) - 8
        parts.append(_panel(name.removesuffix("_amount"), floor, most))
        for row in months:
            if row[name]:
                left = _LEFT + step * _between(first, row["month"])
                parts.append(_bar(name, left, step, floor, row[name] / most))
    parts.append(_label(_LEFT, height - 6, "start", short_month(first)))
    if first != last:
        parts.append(_label(_LEFT + _BARS, height - 6, "end", short_month(last)))
    return Markup("").join([*parts, Markup("</svg>")])


def _between(first: date, later: date) -> int:
    """Months from one to the other."""
    return (later.year - first.year) * 12 + later.month - first.month


def _panel(strength: str, floor: int, most: Decimal) -> Markup:
    """A panel's name at its left, its scale at its right: a line at the most and one at zero."""
    top = floor - (_PANEL - 20)
    lines = Markup('<path d="M{} {}H{}M{} {}H{}" stroke="var(--rule)"/>').format(
        _LEFT, top, _LEFT + _BARS, _LEFT, floor, _LEFT + _BARS
    )
    named = Markup('<text x="0" y="{}" fill="var(--ink)">{}</text>').format(
        floor, strength.capitalize()
    )
    return lines + named + _label(_LEFT + _BARS + 8, top + 4, "start", round_dollars(most))


def _bar(name: str, left: float, step: float, floor: int, share: Decimal) -> Markup:
    height = max(float(share) * (_PANEL - 20), 0.75)
    return Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="var(--{})"/>'
    ).format(left + step * 0.15, floor - height, step * 0.7, height, name.removesuffix("_amount"))


def _label(x: int, y: int, anchor: str, text: str) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}" fill="var(--muted)">{}</text>').format(
        x, y, anchor, text
    )

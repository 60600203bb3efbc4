"""The pictures: drawn from exposure tables, in the page's own colours, whatever is in them."""

import re
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from analytics.report.pictures import charts, therapy_calendar
from analytics.report.pictures.svg import inline_svg


def drawn(kind, frame):
    return getattr(charts, kind)(frame)


@pytest.mark.parametrize(
    ("kind", "by"), [("pareto", "provider"), ("gross_and_net", "check"), ("by_month", "month")]
)
def test_a_picture_takes_its_colours_and_its_font_from_the_page(run, kind, by):
    svg = str(inline_svg(drawn(kind, run.exposure(by)), kind))
    assert svg.startswith("<svg viewBox=")
    assert "var(--automated)" in svg
    assert not any(color in svg for color in charts.COLORS.values())
    assert "font-family" not in svg and "<style" not in svg and "http" not in svg


def test_the_ids_of_two_pictures_differ(run):
    frame = run.exposure("provider")
    one, other = (str(inline_svg(charts.pareto(frame), name)) for name in ("one", "other"))
    ids = [set(re.findall(r' id="([^"]+)"', svg)) for svg in (one, other)]
    assert ids[0] and ids[0].isdisjoint(ids[1])


def test_a_strength_without_dollars_has_no_panel(run):
    months = run.exposure("month")
    assert [axes.get_title("left") for axes in charts.by_month(months).axes] == [
        "Automated",
        "Records",
        "Lead",
    ]
    only = months[months["automated_amount"] > 0].assign(lead_amount=Decimal(0))
    assert [axes.get_title("left") for axes in charts.by_month(only).axes] == ["Automated"]


def test_panels_share_one_scale(run):
    panels = charts.by_month(run.exposure("month")).axes
    assert len({axes.get_ylim() for axes in panels}) == 1


def test_bars_are_the_amounts(run):
    bars, share = charts.pareto(run.exposure("provider")).axes
    assert [bar.get_width() for bar in bars.patches] == [783.38]
    assert list(share.lines[0].get_xdata()) == [1.0]


def test_names_with_dollar_signs_are_names(run):
    frame = run.exposure("provider")
    names = ["$x$ and $", "100%", "$", "_^{}"]
    amounts = pd.array([Decimal(4)] * 4, dtype=pd.ArrowDtype(pa.decimal128(18, 2)))
    frame = frame.assign(provider_name=names, automated_amount=amounts)
    svg = str(inline_svg(charts.pareto(frame), "names"))
    assert all(f">{name}</text>" in svg for name in names)


@pytest.mark.parametrize(
    ("kind", "by"), [("pareto", "provider"), ("gross_and_net", "check"), ("by_month", "month")]
)
def test_nothing_to_show_is_said(quiet_run, kind, by):
    svg = str(inline_svg(drawn(kind, quiet_run.exposure(by)), kind))
    assert re.search(r">No [\w ]+</text>", svg)


@pytest.mark.parametrize(
    ("modifiers", "is_therapy", "amiss", "role"),
    [
        (["SH"], True, None, "second"),
        (["SJ", "SH"], True, None, "third"),
        (["SS"], True, None, "primary"),
        (None, False, None, "other"),
        ([], True, "SH missing", "second"),
        ([], True, "UNT-01, SJ missing", "third"),
        (["SH"], True, "SH twice", "second"),
    ],
)
def test_a_line_has_the_place_its_modifier_says_or_should_say(modifiers, is_therapy, amiss, role):
    assert therapy_calendar._role(modifiers, is_therapy, amiss) == role


def test_the_legend_names_the_modifiers_of_the_reference_table():
    days = pd.DataFrame(
        {
            "service_date": ["2026-07-01"] * 2,
            "hcpcs_code": ["S9500", "S9365"],
            "modifiers": [[], ["SH"]],
            "is_therapy": [True, True],
            "amiss": [None, None],
        }
    )
    (legend,) = therapy_calendar.therapy_calendar(days).legends
    words = [text.get_text() for text in legend.get_texts()]
    assert words == ["primary therapy", "second therapy (SH)"]

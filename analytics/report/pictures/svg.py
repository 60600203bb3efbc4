"""A matplotlib figure as a picture inside the page: SVG that takes its colours from the page."""

from __future__ import annotations

import io
import re

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.figure import Figure

from analytics.report.pictures.charts import COLORS


def inline_svg(figure: Figure, name: str) -> Markup:
    """The figure as an `<svg>` element; `name` keeps the ids of several in one page apart.

    Colours become CSS variables, so that one picture serves light and dark; text stays text, in
    the font of the page.
    """
    stream = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None})
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<svg [^>]*?(viewBox=\"[^\"]*\")[^>]*>", _opening, text, count=1)
    text = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", text, count=1, flags=re.DOTALL)
    text = re.sub(r"font-family: [^;\"]*;? ?", "", text)
    for color_name, color in COLORS.items():
        text = text.replace(color, f"var(--{color_name})")
    return Markup(_without_unused_ids(text))


def _opening(found: re.Match[str]) -> str:
    return f'<svg {found[1]} aria-hidden="true" focusable="false">'


def _without_unused_ids(text: str) -> str:
    """Only ids that something in the picture refers to; figures share the names of the others."""
    used = set(re.findall(r"(?:url\(#|href=\"#)([^\")]+)", text))
    return re.sub(r' id="([^"]*)"', lambda m: m[0] if m[1] in used else "", text)

"""Writes the page of a run: one file of HTML that needs no network."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analytics import formats
from analytics.errors import UsageError
from analytics.private_file import disk_error, replacing
from analytics.report.page import cells
from analytics.report.page.page_data import page_data

if TYPE_CHECKING:
    from analytics.masking import Mask
    from analytics.runs.compare import Comparison
    from analytics.runs.run import RunTables

PAGE = "report.html"
_TEMPLATES = "templates"
_TEMPLATE = "report.html.j2"
_SCRIPT = "report.js"


def write_report(
    run: RunTables, out: Path, *, changes: Comparison | None = None, mask: Mask | None = None
) -> Path:
    """Write `report.html` into the folder `out`; returns its path.

    The page is one file that asks for nothing from any network. It names providers and, on their
    pages, claim numbers, because a finding is worked by its claim; it names no member. It is
    readable by its owner only, and replaces an earlier one in one step. `changes` compares an
    earlier run with this one; `mask` is put over the frames that tell of single lines, should one
    ever name a member. Raises
    UsageError where `out` is a file, StoreError where it cannot be written.
    """
    out = Path(out)
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; name a folder for {PAGE}")
    text = page_html(run, changes=changes, mask=mask)
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(out / PAGE) as stream:
            stream.write(text.encode())
    except OSError as error:
        raise disk_error(error) from error
    return out / PAGE


def page_html(
    run: RunTables, *, changes: Comparison | None = None, mask: Mask | None = None
) -> str:
    """The page as text; see `write_report`."""
    script = (files("analytics.report") / _TEMPLATES / _SCRIPT).read_text(encoding="utf-8")
    with run.connected() as connected:
        data = page_data(connected, changes, mask)
    # the one script that may run is this one, by its hash; nothing that data says can be another
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    data |= {"script": Markup(script), "script_hash": f"sha256-{digest}"}
    return _environment().get_template(_TEMPLATE).render(**data)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("analytics.report", _TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "money_cell": formats.money_cell,
        "money": formats.money,
        "count": formats.count,
        "number": formats.number,
        "percent": formats.percent,
        "rate": formats.rate,
        "day": formats.day,
        "plain": formats.plain,
        "in_a_row": formats.listed,
    }
    environment.globals |= {
        "cell": cells.number_cell,
        "day_cell": cells.day_cell,
        "month_head": cells.month_head,
    }
    return environment

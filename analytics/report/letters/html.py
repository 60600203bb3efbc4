"""A filled letter as a page of HTML: the same words in the same order, from the same document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

_TEMPLATE = "letter.html.j2"
#: Of Word's own names of styles, which are the same in every language.
_TAGS = {"Title": "h1", "Heading1": "h1", "Heading2": "h2"}
#: Characters of a cell that stays on one line: a date, an amount, a claim number.
_SHORT = 26


def letter_html(document: Document, title: str) -> str:
    """The page; pictures of the plan's own template are not in it."""
    return _page().render(title=title, blocks=list(_blocks(document)))


@cache
def _page() -> Template:
    environment = Environment(
        loader=PackageLoader("analytics.report.letters", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(_TEMPLATE)


def _blocks(document: Document) -> Iterator[dict[str, Any]]:
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            yield {"tag": "table", **_table(item)}
        elif item.text.strip():
            yield {"tag": _TAGS.get(item._p.style or "", "p"), "parts": _parts(item)}


def _parts(paragraph: Paragraph) -> list[dict[str, Any]]:
    return [
        {"lines": run.text.split("\n"), "bold": bool(run.bold)}
        for run in paragraph.runs
        if run.text
    ]


def _table(table: Table) -> dict[str, Any]:
    head, body = [], []
    for row in table._tbl.tr_lst:
        is_head = row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None
        cells = [_cell(cell, table) for cell in row.tc_lst]
        shown = {"cells": cells, "stays": any(cell["stays"] for cell in cells)}
        (head if is_head and not body else body).append(shown)
    return {"head": head, "rows": body}


def _cell(cell: Any, table: Table) -> dict[str, Any]:
    paragraphs = [Paragraph(p, table) for p in cell.p_lst]
    longest = max((len(line) for p in paragraphs for line in p.text.split("\n")), default=0)
    return {
        "short": longest <= _SHORT,
        "span": cell.grid_span,
        "stays": any(p.paragraph_format.keep_with_next for p in paragraphs),
        "right": any(p.alignment == 2 for p in paragraphs),
        "paragraphs": [parts for p in paragraphs if (parts := _parts(p))],
    }

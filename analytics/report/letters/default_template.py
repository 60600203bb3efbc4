"""The default letters as Word templates; made in code, so that a review can read them."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

_DEMAND_TEXT = (
    "We reviewed paid claims. We found that we paid the lines below, in whole or in part, although "
    "the policies named below did not allow it. We ask you to return {{ total }} in total for "
    "{{ line_count }} with dates of service from {{ first_day }} to {{ last_day }}. For each line, "
    "the table gives the amount paid, the amount asked, and the reason."
)
_RECORDS_TEXT = (
    "To complete a review of paid claims, we ask for the records of {{ line_count }} "
    "with dates of service from {{ first_day }} to {{ last_day }}. This is a request for records; "
    "it asks for no amount. For each line, the table says what to send."
)


@cache
def default_form(kind: str) -> bytes:
    """Recoup's own template of a kind of letter, as a file's content.

    It is made once a process, as that costs more than a letter.
    """
    stream = io.BytesIO()
    _made(kind).save(stream)
    return stream.getvalue()


def _made(kind: str) -> Document:
    document = docx.Document()
    _page(document)
    _head(document)
    if kind == "demand":
        _paragraph(document, "Notice of overpayment", style="Heading 1")
        _paragraph(document, _DEMAND_TEXT)
    else:
        _paragraph(document, "Request for records", style="Heading 1")
        _paragraph(document, _RECORDS_TEXT)
    _paragraph(document, "{{ listing_note }}")
    _lines(document, kind)
    if kind == "demand":
        _paragraph(document, "How the amount is returned", style="Heading 2")
        _paragraph(document, "{{ recovery_method }}")
        _paragraph(document, "Date: {{ response_by }} ({{ response_days }} days from this letter).")
        _paragraph(document, "{{ time_limit }}")
        _paragraph(document, "How to dispute this notice", style="Heading 2")
        _paragraph(document, "{{ appeal_route }}")
        _paragraph(
            document,
            "A dispute must reach us by {{ appeal_by }} ({{ appeal_days }} days from this letter).",
        )
    else:
        _paragraph(document, "Where to send the records, and when", style="Heading 2")
        _paragraph(document, "{{ records_to }}")
        _paragraph(
            document,
            "Please send them by {{ records_by }} ({{ records_days }} days from this letter).",
        )
    _paragraph(document, "Policies and rules", style="Heading 2")
    _basis(document)
    _paragraph(document, "Questions", style="Heading 2")
    _paragraph(document, "{{ contact }}")
    _paragraph(document, "{{ plan_name }}", bold=True)
    return document


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(215.9), Mm(279.4)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin = section.bottom_margin = Mm(18)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    normal.paragraph_format.space_after = Pt(6)
    for name, size in (("Heading 1", 14), ("Heading 2", 11)):
        style = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.font.color.rgb = RGBColor(0x1F, 0x2A, 0x37)
        for theme in ("ascii", "hAnsi", "eastAsia", "cs"):  # goes before the font named
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}Theme"), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(12), Pt(4)
    footer = section.footer.paragraphs[0]
    footer.add_run("{{ reference }}  \N{MIDDLE DOT}  page ").font.size = Pt(8)
    _page_field(footer, "PAGE")
    footer.add_run(" of ").font.size = Pt(8)
    _page_field(footer, "NUMPAGES")


def _page_field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)
    run = paragraph.add_run("1")
    run.font.size = Pt(8)
    field.append(run._r)


def _head(document: Document) -> None:
    _paragraph(document, "{{ draft_note }}", bold=True)
    _paragraph(document, "{{ plan_name }}", bold=True, size=13, after=0)
    _paragraph(document, "{{ plan_address }}", after=14)
    _paragraph(document, "{{ dated }}", after=14)
    _paragraph(document, "{{ provider_name }}", bold=True, after=0)
    _paragraph(document, "{{ provider_address }}", after=0)
    _paragraph(document, "Tax or provider number {{ provider_group }}, NPI {{ npis }}", after=14)
    _paragraph(document, "Reference: {{ reference }}")


def _paragraph(
    document: Any,
    text: str,
    *,
    style: str | None = None,
    bold: bool = False,
    size: float | None = None,
    after: float | None = None,
) -> None:
    paragraph = document.add_paragraph(style=style)
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)


#: Heading, placeholders (a paragraph each) and width in mm of each column of the table of lines. A
#: claim number of 20 characters has room on one line.
_CLAIM = ("{{ line.claim_id }}", "line {{ line.claim_line_number }}")
_PATIENT = ("{{ line.member_name }}", "{{ line.member_id }}")
_COLUMNS = {
    "demand": (
        ("Claim", _CLAIM, 41),
        ("Patient, member identifier", _PATIENT, 33),
        ("Dates of service", ("{{ line.service_dates }}",), 24),
        ("Code, units", ("{{ line.code }}, {{ line.units }}",), 19),
        ("Paid on", ("{{ line.paid_date }}",), 26),
        ("Paid", ("{{ line.paid_amount }}",), 20),
        ("Amount asked", ("{{ line.amount }}",), 20),
    ),
    "records": (
        ("Claim", _CLAIM, 41),
        ("Patient, member identifier", _PATIENT, 38),
        ("Dates of service", ("{{ line.service_dates }}",), 28),
        ("Code, units", ("{{ line.code }}, {{ line.units }}",), 24),
        ("Paid on", ("{{ line.paid_date }}",), 30),
        ("Paid", ("{{ line.paid_amount }}",), 22),
    ),
}
_AMOUNTS = ("Paid", "Amount asked")
#: Heading and placeholder of the calendar of a finding; the last takes what is left of the width.
_CALENDAR = {
    "demand": (
        ("{{ calendar.title }}", "{{ day.days }}"),
        ("This line, paid a day", "{{ day.paid_amount }}"),
        ("Share asked", "{{ day.share }}"),
        ("What else stood that day", "{{ day.other_lines }}"),
    ),
    "records": (
        ("{{ calendar.title }}", "{{ day.days }}"),
        ("This line, paid a day", "{{ day.paid_amount }}"),
        ("What else stood that day", "{{ day.other_lines }}"),
    ),
}
_SHADE = "E8ECEF"
_PALE = "F5F7F8"


def _lines(document: Document, kind: str) -> None:
    columns = _COLUMNS[kind]
    count = len(columns)
    table = _table(document, [width for _, _, width in columns])
    right = [head in _AMOUNTS for head, _, _ in columns]
    heads = _row(table, [1] * count)
    for cell, (head, _, _), is_right in zip(heads, columns, right, strict=True):
        _cell(cell, head, bold=True, right=is_right, shade=_SHADE)
    facts = _row(table, [1] * count)
    for cell, (_, texts, _), is_right in zip(facts, columns, right, strict=True):
        _cell(cell, *texts, right=is_right, stays=True)
    (why,) = _row(table, [count])
    _cell(why, "{{ finding.text }}")
    spans = [1] * (len(_CALENDAR[kind]) - 1)
    spans.append(count - len(spans))
    for at in (0, 1):
        cells = _row(table, spans)
        for cell, texts in zip(cells, _CALENDAR[kind], strict=True):
            _cell(cell, texts[at], bold=not at, stays=not at, shade="" if at else _PALE)
    _mark(table.rows[0], "w:tblHeader")
    for row in table.rows:
        _mark(row, "w:cantSplit")
    if kind == "demand":
        label, total = _row(table, [count - 2, 2])
        _cell(label, "Total asked", bold=True, right=True, shade=_SHADE)
        _cell(total, "{{ total }}", bold=True, right=True, shade=_SHADE)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _basis(document: Document) -> None:
    table = _table(document, [165, 18])
    for texts in (
        ("Policy, rule or text of the code", "Lines"),
        ("{{ basis.citation }}", "{{ basis.lines }}"),
    ):
        is_head = not table.rows
        for column, (cell, text) in enumerate(zip(_row(table, [1, 1]), texts, strict=True)):
            shade = _SHADE if is_head else ""
            _cell(cell, text, bold=is_head, right=bool(column), shade=shade)
    _mark(table.rows[0], "w:tblHeader")


def _table(document: Document, widths: list[int]) -> Any:
    """A table without rows; its grid says the widths, which not every program takes from cells."""
    table = document.add_table(rows=0, cols=len(widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _row(table: Any, spans: list[int]) -> list[Any]:
    """A new row of cells, each over so many columns of the grid and as wide as they are."""
    cells = table.add_row().cells
    made, at = [], 0
    for span in spans:
        cell = cells[at].merge(cells[at + span - 1]) if span > 1 else cells[at]
        cell.width = sum(table.columns[n].width for n in range(at, at + span))
        made.append(cell)
        at += span
    return made


def _cell(
    cell: Any,
    *texts: str,
    bold: bool = False,
    right: bool = False,
    stays: bool = False,
    shade: str = "",
) -> None:
    """Fill a cell, a paragraph a text; one that `stays` is on the page of the row after it."""
    for place, text in enumerate(texts):
        paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold or None, Pt(8)
        paragraph.paragraph_format.space_after = Pt(1)
        paragraph.paragraph_format.keep_with_next = stays or None
        if right:
            paragraph.alignment = 2
    if shade:
        fill = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", shade)):
            fill.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(fill)


def _mark(row: Any, tag: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(tag))

"""The default letters as Word templates; made in code, so that a review can read them."""

from __future__ import annotations

from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

_DEMAND_TEXT = (
    "We reviewed paid claims. We found that we paid the lines below, in whole or in part, although "
    "the policies named below did not allow it. We propose to adjust {{ line_count }} "
    "with dates of service from {{ first_day }} to {{ last_day }} by {{ total }} in total. "
    "For each line, the table gives the amount paid, the amount we propose to take back, and the "
    "reason."
)
_RECORDS_TEXT = (
    "To complete a review of paid claims, we ask for the records of {{ line_count }} "
    "with dates of service from {{ first_day }} to {{ last_day }}. This is a request for records; "
    "it demands no amount. For each line, the table says what the records need to show."
)


def default_template(kind: str) -> Document:
    """Recoup's own template of a kind of letter."""
    document = docx.Document()
    _page(document)
    _head(document)
    if kind == "demand":
        _paragraph(document, "Notice of overpayment and proposed recovery", style="Heading 1")
        _paragraph(document, _DEMAND_TEXT)
    else:
        _paragraph(document, "Request for records", style="Heading 1")
        _paragraph(document, _RECORDS_TEXT)
    _paragraph(document, "{{ listing_note }}")
    _lines(document, kind)
    if kind == "demand":
        _paragraph(document, "How we recover the amount", style="Heading 2")
        _paragraph(document, "{{ recovery_method }}")
        _paragraph(document, "Date: {{ response_by }} ({{ response_days }} days from this letter).")
        _paragraph(document, "How to dispute this", style="Heading 2")
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
    section.left_margin = section.right_margin = Mm(20)
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
    _page_number(footer)


def _page_number(paragraph: Any) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
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


#: Heading, placeholder and width in mm of each column of the table of lines.
_COLUMNS = {
    "demand": (
        ("Claim and line", "{{ line.claim_id }} / {{ line.claim_line_number }}", 40),
        ("Member identifier", "{{ line.member_id }}", 31),
        ("Dates of service", "{{ line.service_dates }}", 26),
        ("Code, units", "{{ line.code }}, {{ line.units }}", 19),
        ("Paid on", "{{ line.paid_date }}", 21),
        ("Paid", "{{ line.paid_amount }}", 19),
        ("Proposed", "{{ line.amount }}", 20),
    ),
    "records": (
        ("Claim and line", "{{ line.claim_id }} / {{ line.claim_line_number }}", 46),
        ("Member identifier", "{{ line.member_id }}", 37),
        ("Dates of service", "{{ line.service_dates }}", 28),
        ("Code, units", "{{ line.code }}, {{ line.units }}", 22),
        ("Paid on", "{{ line.paid_date }}", 22),
        ("Paid", "{{ line.paid_amount }}", 21),
    ),
}
_AMOUNTS = ("Paid", "Proposed")


def _lines(document: Document, kind: str) -> None:
    columns = _COLUMNS[kind]
    table = document.add_table(rows=3, cols=len(columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, (head, value, width) in enumerate(columns):
        right = head in _AMOUNTS
        _cell(table.cell(0, column), head, bold=True, right=right, shade="E8ECEF")
        _cell(table.cell(1, column), value, right=right)
        for row in table.rows:
            row.cells[column].width = Mm(width)
    why = table.cell(2, 0).merge(table.cell(2, len(columns) - 1))
    _cell(why, "{{ line.reasons }}")
    _mark(table.rows[0], "w:tblHeader")
    for row in table.rows:
        _mark(row, "w:cantSplit")
    for cell in table.rows[1].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    if kind == "demand":
        cells = table.add_row().cells
        label = cells[0].merge(cells[-2])
        _cell(label, "Total proposed", bold=True, right=True, shade="E8ECEF")
        _cell(cells[-1], "{{ total }}", bold=True, right=True, shade="E8ECEF")
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _basis(document: Document) -> None:
    table = document.add_table(rows=2, cols=2)
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for row, texts in enumerate((("Policy, rule or text of the code", "Lines"),
                                 ("{{ basis.citation }}", "{{ basis.lines }}"))):  # fmt: skip
        for column, (text, width) in enumerate(zip(texts, (158, 18), strict=True)):
            shade = "" if row else "E8ECEF"
            _cell(table.cell(row, column), text, bold=not row, right=bool(column), shade=shade)
            table.cell(row, column).width = Mm(width)
    _mark(table.rows[0], "w:tblHeader")


def _cell(
    cell: Any, text: str, *, bold: bool = False, right: bool = False, shade: str = ""
) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold or None, Pt(8.5)
    paragraph.paragraph_format.space_after = Pt(1)
    if right:
        paragraph.alignment = 2
    if shade:
        fill = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", shade)):
            fill.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(fill)


def _mark(row: Any, tag: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(tag))

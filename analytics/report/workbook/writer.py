"""A sheet of a workbook that Excel leaves as it is: text stays text, dates and numbers are real.

Everything is written by type and row by row; nothing that data says is ever taken for a formula,
a link or a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any

import pyarrow as pa
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

#: Rows of a sheet of the format (2**20), and characters of a cell.
MOST_ROWS = 1_048_576
_MOST_CHARACTERS = 32_767
_LAST_CELL = "A1:XFD1048576"
_CUT = " ... (longer than a cell can be; the store has all of it)"
#: A spreadsheet keeps 15 digits: a larger amount would lose cents and stays text.
_MOST_MONEY = Decimal("9999999999999.99")
#: Neither links nor formulas are made of what data says, nor numbers of its digits.
_SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_FORMS = {
    "text": {"num_format": "@", "valign": "top"},
    "wide": {"num_format": "@", "valign": "top", "text_wrap": True},
    "date": {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "money": {"num_format": "#,##0.00", "valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "number": {"num_format": "#,##0.###", "valign": "top"},
    "count": {"num_format": "#,##0", "valign": "top"},
    "head": {"bold": True, "bg_color": "#E8ECEF", "bottom": 1, "valign": "top"},
    "fill": {"bold": True, "bg_color": "#FFF2CC", "bottom": 1, "valign": "top"},
    "title": {"bold": True, "font_size": 14},
    "section": {"bold": True, "font_size": 12, "top": 1},
}


@dataclass(frozen=True)
class Field:
    """A column of a sheet: its header, how its values are written, and its width in characters.

    `kind` is text, wide (text over several lines), date, money, share, number or count; `to_fill`
    marks a column that people write into.
    """

    name: str
    kind: str = "text"
    width: float = 14
    to_fill: bool = False


def kind_of(kind: pa.DataType) -> str:
    """How values of an Arrow type are written; an amount is a decimal with two places."""
    if pa.types.is_decimal(kind):
        return "money" if kind.scale == 2 else "number"
    if pa.types.is_integer(kind):
        return "count"
    if pa.types.is_date(kind):
        return "date"
    return "number" if pa.types.is_floating(kind) else "text"


class Book:
    """A workbook being written to a stream; its temporary files go into a folder of its own."""

    def __init__(self, stream: IO[bytes], temp: str, made_at: Any):
        self._book = xlsxwriter.Workbook(stream, {**_SETTINGS, "tmpdir": temp})
        self._book.set_properties({"created": made_at.replace(tzinfo=None)})
        self.forms = {name: self._book.add_format(form) for name, form in _FORMS.items()}

    def sheet(self, name: str) -> Sheet:
        """A new sheet; the one before must be complete."""
        return Sheet(self._book.add_worksheet(name), self.forms)

    def close(self) -> None:
        """Write the workbook. Raises OSError where it cannot be written."""
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from None


class Sheet:
    """A sheet written from the top down."""

    def __init__(self, sheet: Worksheet, forms: dict[str, Any]):
        self._sheet, self._forms = sheet, forms
        self.next_row = 0
        sheet.ignore_errors({"number_stored_as_text": _LAST_CELL})
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the columns, in characters; before the first row."""
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)

    def title(self, text: str, form: str = "title") -> None:
        """A row with a title alone."""
        self._sheet.write_string(self.next_row, 0, text, self._forms[form])
        self.next_row += 1

    def skip(self) -> None:
        """An empty row."""
        self.next_row += 1

    def row(self, values: Iterable[Any], kinds: Sequence[str]) -> None:
        """A row of values, each written as its kind; nothing for a missing one."""
        row, forms, sheet = self.next_row, self._forms, self._sheet
        for column, (value, kind) in enumerate(zip(values, kinds, strict=True)):
            if value is None or value == "":
                continue
            if kind == "money" and abs(value) > _MOST_MONEY:
                value = f"{value:,.2f}"
            if isinstance(value, str):
                form = forms[kind if kind in ("wide", "title", "head") else "text"]
                sheet.write_string(row, column, whole(value), form)
            elif isinstance(value, bool):
                sheet.write_string(row, column, "yes" if value else "no", forms["text"])
            elif isinstance(value, date):
                sheet.write_datetime(row, column, value, forms["date"])
            elif isinstance(value, list):
                sheet.write_string(row, column, whole(" ".join(map(str, value))), forms["text"])
            else:
                sheet.write_number(row, column, float(value), forms[kind])
        self.next_row += 1

    def header(self, fields: Sequence[Field], *, frozen: bool = False, beside: int = 0) -> None:
        """The names of columns; `frozen`: they stay in sight, and so do `beside` columns."""
        for column, field in enumerate(fields):
            form = self._forms["fill" if field.to_fill else "head"]
            self._sheet.write_string(self.next_row, column, field.name, form)
        self.next_row += 1
        if frozen:
            self._sheet.freeze_panes(self.next_row, beside)
            self._sheet.repeat_rows(self.next_row - 1)

    def table(self, fields: Sequence[Field], rows: Iterable[Iterable[Any]], beside: int = 0) -> int:
        """One table, its header in the first row, filtered; returns how many rows it has."""
        self.widths([field.width for field in fields])
        self.header(fields, frozen=True, beside=beside)
        kinds = [field.kind for field in fields]
        for row in rows:
            self.row(row, kinds)
        self._sheet.autofilter(0, 0, max(self.next_row - 1, 1), len(fields) - 1)
        return self.next_row - 1

    def allow(self, column: int, rule: dict[str, Any]) -> None:
        """What may be written into a column below its header."""
        self._sheet.data_validation(1, column, max(self.next_row - 1, 1), column, rule)

    def keep_form(self, column: int, field: Field) -> None:
        """Empty cells of a column that people fill take its form, so that text stays text."""
        self._sheet.set_column(column, column, field.width, self._forms[field.kind])


def whole(text: str) -> str:
    """A text as one cell can hold it; a longer one says that it was cut."""
    if len(text) <= _MOST_CHARACTERS:
        return text
    return text[: _MOST_CHARACTERS - len(_CUT)] + _CUT

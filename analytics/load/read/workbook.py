"""Excel workbooks (.xlsx) as text: what an analyst sees in the cells, written to Parquet.

Whole numbers have no `.0`, other numbers the 15 digits that Excel keeps and no exponent. A number
of 16 digits or more has lost digits when it was typed: it is written in scientific notation, as
the sheet shows it, and an identifier in that form rejects its row. Dates are ISO (midnight
dropped), booleans TRUE and FALSE; text stays as it is. A cell that holds a formula error (#N/A)
has the text of `ERROR`. Number formats are not seen: zeros that a format puts in front of a
number are not there.

The older .xls is refused, because in it a formula error looks like an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal
from analytics.errors import ExtractError
from analytics.load.read.file_format import FileFormat
from analytics.load.read.files import starts_with
from analytics.load.read.format_reader import FormatReader, Source
from analytics.load.read.header import Header
from analytics.load.read.rows import Rows, text_rows_select
from analytics.load.read.sheet_xml import error_cells, refuse_far_cells, refuse_other_zip
from analytics.load.read.unreadable import REASONS, UnreadableRow, keep_unreadable

ERROR = "#N/A"
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BATCH = 20_000
#: From here on a number of Excel's 15 digits does not hold its last ones.
_SIXTEEN_DIGITS = 1e15


class Reader(FormatReader):
    """One sheet of a workbook: the one given, else the only one that is filled."""

    title = "Excel (.xlsx)"
    settings = frozenset({"sheet"})

    @classmethod
    def recognizes(cls, source: Source, file_format: FileFormat) -> bool:
        """Any zip file or older Office file, by its first bytes.

        Raises ExtractError for those that are no .xlsx workbook.
        """
        if starts_with(source, _OLD_OFFICE):
            raise ExtractError(
                f"{source.name}: an .xls workbook or one with a password; save it as .xlsx without"
                " one"
            )
        if not starts_with(source, _ZIP):
            return False
        refuse_other_zip(source)
        return True

    def read_header(self) -> Header:
        """The first row of the sheet that is not empty, with the values of the next.

        Raises ExtractError for a damaged workbook, one without a filled sheet, or with several
        and none chosen.
        """
        _, rows = self._sheet()
        (_, names), *rest = islice(rows, 2)
        first = rest[0][1] if rest else []
        while names and not names[-1]:
            names.pop()
        return Header(tuple(n.strip() for n in names), dict(zip(names, first, strict=False)))

    def rows(self, engine: Engine, temp: Path) -> Rows:
        """The rows below the header, empty ones skipped but counted in their numbers."""
        text, columns = temp / "text.parquet", len(self.header.names)
        written, wide = self._write(columns, text)
        names = ", ".join(f"c{i}" for i in range(columns))
        rows = f"read_parquet({literal(text)})"
        engine.register("wide_row", pa.table({"source_row": pa.array(wide, pa.int64())}))
        among = "(select source_row from wide_row)"
        unreadable = engine.rows(
            f"select source_row, {literal(REASONS['TOO MANY COLUMNS'])}, concat_ws(',', {names})"
            f" from {rows} where source_row in {among} order by source_row"
        )
        keep_unreadable(engine, [UnreadableRow(*row) for row in unreadable])
        select = f"select source_row, {names} from {rows} where source_row not in {among}"
        return Rows(self.header.names, select, written)

    def sample(self, engine: Engine, temp: Path, most: int) -> str:
        """The first rows below the header."""
        _, rows = self._sheet()
        cells = [row for _, row in islice(rows, 1, most + 1)]
        return text_rows_select(engine, cells, len(self.header.names))

    def _sheet(self) -> tuple[str, Iterator[tuple[int, list[str]]]]:
        return _rows(self.source, self.given.file_format.sheet)

    def _write(self, columns: int, out: Path) -> tuple[int, list[int]]:
        """Write the rows below the header as text (source_row, c0, c1, ...) to a Parquet file.

        source_row is the row's distance from the header in the sheet. Returns how many rows were
        written, and the source_row of those that have more cells than the header.
        """
        name, rows = self._sheet()
        top, _ = next(rows)
        errors = error_cells(self.source, name)
        schema = pa.schema(
            [("source_row", pa.int64()), *((f"c{i}", pa.string()) for i in range(columns))]
        )
        written, wide = 0, []
        with pq.ParquetWriter(out, schema, compression="lz4") as writer:
            while batch := list(islice(rows, _BATCH)):
                for at, row in batch:
                    for column in errors.get(at, ()):
                        row[column] = ERROR
                    if any(row[columns:]):
                        wide.append(at - top)
                writer.write_table(_text_table(batch, top, schema))
                written += len(batch)
        return written, wide


def _text_table(batch: list[tuple[int, list[str]]], top: int, schema: pa.Schema) -> pa.Table:
    texts = [
        [row[i] or None if i < len(row) else None for _, row in batch]
        for i in range(len(schema) - 1)
    ]
    numbers = pa.array([at - top for at, _ in batch], pa.int64())
    return pa.table([numbers, *(pa.array(each, pa.string()) for each in texts)], schema=schema)


def _rows(path: Path, given: str | None) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """The name of the sheet to read, and its rows that are not empty with their row numbers."""
    with _reading(path):
        book = CalamineWorkbook.from_path(str(path))
        names = [s.name for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        if given is not None:
            known = {name.strip().lower(): name for name in names}
            if given.strip().lower() not in known:
                raise ExtractError(f"{path.name}: no sheet {given!r}; {_listed(names)}")
            names = [known[given.strip().lower()]]
        for name in names:
            refuse_far_cells(path, name)
        sheets = {name: book.get_sheet_by_name(name) for name in names}
    filled = [name for name, sheet in sheets.items() if next(_filled(sheet), None)]
    if not filled:
        raise ExtractError(f"{path.name}: the workbook is empty; a header row is the least")
    if len(filled) > 1:
        raise ExtractError(
            f'{path.name}: several sheets; a mapping says which: sheet = "{filled[0]}";'
            f" {_listed(filled)}"
        )
    return filled[0], _filled(sheets[filled[0]])


def _listed(names: list[str]) -> str:
    return f"its sheets: {', '.join(map(repr, names))}"


def _filled(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """Rows as text with their row numbers in the sheet, empty ones skipped.

    The first column of the sheet is the first of a row, whether it is filled or not.
    """
    if sheet.start is None:
        return
    left = [""] * sheet.start[1]
    for number, row in enumerate(sheet.iter_rows(), 1):
        texts = left + [_text(value) for value in row]
        if any(texts):
            yield number, texts


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(float(value))
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _number(value: float) -> str:
    if value == int(value) and abs(value) < _SIXTEEN_DIGITS:
        return str(int(value))
    if abs(value) >= _SIXTEEN_DIGITS:
        return f"{value:.14E}"
    return f"{Decimal(f'{value:.15g}'):f}"


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (CalamineError, OSError, ValueError) as error:
        raise ExtractError(
            f"{path.name}: a damaged workbook, or one with a password; save it again as .xlsx"
        ) from error

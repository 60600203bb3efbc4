"""Excel workbooks (.xlsx) as text: what an analyst sees in the cells, written to Parquet.

Whole numbers have no `.0`, other numbers the 15 digits that Excel keeps and no exponent. A number
of 16 digits or more has lost digits when it was typed: it is written in scientific notation, as
the sheet shows it, and an identifier in that form rejects its row. Dates are ISO (midnight
dropped), booleans TRUE and FALSE; text stays as it is. A cell that holds a formula error (#N/A)
has the text of `ERROR`. Number formats are not seen: zeros that a format puts in front of a
number are not there.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal
from analytics.errors import ExtractError
from analytics.load.read.file_format import FileFormat
from analytics.load.read.files import CHUNK
from analytics.load.read.header import Header
from analytics.load.read.rows import Rows
from analytics.load.read.unreadable import (
    REASONS,
    keep_broken,
)

ERROR = "#N/A"
_BATCH = 20_000
#: From here on a number of Excel's 15 digits does not hold its last ones.
_SIXTEEN_DIGITS = 1e15
#: Where cells stand: their columns, and their rows.
_COLUMN, _ROW = re.compile(rb'<c r="([A-Z]+)\d'), re.compile(rb'<c r="[A-Z]+(\d+)')
#: As many cells as are read at most, filled or empty: 190 columns of a full sheet.
_MOST_CELLS = 200_000_000
_ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d+)"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def workbook_header(path: Path, sheet: str | None) -> Header:
    """The first row of a sheet that is not empty, with the values of the next.

    Raises ExtractError for a damaged workbook, one without a filled sheet, or with several and
    none chosen.
    """
    _, rows = _rows(path, sheet)
    (_, names), *rest = islice(rows, 2)
    first = rest[0][1] if rest else []
    while names and not names[-1]:
        names.pop()
    return Header(tuple(n.strip() for n in names), dict(zip(names, first, strict=False)))


def first_rows(path: Path, sheet: str | None, most: int) -> list[list[str]]:
    """The first rows below the header, as text."""
    _, rows = _rows(path, sheet)
    return [row for _, row in islice(rows, 1, most + 1)]


def workbook_rows(path: Path, sheet: str | None, columns: int, out: Path) -> tuple[int, list[int]]:
    """Write the rows below the header as text columns source_row, c0, c1, ... to a Parquet file.

    source_row is the row's distance from the header in the sheet: empty rows between are counted,
    though not written. Returns how many rows were written, and the source_row of those that have
    more cells than the header.
    """
    name, rows = _rows(path, sheet)
    top, _ = next(rows)
    errors = _error_cells(path, name)
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
            texts = [
                [row[i] or None if i < len(row) else None for _, row in batch]
                for i in range(columns)
            ]
            numbers = pa.array([at - top for at, _ in batch], pa.int64())
            arrays = [numbers, *(pa.array(column, pa.string()) for column in texts)]
            writer.write_table(pa.table(arrays, schema=schema))
            written += len(batch)
    return written, wide


def _rows(path: Path, told: str | None) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """The name of the sheet to read, and its rows that are not empty with their row numbers."""
    with _reading(path):
        book = CalamineWorkbook.from_path(str(path))
        names = [s.name for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        if told is not None:
            known = {name.strip().lower(): name for name in names}
            if told.strip().lower() not in known:
                raise ExtractError(f"{path.name}: no sheet {told!r}; {_listed(names)}")
            names = [known[told.strip().lower()]]
        for name in names:
            _refuse_far_cells(path, name)
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


def _refuse_far_cells(path: Path, name: str) -> None:
    """Raise ExtractError where a stray cell far off makes a sheet too wide and long to hold.

    A sheet is read as the rectangle of all its cells, filled or not.
    """
    widest, last = b"A", 1
    try:
        for chunk in _chunks(path, name):
            widest = max([widest, *set(_COLUMN.findall(chunk))], key=_position)
            last = max([last, *(int(row) for row in _ROW.findall(chunk)[-1:])])
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile):
        return  # a damaged workbook; the reader says so
    if (_position(widest) + 1) * last > _MOST_CELLS:
        raise ExtractError(
            f"{path.name}: sheet {name!r} reaches to column {widest.decode()} and row {last:,}: a"
            " stray cell far off? Delete the empty columns and rows, or save the sheet as CSV"
        )


def _chunks(path: Path, sheet: str) -> Iterator[bytes]:
    """The text of a sheet in pieces, no tag cut in two."""
    with zipfile.ZipFile(path) as book, book.open(_part_of(book, sheet)) as stream:
        tail = b""
        while chunk := stream.read(CHUNK):
            chunk = tail + chunk
            whole = chunk.rfind(b">") + 1
            chunk, tail = chunk[:whole], chunk[whole:]
            yield chunk


def _error_cells(path: Path, sheet: str) -> dict[int, list[int]]:
    """The cells of a sheet with a formula error: columns (from 0) by row number (from 1)."""
    found: dict[int, list[int]] = {}
    for chunk in _chunks(path, sheet):
        if b't="e"' in chunk:
            for column, row in _ERROR_CELL.findall(chunk):
                found.setdefault(int(row), []).append(_position(column))
    return found


def _position(letters: bytes) -> int:
    """The position of a column, A being 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _part_of(book: zipfile.ZipFile, sheet: str) -> str:
    """The file of a workbook that holds a sheet."""
    tree = ElementTree.fromstring(book.read("xl/workbook.xml"))
    sheets = {e.get("name"): e.get(_RELATION) for e in tree.iter() if e.tag.endswith("}sheet")}
    targets = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    target = {e.get("Id"): e.get("Target", "") for e in targets}[sheets[sheet]]
    return target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)


def _workbook(engine: Engine, path: Path, header: Header, form: FileFormat, temp: Path) -> Rows:
    text = temp / "text.parquet"
    columns = len(header.names)
    written, wide = workbook_rows(path, form.sheet, columns, text)
    names = ", ".join(f"c{i}" for i in range(columns))
    rows = f"read_parquet({literal(text)})"
    engine.register("wide_row", pa.table({"source_row": pa.array(wide, pa.int64())}))
    among = "(select source_row from wide_row)"
    broken = engine.rows(
        f"select source_row, {literal(REASONS['TOO MANY COLUMNS'])}, concat_ws(',', {names})"
        f" from {rows} where source_row in {among} order by source_row"
    )
    keep_broken(engine, broken)
    select = f"select source_row, {names} from {rows} where source_row not in {among}"
    return Rows(header.names, select, written)

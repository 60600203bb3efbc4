"""The XML of a workbook's sheets, for facts that the reader of cells lacks. Knows no column.

A cell with a formula error comes out of the reader as an empty one, and a stray cell far off makes
a sheet too large to hold: both are seen in the file itself.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from analytics.errors import ExtractError
from analytics.load.read.files import CHUNK

#: Where cells stand: their columns, and their rows.
_COLUMN, _ROW = re.compile(rb'<c r="([A-Z]+)\d'), re.compile(rb'<c r="[A-Z]+(\d+)')
#: As many cells as are read at most, filled or empty: 190 columns of a full sheet.
_MOST_CELLS = 200_000_000
_ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d+)"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def refuse_other_zip(path: Path) -> None:
    """Of the many files that are zip files inside, only an .xlsx workbook is read."""
    try:
        with zipfile.ZipFile(path) as book:
            names = set(book.namelist())
    except zipfile.BadZipFile as error:
        raise ExtractError(f"{path.name}: a workbook or zip file, cut off or damaged") from error
    if "xl/workbook.xml" in names:
        return
    what = "an .xlsb workbook" if "xl/workbook.bin" in names else "a zip file"
    raise ExtractError(
        f"{path.name}: {what}; Recoup reads only .xlsx workbooks: save it as .xlsx or CSV, or"
        " unpack it"
    )


def refuse_far_cells(path: Path, name: str) -> None:
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


def error_cells(path: Path, sheet: str) -> dict[int, list[int]]:
    """The cells of a sheet with a formula error: columns (from 0) by row number (from 1)."""
    found: dict[int, list[int]] = {}
    for chunk in _chunks(path, sheet):
        if b't="e"' in chunk:
            for column, row in _ERROR_CELL.findall(chunk):
                found.setdefault(int(row), []).append(_position(column))
    return found


def _chunks(path: Path, sheet: str) -> Iterator[bytes]:
    """The text of a sheet in pieces, no tag cut in two."""
    with zipfile.ZipFile(path) as book, book.open(_part_of(book, sheet)) as stream:
        tail = b""
        while chunk := stream.read(CHUNK):
            chunk = tail + chunk
            whole = chunk.rfind(b">") + 1
            chunk, tail = chunk[:whole], chunk[whole:]
            yield chunk


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

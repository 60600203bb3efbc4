"""Workbooks: cells as the text an analyst sees, sheets told apart, errors never taken as values."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from analytics.errors import ExtractError
from analytics.load.extract import file_fingerprint

from .conftest import CLAIM, claim, load


def write_book(path: Path, **sheets: list[list]) -> Path:
    """A workbook with these sheets; dates are cells with a date format, `=` starts a formula."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str) and value.startswith("=NA"):
                        sheet.write_formula(at, column, value, None, "#N/A")
                    else:
                        sheet.write(at, column, value)
    return path


def claims_book(path: Path, *rows: dict, above: int = 0, **sheets: list[list]) -> Path:
    """A workbook of claims in its first sheet, empty rows above them."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = [[row.get(name) for name in names] for row in rows]
    return write_book(path, claims=[[]] * above + [names, *table], **sheets)


def load_book(folder: Path, *rows: dict, **told):
    return load(claims_book(folder / "claims.xlsx", *rows), folder / "out", **told)


CELLS = [
    # column, cell, what is loaded
    ("claim_id", "0017", "0017"),
    ("claim_id", 17, "17"),
    ("claim_id", 123456789012345, "123456789012345"),
    ("claim_line_number", 7.0, 7),
    ("member_id", True, "TRUE"),
    ("claim_line_start_date", datetime(2024, 7, 3), date(2024, 7, 3)),
    ("claim_line_start_date", 45476, date(2024, 7, 3)),
    ("claim_line_start_date", "7/3/2024", date(2024, 7, 3)),
    ("billing_npi", 1234567893, "1234567893"),
    ("billing_tin", 12345678, "012345678"),
    ("place_of_service_code", 2, "02"),
    ("paid_amount", 0.1 + 0.2, Decimal("0.30")),
    ("paid_amount", 1234.5, Decimal("1234.50")),
    ("paid_amount", -0.07, Decimal("-0.07")),
    ("paid_amount", 1e-7, Decimal("0.00")),
    ("paid_amount", "$1,234.50", Decimal("1234.50")),
    ("in_network_flag", True, True),
    ("in_network_flag", False, False),
    ("plan", "  HMO  ", "HMO"),
    ("plan", 12.25, "12.25"),
    ("plan", 1e14 + 0.5, "100000000000000"),
]


def test_cells_are_the_text_an_analyst_sees(tmp_path: Path) -> None:
    rows = [
        {**CLAIM, "claim_id": f"C{n}", "claim_line_end_date": None, column: cell}
        for n, (column, cell, _) in enumerate(CELLS)
    ]
    loaded = load_book(tmp_path, *rows, history="ledger")
    assert loaded.result.rejected == 0
    for number, (column, cell, want) in enumerate(CELLS, 1):
        assert loaded.row(number)[column] == want, (column, cell)


@pytest.mark.parametrize("cell", [1234567890123456, 1e15, 12345678901234567890])
def test_a_number_of_sixteen_digits_is_no_identifier(tmp_path: Path, cell: float) -> None:
    loaded = load_book(tmp_path, {**CLAIM, "claim_id": cell}, CLAIM)
    assert loaded.reason(1) == "claim_id: scientific notation: digits are gone"
    assert loaded.result.loaded == 1


def test_a_formula_error_rejects_its_row_and_no_other(tmp_path: Path) -> None:
    columns = ["member_id", "place_of_service_code", "paid_amount", "plan", "hcpcs_modifier_1"]
    rows = [claim(claim_id=f"C{n}", plan="HMO") for n in range(7)]
    for n, column in enumerate(columns):
        rows[n][column] = "=NA()"
    rows[5]["their_note"] = "=NA()"
    loaded = load_book(tmp_path, *rows)
    for number, column in enumerate(columns, 1):
        assert loaded.reason(number) == f"{column}: a spreadsheet error instead of a value"
    assert [row["source_row"] for row in loaded.rows] == [6, 7]


def test_rows_are_counted_as_they_stand_below_the_header(tmp_path: Path) -> None:
    book = claims_book(
        tmp_path / "a.xlsx",
        claim(claim_id="C1"),
        {},
        claim(claim_id="C3", paid_amount="x"),
        {},
        {},
        claim(claim_id="C6"),
        above=2,
    )
    loaded = load(book, tmp_path / "out")
    assert [row["source_row"] for row in loaded.rows] == [1, 6]
    assert "not an amount" in loaded.reason(3)
    assert json.loads(loaded.rejected[0]["raw_row"])["claim_id"] == "C3"
    assert loaded.result.read == 3


def test_a_cell_beside_the_columns_breaks_its_row(tmp_path: Path) -> None:
    names = list(CLAIM)
    book = write_book(
        tmp_path / "a.xlsx", s=[names, list(CLAIM.values()), [*CLAIM.values(), "total"]]
    )
    loaded = load(book, tmp_path / "out")
    assert (loaded.result.loaded, loaded.reason(2)) == (1, ": too many columns")


def test_one_filled_sheet_is_taken_and_several_are_asked_about(tmp_path: Path) -> None:
    rows = [list(CLAIM), list(CLAIM.values())]
    alone = write_book(tmp_path / "a.xlsx", Blank=[], Claims=rows, Sheet3=[])
    assert load(alone, tmp_path / "a").result.loaded == 1
    several = write_book(tmp_path / "b.xlsx", Notes=[["about"]], Claims=rows)
    with pytest.raises(ExtractError, match=r"b.xlsx: several sheets.*'Notes', 'Claims'"):
        load(several, tmp_path / "b")
    mapping = tmp_path / "m.toml"
    mapping.write_text('sheet = "claims"\n')
    assert load(several, tmp_path / "c", mapping=mapping).result.loaded == 1
    mapping.write_text('sheet = "Gone"\n')
    with pytest.raises(ExtractError, match=r"no sheet 'Gone'; its sheets: 'Notes', 'Claims'"):
        load(several, tmp_path / "d", mapping=mapping)


def test_a_sheet_is_for_workbooks(load_rows, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('sheet = "claims"\n')
    with pytest.raises(ExtractError, match="names a sheet, but this is no workbook"):
        load_rows([claim()], mapping=mapping)


def zip_of(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as book:
        for name in names:
            book.writestr(name, "x")
    return path


def test_files_that_are_no_workbook_to_read(tmp_path: Path) -> None:
    cut = claims_book(tmp_path / "cut.xlsx", claim())
    cut.write_bytes(cut.read_bytes()[:-100])
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    cases = {
        cut: "cut off or damaged",
        old: r"an .xls workbook or one with a password; save it as .xlsx",
        zip_of(tmp_path / "claims.zip", "claims.csv"): "a zip file; .*unpack it",
        zip_of(tmp_path / "b.xlsb", "xl/workbook.bin"): "an .xlsb workbook",
        zip_of(tmp_path / "bad.xlsx", "xl/workbook.xml"): "a damaged workbook",
        write_book(tmp_path / "empty.xlsx", a=[], b=[]): "the workbook is empty",
    }
    for path, message in cases.items():
        with pytest.raises(ExtractError, match=f"{path.name}: .*{message}"):
            load(path, tmp_path / "out")


def test_a_workbook_has_a_fingerprint_and_may_hold_a_header_only(tmp_path: Path) -> None:
    book = write_book(tmp_path / "a.xlsx", claims=[list(CLAIM)])
    assert len(file_fingerprint(book)) == 64
    assert load(book, tmp_path / "out").result.read == 0

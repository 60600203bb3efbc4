"""Mapping files: what they say, how strictly they are read, and the shipped profiles."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics import content
from analytics.errors import ExtractError
from analytics.load.mapping.mapping import ColumnSource, profile_names, read_mapping

from .conftest import load

FIXTURES = Path(__file__).parent / "fixtures"
THEIRS = """
history = "ledger"
units_basis = "billed"
paid_includes_interest = true

[columns]
claim_id = ["SYS", "NO"]
claim_line_number = "LN"
member_id = "MBR"
claim_line_start_date = "DOS"
hcpcs_code = "PROC"
billing_npi = { first = ["BILL", "REND"] }
paid_amount = "PD"
line_of_business = "PLAN_CD"
claim_status = "ST"
bill_type_code = ["FAC", "CLS", "FRQ"]

[values.line_of_business]
hmo1 = "MEDICAID"
"*" = "COMMERCIAL"

[values.claim_status]
"P" = "PAID"
"D" = "DENIED"
"" = "PENDED"

[constants]
payer = "Plan"
data_source = "warehouse"

[keep]
FINAL = ["Y"]
"""
EXTRACT = """SYS,NO,LN,MBR,DOS,PROC,BILL,REND,PD,PLAN_CD,ST,FAC,CLS,FRQ,final,member_id
A,1,1,M1,2024-07-01,S9500,1234567893,1234567801,5,HMO1,p,3,3,1,Y,other
A,2,1,M1,2024-07-01,S9500,,1234567893,5,PPO,D,,,,y,other
A,3,1,M1,2024-07-01,S9500,N/A,1234567893,5,,,3,3,,,other
A,4,1,M1,2024-07-01,S9500,1234567893,,5,HMO1,P,3,3,1,N,other
"""


@pytest.fixture
def mapping(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "their.toml"
        path.write_text(text)
        return path

    return write


def test_a_mapping_at_work(load_rows, mapping) -> None:
    loaded = load_rows(EXTRACT.replace("3,3,,,other", "3,3,2,,other"), mapping=mapping(THEIRS))
    one, two, three = loaded.rows
    assert [row["claim_id"] for row in loaded.rows] == ["A1", "A2", "A3"]
    assert {row["billing_npi"] for row in loaded.rows} == {"1234567893"}
    assert [row["line_of_business"] for row in loaded.rows] == ["MEDICAID", "COMMERCIAL", None]
    assert [row["claim_status"] for row in loaded.rows] == ["PAID", "DENIED", "PENDED"]
    assert [row["bill_type_code"] for row in loaded.rows] == ["0331", None, "0332"]
    assert {row["member_id"] for row in loaded.rows} == {"M1"}
    assert (one["payer"], two["data_source"], three["payer"]) == ("Plan", "warehouse", "Plan")
    assert loaded.reason(4) == ": a row the mapping leaves out"
    result = loaded.result
    assert (result.table, result.mapping) == ("medical_claim", "their.toml")
    assert result.units_basis == "billed"
    assert result.paid_includes_interest
    assert result.history_source == {"Plan": "given"}
    assert result.columns_used["claim_id"] == "SYS + NO"
    assert result.columns_used["billing_npi"] == "BILL or REND"
    assert result.columns_ignored == ["member_id"]


def test_units_are_assumed_to_be_paid_without_a_word(load_rows) -> None:
    text = "[constants]\npayer = 'Plan'\n"
    assert read_of(text, load_rows) == "assumed"
    assert read_of(text, load_rows, 'units_basis = "paid"\n') == "paid"
    assert read_of(text, load_rows, 'units_basis = "billed"\n') == "billed"


def read_of(text: str, load_rows, front: str = "") -> str | None:
    header = "claim_id,claim_line_number,member_id,claim_line_start_date,hcpcs_code,billing_npi"
    rows = f"{header},paid_amount\nC,1,M,2024-07-01,S9500,1234567893,1\n"
    path = Path(load_rows.__closure__[0].cell_contents) / "m.toml"
    path.write_text(front + text)
    return load_rows(rows, mapping=path).result.units_basis


def test_a_told_payer_goes_before_a_constant(load_rows, mapping) -> None:
    loaded = load_rows(EXTRACT.replace("3,3,,,", ",,,,"), mapping=mapping(THEIRS), payer="Told")
    assert loaded.result.payers == ["Told"]


def test_a_column_the_file_has_not(load_rows, mapping) -> None:
    told = mapping(THEIRS.replace('"PROC"', '"PROC_CODE"'))
    message = r"hcpcs_code from 'PROC_CODE'.*nearest header is 'PROC'"
    with pytest.raises(ExtractError, match=message):
        load_rows(EXTRACT, mapping=told)
    text = THEIRS.replace("[columns]", '[columns]\nplan = "GONE"')
    with pytest.raises(ExtractError, match="plan from 'GONE'"):
        load_rows(EXTRACT, mapping=mapping(text))
    told = mapping('may_be_missing = ["plan"]\n' + text)
    assert load_rows(EXTRACT.replace("3,3,,,", ",,,,"), mapping=told).result.loaded == 3


def test_a_header_that_feeds_a_column_is_not_offered_for_another(load_rows, mapping) -> None:
    told = mapping(THEIRS.replace('"PROC"', '"PDX"'))
    with pytest.raises(ExtractError, match=r"hcpcs_code from 'PDX', .* no such column$"):
        load_rows(EXTRACT, mapping=told)


def test_a_needed_column_that_the_mapping_does_not_name(load_rows, mapping) -> None:
    told = mapping(THEIRS.replace('claim_line_number = "LN"', ""))
    with pytest.raises(ExtractError, match=r"no column claim_line_number.*; mapping .*can name it"):
        load_rows(EXTRACT, mapping=told)


def test_a_mapping_for_a_table(load_rows, mapping) -> None:
    told = mapping('table = "visit_note"\ncovers_from = 2024-01-01\ncovers_to = "2024-12-31"\n')
    text = "visit_note_id,member_id,service_date\nV,M,2024-07-01\n"
    result = load_rows(text, mapping=told).result
    assert (result.covers_from, result.covers_to) == ("2024-01-01", "2024-12-31")
    assert (result.first_date, result.last_date) == ("2024-07-01", "2024-07-01")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("colums = 1", r"their.toml:1: unknown key 'colums'.*did you mean 'columns'"),
        ('\n[columns]\nclaim_idd = "A"', r"their.toml:3: unknown key 'claim_idd'.*'claim_id'"),
        ("[columns]\nclaim_id = 7", "their.toml:2: claim_id must be a text"),
        ("[columns]\nclaim_id = { last = [] }", "first = "),
        ('[columns]\nclaim_id = ""', "must be a text"),
        ('history = "latest"', "their.toml:1: history must be one of final, snapshot, ledger"),
        ('units_basis = "sold"', "must be one of paid, billed"),
        ('table = "claims"', "table must be one of"),
        ('decimal_comma = "yes"', "must be true or false"),
        ('delimiter = "||"', "must be one character"),
        ('encoding = "utf-99"', "names no encoding"),
        ('date_format = "DD.MM.YYYY"', "must be a format"),
        ('covers_from = "July"', "must be a date"),
        ('may_be_missing = ["plann"]', "names no column"),
        ('[values.claim_status]\n"P" = "Payed"', "their.toml:1: claim_status has no 'Payed'"),
        ('[constants]\nline_of_business = "HMO"', "line_of_business has no 'HMO'"),
        ("[keep]\nA = 1", "must be a list of texts"),
        ('[match]\nheader = ["A"]', "unknown key 'header'"),
        ("table = ", "not TOML"),
        ('table = "hold"\n[columns]\npaid_amount = "A"', "unknown key 'paid_amount'"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_line(mapping, text: str, message: str) -> None:
    with pytest.raises(ExtractError, match=message):
        read_mapping(mapping(text))


def test_no_such_mapping() -> None:
    with pytest.raises(ExtractError, match=r"no mapping file or profile 'cms-rf'.*'cms-rif'"):
        read_mapping("cms-rf")
    with pytest.raises(ExtractError):
        read_mapping("gone.toml")


def test_every_shipped_mapping_reads() -> None:
    assert profile_names() == ["cms-cclf", "cms-rif", "tuva"]
    for path in content.MAPPINGS.rglob("*.toml"):
        assert read_mapping(path)
    assert read_mapping("tuva").units_basis == "billed"


RIF = {
    "carrier": ("cms-rif/carrier", "paid", False),
    "dme": ("cms-rif/dme", "paid", False),
    "outpatient": ("cms-rif/outpatient", "billed", False),
    "inpatient": ("cms-rif/inpatient", "billed", True),
    "snf": ("cms-rif/snf", "billed", True),
    "hha": ("cms-rif/hha", "billed", True),
    "hospice": ("cms-rif/hospice", "billed", True),
}


@pytest.mark.parametrize("kind", RIF)
def test_the_files_of_cms(tmp_path: Path, kind: str) -> None:
    loaded = load(FIXTURES / f"rif_{kind}.csv", tmp_path, mapping="cms-rif")
    result = loaded.result
    assert (result.mapping, result.units_basis, result.header_amounts) == RIF[kind]
    assert result.history == {"MEDICARE": "final"}
    # A carrier line without a code is the only one that cannot load.
    assert result.rejected == (1 if kind == "carrier" else 0)
    for row in loaded.rows:
        assert row["line_of_business"] == "MEDICARE_FFS"
        assert row["claim_status"] == "PAID"
        assert row["member_id"].startswith("-1000")
        assert row["paid_date"] >= row["claim_end_date"]


def rif(tmp_path: Path, kind: str, **told) -> dict:
    return load(FIXTURES / f"rif_{kind}.csv", tmp_path, mapping="cms-rif", **told).rows[0]


def test_a_carrier_line(tmp_path: Path) -> None:
    row = rif(tmp_path, "carrier")
    assert row["claim_type"] == "professional"
    assert row["billing_npi"] == "8888819926"
    assert row["rendering_npi"] == "9999310391"
    assert row["claim_line_start_date"] == date(2015, 5, 30)
    assert row["place_of_service_code"] == "11"
    assert row["payee"] == "provider"


def test_an_outpatient_line_and_a_stay(tmp_path: Path) -> None:
    line = rif(tmp_path / "o", "outpatient")
    assert (line["bill_type_code"], line["revenue_center_code"]) == ("0131", "0001")
    assert line["paid_amount"] == Decimal("85.55")
    stay = rif(tmp_path / "i", "inpatient")
    assert (stay["admission_date"], stay["discharge_date"]) == (
        date(2017, 3, 19),
        date(2017, 3, 20),
    )
    assert stay["claim_line_start_date"] is None
    assert stay["paid_amount"] == Decimal("33248.67")


def carrier(tmp_path: Path, **changes: str):
    """The carrier file with values of its second line changed."""
    header, _, line, _ = (FIXTURES / "rif_carrier.csv").read_text().split("\n", 3)
    values = dict(zip(header.split("|"), line.split("|"), strict=True)) | changes
    path = tmp_path / "carrier.csv"
    path.write_text("|".join(values) + "\n" + "|".join(values.values()) + "\n")
    return load(path, tmp_path, mapping="cms-rif")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"CARR_CLM_PMT_DNL_CD": "0"}, {"claim_status": "DENIED"}),
        ({"CARR_CLM_PMT_DNL_CD": "Q"}, {"claim_status": "DENIED"}),
        ({"CARR_CLM_PMT_DNL_CD": "2"}, {"claim_status": "PAID", "payee": "member"}),
        ({"CARR_CLM_BLG_NPI_NUM": "1234567893"}, {"billing_npi": "1234567893"}),
        ({"ORG_NPI_NUM": "0000000000"}, {"billing_npi": "9999310391"}),
    ],
)
def test_codes_of_a_carrier_claim(tmp_path: Path, changes, expected) -> None:
    row = carrier(tmp_path, **changes).rows[0]
    assert {name: row[name] for name in expected} == expected


def test_a_superseded_action_is_left_out(tmp_path: Path) -> None:
    assert carrier(tmp_path, FINAL_ACTION="N").result.rejected == 1


def test_files_of_no_kind(tmp_path: Path, load_rows) -> None:
    with pytest.raises(ExtractError, match="profile cms-rif: no kind fits"):
        carrier(tmp_path, NCH_CLM_TYPE_CD="99")
    with pytest.raises(ExtractError, match="no kind fits"):
        load_rows("A,B\n1,2\n", mapping="cms-rif")


def test_sources_in_words() -> None:
    assert str(ColumnSource(("A", "B"))) == "A or B"
    assert str(ColumnSource(("A", "B"), joined=True)) == "A + B"

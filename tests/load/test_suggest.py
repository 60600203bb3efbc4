"""Drafts of mappings: what is sure is a key, what is not a comment; no member data is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from analytics.errors import ExtractError, UsageError
from analytics.load.mapping.mapping import Mapping, read_mapping
from analytics.load.suggest.suggest import suggest_mapping
from analytics.load.suggest.synonyms import all_synonyms, bare, synonyms_of
from analytics.schema.tables import ELIGIBILITY, MEDICAL_CLAIM, PROVIDER, TABLES, VISIT_NOTE

from .conftest import load

ROW = {
    "CLM_NBR": "C1",
    "LN_NBR": "1",
    "MBR_ID": "00012345",
    "SVC_BEG_DT": "2024-07-13",
    "SVC_END_DT": "2024-07-14",
    "PROC_CD": "S9500",
    "BILL_NPI": "1234567893",
    "PD_AMT": "700.00",
}


def drafted(folder: Path, *changes: dict[str, str], delimiter: str = ",", **told) -> str:
    """The draft for rows, each the usual row with changes; a column of None is not there."""
    rows = [{**ROW, **change} for change in changes or ({},)]
    names = [
        n for n in dict.fromkeys(n for row in rows for n in row) if rows[0].get(n, "") is not None
    ]
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    path = folder / "their.csv"
    text = "\n".join(delimiter.join(line) for line in lines) + "\n"
    path.write_bytes(text.encode(told.pop("encoding", "utf-8")))
    return suggest_mapping(path, **told)


def read(folder: Path, text: str) -> Mapping:
    (folder / "draft.toml").write_text(text, encoding="utf-8")
    return read_mapping(folder / "draft.toml")


def columns(mapping: Mapping) -> dict[str, str]:
    return {ours: str(theirs) for ours, theirs in mapping.columns.items()}


def perhaps(text: str) -> set[tuple[str, str]]:
    return set(re.findall(r'^# perhaps: (\w+) = "(.*?)"', text, re.MULTILINE))


def test_known_names_are_taken_and_the_file_then_loads(tmp_path: Path) -> None:
    text = drafted(tmp_path, {})
    found = read(tmp_path, text)
    assert found.table == "medical_claim"
    assert columns(found) == {
        "claim_id": "CLM_NBR",
        "claim_line_number": "LN_NBR",
        "member_id": "MBR_ID",
        "claim_line_start_date": "SVC_BEG_DT",
        "claim_line_end_date": "SVC_END_DT",
        "hcpcs_code": "PROC_CD",
        "billing_npi": "BILL_NPI",
        "paid_amount": "PD_AMT",
    }
    assert "Needed" not in text
    loaded = load(
        tmp_path / "their.csv", tmp_path / "o", mapping=tmp_path / "draft.toml", payer="P"
    )
    assert loaded.result.loaded == 1


SPELLINGS = ["DOS_FROM", "SVC_BEG_DT", "svc beg dt", "Svc-Beg-Dt", "CLAIM_LINE_START_DATE"]


@pytest.mark.parametrize("theirs", SPELLINGS)
def test_names_match_however_they_are_spelled(tmp_path: Path, theirs: str) -> None:
    found = read(tmp_path, drafted(tmp_path, {"SVC_BEG_DT": None, theirs: "2024-07-13"}))
    fed = columns(found).get("claim_line_start_date", theirs)
    assert fed == theirs


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("MOD1", "hcpcs_modifier_1"),
        ("MOD_2", "hcpcs_modifier_2"),
        ("MODIFIER1", "hcpcs_modifier_1"),
        ("DX03", "diagnosis_code_3"),
        ("PLACE_OF_SVC", "place_of_service_code"),
        ("POS", "place_of_service_code"),
        ("LOB", "line_of_business"),
        ("CHK_DT", "paid_date"),
        ("ALLOW_AMT", "allowed_amount"),
        ("BILLED_AMT", "charge_amount"),
        ("QTY", "service_unit_quantity"),
        ("REV_CD", "revenue_center_code"),
        ("TOB", "bill_type_code"),
        ("NDC_NBR", "ndc_code"),
        ("AUTH_NBR", "authorization_number"),
    ],
)
def test_names_of_warehouses(tmp_path: Path, theirs: str, ours: str) -> None:
    assert columns(read(tmp_path, drafted(tmp_path, {theirs: ""})))[ours] == theirs


def test_two_columns_for_one_of_ours_are_both_comments(tmp_path: Path) -> None:
    text = drafted(tmp_path, {"HCPCS": "S9500"})
    assert "hcpcs_code" not in columns(read(tmp_path, text))
    assert perhaps(text) == {("hcpcs_code", "PROC_CD"), ("hcpcs_code", "HCPCS")}
    assert "# Needed and not found: hcpcs_code" in text


def test_our_own_name_goes_before_a_known_one(tmp_path: Path) -> None:
    text = drafted(tmp_path, {"hcpcs_code": "S9500"})
    assert perhaps(text) == {("hcpcs_code", "PROC_CD")}
    assert "Needed" not in text


def test_a_name_of_several_columns_is_a_comment(tmp_path: Path) -> None:
    text = drafted(tmp_path, {"SVC_BEG_DT": None, "FROM_DT": "2024-07-13"})
    both = {("claim_line_start_date", "FROM_DT"), ("claim_start_date", "FROM_DT")}
    assert perhaps(text) == both
    assert "Needed and not found: claim_line_start_date" in text


def test_a_known_name_whose_values_do_not_read_is_a_comment(tmp_path: Path) -> None:
    text = drafted(tmp_path, {"POS": "12"}, {"POS": "HOME"})
    assert "place_of_service_code" not in columns(read(tmp_path, text))
    assert 'place_of_service_code = "POS"  # 1 of 2 values cannot be read' in text


def test_values_tell_what_an_unknown_column_may_be(tmp_path: Path) -> None:
    gone = {"PROC_CD": None, "BILL_NPI": None}
    rows = [
        {**gone, "A": "S9500", "B": "1234567893", "C": "12", "D": "1234567890", "E": "12345"},
        {**gone, "A": "99601", "B": "1003000126", "C": "11", "D": "1234567890", "E": "99601"},
    ]
    text = drafted(tmp_path, *rows)
    assert perhaps(text) == {
        ("hcpcs_code", "A"),
        ("billing_npi", "B"),
        ("place_of_service_code", "C"),
    }
    assert "# D, E" in text


def test_the_form_of_the_file_is_told_where_it_is_not_the_usual(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        drafted(
            tmp_path,
            {"SVC_BEG_DT": "13.07.2024", "SVC_END_DT": "14.07.2024", "PD_AMT": "1.234,50"},
            {"SVC_BEG_DT": "01.07.2024", "SVC_END_DT": "", "PD_AMT": "7,00", "Memo": "Zürich"},
            delimiter=";",
            encoding="cp1252",
        ),
    )
    assert (found.date_format, found.decimal_comma) == ("%d.%m.%Y", True)
    assert (found.delimiter, found.encoding) == (";", "cp1252")
    usual = read(tmp_path, drafted(tmp_path, {}))
    assert (usual.date_format, usual.decimal_comma) == (None, False)
    assert (usual.delimiter, usual.encoding) == (None, None)


def test_dates_that_could_be_either_way_are_said(tmp_path: Path) -> None:
    text = drafted(tmp_path, {"SVC_BEG_DT": "3/7/2024", "SVC_END_DT": "4/7/2024"})
    assert "no day after the 12th" in text
    assert read(tmp_path, text).date_format is None
    text = drafted(tmp_path, {"SVC_BEG_DT": "7/13/2024", "SVC_END_DT": "7/14/2024"})
    assert "no day after the 12th" not in text
    text = drafted(tmp_path, {"SVC_BEG_DT": "03/07/24", "SVC_END_DT": "04/07/24"})
    assert '# date_format = "%m/%d/%y" or "%d/%m/%y": the first rows do not show which' in text


def test_codes_that_are_not_ours_are_listed_to_translate(tmp_path: Path) -> None:
    rows = [{"LOB": lob, "CLM_STATUS": st} for lob, st in [("HMO1", "P"), ("Medicaid", "D")]]
    text = drafted(tmp_path, *rows)
    found = read(tmp_path, text)
    assert found.columns.keys() >= {"line_of_business", "claim_status"}
    assert found.values == {"line_of_business": {}, "claim_status": {}}
    assert '# "HMO1" = "?"' in text
    assert '# "P" = "PAID"' in text
    assert "Medicaid" not in text and "MEDICAID" in text


def test_no_value_of_a_member_claim_or_amount_is_shown(tmp_path: Path) -> None:
    # A status column that holds an identifier: too many values, or too long ones.
    rows = [
        {"MBR_ID": f"M{n:08}", "CLM_NBR": f"SECRET{n}", "PD_AMT": "31.41", "CLM_STATUS": f"M{n:08}"}
        for n in range(30)
    ]
    text = drafted(tmp_path, *rows)
    for hidden in ("M000", "SECRET", "31.41"):
        assert hidden not in text
    text = drafted(tmp_path, {"LOB": "a long text that may name a person"})
    assert "name a person" not in text.lower()


def test_the_table_is_told_by_the_headers(tmp_path: Path) -> None:
    headers = {
        "eligibility": "MBR_ID,EFF_DT,TERM_DT,LOB,DOB",
        "visit_note": "NOTE_ID,MBR_ID,VISIT_DT,NURSE_CRED,TIME_IN,TIME_OUT,SIGNED_YN",
        "provider": "PROV_NPI,TAX_ID,PROV_NAME,TAXONOMY,EFF_DT,TERM_DT",
        "authorization": "AUTH_NBR,MBR_ID,CPT_CODE,AUTH_FROM_DT,AUTH_THRU_DT,AUTH_UNITS",
    }
    for table, header in headers.items():
        (tmp_path / "f.csv").write_text(header + "\n")
        text = suggest_mapping(tmp_path / "f.csv")
        found = read(tmp_path, text)
        assert found.table == table
        assert len(found.columns) == len(header.split(",")), text
        assert "Needed" not in text
    with pytest.raises(UsageError, match="no table 'claims'"):
        suggest_mapping(tmp_path / "f.csv", table="claims")
    (tmp_path / "f.csv").write_text("A,B\n1,2\n")
    with pytest.raises(ExtractError, match=r"f.csv: no header is a known"):
        suggest_mapping(tmp_path / "f.csv")


def test_headers_as_people_write_them(tmp_path: Path) -> None:
    row = {"Svc From": "07/01/2024", "Svc Thru": "07/07/2024", "Freq": "7", "Orig Clm": "C0"}
    found = columns(
        read(tmp_path, drafted(tmp_path, {"SVC_BEG_DT": None, "SVC_END_DT": None, **row}))
    )
    assert found["claim_line_start_date"] == "Svc From"
    assert found["claim_line_end_date"] == "Svc Thru"
    assert (found["claim_frequency_code"], found["original_claim_id"]) == ("Freq", "Orig Clm")


def test_headers_that_toml_has_to_quote(tmp_path: Path) -> None:
    frame = pd.DataFrame([[1, "x", 2]], columns=['POS "new"', "CLM_NBR", "a\\b\n\x7fc"])
    text = suggest_mapping(frame)
    assert columns(read(tmp_path, text)) == {"claim_id": "CLM_NBR"}
    frame.columns = ['MBR"ID', "CLM\\NBR", "POS"]
    found = columns(read(tmp_path, suggest_mapping(frame)))
    assert (found["member_id"], found["claim_id"]) == ('MBR"ID', "CLM\\NBR")


def test_workbooks_parquet_and_frames_give_the_same_draft(tmp_path: Path) -> None:
    from .test_workbook import write_book

    frame = pd.DataFrame([ROW, {**ROW, "CLM_NBR": "C2"}])
    frame.to_parquet(tmp_path / "their.parquet")
    write_book(tmp_path / "their.xlsx", s=[list(frame), *frame.to_numpy().tolist()])
    drafts = [suggest_mapping(tmp_path / "their.parquet"), suggest_mapping(tmp_path / "their.xlsx")]
    drafts.append(suggest_mapping(frame))
    assert len({text.split("\n", 1)[1] for text in drafts}) == 1


def test_a_header_that_stands_twice_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("CLM_NBR,MBR_ID,MBR_ID\nC,M,M\n")
    text = suggest_mapping(tmp_path / "f.csv", table="medical_claim")
    assert "MBR_ID (appears twice)" in text
    assert "member_id" not in columns(read(tmp_path, text))


def test_the_file_of_synonyms() -> None:
    seen = [(s.canonical, bare(s.theirs)) for s in all_synonyms()]
    assert not {pair for pair in seen if seen.count(pair) > 1 and "#" in pair[0]}
    for table in TABLES.values():
        own = {bare(name): name for name in table.names}
        for name, meant in synonyms_of(table).items():
            assert own.get(name) in (None, *(s.canonical for s in meant)), name
            assert len(meant) == 1 or all(s.doubt for s in meant), (table.name, name)
    for table, least in ((MEDICAL_CLAIM, 250), (ELIGIBILITY, 60), (PROVIDER, 50), (VISIT_NOTE, 60)):
        assert len(synonyms_of(table)) > least
    needed = {c for t in (MEDICAL_CLAIM, ELIGIBILITY, PROVIDER, VISIT_NOTE) for c in t.required}
    for column in needed:
        assert sum(s.canonical == column and not s.doubt for s in all_synonyms()) >= 3, column

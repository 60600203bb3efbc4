"""Which table a file is for, which columns feed it, and files refused whole."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.errors import ExtractError
from analytics.load.read.header import guess_table
from analytics.schema.tables import TABLES

from .conftest import claim


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_told_by_its_own_columns(table: str) -> None:
    assert guess_table(TABLES[table].names, "f.csv") == table
    assert guess_table([f" {name.upper()} " for name in TABLES[table].names], "f.csv") == table


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        (["a", "b"], "no column of any table"),
        (["payer", "hcpcs_code"], "cannot tell the table"),
        (["claim_id"], "cannot tell the table"),
    ],
)
def test_headers_that_do_not_tell(headers: list[str], message: str) -> None:
    with pytest.raises(ExtractError, match=f"f.csv: .*{message}"):
        guess_table(headers, "f.csv")


def test_claims_are_told_even_without_a_required_column(load_rows) -> None:
    rows = [{"claim_no": "1", **claim(claim_id=None)}]
    with pytest.raises(ExtractError, match=r"no column claim_id.*nearest header is 'claim_no'"):
        load_rows(rows)


def test_headers_match_whatever_their_case_and_blanks(load_rows) -> None:
    text = " Claim_ID ,claim_line_number,MEMBER_ID,payer,claim_line_start_date,HCPCS_Code,"
    text += "billing_npi,paid_amount,X_Team,other\nC1,1,M,P,2024-07-01,S9500,1234567893,5,blue,z\n"
    loaded = load_rows(text)
    assert loaded.rows[0]["claim_id"] == "C1"
    assert loaded.rows[0]["x_team"] == "blue"
    assert loaded.result.columns_used["claim_id"] == "Claim_ID"
    assert loaded.result.columns_ignored == ["other"]
    assert "paid_date" in loaded.result.columns_missing


@pytest.mark.parametrize("column", ["paid_amount", "billing_npi", "claim_line_start_date"])
def test_a_required_column_that_is_not_there(load_rows, column: str) -> None:
    with pytest.raises(ExtractError, match=f"claims.csv: no column {column}"):
        load_rows([claim(**{column: None})], table="medical_claim")


def test_claims_need_a_code_column(load_rows) -> None:
    with pytest.raises(ExtractError, match="neither hcpcs_code nor revenue_center_code"):
        load_rows([claim(hcpcs_code=None)])


def test_a_header_that_stands_twice(load_rows) -> None:
    row = claim()
    names, values = ",".join(row), ",".join(row.values())
    with pytest.raises(ExtractError, match="'paid_amount' appears twice"):
        load_rows(f"{names},paid_amount\n{values},1\n")
    assert load_rows(f"{names},other,other,\n{values},1,2,3\n").result.loaded == 1


def test_a_column_that_never_casts_refuses_the_file(load_rows) -> None:
    rows = [claim(claim_id=f"C{n}", paid_date="yesterday" if n else "") for n in range(3)]
    with pytest.raises(ExtractError, match=r"paid_date.*row 2: not a date") as error:
        load_rows(rows)
    assert "yesterday" not in str(error.value)


def test_one_bad_value_rejects_its_row_only(load_rows) -> None:
    rows = [claim(), claim(claim_id="C2", paid_date="yesterday")]
    assert load_rows(rows).result.reasons == {"paid_date: not a date in an accepted form": 1}


def test_a_few_bad_values_of_a_nearly_empty_column_reject_their_rows(load_rows) -> None:
    rows = [claim(claim_id=f"C{n}", ordering_npi="AB" if n < 2 else "") for n in range(250)]
    assert load_rows(rows).result.rejected == 2


def test_a_day_first_file_is_refused(load_rows) -> None:
    days = ["13/7/2024", "14/7/2024", "2/7/2024"]
    rows = [claim(claim_id=d, claim_line_start_date=d, claim_line_end_date="") for d in days]
    with pytest.raises(ExtractError, match=r"day first \(row 1\).*date_format"):
        load_rows(rows)


def test_claims_need_a_payer(load_rows) -> None:
    with pytest.raises(ExtractError, match="--payer"):
        load_rows([claim(payer=None)])
    with pytest.raises(ExtractError, match="row 2 has no payer"):
        load_rows([claim(), claim(claim_id="C2", payer="")])
    told = load_rows([claim(), claim(claim_id="C2", payer="")], payer="Other")
    assert [row["payer"] for row in told.rows] == ["Plan", "Other"]
    assert told.result.payers == ["Other", "Plan"]


def test_a_line_of_business_fills_empty_ones(load_rows) -> None:
    loaded = load_rows([claim(line_of_business=""), claim(line_of_business="CHIP", claim_id="2")],
                       line_of_business="medicaid")  # fmt: skip
    assert [row["line_of_business"] for row in loaded.rows] == ["MEDICAID", "CHIP"]


def test_row_rules_of_a_claim_line(load_rows) -> None:
    header = {"claim_start_date": "2024-07-01", "claim_end_date": "2024-07-09"}
    cases = [
        (claim(hcpcs_code=""), "hcpcs_code: neither"),
        (claim(hcpcs_code="", revenue_center_code="551"), None),
        (claim(claim_line_start_date="", claim_line_end_date="", **header), None),
        (claim(claim_line_start_date="", claim_line_end_date=""), "claim_line_start_date: a req"),
        (claim(claim_line_end_date="2024-06-30"), "claim_line_end_date: the span ends before"),
        (claim(claim_line_start_date="", claim_line_end_date="2024-06-30", **header), "claim_line"),
        (claim(claim_line_end_date="2025-07-01"), None),
        (claim(claim_line_end_date="2025-07-02"), "claim_line_end_date: the span is longer"),
        (claim(member_id=""), "member_id: a required value is missing"),
        (claim(member_id="."), "member_id: a required value is missing"),
        (claim(claim_start_date="2024-07-05", claim_end_date="2024-07-01"), None),
    ]
    loaded = load_rows([{**row, "claim_id": f"C{n}"} for n, (row, _) in enumerate(cases, 1)])
    for number, (_, reason) in enumerate(cases, 1):
        if reason is None:
            assert loaded.row(number)
        else:
            assert loaded.reason(number).startswith(reason)
    # A line without dates keeps none: the final action gives it those of its claim, whole.
    assert loaded.row(3)["claim_line_start_date"] is None
    assert loaded.row(3)["claim_line_end_date"] is None
    assert loaded.result.warnings == {"claim_end_date: the span ends before it starts": 1}
    assert loaded.result.first_date == "2024-07-01"
    assert loaded.result.last_date == "2025-07-01"


def test_claim_type_and_person_when_empty(load_rows) -> None:
    rows = [
        claim(claim_id="1"),
        claim(claim_id="2", revenue_center_code="551"),
        claim(claim_id="3", bill_type_code="331", claim_type="", person_id="P3"),
        claim(claim_id="4", bill_type_code="331", claim_type="dental"),
    ]
    loaded = load_rows(rows)
    kinds = [row["claim_type"] for row in loaded.rows]
    assert kinds == ["professional", "institutional", "institutional", "dental"]
    assert [row["person_id"] for row in loaded.rows] == ["00012345"] * 2 + ["P3", "00012345"]


def test_other_tables(load_rows) -> None:
    eligible = {"member_id": "1", "enrollment_start_date": "2024-01-01"}
    loaded = load_rows(
        [
            {**eligible, "enrollment_end_date": "9999-12-31", "funding": "insured"},
            {**eligible, "enrollment_end_date": "2023-12-31", "funding": ""},
            {**eligible, "enrollment_end_date": "2090-12-31", "funding": "SELF FUNDED"},
        ],
        payer="Plan",
    )
    assert loaded.result.table == "eligibility"
    assert [row["enrollment_end_date"] for row in loaded.rows] == [None, date(2090, 12, 31)]
    assert [row["funding"] for row in loaded.rows] == ["INSURED", "SELF_FUNDED"]
    assert [row["person_id"] for row in loaded.rows] == ["1", "1"]
    assert [row["payer"] for row in loaded.rows] == ["Plan", "Plan"]
    assert loaded.result.reasons == {"enrollment_end_date: the span ends before it starts": 1}
    assert loaded.result.warnings == {}
    assert (loaded.result.history, loaded.result.units_basis) == ({}, None)


def test_an_authorization_is_of_the_payer_given_at_load(load_rows) -> None:
    """data_contract.md, authorization: payer, "the value given at load"."""
    own = {"authorization_number": "A", "member_id": "M", "start_date": "2024-01-01"}
    rows = [{**own, "end_date": "2024-02-01", "payer": payer} for payer in ("", "OTHER")]
    loaded = load_rows(rows, payer="PLAN")
    assert [row["payer"] for row in loaded.rows] == ["PLAN", "OTHER"]


REQUEST = {"claim_id": "C", "requested_date": "2024-07-01", "due_date": "2024-08-01"}


def test_what_was_asked_for_is_a_visit_note_or_other(load_rows) -> None:
    """data_contract.md, record_request: "any other text is other, and the load lists the texts"."""
    asked = ("visit_note", "Visit Note", "visit-note", "", "N/A", "other", "drug invoice")
    rows = [{**REQUEST, "asked_for": text} for text in (*asked, "drug invoice", "Plan of care")]
    loaded = load_rows(rows)
    assert [row["asked_for"] for row in loaded.rows] == ["visit_note"] * 5 + ["other"] * 4
    (note,) = loaded.result.mapping_notes
    assert "read as other: 'drug invoice' (2), 'Plan of care' (1); [values.asked_for]" in note
    assert loaded.result.rejected == 0


def test_a_mapping_may_say_what_is_a_visit_note(load_rows, tmp_path) -> None:
    mapping = tmp_path / "asked.toml"
    mapping.write_text('[values.asked_for]\n"nursing notes" = "visit_note"\n')
    rows = [{**REQUEST, "asked_for": text} for text in ("Nursing Notes", "labs")]
    loaded = load_rows(rows, mapping=mapping)
    assert [row["asked_for"] for row in loaded.rows] == ["visit_note", "other"]
    (note,) = loaded.result.mapping_notes
    assert "read as other: 'labs' (1);" in note


def test_a_request_that_does_not_say_asked_for_a_visit_note(load_rows) -> None:
    loaded = load_rows([REQUEST], table="record_request")
    assert [row["asked_for"] for row in loaded.rows] == ["visit_note"]
    assert loaded.result.mapping_notes == []


def test_an_open_end_that_is_required_is_kept(load_rows) -> None:
    row = {"authorization_number": "A", "member_id": "M", "start_date": "2024-01-01"}
    loaded = load_rows([{**row, "end_date": "12/31/9999", "hcpcs_code": "s9500"}])
    assert loaded.rows[0]["end_date"] == date(9999, 12, 31)
    assert loaded.rows[0]["hcpcs_code"] == "S9500"


def test_a_modifier_glued_to_the_code_of_a_rate(load_rows) -> None:
    row = {"payer": "P", "billing_tin": "123456789", "unit_rate": "12.3456"}
    loaded = load_rows([{**row, "hcpcs_code": "S9500SH", "effective_from": "2024-01-01"}])
    assert (loaded.rows[0]["hcpcs_code"], loaded.rows[0]["hcpcs_modifier"]) == ("S9500", "SH")

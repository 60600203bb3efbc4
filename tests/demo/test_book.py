"""The demo book: the same every time, of the data contract, and sound in itself."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from analytics.demo import make_book, write_book
from analytics.demo.plan.providers import check_digit
from analytics.errors import UsageError
from analytics.schema.tables import TABLES

KIND = {
    "integer": pa.int64(),
    "date": pa.date32(),
    "money": pa.decimal128(18, 2),
    "quantity": pa.decimal128(18, 3),
    "rate": pa.decimal128(18, 4),
    "boolean": pa.bool_(),
}


def test_the_same_seed_gives_the_same_files(tmp_path):
    first = write_book(make_book(2_000, seed=3), tmp_path / "first")
    again = write_book(make_book(2_000, seed=3), tmp_path / "again")
    other = write_book(make_book(2_000, seed=4), tmp_path / "other")
    assert first.keys() == again.keys()
    for name, path in first.items():
        assert path.read_bytes() == again[name].read_bytes(), name
    assert first["medical_claim"].read_bytes() != other["medical_claim"].read_bytes()


@pytest.mark.parametrize("lines", [2_000, 5_000, 60_000])
def test_the_number_of_lines_is_near_what_was_asked(lines):
    rows = make_book(lines).tables["medical_claim"].num_rows
    assert abs(rows - lines) <= 0.02 * lines


def test_columns_are_those_of_the_data_contract(book):
    for name, table in book.tables.items():
        contract = TABLES[name]
        order = [n for n in contract.names if n in table.column_names]
        assert table.column_names == order, name
        for column in contract.columns:
            if column.name in order:
                assert table.schema.field(column.name).type == KIND.get(column.kind, pa.string())


def test_required_columns_are_full_and_words_are_known(book):
    for name, table in book.tables.items():
        for column in TABLES[name].columns:
            if column.required:
                assert table[column.name].null_count == 0, (name, column.name)
            if column.values and column.name in table.column_names:
                found = {v for v in table[column.name].unique().to_pylist() if v is not None}
                assert found <= set(column.values), (name, column.name)


def test_charge_allowed_and_paid_agree(claim):
    parts = ["coinsurance_cents", "copayment_cents", "deductible_cents", "other_payer_paid_cents"]
    standing = claim[claim["claim_status"] != "REVERSED"]
    owed = standing[parts].sum(axis=1)
    assert (standing["charge_cents"] >= standing["allowed_cents"]).all()
    assert (standing["allowed_cents"] >= standing["paid_cents"] + owed).all()
    assert (standing["paid_cents"] >= 0).all()
    taken_back = claim[claim["claim_status"] == "REVERSED"]
    assert len(taken_back) > 0
    assert (taken_back["paid_cents"] <= 0).all()


def test_dates_are_in_order_and_before_the_audit(book, claim):
    assert book.as_of == date(2026, 11, 15)
    assert (
        claim["claim_line_end_date"].fillna(claim["claim_line_start_date"])
        >= claim["claim_line_start_date"]
    ).all()
    assert (claim["received_date"] >= claim["claim_line_start_date"]).all()
    paid = claim[claim["paid_date"].notna()]
    assert (paid["paid_date"] > paid["received_date"]).all()
    assert (paid["paid_date"] < book.as_of).all()
    assert (claim["claim_status"][claim["paid_date"].isna()] == "PENDED").all()


def test_npis_have_a_valid_check_digit(book):
    npis = np.array(book.tables["provider"]["npi"].to_pylist(), dtype=np.int64)
    assert (check_digit(npis // 10) == npis % 10).all()
    assert check_digit(np.array([123456789])) == [3]  # the example of the CMS standard


def test_every_npi_of_a_line_is_in_the_provider_table(book, claim):
    known = set(book.tables["provider"]["npi"].to_pylist())
    for column in ("billing_npi", "rendering_npi", "facility_npi"):
        assert set(claim[column].dropna()) <= known


def test_a_claim_has_one_member_and_a_member_one_payer(claim):
    """Two member numbers of one person is the only way a person has more than one."""
    by_claim = claim.groupby("claim_id")[["member_id", "payer", "billing_npi"]].nunique()
    assert (by_claim == 1).all(axis=None)
    assert (claim.groupby("member_id")[["payer", "person_id"]].nunique() == 1).all(axis=None)


def test_rows_of_a_line_differ_unless_the_file_repeats_them(claim):
    key = ["claim_id", "claim_line_number", "claim_status", "paid_date", "paid_amount"]
    alike = claim[claim.duplicated(key, keep=False)]
    assert 0 < len(alike) < len(claim) / 50
    assert len(alike.drop_duplicates(key)) == len(alike.drop_duplicates())


def test_most_of_the_book_is_not_home_infusion(book):
    large = make_book(100_000).tables["medical_claim"].to_pandas()
    home = large["hcpcs_code"].str.match("S9|S5|9960|G006|G007|G008|G0090", na=False)
    assert 0.02 < home.mean() < 0.06
    nursing = large["hcpcs_code"].value_counts()
    assert 0.10 < nursing["99602"] / nursing["99601"] < 0.26  # 0.17 in Medicaid


def test_the_files_are_a_plain_extract(book, tmp_path):
    paths = write_book(book, tmp_path)
    assert set(paths) == {*book.tables, "labels", "mapping"}
    lines = paths["medical_claim"].read_text().splitlines()
    assert lines[0] == ",".join(book.tables["medical_claim"].column_names)
    assert len(lines) == 1 + book.tables["medical_claim"].num_rows
    row = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    assert re.fullmatch(r"-?\d+\.\d\d", row["paid_amount"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["claim_line_start_date"])
    assert paths["mapping"].name == "visit_note.toml"
    assert f'covers_from = "{book.covers[0]}"' in paths["mapping"].read_text()


def test_the_notes_themselves_mark_what_their_feed_covers(book):
    """Loaded without the mapping, the feed covers the same days."""
    days = book.tables["visit_note"]["service_date"].to_pylist()
    assert (min(days), max(days)) == book.covers


@pytest.mark.parametrize(
    "asked", [{"lines": 1_999}, {"lines": -5}, {"lines": 10**20}, {"seed": -1}], ids=str
)
def test_a_book_that_cannot_be_made_is_refused(asked):
    with pytest.raises(
        UsageError, match=r"demo book (has 2,000 to 1,000,000,000 lines|is 0 or more)"
    ):
        make_book(**asked)

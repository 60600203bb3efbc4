"""The same rows out of every kind of source, and sources that are none."""

from __future__ import annotations

import gzip
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.errors import ExtractError, UsageError
from analytics.load.extract import file_fingerprint
from analytics.schema.tables import MEDICAL_CLAIM

from .conftest import claim, csv_text, load

ROWS = [
    claim(claim_id="00017", hcpcs_code="S9500SH", x_note="first", paid_amount="$1,234.50"),
    claim(claim_id="00018", place_of_service_code="2", x_note="", diagnosis_code_1="E11.9"),
    claim(claim_id="00019", paid_amount="x"),
    claim(claim_id="00020", billing_npi="1234567890", claim_line_end_date=""),
]


def as_sources(folder: Path) -> dict[str, object]:
    """The rows as each kind of source."""
    text = csv_text(ROWS)
    frame = pd.DataFrame([{k: v or None for k, v in row.items()} for row in ROWS])
    table = pa.Table.from_pandas(frame, preserve_index=False)
    (folder / "a.csv").write_text(text)
    (folder / "a.tsv").write_text(csv_text(ROWS, "\t"))
    (folder / "a.txt").write_text(csv_text(ROWS, "|"))
    (folder / "semicolon.csv").write_text(csv_text(ROWS, ";"))
    (folder / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
    with pa.CompressedOutputStream(str(folder / "a.csv.zst"), "zstd") as stream:
        stream.write(text.encode())
    pq.write_table(table, folder / "a.parquet")
    names = ["a.tsv", "a.txt", "semicolon.csv", "a.csv.gz", "a.csv.zst", "a.parquet"]
    return {**{name: folder / name for name in names}, "pandas": frame, "arrow": table}


def rows_of(loaded) -> list[list[dict]]:
    """What was loaded, rejected and warned of, whatever the file is called."""
    return [
        [{**row, "source_file": ""} for row in rows]
        for rows in (loaded.rows, loaded.rejected, loaded.warnings)
    ]


def test_every_source_gives_the_same(tmp_path: Path) -> None:
    sources = as_sources(tmp_path)
    expected = load(tmp_path / "a.csv", tmp_path / "out")
    assert (expected.result.loaded, expected.result.rejected) == (3, 1)
    for name, source in sources.items():
        loaded = load(source, tmp_path / name.replace(".", "-"))
        assert rows_of(loaded) == rows_of(expected), name


def test_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(csv_text(ROWS))
    load(tmp_path / "a.csv", tmp_path / "out", load_number=7)
    table = pq.read_table(tmp_path / "out/load/medical_claim.parquet")
    origin = ["load_number", "source_file", "source_row"]
    assert table.column_names == [*MEDICAL_CLAIM.names, "x_note", *origin]
    assert table.schema.field("paid_amount").type == pa.decimal128(18, 2)
    assert table.schema.field("claim_line_start_date").type == pa.date32()
    assert table["load_number"].to_pylist() == [7, 7, 7]
    assert table["source_file"].to_pylist() == ["a.csv"] * 3
    assert table["x_note"].to_pylist() == ["first", None, None]
    assert table["person_id"].to_pylist() == ["00012345"] * 3
    assert list((tmp_path / "out/temp").iterdir()) == []


def test_typed_frames_read_like_text(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "claim_id": [1700000001.0, 1700000002.0],
            "claim_line_number": [1, 2],
            "member_id": ["007", "008"],
            "claim_line_start_date": [date(2024, 7, 1), date(2024, 7, 2)],
            "claim_line_end_date": [datetime(2024, 7, 3), None],
            "hcpcs_code": ["S9500", "S9500"],
            "billing_npi": [1234567893.0, 1234567893.0],
            "paid_amount": [Decimal("10.10"), Decimal("0.30")],
            "allowed_amount": [10.1, None],
            "in_network_flag": [True, None],
        }
    )
    loaded = load(frame, tmp_path, payer="Plan")
    first, second = loaded.rows
    assert first["claim_id"] == "1700000001"
    assert first["billing_npi"] == "1234567893"
    assert first["claim_line_end_date"] == date(2024, 7, 3)
    assert second["claim_line_end_date"] is None
    assert [row["paid_amount"] for row in loaded.rows] == [Decimal("10.10"), Decimal("0.30")]
    assert [row["allowed_amount"] for row in loaded.rows] == [Decimal("10.10"), None]
    assert [row["in_network_flag"] for row in loaded.rows] == [True, None]
    assert loaded.result.source_file == "frame"


def test_fingerprints(tmp_path: Path) -> None:
    frame = pd.DataFrame(ROWS)
    assert file_fingerprint(frame) == file_fingerprint(frame.copy())
    assert file_fingerprint(frame) != file_fingerprint(frame.iloc[1:])
    assert file_fingerprint(frame.iloc[::-1]) != file_fingerprint(frame)
    (tmp_path / "a.csv").write_text(csv_text(ROWS))
    (tmp_path / "b.csv").write_text(csv_text(ROWS))
    assert file_fingerprint(tmp_path / "a.csv") == file_fingerprint(tmp_path / "b.csv")
    assert load(tmp_path / "a.csv", tmp_path / "o").result.sha256 == file_fingerprint(
        tmp_path / "b.csv"
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.csv", None, "no such file"),
        ("empty.csv", b"", "the file is empty"),
        ("blank.csv", b"\n\n\r\n", "the file is empty"),
        ("book.xlsx", b"PK\x03\x04rest", "workbook"),
        ("cut.csv.gz", gzip.compress(csv_text(ROWS * 99).encode())[:-20], "cut off or damaged"),
        ("cut.parquet", b"PAR1 and no more", "damaged Parquet"),
    ],
)
def test_sources_that_cannot_be_read(tmp_path, name, content, message) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ExtractError, match=message) as error:
        load(tmp_path / name, tmp_path / "out")
    assert name in str(error.value)


def test_a_folder_is_no_file(tmp_path) -> None:
    with pytest.raises(ExtractError, match="is a folder"):
        load(tmp_path, tmp_path / "out")


def test_a_file_of_a_header_only_loads_nothing(load_rows) -> None:
    loaded = load_rows(csv_text([claim()]).splitlines()[0])
    assert (loaded.result.read, loaded.rows) == (0, [])
    assert loaded.result.history == {}
    assert loaded.result.first_date is None


@pytest.mark.parametrize(
    "told", [{"table": "claims"}, {"history": "latest"}, {"line_of_business": "HMO"}]
)
def test_unknown_words_are_refused(load_rows, told) -> None:
    with pytest.raises(UsageError, match=f"no .*{next(iter(told.values()))}.*; known: "):
        load_rows([claim()], **told)

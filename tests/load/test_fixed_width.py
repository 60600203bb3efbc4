"""Fixed-width files: cut at the positions of the mapping's layout, and only there."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.errors import ExtractError
from analytics.load.mapping.mapping import read_mapping

from .conftest import claim, load

MAPPING = """
[columns]
claim_id = "CLM"
claim_line_number = "LN"
member_id = "MBR"
claim_line_start_date = "DOS"
hcpcs_code = "PROC"
billing_npi = "NPI"
paid_amount = "PD"

[constants]
payer = "Plan"

[layout]
CLM = [1, 6]
LN = [7, 8]
MBR = [9, 16]
DOS = [17, 24]
PROC = [25, 29]
NPI = [30, 39]
PD = [40, 48]
plan = [49, 56]
"""


def line(number: int, plan: str = "HMO", paid: str = "700.00") -> str:
    return f"C{number:<5}0100012345" + f"20240701S95001234567893{paid:>9}{plan:<8}"


@pytest.fixture
def fixed(tmp_path: Path):
    def read(lines: list[str] | bytes, front: str = "", mapping: str = MAPPING, name="f.txt"):
        text = lines if isinstance(lines, bytes) else "\n".join([*lines, ""]).encode()
        (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith("gz") else text)
        (tmp_path / "m.toml").write_text(front + mapping)
        return load(tmp_path / name, tmp_path / "out", mapping=tmp_path / "m.toml")

    return read


def test_lines_are_cut_at_their_positions(fixed) -> None:
    loaded = fixed([line(1), line(2, plan="PPO"), line(3, paid="(1,234.50)"[:9])])
    one, two = loaded.rows
    assert (one["claim_id"], one["claim_line_number"], one["member_id"]) == ("C1", 1, "00012345")
    assert (one["billing_npi"], one["paid_amount"]) == ("1234567893", Decimal("700.00"))
    assert [one["plan"], two["plan"]] == ["HMO", "PPO"]
    assert "paid_amount" in loaded.reason(3)
    assert json.loads(loaded.rejected[0]["raw_row"])["CLM"] == "C3    "
    assert loaded.result.columns_used["claim_id"] == "CLM"


def test_every_line_end_and_compression_reads_the_same(fixed) -> None:
    lines = [line(1), line(2)]
    want = fixed(lines).rows
    for end in (b"\r\n", b"\r", b"\n\n"):
        assert fixed(end.join(text.encode() for text in lines) + end).rows == want
    rows = fixed(lines, name="f.txt.gz").rows
    assert [{**row, "source_file": "f.txt"} for row in rows] == want


def test_blanks_missing_at_the_end_of_a_line_are_empty_columns(fixed) -> None:
    lines = [line(n, plan="HMO plus"[: n % 9]).rstrip() for n in range(1, 10)]
    loaded = fixed(lines)
    assert loaded.result.loaded == 9
    assert [row["plan"] for row in loaded.rows][:2] == ["H", "HM"]
    assert loaded.row(9)["plan"] is None


def test_a_line_cut_off_inside_an_amount_is_broken(fixed) -> None:
    lines = [line(n) for n in range(1, 21)]
    whole = len(line(1)) - 8
    lines[4] = lines[4][:whole]  # ends with the amount: nothing is lost but the plan
    lines[9] = lines[9][: whole - 1]  # 700.00 would read as 700.0
    loaded = fixed(lines)
    assert loaded.row(5)["plan"] is None
    assert loaded.reason(10) == ": the line is cut off inside a column"
    assert loaded.result.rejected == 1


def test_broken_lines_keep_their_numbers(fixed) -> None:
    lines = [line(1), "   ", line(3), line(4), line(5)]
    text = "\n".join(lines).encode().replace(b"C3", b"C\xff").replace(b"C4 ", b"C4\x1f")
    loaded = fixed(text)
    assert [row["source_row"] for row in loaded.rows] == [1, 5]
    assert loaded.reason(3) == ": bytes that are not UTF-8 (a mapping may set encoding)"
    assert loaded.reason(4) == ": a control character in the line"
    assert loaded.result.read == 5


def test_positions_count_characters(fixed) -> None:
    loaded = fixed([line(1).replace("00012345", "ÅÖ€12345"), line(2)])
    assert loaded.row(1)["member_id"] == "ÅÖ€12345"
    assert loaded.row(1)["paid_amount"] == Decimal("700.00")


def test_quotes_and_commas_are_text(fixed) -> None:
    loaded = fixed([line(1, plan='"a,b|c;'), line(2, plan="it's")])
    assert [row["plan"] for row in loaded.rows] == ['"a,b|c;', "it's"]


def test_header_and_trailer_records_are_left_out_and_counted(fixed) -> None:
    lines = ["HDR PLAN 2024", *["DT" + line(n) for n in (1, 2)], "TR      2"]
    moved = MAPPING
    for number in range(56, 0, -1):
        moved = moved.replace(f"[{number},", f"[{number + 2},").replace(
            f" {number}]", f" {number + 2}]"
        )
    front = 'record = { at = [1, 2], is = "DT" }\n'
    loaded = fixed(lines, front, moved)
    assert (loaded.result.read, loaded.result.loaded, loaded.result.left_out) == (2, 2, 2)
    assert [row["source_row"] for row in loaded.rows] == [2, 3]
    loaded = fixed(lines, "header_lines = 1\n" + front, moved)
    assert (loaded.result.read, loaded.result.left_out) == (2, 1)
    with pytest.raises(ExtractError, match=r"no line has 'XX' at positions 1 to 2"):
        fixed(lines, front.replace("DT", "XX"), moved)


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        ("A = [5, 4]", r"m.toml:2: A must be two positions"),
        ("A = [0, 4]", "two positions"),
        ("A = [1]", "two positions"),
        ('A = "1-4"', "two positions"),
        ("A = [1, 4]\nB = [4, 9]", r"m.toml:3: B starts at 4, inside A, which ends at 4"),
        ("B = [3, 9]\nA = [1, 4]", r"m.toml:2: B starts at 3, inside A"),
        ("", "layout names no column"),
    ],
)
def test_a_wrong_layout_is_refused_with_its_line(tmp_path: Path, layout: str, message: str) -> None:
    (tmp_path / "m.toml").write_text("[layout]\n" + layout)
    with pytest.raises(ExtractError, match=message):
        read_mapping(tmp_path / "m.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("header_lines = 1", "header_lines is for a fixed-width file"),
        ('record = { at = [1, 2], is = "DT" }', "record is for a fixed-width file"),
        ("header_lines = -1\n[layout]\nA = [1, 2]", "number of lines"),
        ('record = "DT"\n[layout]\nA = [1, 2]', "must be { at ="),
        ('record = { at = [1, 3], is = "DT" }\n[layout]\nA = [1, 2]', "a text of 3 characters"),
    ],
)
def test_wrong_keys_beside_a_layout(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "m.toml").write_text(text)
    with pytest.raises(ExtractError, match=message):
        read_mapping(tmp_path / "m.toml")


def test_a_layout_for_another_kind_of_file(fixed, tmp_path: Path) -> None:
    rows = [claim(claim_id=f"C{n}") for n in range(20)]
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    with pytest.raises(ExtractError, match=r"f.txt: .*delimited by ','; leave the layout out"):
        fixed(lines)
    import pyarrow as pa

    table = pa.table({name: [row[name] for row in rows] for name in rows[0]})
    with pytest.raises(ExtractError, match="this is a frame, which has columns of its own"):
        load(table, tmp_path / "o", mapping=tmp_path / "m.toml")


def test_a_fixed_width_file_without_a_layout(tmp_path: Path) -> None:
    (tmp_path / "f.txt").write_text(line(1) + "\n" + line(2) + "\n")
    with pytest.raises(ExtractError, match=r"f.txt: no delimiter is seen.*\[layout\]"):
        load(tmp_path / "f.txt", tmp_path / "out")

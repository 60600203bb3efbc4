"""Every way a mapping can be wrong: said with file, column, an example row, what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.errors import ExtractError

from .conftest import Loaded, load

ROWS = 4
THEIRS = {
    "CLM": [f"C{n}" for n in range(ROWS)],
    "CONST": ["SAME"] * ROWS,
    "LN": ["1"] * ROWS,
    "MBR": [f"M{n}" for n in range(ROWS)],
    "DOS": ["2024-07-13"] * ROWS,
    "DAY_FIRST": ["13/07/2024", "2/7/2024", "14/07/2024", ""],
    "MONTH_FIRST": ["7/13/2024", "7/2/2024", "7/14/2024", ""],
    "COMPACT": ["20240713", "20240714", "20240801", "20240802"],
    "PROC": ["S9500"] * ROWS,
    "NPI": ["1234567893"] * ROWS,
    "PD": ["700.00", "12.50", "7", "1234.10"],
    "COMMA": ["700,00", "12,50", "7", "1.234,10"],
    "LOB": ["MEDICAID", "HMO1", "", "HMO1"],
    "BLANK": [""] * ROWS,
}
COLUMNS = {
    "claim_id": "CLM",
    "claim_line_number": "LN",
    "member_id": "MBR",
    "claim_line_start_date": "DOS",
    "hcpcs_code": "PROC",
    "billing_npi": "NPI",
    "paid_amount": "PD",
}


def mapped(folder: Path, front: str = "", end: str = "", **columns: str) -> Loaded:
    """The file loaded by a mapping that is right but for what is given here."""
    lines = ["|".join(THEIRS), *("|".join(row) for row in zip(*THEIRS.values(), strict=True))]
    (folder / "f.txt").write_text("\n".join(lines) + "\n")
    keys = "\n".join(f'{ours} = "{theirs}"' for ours, theirs in (COLUMNS | columns).items())
    (folder / "m.toml").write_text(
        f'{front}\n[columns]\n{keys}\n[constants]\npayer = "Plan"\n{end}'
    )
    return load(folder / "f.txt", folder / "out", mapping=folder / "m.toml")


def test_the_right_mapping_loads_without_a_remark(tmp_path: Path) -> None:
    result = mapped(tmp_path).result
    assert (result.loaded, result.mapping_notes) == (ROWS, [])


REFUSED = {
    "a column that is not there": (
        {"paid_amount": "PAID"},
        "",
        r"mapping m.toml reads paid_amount from 'PAID', but the file has no such column",
    ),
    "an amount read from dates": (
        {"paid_amount": "DOS"},
        "",
        r"no value of column DOS reads as paid_amount \(what the plan paid\); row 1: not an amount",
    ),
    "an amount read from compact dates": (
        {"paid_amount": "COMPACT"},
        "",
        r"the values of column COMPACT are dates \(row 1\), and paid_amount .*another column",
    ),
    "a date read from codes": (
        {"claim_line_start_date": "PROC"},
        "",
        r"no value of column PROC reads as claim_line_start_date .*row 1",
    ),
    "an NPI read from codes": ({"billing_npi": "PROC"}, "", r"no value of column PROC.*row 1"),
    "a needed column without values": (
        {"member_id": "BLANK"},
        "",
        r"column BLANK has no value on any row, and member_id \(.*\) is needed",
    ),
    "a claim number that is no claim number": (
        {"claim_id": "CONST"},
        "",
        r"column CONST has one value on all rows \(row 1 .*several members.*claim_id",
    ),
    "a date format that fits no value": (
        {"claim_line_start_date": "DAY_FIRST"},
        'date_format = "%d.%m.%Y"',
        r"no value of column DAY_FIRST .*date_format '%d.%m.%Y' of the mapping; row 1",
    ),
    "days first, not told": (
        {"claim_line_start_date": "DAY_FIRST"},
        "",
        r'column DAY_FIRST have the day first \(row 1\).*date_format = "%d/%m/%Y"',
    ),
    "days first told, months first there": (
        {"claim_line_start_date": "MONTH_FIRST"},
        'date_format = "%d/%m/%Y"',
        r"column MONTH_FIRST have the month first \(row 1\), but .*leave it out",
    ),
    "a decimal comma, not told": (
        {"paid_amount": "COMMA"},
        "",
        r"column COMMA have a decimal comma \(row 1\).*decimal_comma = true",
    ),
    "a decimal comma told, points there": (
        {},
        "decimal_comma = true",
        r"column PD have a decimal point \(row 1\); leave decimal_comma out",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_mapping_refuses_the_file(tmp_path: Path, case: str) -> None:
    columns, front, message = REFUSED[case]
    with pytest.raises(ExtractError, match=f"^f.txt: .*{message}") as refused:
        mapped(tmp_path, front, **columns)
    for value in ("C0", "M0", "700", "2024-07", "S9500"):
        assert value not in str(refused.value)
    written = tmp_path / "out" / "load"
    assert not written.exists() or not list(written.iterdir())


def test_a_mapping_that_says_how_it_is_written_reads_it(tmp_path: Path) -> None:
    assert mapped(tmp_path, "decimal_comma = true", paid_amount="COMMA").result.loaded == ROWS
    told = 'date_format = "%d/%m/%Y"'
    result = mapped(tmp_path, told, claim_line_start_date="DAY_FIRST").result
    assert result.reasons == {"claim_line_start_date: a required value is missing": 1}


REMARKED = {
    "one column for two amounts": (
        {"allowed_amount": "PD"},
        "",
        "PD feeds paid_amount and allowed_amount: are they the same?",
    ),
    "one column for two dates": (
        {"claim_line_end_date": "DOS"},
        "",
        "DOS feeds claim_line_start_date and claim_line_end_date: are they the same?",
    ),
    "a translation of no value": (
        {"line_of_business": "LOB"},
        '[values.line_of_business]\nPPO = "COMMERCIAL"\nEPO = "COMMERCIAL"',
        "values.line_of_business: none of its 2 words occurs in column LOB (row 1 has another)",
    ),
}


@pytest.mark.parametrize("case", REMARKED)
def test_what_is_strange_is_remarked(tmp_path: Path, case: str) -> None:
    columns, end, remark = REMARKED[case]
    result = mapped(tmp_path, end=end, **columns).result
    assert (result.loaded, result.mapping_notes) == (ROWS, [remark])


@pytest.mark.parametrize(
    "words", ['HMO1 = "COMMERCIAL"', '"HM*" = "COMMERCIAL"', 'X = "CHIP"\n"*" = "OTHER"']
)
def test_translations_at_work_are_not_remarked(tmp_path: Path, words: str) -> None:
    loaded = mapped(tmp_path, end=f"[values.line_of_business]\n{words}", line_of_business="LOB")
    assert loaded.result.mapping_notes == []
    assert loaded.row(2)["line_of_business"] in ("COMMERCIAL", "OTHER")
    assert loaded.row(3)["line_of_business"] is None


def test_a_word_goes_before_those_that_start_so(tmp_path: Path) -> None:
    words = '[values.line_of_business]\n"H*" = "OTHER"\nHMO1 = "COMMERCIAL"\n"MED*" = "CHIP"'
    loaded = mapped(tmp_path, end=words, line_of_business="LOB")
    assert [row["line_of_business"] for row in loaded.rows] == [
        "CHIP",
        "COMMERCIAL",
        None,
        "COMMERCIAL",
    ]


def test_a_few_bad_values_reject_their_rows_only(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(THEIRS, "PD", ["12,5", *THEIRS["PD"][1:]])
    (reason,) = mapped(tmp_path).result.reasons
    assert reason.startswith("paid_amount: ambiguous amount")

"""The files of the CMS claim feed (CCLF 5 and 6), with a header and as they are sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.errors import ExtractError
from analytics.load.mapping.mapping import read_mapping

from .conftest import load

PHYSICIAN = {
    "CUR_CLM_UNIQ_ID": "1",
    "CLM_LINE_NUM": "1",
    "BENE_MBI_ID": "1EG4TE5MK73",
    "BENE_HIC_NUM": "~",
    "CLM_TYPE_CD": "71",
    "CLM_FROM_DT": "2024-07-01",
    "CLM_THRU_DT": "1000-01-01",
    "CLM_POS_CD": "12",
    "CLM_PRVDR_SPCLTY_CD": "A5",
    "CLM_LINE_FROM_DT": "2024-07-01",
    "CLM_LINE_THRU_DT": "2024-07-07",
    "CLM_LINE_HCPCS_CD": "J1885",
    "CLM_LINE_CVRD_PD_AMT": "100.00",
    "CLM_RNDRG_PRVDR_TAX_NUM": "123456789",
    "RNDRG_PRVDR_NPI_NUM": "1234567893",
    "CLM_CARR_PMT_DNL_CD": "1",
    "CLM_ADJSMT_TYPE_CD": "0",
    "CLM_EFCTV_DT": "2024-07-20",
    "CLM_CNTL_NUM": "A1",
    "CLM_LINE_ALOWD_CHRG_AMT": "125.00",
    "CLM_LINE_SRVC_UNIT_QTY": "7.0000",
    "HCPCS_1_MDFR_CD": "JB",
    "HCPCS_5_MDFR_CD": "~",
    "CLM_DGNS_1_CD": "E119",
}
DME = {
    **{k: v for k, v in PHYSICIAN.items() if k not in ("CLM_PRVDR_SPCLTY_CD", "CLM_DGNS_1_CD")},
    "CLM_TYPE_CD": "82",
    "PAYTO_PRVDR_NPI_NUM": "1234567893",
    "ORDRG_PRVDR_NPI_NUM": "1003000126",
}
KINDS = {"part_b_physicians": PHYSICIAN, "part_b_dme": DME}


def row(**changes: str) -> dict[str, str]:
    return {**PHYSICIAN, **changes}


def load_lines(folder: Path, kind: str, rows: list[dict[str, str]], *, fixed: bool):
    """Rows of a kind, as a file with the header of the layout or in its positions."""
    layout = read_mapping(f"cms-cclf/{kind}_fixed").layout
    path = folder / f"{kind}.txt"
    if fixed:
        width = {
            n: last - first + 1 for n, (first, last) in zip(layout.names, layout.spans, strict=True)
        }
        lines = ["".join(f"{r.get(n, ''):<{width[n]}}" for n in layout.names) for r in rows]
    else:
        lines = [",".join(layout.names)]
        lines += [",".join(r.get(n, "") for n in layout.names) for r in rows]
    path.write_text("\n".join(lines) + "\n")
    return load(path, folder / "out", mapping=f"cms-cclf/{kind}_fixed" if fixed else "cms-cclf")


@pytest.mark.parametrize("fixed", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_a_line_of_each_kind(tmp_path: Path, kind: str, fixed: bool) -> None:
    loaded = load_lines(tmp_path, kind, [KINDS[kind]], fixed=fixed)
    line = loaded.rows[0]
    assert loaded.result.mapping == f"cms-cclf/{kind}" + ("_fixed" if fixed else "")
    assert loaded.result.history == {"MEDICARE": "ledger"}
    assert (line["claim_id"], line["claim_line_number"]) == ("A1", 1)
    assert line["member_id"] == "1EG4TE5MK73"
    assert line["billing_npi"] == "1234567893"
    assert (line["claim_line_start_date"], line["claim_line_end_date"]) == (
        date(2024, 7, 1),
        date(2024, 7, 7),
    )
    assert line["claim_end_date"] is None
    assert (line["paid_amount"], line["allowed_amount"]) == (Decimal(100), Decimal(125))
    assert (line["paid_date"], line["claim_status"]) == (date(2024, 7, 20), "PAID")
    assert (line["payee"], line["line_of_business"]) == ("provider", "MEDICARE_FFS")
    assert line["place_of_service_code"] == "12"
    if kind == "part_b_physicians":
        assert (line["service_unit_quantity"], line["billing_tin"]) == (Decimal(7), "123456789")
        assert (line["hcpcs_modifier_1"], line["hcpcs_modifier_5"]) == ("JB", None)
        assert line["diagnosis_code_1"] == "E119"
    else:
        assert line["service_unit_quantity"] is None
        assert line["ordering_npi"] == "1003000126"


STATUS = [
    # adjustment type, payment denial code, status, payee
    ("0", "1", "PAID", "provider"),
    ("2", "1", "PAID", "provider"),
    ("0", "2", "PAID", "member"),
    ("0", "", "PAID", "provider"),
    ("0", "0", "DENIED", "provider"),
    ("2", "D", "DENIED", "provider"),
    ("0", "A", "PAID", "member"),
    ("1", "1", "REVERSED", "provider"),
    ("1", "0", "REVERSED", "provider"),
    ("1", "", "REVERSED", "provider"),
]


def test_cancellations_and_denials(tmp_path: Path) -> None:
    rows = [
        row(CLM_CNTL_NUM=f"A{n}", CLM_ADJSMT_TYPE_CD=adjusted, CLM_CARR_PMT_DNL_CD=denial)
        for n, (adjusted, denial, _, _) in enumerate(STATUS)
    ]
    loaded = load_lines(tmp_path, "part_b_physicians", rows, fixed=False)
    found = [(line["claim_status"], line["payee"]) for line in loaded.rows]
    assert found == [(status, payee) for _, _, status, payee in STATUS]


def test_the_layouts_have_the_length_of_the_packet() -> None:
    assert read_mapping("cms-cclf/part_b_physicians_fixed").layout.width == 388
    assert read_mapping("cms-cclf/part_b_dme_fixed").layout.width == 247


@pytest.mark.parametrize("kind", KINDS)
def test_both_forms_of_a_kind_read_alike(kind: str) -> None:
    header, fixed = read_mapping(f"cms-cclf/{kind}"), read_mapping(f"cms-cclf/{kind}_fixed")
    assert (header.columns, header.values) == (fixed.columns, fixed.values)
    assert (header.constants, header.keep) == (fixed.constants, fixed.keep)


def test_a_file_as_it_is_sent_asks_for_its_layout(tmp_path: Path) -> None:
    (tmp_path / "P.A0000.ACO.ZC5Y24").write_text("0000000000001" + " " * 375 + "\n")
    with pytest.raises(ExtractError, match="--map cms-cclf/part_b_dme_fixed or cms-cclf/part_b_ph"):
        load(tmp_path / "P.A0000.ACO.ZC5Y24", tmp_path / "out", mapping="cms-cclf")

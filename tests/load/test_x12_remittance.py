"""835 remittances: service lines, claims without lines, reversals, provider adjustments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from .conftest import Loaded, load
from .x12_files import PAID, interchange, remittance, transaction

ROW = (
    *("payer_claim_id", "claim_status_code", "hcpcs_code", "modifiers", "paid_amount"),
    *("paid_unit_quantity", "adjustment_group", "adjustment_reason", "adjustment_amount"),
)


@pytest.fixture
def load_835(tmp_path: Path):
    """Load 835 transactions as one file; the payer is told."""

    def loaded(*transactions: str, **told: str) -> Loaded:
        return load(interchange(*transactions), tmp_path, **{"payer": "Plan One", **told})

    return loaded


def shown(row: dict, columns: tuple[str, ...] = ROW) -> str:
    """A row as the tables of these tests write it."""
    return " | ".join("" if row[c] is None else str(row[c]) for c in columns)


def table(text: str) -> list[str]:
    """The rows of an ASCII table below its header, blanks evened out."""
    lines = [line.strip() for line in text.strip().splitlines()[1:]]
    return [" | ".join(cell.strip() for cell in line.split("|")) for line in lines]


def test_a_service_line(load_835) -> None:
    (row,) = load_835(remittance(PAID)).rows
    expected = {
        "payer_claim_id": "PAYER-1",
        "patient_control_number": "PCN-1",
        "claim_line_number": None,
        "line_control_number": "LINE-1",
        "claim_status_code": "1",
        "hcpcs_code": "S9500",
        "modifiers": "SH",
        "charge_amount": Decimal("300.00"),
        "paid_amount": Decimal("250.00"),
        "allowed_amount": Decimal("270.00"),
        "paid_unit_quantity": Decimal("3.000"),
        "service_start_date": date(2026, 1, 5),
        "service_end_date": date(2026, 1, 7),
        "payment_date": date(2026, 2, 1),
        "adjustment_group": "CO CO",
        "adjustment_reason": "45 253",
        "adjustment_amount": Decimal("50.00"),
        "provider_adjustment_code": None,
        "payer": "Plan One",
        "x_payer_name": "PLAN ONE",
        "billing_npi": "1234567893",
        "source_row": 11,
    }
    assert {name: row[name] for name in expected} == expected


CLAIMS = """
CLP*A*1*100*80*20*HM*C1
CAS*CO*45*20
DTM*232*20260103
DTM*233*20260104
CLP*B*22*-100*-80**HM*C2
SVC*HC:S9500:SH:59:U1:U2:IN WORDS*-100*-80**1
CAS*CO*45*-15.50**253*-4.50
CAS*PR*2*0
DTM*472*20260105
CLP*C*4*50*0**HM*C3
SVC*HC:S9501*50*0
CAS*CO*97*50
DTM*472*20260106
CLP*D*1*90*70**HM*C4
CAS*CO*253*10
SVC*NU:0640*50*45**2.5
CAS*CO*45*5
SVC*HC:S9502*40*35*0640
CAS*PI*45*5
"""
FOUND = """
claim | status | code | modifiers | paid | units | groups | reasons | adjusted
C1 | 1 |  |  | 80.00 |  | CO | 45 | 20.00
C2 | 22 | S9500 | SH 59 U1 U2 | -80.00 | 1.000 | CO CO PR | 45 253 2 | -20.00
C3 | 4 | S9501 |  | 0.00 | 1.000 | CO | 97 | 50.00
C4 | 1 |  |  | 45.00 | 2.500 | CO | 45 | 5.00
C4 | 1 | S9502 |  | 35.00 | 1.000 | PI | 45 | 5.00
C4 | 1 |  |  | -10.00 | 0.000 | CO | 253 | 10.00
"""


def test_claims_and_lines(load_835) -> None:
    rows = load_835(remittance(CLAIMS)).rows
    order = sorted(rows, key=lambda row: (row["payer_claim_id"], -row["paid_amount"]))
    assert [shown(row) for row in order] == table(FOUND)
    revenue = [row["x_revenue_center_code"] for row in order[3:]]
    assert revenue == ["0640", "0640", None]


def test_what_was_paid_of_a_claim_is_what_its_rows_add_up_to(load_835) -> None:
    rows = load_835(remittance(CLAIMS)).rows
    paid: dict[str, Decimal] = {}
    for row in rows:
        paid[row["payer_claim_id"]] = paid.get(row["payer_claim_id"], 0) + row["paid_amount"]
    assert paid == {"C1": 80, "C2": -80, "C3": 0, "C4": 70}


def test_the_dates_of_the_claim_hold_where_the_line_has_none(load_835) -> None:
    of_claim = "NM1*QC*1*ROE\nDTM*232*20260103\nDTM*233*20260104\n"
    own = PAID.replace("NM1*QC", of_claim + "NM1*QC")
    none = own.replace("DTM*150*20260105", "").replace("DTM*151*20260107", "")
    rows = load_835(remittance(own, none)).rows
    assert [(row["service_start_date"], row["service_end_date"]) for row in rows] == [
        (date(2026, 1, 5), date(2026, 1, 7)),
        (date(2026, 1, 3), date(2026, 1, 4)),
    ]


def test_provider_adjustments_are_a_row_a_pair(load_835) -> None:
    plb = "PLB*1999999992*20261231*WO:C2*50.25*72:C9*-10*L6*-1.5\nPLB*123456789*20261231*FB*7\n"
    loaded = load_835(remittance(PAID, plb))
    columns = ("payer_claim_id", "provider_adjustment_code", "provider_adjustment_amount")
    rows = [row for row in loaded.rows if row["provider_adjustment_code"]]
    found = {row["source_row"]: shown(row, (*columns, "billing_npi")) for row in rows}
    assert found == {
        17: "C2 | WO | 50.25 | 1999999992",
        20_000_000_017: "C9 | 72 | -10.00 | 1999999992",
        30_000_000_017: " | L6 | -1.50 | 1999999992",
        18: " | FB | 7.00 | 1234567893",
    }
    assert {(row["payment_date"], row["paid_amount"]) for row in rows} == {(date(2026, 2, 1), None)}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (PAID.replace("*1*300*250*50*", "**300*250*50*"), "a claim without a status (CLP02)"),
        (PAID.replace("*1*300*250*", "*1*300**"), "a claim without an amount paid (CLP04)"),
        (
            PAID.replace("PCN-1", "").replace("PAYER-1", ""),
            "a claim without a number (CLP01, CLP07)",
        ),
        (
            PAID.replace("SH*300*250", "SH*300*"),
            "a service line (SVC) without an amount paid (SVC03)",
        ),
        (PAID.replace("*253*20", "*253*x"), "an adjustment (CAS) without a reason or an amount"),
        (PAID.replace("CAS*", "C#S*"), "a segment that an 835 claim does not have"),
    ],
)
def test_a_bad_claim_is_rejected_and_the_rest_loads(load_835, bad: str, reason: str) -> None:
    good = PAID.replace("PAYER-1", "PAYER-2")
    loaded = load_835(remittance(good, bad, good))
    assert [row["payer_claim_id"] for row in loaded.rows] == ["PAYER-2", "PAYER-2"]
    (rejected,) = loaded.rejected
    assert (rejected["reason"], rejected["source_row"]) == (reason, 17)


def test_a_bad_provider_adjustment_is_rejected_whole(load_835) -> None:
    loaded = load_835(remittance(PAID, "PLB*1999999992*20261231*WO:C2*50*72:C9*\n"))
    assert len(loaded.rows) == 1
    assert "PLB" in loaded.reason(17)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (("N1*PR*PLAN ONE", PAID), "no payment (BPR) before the claims"),
        (
            ("BPR*I*1*C*ACH************20260201", PAID.replace("CLP*", "XLP*")),
            "a service line (SVC) that belongs to no claim (CLP)",
        ),
    ],
)
def test_a_transaction_that_cannot_be_told_is_rejected_whole(load_835, parts, reason) -> None:
    bad = transaction("835", *parts, control="0001")
    good = remittance(PAID.replace("PAYER-1", "PAYER-2"), control="0002")
    loaded = load_835(bad, good)
    assert [row["payer_claim_id"] for row in loaded.rows] == ["PAYER-2"]
    assert [row["reason"] for row in loaded.rejected] == [reason]
    assert loaded.rejected[0]["source_row"] == 3


def test_money_is_exact(load_835) -> None:
    text = PAID.replace("CAS*CO*45*30**253*20", "CAS*CO*45*.1**253*.2**94*12345678901.03")
    (row,) = load_835(remittance(text)).rows
    assert row["adjustment_amount"] == Decimal("12345678901.33")

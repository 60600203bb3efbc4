"""837 claims, professional and institutional, as lines of medical_claim."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from .conftest import Loaded, load
from .x12_files import (
    BILL,
    LINE,
    PROVIDER,
    STAY,
    SUBSCRIBER,
    bills,
    interchange,
    segments,
    transaction,
)


@pytest.fixture
def load_x12(tmp_path: Path):
    """Load transactions as one file of one interchange; the payer is told."""

    def loaded(*transactions: str, **told: str) -> Loaded:
        text = interchange(*transactions)
        return load(text, tmp_path, **{"payer": "Plan One", **told})

    return loaded


@pytest.fixture
def line_of(load_x12):
    """The one line of an 837 with these parts below the subscriber."""

    def line(*parts: str, kind: str = "837P") -> dict:
        (row,) = load_x12(bills(*parts, kind=kind)).rows
        return row

    return line


def test_a_professional_line(line_of) -> None:
    row = line_of(BILL)
    expected = {
        "claim_id": "PCN-1",
        "claim_line_number": 1,
        "claim_type": "professional",
        "member_id": "M0001",
        "person_id": "M0001",
        "payer": "Plan One",
        "plan": "GROUP7",
        "claim_start_date": None,
        "claim_line_start_date": date(2026, 1, 5),
        "claim_line_end_date": date(2026, 1, 7),
        "place_of_service_code": "12",
        "claim_place_of_service_code": "12",
        "hcpcs_code": "S9500",
        "hcpcs_modifier_1": "SH",
        "service_unit_quantity": Decimal("3.000"),
        "billing_npi": "1234567893",
        "billing_tin": "123456789",
        "rendering_npi": None,
        "paid_amount": Decimal("0.00"),
        "charge_amount": Decimal("300.00"),
        "diagnosis_code_1": "L03115",
        "claim_status": "PENDED",
        "claim_frequency_code": "1",
        "patient_control_number": "PCN-1",
        "line_control_number": None,
        "x_claim_filing_code": "HM",
        "x_payer_name": "PLAN ONE",
        "x_unit_measure": "UN",
    }
    assert {name: row[name] for name in expected} == expected


def test_an_institutional_line(line_of) -> None:
    row = line_of(STAY, kind="837I")
    expected = {
        "claim_type": "institutional",
        "bill_type_code": "0321",
        "claim_place_of_service_code": None,
        "claim_start_date": date(2026, 1, 1),
        "claim_end_date": date(2026, 1, 31),
        "admission_date": date(2026, 1, 1),
        "claim_line_start_date": date(2026, 1, 5),
        "claim_line_end_date": date(2026, 1, 5),
        "revenue_center_code": "0640",
        "hcpcs_code": "S9501",
        "service_unit_quantity": Decimal("5.000"),
        "charge_amount": Decimal("500.00"),
    }
    assert {name: row[name] for name in expected} == expected


def test_an_institutional_line_without_dates_has_those_of_the_claim(line_of) -> None:
    row = line_of(STAY.replace("DTP*472*D8*20260105", ""), kind="837I")
    assert row["claim_line_start_date"] is None
    assert (row["claim_start_date"], row["claim_end_date"]) == (date(2026, 1, 1), date(2026, 1, 31))


def test_a_discharge_hour_is_no_date(load_x12) -> None:
    hour = STAY.replace("HI*", "DTP*096*TM*1130\nHI*")
    day = STAY.replace("HI*", "DTP*096*D8*20260131\nHI*")
    rows = load_x12(bills(hour, day, kind="837I")).rows
    assert [row["discharge_date"] for row in rows] == [None, date(2026, 1, 31)]


def test_four_modifiers_in_order(line_of) -> None:
    row = line_of(BILL.replace("S9500:SH", "S9500:SH:SS:59:U1:DESCRIPTION"))
    slots = [row[f"hcpcs_modifier_{n}"] for n in range(1, 6)]
    assert slots == ["SH", "SS", "59", "U1", None]


def test_dates_of_a_line(load_x12) -> None:
    days = {
        "DTP*472*D8*20260105": (date(2026, 1, 5), date(2026, 1, 5)),
        "DTP*472*RD8*20260105-20260107": (date(2026, 1, 5), date(2026, 1, 7)),
        "DTP*472*DT*202601051330": (date(2026, 1, 5), date(2026, 1, 5)),
    }
    written = [BILL.replace("DTP*472*RD8*20260105-20260107", segment) for segment in days]
    rows = load_x12(bills(*written)).rows
    read = [(row["claim_line_start_date"], row["claim_line_end_date"]) for row in rows]
    assert dict(zip(days, read, strict=True)) == days


def test_whose_number_f8_is(load_x12) -> None:
    ours = {
        # frequency, payer's number: claim_id, original_claim_id
        ("1", None): ("PCN-1", None),
        ("1", "PAYER-9"): ("PAYER-9", None),
        ("7", "PAYER-9"): ("PCN-1", "PAYER-9"),
        ("8", "PAYER-9"): ("PCN-1", "PAYER-9"),
        ("7", None): ("PCN-1", None),
    }
    written = []
    for frequency, payer_number in ours:
        bill = BILL.replace("12:B:1", f"12:B:{frequency}")
        if payer_number:
            bill = bill.replace("HI*", f"REF*F8*{payer_number}\nHI*")
        written.append(bill)
    rows = load_x12(bills(*written)).rows
    read = [(row["claim_id"], row["original_claim_id"]) for row in rows]
    assert dict(zip(ours, read, strict=True)) == ours
    assert [row["patient_control_number"] for row in rows] == ["PCN-1"] * len(ours)
    assert [row["claim_frequency_code"] for row in rows] == [frequency for frequency, _ in ours]


def test_what_a_line_says_of_its_own_wins_over_the_claim(load_x12) -> None:
    header = """
        CLM*PCN-1*600***12:B:1*Y*A*Y*Y
        REF*G1*AUTH-CLAIM
        HI*ABK:L03115*ABF:E119*BF:I10
        NM1*DN*1*REFERS*R****XX*1111111112
        NM1*82*1*NURSE*N****XX*1222222228
        NM1*77*2*SUITE*****XX*1333333334
    """
    own = """
        LX*2
        SV1*HC:S9501*300*UN*1*12**1
        DTP*472*D8*20260105
        REF*G1*AUTH-LINE
        REF*G1*AUTH-OTHER-PAYER**2U:OTHER
        REF*6R*LINE-2
        LIN**N4*00409427601
        CTP****10.5*ML
        NM1*82*1*NURSE*M****XX*1444444440
        NM1*77*2*CENTER*****XX*1555555556
        NM1*DK*1*ORDERS*O****XX*1666666662
    """
    first, second = load_x12(bills(header, LINE, own)).rows
    columns = ("authorization_number", "rendering_npi", "facility_npi", "ordering_npi")
    assert [first[c] for c in columns] == ["AUTH-CLAIM", "1222222228", "1333333334", None]
    assert [second[c] for c in columns] == ["AUTH-LINE", "1444444440", "1555555556", "1666666662"]
    assert (second["ndc_code"], second["ndc_quantity"], second["ndc_unit"]) == (
        "00409427601",
        Decimal("10.500"),
        "ML",
    )
    assert first["ndc_code"] is None
    assert (first["line_control_number"], second["line_control_number"]) == (None, "LINE-2")
    assert [second[f"diagnosis_code_{n}"] for n in (1, 2, 3, 4)] == ["L03115", "E119", "I10", None]


def test_the_principal_diagnosis_comes_first(line_of) -> None:
    row = line_of(BILL.replace("HI*ABK:L03.115", "HI*ABJ:R100*ABF:E119\nHI*ABK:A419\nHI*ABN:W19"))
    assert [row[f"diagnosis_code_{n}"] for n in (1, 2, 3)] == ["A419", "E119", None]


OTHER_PAYER = """
    SBR*S*18*OTHERGROUP******MB
    AMT*D*80.50
    NM1*IL*1*ROE*RUTH****MI*OTHER-MEMBER
    NM1*PR*2*OTHER PAYER*****PI*X
    REF*F8*OTHER-CLAIM
    REF*G1*OTHER-AUTH
    NM1*82*1
"""


def test_another_payer_does_not_overwrite_ours(load_x12) -> None:
    row, plain = load_x12(bills(BILL.replace(LINE, OTHER_PAYER + LINE), BILL)).rows
    same = [c for c in plain if c != "source_row" and "other_payer" not in c]
    assert {c: row[c] for c in same} == {c: plain[c] for c in same}
    assert row["other_payer_paid_amount"] == Decimal("80.50")


def test_what_another_payer_paid_of_the_claim_is_on_no_line_of_several(load_x12) -> None:
    second = LINE.replace("LX*1", "LX*2")
    paid = "SVD*X*40.25*HC:S9500**3\nDTP*573*D8*20260120\nSVD*Y*10*HC:S9500**3\n"
    bill = BILL.replace(LINE, OTHER_PAYER + LINE + second + paid)
    rows = load_x12(bills(bill)).rows
    assert [row["other_payer_paid_amount"] for row in rows] == [None, Decimal("50.25")]
    assert [row["x_claim_other_payer_paid_amount"] for row in rows] == ["80.50", "80.50"]


def dependent(name: str, birth: str, *more: str) -> str:
    return "\n".join(
        ["HL*3*2*23*0", "PAT*19", f"NM1*QC*1*ROE*{name}", f"DMG*D8*{birth}*F", *more, BILL]
    )


#: A patient, the person and the name of the line.
PEOPLE = [
    ("", "M0001", "RICHARD ROE"),
    (dependent("ANNA", "20150704"), "M0001-20150704-ANNA", "ANNA ROE"),
    (dependent("ANNA*MARIA**JR", "20150704"), "M0001-20150704-ANNA", "ANNA MARIA ROE JR"),
    (dependent("Anna Maria", "20150704"), "M0001-20150704-ANNA", "Anna Maria ROE"),
    (dependent("ANNA", "20150704", "REF*1W*P77"), "P77", "ANNA ROE"),
    (dependent("", ""), "M0001-DEPENDENT", "ROE"),
    # the subscriber is another person than a patient without a name
    (dependent("", "").replace("NM1*QC*1*ROE*", "NM1*QC*1"), "M0001-DEPENDENT", None),
]


def test_who_the_person_is(load_x12) -> None:
    """Each patient in a transaction of its own."""
    written = [bills(p or BILL, control=f"{n:04d}") for n, (p, _, _) in enumerate(PEOPLE)]
    rows = load_x12(*written).rows
    read = [(row["member_id"], row["person_id"], row["member_name"]) for row in rows]
    assert read == [("M0001", person, name) for _, person, name in PEOPLE]


def test_twins_and_the_next_subscriber_are_told_apart(load_x12) -> None:
    anna = dependent("ANNA", "20150704")
    ruth = dependent("RUTH", "20150704").replace("HL*3", "HL*4")
    next_one = SUBSCRIBER.replace("HL*2*1", "HL*5*1").replace("M0001", "M0002") + BILL
    rows = load_x12(bills(anna, ruth, next_one)).rows
    assert [row["person_id"] for row in rows] == [
        "M0001-20150704-ANNA",
        "M0001-20150704-RUTH",
        "M0002",
    ]


def test_the_next_billing_provider(load_x12) -> None:
    other = PROVIDER.replace("HL*1*", "HL*9*").replace("1234567893", "1999999992")
    other = other.replace("REF*EI*123456789", "REF*SY*987654321")
    subscriber = SUBSCRIBER.replace("HL*2*1", "HL*10*9")
    rows = load_x12(bills(BILL, other, subscriber, BILL)).rows
    assert [(row["billing_npi"], row["billing_tin"]) for row in rows] == [
        ("1234567893", "123456789"),
        ("1999999992", "987654321"),
    ]


def test_tax_numbers_of_others_are_not_the_billing_providers(load_x12) -> None:
    provider = PROVIDER.replace("REF*EI*123456789", "") + "REF*EI*999999999\n"
    subscriber = SUBSCRIBER + "REF*SY*888888888\n"
    (row,) = load_x12(transaction("837P", provider, subscriber, BILL)).rows
    assert row["billing_tin"] is None


def test_the_payer_in_the_file_holds_where_none_is_told(load_x12) -> None:
    (row,) = load_x12(bills(BILL), payer=None).rows
    assert row["payer"] == "PLAN ONE"


def test_minutes_are_no_units(line_of) -> None:
    row = line_of(BILL.replace("*UN*3*", "*MJ*45*"))
    assert (row["service_unit_quantity"], row["x_unit_measure"]) == (None, "MJ")


def test_an_institutional_transaction_with_professional_lines_is_what_its_lines_are(line_of):
    row = line_of(BILL, kind="837I")
    assert (row["claim_type"], row["claim_place_of_service_code"]) == ("professional", "12")
    assert row["bill_type_code"] is None


def test_what_clm05_means(load_x12) -> None:
    means = {
        "12:B:1": (None, "12"),
        "12::1": (None, "12"),
        "12:A:1": ("0121", None),
        "32:A:1": ("0321", None),
        "32::1": ("0321", None),
        "32:B:1": (None, "32"),
    }
    written = [
        BILL.replace("12:B:1", told) if told.startswith("12") else STAY.replace("32:A:1", told)
        for told in means
    ]
    rows = load_x12(bills(*written)).rows
    read = [(row["bill_type_code"], row["claim_place_of_service_code"]) for row in rows]
    assert dict(zip(means, read, strict=True)) == means


GOOD = BILL.replace("PCN-1", "PCN-9")
SECOND = LINE.replace("LX*1", "LX*2")


BAD = [
    (BILL.replace("CLM*PCN-1", "CLM*"), "the claim number (CLM01) is missing"),
    (BILL.replace(LINE, ""), "a claim without a service line (LX)"),
    (BILL + "LX*2\n", "a service line (LX) without SV1 or SV2"),
    (BILL.replace("LX*1", ""), "a service (SV1, SV2, LIN, SVD) before the first line (LX)"),
    (BILL + SECOND.replace("LX*2", ""), "two services (SV1, SV2) on one line (LX)"),
    (BILL + LINE, "two service lines with one number (LX01)"),
    (
        BILL + "LX*2\nSV2*0640*HC:S9501*500*UN*5\n",
        "professional and institutional lines (SV1, SV2) in one claim",
    ),
    (BILL.replace("HI*", "H1*"), "a segment that an 837 claim does not have"),
    (BILL + "HI*ABK:E119\n", "a segment of the claim itself below a service line"),
]


def test_a_bad_claim_in_the_middle_is_rejected_and_the_rest_loads(load_x12) -> None:
    between = [part for bad, _ in BAD for part in (bad, GOOD)]
    loaded = load_x12(bills(BILL, *between))
    assert [row["claim_id"] for row in loaded.rows] == ["PCN-1", *["PCN-9"] * len(BAD)]
    assert [row["reason"] for row in loaded.rejected] == [reason for _, reason in BAD]
    raw = [json.loads(row["raw_row"])["line"] for row in loaded.rejected]
    assert raw == ["~".join(segments(bad)) for bad, _ in BAD]
    first = loaded.rejected[0]["source_row"]
    assert first == 20  # ISA GS ST BHT, 5 of the provider, 5 of HL 22, 5 of BILL


def test_a_line_is_named_by_its_lx_segment(load_x12) -> None:
    rows = load_x12(bills(BILL, GOOD)).rows
    assert [row["source_row"] for row in rows] == [17, 22]


@pytest.mark.parametrize(
    ("subscriber", "reason"),
    [
        (SUBSCRIBER.replace("*MI*M0001", ""), "the subscriber has no id (NM109)"),
        (
            SUBSCRIBER.replace("NM1*IL", "NX1*IL"),
            "no subscriber above the claim (HL 22, NM1 IL)",
        ),
        (
            SUBSCRIBER.replace("HL*2*1*22*0", ""),
            "no subscriber above the claim (HL 22, NM1 IL)",
        ),
    ],
)
def test_claims_of_a_subscriber_who_cannot_be_told_are_rejected(load_x12, subscriber, reason):
    next_one = SUBSCRIBER.replace("HL*2*1", "HL*5*1").replace("M0001", "M0002")
    loaded = load_x12(transaction("837P", PROVIDER, subscriber, BILL, BILL, next_one, GOOD))
    if "HL" in subscriber:
        assert [row["member_id"] for row in loaded.rows] == ["M0002"]
        assert [row["reason"] for row in loaded.rejected] == [reason] * 2
    else:
        # without the HL the NM1 IL still names the member: it stands below the provider
        assert {row["member_id"] for row in loaded.rows} == {"M0001", "M0002"}


def test_a_lost_hl_never_gives_a_claim_to_the_wrong_member(load_x12) -> None:
    lost = SUBSCRIBER.replace("HL*2*1*22*0", "").replace("M0001", "M0002")
    damaged = SUBSCRIBER.replace("HL*2*1", "H#*3*1").replace("M0001", "M0003")
    bare = "SBR*P*18*GROUP8******HM\n"
    for broken in (lost, damaged, bare):
        after = SUBSCRIBER.replace("HL*2*1", "HL*5*1").replace("M0001", "M0004")
        loaded = load_x12(bills(BILL, broken, BILL, BILL, after, GOOD))
        assert [row["member_id"] for row in loaded.rows] == ["M0004"]
        assert len(loaded.rejected) == 3


def test_a_level_below_another_parent_than_it_names_is_rejected(load_x12) -> None:
    second = SUBSCRIBER.replace("HL*2*1", "HL*3*1").replace("M0001", "M0002")
    wrong = dependent("ANNA", "20150704").replace("HL*3*2", "HL*4*2")
    loaded = load_x12(bills(BILL, second, wrong))
    assert len(loaded.rows) == 1
    (rejected,) = loaded.rejected
    assert "HL02" in rejected["reason"]

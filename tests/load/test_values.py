"""Each rule of reading a value, each case a row of one file of claims."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from .conftest import Loaded, claim, load


def rejects(reason: str) -> tuple[str, str]:
    """The row is rejected for that column with a reason that holds these words."""
    return ("rejects", reason)


JULY = date(2024, 7, 3)
LOST = rejects("scientific notation")
CASES: dict[str, dict[str, object]] = {
    "paid_amount": {
        "1234.5": Decimal("1234.50"),
        "$1,234.50": Decimal("1234.50"),
        "(12.00)": Decimal("-12.00"),
        "($1,012.00)": Decimal("-1012.00"),
        "12.00-": Decimal("-12.00"),
        "-12.00": Decimal("-12.00"),
        "-$12.00": Decimal("-12.00"),
        "+12": Decimal("12.00"),
        " 12.00 ": Decimal("12.00"),
        ".5": Decimal("0.50"),
        "5.": Decimal("5.00"),
        "0E-8": Decimal("0.00"),
        "12.345": Decimal("12.35"),
        "1.234,50": rejects("ambiguous"),
        "1,23": rejects("ambiguous"),
        "12,345,6": rejects("ambiguous"),
        "1.5E+02": LOST,
        "1_000": rejects("not an amount"),
        "twelve": rejects("not an amount"),
        "--5": rejects("not an amount"),
        "inf": rejects("not an amount"),
        "123456789012345678": rejects("not an amount"),
        "": rejects("required"),
        "N/A": rejects("required"),
    },
    "allowed_amount": {"": None, "NULL": None, "n/a": None, "None": None, "UNK": None}
    | {
        "nan": None,
        "<NA>": None,
        "NaT": None,
        ".": None,
        "\\N": None,
        "  ": None,
        "          ": None,
        " null ": None,
        "~": None,
    },
    "plan": {"#REF!": rejects("spreadsheet error"), "# 1 plan": "# 1 plan", "#VALUE": "#VALUE"},
    "claim_line_start_date": {
        "2024-07-03": JULY,
        "20240703": JULY,
        "7/3/2024": JULY,
        "07/03/2024": JULY,
        "03-JUL-2024": JULY,
        "3-jul-2024": JULY,
        "45476": JULY,
        "45476.0": JULY,
        "2024-07-03 00:00:00": JULY,
        "2024-07-03T00:00:00": JULY,
        "2024-07-03T00:00:00.000Z": JULY,
        "2024-07-03 00:00:00+00": JULY,
        "7/3/2024 12:00:00 AM": JULY,
        "7/3/2024 0:00": JULY,
        "2024-07-03 14:30:00": rejects("time of day"),
        "13/6/2024": rejects("day before month"),
        "6/13/2024": date(2024, 6, 13),
        "7/3/24": rejects("two digits"),
        "03-JUL-24": rejects("two digits"),
        "2024-02-30": rejects("not a day of the calendar"),
        "20241301": rejects("not a day of the calendar"),
        "0202-07-03": rejects("before 1850"),
        "39999": rejects("not a date"),
        "60001": rejects("not a date"),
        "9999-12-31": rejects("open end"),
        "soon": rejects("not a date"),
        "epoch": rejects("not a date"),
        "": rejects("required"),
        "1900-01-01": rejects("required"),
        "00000000": rejects("required"),
    },
    "claim_line_end_date": {
        "9999-12-31": None,
        "12/31/9999": None,
        "1900-01-01": None,
        "1/1/1900": None,
        "1000-01-01": None,
        "00000000": None,
        "0": None,
        "": None,
        "2025-07-01": date(2025, 7, 1),
        "2025-07-02": rejects("longer than 366 days"),
        "2024-06-30": rejects("ends before it starts"),
        "2024-07-31": date(2024, 7, 31),
    },
    "claim_line_number": {"7": 7, "7.0": 7, "007": 7, "7.5": rejects("whole number")}
    | {"1,0": rejects("whole number"), "x": rejects("whole number"), "": rejects("required")},
    "claim_id": {
        "1.23E+15": LOST,
        "1.23456E15": LOST,
        "1E5": "1E5",
        "12345678901234567890": "12345678901234567890",
        "-100000486": "-100000486",
        " A 1 ": "A 1",
        "007": "007",
        "": rejects("required"),
        "NA": "NA",
        "0000": "0000",
    },
    "original_claim_id": {
        **dict.fromkeys(["NA", "na", "N A", "n/a", "nan", "NaN", "<NA>", "NaT", "UNKNOWN"]),
        **dict.fromkeys(["Not Available", "not_available", "NOT-ON-FILE", "0", "000000000000"]),
        **dict.fromkeys(["0.0", "0000-00", "-----", "?", "*", "NULL", "UNK", "TBD"]),
        **{text: text for text in ("1", "10", "0001", "A", "NA1", "UNKNOWN1", "NAT-7", "B0000")},
        "1.23E+15": LOST,
    },
    "line_control_number": {"0": "0", "00": "00", "UNKNOWN": "UNKNOWN"},
    "authorization_number": {"0": None, "NONE": None, "unknown": None, "A-0": "A-0"},
    "billing_npi": {
        "1234567893": "1234567893",
        "1234567893.0": "1234567893",
        "1.23E+09": LOST,
        "123456789": rejects("10 digits"),
        "12345678931": rejects("10 digits"),
        "A234567893": rejects("10 digits"),
        "0000000000": rejects("required"),
    },
    "rendering_npi": {"0": None, "0000000000": None, "1234567893.0": "1234567893"},
    "billing_tin": {
        "12-3456789": "123456789",
        "123456789.0": "123456789",
        "12345678": "012345678",
        "000000000": None,
        "12345": rejects("9 digits"),
    },
    "place_of_service_code": {"12": "12", "12.0": "12", "2": "02", "2.0": "02", "02": "02"}
    | {"00": None, "123": rejects("two digits"), "H": rejects("two digits")},
    "bill_type_code": {"331": "0331", "0331": "0331", "331.0": "0331", "32g": "032G"}
    | {"33": rejects("bill type"), "1331": rejects("bill type")},
    "revenue_center_code": {"551": "0551", "0551": "0551", "1": "0001", "551.0": "0551"}
    | {"0001": "0001", "000": None, "55X": rejects("four digits"), "05510": rejects("four")},
    "ndc_code": {
        "12345678901": "12345678901",
        "1234-5678-90": "01234567890",
        "12345-678-90": "12345067890",
        "12345-6789-0": "12345678900",
        "12345-6789-01": "12345678901",
        "N412345678901": "12345678901",
        "12345678901.0": "12345678901",
        "00000000000": None,
        "1234567890": rejects("form of the NDC"),
        "4.09E+08": LOST,
        "123-45": rejects("NDC"),
    },
    "diagnosis_code_1": {"E11.9": "E119", "i10": "I10", "250.00": "25000", "E119": "E119"},
    "in_network_flag": {"Y": True, "n": False, "1": True, "0": False, "TRUE": True, "f": False}
    | {"false": False, "T": True, "1.0": True, "maybe": rejects("yes nor no")},
    "claim_status": {"paid": "PAID", "Denied": "DENIED", "": "PAID"},
    "claim_type": {"Professional": "professional", "XX": rejects("not one of")},
    "payment_arrangement": {
        "Fee for service": "fee_for_service",
        "FEE-FOR-SERVICE": "fee_for_service",
        "capitated": "capitated",
        "": "fee_for_service",
        "bundled": rejects("not one of"),
    },
    "payee": {"PROVIDER": "provider", "Member": "member", "": "provider", "x": rejects("not one")},
    "claim_frequency_code": {"7": "7", "8.0": "8", "": None},
    "line_of_business": {"medicaid": "MEDICAID", "Medicare Advantage": "MEDICARE_ADVANTAGE"}
    | {"hmo one": "HMO ONE", "": None},
    "ndc_unit": {"ml": "ML", "zz": "ZZ"},
    "paid_unit_quantity": {
        "7": Decimal("7.000"),
        "1,000.5": Decimal("1000.500"),
        "-7": Decimal("-7"),
    }
    | {"7.00005": Decimal("7.000"), "seven": rejects("not a number")}
    | {"#N/A": rejects("spreadsheet error"), "#DIV/0!": rejects("spreadsheet error")},
    "claim_version": {"2": 2, "2.0": 2, "": None, "b": rejects("whole number")},
}
FLAT = [(column, text, want) for column, cases in CASES.items() for text, want in cases.items()]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    # A good row of its own stands in front of the cases, so that every column casts somewhere,
    # and no two cases are one line.
    rows = []
    for number, (column, text, _) in enumerate([("plan", "HMO", None), *FLAT]):
        changes = {"claim_id": f"C{number}", "claim_line_end_date": None, column: text}
        rows.append(claim(**changes))
        rows[-1].setdefault("claim_line_end_date", "")
    return load(rows, tmp_path_factory.mktemp("values"), history="ledger")


@pytest.mark.parametrize(("column", "text", "want"), FLAT)
def test_value(read: Loaded, column: str, text: str, want: object) -> None:
    number = FLAT.index((column, text, want)) + 2
    if isinstance(want, tuple):
        reason = read.reason(number)
        assert reason.startswith(f"{column}: ")
        assert want[1] in reason
        assert len(text) < 4 or text == "9999-12-31" or text not in reason
    else:
        assert read.row(number)[column] == want


@pytest.mark.parametrize(
    ("column", "text", "warning"),
    [
        ("paid_amount", "12.345", "rounded to 2 decimals"),
        ("paid_unit_quantity", "7.00005", "rounded to 3 decimals"),
        ("billing_tin", "12345678", "leading zeros put back"),
        ("line_of_business", "hmo one", "not one of"),
        ("ndc_unit", "zz", "not one of"),
    ],
)
def test_warned_value(read: Loaded, column: str, text: str, warning: str) -> None:
    number = next(n for n, case in enumerate(FLAT, 2) if case[:2] == (column, text))
    (found,) = [row for row in read.warnings if row["source_row"] == number]
    assert found["column_name"] == column
    assert warning in found["reason"]
    assert found["raw_row"] is None


def test_values_that_look_right_are_not_warned_about(read: Loaded) -> None:
    warned = {row["source_row"] for row in read.warnings}
    expected = {("paid_amount", "12.345"), ("paid_unit_quantity", "7.00005")}
    expected |= {("billing_tin", "12345678"), ("line_of_business", "hmo one"), ("ndc_unit", "zz")}
    assert {FLAT[number - 2][:2] for number in warned} == expected


MODIFIERS = [
    (("S9500SH", "", ""), ("S9500", ["SH"])),
    (("S9500-SH", "", ""), ("S9500", ["SH"])),
    (("s9500 sh", "59", ""), ("S9500", ["SH", "59"])),
    (("S9500SHSJ", "", ""), ("S9500", ["SH", "SJ"])),
    (("S9500SH", "SH", "59"), ("S9500", ["SH", "59"])),
    (("9921325", "", ""), ("99213", ["25"])),
    (("S9500", "SH59", "76"), ("S9500", ["SH", "59", "76"])),
    (("S9500", "SH 59", ""), ("S9500", ["SH", "59"])),
    (("S9500", "sh,59", ""), ("S9500", ["SH", "59"])),
    (("S9500", "59.0", "sh"), ("S9500", ["59", "SH"])),
    (("S9500", "", "SH"), ("S9500", [None, "SH"])),
    (("99213.0", "25", ""), ("99213", ["25"])),
    (("s9500", "", ""), ("S9500", [])),
    (("0DTJ4ZZ", "", ""), ("0DTJ4ZZ", [])),
    (("S95", "X", ""), ("S95", ["X"])),
]


def test_codes_and_modifiers(load_rows) -> None:
    rows = [
        claim(claim_id=f"C{n}", hcpcs_code=code, hcpcs_modifier_1=first, hcpcs_modifier_2=second)
        for n, ((code, first, second), _) in enumerate(MODIFIERS)
    ]
    loaded = load_rows(rows)
    for number, (given, (code, modifiers)) in enumerate(MODIFIERS, 1):
        row = loaded.row(number)
        slots = [row[f"hcpcs_modifier_{n}"] for n in range(1, 6)]
        assert (row["hcpcs_code"], slots) == (code, (modifiers + [None] * 5)[:5]), given
    assert loaded.result.warnings == {
        "hcpcs_code: not a code of 5 characters": 2,
        "hcpcs_modifier_1: not a modifier of 2 characters": 1,
    }


def test_more_modifiers_than_slots(load_rows) -> None:
    loaded = load_rows([claim(hcpcs_code="S9500SHSJ", hcpcs_modifier_1="59767791XE")])
    slots = [loaded.row(1)[f"hcpcs_modifier_{n}"] for n in range(1, 6)]
    assert slots == ["SH", "SJ", "59", "76", "77"]
    assert list(loaded.result.warnings) == [
        "hcpcs_modifier_5: more than 5 modifiers; the last are left out"
    ]


def luhn_digit(first_nine: str) -> str:
    """The check digit of an NPI, worked out digit by digit."""
    total = 0
    for place, digit in enumerate(reversed("80840" + first_nine)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def test_npi_check_digit(load_rows) -> None:
    first_nines = [str(123456789 + 7919 * n) for n in range(60)]
    good = [nine + luhn_digit(nine) for nine in first_nines]
    bad = [npi[:9] + str((int(npi[9]) + 1 + n % 9) % 10) for n, npi in enumerate(good)]
    rows = [claim(claim_id=f"C{n}", billing_npi=npi) for n, npi in enumerate(good + bad)]
    loaded = load_rows(rows)
    assert [row["source_row"] for row in loaded.warnings] == list(range(61, 121))
    assert set(loaded.result.warnings) == {"billing_npi: NPI fails its check digit"}


def test_dates_in_the_future_are_warned_about(load_rows) -> None:
    loaded = load_rows([claim(paid_date="2190-01-01")])
    assert loaded.result.warnings == {"paid_date: a date in the future": 1}


def test_serial_days_of_a_spreadsheet_to_their_bounds(load_rows) -> None:
    loaded = load_rows([claim(paid_date="40000"), claim(paid_date="60000", claim_id="C2")])
    assert [row["paid_date"] for row in loaded.rows] == [date(2009, 7, 6), date(2064, 4, 8)]


def test_decimal_comma_and_day_first_as_the_mapping_says(load_rows, tmp_path) -> None:
    mapping = tmp_path / "eu.toml"
    mapping.write_text('date_format = "%d/%m/%Y"\ndecimal_comma = true\ndelimiter = ";"\n')
    amounts = {"1.234,50": "1234.50", "12,5": "12.50", "1234": "1234.00", "1.234": "1234.00"}
    rows = [
        claim(claim_id=text, paid_amount=text, claim_line_start_date="3/7/2024")
        for text in [*amounts, "1,234.50"]
    ]
    rows += [claim(claim_id="x", claim_line_start_date=d) for d in ("2024-07-03", "03-JUL-2024")]
    text = "\n".join([";".join(rows[0]), *(";".join(row.values()) for row in rows)])
    loaded = load_rows(text.replace("700.00", "700"), mapping=mapping, history="ledger")
    for number, amount in enumerate(amounts.values(), 1):
        assert loaded.row(number)["paid_amount"] == Decimal(amount)
        assert loaded.row(number)["claim_line_start_date"] == JULY
    assert "ambiguous" in loaded.reason(5)
    assert [loaded.row(n)["claim_line_start_date"] for n in (6, 7)] == [JULY, JULY]


def test_times_of_day(load_rows) -> None:
    times = {"14:05": "14:05", "2:05 PM": "14:05", "1405": "14:05", "14:05:59": "14:05"}
    times |= {"12:10 am": "00:10", "2024-07-03 09:30:00": "09:30", "": None}
    bad = ["25:00", "14:75", "13:00 PM", "noon"]
    rows = [
        {
            "visit_note_id": str(n),
            "member_id": "M",
            "service_date": "2024-07-03",
            "start_time": text,
        }
        for n, text in enumerate([*times, *bad])
    ]
    loaded = load_rows(rows)
    assert [row["start_time"] for row in loaded.rows] == list(times.values())
    assert loaded.result.reasons == {"start_time: not a time of day": len(bad)}
    assert loaded.result.covers_from == loaded.result.covers_to == "2024-07-03"

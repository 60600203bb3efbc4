"""The load report: signs of a damaged extract, each just below and at its boundary."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, timedelta

import pytest

from analytics.load.report.sentences import coverage_rows, load_report_lines
from analytics.testing import ALIASES, rows_of

from .conftest import claim, csv_text

NAMES = ALIASES["medical_claim"]


@pytest.fixture
def report(load_rows):
    """report(table): the record of a load of the claims in a text table."""

    def of(text: str, **told):
        _, rows = rows_of(text)
        named = [{NAMES[name]: value or "" for name, value in row.items()} for row in rows]
        return asdict(load_rows([claim(**row) for row in named], **told).result)

    return of


def counts(record, *names):
    return {name: record["report"]["counts"][name] for name in names}


def said(record, words: str) -> list[str]:
    return [line for line in load_report_lines(record) if words in line]


# --- columns -------------------------------------------------------------------------------------


def test_coverage_counts_the_loaded_rows_that_have_a_value(report) -> None:
    record = report("""
    claim | from       | to         | pos | units
    A     | 2024-07-01 | 2024-07-01 | 12  |
    B     | 2024-07-01 |            | 12  |
    C     | 2024-07-01 | 2024-07-01 |     |
    D     | 2024-07-01 | 2024-07-01 | 12  |
    BAD   | never      | 2024-07-01 | 12  | 1
    """)
    found = {row["column"]: (row["rows"], row["share"]) for row in coverage_rows(record)}
    assert (record["report"]["rows"], record["rejected"]) == (4, 1)
    assert found["claim_id"] == (4, "100%")
    assert found["place_of_service_code"] == (3, "75%")
    assert found["claim_line_end_date"] == (3, "75%")
    assert found["paid_unit_quantity"] == (0, "0%")
    assert found["ordering_npi"] == (0, "0%")
    (line,) = said(record, "never filled")
    assert "paid_unit_quantity" in line and "hcpcs_modifier_1 to 5" in line
    assert " place_of_service_code" not in line


def test_a_column_with_one_value_on_every_row_is_named_without_the_value(report) -> None:
    same = report("""
    claim | member
    A     | SECRET7
    B     | SECRET7
    """)
    other = report("""
    claim | member
    A     | SECRET7
    B     | SECRET8
    """)
    assert "member_id" in same["report"]["constant"]
    assert "claim_id" not in same["report"]["constant"]
    assert "member_id" not in other["report"]["constant"]
    assert "member_id" in said(same, "one value on every row")[0]
    assert "SECRET" not in json.dumps(same["report"])


def test_a_value_on_some_rows_is_not_a_value_on_every_row(report) -> None:
    record = report("""
    claim | pos
    A     | 12
    B     |
    """)
    assert "place_of_service_code" not in record["report"]["constant"]


def test_what_a_default_fills_is_told_from_what_the_file_gives(report) -> None:
    record = report("""
    claim | pos
    A     | 12
    """)
    notes = {row["column"]: row["note"] for row in coverage_rows(record)}
    assert notes["claim_status"] == notes["person_id"] == "not from the file"
    assert notes["place_of_service_code"] == notes["ordering_npi"] == ""


# --- units ---------------------------------------------------------------------------------------


def test_units_nobody_spoke_of_are_counted_and_said_with_what_they_cost(report) -> None:
    table = """
    claim | service_units | units
    A     | 14            | 7
    B     | 14            |
    C     | 7             |
    D     |               |
    """
    (line,) = said(report(table), "units_basis")
    assert line.startswith("nobody said whether the units of 2 lines are paid or billed")
    assert "asks for records" in line


@pytest.mark.parametrize("told", ["paid", "billed"])
def test_nothing_is_said_of_units_where_the_mapping_speaks(report, tmp_path, told) -> None:
    mapping = tmp_path / "told.toml"
    mapping.write_text(f'units_basis = "{told}"\n')
    assert said(report("service_units\n14", mapping=mapping), "units_basis") == []


def test_nothing_is_said_of_paid_units(report) -> None:
    assert said(report("service_units | units\n14 | 14"), "units_basis") == []


# --- header amounts ------------------------------------------------------------------------------


def repeated(same: int, differing: int) -> str:
    lines = ["claim | line | code | charge | paid"]
    for n in range(same):
        lines += [f"S{n} | 1 | S9500 | 100 | 77.31", f"S{n} | 2 | 99601 | 50 | 77.31"]
    for n in range(differing):
        lines += [f"D{n} | 1 | S9500 | 100 | 80", f"D{n} | 2 | 99601 | 50 | 40"]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("same", "differing", "is_said"),
    [(4, 0, False), (5, 0, True), (5, 4, True), (5, 5, False), (6, 5, True)],
)
def test_header_amounts_are_suspected_in_more_than_half_of_at_least_five_claims(
    report, same, differing, is_said
) -> None:
    record = report(repeated(same, differing))
    found = counts(record, "claims_same_paid", "claims_whose_lines_differ")
    assert found == {
        "claims_same_paid": same,
        "claims_whose_lines_differ": same + differing,
    }
    lines = said(record, "header_amounts = true")
    assert bool(lines) is is_said
    assert "77" not in json.dumps(record["report"]["counts"]) + "".join(lines)


@pytest.mark.parametrize(
    ("second", "is_repeated"),
    [
        ("2 | S9500 | 100 | 80  | PAID", False),  # lines alike may be paid alike
        ("2 | S9500 | 101 | 80  | PAID", True),  # another charge
        ("2 | 99601 | 100 | 80  | PAID", True),  # another code
        ("2 | 99601 | 100 | 81  | PAID", False),
        ("1 | 99601 | 100 | 80  | PAID", False),  # one line, twice
        ("2 | 99601 | 100 | 80  | DENIED", False),
    ],
)
def test_which_claims_show_a_repeated_amount(report, second, is_repeated) -> None:
    record = report(
        f"""
        claim | line | code  | charge | paid | status
        A     | 1    | S9500 | 100    | 80   | PAID
        A     | {second}
        """,
        history="ledger",
    )
    assert counts(record, "claims_same_paid") == {"claims_same_paid": int(is_repeated)}


def test_nothing_paid_on_every_line_is_no_header_amount(report) -> None:
    record = report("""
    claim | line | code  | paid
    A     | 1    | S9500 | 0
    A     | 2    | 99601 | 0
    """)
    assert counts(record, "claims_same_paid", "claims_of_several_lines") == {
        "claims_same_paid": 0,
        "claims_of_several_lines": 1,
    }


def test_a_total_line_is_no_line_of_the_claim(report) -> None:
    record = report("""
    claim | line | code  | rev  | paid
    A     | 1    | 99601 | 0551 | 80
    A     | 2    |       | 0001 | 80
    """)
    assert counts(record, "claims_of_several_lines") == {"claims_of_several_lines": 0}


def test_told_header_amounts_are_not_suspected_again(report, tmp_path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text("header_amounts = true\n")
    assert not said(report(repeated(6, 0), mapping=mapping), "header amounts")


# --- rows that repeat ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "identical", "same_movement", "often"),
    [
        (["S9500 | 1 | A01"], 0, 0, 0),
        (["S9500 | 1 | A01"] * 2, 1, 0, 0),
        (["S9500 | 1 | A01"] * 3, 2, 0, 1),
        (["S9500 | 1 | A01", "S9500 | 1 | B02"], 0, 1, 0),
        (["S9500 | 1 | A01", "S9500 | 1 | B02", "S9500 | 1 | B02"], 1, 1, 1),
        (["S9500 | 1 | A01", "S9500 | 2 | A01"], 0, 0, 0),
    ],
)
def test_rows_of_a_join(report, rows, identical, same_movement, often) -> None:
    text = "\n".join(["code | units | dx", *rows])
    found = report(text, history="ledger")
    assert counts(found, "identical_rows", "same_movement_rows", "lines_more_than_twice") == {
        "identical_rows": identical,
        "same_movement_rows": same_movement,
        "lines_more_than_twice": often,
    }


def test_identical_rows_of_other_tables_are_counted_too(load_rows) -> None:
    text = "claim_id,amount,recovered_date,payer\nA,5,2024-01-01,P\nA,5,2024-01-01,P\n"
    record = asdict(load_rows(text, table="recovery").result)
    assert counts(record, "identical_rows") == {"identical_rows": 1}
    assert said(record, "each one counts")


# --- reversals -----------------------------------------------------------------------------------


def test_signs_of_reversals(report) -> None:
    record = report(
        """
        claim | status   | freq | bill | paid   | units
        A     | REVERSED |      |      | -10.00 | -1
        B     | REVERSED |      |      |   0.00 | 1
        C     | REVERSED |      |      |  10.00 | 1
        D     | PAID     |      |      | -10.00 |
        E     | PAID     |      |      |   0.00 | 0
        F     | PAID     | 8    |      | -10.00 | -1
        G     | PAID     | 8    |      |   0.00 | 1
        H     | PAID     |      | 0328 |   1.00 | 1
        I     | PAID     | 7    | 0327 |   1.00 | 1
        """,
        history="ledger",
    )
    assert counts(
        record,
        *("reversed_negative", "reversed_zero", "reversed_positive", "negative_not_reversed"),
        *("reversals_without_units", "voids_negative", "voids_not_negative"),
    ) == {
        "reversed_negative": 1,
        "reversed_zero": 1,
        "reversed_positive": 1,
        "negative_not_reversed": 2,
        "reversals_without_units": 1,
        "voids_negative": 1,
        "voids_not_negative": 2,
    }
    assert said(record, "2 negative without the status REVERSED")
    assert said(record, "1 reversals have no units")
    assert said(record, "1 with a negative amount, 2 with 0 or more")


# --- dates ---------------------------------------------------------------------------------------


def test_dates_that_cannot_be(report) -> None:
    today = date.today()
    tomorrow = today + timedelta(days=1)
    record = report(f"""
    claim | from       | to         | paid_on    | received
    A     | {today}    | {today}    | {today}    | {today}
    B     | {tomorrow} | {tomorrow} | {tomorrow} | {tomorrow}
    C     | 2024-07-02 | 2024-07-02 | 2024-07-01 | 2024-07-02
    D     | 2024-07-02 | 2024-07-02 | 2024-07-02 | 2024-07-01
    E     | 2024-07-01 | 2024-07-31 | 2024-08-01 | 2024-08-01
    F     | 2024-07-01 | 2024-08-01 | 2024-08-02 | 2024-08-02
    G     | 2024-07-01 |            |            |
    """)
    names = (
        *("service_in_future", "paid_in_future", "paid_before_service"),
        *("received_before_service", "spans_over_a_month"),
    )
    assert counts(record, *names) == dict.fromkeys(names, 1)
    assert len(said(record, "the two dates are swapped")) == 2
    assert said(record, "more than 31 days")


# --- codes ---------------------------------------------------------------------------------------


def test_codes_off_their_date_and_codes_no_table_knows(report) -> None:
    # S9500 is in force from 2002-01-01; a supply code has no dates; 99213 is not of the field
    record = report("""
    claim | code  | from       | to         | mod | pos
    A     | S9500 | 2001-12-31 | 2001-12-31 | SH  | 12
    B     | S9500 | 2002-01-01 | 2002-01-01 | ZZ  | 12
    C     | A4222 | 1999-01-01 | 1999-01-01 |     | 90
    D     | 99213 | 2024-01-01 | 2024-01-01 |     |
    E     | 99213 | 2024-01-02 | 2024-01-02 |     |
    """)
    codes = record["report"]["codes"]
    assert codes["off_date"] == {"rows": 1, "codes": 1, "top": [["S9500", 1]]}
    assert codes["unlisted"] == {"rows": 2, "codes": 1, "top": [["99213", 2]]}
    assert codes["place_of_service"] == {"rows": 1, "codes": 1, "top": [["90", 1]]}
    assert codes["modifier"] == {"rows": 1, "codes": 1, "top": [["ZZ", 1]]}
    assert said(record, "not in force: S9500 (1)")
    assert said(record, "2 lines carry 1 codes outside the home infusion tables")


def test_an_extract_without_any_code_of_the_field_is_asked_about(report) -> None:
    record = report("""
    claim | code
    A     | 99213
    B     | 99214
    """)
    assert said(record, "no line of 2 has a code of the home infusion tables")


def test_the_most_frequent_codes_are_named_and_what_is_no_code_is_not(report) -> None:
    rows = [f"C{n} | 1{n:04d}" for n in range(25)] + ["X | NOTACODE", "Y | 10024"]
    record = report("\n".join(["claim | code", *rows]))
    unlisted = record["report"]["codes"]["unlisted"]
    assert (unlisted["rows"], unlisted["codes"]) == (27, 26)
    assert unlisted["top"][0] == ["10024", 2]
    assert len(unlisted["top"]) <= 20
    assert "NOTACODE" not in json.dumps(record["report"])


# --- digits lost ---------------------------------------------------------------------------------


def test_leading_zeros_lost(report) -> None:
    record = report("""
    claim | npi        | pos  | tin       | rev  | bill
    A     | 1234567893 | 12   | 123456789 | 0551 | 0327
    B     | 123456789  | 2    | 12345678  | 551  | 327
    C     | 1234567893 | 2.0  | 1234567.0 | 1    | 327
    """)
    assert counts(
        record,
        *("npi_nine_digits", "place_one_digit", "tax_number_short"),
        *("revenue_code_short", "bill_type_short"),
    ) == {
        "npi_nine_digits": 1,
        "place_one_digit": 2,
        "tax_number_short": 2,
        "revenue_code_short": 2,
        "bill_type_short": 2,
    }
    assert record["rejected"] == 1
    assert said(record, "1 NPIs have 9 digits")
    assert said(record, "2 places of service of one digit, 2 tax numbers, 2 revenue codes")


def test_scientific_notation_is_told_apart_from_other_rejects(report) -> None:
    record = report("""
    claim    | paid
    1.23E+15 | 10
    B        | nothing
    C        | 10
    """)
    assert record["rejected"] == 2
    assert said(record, "1 rows rejected: an identifier is written as 1.23E+15")


@pytest.mark.parametrize(
    ("ids", "is_said"),
    [
        (["123456789012000"] * 1, False),  # 15 digits: a spreadsheet keeps them all
        (["1234567890123450", "1234567890123451"], False),  # half of them: chance
        (["1234567890123450", "1234567890123460", "1234567890123451"], True),
        (["A234567890123450", "A234567890123460"], False),  # no number
        (
            ["123456789012345000", "123456789012346000"]
            + [f"1234567890123456{n}" for n in range(10, 40)],
            True,
        ),
        (["123456789012345000"] + [f"1234567890123456{n}" for n in range(10, 40)], False),
    ],
)
def test_zeros_behind_the_fifteenth_digit(report, ids, is_said) -> None:
    record = report("\n".join(["claim", *ids]))
    lines = said(record, "a spreadsheet has rounded them")
    assert bool(lines) is is_said
    assert "12345678901234" not in json.dumps(record["report"]) + "".join(lines)


def test_lost_digits_are_told_even_where_no_row_loads(report) -> None:
    record = report("""
    claim | npi
    A     | 123456789
    """)
    assert record["loaded"] == 0
    assert said(record, "1 NPIs have 9 digits")


def test_the_report_fits_json_and_says_how_the_file_was_written(load_rows) -> None:
    record = asdict(load_rows(csv_text([claim()], delimiter="|")).result)
    assert json.loads(json.dumps(record["report"])) == record["report"]
    assert record["report"]["written"]["delimiter"] == "|"
    assert record["report"]["written"]["headers"][:2] == ["claim_id", "claim_line_number"]

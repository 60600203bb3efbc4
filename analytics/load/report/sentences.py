"""The load report in words, for an analyst who must trust an audit of the load.

The counts are those of the load's record (`analytics.load.report`); here is what each of them means
and what to do about it. A sentence is printed only where it is worth one; the record has the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from analytics.load.report.claim_signs import LONGEST_MONTH
from analytics.load.report.code_sentences import code_lines, digit_lines
from analytics.schema.words import ASSUMED_UNITS

Record = dict[str, Any]

#: Amounts look repeated where more than half of the claims that could show it do, and this many.
_FEWEST_CLAIMS = 5
#: What a load does with a row that appears twice in a file.
_REPEATED = {
    "medical_claim": "they count once; two real payments of a line that are equal need a"
    " claim_version",
    "visit_note": "they count once",
    **dict.fromkeys(
        ("recovery", "remittance"), "each one counts: remove those that are the same event"
    ),
}
_REPEATED_ELSEWHERE = "check the query that made the extract"
#: Names in a list; the rest is only counted.
_NAMES_SHOWN = 12
#: Columns that often hold one value, and say nothing by it.
_OFTEN_CONSTANT = (
    *("payer", "plan", "line_of_business", "claim_type", "claim_status", "claim_frequency_code"),
    *("claim_version", "payment_arrangement", "payee", "in_network_flag", "funding", "source"),
    *("data_source", "file_name", "file_date", "claim_line_number", "interest_amount"),
    *("other_payer_paid_amount", "coinsurance_amount", "copayment_amount", "deductible_amount"),
)


def load_report_lines(record: Record) -> list[str]:
    """The notable facts of a load, a sentence each; no amount and no identifier stands in them."""
    report = record["report"]
    counts = report["counts"]
    parts = [digit_lines(counts, record)]
    if report["rows"]:
        parts += [_columns(report), _repeats(counts, record)]
        if record["table"] == "medical_claim":
            parts += [_units(counts, record), _header_amounts(counts, record)]
            parts += [_reversals(counts), _dates(counts)]
            parts.append(code_lines(report))
    return [line for part in parts for line in part]


def coverage_rows(record: Record) -> list[Record]:
    """One row per column of the table: column, rows with a value, share in percent, a note."""
    report = record["report"]
    rows = report["rows"]
    return [
        {
            "column": name,
            "rows": count,
            "share": percent(count, rows),
            "note": _column_note(name, count, report),
        }
        for name, count in report["coverage"].items()
    ]


def percent(part: int, whole: int) -> str:
    """A part of a whole: 0%, under 1%, 57%, over 99%, 100%; only the ends are exact."""
    if not part or not whole:
        return "0%"
    if part == whole:
        return "100%"
    share = 100 * part // whole
    if part * 100 < whole:
        return "under 1%"
    return "over 99%" if part * 100 > whole * 99 else f"{share}%"


def never_filled(report: Record) -> list[str]:
    """The columns without a value on any row that loaded."""
    return [name for name, count in report["coverage"].items() if not count]


def _column_note(name: str, count: int, report: Record) -> str:
    if name in report["constant"]:
        return "one value on every row"
    return "not from the file" if count and name in report["not_from_file"] else ""


def _columns(report: Record) -> Iterator[str]:
    empty = never_filled(report)
    if empty:
        yield f"never filled: {_listed(_collapsed(empty))}"
    same = [
        name
        for name in report["constant"]
        if name not in (*_OFTEN_CONSTANT, *report["not_from_file"])
    ]
    if same:
        yield (
            f"one value on every row: {_listed(_collapsed(same))}; check that each is read"
            " from its own column"
        )


def _units(counts: Record, record: Record) -> Iterator[str]:
    assumed = counts["units_not_paid"]
    if record["units_basis"] == ASSUMED_UNITS and assumed:
        yield (
            f"nobody said whether the units of {assumed:,} lines are paid or billed: they are"
            " assumed to be paid, and a finding that rests on them asks for records, not for money;"
            ' set units_basis = "paid" or "billed" in a mapping'
        )


def _header_amounts(counts: Record, record: Record) -> Iterator[str]:
    if record["header_amounts"]:
        return
    differ = counts["claims_whose_lines_differ"]
    for what in ("paid", "allowed", "charge"):
        same = counts[f"claims_same_{what}"]
        if same < _FEWEST_CLAIMS or same * 2 <= differ:
            continue
        yield (
            f"the {what} amount is the same on every line of {same:,} of {differ:,} claims whose"
            f" lines differ ({percent(same, differ)}): they may be header amounts repeated"
            " on every line; if so, set header_amounts = true in the mapping"
        )


def _repeats(counts: Record, record: Record) -> Iterator[str]:
    if identical := counts["identical_rows"]:
        yield (
            f"{_rows(identical)} another row in every column; a join of header and diagnosis"
            f" tables does that; {_REPEATED.get(record['table'], _REPEATED_ELSEWHERE)}"
        )
    if same := counts["same_movement_rows"]:
        yield (
            f"{_rows(same)} another row of the same line in version, status, paid date, amount and"
            " units, and differ in other columns; they count once, with the values of the last row:"
            " a join may have put one line on several rows"
        )
    if often := counts["lines_more_than_twice"]:
        yield f"{often:,} of these lines appear more than twice: the sign of a join"


def _reversals(counts: Record) -> Iterator[str]:
    kinds = [
        f"{counts[name]:,} {words}"
        for name, words in (
            ("reversed_negative", "REVERSED with a negative amount"),
            ("reversed_positive", "REVERSED with a positive amount, which counts as taken back"),
            ("reversed_zero", "REVERSED with 0, which take nothing back"),
            ("negative_not_reversed", "negative without the status REVERSED"),
        )
        if counts[name]
    ]
    if kinds:
        yield f"reversals: {'; '.join(kinds)}"
    if bare := counts["reversals_without_units"]:
        yield f"{bare:,} reversals have no units: they take units in proportion to their money"
    voids = [
        f"{counts[name]:,} {words}"
        for name, words in (
            ("voids_negative", "with a negative amount"),
            ("voids_not_negative", "with 0 or more"),
        )
        if counts[name]
    ]
    if voids:
        yield (
            f"lines of voided claims (frequency or bill type 8): {', '.join(voids)};"
            " they cancel the claim they name and are never payments"
        )


def _dates(counts: Record) -> Iterator[str]:
    for name, what in (
        ("service_in_future", "begin after the day of the load: check the date format"),
        ("paid_in_future", "were paid after the day of the load: check the date format"),
        (
            "paid_before_service",
            "were paid before they began: check whether the two dates are swapped",
        ),
        (
            "received_before_service",
            "were received before they began: check whether the two dates are swapped",
        ),
        (
            "spans_over_a_month",
            f"run over more than {LONGEST_MONTH} days: check whether the end is that of the line"
            " or that of the claim",
        ),
    ):
        if counts[name]:
            yield f"{counts[name]:,} lines {what}"


def _rows(count: int) -> str:
    return "1 row repeats" if count == 1 else f"{count:,} rows repeat"


def _listed(names: list[str]) -> str:
    rest = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _collapsed(names: list[str]) -> list[str]:
    """Numbered columns as one: diagnosis_code_3 to 25."""

    def stem(name: str) -> str:
        return re.sub(r"\d+$", "", name)

    short = []
    for _, group in groupby(names, key=stem):
        same = list(group)
        last = same[-1].removeprefix(stem(same[-1]))
        short.append(f"{same[0]} to {last}" if len(same) > 1 else same[0])
    return short

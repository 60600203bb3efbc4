"""Codes and identifiers in words: codes off the tables, digits lost before the extract came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analytics.load.reference import reference_rows
from analytics.load.report.claim_signs import IDS, KEPT_DIGITS

Record = dict[str, Any]

#: Codes named in a sentence.
_CODES_SHOWN = 5
_DIGITS_GONE = "scientific notation: digits are gone"


def code_lines(report: Record) -> Iterator[str]:
    """Codes outside the code tables, of the loaded lines."""
    codes, rows, field = report["codes"], report["rows"], _field()
    if off := _code(codes, "off_date"):
        yield (
            f"{off['rows']:,} lines carry a {field} code on a day it was not in force:"
            f" {_top(off)}; the date or the code is wrong, or the code table is out of date"
        )
    if unlisted := _code(codes, "unlisted"):
        listed = report["coverage"]["hcpcs_code"] - unlisted["rows"]
        yield (
            f"{unlisted['rows']:,} lines carry {unlisted['codes']:,} codes outside the"
            f" {field} tables, which is normal for other services: {_top(unlisted)}"
            if listed
            else f"no line of {rows:,} has a code of the {field} tables: check that hcpcs_code is"
            f" read from the right column; it has {_top(unlisted)}"
        )
    if found := _code(codes, "place_of_service"):
        yield (
            f"unassigned places of service appear {found['rows']:,} times: {_top(found)};"
            " check that the column is the place of service"
        )
    if found := _code(codes, "modifier"):
        yield (
            f"modifiers that Recoup does not know appear {found['rows']:,} times:"
            f" {_top(found)}; no check looks at them"
        )


def _field() -> str:
    """The field of services that the code tables are for, as a sentence names it."""
    return " or ".join(dict.fromkeys(row["field"] for row in reference_rows("code_table")))


def _code(codes: Record, name: str) -> Record | None:
    return codes[name] if codes.get(name, {}).get("rows") else None


def _top(found: Record) -> str:
    shown = ", ".join(f"{code} ({rows:,})" for code, rows in found["top"][:_CODES_SHOWN])
    rest = found["codes"] - len(found["top"][:_CODES_SHOWN])
    return shown + (f" and {rest:,} more" if shown and rest else "") or "none in the form of a code"


def digit_lines(counts: Record, record: Record) -> Iterator[str]:
    """Digits a spreadsheet took: leading zeros, whole identifiers, the end of long ones."""
    if nines := counts.get("npi_nine_digits"):
        yield (
            f"{nines:,} NPIs have 9 digits, one too few: those rows are rejected; export the"
            " column as text"
        )
    padded = [
        f"{counts[name]:,} {what}"
        for name, what in (
            ("place_one_digit", "places of service of one digit"),
            ("tax_number_short", "tax numbers"),
            ("revenue_code_short", "revenue codes"),
            ("bill_type_short", "bill types"),
        )
        if counts.get(name)
    ]
    if padded:
        yield (
            f"leading zeros were lost and restored: {', '.join(padded)}; the extract went through"
            " a spreadsheet or a numeric column, so check member and claim ids too"
        )
    gone = sum(n for reason, n in record["reasons"].items() if reason.endswith(_DIGITS_GONE))
    if gone:
        yield f"{gone:,} rows rejected: an identifier is written as 1.23E+15; export it as text"
    for name in IDS:
        if _digits_lost(counts, name):
            lost, long = counts[f"{name}_long_zeros"], counts[f"{name}_long"]
            yield (
                f"{lost:,} of {long:,} values of {name} with more than {KEPT_DIGITS} digits end in"
                " zeros from there on: a spreadsheet has rounded them, and several may have become"
                " one; export it as text"
            )


def _digits_lost(counts: Record, name: str) -> bool:
    """More zeros than chance has: most of the long ids, or over 1% of those ending in 000."""
    zeros, long = counts.get(f"{name}_long_zeros", 0), counts.get(f"{name}_long", 0)
    sure, longer = counts.get(f"{name}_longer_zeros", 0), counts.get(f"{name}_longer", 0)
    return zeros * 2 > long or (sure > 1 and sure * 100 > longer)

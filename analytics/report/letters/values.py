"""The values of a letter's placeholders, and the rows of its line listing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from analytics.formats import day, money
from analytics.report.letters.findings import finding_texts, has_no_rule, shown_findings
from analytics.report.letters.plan_details import PlanDetails, days_after
from analytics.report.workbook.writer import Field

Row = dict[str, Any]

#: Lines in the letter's own table; a listing of any length is a spreadsheet's work.
MOST_LISTED = 1_000
_DRAFT = "DRAFT, NOT TO BE SENT: member identifiers are masked."
#: What a letter says of each line, and in words what it is; a line without one stops its letter.
_LINE_FIELDS = {
    "member_id": "member identifier",
    "claim_id": "claim number",
    "line_start_date": "date of service",
    "paid_date": "paid date",
    "paid_amount": "paid amount",
}
#: What a letter says of a line only where it is loaded, with its label.
_WHERE_LOADED = {
    "member_name": "Patient",
    "patient_control_number": "Patient control number",
    "payment_trace_number": "Check or trace number",
    "recovered_amount": "Recovered so far",
}

#: The columns of the listing, and of these the ones that are left out where no line has a value.
_LISTING = (
    Field("reference", width=30),
    Field("claim_id", width=22),
    Field("claim_line_number", "count", 8),
    Field("patient_control_number", width=22),
    Field("member_id", width=18),
    Field("member_name", width=24),
    Field("line_start_date", "date", 12),
    Field("line_end_date", "date", 12),
    Field("hcpcs_code", width=9),
    Field("modifiers", width=10),
    Field("place_of_service_code", width=8),
    Field("units", "number", 8),
    Field("first_paid_date", "date", 12),
    Field("paid_date", "date", 12),
    Field("payment_trace_number", width=20),
    Field("paid_amount", "money", 13),
    Field("recovered_amount", "money", 13),
    Field("asked_amount", "money", 13),
    Field("reason", "wide", 70),
)
_OPTIONAL_COLUMNS = {*_WHERE_LOADED, "asked_amount"}


def missing_in_lines(lines: list[Row]) -> list[str]:
    """What a letter must say of a line and some lines do not have, in words."""
    found = Counter(name for line in lines for name in _LINE_FIELDS if not line[name])
    return [
        f"{count} line{' has' if count == 1 else 's have'} no {_LINE_FIELDS[name]}"
        for name, count in sorted(found.items())
    ]


def values(
    kind: str,
    facts: PlanDetails,
    lines: list[Row],
    head: Row,
    placed: Collection[str],
    send: Mapping[str, str],
    *,
    most: int = MOST_LISTED,
) -> Row:
    """The value of each placeholder a letter of that kind knows.

    `head`: reference, dated, provider_name, provider_address (its lines) and masked. `placed`: the
    placeholders of the template; what a letter must say and the template has no place for stands
    in the text of the findings. `send`: by check, which records decide.
    """
    own, first, dated = facts.values, lines[0], head["dated"]
    known = {
        "draft_note": _DRAFT if head["masked"] else "",
        "dated": day(dated),
        "reference": head["reference"],
        "plan_name": own["plan_name"],
        "plan_address": "\n".join(own["plan_address"]),
        "contact": own["contact"],
        "provider_name": head["provider_name"],
        "provider_address": "\n".join(head["provider_address"]),
        "provider_group": first["provider_group"],
        "npis": ", ".join(sorted({line["billing_npi"] or "" for line in lines} - {""})),
        "line_count": f"{len(lines):,} claim line{'' if len(lines) == 1 else 's'}",
        "first_day": day(min(line["line_start_date"] for line in lines)),
        "last_day": day(max(line["line_end_date"] for line in lines)),
        "listing_note": _listing_note(len(lines), most),
        "basis": _basis(lines),
    }
    if kind == "records":
        return known | {
            "line": [_line(line, placed, send=send) for line in lines[:most]],
            "records_to": own["records_to"],
            "records_days": own["records_days"],
            "records_by": day(days_after(dated, own["records_days"])),
        }
    limit = own.get("time_limit") or ""
    inline = "" if "time_limit" in placed else limit
    return known | {
        "line": [_line(line, placed, time_limit=inline) for line in lines[:most]],
        "time_limit": _time_limit(lines, limit),
        "total": money(total(lines)),
        "recovery_method": own["recovery_method"],
        "response_days": own["response_days"],
        "response_by": day(days_after(dated, own["response_days"])),
        "appeal_route": own["appeal_route"],
        "appeal_days": own["appeal_days"],
        "appeal_by": day(days_after(dated, own["appeal_days"])),
    }


def total(lines: list[Row]) -> Decimal:
    """What is asked for the lines together."""
    return sum((line["amount"] for line in lines), Decimal(0))


def listing(
    lines: list[Row], reference: str, send: Mapping[str, str] | None, time_limit: str
) -> tuple[list[Field], list[list[Any]]]:
    """The columns of the line listing and its rows, every line of the letter."""
    rows = []
    for line in lines:
        texts = finding_texts(line, send=send, time_limit=time_limit, with_calendar=True)
        own = {
            "reference": reference,
            "recovered_amount": line["recovered_amount"] or None,
            "asked_amount": line["amount"],
            "reason": "\n".join(texts),
        }
        rows.append(line | own)
    fields = [
        field
        for field in _LISTING
        if field.name not in _OPTIONAL_COLUMNS or any(row[field.name] for row in rows)
    ]
    return fields, [[row[field.name] for field in fields] for row in rows]


def _listing_note(count: int, most: int) -> str:
    if count <= most:
        return ""
    return (
        f"The table shows the first {most:,} of {count:,} lines. The enclosed line listing, which "
        "is part of this letter, has the same details for every line. The total is the sum"
        " of all lines."
    )


def _time_limit(lines: list[Row], limit: str) -> str:
    """The plan's own words on the time limit, where a finding has no rule of its own."""
    without = [has_no_rule(reason) for line in lines for reason in line["reasons"]]
    if not any(without):
        return ""
    return f"Time limit{'' if all(without) else ', where a finding names no other'}: {limit}"


def _line(
    line: Row, placed: Collection[str], *, send: Mapping[str, str] | None = None,
    time_limit: str = "",
) -> Row:  # fmt: skip
    first, last = line["line_start_date"], line["line_end_date"]
    units = f"{line['units']:f}" if line["units"] is not None else ""
    loaded = {
        "member_name": line["member_name"] or "",
        "patient_control_number": line["patient_control_number"] or "",
        "payment_trace_number": line["payment_trace_number"] or "",
        "recovered_amount": money(line["recovered_amount"]) if line["recovered_amount"] else "",
    }
    also = "; ".join(
        f"{_WHERE_LOADED[name]}: {value}"
        for name, value in loaded.items()
        if value and f"line.{name}" not in placed
    )
    texts = finding_texts(
        line, send=send, time_limit=time_limit, with_calendar="day.days" not in placed,
        above=also,
    )  # fmt: skip
    return {
        "claim_id": line["claim_id"],
        "claim_line_number": line["claim_line_number"],
        "member_id": line["member_id"],
        **loaded,
        "service_dates": str(first) if first == last else f"{first} to\n{last}",
        "code": " ".join([line["hcpcs_code"] or "no code", *(line["modifiers"] or [])]),
        "units": units.rstrip("0").rstrip(".") if "." in units else units,
        "first_paid_date": line["first_paid_date"] or "",
        "paid_date": _paid_dates(line),
        "paid_amount": money(line["paid_amount"]),
        "amount": money(line["amount"]) if line["amount"] is not None else "",
        "reasons": "\n".join(texts),
        "finding": shown_findings(line, texts),
    }


def _paid_dates(line: Row) -> str:
    """The last payment, and beside it the first, which starts the clock, where it is another."""
    first, last = line["first_paid_date"], line["paid_date"]
    return f"first {first}\nlast {last}" if first and first != last else str(last)


def _basis(lines: list[Row]) -> list[Row]:
    """Each text that some line rests on, with how many lines do."""
    counted = Counter(
        citation
        for line in lines
        for citation in {reason["citation"] for reason in line["reasons"]}
    )
    return [{"citation": citation, "lines": f"{n:,}"} for citation, n in sorted(counted.items())]

"""The values of a letter's placeholders, and the rows of its line listing."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.formats import day, money
from analytics.report.letters.plan_details import PlanDetails, days_after
from analytics.report.workbook.writer import Field

Row = dict[str, Any]

#: Lines in the letter's own table; a listing of any length is a spreadsheet's work.
MOST_LISTED = 1_000
_DRAFT = "DRAFT, NOT TO BE SENT: member identifiers are masked."
#: What notice law asks of each line, and in words what it is.
_LINE_FIELDS = {
    "member_id": "member identifier",
    "claim_id": "claim number",
    "line_start_date": "date of service",
    "paid_date": "paid date",
    "paid_amount": "paid amount",
}
_NO_RULE = "no rule loaded"

LISTING = (
    Field("reference", width=30),
    Field("claim_id", width=22),
    Field("claim_line_number", "count", 8),
    Field("member_id", width=18),
    Field("line_start_date", "date", 12),
    Field("line_end_date", "date", 12),
    Field("hcpcs_code", width=9),
    Field("modifiers", width=10),
    Field("place_of_service_code", width=8),
    Field("units", "number", 8),
    Field("paid_date", "date", 12),
    Field("paid_amount", "money", 13),
    Field("proposed_amount", "money", 13),
    Field("reason", "wide", 70),
)


def missing_in_lines(lines: list[Row]) -> list[str]:
    """What notice law asks of a line and some lines do not have, in words."""
    found = Counter(name for line in lines for name in _LINE_FIELDS if not line[name])
    return [
        f"{count} line{' has' if count == 1 else 's have'} no {_LINE_FIELDS[name]}"
        for name, count in sorted(found.items())
    ]


def values(
    kind: str, facts: PlanDetails, lines: list[Row], name: str | None, reference: str, dated: date,
    *, masked: bool, most: int = MOST_LISTED,
) -> Row:  # fmt: skip
    """The value of each placeholder a letter of that kind knows."""
    own, first = facts.values, lines[0]
    known = {
        "draft_note": _DRAFT if masked else "",
        "dated": day(dated),
        "reference": reference,
        "plan_name": own["plan_name"],
        "plan_address": "\n".join(own["plan_address"]),
        "contact": own["contact"],
        "provider_name": name or "",
        "provider_group": first["provider_group"],
        "npis": ", ".join(sorted({line["billing_npi"] or "" for line in lines} - {""})),
        "line_count": f"{len(lines):,} claim line{'' if len(lines) == 1 else 's'}",
        "first_day": day(min(line["line_start_date"] for line in lines)),
        "last_day": day(max(line["line_end_date"] for line in lines)),
        "listing_note": _listing_note(len(lines), most),
        "line": [_line(line) for line in lines[:most]],
        "basis": _basis(lines),
    }
    if kind == "records":
        return known | {
            "records_to": own["records_to"],
            "records_days": own["records_days"],
            "records_by": day(days_after(dated, own["records_days"])),
        }
    return known | {
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


def listing(lines: list[Row], reference: str) -> list[list[Any]]:
    """The rows of the line listing, every line of the letter."""
    shown = []
    for line in lines:
        own = {"reference": reference, "proposed_amount": line["amount"], "reason": _reasons(line)}
        whole = line | own
        shown.append([whole[field.name] for field in LISTING])
    return shown


def _listing_note(count: int, most: int) -> str:
    if count <= most:
        return ""
    return (
        f"The table shows the first {most:,} of {count:,} lines. The enclosed line listing, which "
        "is part of this letter, has the same details for every line. The total is the sum"
        " of all lines."
    )


def _line(line: Row) -> Row:
    first, last = line["line_start_date"], line["line_end_date"]
    units = f"{line['units']:f}" if line["units"] is not None else ""
    return {
        "claim_id": line["claim_id"],
        "claim_line_number": line["claim_line_number"],
        "member_id": line["member_id"],
        "service_dates": str(first) if first == last else f"{first} to\n{last}",
        "code": " ".join([line["hcpcs_code"] or "no code", *(line["modifiers"] or [])]),
        "units": units.rstrip("0").rstrip(".") if "." in units else units,
        "paid_date": line["paid_date"],
        "paid_amount": money(line["paid_amount"]),
        "amount": money(line["amount"]) if line["amount"] is not None else "",
        "reasons": _reasons(line),
    }


def _reasons(line: Row) -> str:
    """Each finding's reason, what it rests on, and the limit in time that binds it."""
    texts = []
    for place, reason in enumerate(line["reasons"], start=1):
        number = f"{place}. " if len(line["reasons"]) > 1 else ""
        also = _other_claim(line, reason)
        texts.append(
            f"{number}{reason['reason']}{also} (Finding {reason['check_id']})\n"
            f"Basis: {reason['citation']}\n"
            f"Time limit: {_time_limit(reason)}"
        )
    return "\n".join(texts)


def _other_claim(line: Row, reason: Row) -> str:
    """The other claim as a whole; where it is one line, the reason has named it already."""
    related = reason["related_claim_id"]
    named = related == line["claim_id"] or reason["related_claim_line_number"] is not None
    return "" if related is None or named else f" The other claim is {related}."


def _time_limit(reason: Row) -> str:
    rule = reason["lookback_rule"]
    if rule == _NO_RULE:
        return "we found no rule that limits the time to recover this line."
    until = reason["recoverable_until"]
    ends = f"; ends on {until}" if until else ""
    cited = f" ({reason['lookback_citation']})" if reason["lookback_citation"] else ""
    return f"{rule}{ends}{cited}"


def _basis(lines: list[Row]) -> list[Row]:
    """Each text that some line rests on, with how many lines do."""
    counted = Counter(
        citation
        for line in lines
        for citation in {reason["citation"] for reason in line["reasons"]}
    )
    return [{"citation": citation, "lines": f"{n:,}"} for citation, n in sorted(counted.items())]

"""Values of X12 elements as text that the rules of reading values take."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from analytics.load.x12.segments import Segment


def date_of(segment: Segment) -> tuple[str, str]:
    """First and last day of a DTP segment, as it writes them; both empty for a mere time.

    Formats (DTP02): D8 CCYYMMDD, DT CCYYMMDDHHMM, RD8 CCYYMMDD-CCYYMMDD.
    """
    form, value = segment.at(2), segment.at(3)
    if form == "RD8":
        first, _, last = value.partition("-")
        return first.strip(), last.strip()
    if form == "DT":
        return value[:8], value[:8]
    return (value, value) if form == "D8" else ("", "")


def name_of(segment: Segment) -> str:
    """The name in an NM1 segment as people write it: given names, surname, suffix."""
    given = (segment.at(at) for at in (4, 5, 3, 7))
    return " ".join(part.strip() for part in given if part.strip())


def amount_of(text: str) -> Decimal | None:
    """An amount as X12 writes it: digits, a leading minus, a point. None for anything else."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def sum_of(amounts: Iterable[str]) -> str:
    """Amounts added up; empty for none, the text at fault where one is no amount."""
    given = [text for text in amounts if text]
    values = [amount_of(text) for text in given]
    if None in values:
        return given[values.index(None)]
    return str(sum(filter(None, values), Decimal(0))) if given else ""


def procedure(segment: Segment, position: int) -> tuple[str, list[str]]:
    """The HCPCS or HIPPS code of a composite (SV101, SV202, SVC01) and its modifiers, in order."""
    qualifier, code, *rest = [*segment.parts(position), "", ""]
    if qualifier not in ("HC", "HP"):
        return "", []
    return code, [modifier for modifier in rest[:4] if modifier]

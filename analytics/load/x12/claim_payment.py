"""The payment of one claim in an 835 (loop 2100) and of its service lines (loop 2110)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from analytics.load.x12.elements import amount_of, procedure
from analytics.load.x12.envelope import KEPT, Unreadable
from analytics.load.x12.segments import Segment

#: Where the reasons stand in a CAS segment: each with an amount and a quantity behind it.
_REASONS = range(2, 18, 3)
#: Who an NM1 segment names: the patient, the insured.
_PATIENT, _INSURED = "QC", "IL"
_MEMBERS = (_PATIENT, _INSURED)
_FIRST_DAY, _LAST_DAY, _ONE_DAY = ("150", "232"), ("151", "233"), ("472",)


@dataclass
class _Part:
    """Adjustments and dates of a claim or a line."""

    columns: dict[str, str] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    adjusted: Decimal = Decimal(0)
    first: str = ""
    last: str = ""

    def add_adjustments(self, segment: Segment) -> bool:
        """Take in a CAS segment; false where it does not read."""
        given = [at for at in _REASONS if segment.at(at) or segment.at(at + 1)]
        for at in given:
            amount = amount_of(segment.at(at + 1))
            if amount is None or not segment.at(at) or not segment.at(1):
                return False
            self.groups.append(segment.at(1))
            self.reasons.append(segment.at(at))
            self.adjusted += amount
        return bool(given)

    def add_date(self, segment: Segment) -> None:
        """Take in a DTM segment."""
        kind = segment.at(1)
        if kind in (*_FIRST_DAY, *_ONE_DAY):
            self.first = segment.at(2)
        if kind in (*_LAST_DAY, *_ONE_DAY):
            self.last = segment.at(2)

    def adjustments(self) -> dict[str, str]:
        """The adjustment columns."""
        return {
            "adjustment_group": " ".join(self.groups),
            "adjustment_reason": " ".join(self.reasons),
            "adjustment_amount": str(self.adjusted) if self.reasons else "",
        }


class Payment:
    """A claim of an 835 from its CLP on; `rows` gives its rows once it is read."""

    def __init__(self, start: Segment, heading: dict[str, str]):
        self.number = start.number
        self._texts = [start.text]
        self._paid = amount_of(start.at(4))
        self._columns = heading | {
            "payer_claim_id": start.at(7),
            "patient_control_number": start.at(1),
            "claim_status_code": start.at(2),
        }
        self._money = {"paid_amount": start.at(4), "charge_amount": start.at(3)}
        self._claim = _Part()
        self._lines: list[_Part] = []
        self.fault = _fault_of(start)

    def keep(self, segment: Segment) -> None:
        """Keep the segment as text, for the case that the claim is rejected."""
        if len(self._texts) < KEPT:
            self._texts.append(segment.text)

    def add(self, segment: Segment) -> None:
        """Take in a segment of the claim or of its lines; what is wrong with it is the fault."""
        part = self._lines[-1] if self._lines else self._claim
        match segment.id:
            case "SVC":
                self._lines.append(_Part(_service(segment)))
                if amount_of(segment.at(3)) is None:
                    self._blame("a service line (SVC) without an amount paid (SVC03)")
            case "CAS":
                if not part.add_adjustments(segment):
                    self._blame("an adjustment (CAS) without a reason or an amount")
            case "DTM":
                part.add_date(segment)
            case "NM1" if not self._lines and segment.at(1) in _MEMBERS and segment.at(9):
                # the insured's number where it is given beside the patient's own
                if segment.at(1) == _INSURED or "member_id" not in self._columns:
                    self._columns["member_id"] = segment.at(9)
            case "REF" if self._lines and segment.at(1) == "6R":
                part.columns["line_control_number"] = segment.at(2)
            case "AMT" if self._lines and segment.at(1) == "B6":
                part.columns["allowed_amount"] = segment.at(2)
            case "BPR" | "TRN" | "N1" | "CUR":
                self._blame("a segment of the heading within a claim")

    def rows(self) -> Iterator[dict[str, str] | Unreadable]:
        """The rows of the claim; or the claim as unreadable, by its fault."""
        if self.fault:
            yield Unreadable(self.number, self.fault, "~".join(self._texts))
            return
        if not self._lines:
            yield self._whole() | self._money
            return
        for line in self._lines:
            yield self._columns | self._days(line) | line.adjustments() | line.columns
        rest = self._paid - sum(amount_of(line.columns["paid_amount"]) for line in self._lines)
        if self._claim.reasons and rest:
            yield self._whole() | {"paid_amount": str(rest), "paid_unit_quantity": "0"}

    def _whole(self) -> dict[str, str]:
        own = {"source_row": str(self.number)} | self._claim.adjustments()
        return self._columns | self._days(self._claim) | own

    def _days(self, part: _Part) -> dict[str, str]:
        first = part.first or part.last or self._claim.first or self._claim.last
        last = part.last or part.first or self._claim.last or self._claim.first
        return {"service_start_date": first, "service_end_date": last}

    def _blame(self, fault: str) -> None:
        self.fault = self.fault or fault


def _fault_of(start: Segment) -> str:
    if not start.at(1) and not start.at(7):
        return "a claim without a number (CLP01, CLP07)"
    if not start.at(2):
        return "a claim without a status (CLP02)"
    if amount_of(start.at(4)) is None:
        return "a claim without an amount paid (CLP04)"
    return ""


def _service(segment: Segment) -> dict[str, str]:
    """The columns of an SVC segment. Units that it does not give are one (SVC05)."""
    code, modifiers = procedure(segment, 1)
    billed, billed_modifiers = procedure(segment, 6)
    revenue = segment.part(1, 2) if segment.part(1, 1) == "NU" else segment.at(4)
    return {
        "source_row": str(segment.number),
        "hcpcs_code": code,
        "modifiers": " ".join(modifiers),
        "billed_hcpcs_code": billed,
        "billed_modifiers": " ".join(billed_modifiers),
        "charge_amount": segment.at(2),
        "paid_amount": segment.at(3),
        "paid_unit_quantity": segment.at(5) or "1",
        "x_revenue_center_code": revenue,
        "x_billed_unit_quantity": segment.at(7),
    }

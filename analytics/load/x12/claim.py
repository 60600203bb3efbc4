"""One 837 claim while it is read: its own segments, its service lines, its faults."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.load.x12.elements import date_of, sum_of
from analytics.load.x12.envelope import KEPT
from analytics.load.x12.hierarchy import Parties
from analytics.load.x12.segments import Segment
from analytics.load.x12.service_line import ServiceLine

_REPLACES = ("7", "8")
#: Diagnoses: the principal one, then the others. Reasons for a visit, admitting diagnoses and
#: external causes are none of these.
_PRINCIPAL, _OTHERS = ("ABK", "BK"), ("ABF", "BF")
_MOST_DIAGNOSES = 25
#: Loops that stand above a claim: one of their segments within it means that an HL was lost.
_ABOVE = ("85", "87", "IL", "PR", "QC")


class MisreadError(Exception):
    """A segment that cannot be where it is; `loop_lost` where it belongs above the claim."""

    def __init__(self, reason: str, loop_lost: bool = False):
        super().__init__(reason)
        self.loop_lost = loop_lost


class Claim:
    """A claim from its CLM on. `add` raises MisreadError; `fault` is then for the caller to set."""

    def __init__(self, start: Segment, parties: Parties):
        self.number = start.number
        self.fault = parties.fault
        self._above = parties.columns()
        self._texts = [start.text]
        self._control = start.at(1)
        self._place, self._qualifier, self._frequency = (start.part(5, n) for n in (1, 2, 3))
        self._columns: dict[str, str] = {}
        self._payer_number = ""
        self._principal: list[str] = []
        self._other: list[str] = []
        self._lines: list[ServiceLine] = []
        self._other_payer = False  # within loop 2320 or 2330
        self._paid_elsewhere: list[str] = []

    @property
    def text(self) -> str:
        """The claim's segments as they stand in the file."""
        return "~".join(self._texts)

    def keep(self, segment: Segment) -> None:
        """Keep the segment as text, for the case that the claim is rejected."""
        if len(self._texts) < KEPT:
            self._texts.append(segment.text)

    def add(self, segment: Segment) -> None:
        """Take in a segment of the claim. Raises MisreadError where it cannot be there."""
        if segment.id == "LX":
            self._lines.append(ServiceLine(segment))
            self._other_payer = False
        elif segment.id == "SBR":
            if self._lines:
                raise MisreadError("a subscriber (SBR) below a service line", loop_lost=True)
            self._other_payer = True
        elif segment.id == "NM1" and segment.at(1) in _ABOVE and not self._other_payer:
            raise MisreadError(
                "a subscriber, payer or billing provider within a claim", loop_lost=True
            )
        elif self._lines:
            self._add_to_line(segment)
        elif segment.id in ("SV1", "SV2", "LIN", "CTP", "SVD"):
            raise MisreadError("a service (SV1, SV2, LIN, SVD) before the first line (LX)")
        elif self._other_payer:
            if segment.id == "AMT" and segment.at(1) == "D":
                self._paid_elsewhere.append(segment.at(2))
        else:
            self._add_to_header(segment)

    def missing_parts(self) -> str:
        """What a whole claim cannot do without and this one has not; empty if nothing."""
        if not self._control:
            return "the claim number (CLM01) is missing"
        if not self._lines:
            return "a claim without a service line (LX)"
        if any(not line.kind for line in self._lines):
            return "a service line (LX) without SV1 or SV2"
        if len({line.kind for line in self._lines}) > 1:
            return "professional and institutional lines (SV1, SV2) in one claim"
        numbers = [line.line_number for line in self._lines]
        if len(set(numbers)) < len(numbers):
            return "two service lines with one number (LX01)"
        return ""

    def rows(self) -> Iterator[dict[str, str]]:
        """A row by column for each service line."""
        header = self._header()
        for line in self._lines:
            row = header | line.columns()
            if row["other_payer_paid_amount"] == "" and len(self._lines) == 1:
                row["other_payer_paid_amount"] = sum_of(self._paid_elsewhere)
            yield row

    def _header(self) -> dict[str, str]:
        institutional = self._lines[0].kind == "institutional"
        replaces = self._frequency in _REPLACES
        header = {
            "claim_id": (not replaces and self._payer_number) or self._control,
            "original_claim_id": self._payer_number if replaces else "",
            "patient_control_number": self._control,
            "claim_type": self._lines[0].kind,
            "claim_frequency_code": self._frequency,
            "claim_status": "PENDED",
            "paid_amount": "0",
            "x_claim_other_payer_paid_amount": sum_of(self._paid_elsewhere),
        }
        # CLM05-2 says what CLM05-1 is: A the type of bill, B a place of service.
        if self._qualifier == "A" or (institutional and self._qualifier != "B"):
            header["bill_type_code"] = f"0{self._place}{self._frequency}" if self._place else ""
        else:
            header["claim_place_of_service_code"] = self._place
        for number, code in enumerate((self._principal + self._other)[:_MOST_DIAGNOSES], 1):
            header[f"diagnosis_code_{number}"] = code.replace(".", "")
        return self._above | header | self._columns

    def _add_to_header(self, segment: Segment) -> None:
        """Loops 2300 and 2310."""
        kind = segment.at(1)
        match segment.id:
            case "REF" if kind == "F8":
                self._payer_number = segment.at(2)
            case "REF" if kind == "G1":
                self._columns["authorization_number"] = segment.at(2)
            case "HI":
                self._add_diagnoses(segment)
            case "DTP":
                self._add_dates(segment)
            case "NM1" if segment.at(8) == "XX" and kind in ("82", "77"):
                column = "rendering_npi" if kind == "82" else "facility_npi"
                self._columns[column] = segment.at(9)

    def _add_diagnoses(self, segment: Segment) -> None:
        for position in range(1, len(segment.elements)):
            qualifier, code = segment.part(position, 1), segment.part(position, 2)
            if code and qualifier in _PRINCIPAL:
                self._principal.append(code)
            elif code and qualifier in _OTHERS:
                self._other.append(code)

    def _add_dates(self, segment: Segment) -> None:
        first, last = date_of(segment)
        match segment.at(1):
            case "434":
                self._columns |= {"claim_start_date": first, "claim_end_date": last}
            case "435":
                self._columns["admission_date"] = first
            case "096":
                self._columns["discharge_date"] = first
            case "050":
                self._columns["received_date"] = first

    def _add_to_line(self, segment: Segment) -> None:
        line = self._lines[-1]
        if segment.id in ("SV1", "SV2"):
            if line.kind:
                raise MisreadError("two services (SV1, SV2) on one line (LX)")
            line.add_service(segment)
        elif segment.id in ("HI", "CL1", "OI", "MIA", "MOA"):
            raise MisreadError("a segment of the claim itself below a service line")
        else:
            line.add(segment)

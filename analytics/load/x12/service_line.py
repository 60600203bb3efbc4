"""One service line of an 837 claim (loop 2400) while it is read."""

from __future__ import annotations

from analytics.load.x12.elements import date_of, procedure, sum_of
from analytics.load.x12.segments import Segment

_PARTIES = {"82": "rendering_npi", "77": "facility_npi", "DK": "ordering_npi"}
_KINDS = {"SV1": "professional", "SV2": "institutional"}
_MINUTES = "MJ"
#: REF04 of a number that is another payer's, as 2U says.
_OTHER_PAYER = "2U"


class ServiceLine:
    """A line from its LX on; `kind` is empty until its service (SV1, SV2) is read."""

    def __init__(self, start: Segment):
        self.kind = ""
        self.line_number = start.at(1)
        self._columns = {"source_row": str(start.number), "claim_line_number": start.at(1)}
        self._loop = "2400"
        self._paid_elsewhere: list[str] = []

    def add_service(self, segment: Segment) -> None:
        """Take in SV1 or SV2: code, modifiers, charge, units, place or revenue code."""
        self.kind = _KINDS[segment.id]
        at = 1 if segment.id == "SV1" else 2
        code, modifiers = procedure(segment, at)
        self._columns["hcpcs_code"] = code
        for number, modifier in enumerate(modifiers, 1):
            self._columns[f"hcpcs_modifier_{number}"] = modifier
        self._columns["charge_amount"] = segment.at(at + 1)
        # Minutes of anaesthesia are no units.
        measure = segment.at(at + 2)
        self._columns["x_unit_measure"] = measure
        if measure != _MINUTES:
            self._columns["service_unit_quantity"] = segment.at(at + 3)
        if segment.id == "SV1":
            self._columns["place_of_service_code"] = segment.at(5)
        else:
            self._columns["revenue_center_code"] = segment.at(1)

    def add(self, segment: Segment) -> None:
        """Take in another segment of the line."""
        kind = segment.at(1)
        match segment.id:
            case "NM1":
                self._loop = "2420"
                if kind in _PARTIES and segment.at(8) == "XX":
                    self._columns[_PARTIES[kind]] = segment.at(9)
            case "SVD":
                self._loop = "2430"
                self._paid_elsewhere.append(segment.at(2))
            case "LIN":
                self._loop = "2410"
                if segment.at(2) == "N4":
                    self._columns["ndc_code"] = segment.at(3)
            case "CTP" if self._loop == "2410":
                self._columns["ndc_quantity"] = segment.at(4)
                self._columns["ndc_unit"] = segment.part(5, 1)
            case "DTP" if kind == "472":
                first, last = date_of(segment)
                self._columns |= {"claim_line_start_date": first, "claim_line_end_date": last}
            case "REF" if segment.part(4, 1) != _OTHER_PAYER:
                self._reference(kind, segment.at(2))

    def columns(self) -> dict[str, str]:
        """The columns of medical_claim that this line fills."""
        return self._columns | {"other_payer_paid_amount": sum_of(self._paid_elsewhere)}

    def _reference(self, kind: str, number: str) -> None:
        if kind == "6R":
            self._columns["line_control_number"] = number
        elif kind == "G1":
            self._columns["authorization_number"] = number

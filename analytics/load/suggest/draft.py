"""A draft of a mapping in the making: sure columns, unsure ones, unknown headers."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.load.cast.values import Style
from analytics.load.mapping.binding import STAND_INS
from analytics.schema.tables import MEDICAL_CLAIM
from analytics.schema.types import Column, Table


@dataclass
class Draft:
    """What is known of a file's columns: `sure` is ours to theirs, `maybe` ours, theirs, why."""

    table: Table
    own: list[str] = field(default_factory=list)
    sure: dict[str, str] = field(default_factory=dict)
    maybe: list[tuple[str, str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str | None]] = field(default_factory=list)
    style: Style = field(default_factory=Style)
    date_formats: list[str] = field(default_factory=list)
    either_order: bool = False

    @property
    def found(self) -> set[str]:
        """Our columns that the draft feeds."""
        return {*self.own, *self.sure}

    @property
    def missing(self) -> list[Column]:
        """Columns a row needs that nothing feeds; for claims a code is one of them."""
        lacking = [
            column
            for column in self.table.columns
            if column.required and not self.found & {column.name, STAND_INS.get(column.name)}
        ]
        if self.table is MEDICAL_CLAIM and not self.found & {"hcpcs_code", "revenue_center_code"}:
            lacking.append(self.table.column("hcpcs_code"))
        return lacking


#: Values are listed where they are few and short: codes, not identifiers.
MOST_WORDS, LONGEST_WORD = 20, 24


LOOKS = {
    "npi": "NPIs",
    "date": "dates",
    "hcpcs": "procedure codes",
    "ndc": "NDCs",
    "pos": "places of service",
}

"""The parties above an 837 claim: billing provider, subscriber, patient, by HL level.

A patient who is not the subscriber has, as a rule, no id of its own in an 837: the claim names
the subscriber's. Two dependents of one subscriber must not be taken for one person, so that
`person_id` of a dependent is: the id the patient's loop gives (NM109, or REF 1W), else the
subscriber's id, the birth date and the first given name, joined with hyphens, as in
`M1-20150704-ANNA`. It names the same person in every claim that tells both alike.
"""

from __future__ import annotations

import re

from analytics.load.x12.elements import name_of
from analytics.load.x12.segments import Segment

_LEVELS = {"20": 0, "22": 1, "23": 2}
NO_SUBSCRIBER = "no subscriber above the claim (HL 22, NM1 IL)"
NO_MEMBER = "the subscriber has no id (NM109)"
WRONG_PARENT = "the HL above the claim names another parent than the one it is under (HL02)"


class Parties:
    """The provider, subscriber and patient in force while a transaction is read.

    `lost` says why they are unclear; it holds until the next HL.
    """

    def __init__(self) -> None:
        self.lost = ""
        self._ids: list[str] = ["", "", ""]  # HL01 in force by level: provider to patient
        self._seen: set[str] = set()
        self._wrong_parent = [False, False, False]
        self._facts: list[dict[str, str]] = [{}, {}, {}]
        self._level: int | None = None
        self._entity = ""

    def add(self, segment: Segment) -> None:
        """Take in a segment that stands outside a claim."""
        match segment.id:
            case "HL":
                self._open(segment)
            case "NM1":
                self._name(segment)
            case "REF":
                self._reference(segment)
            case "SBR":
                self._subscriber_part(segment)
            case "DMG" if self._entity in ("IL", "QC"):
                self._facts[self._level or 0][f"{self._entity} birth"] = segment.at(2)
            case "N3" | "N4" | "PER" | "PRV" | "DMG" | "PAT":
                pass
            case _:
                self._entity = ""

    @property
    def fault(self) -> str:
        """Why the patient of the next claim is unclear; empty if it is clear."""
        if self.lost or any(self._wrong_parent):
            return self.lost or WRONG_PARENT
        if "IL id" not in self._facts[1]:
            return NO_SUBSCRIBER
        return "" if self._facts[1]["IL id"] else NO_MEMBER

    def columns(self) -> dict[str, str]:
        """The columns of medical_claim that these parties fill."""
        provider, subscriber, patient = self._facts
        return {
            "member_id": subscriber.get("IL id", ""),
            "person_id": self._person(subscriber, patient),
            "member_name": self._name_of(subscriber, patient),
            "payer": subscriber.get("payer", ""),
            "plan": subscriber.get("plan", ""),
            "billing_npi": provider.get("npi", ""),
            "billing_tin": provider.get("tin", ""),
            "x_claim_filing_code": subscriber.get("filing", ""),
        }

    def _open(self, segment: Segment) -> None:
        self.lost, self._entity = "", ""
        self._level = level = _LEVELS.get(segment.at(3))
        if level is None:
            self.lost = "an HL level above the claim that an 837 does not have (HL03)"
            return
        parent = self._ids[level - 1] if level else ""
        strange = segment.at(2) != parent and segment.at(2) in self._seen
        self._wrong_parent[level:] = [bool(level and strange)] + [False] * (2 - level)
        self._ids[level:] = [segment.at(1)] + [""] * (2 - level)
        self._facts[level:] = [{} for _ in range(level, 3)]
        self._seen.add(segment.at(1))

    def _name(self, segment: Segment) -> None:
        self._entity = entity = segment.at(1)
        if self._level is None:
            return
        facts = self._facts[self._level]
        if entity == "85" and self._level == 0:
            facts["npi"] = segment.at(9) if segment.at(8) == "XX" else ""
        elif entity == "IL":
            self._facts[1]["IL id"] = segment.at(9)
            self._facts[1]["IL name"] = name_of(segment)
        elif entity == "PR":
            self._facts[1]["payer"] = segment.at(3)
        elif entity == "QC":
            facts = self._facts[2]
            facts["patient"] = "yes"
            facts["QC id"] = segment.at(9)
            facts["first name"] = segment.at(4)
            facts["QC name"] = name_of(segment)

    def _reference(self, segment: Segment) -> None:
        kind, number = segment.at(1), segment.at(2)
        if self._entity == "85" and kind in ("EI", "SY"):
            self._facts[0].setdefault("tin", number)
        elif self._entity == "QC" and kind == "1W":
            self._facts[2]["QC id"] = self._facts[2].get("QC id") or number

    def _subscriber_part(self, segment: Segment) -> None:
        self._entity = ""
        self._facts[1]["plan"] = segment.at(4) or segment.at(3)
        self._facts[1]["filing"] = segment.at(9)

    def _name_of(self, subscriber: dict[str, str], patient: dict[str, str]) -> str:
        """The patient's name; the subscriber's only where the patient is the subscriber."""
        if self._ids[2] or patient:
            return patient.get("QC name", "")
        return subscriber.get("IL name", "")

    def _person(self, subscriber: dict[str, str], patient: dict[str, str]) -> str:
        if not self._ids[2] and not patient:
            return ""
        if patient.get("QC id"):
            return patient["QC id"]
        first = re.split(r"\s", patient.get("first name", "").upper())[0]
        birth = patient.get("QC birth", "") or self._facts[1].get("QC birth", "")
        known = [part for part in (birth, re.sub(r"\W", "", first)) if part]
        return "-".join([subscriber.get("IL id", ""), *(known or ["DEPENDENT"])])

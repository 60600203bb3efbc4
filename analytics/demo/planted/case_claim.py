"""A claim of a planted case, and its lines: each is one line for every member of the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.demo.plan.dates import NONE
from analytics.demo.plan.formulary import DRUGS, PRICE
from analytics.demo.plan.lines import Block, negated
from analytics.demo.plan.money import of_days, part, priced

if TYPE_CHECKING:
    from analytics.demo.planted.members import Members

#: Days from the first day of a case to its payment, and from receipt to payment.
_PAID_AFTER, _RECEIVED_BEFORE = 46, 12


@dataclass(frozen=True)
class CaseLine:
    """One line of every member: its claims, line number, paid cents and days."""

    claims: np.ndarray
    number: int
    paid: np.ndarray
    days: int

    def share(self, numerator: int, denominator: int, of: np.ndarray | None = None) -> np.ndarray:
        """A share of these cents (of everything that was paid, unless told), to the cent."""
        return part(self.paid if of is None else of, numerator, denominator)

    def some(self, first: int, count: int) -> np.ndarray:
        """What was paid for `count` days from the `first`, 0 being the line's first."""
        return of_days(self.paid, self.days, first, count)


class CaseClaim:
    """One claim of every member of a case; lines are added to it one by one."""

    def __init__(
        self,
        case: Members,
        later: int = 0,
        *,
        same_as: CaseClaim | None = None,
        replaces: np.ndarray | None = None,
        frequency: str = "1",
        status: str = "PAID",
        group: np.ndarray | None = None,
        site: np.ndarray | None = None,
        member: np.ndarray | None = None,
        paid_on: int | None = None,
    ) -> None:
        self.case, self.status, self.frequency = case, status, frequency
        self.claims = case.plan.lines.new_claims(case.count) if same_as is None else same_as.claims
        self.replaces = NONE if replaces is None else replaces
        self.group = case.group if group is None else group
        self.site = site
        if site is None:
            self.site = case.site if group is None else case.plan.providers.site(group)
        self.member = case.member if member is None else member
        usual = case.start + _PAID_AFTER + case.rng.integers(0, 4, case.count) + later
        self.paid_date = (usual if paid_on is None else np.full(case.count, paid_on)).astype(
            np.int32
        )
        self.lines = 0
        self._blocks: list[Block] = []

    def per_diem(
        self, code: str, day: int = 0, days: int = 7, units: int | None = None, **how: Any
    ) -> CaseLine:
        """A per diem span; as many units as days unless told."""
        return self.bill(code, day, days, days if units is None else units, **how)

    def drug(
        self, code: str, day: int = 0, days: int = 7, package: int = 0, **how: Any
    ) -> CaseLine:
        """A drug for some days, shipped on one; `package` chooses between its two NDCs."""
        drug, words = DRUGS[code], self.case.plan.words
        columns: Block = {}
        if drug.ndc[package]:
            quantity = round(days * drug.ndc_quantity * 1000)
            columns = {
                "ndc": words[drug.ndc[package]],
                "ndc_unit": words[drug.ndc_unit],
                "ndc_quantity": quantity,
            }
        how = {"units": days * drug.units, "price": drug.cents * 1.06} | how
        return self.bill(code, day, 1, columns=columns, **how)

    def nursing(
        self, code: str, day: int, units: int = 1, days: int = 1, nurse: int = 0, **how: Any
    ) -> CaseLine:
        """A nursing or infusion visit; `nurse` chooses who, -1 leaves the rendering NPI empty."""
        who = self.case.plan.providers.person(self.group, (self.case.nurse + nurse) % 4)
        return self.bill(
            code, day, days, units, columns={"rendering": NONE if nurse < 0 else who}, **how
        )

    def stay(
        self,
        admitted: int,
        discharged: int,
        bill_type: str = "0111",
        discharge_known: bool = True,
        is_newborn: bool = False,
        leave: tuple[int, int] | None = None,
        **how: Any,
    ) -> CaseLine:
        """The room and board line of a facility claim.

        `leave` is the first day and the number of days of a line of leave on the same claim.
        """
        case, words = self.case, self.case.plan.words
        columns = {
            "claim_type": words["institutional"],
            "bill_type": words[bill_type],
            "revenue_code": words["0171" if is_newborn else "0120"],
            "diagnosis_1": words["Z3800" if is_newborn else "M86161"],
            "admission": case.start + admitted,
            "discharge": case.start + discharged if discharge_known else NONE,
            "facility": self.site,
        }
        days = discharged - admitted + 1
        if leave:
            away = columns | {"revenue_code": words["0183"]}
            self.bill(None, *leave, leave[1], price=9_500, place=None, columns=away)
        return self.bill(
            None, admitted, days, days - 1, price=95_000, place=None, columns=columns, **how
        )

    def bill(
        self,
        code: str | None,
        day: int = 0,
        days: int = 1,
        units: int = 1,
        *,
        price: float | None = None,
        modifiers: tuple[str, ...] = (),
        place: str | None = "12",
        header_place: str | None = None,
        status: str | None = None,
        pays: str | None = None,
        percent: int = 100,
        paid_before: np.ndarray | int = 0,
        billed_units: int | None = None,
        end_known: bool = True,
        header_days: int = 0,
        bare: int = 0,
        columns: Block | None = None,
    ) -> CaseLine:
        """Add a line.

        `pays` is "deductible" (allowed, but the member's), "nothing" (not even allowed) or None
        (paid); `percent` of the price is allowed; `paid_before` is what another claim
        paid of it, taken off here; `header_days` is how long the claim header
        says the claim lasted; `bare` are values the extract lost (`lines.COLUMNS`).
        """
        case, words = self.case, self.case.plan.words
        self.lines += 1
        status = status or self.status
        cents = PRICE[code] if price is None else price
        full = priced(cents, case.price) * units
        allowed = full * percent // 100
        if status in ("DENIED", "PENDED") or pays == "nothing":
            allowed = allowed * 0
        owed = allowed if pays == "deductible" else allowed * 0
        coinsurance = (allowed - owed) * case.coinsurance // 100
        paid = allowed - owed - coinsurance - paid_before
        start = case.start + day
        block: Block = {
            "claim": self.claims,
            "line": self.lines,
            "claim_type": words["professional"],
            "member": self.member,
            "billing": self.site,
            "code": words[code],
            "modifier_1": words[modifiers[0]] if modifiers else NONE,
            "modifier_2": words[modifiers[1]] if len(modifiers) > 1 else NONE,
            "start": start,
            "end": start + days - 1 if end_known else NONE,
            "header_end": start + header_days - 1 if header_days else NONE,
            "place_of_service": words[place],
            "claim_place_of_service": words[header_place or place],
            "received": self.paid_date - _RECEIVED_BEFORE,
            "paid_date": NONE if status == "PENDED" else self.paid_date,
            "status": words[status],
            "frequency": words[self.frequency],
            "original_claim": self.replaces,
            "diagnosis_1": words["M86161"],
            "service_units": (units if billed_units is None else billed_units) * 1000,
            "paid_units": 0 if status in ("DENIED", "PENDED") else units * 1000,
            "charge": np.maximum(priced(full, case.plan.providers.markup[self.group]), allowed),
            "allowed": allowed,
            "paid": paid,
            "deductible": owed,
            "coinsurance": coinsurance,
            "bare": bare,
        } | (columns or {})
        self._blocks.append(block)
        case.plan.lines.add(block)
        return CaseLine(self.claims, self.lines, paid, days)

    def take_back(self, later: int = 20, own_claim: bool = False) -> None:
        """Reverse every line of the claim, under its own number or one that names it."""
        case = self.case
        claims = case.plan.lines.new_claims(case.count) if own_claim else self.claims
        for block in self._blocks:
            reversal = negated(block) | {
                "claim": claims,
                "status": case.plan.words["REVERSED"],
                "paid_date": self.paid_date + later,
                "original_claim": self.claims if own_claim else NONE,
            }
            case.plan.lines.add(reversal)

    def repeat_rows(self) -> None:
        """Every row of the claim stands in the file a second time, unchanged."""
        for block in self._blocks:
            self.case.plan.lines.add(block)

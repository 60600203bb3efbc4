"""835 remittances (005010X221A1): a row per service line, per claim without one, per PLB pair.

Money is as the payer wrote it: a reversal (CLP02 22) is negative. The rows of a claim add up to
what was paid of it (CLP04): where adjustments of the claim as a whole (CAS under CLP) keep the
payments of its lines from doing so, a row without a code carries the difference.

`source_row` is the number of the SVC, CLP or PLB segment; of the second and further
adjustments in one PLB segment it is that number with 2, 3, ... times ten thousand million
added, as 20000000027 for the second pair of segment 27.
"""

from __future__ import annotations

from collections.abc import Iterator

from analytics.load.x12.claim_payment import Payment
from analytics.load.x12.elements import amount_of
from analytics.load.x12.envelope import Transaction, Unreadable
from analytics.load.x12.segments import Segment

PAIR = 10**10
#: Pairs of reason and amount in a PLB segment: PLB03 and PLB04 to PLB13 and PLB14.
_PAIRS = range(3, 14, 2)
_OF_A_REMITTANCE = (
    "BPR NTE TRN CUR REF DTM N1 N2 N3 N4 PER RDM LX TS3 TS2 CLP CAS NM1 MIA MOA AMT QTY SVC LQ PLB"
)
_SEGMENTS = frozenset(_OF_A_REMITTANCE.split())
NO_PAYMENT = "no payment (BPR) before the claims"
NO_CLAIM = "a service line (SVC) that belongs to no claim (CLP)"


def remittance_lines(transaction: Transaction) -> Iterator[dict[str, str] | Unreadable]:
    """The rows of an 835 by column; a claim or adjustment that cannot be read as unreadable.

    Sets the transaction's fault where the payment or its claim is unclear.
    """
    remit = _Remittance()
    payment: Payment | None = None
    for segment in transaction:
        if segment.id in ("CLP", "LX", "PLB") and payment is not None:
            yield from payment.rows()
            payment = None
        if segment.id == "CLP":
            payment = Payment(segment, remit.columns)
        elif segment.id == "PLB":
            yield from remit.adjustments(segment)
        elif payment is not None:
            payment.keep(segment)
            if segment.id in _SEGMENTS:
                payment.add(segment)
            else:
                payment.fault = payment.fault or "a segment that an 835 claim does not have"
        elif segment.id == "SVC":
            transaction.fault = NO_CLAIM
        else:
            remit.add(segment)
        if segment.id in ("CLP", "PLB") and not remit.paid:
            transaction.fault = NO_PAYMENT
        if transaction.fault:
            return
    if payment is not None:
        yield from payment.rows()


class _Remittance:
    """The heading of an 835: who pays whom, and when."""

    def __init__(self) -> None:
        self.columns: dict[str, str] = {}
        self.paid = False

    def add(self, segment: Segment) -> None:
        """Take in a segment that stands before the claims."""
        if segment.id == "BPR":
            self.paid = True
            self.columns["payment_date"] = segment.at(16)
        elif segment.id == "TRN":
            self.columns["payment_number"] = segment.at(2)
        elif segment.id == "N1" and segment.at(1) == "PR":
            self.columns["payer"] = segment.at(2)
        elif segment.id == "N1" and segment.at(1) == "PE" and segment.at(3) == "XX":
            self.columns["billing_npi"] = segment.at(4)

    def _provider(self, number: str) -> str:
        """Who is adjusted (PLB01), where that is an NPI; else who is paid."""
        is_npi = len(number) == 10 and number.isdigit()
        return number if is_npi else self.columns.get("billing_npi", "")

    def adjustments(self, segment: Segment) -> Iterator[dict[str, str] | Unreadable]:
        """The provider-level adjustments of a PLB segment, one row a pair; all or none of them."""
        given = [at for at in _PAIRS if segment.at(at) or segment.at(at + 1)]
        readable = given and segment.at(1)
        if not readable or any(amount_of(segment.at(at + 1)) is None for at in given):
            reason = "a provider adjustment (PLB) without a provider, a reason or an amount"
            yield Unreadable(segment.number, reason, segment.text)
            return
        for at in given:
            pair = (at - 1) // 2
            yield self.columns | {
                "source_row": str(segment.number + (PAIR * pair if pair > 1 else 0)),
                "payer_claim_id": segment.part(at, 2),
                "provider_adjustment_code": segment.part(at, 1),
                "provider_adjustment_amount": segment.at(at + 1),
                "billing_npi": self._provider(segment.at(1)),
                "x_fiscal_period": segment.at(2),
            }

"""837 claims, professional (005010X222A1) and institutional (005010X223A2), by service line.

Loops are recognized by HL levels and by the segment that opens them: CLM a claim, SBR within a
claim another payer's part of it (which must not overwrite the subscriber), LX a service line, LIN
its drug, SVD what another payer paid of it. A claim's kind is what its lines are: SV1 professional,
SV2 institutional; senders label transactions wrongly more often than lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from analytics.load.x12.claim import Claim, MisreadError
from analytics.load.x12.envelope import Transaction, Unreadable
from analytics.load.x12.hierarchy import Parties
from analytics.load.x12.segments import Segment

_OF_A_CLAIM = (
    "CLM DTP CL1 PWK CN1 AMT REF K3 NTE CR1 CR2 CR3 CR5 CR6 CR7 CR8 CRC HI HCP HSD QTY NM1 PRV N2"
    " N3 N4 PER SBR CAS OI MIA MOA DMG LX SV1 SV2 SV4 SV5 SV6 SV7 PS1 MEA LIN CTP SVD LQ FRM IMM"
    " UR DSB HCR TST"
)
_CLAIM_SEGMENTS = frozenset(_OF_A_CLAIM.split())


def claim_lines(transaction: Transaction) -> Iterator[dict[str, str] | Unreadable]:
    """The service lines of an 837 as rows by column; a claim that cannot be read as unreadable.

    A row has its LX segment's number as `source_row`, an unreadable claim that of its CLM.
    """
    parties = Parties()
    claim: Claim | None = None
    for segment in transaction:
        if segment.id in ("CLM", "HL") and claim is not None:
            yield from _rows_of(claim)
            claim = None
        if segment.id == "CLM":
            claim = Claim(segment, parties)
        elif claim is not None:
            _add(claim, parties, segment)
        else:
            parties.add(segment)
    if claim is not None:
        yield from _rows_of(claim)


def _add(claim: Claim, parties: Parties, segment: Segment) -> None:
    claim.keep(segment)
    if segment.id not in _CLAIM_SEGMENTS:
        # A damaged HL or CLM would show like this: whose claims follow is no longer certain.
        claim.fault = claim.fault or "a segment that an 837 claim does not have"
        return
    try:
        claim.add(segment)
    except MisreadError as error:
        claim.fault = claim.fault or str(error)
        if error.loop_lost:
            parties.lost = "the loops above the claim are unclear: a segment there is misplaced"


def _rows_of(claim: Claim) -> Iterator[dict[str, str] | Unreadable]:
    fault = claim.fault or claim.missing_parts()
    if fault:
        yield Unreadable(claim.number, fault, claim.text)
    else:
        yield from claim.rows()

"""The transactions of an X12 file, from ST to SE, without the envelopes around them.

A transaction is taken whole or not at all, as an acknowledgment (999) would do: where its end is
missing or is the end of another, what was read of it is withdrawn and it is one unreadable row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from analytics.load.x12.segments import Segment

#: Segments of a rejected stretch that are kept as its text.
KEPT = 2000
_WRAPPERS = {"ISA", "IEA", "GS", "GE", "TA1"}
_KINDS = {"X222": "837P", "X223": "837I", "X224": "837D"}

NO_END = "the transaction has no SE segment; it is cut off, or its end is lost"
OTHER_END = "the transaction ends with the SE segment of another"
NO_START = "segments outside a transaction: no ST segment before them"
TEST = "a test interchange (ISA15 is T)"
WRONG_COUNT = "the SE segment gives another number of segments than the transaction has"


class Unreadable(NamedTuple):
    """A claim, transaction or stretch that was not read: its segment number, why, its text."""

    number: int
    reason: str
    raw: str


class Note(NamedTuple):
    """Something odd that did not keep anything from being read."""

    number: int
    text: str


class Transaction:
    """One transaction: iterate its segments between ST and SE once, then see `fault`.

    `kind` is 837P, 837I, 837D, 835 or the transaction set as ST01 says it. `fault` is set where
    the transaction cannot be trusted: by its end, or by who walks it.
    """

    def __init__(self, envelope: Envelope, start: Segment, group_version: str):
        self.number = start.number
        self.control = start.at(2)
        self.version = start.at(3) or group_version
        part = next((kind for mark, kind in _KINDS.items() if mark in self.version), "837")
        self.kind = part if start.at(1) == "837" else start.at(1) or "of no kind"
        self.fault = ""
        self._envelope = envelope
        self._head = [start.text]
        self._count = 1
        self._open = True

    def __iter__(self) -> Iterator[Segment]:
        while self._open and (segment := self._envelope.take()) is not None:
            self._count += 1
            if len(self._head) < KEPT:
                self._head.append(segment.text)
            if segment.id == "SE":
                self._open = False
                self._end(segment)
                return
            if segment.id in _WRAPPERS or segment.id == "ST" or segment.fault:
                self._head.pop()
                self._envelope.give_back(segment)
                break
            yield segment
        if self._open:
            self._open = False
            self.fault = NO_END

    @property
    def unreadable(self) -> Unreadable:
        """The transaction as an unreadable row, by its fault."""
        return Unreadable(self.number, self.fault, "~".join(self._head))

    def _end(self, end: Segment) -> None:
        if self.control and end.at(2) and end.at(2) != self.control:
            self.fault = self.fault or OTHER_END
        elif end.at(1).lstrip("0") != str(self._count):
            self._envelope.notes.append(Note(self.number, WRONG_COUNT))


class Envelope:
    """A file's transactions in order; `unreadable` and `notes` collect what stood beside them."""

    def __init__(self, segments: Iterator[Segment]):
        self.unreadable: list[Unreadable] = []
        self.notes: list[Note] = []
        self._segments = segments
        self._held: Segment | None = None

    def take(self) -> Segment | None:
        """The next segment; None at the end of the file."""
        segment, self._held = self._held, None
        return segment or next(self._segments, None)

    def give_back(self, segment: Segment) -> None:
        """The segment is the next one again."""
        self._held = segment

    def transactions(self) -> Iterator[Transaction]:
        """Each transaction; the one before is read to its end first."""
        version = ""
        while (segment := self.take()) is not None:
            if segment.id == "ST":
                transaction = Transaction(self, segment, version)
                yield transaction
                for _ in transaction:
                    pass
            elif segment.id == "GS":
                version = segment.at(8)
            elif segment.id == "ISA":
                self._look_at(segment)
            elif segment.fault:
                self.unreadable.append(Unreadable(segment.number, segment.fault, segment.text))
            elif segment.id not in _WRAPPERS:
                self.unreadable.append(self._outside(segment))

    def _look_at(self, start: Segment) -> None:
        test = TEST if start.at(15) == "T" else ""
        self.notes += [Note(start.number, text) for text in (start.fault, test) if text]

    def _outside(self, first: Segment) -> Unreadable:
        """Segments without an ST, up to where a transaction can start again."""
        texts = [first.text]
        while first.id != "SE" and (segment := self.take()) is not None:
            if segment.id in _WRAPPERS or segment.id == "ST" or segment.fault:
                self.give_back(segment)
                break
            if len(texts) < KEPT:
                texts.append(segment.text)
            if segment.id == "SE":
                break
        return Unreadable(first.number, NO_START, "~".join(texts))

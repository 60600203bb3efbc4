"""The segments of an X12 file, one after another, whatever its delimiters.

Each interchange says its own delimiters: the ISA segment has fixed widths, so that the element
separator is its 4th character, the component separator its 105th, the segment terminator its
106th and the repetition separator ISA11 (X12.5 interchange control structures). Line breaks
after a terminator mean nothing. A file is read in pieces; only one segment is held at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: What may stand between segments: line breaks, blanks, and the padding of old file transfers.
BLANK = "\r\n\t \x00\x1a"
#: Characters after which a segment without an end is given up; real ones have a few hundred.
LONGEST = 1 << 20
#: Characters that show whether an ISA is whole, with the GS behind it.
_ENOUGH = 300
#: Characters within which an ISA that has begun is recognized.
_BEGUN = 80
_SEPARATORS = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
_ISA = re.compile(r"ISA([^A-Za-z0-9 \r\n])\d\d\1[^\r\n]{0,10}?\1\d\d\1[^\r\n]{0,10}?\1..\1")
_MARK = "\u00ef\u00bb\u00bf"  # the UTF-8 byte order mark, read as latin-1

UNREADABLE = "text without an ISA segment before it, so its delimiters are unknown"
DAMAGED_ISA = "a damaged ISA segment: the delimiters are unknown"
ODD_ISA = "the ISA segment is not 106 characters long; its delimiters were taken from its elements"
ENDLESS = "a segment without an end"


@dataclass(frozen=True)
class Delimiters:
    """The characters that part one interchange; `repetition` is empty where there is none."""

    element: str
    component: str
    terminator: str
    repetition: str


class Segment:
    """One segment: its number in the file (the first is 1), its identifier (CLM, LX, ...), its
    elements (0 is the identifier).

    `fault` says what is wrong with it; a stretch of text that is no segment has the
    identifier "" and a fault.
    """

    __slots__ = ("component", "elements", "fault", "id", "number", "text")

    def __init__(self, number: int, text: str, delimiters: Delimiters | None, fault: str = ""):
        self.number = number
        self.text = text
        self.fault = fault
        self.elements = text.split(delimiters.element) if delimiters else [""]
        self.id = self.elements[0]
        self.component = delimiters.component if delimiters else ""

    def at(self, position: int) -> str:
        """An element by its number in the standard (CLM01 is 1), trimmed; empty if not there."""
        return self.elements[position].strip() if position < len(self.elements) else ""

    def parts(self, position: int) -> list[str]:
        """The components of a composite element, trimmed."""
        return [part.strip() for part in self.at(position).split(self.component)]

    def part(self, position: int, component: int) -> str:
        """One component by its number in the standard (CLM05-3 is 5, 3); empty if not there."""
        parts = self.parts(position)
        return parts[component - 1] if component <= len(parts) else ""


def read_segments(chunks: Iterable[bytes]) -> Iterator[Segment]:
    """The segments of a file given as pieces of its bytes, in order. Empty ones are not counted.

    Text that cannot be cut into segments comes as one faulty segment, and reading goes on
    at the next ISA.
    """
    reader = _Reader()
    for chunk in chunks:
        yield from reader.feed(chunk.decode("latin-1"))
    yield from reader.end()


class _Reader:
    """Where the reading stands: the text not yet parted, the delimiters in force."""

    def __init__(self) -> None:
        self._rest = ""
        self._number = 0
        self._delimiters: Delimiters | None = None
        self._endless = False
        self._passing = False  # a stretch without delimiters was reported; more of it follows

    def feed(self, text: str) -> Iterator[Segment]:
        self._rest += text
        yield from self._part(last=False)

    def end(self) -> Iterator[Segment]:
        yield from self._part(last=True)
        if self._delimiters is not None and self._rest.strip(BLANK):
            yield self._segment(self._rest)

    def _part(self, last: bool) -> Iterator[Segment]:
        if self._number == 0:
            self._rest = self._rest.removeprefix(_MARK)
        while True:
            if self._delimiters is None:
                yield from self._interchange(last)
            if self._delimiters is None:
                return
            found = _ISA.search(self._rest)
            end = found.start() if found else self._whole(last)
            *parts, tail = self._rest[:end].split(self._delimiters.terminator)
            for part in parts:
                if part.strip(BLANK):
                    yield self._segment(part)
            if found is None:
                self._endless = self._endless or len(tail) > LONGEST
                kept = tail[-_ENOUGH:] if self._endless else tail
                self._rest = kept + self._rest[end:]
                return
            # Another interchange, with delimiters of its own; what was cut off before it may end
            # within a segment.
            if tail.strip(BLANK):
                yield self._segment(tail)
            self._rest = self._rest[end:]
            self._delimiters = None

    def _whole(self, last: bool) -> int:
        """Where the text ends that can be parted: not within what may become an ISA."""
        begun = -1 if last else self._rest.rfind("ISA", max(0, len(self._rest) - _BEGUN))
        return len(self._rest) if begun < 0 else begun

    def _segment(self, text: str) -> Segment:
        self._number += 1
        if self._endless:
            self._endless = False
            return Segment(self._number, "", None, ENDLESS)
        text = text.lstrip(BLANK)
        if "\n" in text or "\r" in text:  # a file wrapped to lines of one width
            text = text.replace("\r", "").replace("\n", "")
        return Segment(self._number, _as_utf8(text), self._delimiters)

    def _interchange(self, last: bool) -> Iterator[Segment]:
        """Read the next ISA and its delimiters; what stands before it is a faulty segment."""
        while True:
            self._rest = self._rest.lstrip(BLANK)
            found = _ISA.search(self._rest)
            if found is None or (found.start() == 0 and not last and len(self._rest) < _ENOUGH):
                if found is None:
                    yield from self._skip(last)
                return
            if found.start() > 0:
                yield from self._pass_over(found.start(), UNREADABLE)
                continue
            self._passing = False
            if found := _delimiters_of(self._rest):
                self._delimiters, length, fault = found
                self._number += 1
                yield Segment(self._number, self._rest[: length - 1], self._delimiters, fault)
                self._rest = self._rest[length:]
                return
            yield from self._pass_over(len("ISA"), DAMAGED_ISA)

    def _skip(self, last: bool) -> Iterator[Segment]:
        """Pass over text in which no ISA is seen, but for an end in which one may begin."""
        if last or len(self._rest) > LONGEST:
            yield from self._pass_over(len(self._rest) - (0 if last else _ENOUGH), UNREADABLE)

    def _pass_over(self, length: int, fault: str) -> Iterator[Segment]:
        """Leave out text that cannot be parted; one faulty segment stands for the whole stretch."""
        text, self._rest = self._rest[:LONGEST].strip(BLANK), self._rest[length:]
        if text and not self._passing:
            self._passing = True
            self._number += 1
            stretch = Segment(self._number, "", None, fault)
            stretch.text = _as_utf8(text)
            yield stretch


def _delimiters_of(text: str) -> tuple[Delimiters, int, str] | None:
    """The delimiters of the ISA a text starts with, its length and what is odd about it."""
    element = text[3]
    if len(text) >= 106 and all(text[at] == element for at in _SEPARATORS):
        component, terminator, length, fault = text[104], text[105], 106, ""
    else:
        # Blanks were lost or added: the elements still stand in order, and a GS must follow.
        *_, tail = text[:_ENOUGH].split(element, 16)
        length = text[:_ENOUGH].find(tail) + 2 if len(tail) > 1 else 0
        if not length or not text[length:].lstrip(BLANK).startswith("GS" + element):
            return None
        component, terminator, fault = tail[0], tail[1], ODD_ISA
    if component.isalnum() or terminator.isalnum() or len({element, component, terminator}) < 3:
        return None
    repetition = text.split(element, 12)[11]
    repetition = "" if len(repetition) != 1 or repetition.isalnum() else repetition
    return Delimiters(element, component, terminator, repetition), length, fault


def _as_utf8(text: str) -> str:
    """Latin-1 text that is UTF-8 in truth read as such."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text

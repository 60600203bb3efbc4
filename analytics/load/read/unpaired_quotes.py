"""Lines whose quotes do not pair, found so that one of them cannot swallow those behind it.

A CSV reader takes everything from an opening quote to the next quote as one value. In a file
that seems to have records over several lines, each line that does not stand by itself is looked
at: if the record that starts there, read on over line ends, has as many columns as the header,
it is a record over several lines; if not, that one line is unreadable and is taken out.
"""

from __future__ import annotations

import mmap
import re
from dataclasses import dataclass
from pathlib import Path

from analytics.load.read.files import CHUNK, write_chunks
from analytics.load.read.plain_text import PlainText

#: How many bytes a record over several lines may have.
_REACH = 1 << 16


@dataclass(frozen=True)
class Repaired:
    """The file without its unreadable lines, and those lines by record number with their text.

    Record numbers count from 1 behind the header. `extra_lines`: the lines that records over
    several lines have beyond their first.
    """

    text: PlainText
    unreadable: list[tuple[int, str]]
    extra_lines: int


def repair(
    text: PlainText, delimiter: str, columns: int, header_lines: int, temp: Path
) -> Repaired:
    """Take out the lines that cannot be part of any record of so many columns."""
    no_row, spanning = _patterns(delimiter, columns)
    unreadable: list[tuple[int, str]] = []
    cuts: list[tuple[int, int]] = []
    records = extra = 0
    with text.path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=1) as data:
        at = _behind(data, header_lines)
        for odd in no_row.finditer(data, at):
            if odd.start() < at:
                continue  # inside a record over several lines
            records += _line_ends(data, at, odd.start()) + 1
            record = spanning.match(data[odd.start() : odd.start() + _REACH])
            if record:
                extra += record[0].count(b"\n")
                at = odd.start() + record.end() + 1
            else:
                at = odd.end() + 1
                cuts.append((odd.start(), at))
                unreadable.append((records, odd[0].decode("utf-8", "replace")))
        if cuts:
            text = PlainText(
                write_chunks(temp / "repaired.csv", _without(data, cuts)), text.lines - len(cuts)
            )
    return Repaired(text, unreadable, extra)


def _patterns(delimiter: str, columns: int) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """A line that is no whole row; a record of so many columns that may run over line ends.

    None of the parts gives back what it took: a line is looked at once, however long it is.
    """
    comma = re.escape(delimiter.encode())
    bare = rb'[^"\n' + comma + rb"][^\n" + comma + rb"]*+"  # a quote may stand inside, not in front
    quoted_here = rb'"(?:[^"\n]|"")*+" *+'
    quoted_over_lines = rb'"(?:[^"]|"")*+" *+'
    cell_here = rb"(?>" + quoted_here + rb"|" + bare + rb"|)"
    cell = rb"(?>" + quoted_over_lines + rb"|" + bare + rb"|)"
    whole_row = cell_here + rb"(?:" + comma + cell_here + rb")*+"
    record = cell + rb"(?:" + comma + cell + rb"){%d}" % (columns - 1)
    return (
        re.compile(rb"(?m)^(?!" + whole_row + rb"\r?$)[^\n]++$"),
        re.compile(record + rb"\r?(?=\n|\Z)"),
    )


def _behind(data: mmap.mmap, lines: int) -> int:
    at = 0
    for _ in range(lines):
        at = data.find(b"\n", at) + 1 or len(data)
    return at


def _line_ends(data: mmap.mmap, start: int, end: int) -> int:
    return sum(data[a : min(a + CHUNK, end)].count(b"\n") for a in range(start, end, CHUNK))


def _without(data: mmap.mmap, cuts: list[tuple[int, int]]):
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(data)]
    for start, end in zip(starts, ends, strict=True):
        for at in range(start, end, CHUNK):
            yield data[at : min(at + CHUNK, end)]

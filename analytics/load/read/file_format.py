"""The settings of a file: delimiter, encoding, sheet, layout. Knows no reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FixedWidthLayout:
    """The columns of a fixed-width file: names in order, and where each stands in a line.

    `spans` are first and last position, counted in characters from 1, both included.
    `header_lines` lines stand in front of the data. `record` is (first, last, text): only lines
    with that text there are data, others (header and trailer records) are left out.
    """

    names: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    header_lines: int = 0
    record: tuple[int, int, str] | None = None

    @property
    def width(self) -> int:
        """The last position any column has."""
        return max(last for _, last in self.spans)


@dataclass(frozen=True)
class FileFormat:
    """What a mapping tells of the file itself; None: the usual, or what the file shows."""

    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    layout: FixedWidthLayout | None = None

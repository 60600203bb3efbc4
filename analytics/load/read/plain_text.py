"""Text files as plain UTF-8 lines, as the CSV reader wants them. Knows no column.

The CSV reader wants one kind of line end, no blank lines and UTF-8; a file that has that is
read where it lies, any other is rewritten once into the temporary folder.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analytics.errors import ExtractError
from analytics.load.read.files import (
    CHUNK,
    codec_of,
    is_packed,
    is_utf16,
    start_of,
    unpacked,
    write_chunks,
)

_BLANK_LINE = re.compile(rb"\n\r?\n")


@dataclass(frozen=True)
class PlainText:
    """A file of UTF-8 lines without blank ones; `lines` counts them, the header included."""

    path: Path
    lines: int


def seen_encoding(path: Path) -> str | None:
    """cp1252 for a text file that is no UTF-8; None for UTF-8."""
    # Latin 1 gives each byte back as it is.
    start = start_of(path, "latin-1").encode("latin-1", "replace")
    if is_utf16(start):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1252"
    return None


def plain_text(path: Path, encoding: str | None, temp: Path) -> PlainText:
    """The file as UTF-8 lines with one kind of line end and no blank lines.

    Raises ExtractError where a compressed file is cut off.
    """
    with unpacked(path) as stream:
        codec = codec_of(stream.read(4), encoding)
    if is_packed(path) or codec != "utf-8":
        path = write_chunks(temp / "plain.csv", _decoded(path, codec))
    lines, tidy, cr_ends = _scan(path)
    if not tidy:
        path = write_chunks(temp / "tidy.csv", _tidied(path, cr_ends))
        lines, _, _ = _scan(path)
    if lines == 0:
        raise ExtractError(f"{path.name}: the file is empty; a header line is the least")
    return PlainText(path, lines)


def _chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file; no chunk ends between a carriage return and what follows it."""
    with unpacked(path) as stream:
        while chunk := stream.read(CHUNK):
            while chunk.endswith(b"\r") and (more := stream.read(1)):
                chunk += more
            yield chunk


def _decoded(path: Path, codec: str) -> Iterator[bytes]:
    if codec == "utf-8":
        yield from _chunks(path)
        return
    # What cannot be decoded becomes a byte that is no UTF-8: the line is then rejected.
    codecs.register_error("recoup", lambda error: ("\udcff", error.end))
    decoder = codecs.getincrementaldecoder(codec)(errors="recoup")
    for chunk in _chunks(path):
        yield decoder.decode(chunk).encode("utf-8", "surrogateescape")
    yield decoder.decode(b"", final=True).encode("utf-8", "surrogateescape")


def _scan(path: Path) -> tuple[int, bool, bool]:
    """Lines of a file, whether they can be read as they are, whether they end in CR alone."""
    feeds = returns = pairs = 0
    blank, tail = False, b"\n"
    for chunk in _chunks(path):
        feeds += chunk.count(b"\n")
        if b"\r" in chunk:
            returns += chunk.count(b"\r")
            pairs += chunk.count(b"\r\n")
        blank = blank or bool(_BLANK_LINE.search(chunk) or _BLANK_LINE.search(tail + chunk[:2]))
        tail = (tail + chunk)[-2:] if len(chunk) < 2 else chunk[-2:]
    tidy = not blank and returns == pairs and pairs in (0, feeds)
    return feeds + (tail[-1:] != b"\n"), tidy, feeds == 0 and returns > 0


def _tidied(path: Path, cr_ends: bool) -> Iterator[bytes]:
    at_line_start = True
    for chunk in _chunks(path):
        chunk = chunk.replace(b"\r\n", b"\n")
        # A carriage return alone ends a line only in a file that has no line feeds at all.
        chunk = chunk.replace(b"\r", b"\n" if cr_ends else b" ")
        chunk = re.sub(rb"\n{2,}", b"\n", chunk)
        if at_line_start:
            chunk = chunk.lstrip(b"\n")
        if chunk:
            at_line_start = chunk.endswith(b"\n")
            yield chunk

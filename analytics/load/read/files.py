"""Files of an extract as bytes: what they are, their fingerprint, and as plain UTF-8 lines.

The CSV reader wants one kind of line end, no blank lines and UTF-8; a file that has that is
read where it lies, any other is rewritten once into the temporary folder.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa

from analytics import content
from analytics.errors import ExtractError

CHUNK = 8 << 20
_MAGIC = {
    b"PAR1": "parquet",
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "workbook",
    b"\xd0\xcf\x11\xe0": "old workbook",
}
_BLANK_LINE = re.compile(rb"\n\r?\n")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class PlainText:
    """A file of UTF-8 lines without blank ones; `lines` counts them, the header included."""

    path: Path
    lines: int


def kind_of(path: Path) -> str:
    """parquet, gzip, zstd, workbook or text, told by the first bytes. Raises ExtractError."""
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "no such file"
        raise ExtractError(f"{path}: {what}")
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
    except OSError as error:
        raise ExtractError(f"{path}: cannot be read ({error.strerror})") from error
    if not start:
        raise ExtractError(f"{path.name}: the file is empty; a header line is the least")
    kind = next((k for magic, k in _MAGIC.items() if start.startswith(magic)), "text")
    if kind == "old workbook":
        raise ExtractError(
            f"{path.name}: an .xls workbook or one with a password; save it as .xlsx without one"
        )
    if kind == "workbook":
        _refuse_other_zip(path)
    return kind


def _refuse_other_zip(path: Path) -> None:
    """Of the many files that are zip files inside, only an .xlsx workbook is read."""
    try:
        with zipfile.ZipFile(path) as book:
            names = set(book.namelist())
    except zipfile.BadZipFile as error:
        raise ExtractError(f"{path.name}: a workbook or zip file, cut off or damaged") from error
    if "xl/workbook.xml" in names:
        return
    what = "an .xlsb workbook" if "xl/workbook.bin" in names else "a zip file"
    raise ExtractError(
        f"{path.name}: {what}; only .xlsx workbooks are read: save it as .xlsx or CSV, or unpack it"
    )


def file_fingerprint(source: Path | pd.DataFrame | pa.Table) -> str:
    """The SHA-256 of a file's bytes, or of a frame's content, as hex digits."""
    if isinstance(source, (str, Path)):
        kind_of(Path(source))
        return content.sha256_file(Path(source))
    table = as_arrow(source)
    digest = hashlib.sha256()
    with pa.ipc.new_stream(pa.PythonFile(_Digest(digest), mode="w"), table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return digest.hexdigest()


class _Digest:
    """A file to write to of which only the digest is kept."""

    closed = False

    def __init__(self, digest: Any):
        self._digest = digest

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""


def as_arrow(frame: pd.DataFrame | pa.Table) -> pa.Table:
    """A frame as an Arrow table without its index; mixed columns become text."""
    if isinstance(frame, pa.Table):
        return frame.replace_schema_metadata(None)
    frame = frame.rename(columns=str)
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise ExtractError(f"frame: the column {twice[0]!r} stands twice")
    try:
        table = pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        mixed = {c: "string" for c in frame.columns if frame[c].dtype == object}
        table = pa.Table.from_pandas(frame.astype(mixed), preserve_index=False)
    return table.replace_schema_metadata(None)


def start_of(path: Path, encoding: str | None, size: int = 1 << 20) -> str:
    """The first characters of a file, whatever stands for those that cannot be read."""
    with _reading(path), _opened(path, kind_of(path)) as stream:
        start = stream.read(size)
    text = start.decode(_encoding(start, encoding), errors="replace")
    return text.removeprefix("\ufeff")


def pieces_of(path: Path, size: int = 1 << 16) -> Iterator[bytes]:
    """The bytes of a file, unpacked, in pieces. Raises ExtractError where it is cut off."""
    with _reading(path), _opened(path, kind_of(path)) as stream:
        while piece := stream.read(size):
            yield piece


def plain_text(path: Path, encoding: str | None, temp: Path) -> PlainText:
    """The file as UTF-8 lines with one kind of line end and no blank lines.

    Raises ExtractError where a compressed file is cut off.
    """
    kind = kind_of(path)
    with _reading(path), _opened(path, kind) as stream:
        codec = _encoding(stream.read(4), encoding)
    if kind != "text" or codec != "utf-8":
        path = write_chunks(temp / "plain.csv", _decoded(path, kind, codec))
    lines, tidy, cr_ends = _scan(path)
    if not tidy:
        path = write_chunks(temp / "tidy.csv", _tidied(path, cr_ends))
        lines, _, _ = _scan(path)
    if lines == 0:
        raise ExtractError(f"{path.name}: the file is empty; a header line is the least")
    return PlainText(path, lines)


def _encoding(start: bytes, told: str | None) -> str:
    """The codec to read with: the one told, UTF-16 by its mark, else UTF-8."""
    if told is not None:
        return codecs.lookup(told).name.replace("utf-8-sig", "utf-8")
    return "utf-16" if start.startswith(_UTF16_MARKS) else "utf-8"


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (EOFError, gzip.BadGzipFile, pa.ArrowException, OSError) as error:
        raise ExtractError(f"{path.name}: cut off or damaged, cannot be read to its end") from error


def _opened(path: Path, kind: str) -> IO[bytes]:
    if kind == "gzip":
        return gzip.open(path, "rb")
    if kind == "zstd":
        return pa.input_stream(str(path), compression="zstd")
    return path.open("rb")


def _chunks(path: Path, kind: str = "text") -> Iterator[bytes]:
    """The bytes of a file; no chunk ends between a carriage return and what follows it."""
    with _reading(path), _opened(path, kind) as stream:
        while chunk := stream.read(CHUNK):
            while chunk.endswith(b"\r") and (more := stream.read(1)):
                chunk += more
            yield chunk


def _decoded(path: Path, kind: str, codec: str) -> Iterator[bytes]:
    if codec == "utf-8":
        yield from _chunks(path, kind)
        return
    # What cannot be decoded becomes a byte that is no UTF-8: the line is then rejected.
    codecs.register_error("recoup", lambda error: ("\udcff", error.end))
    decoder = codecs.getincrementaldecoder(codec)(errors="recoup")
    for chunk in _chunks(path, kind):
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


def write_chunks(path: Path, chunks: Iterator[bytes]) -> Path:
    """Write a temporary file."""
    with path.open("wb") as stream:
        for chunk in chunks:
            stream.write(chunk)
    return path

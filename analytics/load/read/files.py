"""Files of an extract as bytes: there at all, unpacked, read in pieces. Knows no format."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from analytics.errors import ExtractError

CHUNK = 8 << 20
#: As many bytes as are read of a file's start to see its header.
START = 1 << 20
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def check_file(path: Path) -> None:
    """Raise ExtractError where a file is missing, is a folder, cannot be opened, or is empty."""
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "no such file"
        raise ExtractError(f"{path}: {what}")
    try:
        start = _first_bytes(path)
    except OSError as error:
        raise ExtractError(f"{path}: cannot be read ({error.strerror})") from error
    if not start:
        raise ExtractError(f"{path.name}: the file is empty; a header line is the least")


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(4)


def starts_with(source: Any, *magic: bytes) -> bool:
    """Is it a file that begins with one of these bytes (four at most)?"""
    return isinstance(source, Path) and _first_bytes(source).startswith(magic)


def is_packed(path: Path) -> bool:
    """Is the file compressed with gzip or zstd?"""
    return starts_with(path, _GZIP, _ZSTD)


def start_of(path: Path, encoding: str | None, size: int = START) -> str:
    """The first characters of a file, whatever stands for those that cannot be read."""
    with unpacked(path) as stream:
        start = stream.read(size)
    return start.decode(codec_of(start, encoding), errors="replace").removeprefix("\ufeff")


def pieces_of(path: Path, size: int = 1 << 16) -> Iterator[bytes]:
    """The bytes of a file, unpacked, in pieces. Raises ExtractError where it is cut off."""
    with unpacked(path) as stream:
        while piece := stream.read(size):
            yield piece


def codec_of(start: bytes, given: str | None) -> str:
    """The codec to read with: the one given, UTF-16 by its mark, else UTF-8."""
    if given is not None:
        return codecs.lookup(given).name.replace("utf-8-sig", "utf-8")
    return "utf-16" if is_utf16(start) else "utf-8"


def is_utf16(start: bytes) -> bool:
    """Do the bytes begin with a mark of UTF-16?"""
    return start.startswith(_UTF16_MARKS)


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The file to read from, unpacked. Raises ExtractError where it is cut off or damaged."""
    try:
        with _opened(path) as stream:
            yield stream
    except (EOFError, gzip.BadGzipFile, pa.ArrowException, OSError) as error:
        raise ExtractError(f"{path.name}: cut off or damaged, cannot be read to its end") from error


def _opened(path: Path) -> IO[bytes]:
    if starts_with(path, _GZIP):
        return gzip.open(path, "rb")
    if starts_with(path, _ZSTD):
        return pa.input_stream(str(path), compression="zstd")
    return path.open("rb")


def write_chunks(path: Path, chunks: Iterator[bytes]) -> Path:
    """Write a temporary file."""
    with path.open("wb") as stream:
        for chunk in chunks:
            stream.write(chunk)
    return path

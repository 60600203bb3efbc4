"""Writes files for their owner only, each in one step. Knows bytes and paths, no content.

All data of members is written here: no other module opens a file to write with a mode of its own.
Errors of the operating system become messages here too.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from analytics.errors import RecoupError, StoreError, UsageError

#: Read and write for the owner, nothing for others, from the first byte on.
_OWNER_ONLY = 0o600


def create_private(path: Path) -> IO[bytes]:
    """Make a new file for its owner only, open to write and to read.

    Raises FileExistsError where a file of that name exists, OSError where none can be made.
    """
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w+b")


def write_new_private(content: bytes, path: Path) -> None:
    """Write a new file for its owner only; nothing is left where it cannot be written whole.

    Raises FileExistsError where a file of that name exists, OSError on trouble with the disk.
    """
    stream = create_private(path)
    try:
        with stream:
            stream.write(content)
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise


@contextmanager
def replacing(
    path: Path, *, beside: Path | None = None, durable: bool = False
) -> Iterator[IO[bytes]]:
    """A stream whose bytes become the file `path`, for its owner only, in one step at the end.

    They are written beside it first (to `beside`, where a name is given); on any error the file is
    as it was. `durable`: they are on the disk before the step. Raises OSError.
    """
    if not path.name:  # "." or "/", and an empty option
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    beside = beside or path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        beside.unlink(missing_ok=True)
        with create_private(beside) as stream:
            yield stream
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def append_private(text: str, path: Path) -> None:
    """Write a text at the end of a file; a new one is its owner's only. Raises OSError."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _OWNER_ONLY)
    with os.fdopen(opened, "ab") as stream:
        stream.write(text.encode())


def fsync_file(path: Path) -> None:
    """Wait until a file's bytes are on the disk (Windows wants it open for writing)."""
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def fsync_folder(folder: Path, top: Path) -> None:
    """Wait until the names in a folder, and its own up to `top`, are on the disk.

    Where folders cannot be opened (Windows) the system does so itself.
    """
    for each in (folder, *folder.parents):
        with suppress(OSError):
            handle = os.open(each, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        if each == top:
            return


def disk_error(error: OSError) -> RecoupError:
    """An error of the operating system in words, as a StoreError."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return StoreError("no room left on the disk; the store is as it was")
    where = f" ({error.filename})" if error.filename else ""
    reason = error.strerror or type(error).__name__
    return StoreError(f"{reason}{where}; the store is as it was")


def write_text(text: str, out: Path | None) -> None:
    """Write a text to a file that only its owner can read, or to standard output."""
    write_private(text.encode(), out)


def write_private(content: bytes, out: Path | None) -> None:
    """Write bytes to a file for its owner only, in one step, or to standard output.

    Raises UsageError where the file cannot be written.
    """
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with replacing(out) as stream:
            stream.write(content)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}") from error

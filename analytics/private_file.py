"""Files that outlive a power cut, and what the operating system answers in words."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from analytics.errors import RecoupError, StoreError, UsageError


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
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    beside = out.with_name(out.name + ".new")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside.touch(mode=0o600)
        beside.write_bytes(content)
        beside.replace(out)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise UsageError(f"{out} cannot be written: {error.strerror}") from error

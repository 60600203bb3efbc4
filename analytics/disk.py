"""Files that outlive a power cut, and what the operating system answers in words."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from analytics.errors import RecoupError, StoreError


def to_disk(path: Path) -> None:
    """Wait until a file's bytes are on the disk (Windows wants it open for writing)."""
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def names_to_disk(folder: Path, top: Path) -> None:
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

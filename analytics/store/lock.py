"""The lock of a store: one writer at a time, with the name of its holder."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from analytics.errors import StoreError

LOCK, HOLDER = ".lock", ".lock.holder"


def now() -> str:
    """The present instant in UTC, to the second, as ISO text."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


@contextmanager
def locked(folder: Path, patience: float = 0) -> Iterator[None]:
    """Hold a store's folder for writing, waiting so many seconds for another to let it go.

    The system frees the lock of a process that died, so none has to be broken. Raises StoreError
    with the holder's process, host and start.
    """
    lock = FileLock(folder / LOCK, timeout=patience, mode=0o600)
    holder = folder / HOLDER
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreError(
            f"{folder} is being written by {_holder_text(holder)}; wait until it has finished"
        ) from error
    try:
        with suppress(OSError):  # a full disk still leaves a lock, only a nameless one
            holder.write_text(
                json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "start": now()})
            )
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _holder_text(holder: Path) -> str:
    try:
        record = json.loads(holder.read_text())
        return f"process {record['pid']} on {record['host']} since {record['start']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"

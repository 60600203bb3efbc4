"""A small extract and what is asked of its store: for tests/store, tests/cli and tests/api.

Claims, members and amounts have words of their own, so that a test can look for them where they
must not be.
"""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from analytics.api import Store
from analytics.store.folder import StoreFolder
from analytics.store.shelf import MemoryShelf
from analytics.testing import extract

PLAN_POLICIES = Path(__file__).parent / "spec" / "policies"
AS_OF = "2026-12-31"
MEMBER = "PATIENT7731"
CLAIMS = """
claim  | line | code  | from | to | units | paid    | pos | status | freq | original | paid_on
CLAIMA | 1    | S9500 | 1    | 7  | 14    | 1400.00 | 12  |        |      |          | 09-01
CLAIMB | 1    | S9366 | 11   | 17 | 7     | 1260.00 | 12  |        |      |          | 09-01
CLAIMC | 1    | S9500 | 11   | 17 | 7     |  700.00 | 12  |        |      |          | 09-01
CLAIMC | 2    | A4222 | 18   | 18 | 1     |   33.10 | 12  |        |      |          | 09-01
CLAIMD | 1    | S9500 | 21   | 27 | 7     |  700.00 | 11  |        |      |          | 09-01
CLAIME | 1    | S9500 | 29   | 29 | 1     |  100.00 | 12  |        |      |          | 09-01
CLAIMF | 1    | S9500 | 29   | 29 | 1     |  100.00 | 12  |        | 7    | CLAIME   | 09-15
CLAIMG | 1    | S9500 | 30   | 30 | 1     |    0.00 | 12  | DENIED |      |          | 09-01
CLAIMH | 1    | 99601 | 31   | 31 | 1     |  150.00 | 12  |        |      |          | 09-01
"""


def claims_frame(text: str = CLAIMS, **same: str):
    """The table as a frame of medical_claim, all of one member."""
    return extract("medical_claim", text, member=MEMBER, **same)


def in_memory(path: Path) -> Store:
    """An empty store that keeps its tables in memory, where a test asks what a store answers and
    not what lies on the disk: a load costs half."""
    return Store(StoreFolder.open(path, create=True, is_temporary=True, shelf=MemoryShelf()))


def contents(store: Path) -> dict[str, str]:
    """Every file of a store but its lock, with the hash of its bytes."""
    return {
        str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(store.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


def process(*words: object, code: str | None = None, **options) -> subprocess.Popen:
    """`recoup ...` as a process of its own; `code`: Python to run instead, before its words."""
    how = ["-m", "analytics.cli"] if code is None else ["-c", code]
    return subprocess.Popen(
        [sys.executable, *how, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # a test run started in the background has Ctrl-C switched off, and children inherit that
        preexec_fn=_hear_ctrl_c if os.name == "posix" else None,
        **options,
    )


def _hear_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(frozen=True)
class SmallDisk:
    """A folder on a disk of its own."""

    path: Path

    def leave(self, kilobytes: int) -> None:
        """Fill the disk but for so much room."""
        filler = self.path / "filler"
        filler.unlink(missing_ok=True)
        facts = os.statvfs(self.path)
        filler.write_bytes(bytes(max(0, facts.f_bavail * facts.f_frsize - kilobytes * 1024)))

    def make_read_only(self) -> None:
        """Nothing can be written any more."""
        subprocess.run(["mount", "-o", "remount,ro", self.path], check=True)


def no_space(*_: object, **__: object) -> None:
    """What the operating system answers on a full disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

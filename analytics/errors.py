"""What can go wrong, in families; a family has one exit code.

A message says what is wrong, where, and what would be right. It never carries a member id,
a claim id or an amount: rows are named by file and row number.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class RecoupError(Exception):
    """Base of every error a user can cause or mend; shown without a traceback."""

    exit_code = 1


class UsageError(RecoupError):
    """The command or call itself is off: an unknown name, a missing option."""

    exit_code = 2


class ExtractError(RecoupError):
    """A file cannot be loaded as it is, or not without being told more."""

    exit_code = 3


class ContentError(RecoupError):
    """A policy file, a check or a query of the content is wrong."""

    exit_code = 4


class StoreError(RecoupError):
    """The store cannot be read or written: locked, newer, damaged, no room."""

    exit_code = 5


#: Exit code of an audit in which a check failed while others ran.
CHECK_FAILED = 6


def near_name(name: str, known: Iterable[str], alike: float = 0.6) -> str | None:
    """The known name most like this one; None where none is `alike` enough, from 0 to 1 (equal)."""
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=alike)
    return close[0] if close else None


def nearest(name: str, known: Iterable[str]) -> str:
    """What the writer of an unknown name may have meant, as the end of a message."""
    known = sorted(known)
    near = near_name(name, known)
    return f"did you mean {near!r}?" if near else f"known: {', '.join(known)}"

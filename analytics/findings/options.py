"""The options of an audit, and the outcome of each check."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from analytics.sql.checks import Check


@dataclass
class CheckRun:
    """The outcome of one check in one run; amounts are filled after pricing."""

    check: Check
    #: Not asked for: it ran because a check that was asked for stands on it.
    is_silent: bool = False
    status: str = "ran"
    why: str = ""
    lines_governed: int = 0
    paid_governed_cents: int = 0
    lines_not_applicable: int = 0
    seconds: float = 0.0
    periods: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class AuditOptions:
    """The options of an audit."""

    as_of: date
    only: tuple[str, ...] = ()
    policies: tuple[Path, ...] = ()
    checks: tuple[Path, ...] = ()
    #: Audit the loads up to this one; None: all.
    up_to_load: int | None = None

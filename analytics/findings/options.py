"""What an audit is asked for, and what became of each check."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from analytics.sql.checks import Check


@dataclass
class CheckRun:
    """What became of one check in one run; amounts are filled after pricing."""

    check: Check
    status: str = "ran"
    why: str = ""
    lines_governed: int = 0
    paid_governed_cents: int = 0
    lines_not_applicable: int = 0
    seconds: float = 0.0
    periods: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class AuditOptions:
    """What an audit is asked for."""

    as_of: date
    only: tuple[str, ...] = ()
    policies: tuple[Path, ...] = ()
    checks: tuple[Path, ...] = ()
    #: Audit the store as it stood after this load; None: as it stands.
    up_to_load: int | None = None

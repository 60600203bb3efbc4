"""Runs a plan's folder of checks against its own specifications.

Knows which files of a folder belong together and compares what is found with what a case expects.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analytics.errors import ContentError, RecoupError, UsageError
from analytics.sql.checks import read_check
from analytics.testing.audits import as_text, audit, keyed
from analytics.testing.spec_files import FOUND, PATTERN, Case, read_spec


@dataclass(frozen=True)
class Outcome:
    """What became of a case: `problems` is empty where it holds, else a sentence for each."""

    case: Case
    problems: tuple[str, ...]


def run_folder(folder: Path) -> Iterator[Outcome]:
    """Run every case of a folder's `*.spec.md`, under its checks (`*.sql`) and policies (`*.toml`).

    Shipped checks and policies stand beside them. Raises UsageError where there is no folder or no
    case, ContentError where a file cannot be read or a check of the folder has no case.
    """
    if not folder.is_dir():
        raise UsageError(f"no folder of checks: {folder}")
    cases = [case for path in sorted(folder.glob(PATTERN)) for case in read_spec(path)]
    if not cases:
        raise UsageError(f"{folder} has no case of a specification; write one in a file {PATTERN}")
    own = [read_check(path) for path in sorted(folder.glob("*.sql"))]
    tested = {check for case in cases for check in case.checks}
    if lacking := [check for check in own if check.check_id not in tested]:
        what = ", ".join(f"{check.check_id} ({check.path.name})" for check in lacking)
        raise ContentError(f"{folder}: no case of {what}; write one in a file {PATTERN}")
    policies = folder if any(folder.glob("*.toml")) else None
    checks = folder if own else None
    return (Outcome(case, tuple(problems(case, policies, checks))) for case in cases)


def problems(case: Case, policies: Path | None, own_checks: Path | None) -> Iterator[str]:
    """How what is found differs from what the case expects."""
    try:
        run = audit(
            case.checks,
            case.tables["medical_claim"],
            policies=policies,
            own_checks=own_checks,
            as_of=case.as_of,
            **{name: text for name, text in case.tables.items() if name != "medical_claim"},
            **case.same,
        )
    except RecoupError as error:
        yield f"it cannot be audited: {error}"
        return
    ran = run.checks()
    for row in ran[ran["check_id"].isin(case.checks) & (ran["status"] == "error")].itertuples():
        yield f"{row.check_id} failed: {row.why}"
    yield from differences(case, keyed(run.findings()))


def differences(case: Case, found: pd.DataFrame) -> Iterator[str]:
    """What was not found, found otherwise, and found without being expected."""
    rows = found[found["check_id"].isin(case.checks)].to_dict("records")
    by_name = {(row["check_id"], row["key"]): row for row in rows}
    for expected in case.finds or ():
        name = (expected.get("check") or case.checks[0], expected["claim"])
        row = by_name.pop(name, None)
        if row is None:
            yield f"{_named(case, *name)} is not found"
            continue
        for column, value in expected.items():
            was = as_text(row[FOUND.get(column, column)])
            if was != value:
                is_now, right = _cell_text(was), _cell_text(value)
                yield f"{_named(case, *name)}: {column} is {is_now}, expected {right}"
    for check, key in by_name:
        yield f"{_named(case, check, str(key))} is found but not expected"


def _named(case: Case, check: str, claim: str) -> str:
    return f"{check} on claim {claim}" if len(case.checks) > 1 else f"claim {claim}"


def _cell_text(value: str | None) -> str:
    return "empty" if value is None else value

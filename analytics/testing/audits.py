"""Audits of text tables, and what they find: every audit of a specification goes through here.

Knows tables and the verb `audit`; knows no test framework and no payer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analytics.api import Run
from analytics.api import audit_tables as audit_frames
from analytics.testing.columns import ALIASES, AS_OF
from analytics.testing.tables import by_case, day, extract, side_by_side

#: Tables that no payer owns: a payer given for all rows is not given to theirs.
_WITHOUT_PAYER = ("provider", "disposition")


def audit(
    checks: str | Iterable[str] | None,
    claims: str | dict,
    *,
    policies: str | Path | Iterable[str | Path] | None = None,
    own_checks: str | Path | None = None,
    as_of: str = AS_OF,
    without: Iterable[str] = (),
    **others: str | None,
) -> Run:
    """Run the named checks (None: all) over text tables.

    `claims` is a table of medical_claim, or a dict of them: cases side by side, each with claims
    and members of its own. Other tables go by their names (`visit_note="..."`); any other keyword
    gives every row that value (`payer="ACME"`, `pos="11"`). `policies` and `own_checks` are
    folders beside the shipped ones; `without` leaves columns of medical_claim out.

    Example: audit("UNT-01", "from | to | units | paid\\n1 | 7 | 8 | 800.00")
    """
    tables = tables_of(claims, without=without, **others)
    return audit_tables(checks, tables, policies=policies, own_checks=own_checks, as_of=as_of)


def tables_of(
    claims: str | dict, *, without: Iterable[str] = (), **others: str | None
) -> dict[str, pd.DataFrame]:
    """The frames of text tables, by the names of the data contract. Arguments as of `audit`."""
    same = {name: value for name, value in others.items() if name not in ALIASES}
    if isinstance(claims, dict):
        frame = side_by_side(claims, tuple(without), **same)
    else:
        frame = extract("medical_claim", claims, tuple(without), **same)
    tables = {"medical_claim": frame}
    payer = {"payer": same["payer"]} if "payer" in same else {}
    for name, text in others.items():
        if name in ALIASES and text is not None:
            tables[name] = extract(name, text, **({} if name in _WITHOUT_PAYER else payer))
    return tables


def audit_tables(
    checks: str | Iterable[str] | None,
    tables: dict[str, pd.DataFrame],
    *,
    policies: str | Path | Iterable[str | Path] | None = None,
    own_checks: str | Path | None = None,
    as_of: str = AS_OF,
) -> Run:
    """Run the named checks (None: all) over frames as `tables_of` makes them."""
    return audit_frames(
        tables,
        with_report=False,
        policies=policies,
        checks=own_checks,
        as_of=day(as_of),
        only=[checks] if isinstance(checks, str) else checks or (),
    )


def findings(checks: str | Iterable[str] | None, claims: str | dict, **others: Any) -> pd.DataFrame:
    """As `audit`; returns the findings as a frame, with `key`: the claim, or claim/line."""
    return keyed(audit(checks, claims, **others).findings())


def find(
    checks: str | Iterable[str] | None, claims: str | dict, **others: Any
) -> dict[str, str | None]:
    """{claim: candidate amount as text}; None: in question, unpriced. Arguments as of `audit`.

    With several checks the keys say which: {"CON-01 A": "350.00"}.

    Example: find("UNT-01", "from | to | units | paid\\n1 | 7 | 8 | 800.00") == {"A": "100.00"}
    """
    return amounts(findings(checks, claims, **others), isinstance(checks, str))


def find_each(checks: str | Iterable[str] | None, cases: dict, **others: Any) -> dict:
    """{case: {claim: amount}} of cases that cannot touch each other, in one audit."""
    return by_case(cases, find(checks, cases, **others))


def amounts(found: pd.DataFrame, is_one_check: bool) -> dict[str, str | None]:
    """The findings of `findings` as `find` gives them."""
    rows = zip(found["check_id"], found["key"], found["candidate_amount"], strict=True)
    return {
        key if is_one_check else f"{check} {key}": as_text(amount) for check, key, amount in rows
    }


def keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with `key`: the claim id, and /line where the line is not 1."""
    keys = [
        str(claim) if int(line) == 1 else f"{claim}/{int(line)}"
        for claim, line in zip(frame["claim_id"], frame["claim_line_number"], strict=True)
    ]
    return frame.assign(key=keys)


def as_text(value: object) -> str | None:
    """A value of a frame as text; None for null."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return " ".join(map(str, value))
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value)

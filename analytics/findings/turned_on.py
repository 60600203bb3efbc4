"""When a check is on: the periods of its subject that ask for it."""

from __future__ import annotations

from collections.abc import Iterable

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal, quoted
from analytics.sql.checks import Check


def own_policy(engine: Engine, check: Check) -> None:
    """Make `policy`: the periods of the check's subject that have the check on."""
    engine.table("policy", f"select * from {_periods(check)}")


def all_policies(engine: Engine, checks: Iterable[Check]) -> None:
    """Make `check_on`: check_id, policy_scope, effective_from and effective_to of all of them."""
    engine.table(
        "check_on",
        " union all ".join(
            f"select {literal(check.check_id)} as check_id, "
            f"policy_scope, effective_from, effective_to from {_periods(check)}"
            for check in checks
        ),
    )


def _periods(check: Check) -> str:
    on = f"not list_contains(disabled_checks, {literal(check.check_id)})"
    if check.parameter:
        on += f" and {quoted(check.parameter)} is not null"
    return f"policy_{check.subject} where {on}"

"""Whether a query can give a row at all, by its text alone. Knows no table and no data.

A small extract leaves most relations of the model without a row: no remittance, no reversal, no
note. A query whose rows can only come from such relations need not be run.
"""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

from sqlglot import exp

from analytics.sql.parse import parsed

#: Joins that give no row where either side, or where the left side, has none.
_BOTH, _LEFT = ("", "INNER", "CROSS", "SEMI"), ("LEFT", "ANTI")


def gives_no_row(sql: str, empty: Set[str]) -> bool:
    """Whether the statement gives no row where the relations `empty` (lower case) have none.

    False where that cannot be told: a query that only might be empty is run.
    """
    return _answered(sql, frozenset(empty))


@lru_cache(maxsize=4096)
def _answered(sql: str, empty: frozenset[str]) -> bool:
    return _is_empty(parsed(sql), empty)


def _is_empty(query: exp.Expr, empty: Set[str]) -> bool:
    if isinstance(query, exp.Subquery):
        return _is_empty(query.this, empty)
    if not isinstance(query, exp.Query):
        return False
    empty = _with_ctes(query, empty)
    if isinstance(query, exp.SetOperation):
        left, right = _is_empty(query.this, empty), _is_empty(query.expression, empty)
        return (left and right) if isinstance(query, exp.Union) else left
    return isinstance(query, exp.Select) and _is_empty_select(query, empty)


def _with_ctes(query: exp.Query, empty: Set[str]) -> Set[str]:
    """The empty relations in sight of a query's own select: its CTEs hide others of the name."""
    known = set(empty)
    for cte in query.ctes:
        known.discard(cte.alias.lower())
        # what a recursive CTE adds to itself stands on its first part, which a union holds first
        if _is_empty(cte.this, known | {cte.alias.lower()}):
            known.add(cte.alias.lower())
    return known


def _is_empty_select(select: exp.Select, empty: Set[str]) -> bool:
    source = select.args.get("from_")
    if source is None or _sums_up(select):
        return False
    is_empty = _is_empty_source(source.this, empty)
    for join in select.args.get("joins") or ():
        other = _is_empty_source(join.this, empty)
        kind = (join.side or join.kind or "").upper()
        if kind in _BOTH and not join.method:
            is_empty = is_empty or other
        elif kind not in _LEFT:
            is_empty = is_empty and other
    return is_empty


def _is_empty_source(source: exp.Expr, empty: Set[str]) -> bool:
    if isinstance(source, exp.Table):
        return source.name.lower() in empty and not source.args.get("joins")
    return isinstance(source, exp.Subquery) and _is_empty(source, empty)


def _sums_up(select: exp.Select) -> bool:
    """Whether a select may give its one row even of nothing: aggregates without a group.

    A function the parser has no name for is taken for an aggregate.
    """
    if group := select.args.get("group"):
        return bool(list(group.find_all(exp.Cube, exp.Rollup, exp.GroupingSets)))
    if select.args.get("having"):
        return True
    return any(
        found.find_ancestor(exp.Window, exp.Query) is select
        for projection in select.expressions
        for found in projection.find_all(exp.AggFunc, exp.Anonymous)
    )

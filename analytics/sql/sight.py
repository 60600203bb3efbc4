"""What a ban of the lint sees beside one node: which columns hold money, how the text stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import sqlglot
from sqlglot import exp
from sqlglot.tokens import TokenType

from analytics.sql.parse import WRITTEN_IN


@dataclass(frozen=True)
class Sight:
    """A statement seen whole."""

    money: frozenset[str]
    starts_after_as: frozenset[int]
    sql: str

    def as_written(self, call: exp.Expr, name: str) -> str:
        """The name of a function as the text has it, where the parser kept its place."""
        start = call.meta.get("start")
        return name if start is None else self.sql[start : call.meta["end"] + 1].lower()


Verdict = tuple[str, str]  # what is wrong, what would be right
Ban = Callable[[exp.Expr, Sight], Verdict | None]


def sight_of(tree: exp.Expr, sql: str, money_columns: Iterable[str]) -> Sight:
    """See a statement whole; `money_columns` hold money besides those named so."""
    return Sight(_money_names(tree, money_columns), _starts_after_as(sql), sql)


def function_name(node: exp.Expr) -> str:
    """The name of a function call as sqlglot knows it, in lower case; empty for anything else."""
    if isinstance(node, exp.Anonymous):
        return node.name.lower()
    return node.sql_name().lower() if isinstance(node, exp.Func) else ""


def is_money(node: exp.Expr, names: Iterable[str]) -> bool:
    """Whether a value is money or a sum of it; a count, a test or an order of money is not."""
    if isinstance(node, exp.Column):
        return node.name.lower().endswith(("_amount", "_cents")) or node.name.lower() in names
    if isinstance(node, (exp.Predicate, exp.Count)):
        return False
    if isinstance(node, (exp.Window, exp.Filter)):
        return is_money(node.this, names)
    if isinstance(node, exp.Select):
        return any(is_money(column, names) for column in node.selects)
    parts = node.iter_expressions()
    if isinstance(node, (exp.If, exp.Case)):  # what is tested is not what is given
        parts = (part for part in parts if part.arg_key != "this")
    return any(is_money(part, names) for part in parts)


def _starts_after_as(sql: str) -> frozenset[int]:
    tokens = sqlglot.tokenize(sql, dialect=WRITTEN_IN)
    return frozenset(b.start for a, b in pairwise(tokens) if a.token_type is TokenType.ALIAS)


def _money_names(tree: exp.Expr, more: Iterable[str]) -> frozenset[str]:
    """Column names that hold money: by their ending, as given, or as aliases of such."""
    names = {name.lower() for name in more}
    aliases = list(tree.find_all(exp.Alias))
    size = -1
    while size < len(names):
        size = len(names)
        names |= {a.alias.lower() for a in aliases if is_money(a.this, names)}
    return frozenset(names)

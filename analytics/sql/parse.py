"""Parses the SQL of the content: the relations it reads, its first CTE, its columns.

By the parsed statement, never by guessing at its text. Nothing here knows a rule, a code or a
payer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import TokenType

from analytics.engine.dialect import WRITTEN_IN
from analytics.errors import ContentError
from analytics.sql.header import Problem


class SqlTextError(ContentError):
    """A text that is not one readable select of the right shape; `problem` says where and why."""

    def __init__(self, problem: Problem):
        self.problem = problem
        super().__init__(f"line {problem.line}: {problem.what}; instead: {problem.instead}")


@lru_cache(maxsize=512)
def parsed(sql: str) -> exp.Expr:
    """The one select of a text, shared between callers, so never changed. Raises SqlTextError."""
    try:
        statements = [s for s in sqlglot.parse(sql, dialect=WRITTEN_IN) if s is not None]
    except SqlglotError as error:
        where = (getattr(error, "errors", None) or [{}])[0]
        what = where.get("description") or str(error).splitlines()[0]
        raise _not_one(where.get("line") or 1, f"not readable as SQL: {what}") from error
    if len(statements) != 1:
        line = line_of(statements[1]) if statements else 1
        raise _not_one(line, f"{len(statements) or 'no'} statements in one file")
    if not isinstance(statements[0].unnest(), (exp.Select, exp.SetOperation)):
        raise _not_one(line_of(statements[0]), "a statement that is not a select")
    return statements[0]


def _not_one(line: int, what: str) -> SqlTextError:
    return SqlTextError(Problem(line, what, "one select, which may begin with `with`"))


def line_of(node: exp.Expr) -> int:
    """The first line a node stands on; nodes without a place of their own take it from near by."""
    at: exp.Expr | None = node
    while at is not None:
        lines = [n.meta["line"] for n in at.walk() if "line" in n.meta]
        if lines:
            return min(lines)
        at = at.parent
    return 1


def relations(sql: str) -> set[str]:
    """The names of the relations a statement reads, its own CTEs left out, in lower case."""
    return {
        table.name.lower()
        for table in parsed(sql).find_all(exp.Table)
        if table.name and not _is_own_cte(table)
    }


def _is_own_cte(table: exp.Table) -> bool:
    """Whether a name means a CTE in sight: one before it, of its own or an outer `with`."""
    inside: set[int] = set()
    at: exp.Expr | None = table
    while at is not None:
        inside.add(id(at))
        for cte in at.ctes if isinstance(at, exp.Query) else ():
            if id(cte) in inside and not at.args["with_"].recursive:
                break
            if cte.alias.lower() == table.name.lower():
                return True
        at = at.parent
    return False


def outputs(sql: str) -> list[tuple[int, list[str]]]:
    """The line of a select and the names of the columns it gives, for each branch of a union.

    A star is `*`; a column without a name of its own is an empty text.
    """
    return [
        (min(line_of(column) for column in branch.selects), [c.output_name for c in branch.selects])
        for branch in _branches(parsed(sql))
    ]


def _branches(node: exp.Expr) -> list[exp.Select]:
    inner = node.unnest()
    if isinstance(inner, exp.SetOperation):
        return _branches(inner.this) + _branches(inner.expression)
    return [inner] if isinstance(inner, exp.Select) else []


def literals(sql: str) -> Iterator[tuple[int, str, bool]]:
    """Line, text and whether it is a string, of every literal of a statement but those in types."""
    for node in parsed(sql).find_all(exp.Literal):
        if node.find_ancestor(exp.DataType) is None:
            # A number inside an interval is text to the parser and a number to the reader.
            text = node.is_string and not isinstance(node.parent, exp.Interval)
            yield line_of(node), node.name, text


def split_first_cte(sql: str) -> tuple[str, str, str]:
    """The first CTE's name, its select, and the statement without it, each as it is written.

    The slices are cut at the tokens, so comments, spaces and strings stay as the reader sees them.
    Raises ContentError where the text does not begin with a plain `with name as (`.
    """
    parsed(sql)  # a statement that parses has matching brackets
    tokens = sqlglot.tokenize(sql, dialect=WRITTEN_IN)
    while tokens[-1].token_type is TokenType.SEMICOLON:
        tokens.pop()
    kinds = [t.token_type for t in tokens]
    opening = kinds.index(TokenType.L_PAREN) if TokenType.L_PAREN in kinds else len(kinds)
    words = [t.text.lower() for t in tokens[:opening]]
    if words[:1] != ["with"] or words[2:] not in _AS:
        raise SqlTextError(
            Problem(
                tokens[0].line,
                "the text does not begin with a plain CTE",
                "`with name as (`, not recursive, its columns named inside",
            )
        )
    closing = _closing(kinds, opening)
    more = kinds[closing + 1] is TokenType.COMMA
    rest = sql[tokens[closing + more].end + 1 : tokens[-1].end + 1]
    if more:
        rest = sql[tokens[0].start : tokens[0].end + 1] + rest
    return tokens[1].text, sql[tokens[opening].end + 1 : tokens[closing].start], rest


_AS = (["as"], ["as", "materialized"], ["as", "not", "materialized"])


def _closing(kinds: list[TokenType], opening: int) -> int:
    """Which token closes the bracket that this one opens."""
    depth = 0
    for place in range(opening, len(kinds)):
        depth += (kinds[place] is TokenType.L_PAREN) - (kinds[place] is TokenType.R_PAREN)
        if depth == 0:
            return place
    raise AssertionError("unreachable: the statement parsed")

"""The same SQL in the words of another engine."""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ErrorLevel, SqlglotError

from analytics.errors import ContentError, UsageError, near_name

#: The dialect all SQL of the project is written in.
WRITTEN_IN = "duckdb"


def translate(sql: str, dialect: str) -> str:
    """The statement in another engine's SQL. Raises UsageError on an unknown dialect, ContentError
    where the statement has no equal there."""
    known = sorted(name for name in Dialect.classes if name)
    if dialect.lower() not in known:
        near = near_name(dialect.lower(), known) or ", ".join(known)
        raise UsageError(f"no SQL dialect {dialect!r}; known: {near}")
    try:
        tree = sqlglot.parse_one(sql, dialect=WRITTEN_IN)
        if dialect.lower() in _SPARK:
            tree = tree.transform(_overlap)
        return tree.sql(dialect=dialect.lower(), pretty=True, unsupported_level=ErrorLevel.RAISE)
    except SqlglotError as error:
        raise ContentError(f"no equal in {dialect}: {error}") from error


_SPARK = ("spark", "spark2", "databricks")


def _overlap(node: exp.Expr) -> exp.Expr:
    """sqlglot writes list_has_any as `&&`, which Spark reads as a logical and."""
    if not isinstance(node, exp.ArrayOverlaps):
        return node
    return exp.Anonymous(this="arrays_overlap", expressions=[node.this, node.expression])

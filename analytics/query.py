"""Ad hoc SQL, read only: one select, over the store and nothing else."""

from __future__ import annotations

import duckdb

from analytics.errors import UsageError

# `explain analyze` runs what it explains, so not even that.
_READING = {"SELECT"}


def check_read_only(query: str) -> None:
    """Raise UsageError where a text is not exactly one statement that reads."""
    try:
        statements = duckdb.extract_statements(query)
    except duckdb.Error as error:
        raise UsageError(f"the query cannot be read: {str(error).splitlines()[0]}") from error
    kinds = [statement.type.name for statement in statements]
    if len(kinds) != 1:
        raise UsageError(f"one select at a time; the text holds {len(kinds)} statements")
    if kinds[0] not in _READING:
        raise UsageError(f"only a select reads the store; the text is a {kinds[0].lower()}")

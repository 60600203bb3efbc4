"""Refuses ad hoc SQL that is not one select over the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb

from analytics.errors import UsageError

# `explain analyze` runs what it explains, so not even that.
_READING = {"SELECT"}

#: Functions a query may read rows from, besides the store's tables. All others are refused, those
#: to come too: they read files, change settings, or run a text as SQL.
_TABLE_FUNCTIONS = {
    *("range", "generate_series", "unnest", "repeat", "repeat_row", "summary", "query_table"),
    *("histogram", "histogram_values", "json_each", "json_tree", "pragma_table_info"),
    *("duckdb_columns", "duckdb_functions", "duckdb_keywords", "duckdb_tables", "duckdb_types"),
    *("duckdb_views", "pragma_version", "pg_timezone_names"),
}
#: Functions of a value that tell of the machine, leave something behind, or put
#: values of the data into an error.
_NO_FUNCTIONS = {
    *("getenv", "current_setting", "getvariable", "write_log", "setseed", "sleep_ms"),
    *("nextval", "setval", "currval", "parse_duckdb_log_message", "error"),
}


def check_read_only(query: str) -> None:
    """Raise UsageError where a text is not exactly one statement that only reads the store."""
    try:
        kinds = [statement.type.name for statement in duckdb.extract_statements(query)]
    except duckdb.Error as error:
        raise UsageError(f"the query cannot be read: {str(error).splitlines()[0]}") from error
    except ValueError as error:  # a kind of statement that Python has no name for
        raise UsageError("only a select reads the store") from error
    if len(kinds) != 1:
        raise UsageError(f"one select at a time; the text holds {len(kinds)} statements")
    if kinds[0] == "MULTI":
        raise UsageError("a pivot must name its values: pivot t on c in ('x', 'y') using sum(v)")
    if kinds[0] not in _READING:
        raise UsageError(f"only a select reads the store; the text is a {kinds[0].lower()}")
    for kind, name in _functions(_parsed(query)):
        if kind == "TABLE_FUNCTION" and name not in _TABLE_FUNCTIONS:
            raise UsageError(
                f"{name}() is not a table of the store; a query reads its tables by name"
            )
        if name in _NO_FUNCTIONS:
            raise UsageError(f"{name}() does more than read the store")


def _parsed(query: str) -> Any:
    """The query as DuckDB's parser has it."""
    with duckdb.connect(":memory:") as con:
        rows = con.execute("select json_serialize_sql(cast(? as varchar))", [query]).fetchall()
    try:
        tree = json.loads(rows[0][0])
    except RecursionError as error:
        raise UsageError("the query is nested too deeply") from error
    if tree["error"]:
        raise UsageError("only a select reads the store")
    return tree


def _functions(tree: Any) -> Iterator[tuple[str, str]]:
    """The functions a parsed query calls, as kind and name in small letters."""
    branches = [tree]
    while branches:
        branch = branches.pop()
        if isinstance(branch, dict):
            if branch.get("type") == "TABLE_FUNCTION":
                yield "TABLE_FUNCTION", branch["function"].get("function_name", "").lower()
            elif name := branch.get("function_name"):
                yield "FUNCTION", str(name).lower()
            branches.extend(branch.values())
        elif isinstance(branch, list):
            branches.extend(branch)

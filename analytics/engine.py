"""DuckDB behind one small class: run a statement, read rows, an Arrow table or a pandas frame.

It executes and translates errors; it knows no table and no rule.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from analytics.errors import RecoupError, StoreError


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | Path) -> str:
    """A text as an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


class QueryError(RecoupError):
    """A statement failed; `step` names it, `sql` is its text."""

    def __init__(self, step: str, sql: str, cause: Exception):
        self.step, self.sql = step, sql
        first = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
        super().__init__(f"{step}: {first}")


class Engine:
    """An in-memory DuckDB connection with Recoup's settings.

    `temp` is where large work spills (default: a private folder of its own); `memory_limit` and
    `threads` are DuckDB's. Money stays decimal: results leave as Arrow, never through a float.
    """

    def __init__(
        self,
        temp: Path | None = None,
        memory_limit: str | None = None,
        threads: int | None = None,
        keep_order: bool = False,
    ):
        self.con = duckdb.connect(":memory:")
        self.run("set TimeZone = 'UTC'")
        self.run(f"set preserve_insertion_order = {str(keep_order).lower()}")
        self.run("set enable_progress_bar = false")
        # Nothing is ever fetched: an extension that is not built in stays unknown.
        self.run("set autoinstall_known_extensions = false")
        # Work that spills holds member data: never in the folder one happens to be in.
        self._own_temp = None
        if temp is None:
            self._own_temp = tempfile.TemporaryDirectory(
                prefix="recoup-", ignore_cleanup_errors=True
            )
            temp = Path(self._own_temp.name)
        self.run(f"set temp_directory = {literal(temp)}")
        if memory_limit is not None:
            self.run(f"set memory_limit = {literal(memory_limit)}")
        if threads is not None:
            self.run(f"set threads = {int(threads)}")

    def rows(self, sql: str, params: Any = None, step: str = "query") -> list[tuple]:
        """The rows of a statement as tuples. Raises QueryError, StoreError on a full disk."""
        try:
            # Fetching to the end also frees the connection: a half read result blocks it.
            cursor = self.con.execute(sql, params) if params else self.con.execute(sql)
            return cursor.fetchall() if cursor is not None and cursor.description else []
        except duckdb.Error as error:
            raise _translated(step, sql, error) from error

    def run(self, sql: str, step: str = "query") -> None:
        """Run a statement for its effect."""
        self.rows(sql, step=step)

    def value(self, sql: str, params: Any = None) -> Any:
        """The first column of the first row; None where there is no row."""
        rows = self.rows(sql, params)
        return rows[0][0] if rows else None

    def arrow(self, sql: str, params: Any = None, step: str = "query") -> pa.Table:
        """The rows of a query as an Arrow table."""
        try:
            relation = self.con.sql(sql, params=params) if params else self.con.sql(sql)
            if relation is None:
                return pa.table({})
            if hasattr(relation, "to_arrow_table"):
                return relation.to_arrow_table()
            return relation.fetch_arrow_table()
        except duckdb.Error as error:
            raise _translated(step, sql, error) from error

    def frame(self, sql: str, params: Any = None) -> pd.DataFrame:
        """The rows of a query as a pandas frame with Arrow types: money stays decimal."""
        return arrow_frame(self.arrow(sql, params))

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table readable as a relation of that name."""
        self.con.register(name, table)

    def view(self, name: str, sql: str) -> None:
        """Create or replace a view."""
        self.run(f"create or replace view {quoted(name)} as {sql}", step=name)

    def table(self, name: str, sql: str) -> None:
        """Create or replace a temporary table from a query."""
        self.run(f"create or replace temp table {quoted(name)} as {sql}", step=name)

    def copy(self, sql: str, path: Path, step: str = "write") -> None:
        """Write the rows of a query to one Parquet file."""
        self.run(
            f"copy ({sql}) to {literal(path)} (format parquet, compression zstd)",
            step=step,
        )

    def close(self) -> None:
        """Close the connection."""
        self.con.close()
        if self._own_temp is not None:
            self._own_temp.cleanup()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def arrow_frame(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a pandas frame with Arrow types."""
    return table.to_pandas(types_mapper=pd.ArrowDtype)


def parquet(paths: Iterable[Path]) -> str:
    """A table function that reads these Parquet files as one relation, columns by name."""
    files = ", ".join(literal(p) for p in paths)
    return f"read_parquet([{files}], union_by_name=true, hive_partitioning=false)"


def _translated(step: str, sql: str, error: duckdb.Error) -> RecoupError:
    text = str(error)
    if "No space left" in text or "could not write" in text.lower():
        return StoreError(f"{step}: no room left on the disk; nothing was changed")
    return QueryError(step, sql, error)

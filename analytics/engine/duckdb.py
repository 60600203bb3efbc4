"""DuckDB behind one small class: run a statement, read rows, an Arrow table or a pandas frame.

It executes and translates errors; it knows no table and no rule.
"""

from __future__ import annotations

import os
import re
import signal
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from analytics.engine.messages import MEMORY, duckdb_errors
from analytics.engine.sql_text import literal, quoted
from analytics.errors import UsageError
from analytics.frames import arrow_frame

#: How many threads DuckDB may use; unset: one a core.
THREADS = "RECOUP_THREADS"
#: DuckDB's optimizers that pay with few rows too: without them joins compare all with all.
_PLANS_WORTH_IT = (
    "expression_rewriter",
    "filter_pushdown",
    "deliminator",
    "unnest_rewriter",
    "unused_columns",
    "column_lifetime",
    "cte_inlining",
)


class Engine:
    """An in-memory DuckDB connection with Recoup's settings.

    `temp` is where large work spills (default: a private folder of its own); `memory_limit` and
    `threads` are DuckDB's; RECOUP_MEMORY and RECOUP_THREADS in the environment go before them.
    Money stays decimal: results leave as Arrow, never through a float.
    """

    def __init__(
        self,
        temp: Path | None = None,
        memory_limit: str | None = None,
        threads: int | None = None,
        keep_order: bool = False,
    ):
        self.con = duckdb.connect(":memory:")
        self._set_up_connection()
        self.run(f"set preserve_insertion_order = {str(keep_order).lower()}")
        # asked first: inside Jupyter even switching it off needs a package that may be missing
        if self.value("select current_setting('enable_progress_bar')"):
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
        memory_limit = os.environ.get(MEMORY) or memory_limit
        self.memory_is_given = bool(memory_limit)
        if memory_limit:
            self.limit_memory(memory_limit)
        if threads := os.environ.get(THREADS) or threads:
            self.set_threads(str(threads))

    def sibling(self) -> Engine:
        """Another connection to the same database: it sees its tables, not what is temporary."""
        other = copy(self)
        other.con, other._own_temp = self.con.cursor(), None
        other._set_up_connection()
        return other

    def _set_up_connection(self) -> None:
        self.run("set TimeZone = 'UTC'")
        # A relation nobody made is an error, never a Python variable of that name.
        self.run("set python_enable_replacements = false")

    def rows(self, sql: str, params: Any = None, step: str = "query") -> list[tuple]:
        """The rows of a statement as tuples. Raises QueryError, StoreError on a full disk."""
        with duckdb_errors(step, sql), stopped_by_ctrl_c(self.con):
            # Fetching to the end also frees the connection: a half read result blocks it.
            cursor = self.con.execute(sql, params) if params else self.con.execute(sql)
            return cursor.fetchall() if cursor is not None and cursor.description else []

    def run(self, sql: str, step: str = "query") -> None:
        """Run a statement for its effect."""
        self.rows(sql, step=step)

    def value(self, sql: str, params: Any = None) -> Any:
        """The first column of the first row; None where there is no row."""
        rows = self.rows(sql, params)
        return rows[0][0] if rows else None

    def arrow(self, sql: str, params: Any = None, step: str = "query") -> pa.Table:
        """The rows of a query as an Arrow table."""
        with duckdb_errors(step, sql), stopped_by_ctrl_c(self.con):
            relation = self.con.sql(sql, params=params) if params else self.con.sql(sql)
            if relation is None:
                return pa.table({})
            if hasattr(relation, "to_arrow_table"):
                return relation.to_arrow_table()
            return relation.fetch_arrow_table()

    def batches(self, sql: str, most: int, step: str = "query") -> Iterator[pa.RecordBatch]:
        """The rows of a query in batches of at most so many, in their order."""
        with duckdb_errors(step, sql), stopped_by_ctrl_c(self.con):
            yield from self.con.sql(sql).to_arrow_reader(most)

    def frame(self, sql: str, params: Any = None) -> pd.DataFrame:
        """The rows of a query as a pandas frame with Arrow types: money stays decimal."""
        return arrow_frame(self.arrow(sql, params))

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table readable as a relation of that name."""
        with duckdb_errors(name, name):
            self.con.register(name, table)

    def view(self, name: str, sql: str) -> None:
        """Create or replace a temporary view."""
        self.run(f"create or replace temp view {quoted(name)} as {sql}", step=name)

    def table(self, name: str, sql: str, step: str = "") -> int:
        """Create or replace a temporary table from a query; returns the number of its rows."""
        made = self.rows(f"create or replace temp table {quoted(name)} as {sql}", step=step or name)
        return made[0][0]

    def columns(self, sql: str) -> tuple[tuple[str, str], ...]:
        """Name and type of the columns of a query."""
        return tuple((name, kind) for name, kind, *_ in self.rows(f"describe {sql}"))

    def empty_table(self, name: str, columns: Iterable[tuple[str, str]]) -> None:
        """Create or replace a temporary table of those columns without a row."""
        listed = ", ".join(f"{quoted(column)} {kind}" for column, kind in columns)
        self.run(f"create or replace temp table {quoted(name)} ({listed})", step=name)

    def copy(
        self,
        sql: str,
        path: Path,
        step: str = "write",
        fast: bool = False,
        row_group: int | None = None,
    ) -> int:
        """Write the rows of a query to one Parquet file; returns their number.

        `fast`: a larger file, for a short life; `row_group`: rows of a group.
        """
        options = f"format parquet, compression {'lz4_raw' if fast else 'zstd'}"
        if row_group:
            options += f", row_group_size {row_group}"
        return self.rows(
            f"copy ({sql}\n) to {literal(path)} ({options})",
            step=step,
        )[0][0]

    def limit_memory(self, limit: str) -> None:
        """Take at most so much memory, such as 4GB. Raises UsageError on another form."""
        if not _SIZE.fullmatch(limit.strip()):
            raise UsageError(f"{MEMORY}={limit!r} is not a size; write it as 4GB or 500MB")
        self.run(f"set memory_limit = {literal(limit.strip())}")

    def set_threads(self, count: str) -> None:
        """Work with so many threads. Raises UsageError where that is no number above 0."""
        if not count.strip().isdigit() or not int(count):
            raise UsageError(f"{THREADS}={count!r} is not a number of threads; write it as 1 or 4")
        self.run(f"set threads = {int(count)}")

    def plan_little(self) -> None:
        """Plan statements in the simple way: for few rows, where planning takes the longest."""
        known = [name for (name,) in self.rows("select name from duckdb_optimizers()")]
        left_out = ",".join(name for name in known if name not in _PLANS_WORTH_IT)
        self.run(f"set disabled_optimizers = {literal(left_out)}")

    def interrupt(self) -> None:
        """Stop the statement that runs now, from another thread."""
        self.con.interrupt()

    def close(self) -> None:
        """Close the connection."""
        self.con.close()
        if self._own_temp is not None:
            self._own_temp.cleanup()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_SIZE = re.compile(r"(?=[0.]*[1-9])\d+(\.\d+)? ?([KMGT]i?B)", re.IGNORECASE)


@contextmanager
def stopped_by_ctrl_c(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let Ctrl-C stop DuckDB's own threads too; left alone they finish what they have begun.

    Where something else already listens (a notebook's kernel, a test) it goes on listening.
    """
    alone = threading.current_thread() is threading.main_thread()
    if not alone or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    def stop(*_: object) -> None:
        con.interrupt()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)

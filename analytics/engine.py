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
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from analytics.errors import ContentError, RecoupError, StoreError, UsageError

#: How much memory DuckDB may take, such as 4GB; unset: most of what the machine has.
MEMORY = "RECOUP_MEMORY"


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | Path) -> str:
    """A text as an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


class QueryError(ContentError):
    """A statement failed; `step` names it, `sql` is its text. The message holds no value."""

    def __init__(self, step: str, sql: str, cause: Exception):
        self.step, self.sql = step, sql
        super().__init__(f"{step}: {_said(cause)}")


class ReadError(QueryError, StoreError):
    """A file could not be read: it is gone, cut off or altered."""

    exit_code = StoreError.exit_code


class Engine:
    """An in-memory DuckDB connection with Recoup's settings.

    `temp` is where large work spills (default: a private folder of its own); `memory_limit` and
    `threads` are DuckDB's; RECOUP_MEMORY in the environment goes before any limit. Money stays
    decimal: results leave as Arrow, never through a float.
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
        # asked first: inside Jupyter even switching it off needs a package that may be missing
        if self.value("select current_setting('enable_progress_bar')"):
            self.run("set enable_progress_bar = false")
        # A relation nobody made is an error, never a Python variable of that name.
        self.run("set python_enable_replacements = false")
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
        if threads is not None:
            self.run(f"set threads = {int(threads)}")

    def rows(self, sql: str, params: Any = None, step: str = "query") -> list[tuple]:
        """The rows of a statement as tuples. Raises QueryError, StoreError on a full disk."""
        with translated(step, sql), stopped_by_ctrl_c(self.con):
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
        with translated(step, sql), stopped_by_ctrl_c(self.con):
            relation = self.con.sql(sql, params=params) if params else self.con.sql(sql)
            if relation is None:
                return pa.table({})
            if hasattr(relation, "to_arrow_table"):
                return relation.to_arrow_table()
            return relation.fetch_arrow_table()

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

    def copy(self, sql: str, path: Path, step: str = "write", fast: bool = False) -> None:
        """Write the rows of a query to one Parquet file; `fast`: larger, for a short life."""
        codec = "lz4_raw" if fast else "zstd"
        self.run(
            f"copy ({sql}\n) to {literal(path)} (format parquet, compression {codec})",
            step=step,
        )

    def limit_memory(self, limit: str) -> None:
        """Take at most so much memory, such as 4GB. Raises UsageError on another form."""
        if not _SIZE.fullmatch(limit.strip()):
            raise UsageError(f"{MEMORY}={limit!r} is not a size; write it as 4GB or 500MB")
        self.run(f"set memory_limit = {literal(limit.strip())}")

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


def arrow_frame(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a pandas frame with Arrow types."""
    return table.to_pandas(types_mapper=pd.ArrowDtype)


def parquet(paths: Iterable[Path]) -> str:
    """A table function that reads these Parquet files as one relation, columns by name."""
    files = ", ".join(literal(exactly(path)) for path in paths)
    return f"read_parquet([{files}], union_by_name=true, hive_partitioning=false)"


def exactly(path: Path) -> str:
    """A path as the pattern that matches it and no other: a folder may be called `a[b]`."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))


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


@contextmanager
def translated(step: str, sql: str = "") -> Iterator[None]:
    """Turn DuckDB's errors into Recoup's: QueryError, StoreError where nothing can be written.

    Ctrl-C, which DuckDB answers with an error of its own, goes on as the KeyboardInterrupt it was.
    """
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        # Without its cause: a traceback in a notebook would show the values DuckDB quotes.
        raise _in_words(step, sql, error) from None
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from None
        raise


def _in_words(step: str, sql: str, error: duckdb.Error) -> RecoupError:
    text = str(error)
    if any(words in text for words in ("No space left", "Disk quota exceeded")):
        return StoreError(f"{step}: no room left on the disk; the store is as it was")
    if "could not write" in text.lower():
        return StoreError(f"{step}: {_said(error)}; the store is as it was")
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreError(
            f"{step} needs more memory, or room to spill, than it may take; ask for less at a time"
            f" or allow more: {MEMORY}=8GB"
        )
    return (ReadError if _is_about_a_file(error) else QueryError)(step, sql, error)


#: What DuckDB says, in errors of several families, of a Parquet file that is not whole.
_NOT_WHOLE = re.compile(
    r"magic bytes|parquet|thrift|protocol|buffer|decompress|corrupt|footer|metadata|snappy|zstd",
    re.IGNORECASE,
)
_ABOUT_FILES = (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException)


def _is_about_a_file(error: duckdb.Error) -> bool:
    """Whether a file is at fault; some such errors come without a family of their own."""
    if type(error) is duckdb.Error or isinstance(error, _ABOUT_FILES):
        return True
    return isinstance(error, duckdb.InvalidInputException) and bool(_NOT_WHOLE.search(str(error)))


#: Errors about the text of a statement or about a file; all others may quote a value of the data.
_SPEAKS_OF_NO_VALUE = (
    duckdb.ParserException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.IOException,
    duckdb.PermissionException,
)
_QUOTED = re.compile(r"""(?<!\w)['"](.*['"]|.*)""")
_TYPE_OR_NUMBER = re.compile(r"\b[A-Z]+\([\d, ]+\)|(?<![\w])-?\d[\d.,:/-]*")


def _said(error: Exception) -> str:
    """What an error says, on one line, without a value of the data."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    lines = ["".join(c if c.isprintable() else " " for c in line) for line in lines]
    if not isinstance(error, duckdb.Error) or isinstance(error, _SPEAKS_OF_NO_VALUE):
        return " ".join([lines[0], *(line for line in lines[1:] if line.startswith("Did you"))])
    hidden = _QUOTED.sub("'...'", lines[0])
    return _TYPE_OR_NUMBER.sub(lambda m: m[0] if m[0][0].isupper() else "...", hidden)

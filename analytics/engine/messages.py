"""The engine's errors in Recoup's words, without a value of the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from analytics.errors import ContentError, RecoupError, StoreError

#: How much memory DuckDB may take, such as 4GB; unset: most of what the machine has.
MEMORY = "RECOUP_MEMORY"


class QueryError(ContentError):
    """A statement failed; `step` names it, `sql` is its text. The message holds no value."""

    def __init__(self, step: str, sql: str, cause: Exception):
        self.step, self.sql = step, sql
        super().__init__(f"{step}: {redacted_message(cause)}")


class ReadError(QueryError, StoreError):
    """A file could not be read: it is gone, cut off or altered."""

    exit_code = StoreError.exit_code


@contextmanager
def duckdb_errors(step: str, sql: str = "") -> Iterator[None]:
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
        return StoreError(f"{step}: no room left on the disk; the store did not change")
    if "could not write" in text.lower():
        return StoreError(f"{step}: {redacted_message(error)}; the store did not change")
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreError(
            f"{step} needs more memory, or room to spill, than its limit; ask for less at a time"
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


#: Lines after the first that help: a name that is near, the columns that there are.
_HELPFUL = ("Did you", "Candidate bindings")

_QUOTED = re.compile(r"""(?<!\w)['"](.*['"]|.*)""")


_TYPE_OR_NUMBER = re.compile(r"\b[A-Z]+\([\d, ]+\)|(?<![\w])-?\d[\d.,:/-]*")


def redacted_message(error: Exception) -> str:
    """What an error says, on one line, without a value of the data."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    lines = ["".join(c if c.isprintable() else " " for c in line) for line in lines]
    if not isinstance(error, duckdb.Error) or isinstance(error, _SPEAKS_OF_NO_VALUE):
        return " ".join([lines[0], *(line for line in lines[1:] if line.startswith(_HELPFUL))])
    hidden = _QUOTED.sub("'...'", lines[0])
    return _TYPE_OR_NUMBER.sub(lambda m: m[0] if m[0][0].isupper() else "...", hidden)

"""The rows of a file or frame as one Parquet file of text, numbered as they stand in the file.

A line that does not read as a row (too few or too many columns, bytes that are no UTF-8, a
quote that is not closed) is a broken row: it keeps its number and its text and goes to the
rejects, so that rows read = rows loaded + rows rejected.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rows:
    """Text of rows: `select` reads source_row and one text column c0, c1, ... per header.

    The relation broken_row (source_row, reason, raw) of the engine has the rows that could not
    be read. `left_out`: lines that are no data, as the layout of a fixed-width file says.
    """

    headers: tuple[str, ...]
    select: str
    read: int
    left_out: int = 0
    #: What is odd about the file but keeps no row from being read: (source_row, text).
    notes: tuple[tuple[int, str], ...] = ()
    #: Transactions of an X12 file by kind: those read, and those that are not for the table.
    transactions: dict[str, int] = field(default_factory=dict)
    transactions_left_out: dict[str, int] = field(default_factory=dict)

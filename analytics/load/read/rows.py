"""The rows of a source as text, numbered as they stand in it. Knows no format.

A line that does not read as a row (too few or too many columns, bytes that are no UTF-8, a
quote that is not closed) is an unreadable row: it keeps its number and its text and goes to the
rejects, so that rows read = rows loaded + rows rejected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from analytics.engine.duckdb import Engine


@dataclass(frozen=True)
class Rows:
    """Text of rows: `select` reads source_row and one text column c0, c1, ... per header.

    The relation unreadable_row (source_row, reason, raw) of the engine has the rows that could
    not be read. `left_out`: lines that are no data, as the layout of a fixed-width file says.
    """

    headers: tuple[str, ...]
    select: str
    read: int
    left_out: int = 0
    #: What is odd about the file but keeps no row from being read: (source_row, text).
    notes: tuple[tuple[int, str], ...] = ()
    #: Transactions by kind, where a file has them: those read, those not for the table.
    transactions: dict[str, int] = field(default_factory=dict)
    transactions_left_out: dict[str, int] = field(default_factory=dict)


def text_rows_select(engine: Engine, rows: Sequence[Sequence[str]], width: int) -> str:
    """SQL of a few rows held in memory, as `Rows.select`; a short row is filled with nothing."""
    columns = {"source_row": pa.array(range(1, len(rows) + 1), pa.int64())}
    for i in range(width):
        cells = [(row[i] or None) if i < len(row) else None for row in rows]
        columns[f"c{i}"] = pa.array(cells, pa.string())
    engine.register("text_row", pa.table(columns))
    return "select * from text_row"

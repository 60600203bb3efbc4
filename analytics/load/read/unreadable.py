"""Text lines into a Parquet file, and the lines that cannot be read, by their place in the file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal

OPEN_QUOTE = "a quote that is not closed"
REASONS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": OPEN_QUOTE,
    "INVALID ENCODING": "bytes that are not UTF-8 (a mapping may set encoding)",
    "LINE SIZE OVER MAXIMUM": "a line of more than 2 million bytes",
}


class UnreadableRow(NamedTuple):
    """A row that cannot be read: its number in the source, why, its text."""

    source_row: int
    reason: str
    raw: str


def copy_lines(engine: Engine, path: Path, options: str, out: Path) -> int:
    """Copy the rows of a text file to Parquet; those that cannot be read go to reject_errors.

    `options` are those of DuckDB's read_csv. Returns how many rows were read.
    """
    engine.run("drop table if exists reject_errors; drop table if exists reject_scans")
    engine.run(
        f"copy (select * from read_csv({literal(path)}, auto_detect=false, {options},"
        f" nullstr='', store_rejects=true)) to {literal(out)}"
        " (format parquet, compression lz4_raw, row_group_size 40960)",
        step="read",
    )
    return pq.read_metadata(out).num_rows


def rejected_lines(
    engine: Engine, header_lines: int, reasons: dict[str, str]
) -> list[UnreadableRow]:
    """The lines that `copy_lines` could not read, counted from the first behind the header."""
    rejected = engine.rows(
        "select line, min_by(error_type, coalesce(byte_position, 0)), min(csv_line)"
        " from reject_errors group by line order by line"
    )
    return [
        UnreadableRow(line - header_lines, reasons.get(kind, "unreadable"), raw)
        for line, kind, raw in rejected
    ]


def renumbered(
    unreadable: list[UnreadableRow], taken_out: list[tuple[int, str]]
) -> list[UnreadableRow]:
    """All unreadable rows by their number in the file, those taken out before reading included."""
    rows = np.array([row.source_row for row in unreadable], dtype=np.int64)
    rows += np.searchsorted(_good_before([row for row, _ in taken_out]), rows, side="left")
    numbered = [
        each._replace(source_row=int(row)) for row, each in zip(rows, unreadable, strict=True)
    ]
    return sorted(numbered + [UnreadableRow(row, OPEN_QUOTE, raw) for row, raw in taken_out])


def keep_unreadable(engine: Engine, unreadable: list[UnreadableRow]) -> None:
    """Fill the relation unreadable_row (source_row, reason, raw)."""
    columns = {
        "source_row": pa.array([row.source_row for row in unreadable], pa.int64()),
        "reason": pa.array([row.reason for row in unreadable], pa.string()),
        "raw": pa.array([row.raw for row in unreadable], pa.string()),
    }
    engine.register("unreadable_row", pa.table(columns))


def numbering(engine: Engine, unreadable: list[int]) -> str:
    """SQL: the number in the file of a row that was read, the unreadable ones between counted."""
    if not unreadable:
        return "file_row_number + 1"
    before = _good_before(unreadable)

    def in_file(row: pa.ChunkedArray) -> pa.Array:
        place = row.to_numpy() + 1
        return pa.array(place + np.searchsorted(before, place, side="left"))

    engine.con.create_function("row_in_file", in_file, ["bigint"], "bigint", type="arrow")
    return "row_in_file(file_row_number)"


def _good_before(unreadable: list[int]) -> np.ndarray:
    """For each of these row numbers, in order, how many rows in front are not among them."""
    return np.array(unreadable, dtype=np.int64) - np.arange(1, len(unreadable) + 1)

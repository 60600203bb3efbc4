"""Claims to load: a good row to change, and one call that loads rows and reads what came out."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from analytics.load.extract import LoadResult, load_file

CLAIM = {
    "claim_id": "C1",
    "claim_line_number": "1",
    "member_id": "00012345",
    "payer": "Plan",
    "claim_line_start_date": "2024-07-01",
    "claim_line_end_date": "2024-07-07",
    "hcpcs_code": "S9500",
    "billing_npi": "1234567893",
    "paid_amount": "700.00",
}


@dataclass(frozen=True)
class Loaded:
    """What a load gave: its result and the rows of its three files, as lists of dicts."""

    result: LoadResult
    rows: list[dict[str, Any]]
    rejected: list[dict[str, Any]]
    warnings: list[dict[str, Any]]

    def row(self, number: int) -> dict[str, Any]:
        """The loaded row that stands at that place in the file."""
        return {row["source_row"]: row for row in self.rows}[number]

    def reason(self, number: int) -> str:
        """Column and reason of the rejected row at that place."""
        found = {row["source_row"]: row for row in self.rejected}[number]
        return f"{found['column_name'] or ''}: {found['reason']}"


def claim(**changes: str) -> dict[str, str]:
    """A good claim line with some columns changed; None takes a column away."""
    row = {**CLAIM, **changes}
    return {name: value for name, value in row.items() if value is not None}


def csv_text(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    """Rows as delimited text with all their columns."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines: list[str] = []
    writer = csv.DictWriter(_Lines(lines), names, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return "".join(lines)


class _Lines:
    def __init__(self, lines: list[str]):
        self.write = lines.append


def load(source: Any, out: Path, **told: Any) -> Loaded:
    """Load a file, a frame, or rows (written as claims.csv); without the load's report."""
    out.mkdir(parents=True, exist_ok=True)
    if isinstance(source, list):
        path = out / "claims.csv"
        path.write_text(csv_text(source), encoding="utf-8")
        source = path
    elif isinstance(source, (str, bytes)):
        path = out / "claims.csv"
        path.write_bytes(source.encode() if isinstance(source, str) else source)
        source = path
    told = {"load_number": 1, "earlier_history": {}, "with_report": False, **told}
    result = load_file(source, out=out / "load", temp=out / "temp", **told)
    tables = (result.table, "rejected_row", "load_warning")
    read = [pq.read_table(out / "load" / f"{name}.parquet").to_pylist() for name in tables]
    assert result.read == result.loaded + result.rejected
    assert (result.loaded, result.rejected) == (len(read[0]), len(read[1]))
    return Loaded(result, *(sorted(rows, key=lambda r: r["source_row"]) for rows in read))


@pytest.fixture
def load_rows(tmp_path: Path) -> Callable[..., Loaded]:
    """Load rows, text, bytes, a path or a frame; checks read = loaded + rejected."""
    return lambda source, **told: load(source, tmp_path, **told)

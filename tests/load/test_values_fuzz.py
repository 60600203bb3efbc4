"""Any text in any column: the row loads or is rejected with a reason, and nothing breaks."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.schema.tables import DECIDING_WORDS, MEDICAL_CLAIM, VISIT_NOTE
from analytics.schema.types import Column, Table

from .conftest import claim, load
from .test_values import FLAT

SEEDS = [f"{text}" for _, text, _ in FLAT if text.strip()] + ["14:05", "2:05 PM", "#N/A", "~"]
LETTERS = "0123456789" * 3 + "eE+-.,/$()#%'~:; \u00a0\tAZaz_|\\*\u00e9\u20ac\u0661\U0001f600&<>"
NOTE = {"visit_note_id": "V", "member_id": "M", "service_date": "2024-07-03"}
#: Good values, so that no column is one that never casts.
GOOD = {
    "npi": "1234567893",
    "tin": "123456789",
    "pos": "12",
    "bill_type": "0331",
    "revenue_code": "0551",
    "ndc": "12345678901",
    "date": "2024-07-01",
    "money": "1.00",
    "quantity": "1",
    "integer": "1",
    "boolean": "Y",
    "time": "14:05",
}


def strange_text(draw: random.Random) -> str:
    """A value of a test with a few characters changed, or any characters."""
    if draw.random() < 0.2:
        return "".join(draw.choices(LETTERS, k=draw.randint(1, 24)))
    text = list(draw.choice(SEEDS))
    for _ in range(draw.randint(0, 3)):
        at = draw.randrange(len(text) + 1)
        text[at : at + draw.randint(0, 1)] = draw.choices(LETTERS, k=draw.randint(0, 2))
    return "".join(text)


def rows_of(
    columns: Collection[Column], usual: dict[str, str], draw: random.Random
) -> list[dict[str, str]]:
    """Rows that are good but for one column each; the first row is good in every column."""
    good = {c.name: c.values[0] if c.values else GOOD.get(c.kind, "") for c in columns}
    # Dates with the month first stand in front, or a single strange one makes the file day-first.
    american = {c.name: "7/13/2024" for c in columns if c.kind == "date"}
    rows = [{**good, **usual}, *[{**good, **usual, **american} for _ in range(20)]]
    for column in columns:
        one_of_its_kind = not column.name.startswith("diagnosis_code_") or column.name.endswith(
            "_1"
        )
        # a strange word of these refuses the whole file: test_deciding_words.py
        if one_of_its_kind and column.name not in DECIDING_WORDS:
            rows += [{**usual, column.name: strange_text(draw)} for _ in range(40)]
    return [{**dict.fromkeys(rows[0], ""), **row} for row in rows]


def is_of_its_kind(column: Column, value: object) -> bool:
    if value is None:
        return not column.required
    kinds = {"DATE": date, "BIGINT": int, "BOOLEAN": bool, "VARCHAR": str}
    if not isinstance(value, kinds.get(column.storage, Decimal)):
        return False
    form = {"npi": 10, "tin": 9, "pos": 2, "ndc": 11, "revenue_code": 4, "bill_type": 4}
    return column.kind not in form or len(str(value)) == form[column.kind]


@pytest.mark.parametrize(
    ("seed", "of_each_kind"),
    [(0, True), *(pytest.param(seed, False, marks=pytest.mark.slow) for seed in (0, 1, 2))],
)
@pytest.mark.parametrize(
    ("table", "usual"),
    [(MEDICAL_CLAIM, claim(claim_line_end_date="2024-07-01")), (VISIT_NOTE, NOTE)],
    ids=lambda value: value.name if isinstance(value, Table) else "",
)
def test_any_text_loads_or_is_rejected(
    tmp_path: Path, table: Table, usual: dict[str, str], seed: int, of_each_kind: bool
) -> None:
    """In a column of each kind; the slow ones: in every column."""
    columns = {c.kind: c for c in table.columns}.values() if of_each_kind else table.columns
    rows = rows_of(columns, usual, random.Random(seed))
    loaded = load(rows, tmp_path, table=table.name, history="ledger", payer="Plan")
    assert loaded.result.read == len(rows)
    assert 0 < loaded.result.rejected < len(rows)
    for row in loaded.rows:
        for column in table.columns:
            assert is_of_its_kind(column, row[column.name]), (column.name, row[column.name])
    for refused in loaded.rejected:
        value = rows[refused["source_row"] - 1].get(refused["column_name"] or "", "")
        # The open end is named in its reason.
        assert len(value) < 5 or value == "9999-12-31" or value not in refused["reason"]

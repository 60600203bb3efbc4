"""Claim rows while they are being made: one numpy array per column, in blocks.

Text is a number of `Words`, a day counts from 1970-01-01, money is cents, a quantity thousandths,
a member or provider its place in its list, a claim its number; `NONE` is a missing value.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.demo.plan.dates import NONE

#: A block of rows: column to array, or to one value that all its rows share.
Block = dict[str, Any]

_WORDS = (
    "claim_type",
    "place_of_service",
    "claim_place_of_service",
    "bill_type",
    "revenue_code",
    "code",
    "modifier_1",
    "modifier_2",
    "diagnosis_1",
    "diagnosis_2",
    "arrangement",
    "payee",
    "status",
    "frequency",
    "ndc",
    "ndc_unit",
)
_NUMBERS = (
    "claim",
    "line",
    "member",
    "billing",
    "rendering",
    "facility",
    "start",
    "end",
    "header_end",
    "admission",
    "discharge",
    "paid_date",
    "received",
    "original_claim",
    "authorization",
)
MONEY = (
    "paid",
    "allowed",
    "charge",
    "coinsurance",
    "copayment",
    "deductible",
    "other_payer",
    "interest",
)
_UNITS = ("service_units", "paid_units")

#: Column to its type and the value of a block that does not speak of it.
COLUMNS: dict[str, tuple[Any, int]] = {
    **dict.fromkeys((*_WORDS, *_NUMBERS), (np.int32, NONE)),
    **dict.fromkeys((*MONEY, *_UNITS, "ndc_quantity"), (np.int64, 0)),
    "bare": (np.int8, 0),  # bits: the extract lost this value, another source has it
}
#: Bits of `bare`.
NO_TIN, NO_LINE_OF_BUSINESS, NO_LINE_PLACE = 1, 2, 4


def rows(block: Block) -> int:
    """How many rows a block has."""
    return len(block["claim"])


def pick(block: Block, which: np.ndarray, **changes: Any) -> Block:
    """The rows of a block at an index or mask, with some columns replaced."""
    picked = {k: v[which] if isinstance(v, np.ndarray) else v for k, v in block.items()}
    return picked | changes


def negated(block: Block) -> Block:
    """The block with its money and units taken back."""
    signed = (*MONEY, *_UNITS)
    return {k: -v if k in signed else v for k, v in block.items()}


class Lines:
    """All claim rows of the book, and the next free claim number."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._claims = 0
        self.count = 0

    @property
    def claims(self) -> int:
        """How many claims were begun."""
        return self._claims

    def new_claims(self, count: int) -> np.ndarray:
        """That many fresh claim numbers."""
        self._claims += count
        return np.arange(self._claims - count, self._claims, dtype=np.int32)

    def add(self, block: Block) -> None:
        """Take a block of rows; an unknown column is a KeyError."""
        unknown = set(block) - set(COLUMNS)
        if unknown:
            raise KeyError(f"no such column: {', '.join(sorted(unknown))}")
        self._blocks.append(block)
        self.count += rows(block)

    def column(self, name: str) -> np.ndarray:
        """One column over all rows."""
        kind, default = COLUMNS[name]
        column = np.empty(self.count, dtype=kind)
        at = 0
        for block in self._blocks:
            column[at : at + rows(block)] = block.get(name, default)
            at += rows(block)
        return column

    def arrays(self) -> dict[str, np.ndarray]:
        """Every column over all rows; the blocks are given up."""
        columns = {name: self.column(name) for name in COLUMNS}
        self._blocks.clear()
        return columns

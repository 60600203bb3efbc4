"""Numpy arrays of the generator as Arrow arrays of the data contract."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.demo.plan.dates import NONE
from analytics.schema import tables

_TYPES = {
    "integer": pa.int64(),
    "date": pa.date32(),
    "money": pa.decimal128(18, 2),
    "quantity": pa.decimal128(18, 3),
    "rate": pa.decimal128(18, 4),
    "boolean": pa.bool_(),
}


def chosen(texts: pa.Array, numbers: np.ndarray) -> pa.Array:
    """texts[numbers], null where the number is `NONE`."""
    return texts.take(pa.array(numbers, pa.int32(), mask=numbers == NONE))


def dates(days: np.ndarray) -> pa.Array:
    """Days since 1970-01-01 as dates; `NONE` is null."""
    return pa.array(days.astype(np.int32), mask=days == NONE).cast(pa.date32())


def decimals(numbers: np.ndarray, scale: int, known: np.ndarray | None = None) -> pa.Array:
    """Whole cents (scale 2) or thousandths (scale 3) as exact decimals; null where not known."""
    halves = np.empty((len(numbers), 2), dtype=np.int64)
    halves[:, 0], halves[:, 1] = numbers, numbers.astype(np.int64) >> 63
    kind = pa.decimal128(18, scale)
    exact = pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(halves)])
    if known is None:
        return exact
    return pc.if_else(pa.array(known), exact, pa.scalar(None, kind))


def numbered(letter: str, width: int, numbers: np.ndarray) -> pa.Array:
    """Ids of a letter and digits; `NONE` is null."""
    text = pc.binary_join_element_wise(letter, _padded(numbers, width), "")
    return pc.if_else(pa.array(numbers != NONE), text, pa.scalar(None, pa.string()))


def clock(minutes: np.ndarray) -> pa.Array:
    """Minutes after midnight as HH:MM; `NONE` is null."""
    text = pc.binary_join_element_wise(_padded(minutes // 60, 2), _padded(minutes % 60, 2), ":")
    return pc.if_else(pa.array(minutes != NONE), text, pa.scalar(None, pa.string()))


def table(contract: tables.Table, columns: dict[str, pa.Array]) -> pa.Table:
    """The columns given, in the order and types of the contract."""
    known = [c for c in contract.columns if c.name in columns]
    types = [(c.name, _TYPES.get(c.kind, pa.string())) for c in known]
    return pa.table([columns[c.name] for c in known], schema=pa.schema(types))


def _padded(numbers: np.ndarray, width: int) -> pa.Array:
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")

"""One small book for all tests of the demo."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from analytics.demo import Book, make_book


@pytest.fixture(scope="session")
def book() -> Book:
    """A book of 20,000 lines."""
    return make_book(lines=20_000, seed=7)


@pytest.fixture(scope="session")
def claim(book: Book) -> pd.DataFrame:
    """Its claim rows; each amount also as integer cents (paid_cents, ...)."""
    table = book.tables["medical_claim"]
    for field in table.schema:
        if field.name.endswith("_amount"):
            cents = pc.cast(pc.multiply(table[field.name], pa.scalar(100, pa.int8())), pa.int64())
            table = table.append_column(field.name.replace("_amount", "_cents"), cents)
    return table.to_pandas(types_mapper=pd.ArrowDtype)


@pytest.fixture(scope="session")
def label(book: Book) -> pd.DataFrame:
    """Its labels."""
    return book.labels.to_pandas(types_mapper=pd.ArrowDtype)

"""One small book for all tests of the demo."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.demo import Book, make_book


@pytest.fixture(scope="session")
def book() -> Book:
    """A book of 20,000 lines."""
    return make_book(lines=20_000, seed=7)


@pytest.fixture(scope="session")
def claim(book: Book) -> pd.DataFrame:
    """Its claim rows; money and dates keep their Arrow types."""
    return book.tables["medical_claim"].to_pandas(types_mapper=pd.ArrowDtype)


@pytest.fixture(scope="session")
def label(book: Book) -> pd.DataFrame:
    """Its labels."""
    return book.labels.to_pandas(types_mapper=pd.ArrowDtype)

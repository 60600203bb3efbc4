"""Text as small integers: codes, statuses and names are kept as numbers until the book is done."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from analytics.demo.plan.arrow import chosen
from analytics.demo.plan.dates import NONE


class Words:
    """A growing list of texts; each has one number, the order in which it was first met."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def __getitem__(self, text: str | None) -> int:
        """The number of a text; None is `NONE`."""
        if text is None:
            return NONE
        if text not in self._numbers:
            self._numbers[text] = len(self._texts)
            self._texts.append(text)
        return self._numbers[text]

    def many(self, texts: Iterable[str | None]) -> np.ndarray:
        """The numbers of several texts."""
        return np.array([self[text] for text in texts], dtype=np.int32)

    def text(self, numbers: np.ndarray) -> pa.Array:
        """Numbers back to an Arrow array of texts; `NONE` becomes null."""
        return chosen(pa.array(self._texts, pa.string()), numbers)

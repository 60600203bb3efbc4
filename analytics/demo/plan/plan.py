"""The health plan being made up: its people, providers, claim rows and side tables."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from analytics.demo.plan.dates import NONE
from analytics.demo.plan.lines import Lines
from analytics.demo.plan.people import People
from analytics.demo.plan.providers import Providers
from analytics.demo.plan.words import Words


class Sheet:
    """A small table under way: blocks of columns, joined at the end."""

    def __init__(self, **defaults: Any) -> None:
        self._defaults = defaults
        self._blocks: list[dict[str, np.ndarray]] = []

    def add(self, count: int, **columns: Any) -> None:
        """Take `count` rows; a column is an array or one value for all of them."""
        values = self._defaults | columns
        if set(values) != set(self._defaults):
            raise KeyError(f"no such column: {set(values) - set(self._defaults)}")
        self._blocks.append({k: np.broadcast_to(v, count) for k, v in values.items()})

    def arrays(self) -> dict[str, np.ndarray]:
        """Every column over all rows."""
        return {
            name: np.concatenate([block[name] for block in self._blocks] or [np.array([], int)])
            for name in self._defaults
        }


class Plan:
    """What the parts of the generator write into.

    Each part draws from a stream of random numbers of its own name: a part that is added or
    changed leaves what the others make as it was.
    """

    def __init__(self, lines: int, seed: int) -> None:
        self.size, self.seed = lines, seed
        self.words = Words()
        self.people = People()
        self.providers = Providers(self.stream("providers"))
        self.lines = Lines()
        self.notes = Sheet(
            member=NONE,
            day=NONE,
            billing=NONE,
            rendering=NONE,
            claim=NONE,
            received=NONE,
            credential=NONE,
            signed=True,
            start=NONE,  # minutes after midnight
            stop=NONE,
        )
        self.requests = Sheet(claim=NONE, line=NONE, requested=NONE, due=NONE)
        self.holds = Sheet(claim=NONE, reason=NONE, since=NONE, until=NONE)
        self.recoveries = Sheet(claim=NONE, line=NONE, amount=0, day=NONE, source=NONE)
        self.labels = Sheet(
            claim=NONE,
            line=NONE,
            check=NONE,
            kind=NONE,
            amount=0,
            is_priced=False,
            strength=NONE,
            note=NONE,
        )

    def stream(self, name: str) -> np.random.Generator:
        """The random numbers of one part of the generator."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

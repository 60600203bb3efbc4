"""A plan's folder with a recoup.toml, and nights that pass in it as a clock says."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path

from small_store import PLAN_POLICIES

import analytics
from analytics.schedule import NightlyRun, run_schedule
from analytics.testing import extract

CONFIG = """
store = "store"
settle_seconds = 0

[[load]]
pattern = "in/claims_*.csv"
table = "medical_claim"
history = "ledger"

[audit]
policies = {policies!r}
only = ["UNT-01", "POS-01"]

[report]
out = "out"
formats = ["csv"]
keep = 3
"""


class Plan:
    """A folder in which nights pass."""

    def __init__(self, folder: Path, config: str = CONFIG):
        self.folder = folder
        (folder / "in").mkdir(parents=True, exist_ok=True)
        self.write_config(config)
        self.lines: list[dict] = []
        #: Why each night audited, where a test keeps it.
        self.why: dict = {}

    def write_config(self, text: str) -> None:
        self.config.write_text(text.format(policies=str(PLAN_POLICIES)))

    @property
    def config(self) -> Path:
        return self.folder / "recoup.toml"

    @property
    def store(self) -> analytics.api.Store:
        return analytics.open_store(self.folder / "store")

    @property
    def folders(self) -> list[str]:
        """The dated folders there are."""
        out = self.folder / "out"
        return sorted(p.name for p in out.iterdir()) if out.exists() else []

    def put(self, name: str, table: str, **same: str) -> Path:
        """Put the text table into `in` as an extract of claims."""
        path = self.folder / "in" / name
        path.parent.mkdir(exist_ok=True)
        extract("medical_claim", table, **same).to_csv(path, index=False)
        return path

    def night(self, day: str = "2026-11-21") -> NightlyRun:
        """One night; its log lines are in `lines`."""
        log = io.StringIO()
        moment = datetime.fromisoformat(f"{day}T02:00:00")
        try:
            return run_schedule(self.config, clock=lambda: moment, out=log)
        finally:
            self.lines = [json.loads(line) for line in log.getvalue().splitlines()]

    def step(self, name: str) -> dict:
        """The log line of a step of the last night."""
        (line,) = [line for line in self.lines if line["step"] == name]
        return line

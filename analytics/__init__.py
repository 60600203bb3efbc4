"""Recoup: find paid claim lines a health plan may recoup, and say why.

`store = analytics.open_store(path)`, `store.load(file)`, `run = store.audit()`,
`run.findings()`, `run.exposure(by="provider")`; or, with no store,
`analytics.audit(medical_claim=frame)`.
"""

from analytics.api import Store, audit, open_store
from analytics.errors import RecoupError
from analytics.frames import for_charts
from analytics.runs.run import Run

__all__ = ["RecoupError", "Run", "Store", "audit", "for_charts", "open_store"]

"""Recoup: find paid claim lines a health plan may recoup, and say why.

`store = analytics.open_store(path)`, `store.load(file)`, `run = store.audit()`,
`run.findings()`, `run.exposure(by="provider")`, `run.report(folder)`; or, with no store,
`analytics.audit(medical_claim=frame)`. Each command of `recoup` is one of these verbs.
"""

from importlib.metadata import version

from analytics.api import (
    Run,
    Store,
    audit,
    check_page,
    checks,
    make_demo,
    open_store,
    policies,
    questions,
    run_schedule,
    suggest_map,
    tables,
    write_templates,
)
from analytics.errors import RecoupError
from analytics.frames import for_charts
from analytics.notebooks import execute_notebook

__version__ = version("recoup")

__all__ = [
    "RecoupError",
    "Run",
    "Store",
    "__version__",
    "audit",
    "check_page",
    "checks",
    "execute_notebook",
    "for_charts",
    "make_demo",
    "open_store",
    "policies",
    "questions",
    "run_schedule",
    "suggest_map",
    "tables",
    "write_templates",
]

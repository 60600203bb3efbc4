"""The Python verbs, one for each command; they call the rooms below and print nothing.

The examples in their docstrings run as they stand, in the folder of a small store: see
tests/api/test_examples.py.
"""

from typing import TYPE_CHECKING

from analytics.api.catalog import check_page, checks, policies, questions, tables
from analytics.api.run import Run
from analytics.api.store import Store, open_store
from analytics.api.without_store import (
    audit,
    audit_tables,
    make_demo,
    run_schedule,
    suggest_map,
    write_templates,
)
from analytics.load.into_store import LoadOutcome
from analytics.runs.compare import Comparison
from analytics.runs.price_frame import Priced
from analytics.runs.review.import_review import ReviewImport
from analytics.schedule import NightlyRun
from analytics.store.verify import Damage

if TYPE_CHECKING:  # what imports pictures, Word and Excel is imported where it is asked for
    from analytics.demo.run import Demonstration as Demonstration
    from analytics.report.letters import PacketOutcome as PacketOutcome

__all__ = [
    "Comparison",
    "Damage",
    "LoadOutcome",
    "NightlyRun",
    "Priced",
    "ReviewImport",
    "Run",
    "Store",
    "audit",
    "audit_tables",
    "check_page",
    "checks",
    "make_demo",
    "open_store",
    "policies",
    "questions",
    "run_schedule",
    "suggest_map",
    "tables",
    "write_templates",
]

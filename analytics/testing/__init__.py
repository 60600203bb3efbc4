"""Specifications of checks: small text tables in, findings out. For plans and for Recoup alike.

`find("UNT-01", "from | to | units | paid\\n1 | 7 | 8 | 800.00")` gives {"A": "100.00"}. The same
tables in files that need no Python: `recoup checks test FOLDER` (docs/checks.md).
"""

from analytics.testing.audits import amounts, as_text, audit, find, find_each, findings, keyed
from analytics.testing.columns import ALIASES, AS_OF, DEFAULTS, NPI, TIN
from analytics.testing.spec_folder import Outcome, run_folder
from analytics.testing.tables import (
    by_case,
    day,
    each,
    extract,
    filled,
    rows_of,
    side_by_side,
    usd,
)

__all__ = [
    "ALIASES",
    "AS_OF",
    "DEFAULTS",
    "NPI",
    "TIN",
    "Outcome",
    "amounts",
    "as_text",
    "audit",
    "by_case",
    "day",
    "each",
    "extract",
    "filled",
    "find",
    "find_each",
    "findings",
    "keyed",
    "rows_of",
    "run_folder",
    "side_by_side",
    "usd",
]

"""The days the made-up book is built around, as days since 1970-01-01 (`NONE` where there is none).

The policy days are those of the shipped policies: the book has services on both sides of each,
and its near-misses stand on the day before.
"""

from __future__ import annotations

from datetime import date

import numpy as np

#: An integer column's missing value: no such day, code, member, provider or claim.
NONE = -1


def day(text: str) -> int:
    """An ISO date as days since 1970-01-01."""
    return int(np.datetime64(text, "D").astype(np.int64))


def as_date(days: int) -> date:
    """Days since 1970-01-01 as a date."""
    return date(1970, 1, 1).fromordinal(date(1970, 1, 1).toordinal() + int(days))


#: First and last day of service in the book.
FIRST_DAY = day("2024-01-01")
LAST_DAY = day("2026-10-31")
#: The day of the audit; nothing in the extract was paid on it or later.
AS_OF = day("2026-11-15")
#: The last service day of a planted case: late enough for the newest policy, early enough that
#: every claim of the case is paid before the audit.
LAST_CASE_DAY = day("2026-08-15")

#: Priority Health's home infusion policy, its Disclaimer section, and Jefferson's RB.046.A.
PRIORITY_FROM = day("2024-10-07")
DOCUMENTATION_FROM = day("2025-02-13")
JEFFERSON_FROM = day("2026-06-14")

#: What the feed of visit notes covers: later than the policy that asks for notes, and ending
#: before the last visits, as feeds do.
NOTES_FROM = day("2025-04-01")
NOTES_TO = day("2026-09-30")

#: Days after a replacing claim's payment until the replaced one should have been taken back.
SETTLE_DAYS = 45
#: The last day of payment that is longer ago than that.
LAST_SETTLED = AS_OF - SETTLE_DAYS - 1
#: The last service day of a case of two lines that are compared: early enough that both were paid
#: more than the days to settle before the audit.
LAST_PAIR_DAY = AS_OF - SETTLE_DAYS - 75

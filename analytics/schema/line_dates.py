"""The days of a claim line: the line's, else the claim's. Knows column names, no table.

queries/model/dated_row.sql says the same over the loaded rows; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable

#: Columns of medical_claim that give the first day of a line, and the last: the first with a value.
FIRST_DAY = ("claim_line_start_date", "claim_start_date")
LAST_DAY = ("claim_line_end_date", "claim_line_start_date", "claim_end_date", "claim_start_date")


def day_sql(columns: Iterable[str], present: Iterable[str]) -> str:
    """SQL: the first date of these columns that has a value, of those that are present."""
    present = set(present)
    named = [column for column in columns if column in present]
    return f"coalesce({', '.join([*named, 'cast(null as date)'])})"

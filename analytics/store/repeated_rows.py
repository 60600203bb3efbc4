"""Removes rows of the smaller tables that came twice: a feed sent again, whole or in part.

Claims have histories of their own (see the model's distinct_row). Of the other tables only those
whose rows are counted or added up need it: a note counted twice would document a second visit, a
recovery counted twice would take the same money off twice.
"""

from __future__ import annotations

from analytics.engine.sql_text import quoted
from analytics.schema.tables import TABLES

#: Rows without a number of their own: as often as the load that has the row most often.
_ADDED_UP = ("recovery", "remittance")
DEDUPLICATED = ("visit_note", *_ADDED_UP)


def deduplicated(table: str, query: str, loads: int) -> str:
    """The query of a loaded table without what overlapping loads repeat.

    A visit note is known by payer and number: the latest load that brings it holds, and identical
    rows are one note. A recovery or remittance has no number: the same row counts as often as in
    the load that has it most often, so two equal recoveries in one file are two.
    """
    if table == "visit_note":
        return _latest_note(query)
    return _as_often(table, query) if table in _ADDED_UP and loads > 1 else query


def _columns(table: str) -> str:
    return ", ".join(quoted(name) for name in TABLES[table].names)


def _latest_note(query: str) -> str:
    return (
        "select * exclude (copy, last_load) from (select *,"
        f" row_number() over (partition by {_columns('visit_note')}"
        " order by load_number desc, source_row) as copy,"
        " max(load_number) over (partition by payer, visit_note_id) as last_load"
        f" from ({query}) as loaded) as note where copy = 1 and load_number = last_load"
    )


def _as_often(table: str, query: str) -> str:
    return (
        "select * exclude (copy, latest) from (select *,"
        f" row_number() over (partition by {_columns(table)}, copy"
        " order by load_number desc, source_row) as latest"
        " from (select *,"
        f" row_number() over (partition by {_columns(table)}, load_number order by source_row)"
        f" as copy from ({query}) as loaded) as numbered) as ranked where latest = 1"
    )

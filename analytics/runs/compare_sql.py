"""Gives queries/compare its relations: each table of two runs as one relation.

The queries decide which findings are added, gone or changed, and their amounts, one row per column
of exposure. This module turns those rows into columns. It knows no finding.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal, quoted
from analytics.schema.words import EXPOSURE_COLUMNS, STRENGTHS
from analytics.sql.views import make_all
from analytics.store.shelf import FileShelf

#: The columns of exposure whose dollars belong to one finding each.
OF_A_FINDING = tuple(column.name for column in EXPOSURE_COLUMNS if column.of_a_finding)
#: All columns of exposure.
COLUMNS = (
    *OF_A_FINDING,
    *(column.name for column in EXPOSURE_COLUMNS if not column.of_a_finding),
)

_EXPOSURE_COLUMN = pa.schema(
    [
        ("column_name", pa.string()),
        ("place", pa.int64()),
        ("is_of_a_finding", pa.bool_()),
    ]
)
_PARAMETER = pa.schema([("earlier", pa.int64()), ("later", pa.int64())])
_OF_RUN = {
    "finding_of_run": "finding",
    "step_of_run": "line_step",
    "check_of_run": "check_run",
    "cell_of_run": "exposure_cell",
}


def make_comparison(
    engine: Engine, shelf: FileShelf, earlier: tuple[int, Path], later: tuple[int, Path]
) -> None:
    """Make the relations of queries/compare over two runs, each a number and its folder."""
    (number_before, before), (number_after, after) = earlier, later
    for name, table in _OF_RUN.items():
        engine.table(name, _both(shelf, before, after, table))
    _make_cell_amount(engine)
    columns = [
        {
            "column_name": name,
            "place": place,
            "is_of_a_finding": name in OF_A_FINDING,
        }
        for place, name in enumerate(COLUMNS, start=1)
    ]
    engine.register("exposure_column", pa.Table.from_pylist(columns, _EXPOSURE_COLUMN))
    numbers = {"earlier": number_before, "later": number_after}
    engine.register("compare_parameter", pa.Table.from_pylist([numbers], _PARAMETER))
    make_all(engine, content.COMPARE)


def _both(shelf: FileShelf, before: Path, after: Path, table: str) -> str:
    """SQL: a table of both runs, `side` first."""
    return " union all by name ".join(
        f"select {literal(side)} as side, * from {shelf.read([run / f'{table}.parquet'])}"
        for side, run in (("before", before), ("after", after))
    )


def _make_cell_amount(engine: Engine) -> None:
    """Make `cell_amount`: the exposure of both runs, one row per cell and column of exposure."""
    engine.table(
        "cell_amount",
        " union all ".join(
            f"select side, provider_group, {literal(name)} as column_name,"
            f" {quoted(f'{name}_cents')} as cents from cell_of_run"
            for name in COLUMNS
        ),
    )


def by_check_sql() -> str:
    return _widened(
        "check_change",
        "check_amount",
        ("check_id",),
        OF_A_FINDING,
        ("before", "after", "difference"),
        hidden=("check_order",),
        order="check_order, check_id",
    )


def by_provider_sql() -> str:
    most = ", ".join(f"abs({name}_difference) desc" for name in STRENGTHS)
    return _widened(
        "provider_change",
        "provider_amount",
        ("provider_group",),
        COLUMNS,
        ("before", "after", "difference"),
        order=f"{most}, provider_group",
    )


def findings_sql() -> str:
    return _widened(
        "finding_change",
        "finding_change_amount",
        ("finding_id", "mode"),
        OF_A_FINDING,
        ("before", "after"),
        hidden=("line_id",),
        order="what, check_id, line_id, mode",
    )


def _widened(
    changes: str,
    amounts: str,
    key: tuple[str, ...],
    columns: tuple[str, ...],
    values: tuple[str, ...],
    *,
    hidden: tuple[str, ...] = (),
    order: str,
) -> str:
    """SQL: the rows of `changes`, with the amounts of each column of exposure beside them."""
    wide = ", ".join(
        f"max({value}) filter (where column_name = {literal(name)}) as {name}_{value}"
        for name in columns
        for value in values
    )
    keys = ", ".join(key)
    less = f" exclude ({', '.join(hidden)})" if hidden else ""
    return (
        f"select *{less} from {changes} join (select {keys}, {wide} from {amounts} group by {keys})"
        f" as wide using ({keys}) order by {order}"
    )

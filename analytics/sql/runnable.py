"""Which checks cannot run on the claims of a store or a load, and why, read from their SQL.

A check cannot run where a table it needs is not loaded, or where a column that its lines must have
is empty on every line: what a line must have is read from the joins and conditions between the
tables and the check's answer, the model views below it included. No list of checks is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import quoted
from analytics.schema.tables import TABLES
from analytics.sql.checks import Check
from analytics.sql.required_columns import SqlReach
from analytics.sql.views import read_model

_LINE = "claim_line"


@dataclass(frozen=True)
class Obstacle:
    """Why a check cannot run; with `is_doubt`, why what it finds or misses may mean little."""

    check_id: str
    title: str
    why: str
    is_doubt: bool = False


@dataclass(frozen=True)
class Emptiness:
    """What the final action lacks.

    `columns` of claim_line without a value on any line; `lists` of it that are empty on every line,
    where none cannot be told from none given; `tables` of the final action without a row.
    """

    columns: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()


def emptiness(engine: Engine, load: int | None = None) -> Emptiness:
    """What the final action that `engine` reads lacks; `load`: on the lines of that load.

    Without a line there is nothing to say of columns.
    """
    described = engine.rows(f"describe select * from {_LINE}")
    lists = frozenset(name for name, kind, *_ in described if kind.endswith("[]"))
    names = [name for name, *_ in described]
    counts = ", ".join(
        f"count(*) filter (where len({quoted(name)}) > 0)"
        if name in lists
        else f"count({quoted(name)})"
        for name in names
    )
    where = "" if load is None else f" where load_number = {int(load)}"
    ((lines, *filled),) = engine.rows(f"select count(*), {counts} from {_LINE}{where}")
    tables = frozenset(
        name for name in _WITHOUT if not engine.value(f"select count(*) from {name}")
    )
    if not lines:
        return Emptiness(tables=tables)
    empty = {name for name, count in zip(names, filled, strict=True) if not count}
    return Emptiness(frozenset(empty - lists), lists & empty, tables)


def checks_that_cannot_run(
    checks: Iterable[Check], loaded_tables: Collection[str], empty: Emptiness
) -> list[Obstacle]:
    """The checks that cannot run or are in doubt, each with all its reasons, in the order given.

    `loaded_tables` are the tables of the data contract that the store holds.
    """
    model = read_model().items()
    reach = _reach(tuple((name, v.sql) for name, v in model if v.kept in ("audit", "view")))
    found = []
    for check in checks:
        if why := "; ".join(_obstacles(check, reach, loaded_tables, empty)):
            found.append(Obstacle(check.check_id, check.title, why))
        elif why := "; ".join(_doubts(check, reach, loaded_tables, empty)):
            found.append(Obstacle(check.check_id, check.title, why, is_doubt=True))
    return found


@lru_cache(maxsize=4)
def _reach(views: tuple[tuple[str, str], ...]) -> SqlReach:
    """What queries over these views reach, by the texts alone: worked out once in a process."""
    return SqlReach(dict(views))


def _obstacles(
    check: Check, reach: SqlReach, loaded: Collection[str], empty: Emptiness
) -> Iterator[str]:
    for need in check.needs:
        if need.when_parameter is None and need.table not in loaded:
            yield f"needs {need.table}, which is not loaded"
    required = reach.required(check.sql)
    for table in sorted({table for table, _ in required} & empty.tables):
        yield _WITHOUT[table]
    for column in sorted({column for table, column in required if table == _LINE} & empty.columns):
        yield f"{_name_of(column)} is never filled"


def _doubts(
    check: Check, reach: SqlReach, loaded: Collection[str], empty: Emptiness
) -> Iterator[str]:
    for need in check.needs:
        if need.when_parameter and need.table not in loaded:
            where = need.when_parameter.replace("_", " ")
            yield f"where a policy sets {where}: needs {need.table}, which is not loaded"
    read = {column for table, column in reach.read(check.sql) if table == _LINE}
    for column in sorted(read & empty.lists):
        yield f"no line has a value of {_name_of(column)}; it may be missing from the extract"


#: What it means that a table of the final action has no row.
_WITHOUT = {
    "stay": "no institutional claim with admission and discharge dates is loaded",
    "superseded_line": "no loaded claim replaces another",
}
#: What a column of claim_line is read from, where its name does not say.
_FROM = {
    "units": "paid_unit_quantity or service_unit_quantity",
    "modifiers": "hcpcs_modifier_1 to 5",
    "code_family": "a code of the home infusion tables (hcpcs_code)",
    "diagnosis_codes": "diagnosis_code_1 to 25",
    "first_paid_date": "paid_date",
}


def _name_of(column: str) -> str:
    return column if column in TABLES["medical_claim"].names else _FROM.get(column, column)

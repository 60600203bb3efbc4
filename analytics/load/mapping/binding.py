"""Which of a file's columns feed which columns of a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from analytics.errors import ExtractError, near_name
from analytics.load.mapping.mapping import ColumnSource, Mapping
from analytics.schema.line_dates import FIRST_DAY
from analytics.schema.types import Table

#: Columns that another column of the table can stand in for when the file lacks them.
STAND_INS = {FIRST_DAY[0]: FIRST_DAY[1]}
_CODES = ("hcpcs_code", "revenue_center_code")


@dataclass(frozen=True)
class Binding:
    """Sources by canonical column, as positions of the file's columns.

    `carried` are the x_ columns by position, `ignored` the headers that feed nothing.
    """

    sources: dict[str, tuple[int, ...]]
    joined: frozenset[str]
    described: dict[str, str]
    carried: dict[int, str]
    keep: dict[int, tuple[str, ...]]
    ignored: list[str]


def bind(
    table: Table, headers: tuple[str, ...], mapping: Mapping, constants: dict[str, str], file: str
) -> Binding:
    """Find each column of the table among the headers, by the mapping, else by its own name.

    Raises ExtractError where a required column, or one the mapping names, is not there, or
    where a header that is needed appears twice.
    """
    at = {name.lower(): i for i, name in reversed(list(enumerate(headers))) if name}
    named = {c: s for c, s in mapping.columns.items() if c in table.names}
    taken = {name.lower() for source in named.values() for name in source.names}
    for column in table.names:
        if column not in named and column in at and column not in taken:
            named[column] = ColumnSource((headers[at[column]],))
    sources: dict[str, tuple[int, ...]] = {}
    for column in table.names:
        if column in named:
            found = tuple(at[n.lower()] for n in named[column].names if n.lower() in at)
            if found and (not named[column].joined or len(found) == len(named[column].names)):
                sources[column] = found
            elif column not in mapping.may_be_missing:
                _refuse_missing(column, named[column], headers, mapping, file)
    used = {i for found in sources.values() for i in found}
    free = tuple(name for i, name in enumerate(headers) if i not in used)
    _refuse_unfed(table, free, sources, constants, mapping.name, file)
    _refuse_twice(used, headers, file)
    keep = {at[c.lower()]: wanted for c, wanted in mapping.keep.items() if c.lower() in at}
    carried = {i: n.lower() for n, i in at.items() if n.startswith("x_") and i not in used}
    rest = used | keep.keys() | carried.keys()
    return Binding(
        sources=sources,
        joined=frozenset(c for c in sources if named[c].joined),
        described={c: str(named[c]) for c in sources},
        carried=carried,
        keep=keep,
        ignored=[name for i, name in enumerate(headers) if name and i not in rest],
    )


def _refuse_missing(
    column: str, source: ColumnSource, headers: tuple[str, ...], mapping: Mapping, file: str
) -> None:
    missing = next(n for n in source.names if n.lower() not in {h.lower() for h in headers})
    taken = {name.lower() for other in mapping.columns.values() for name in other.names}
    free = tuple(name for name in headers if name.lower() not in taken)
    raise ExtractError(
        f"{file}: mapping {mapping.name} reads {column} from {missing!r}, but the file has no such"
        f" column{_nearest(missing, free)}"
    )


def _refuse_unfed(
    table: Table,
    free: tuple[str, ...],
    sources: dict[str, tuple[int, ...]],
    constants: dict[str, str],
    mapping: str,
    file: str,
) -> None:
    fed = sources.keys() | constants.keys()
    remedy = f"mapping {mapping}" if mapping else "a mapping (--map)"
    for column in table.required:
        if column not in fed and STAND_INS.get(column) not in fed:
            raise ExtractError(
                f"{file}: no column {column}, which {table.name} needs{_nearest(column, free)};"
                f" {remedy} can name it"
            )
    if table.name == "medical_claim" and fed.isdisjoint(_CODES):
        raise ExtractError(
            f"{file}: neither hcpcs_code nor revenue_center_code, of which medical_claim needs one"
            f"{_nearest(_CODES[0], free)}"
        )


def _refuse_twice(used: set[int], headers: tuple[str, ...], file: str) -> None:
    times = Counter(name.lower() for name in headers)
    for position in sorted(used):
        if times[headers[position].lower()] > 1:
            raise ExtractError(f"{file}: the header {headers[position]!r} appears twice")


def _nearest(name: str, headers: tuple[str, ...]) -> str:
    by_lower = {header.lower(): header for header in headers if header}
    near = near_name(name.lower(), by_lower, 0.4)
    return f"; the nearest header is {by_lower[near]!r}" if near else ""

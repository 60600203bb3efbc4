"""Small text tables as extracts: one table of words in, one frame of the data contract out.

A table shows only the columns that matter to its rule. Columns have short names (`ALIASES`), an
empty cell is null, and every column that is not shown has a clean default (`DEFAULTS`): one
member, one provider, a paid professional per diem line at home, a unit for each day.

Dates are 2026-07-05, 07-05 (in 2026) or 5 (in July 2026). Providers go by first names; NPI and
TIN of each are in `NPI` and `TIN`. Knows nothing of audits.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from analytics.testing.columns import ALIASES, DEFAULTS, NPI, TIN

# The columns of an institutional line that a professional default would make nonsense of.
_NOT_ON_A_FACILITY_BILL = ("type", "code", "pos", "rendering", "units")
_ROOM_AND_BOARD = "0120"
_LONG_DATE = len("2026-07-05")
_PROVIDER_COLUMNS = {"npi", "billing_npi", "rendering_npi", "facility_npi", "ordering_npi"}
_TIN_COLUMNS = {"tin", "billing_tin"}


def usd(amount: int | Fraction | Decimal) -> str:
    """A dollar amount as findings show it: usd(800 - 7 * 100) is "100.00"."""
    cents = Fraction(amount) * 100
    if cents.denominator != 1:
        raise ValueError(f"{amount} is not a whole number of cents")
    return f"{int(cents) // 100}.{int(cents) % 100:02d}"


def day(text: str) -> date:
    """The day that a table's cell means."""
    if len(text) <= len("31"):
        return date(2026, 7, int(text))
    if len(text) < _LONG_DATE:
        return date.fromisoformat(f"2026-{text}")
    return date.fromisoformat(text)


def rows_of(text: str) -> tuple[list[str], list[dict[str, str | None]]]:
    """Header and rows of a text table; a rule of dashes and blank lines are skipped."""
    lines = [line for line in text.splitlines() if line.strip(" -+|")]
    header = [name.strip() for name in lines[0].split("|")]
    rows = []
    for line in lines[1:]:
        cells = [cell.strip() or None for cell in line.split("|")]
        if len(cells) != len(header):
            raise ValueError(f"{len(cells)} cells under {len(header)} columns: {line.strip()}")
        rows.append(dict(zip(header, cells, strict=True)))
    return header, rows


def extract(table: str, text: str, without: tuple[str, ...] = (), **same: str | None):
    """The text as a frame of that table, every value text as an extract brings it.

    `same` gives every row the same value of a short-named column; `without` leaves columns out,
    by their names in the data contract.
    """
    header, rows = rows_of(text)
    defaults = DEFAULTS[table] | same
    shown = [*header, *(name for name in defaults if name not in header)]
    full = [_completed(table, row, defaults, i) for i, row in enumerate(rows, start=1)]
    names: list[str] = []
    for row in full or [dict.fromkeys(["note", *shown] if table == "visit_note" else shown)]:
        names += [name for name in row if name not in names]
    columns = {}
    for name in names:
        for column, values in _stored(table, name, [row.get(name) for row in full]).items():
            columns[column] = pd.Series(values, dtype="object")
    return pd.DataFrame(columns).drop(columns=list(without))


def filled(template: str, values: Iterable[str | tuple[str, ...]]) -> dict:
    """{value: the template with the value in its {}}; a tuple fills several."""
    cases = {}
    for value in values:
        cases[value] = template.format(*(value if isinstance(value, tuple) else (value,)))
    return cases


def each(cases: Iterable, found: dict[str, str | None]) -> dict:
    """The same finding for each case, as `find_each` gives it."""
    return {case: dict(found) for case in cases}


def side_by_side(cases: dict, without: tuple[str, ...] = (), **same: str | None) -> pd.DataFrame:
    """The claims of several cases as one extract, each with claims and members of its own.

    Claim ids become "003~A": the case's number and its own claim; their order within a case holds.
    """
    frames = []
    for number, text in enumerate(cases.values()):
        frame = extract("medical_claim", text, **same)
        for column in {"claim_id", "original_claim_id", "member_id", "person_id"} & {*frame}:
            frame[column] = [v and f"{number:03d}~{v}" for v in frame[column]]
        frames.append(frame)
    together = pd.concat(frames, ignore_index=True)
    together = together.astype(object).where(together.notna(), None)
    return together.drop(columns=[name for name in without if name in together])


def by_case(cases: dict, found: dict[str, str | None]) -> dict:
    """What was found of `side_by_side` claims, as {case: {claim: amount}}."""
    parted: dict = {case: {} for case in cases}
    names = list(cases)
    for key, amount in found.items():
        prefix, _, claim = key.partition(" ") if " " in key else ("", "", key)
        number, _, own = claim.partition("~")
        parted[names[int(number)]][f"{prefix} {own}".strip()] = amount
    return parted


def _completed(table: str, row: dict, defaults: dict, number: int) -> dict[str, str | None]:
    """A row with the defaults of what its table does not show."""
    full = {name: value for name, value in defaults.items() if name not in row} | row
    if table == "visit_note":
        full.setdefault("note", f"N{number}")
        full.setdefault("received", full["date"])
    if table != "medical_claim":
        return full
    if row.get("bill"):
        full.setdefault("rev", _ROOM_AND_BOARD)
        for name in _NOT_ON_A_FACILITY_BILL:
            if name not in row:
                full[name] = None
    full.setdefault("to", full["from"])
    full.setdefault("tin", full["npi"])
    full.setdefault("allowed", full["paid"])
    full.setdefault("charge", full["allowed"] or full["paid"])
    if "units" not in full and "service_units" not in full:
        full["units"] = str((day(full["to"] or full["from"]) - day(full["from"])).days + 1)
    return full


def _stored(table: str, name: str, values: list[str | None]) -> dict[str, list[str | None]]:
    """A short-named column as the column or columns of the data contract."""
    if table == "medical_claim" and name == "mods":
        split = [(value or "").split() for value in values]
        most = max((len(mods) for mods in split), default=0)
        return {
            f"hcpcs_modifier_{i + 1}": [mods[i] if i < len(mods) else None for mods in split]
            for i in range(most)
        }
    column = ALIASES[table].get(name, name)
    if column.endswith("_date") or column in ("effective_from", "effective_to"):
        return {column: [None if v is None else day(v).isoformat() for v in values]}
    if column in _PROVIDER_COLUMNS:
        return {column: [NPI.get(v, v) for v in values]}
    if column in _TIN_COLUMNS:
        return {column: [TIN.get(v, v) for v in values]}
    return {column: values}

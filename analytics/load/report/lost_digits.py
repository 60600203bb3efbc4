"""Counts the digits that a spreadsheet took from codes: leading zeros, and whole digits.

Loading puts lost zeros back where the length of a code says how; this counts how often it did.
"""

from __future__ import annotations

from analytics.engine.duckdb import Engine
from analytics.load.cast.amounts import full
from analytics.load.cast.values import trimmed
from analytics.schema.types import Table

#: By kind of column: the sign, the length of a whole code, and the form of one that lost digits.
_SHORT = {
    "npi": ("npi_nine_digits", 10, r"\d{9}(\.0*)?"),
    "pos": ("place_one_digit", 2, r"[1-9](\.0*)?"),
    "tin": ("tax_number_short", 9, r"\d{7,8}(\.0*)?"),
    "revenue_code": ("revenue_code_short", 4, r"[1-9]\d{0,2}(\.0*)?"),
    "bill_type": ("bill_type_short", 4, r"[1-9]\d[0-9A-Z](\.0*)?"),
}


def text_signs(
    engine: Engine, select: str, table: Table, sources: dict[str, int]
) -> dict[str, int]:
    """Values whose leading digits are gone, by sign, over all rows read, rejected ones too.

    `select` gives the rows as text in columns c0, c1, ...; `sources` which of them feeds a column.
    """
    tests: dict[str, list[str]] = {}
    for column in table.columns:
        if column.kind in _SHORT and column.name in sources:
            sign, whole, form = _SHORT[column.kind]
            text = f"c{sources[column.name]}"
            # Most codes are whole: their length says so, and no pattern is looked for.
            looks = f"(strlen({text}) <> {whole} or contains({text}, '.'))"
            short = f"{looks} and {full(trimmed(text), form)}"
            tests.setdefault(sign, []).append(f"count(*) filter (where {short})")
    if not tests:
        return {}
    sums = ", ".join(" + ".join(counts) for counts in tests.values())
    ((*found,),) = engine.rows(f"select {sums} from ({select})")
    return dict(zip(tests, found, strict=True))

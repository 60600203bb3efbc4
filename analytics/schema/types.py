"""What a table and a column are. Knows no table."""

from __future__ import annotations

from dataclasses import dataclass

#: How a kind of value is stored. A kind also decides how the value is read from text
#: (``analytics/load/values.py``).
STORAGE = {
    "text": "VARCHAR",
    "identifier": "VARCHAR",  # digits lost to a spreadsheet reject the row
    "npi": "VARCHAR",
    "tin": "VARCHAR",
    "pos": "VARCHAR",
    "bill_type": "VARCHAR",
    "revenue_code": "VARCHAR",
    "hcpcs": "VARCHAR",
    "modifier": "VARCHAR",
    "ndc": "VARCHAR",
    "diagnosis": "VARCHAR",
    "word": "VARCHAR",  # one of a short list of upper or lower case words
    "integer": "BIGINT",
    "date": "DATE",
    "time": "VARCHAR",
    "money": "DECIMAL(18,2)",
    "quantity": "DECIMAL(18,3)",
    "rate": "DECIMAL(18,4)",
    "share": "DECIMAL(18,12)",
    "boolean": "BOOLEAN",
    "list": "VARCHAR[]",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, kind (a key of `STORAGE`), meaning, and whether a row needs it."""

    name: str
    kind: str
    meaning: str
    required: bool = False
    values: tuple[str, ...] = ()

    @property
    def storage(self) -> str:
        """The SQL type the column is stored as."""
        return STORAGE[self.kind]


@dataclass(frozen=True)
class Table:
    """One table: what a row is, and its columns in order."""

    name: str
    grain: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where the table has none."""
        return {c.name: c for c in self.columns}[name]

    @property
    def names(self) -> list[str]:
        """The column names in order."""
        return [c.name for c in self.columns]

    @property
    def required(self) -> list[str]:
        """The columns a row cannot do without."""
        return [c.name for c in self.columns if c.required]


def _c(name: str, kind: str, meaning: str, *, required: bool = False, values: tuple[str, ...] = ()):
    return Column(name, kind, meaning, required, values)

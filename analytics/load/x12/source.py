"""An X12 file as the source of a load: which table it is for, its columns, its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal
from analytics.errors import UsageError
from analytics.load.mapping.mapping import Mapping, read_mapping
from analytics.load.read.files import kind_of, pieces_of, start_of
from analytics.load.read.header import Header
from analytics.load.read.rows import Rows
from analytics.load.read.unreadable import keep_broken
from analytics.load.x12.segments import BLANK
from analytics.load.x12.to_parquet import COLUMNS, read_x12, table_of

#: ISA*00*, and what a file starts with that has lost its ISA.
_START = re.compile(
    r"ISA([^A-Za-z0-9\r\n ])\d\d\1|GS([^A-Za-z0-9\r\n ])[A-Z]{2}\2|ST([^A-Za-z0-9\r\n ])\d{3}\3"
)
_MAPPINGS = {"medical_claim": "x12 837", "remittance": "x12 835"}


def is_x12(path: Path) -> bool:
    """Does the file, unpacked if need be, start as an X12 interchange? Raises ExtractError."""
    if kind_of(path) not in ("text", "gzip", "zstd"):
        return False
    start = start_of(path, "latin-1", 4096)
    return bool(_START.match(start.removeprefix("\u00ef\u00bb\u00bf").lstrip(BLANK)))


@dataclass(frozen=True)
class X12Source:
    """An X12 file and the table it is loaded into; `told`: the user said which.

    Where the payer is told at load, its name in the file (free text, seldom the same twice) is
    carried as x_payer_name only.
    """

    path: Path
    table: str
    told: bool
    payer_told: bool

    @classmethod
    def of(cls, source: Any, table: str | None, payer: str | None) -> X12Source | None:
        """The source, if it is an X12 file; None for any other file or frame.

        Raises ExtractError where the file holds no transaction that is read, UsageError for a
        table that X12 files do not fill.
        """
        if not isinstance(source, Path) or not is_x12(source):
            return None
        if table is not None and table not in _MAPPINGS:
            raise UsageError(
                f"{source.name}: an X12 file fills {' (837) or '.join(_MAPPINGS)} (835), not"
                f" {table}"
            )
        found = table_of(pieces_of(source), source.name)
        return cls(source, table or found, table is not None, payer is not None)

    @property
    def header(self) -> Header:
        """The columns the file is read into."""
        names = COLUMNS[self.table]
        if self.payer_told:
            names = tuple("x_payer_name" if name == "payer" else name for name in names)
        return Header(names, {})

    def read_as(self, mapping: Mapping | Path | str | None) -> tuple[Header, Mapping]:
        """The columns, and what a mapping says of them (values, constants); none is needed."""
        header, own = self.header, _MAPPINGS[self.table]
        if mapping is None or isinstance(mapping, Mapping):
            found = mapping or Mapping()
        else:
            found = read_mapping(mapping, list(header.names), {})
        if found.table not in (None, self.table):
            raise UsageError(
                f"{self.path.name}: mapping {found.name} is for {found.table}, not {self.table}"
            )
        name = f"{own}, {found.name}" if found.name else own
        basis = "billed" if self.table == "medical_claim" else None
        return header, replace(found, name=name, table=self.table, units_basis=basis, history=None)

    def rows(self, engine: Engine, temp: Path) -> Rows:
        """Bring the rows into the engine's reach; a row's number is that of its segment."""
        out = temp / "x12.parquet"
        found = read_x12(pieces_of(self.path), self.path.name, self.table, self.told, out)
        keep_broken(engine, [tuple(broken) for broken in found.broken])
        names = ", ".join(f"c{i}" for i in range(len(COLUMNS[self.table])))
        select = f"select source_row, {names} from read_parquet({literal(out)})"
        if found.withdrawn:
            numbers = ", ".join(map(str, found.withdrawn))
            select += f" where transaction not in ({numbers})"
        return Rows(
            self.header.names,
            select,
            found.good + len(found.broken),
            notes=tuple(tuple(note) for note in found.notes),
            transactions=dict(found.transactions),
            transactions_left_out=dict(found.left_out),
        )

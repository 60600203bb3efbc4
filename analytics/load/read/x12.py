"""X12 files: the columns and rows of their claims or remittances, and the table they fill."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal
from analytics.errors import UsageError
from analytics.load.read.file_format import FileFormat
from analytics.load.read.files import pieces_of, start_of
from analytics.load.read.format_reader import FormatReader, Source, Standard
from analytics.load.read.header import Header
from analytics.load.read.rows import Rows
from analytics.load.read.unreadable import UnreadableRow, keep_unreadable
from analytics.load.x12.segments import BLANK
from analytics.load.x12.to_parquet import COLUMNS, read_x12, table_of

#: ISA*00*, and what a file starts with that has lost its ISA.
_START = re.compile(
    r"ISA([^A-Za-z0-9\r\n ])\d\d\1|GS([^A-Za-z0-9\r\n ])[A-Z]{2}\2|ST([^A-Za-z0-9\r\n ])\d{3}\3"
)
_STANDARDS = {
    "medical_claim": Standard("x12 837", "medical_claim", "billed", is_submission=True),
    "remittance": Standard("x12 835", "remittance"),
}


class Reader(FormatReader):
    """An X12 file, read for the table that the user or its first transaction tells.

    Where the payer is given at load, its name in the file (free text, seldom the same twice) is
    carried as x_payer_name only.
    """

    title = "X12 (837, 835)"
    correction = (
        "correct the claims in the file itself and load it again: bills that came before are read"
        " from the later file"
    )

    @classmethod
    def recognizes(cls, source: Source, file_format: FileFormat) -> bool:
        """Does the file, unpacked if need be, start as an X12 interchange?"""
        start = start_of(source, "latin-1", 4096)
        return bool(_START.match(start.removeprefix("\u00ef\u00bb\u00bf").lstrip(BLANK)))

    @cached_property
    def standard(self) -> Standard:
        """What the standard says of the file.

        Raises ExtractError where it holds no transaction that is read, UsageError for a table
        that X12 files do not fill.
        """
        table = self.given.table
        if table is not None and table not in _STANDARDS:
            raise UsageError(
                f"{self.name}: an X12 file fills {' (837) or '.join(_STANDARDS)} (835), not {table}"
            )
        found = table_of(pieces_of(self.source), self.name)
        return _STANDARDS[table or found]

    def read_header(self) -> Header:
        """The columns the file is read into."""
        names = COLUMNS[self.standard.table]
        if self.given.payer is not None:
            names = tuple("x_payer_name" if name == "payer" else name for name in names)
        return Header(names, {})

    def rows(self, engine: Engine, temp: Path) -> Rows:
        """The rows; a row's number is that of its segment."""
        out, table = temp / "x12.parquet", self.standard.table
        found = read_x12(
            pieces_of(self.source), self.name, table, self.given.table is not None, out
        )
        keep_unreadable(engine, [UnreadableRow(*each) for each in found.unreadable])
        names = ", ".join(f"c{i}" for i in range(len(COLUMNS[table])))
        select = f"select source_row, {names} from read_parquet({literal(out)})"
        if found.withdrawn:
            numbers = ", ".join(map(str, found.withdrawn))
            select += f" where transaction not in ({numbers})"
        return Rows(
            self.header.names,
            select,
            found.good + len(found.unreadable),
            notes=tuple(tuple(note) for note in found.notes),
            transactions=dict(found.transactions),
            transactions_left_out=dict(found.left_out),
        )

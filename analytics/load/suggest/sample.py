"""The first rows of a file, and what their values read as: to draft a mapping from."""

from __future__ import annotations

import codecs
import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.engine.duckdb import Engine
from analytics.load.cast import values
from analytics.load.cast.amounts import full
from analytics.load.cast.codes import npi_fails_check, npi_value
from analytics.load.cast.values import Style
from analytics.load.read.file_format import FileFormat
from analytics.load.read.files import as_arrow, kind_of, start_of
from analytics.load.read.header import Header
from analytics.load.read.source import header_of, read_rows
from analytics.load.read.workbook import first_rows
from analytics.schema.types import Column

ROWS = 1000
_HCPCS, _NDC = r"[A-Z]\d{4}|\d{5}|\d{4}[A-Z]", r"\d{11}|\d{5}-\d{4}-\d\d"
#: The places of service that most claims have; other two digits are something else as often.
_POS = "02|10|11|12|13|14|19|21|22|23|24|31|32|33|49|65|81"
_DATE_COLUMN = Column("a_date", "date", "")


class Sample:
    """The first rows of a file as text, asked column by column (by position in the header)."""

    def __init__(self, engine: Engine, header: Header, form: FileFormat, select: str):
        self._engine, self._select = engine, select
        self.header, self.form = header, form
        self.rows: int = engine.value(f"select count(*) from ({select})")

    def _ask(self, position: int, *expressions: str) -> tuple:
        text = values.without_null_words(values.trimmed(f"c{position}"))
        ((answer),) = self._engine.rows(
            f"select {', '.join(expressions)} from (select {text} as t from ({self._select}))"
            " where t is not null"
        )
        return answer

    def given(self, position: int) -> int:
        """How many values there are."""
        return self._ask(position, "count(*)")[0]

    def reading(self, position: int, column: Column, style: Style) -> tuple[int, int]:
        """How many values there are for a kind of column, and how many of them read."""
        clean = values.clean_sql(column, "t", style)
        cast = values.value_sql(column, "clean", style)
        fault = values.fault_sql(column, "clean", "value") or "false"
        text = values.without_null_words(values.trimmed(f"c{position}"))
        ((given, read),) = self._engine.rows(
            "select count(clean), count(*) filter (where clean is not null"
            f" and not coalesce({fault}, false)) from (select *, {cast} as value"
            f" from (select {clean} as clean from (select {text} as t from ({self._select}))))"
        )
        return given, read

    def reads(self, position: int, column: Column, style: Style) -> bool:
        """Does every value read as the column asks? True where there is no value."""
        given, read = self.reading(position, column, style)
        return read == given

    def matching(self, position: int, pattern: str) -> int:
        """How many values have a form."""
        return self._ask(position, f"count(*) filter (where {full('t', pattern)})")[0]

    def distinct(self, position: int, most: int) -> list[str] | None:
        """The distinct values in upper case; None where they are more than `most`."""
        ((found),) = self._ask(position, f"list(distinct upper(t))[:{most + 1}]")
        return None if len(found or []) > most else sorted(found or [])

    def looks_like(self, position: int) -> str | None:
        """The kind of column whose values these look like; None where nothing is plain."""
        given = self.given(position)
        if not given:
            return None
        npi = npi_value("t")
        checked, codes, letters, ndc, places, kinds = self._ask(
            position,
            f"count(*) filter (where {npi} is not null and not {npi_fails_check(npi)})",
            f"count(*) filter (where {full('upper(t)', _HCPCS)})",
            "count(*) filter (where regexp_matches(t, '[A-Za-z]'))",
            f"count(*) filter (where {full('t', _NDC)})",
            f"count(*) filter (where {full('t', _POS)})",
            "count(distinct t)",
        )
        if checked == given:
            return "npi"
        if self.reading(position, _DATE_COLUMN, Style())[1] == given:
            return "date"
        if codes == given and letters:
            return "hcpcs"
        if ndc == given:
            return "ndc"
        return "pos" if places * 10 >= given * 9 and kinds > 1 else None


@contextmanager
def sample_of(source: Path | pd.DataFrame | pa.Table) -> Iterator[Sample]:
    """The first rows of a file or frame. Raises ExtractError where it has no header to read."""
    form = FileFormat(encoding=_encoding(source))
    header = header_of(source, form)
    with tempfile.TemporaryDirectory(prefix="recoup-") as temp, Engine() as engine:
        rows = read_rows(engine, _first(source, header, form), header, FileFormat(), Path(temp))
        yield Sample(engine, header, form, rows.select)


def _encoding(source: Path | pd.DataFrame | pa.Table) -> str | None:
    """cp1252 for a text file that is no UTF-8; None where nothing need be said."""
    if not isinstance(source, Path) or kind_of(source) in ("parquet", "workbook"):
        return None
    # Latin 1 gives each byte back as it is.
    start = start_of(source, "latin-1").encode("latin-1", "replace")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1252"
    return None


def _first(source: Path | pd.DataFrame | pa.Table, header: Header, form: FileFormat) -> pa.Table:
    if isinstance(source, pd.DataFrame):
        return as_arrow(source.head(ROWS))
    if isinstance(source, pa.Table):
        return source[:ROWS]
    kind = kind_of(source)
    if kind == "parquet":
        batch = next(pq.ParquetFile(source).iter_batches(batch_size=ROWS), None)
        schema = pq.read_schema(source)
        return pa.Table.from_batches([batch] if batch is not None else [], schema)
    width = len(header.names)
    rows = first_rows(source, form.sheet, ROWS) if kind == "workbook" else _lines(source, header)
    whole = [(row + [""] * width)[:width] for row in rows]
    columns = [[row[i] or None for row in whole] for i in range(width)]
    return pa.table([pa.array(c, pa.string()) for c in columns], [f"c{i}" for i in range(width)])


def _lines(source: Path, header: Header) -> list[list[str]]:
    """The first rows of delimited text that have a value for every column."""
    text = start_of(source, _encoding(source)).replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=header.delimiter)
    found: list[list[str]] = []
    try:
        next(reader)
        for row in reader:
            if len(row) == len(header.names):
                found.append(row)
            if len(found) == ROWS:
                break
    except csv.Error:
        pass  # a broken row: those in front of it will do
    # The text may end in the middle of its last row.
    return found if len(found) == ROWS else found[: max(1, len(found) - (len(text) >= 1 << 20))]

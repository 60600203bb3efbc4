"""The first rows of a file, and the types that their values fit, for a draft mapping."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analytics.engine.duckdb import Engine
from analytics.errors import ExtractError
from analytics.load.cast import values
from analytics.load.cast.amounts import full
from analytics.load.cast.codes import npi_fails_check, npi_value
from analytics.load.cast.values import Style
from analytics.load.read.file_format import FileFormat
from analytics.load.read.format_reader import Given, Source
from analytics.load.read.formats import reader_of
from analytics.load.read.header import Header
from analytics.load.reference import reference_rows
from analytics.schema.types import Column

ROWS = 1000
_HCPCS, _NDC = r"[A-Z]\d{4}|\d{5}|\d{4}[A-Z]", r"\d{11}|\d{5}-\d{4}-\d\d"
_DATE_COLUMN = Column("a_date", "date", "")


class Sample:
    """The first rows of a file as text, asked column by column (by position in the header)."""

    def __init__(self, engine: Engine, header: Header, file_format: FileFormat, select: str):
        self._engine, self._select = engine, select
        self.header, self.file_format = header, file_format
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
        # Other places have two digits too, which are something else as often.
        common_places = "|".join(row["code"] for row in reference_rows("common_place_of_service"))
        checked, codes, letters, ndc, places, kinds = self._ask(
            position,
            f"count(*) filter (where {npi} is not null and not {npi_fails_check(npi)})",
            f"count(*) filter (where {full('upper(t)', _HCPCS)})",
            "count(*) filter (where regexp_matches(t, '[A-Za-z]'))",
            f"count(*) filter (where {full('t', _NDC)})",
            f"count(*) filter (where {full('t', common_places)})",
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
def sample_of(source: Source) -> Iterator[Sample]:
    """The first rows of a file or frame.

    Raises ExtractError where it has no header to read, or is of a standard: its columns are known.
    """
    file_format = reader_of(source).seen_format()
    reader = reader_of(source, Given(file_format))
    if reader.standard:
        raise ExtractError(f"{reader.name}: {reader.standard.name} needs no mapping; load it as is")
    with tempfile.TemporaryDirectory(prefix="recoup-") as temp, Engine() as engine:
        yield Sample(engine, reader.header, file_format, reader.sample(engine, Path(temp), ROWS))

"""Refuses a file with misread columns, another order of dates, or rows without a payer.

A few bad values reject their rows; a wrong mapping refuses the file.
"""

from __future__ import annotations

import json
import re

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal, quoted
from analytics.errors import ExtractError
from analytics.load.cast import values
from analytics.load.cast.amounts import among, full
from analytics.load.cast.dates import DAY_FIRST, MONTH_FIRST
from analytics.load.cast.row_rules import text_of
from analytics.load.cast.statement import CastStatement
from analytics.load.mapping.binding import STAND_INS
from analytics.load.read.rows import Rows
from analytics.schema.tables import DECIDING_WORDS, MEDICAL_CLAIM
from analytics.schema.types import Column

#: Texts named in a note; the rest is only counted.
_TEXTS_SHOWN = 12
#: A column that never casts refuses the file where it would reject at least this many rows,
#: and at least one row in a hundred: fewer are bad values, not a wrong column.
_FEWEST, _SHARE = 2, 100
#: Amounts that all read as days of these years (20240701) are dates.
_FIRST_DAY, _LAST_DAY = 19500101, 21001231
#: A word that may be shown: a code of a system, never a name or a number of a claim.
_WORD, _LONGEST_WORD = re.compile(r"[A-Za-z][A-Za-z _-]*\d?|\d{1,2}"), 24
_NUMBERS = ("money", "quantity", "rate")
_POINT, _COMMA = r"[^,]*\.\d\d?\D*", r"[^.]*,\d\d?\D*|[\d.]+\.\d{3},\d*\D*"


def refuse_misread_columns(engine: Engine, statement: CastStatement, rows: Rows, file: str) -> None:
    """Raise ExtractError where what was read shows that a column is not what it is taken for."""
    numbers = [n for (n,) in engine.rows("select distinct fault from cast_row where fault > 0")]
    failing = {statement.faults[n - 1].column for n in numbers}
    refusals = _Refusals(engine, statement, rows, file)
    for column in statement.fed:
        if statement.table is MEDICAL_CLAIM and column.name in DECIDING_WORDS:
            refusals.refuse_unknown_words(column)
        if column.name in failing:
            refusals.refuse_empty(column)
            if column.kind == "date":
                refusals.refuse_other_order(column)
            if column.kind in _NUMBERS:
                refusals.refuse_other_mark(column)
            refusals.refuse_never_cast(column)
    refusals.refuse_dates_as_money()
    if statement.table is MEDICAL_CLAIM:
        refusals.refuse_one_claim()


def _words(count: int) -> str:
    return "a word that is not known" if count == 1 else f"{count} words that are not known"


class _Refusals:
    """The tests of one file; each raises ExtractError, naming the column and an example row."""

    def __init__(self, engine: Engine, statement: CastStatement, rows: Rows, file: str):
        self._engine, self._statement, self._rows, self._file = engine, statement, rows, file

    def _source(self, column: str) -> str:
        """What a column is read from, for a message."""
        described = self._statement.binding.described.get(column)
        return f"column {described}" if described else "a constant"

    def _ask(self, *expressions: str) -> tuple:
        ((answer),) = self._engine.rows(
            f"select {', '.join(expressions)} from ({self._statement.cleaned(self._rows.select)})"
        )
        return answer

    def refuse_empty(self, column: Column) -> None:
        """A needed column without a value on any row is another column."""
        stand_in = STAND_INS.get(column.name)
        if not column.required or stand_in in self._statement.binding.sources:
            return
        count, given = self._ask(
            "count(*)",
            f"count(*) filter (where plain_{column.name} or {text_of(column)} is not null)",
        )
        if count >= _FEWEST and not given:
            raise ExtractError(
                f"{self._file}: {self._source(column.name)} has no value on any row, and"
                f" {column.name} ({column.meaning}) is needed on each. Is it the right column?"
            )

    def refuse_unknown_words(self, column: Column) -> None:
        """A word that decides which rows stand, and that nobody knows: a guess asks for money."""
        text, style = text_of(column), self._statement.style
        value = values.value_sql(column, text, style)
        known = f"{value} is not null" if column.values else f"length({value}) = 1"
        broken = f"coalesce({values.spreadsheet_error(text)}, false)"
        unknown = f"{text} is not null and not coalesce({known}, false) and not {broken}"
        words, rows, row = self._ask(
            f"list_sort(list(distinct {text}) filter (where {unknown}))",
            f"count(*) filter (where {unknown})",
            f"min(source_row) filter (where {unknown})",
        )
        if not rows:
            return
        shown = [word for word in words if len(word) <= _LONGEST_WORD and _WORD.fullmatch(word)]
        to_paste = "".join(f'\n{json.dumps(word)} = "..."' for word in shown)
        is_code = len(words) <= _TEXTS_SHOWN and len(shown) == len(words)
        raise ExtractError(
            f"{self._file}: {self._source(column.name)} has {_words(len(words))} on"
            f" {rows:,} row{'' if rows == 1 else 's'}, the first row {row}; {column.name} decides"
            f" which rows stand and is {DECIDING_WORDS[column.name]}. "
            + (
                "A mapping (--map) says what each means, in the place of the dots:"
                f"\n[values.{column.name}]{to_paste}"
                if is_code
                else "Is it the right column?"
            )
        )

    def refuse_never_cast(self, column: Column) -> None:
        """A column of which no value reads is another column, or written another way."""
        text, style = text_of(column), self._statement.style
        cast = values.value_sql(column, text, style)
        given, read, row = self._ask(
            f"count({text})",
            f"count(*) filter (where plain_{column.name} or {cast} is not null)",
            f"min(source_row) filter (where {text} is not null)",
        )
        if read or given < _FEWEST or given * _SHARE < self._rows.read:
            return
        ((reason,),) = self._engine.rows(
            f"select {values.reason_sql(column, text, style)}"
            f" from ({self._statement.cleaned(self._rows.select)}) where source_row = {row}"
        )
        as_written = ""
        if column.kind == "date" and style.date_format:
            as_written = f", with the date_format {style.date_format!r} of the mapping"
        raise ExtractError(
            f"{self._file}: no value of {self._source(column.name)} reads as {column.name}"
            f" ({column.meaning}){as_written}; row {row}: {reason}. Check the column, or set its"
            " format in a mapping."
        )

    def refuse_other_order(self, column: Column) -> None:
        """Days and months the other way round: days after the 12th are lost, the rest is wrong."""
        text, date_format = text_of(column), self._statement.style.date_format
        day_first, month_first, row_day, row_month = self._ask(
            f"count(*) filter (where {full(text, DAY_FIRST)})",
            f"count(*) filter (where {full(text, MONTH_FIRST)})",
            f"min(source_row) filter (where {full(text, DAY_FIRST)})",
            f"min(source_row) filter (where {full(text, MONTH_FIRST)})",
        )
        source = self._source(column.name)
        if date_format is None and day_first > month_first:
            raise ExtractError(
                f"{self._file}: the dates of {source} have the day first (row {row_day});"
                ' a mapping with date_format = "%d/%m/%Y" reads them'
            )
        if date_format and date_format.startswith("%d/%m") and month_first > day_first:
            raise ExtractError(
                f"{self._file}: the dates of {source} have the month first (row {row_month}), but"
                f" the mapping says date_format = {date_format!r}; leave it out"
            )

    def refuse_other_mark(self, column: Column) -> None:
        """Amounts with the other decimal mark: some fail, and 1.234 is read as 1234."""
        text, comma = text_of(column), self._statement.style.decimal_comma
        other, usual = (_POINT, _COMMA) if comma else (_COMMA, _POINT)
        # Plain text is what needs no cleaning: with a decimal point, unless the mapping says comma.
        plain = "0" if comma else f"count(*) filter (where contains(raw_{column.name}, '.'))"
        others, usuals, row, plains = self._ask(
            f"count(*) filter (where {full(text, other)})",
            f"count(*) filter (where {full(text, usual)})",
            f"min(source_row) filter (where {full(text, other)})",
            plain,
        )
        if others < _FEWEST or others <= max(usuals, plains):
            return
        raise ExtractError(
            f"{self._file}: the amounts of {self._source(column.name)} have a decimal"
            f" {'point' if comma else 'comma'} (row {row}); "
            + (
                "leave decimal_comma out of the mapping"
                if comma
                else "a mapping with decimal_comma = true reads them"
            )
        )

    def refuse_dates_as_money(self) -> None:
        """An amount that is a day such as 20240701 on every row is a date."""
        for column in self._statement.fed:
            if column.kind != "money":
                continue
            name = quoted(column.name)
            ((given, strange, row),) = self._engine.rows(
                f"select count({name}), count(*) filter (where {name} between {_FIRST_DAY} and"
                f" {_LAST_DAY} and {name} // 100 % 100 between 1 and 12"
                f" and {name} % 100 between 1 and 31), min(source_row) filter (where {name} <> 0)"
                " from cast_row"
            )
            if given >= _FEWEST and strange == given:
                raise ExtractError(
                    f"{self._file}: the values of {self._source(column.name)} are dates (row"
                    f" {row}), and {column.name} ({column.meaning}) is read from them. Is it"
                    " another column?"
                )

    def refuse_one_claim(self) -> None:
        """A claim number that is the same on every row, for several members, is none."""
        ((loaded, constant, members, row),) = self._engine.rows(
            "select count(*), min(claim_id) = max(claim_id), min(member_id) <> max(member_id),"
            " min(source_row) from cast_row where fault = 0"
        )
        if loaded > _FEWEST and constant and members:
            raise ExtractError(
                f"{self._file}: {self._source('claim_id')} has one value on all rows (row {row} and"
                " on) for several members; it cannot be claim_id (the payer's claim number). Is it"
                " another column?"
            )


def refuse_without_payer(engine: Engine, statement: CastStatement, file: str) -> None:
    """Refuse claims without a payer: they mix with those of another. Raises ExtractError."""
    if "payer" not in statement.filled:
        raise ExtractError(f"{file}: no payer column; pass --payer NAME")
    row = engine.value("select min(source_row) from cast_row where fault = 0 and payer is null")
    if row is not None:
        raise ExtractError(f"{file}: row {row} has no payer; pass --payer NAME for such rows")


def mapping_notes(engine: Engine, statement: CastStatement, rows: Rows) -> list[str]:
    """What looks strange about a mapping whose file loads: for a person to look at.

    One of their columns that feeds several amounts or dates of ours; translations of which no
    word occurs in the file; words that are read as another.
    """
    return [
        *_fed_twice(statement),
        *_translates_nothing(engine, statement, rows),
        *_read_as_another(engine, statement, rows),
    ]


def _fed_twice(statement: CastStatement) -> list[str]:
    fed: dict[tuple[str, str], list[str]] = {}
    for column in statement.fed:
        source = statement.binding.described.get(column.name)
        if source and column.kind in ("money", "quantity", "date"):
            fed.setdefault((source, column.kind), []).append(column.name)
    return [
        f"{source} feeds {' and '.join(ours)}: are they the same?"
        for (source, _), ours in fed.items()
        if len(ours) > 1
    ]


def _translates_nothing(engine: Engine, statement: CastStatement, rows: Rows) -> list[str]:
    notes = []
    for column, words in statement.mapping.values.items():
        found = statement.binding.sources.get(column, ())
        theirs = [word for word in words if word]
        if len(found) != 1 or not theirs or any(word.endswith("*") for word in theirs):
            continue
        text = values.without_null_words(values.trimmed(f"c{found[0]}"))
        ((given, translated, row),) = engine.rows(
            f"select count(t), count(*) filter (where {among('upper(t)', theirs)}),"
            " min(source_row) filter (where t is not null)"
            f" from (select source_row, {text} as t from ({rows.select}))"
        )
        if given and not translated:
            notes.append(
                f"values.{column}: none of its {len(theirs)} words occurs in column"
                f" {statement.binding.described[column]} (row {row} has another)"
            )
    return notes


def _read_as_another(engine: Engine, statement: CastStatement, rows: Rows) -> list[str]:
    """The texts of a column that are none of its words and are read as one of them."""
    notes = []
    for column in (c for c in statement.fed if c.name in values.READ_AS):
        word, text = values.READ_AS[column.name], text_of(column)
        listed = ", ".join(column.values)
        found = engine.rows(
            f"select {text} as t, count(*) from ({statement.cleaned(rows.select)})"
            f" where {text} is not null and {values.value_sql(column, text, statement.style)}"
            f" = {literal(word)} and not {among(f'lower({text})', column.values)}"
            " group by t order by count(*) desc, t"
        )
        if found:
            shown = ", ".join(f"{theirs!r} ({count:,})" for theirs, count in found[:_TEXTS_SHOWN])
            more = f" and {len(found) - _TEXTS_SHOWN:,} more" if len(found) > _TEXTS_SHOWN else ""
            notes.append(
                f"{column.name} is one of {listed}; read as {word}: {shown}{more};"
                f" [values.{column.name}] of a mapping may say what they are"
            )
    return notes

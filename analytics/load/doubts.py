"""Files refused whole: a column that never casts, a day-first file, rows without a payer."""

from __future__ import annotations

from analytics.engine import Engine
from analytics.errors import ExtractError
from analytics.load import values
from analytics.load.dates import DAY_FIRST, MONTH_FIRST
from analytics.load.judge import Judgement
from analytics.load.rows import Rows
from analytics.load.rules import text_of
from analytics.schema import Column

#: A column that never casts refuses the file where it would reject at least this many rows,
#: and at least one row in a hundred: fewer are bad values, not a wrong column.
_FEWEST, _SHARE = 2, 100


def refuse_doubtful(engine: Engine, judgement: Judgement, rows: Rows, file: str) -> None:
    """Raise ExtractError where what was read shows that a column is not what it is taken for."""
    numbers = [n for (n,) in engine.rows("select distinct fault from judged where fault > 0")]
    failing = {judgement.faults[n - 1].column for n in numbers}
    for column in judgement.fed:
        if column.name in failing:
            _refuse_never_cast(engine, judgement, rows, column, file)
            if column.kind == "date" and judgement.style.date_format is None:
                _refuse_day_first(engine, judgement, rows, column, file)


def _refuse_never_cast(
    engine: Engine, judgement: Judgement, rows: Rows, column: Column, file: str
) -> None:
    text = text_of(column)
    cast = values.value_sql(column, text, judgement.style)
    ((given, read, row),) = engine.rows(
        f"select count({text}), count(*) filter (where plain_{column.name} or {cast} is not null),"
        f" min(source_row) filter (where {text} is not null)"
        f" from ({judgement.cleaned(rows.select)})"
    )
    if read or given < _FEWEST or given * _SHARE < rows.read:
        return
    ((reason,),) = engine.rows(
        f"select {values.reason_sql(column, text, judgement.style)}"
        f" from ({judgement.cleaned(rows.select)}) where source_row = {row}"
    )
    source = judgement.binding.described.get(column.name, "a constant")
    raise ExtractError(
        f"{file}: no value of column {source} reads as {column.name} ({column.meaning});"
        f" row {row}: {reason}. Is it another column, or does a mapping have to say how it is"
        " written?"
    )


def _refuse_day_first(
    engine: Engine, judgement: Judgement, rows: Rows, column: Column, file: str
) -> None:
    """A day-first column loses the days after the 12th and turns the others into wrong dates."""
    text = text_of(column)
    ((day_first, month_first, row),) = engine.rows(
        f"select count(*) filter (where regexp_full_match({text}, '{DAY_FIRST}')),"
        f" count(*) filter (where regexp_full_match({text}, '{MONTH_FIRST}')),"
        f" min(source_row) filter (where regexp_full_match({text}, '{DAY_FIRST}'))"
        f" from ({judgement.cleaned(rows.select)})"
    )
    if day_first > month_first:
        source = judgement.binding.described[column.name]
        raise ExtractError(
            f"{file}: the dates of column {source} have the day first (row {row});"
            ' a mapping with date_format = "%d/%m/%Y" reads them'
        )


def refuse_without_payer(engine: Engine, judgement: Judgement, file: str) -> None:
    """Claims without a payer cannot be told from those of another. Raises ExtractError."""
    if "payer" not in judgement.filled:
        raise ExtractError(f"{file}: no column payer; say --payer NAME")
    row = engine.value("select min(source_row) from judged where fault = 0 and payer is null")
    if row is not None:
        raise ExtractError(f"{file}: row {row} has no payer; say --payer NAME for such rows")

"""The rules that reject a row or warn about it: values, missing values, spans, lines.

The SQL here reads the layers of `statement`: a column's value under its own name, its cleaned text
under `t_<name>`.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.engine.sql_text import literal, quoted
from analytics.load.cast import values
from analytics.load.cast.amounts import among
from analytics.load.cast.values import Style
from analytics.load.mapping.binding import STAND_INS
from analytics.schema.line_dates import FIRST_DAY, LAST_DAY, day_sql
from analytics.schema.tables import UNPAID_STATUSES
from analytics.schema.types import Column, Table

LONGEST_SPAN = 366
_SPANS = (
    ("enrollment_start_date", "enrollment_end_date"),
    ("effective_from", "effective_to"),
    ("start_date", "end_date"),
    ("from_date", "to_date"),
)
_HEADER_SPANS = (("claim_start_date", "claim_end_date"), ("admission_date", "discharge_date"))
_MISSING = literal("a required value is missing")
_NO_CODE = literal("neither hcpcs_code nor revenue_center_code has a value")
_ERROR = "a spreadsheet error instead of a value"
_BACKWARDS = "the span ends before it starts"
_TOO_LONG = literal(f"the span is longer than {LONGEST_SPAN} days")


@dataclass(frozen=True)
class Rule:
    """Something that may be wrong with a row: an SQL condition, the column at fault, the reason.

    The reason of a fault is SQL (it may look at the text), that of a warning is the text itself.
    """

    condition: str
    column: str
    reason: str


def text_of(column: Column) -> str:
    """The name of a column's cleaned text."""
    return f"t_{column.name}"


def faults(table: Table, fed: list[Column], style: Style, has_keep: bool) -> list[Rule]:
    """What rejects a row, the first that holds counting; `fed` are the columns with values."""
    names = {column.name for column in fed}
    rules = []
    if has_keep:
        rules.append(Rule("not kept", "", literal("a row the mapping leaves out")))
    for column in fed:
        value = quoted(column.name)
        error = values.spreadsheet_error(text_of(column))
        rules.append(Rule(error, column.name, literal(_ERROR)))
        if failed := values.fault_sql(column, text_of(column), value):
            reason = values.reason_sql(column, text_of(column), style)
            rules.append(Rule(failed, column.name, reason))
        if column.required and STAND_INS.get(column.name) not in names:
            rules.append(Rule(_is_missing(column.name, names), column.name, _MISSING))
    if table.name == "medical_claim":
        return rules + _line_faults(names)
    return rules + [
        Rule(f"{end} < {start}", end, literal(_BACKWARDS))
        for start, end in _SPANS
        if {start, end} <= names
    ]


def _is_missing(name: str, names: set[str]) -> str:
    """SQL: has a required column no value? An amount that was not paid needs none."""
    missing = f"{quoted(name)} is null"
    return f"{missing} and not {is_unpaid(names)}" if name == "paid_amount" else missing


def is_unpaid(names: set[str]) -> str:
    """SQL: does the row's status say that nothing was paid? An empty amount is 0 then."""
    if "claim_status" not in names:
        return "false"
    return f"coalesce({among('claim_status', UNPAID_STATUSES)}, false)"


def _line_faults(names: set[str]) -> list[Rule]:
    """Faults of a claim line: no code, no date, a span that cannot be."""
    codes = [c for c in ("hcpcs_code", "revenue_center_code") if c in names]
    start, end = day_sql(FIRST_DAY, names), day_sql(LAST_DAY, names)
    long = f"date_diff('day', {start}, {end}) >= {LONGEST_SPAN}"
    return [
        Rule(" and ".join(f"{code} is null" for code in codes), "hcpcs_code", _NO_CODE),
        Rule(f"{start} is null", "claim_line_start_date", _MISSING),
        Rule(f"{end} < {start}", "claim_line_end_date", literal(_BACKWARDS)),
        Rule(long, "claim_line_end_date", _TOO_LONG),
    ]


def warnings(fed: list[Column], slots: list[str], style: Style) -> list[Rule]:
    """The warnings on rows that load. `slots`: the modifier columns, filled from a list."""
    names = {column.name for column in fed}
    rules = [
        Rule(condition, column.name, reason)
        for column in fed
        for condition, reason in values.warning_sql(
            column, text_of(column), quoted(column.name), style
        )
    ]
    rules += [
        Rule(f"{end} < {start}", end, _BACKWARDS)
        for start, end in _HEADER_SPANS
        if {start, end} <= names
    ]
    if slots:
        reason = f"more than {len(slots)} modifiers; the last are left out"
        rules.append(Rule(f"len(split_modifiers) > {len(slots)}", slots[-1], reason))
    return rules

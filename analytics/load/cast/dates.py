"""SQL that reads dates and times from text.

Accepted dates: 2026-07-03, 20260703, 7/3/2026 (month first), 03-JUL-2026, an Excel serial day
from 40000 to 60000, each also with a midnight time behind it. A day-first file, or any other
form, needs `date_format` in its mapping. 1900-01-01, 1000-01-01 (CMS) and zeros stand for no
date, 9999-12-31 for an open end.
"""

from __future__ import annotations

from analytics.engine.sql_text import literal
from analytics.load.cast.amounts import full

_NO_DATE = "date '1900-01-01', date '1000-01-01'"
_OPEN_END = "date '9999-12-31'"
_MIDNIGHT = r"[ T]+(00?:00(:00(\.0+)?)?( ?AM)?|12:00(:00(\.0+)?)? ?AM)( ?(Z|UTC|\+00(:?00)?))?$"
_ISO, _SERIAL = r"\d{4}-\d\d-\d\d", r"([45]\d{4}|60000)(\.0*)?"
_CLOCK = r"(\d{1,2}):?(\d\d)(:\d\d(\.\d+)?)? ?([AP]M)?$"
DAY_FIRST = r"(1[3-9]|2\d|3[01])/(0?[1-9]|1[0-2])/\d{4}"
MONTH_FIRST = r"(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])/\d{4}"
DAY_FIRST_REASON = "day before month: the month is read first unless a mapping sets date_format"


def is_end(column: str) -> bool:
    """Is the column the end of a span, where 9999-12-31 means open?"""
    return column.endswith(("end_date", "_to", "to_date", "discharge_date", "death_date"))


def clean_date(text: str, column: str, required: bool, date_format: str | None) -> str:
    """SQL: the text without a midnight time; null where it stands for no date.

    The open end of a column that must not be empty is kept as a date.
    """
    bare = (
        f"case when length({text}) > 11 then"
        f" regexp_replace({text}, {literal(_MIDNIGHT)}, '', 'i') else {text} end"
    )
    if date_format is not None and ("%H" in date_format or "%I" in date_format):
        bare = text
    is_open = is_end(column) and not required
    maybe = f"contains({text}, '1900') or contains({text}, '1000')" + (
        f" or contains({text}, '9999')" if is_open else ""
    )
    none = f"({_NO_DATE}{', ' + _OPEN_END if is_open else ''})"
    return (
        f"case when {text} in ('0', '00000000', '0000-00-00') then null"
        f" when ({maybe}) and {_parsed(bare, date_format)} in {none} then null else {bare} end"
    )


def date_value(text: str, date_format: str | None) -> str:
    """SQL: the cleaned text as a date; null where it is none."""
    return _parsed(text, date_format)


def out_of_range(value: str, column: str, required: bool) -> str:
    """SQL: is a date outside 1850 to 2199, a slip of the year rather than a date?"""
    kept = f" and {value} <> {_OPEN_END}" if is_end(column) and required else ""
    return f"{value} not between date '1850-01-01' and date '2199-12-31'{kept}"


def _parsed(text: str, date_format: str | None) -> str:
    iso = f"when {full(text, _ISO)} then try_cast({text} as date)"
    named = _form(text, r"\d{1,2}-[A-Za-z]{3}-\d{4}", "%d-%b-%Y")
    if date_format is not None:
        in_format = f"cast(try_strptime({text}, {literal(date_format)}) as date)"
        return f"coalesce({in_format}, case {iso} {named} end)"
    serial = f"when {full(text, _SERIAL)} then date '1899-12-30' + cast(left({text}, 5) as integer)"
    compact = _form(text, r"\d{8}", "%Y%m%d")
    slashed = _form(text, r"\d{1,2}/\d{1,2}/\d{4}", "%m/%d/%Y")
    return f"(case {iso} {compact} {slashed} {named} {serial} end)"


def _form(text: str, pattern: str, date_format: str) -> str:
    parsed = f"cast(try_strptime({text}, {literal(date_format)}) as date)"
    return f"when {full(text, pattern)} then {parsed}"


def date_reason(text: str, date_format: str | None) -> str:
    """SQL: why a cleaned text is not a date, in words without the value."""
    cases = [
        (f"{_parsed(text, date_format)} = {_OPEN_END}", "9999-12-31 is an open end, not a date"),
        (f"{_parsed(text, date_format)} is not null", "a date before 1850 or after 2199"),
        (f"{full(text, DAY_FIRST)} and {date_format is None}", DAY_FIRST_REASON),
        (full(text, r"\d{1,2}[-/]([A-Za-z]{3}|\d{1,2})[-/]\d\d"), "a year of two digits"),
        (f"regexp_matches({text}, '[ T]\\d{{1,2}}:\\d\\d')", "a time of day with the date"),
        (full(text, r"\d{4}-\d\d-\d\d|\d{8}|\d{1,2}/\d{1,2}/\d{4}"), "not a day of the calendar"),
    ]
    whens = " ".join(f"when {condition} then {literal(reason)}" for condition, reason in cases)
    return f"case {whens} else 'not a date in an accepted form' end"


def time_value(text: str) -> str:
    """SQL: the text as HH:MM of a 24-hour day; seconds and a date in front are dropped."""
    part = {n: f"regexp_extract(upper({text}), {literal(_CLOCK)}, {n})" for n in (1, 2, 5)}
    hour, minute, half = f"try_cast({part[1]} as integer)", part[2], part[5]
    of_day = (
        f"case when {half} = '' then {hour} when {hour} between 1 and 12"
        f" then {hour} % 12 + case when {half} = 'PM' then 12 else 0 end end"
    )
    form = r"(\d{4}-\d\d-\d\d[ T])?(\d{1,2}:\d\d(:\d\d(\.\d+)?)?|\d{4})( ?[AaPp][Mm])?"
    return (
        f"case when {full(text, form)} and {of_day} between 0 and 23"
        f" and try_cast({minute} as integer) between 0 and 59"
        f" then lpad(cast({of_day} as varchar), 2, '0') || ':' || {minute} end"
    )

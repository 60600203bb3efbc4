"""SQL that reads a value from text, by kind of column: clean it, cast it, find its fault.

Everything is read as text first, then cast here by the column's kind. A value that does not
cast rejects its row; one that reads but looks wrong is warned about. Reasons never hold the
value.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.engine.sql_text import literal
from analytics.load.cast import amounts, codes, dates
from analytics.schema.types import Column

#: `~` is what CMS writes into fields that do not apply; the last three are what frames write.
NULL_WORDS = ("", "NULL", "N/A", "NONE", "UNK", ".", "\\N", "~", "NAN", "<NA>", "NAT")
#: What systems write where an identifier is wanted and there is none; zeros and marks without a
#: letter or another digit are none either. Of columns that a row may leave empty.
PLACEHOLDERS = (
    *("NA", "N A", "NIL", "NOT APPLICABLE", "NOT AVAILABLE", "NOT KNOWN", "NOT ON FILE"),
    *("MISSING", "UNAVAILABLE", "UNKNOWN", "TBD"),
)
#: Identifiers that count, and may begin with 0.
_COUNTING = ("line_control_number",)
_NAMES_SOMETHING = r"[\p{L}1-9]"
_BLANKS = " \t\r\n\u00a0\ufeff"
_SCALES = {"money": 2, "quantity": 3, "rate": 4}
_CODES = ("npi", "tin", "pos", "bill_type", "revenue_code", "hcpcs", "modifier", "ndc")
#: Words outside their list that are kept, with a warning: they decide no money by themselves.
KEPT_WORDS = ("line_of_business", "ndc_unit")
#: Words outside their list that are read as this one; the load lists them.
READ_AS = {"asked_for": "other"}
#: Dates that may well lie ahead.
_AHEAD = (
    "enrollment_start_date",
    "enrollment_end_date",
    "effective_from",
    "effective_to",
    "start_date",
    "end_date",
    "from_date",
    "to_date",
    "due_date",
)
_TRUE = ("Y", "YES", "TRUE", "T", "1", "1.0")
_FALSE = ("N", "NO", "FALSE", "F", "0", "0.0")
_SHEET_ERRORS = r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)"
_ALWAYS_READ = ("text", "diagnosis", "modifier")
#: Forms most values of a clean extract have: they need no cleaning and always cast. Each means
#: just what the long way would read.
_PLAIN = {
    "text": r'[!"$-~][ -~]{3,}[!-~]',
    "identifier": "[0A-Za-z_-]*[1-9][0-9A-Za-z_-]*",
    "npi": r"[1-9]\d{9}",
    "tin": r"[1-9]\d{8}",
    "pos": r"0[1-9]|[1-9]\d",
    "bill_type": r"0[1-9]\d[0-9A-Z]",
    "revenue_code": r"[1-9]\d{3}|0[1-9]\d\d|00[1-9]\d|000[1-9]",
    "hcpcs": r"[A-Z]\d{4}|[1-9]\d{4}|\d{4}[A-Z]",
    "modifier": r"[A-Z][0-9A-Z]|[1-9]\d",
    "ndc": r"[1-9]\d{10}|\d{10}[1-9]",
    "diagnosis": r"[A-Z]\d[0-9A-Z]{1,5}",
    "integer": r"-?\d{1,18}",
    "date": r"(19[2-9]\d|20\d\d)-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])",
    "money": r"-?\d{1,14}(\.\d{0,2})?",
    "quantity": r"-?\d{1,14}(\.\d{0,3})?",
    "rate": r"-?\d{1,14}(\.\d{0,4})?",
}
_REASONS = {
    "integer": "not a whole number",
    "npi": "not an NPI of 10 digits",
    "tin": "not a tax number of 9 digits",
    "pos": "not a place of service of two digits",
    "bill_type": "not a bill type",
    "revenue_code": "not a revenue code of four digits",
    "ndc": "not an NDC of 11 digits or with dashes (4-4-2, 5-3-2, 5-4-1)",
    "boolean": "neither yes nor no",
    "time": "not a time of day",
    "hcpcs": "not a code",
    "identifier": "not an identifier",
}


@dataclass(frozen=True)
class Style:
    """How the extract writes values, as its mapping says."""

    date_format: str | None = None
    decimal_comma: bool = False


def is_plain(column: Column, raw: str, style: Style) -> str:
    """SQL: has the text the form that needs no cleaning?"""
    form = _PLAIN.get(column.kind)
    if column.values:
        return amounts.among(raw, column.values)
    if column.kind in _SCALES and style.decimal_comma:
        form = _PLAIN["integer"]
    if form is None or (column.kind == "date" and style.date_format is not None):
        return "false"
    return amounts.full(raw, form)


def plain_value(column: Column, raw: str) -> str:
    """SQL: the value of a text in plain form."""
    return raw if column.storage == "VARCHAR" else f"try_cast({raw} as {column.storage})"


def trimmed(raw: str) -> str:
    """SQL: the text without blanks around it."""
    return f"trim({raw}, {literal(_BLANKS)})"


def without_null_words(text: str) -> str:
    """SQL: the trimmed text; null for a word that stands for no value."""
    return (
        f"case when length({text}) > 4 then {text}"
        f" when {amounts.among(f'upper({text})', NULL_WORDS)} then null else {text} end"
    )


def clean_sql(column: Column, text: str, style: Style) -> str:
    """SQL: trimmed text with the forms that mean "no value" for this kind made null."""
    if column.kind == "date":
        return dates.clean_date(text, column.name, column.required, style.date_format)
    if column.kind == "identifier" and not column.required and column.name not in _COUNTING:
        return _without_placeholders(text)
    return codes.clean_code(text) if column.kind in _CODES else text


def _without_placeholders(text: str) -> str:
    """SQL: the text of an identifier; null where it stands for none."""
    words = f"upper(regexp_replace({text}, '[ _-]+', ' ', 'g'))"
    return (
        f"case when not regexp_matches({text}, {literal(_NAMES_SOMETHING)})"
        f" or {amounts.among(words, PLACEHOLDERS)} then null else {text} end"
    )


def value_sql(column: Column, text: str, style: Style) -> str:
    """SQL: cleaned text as the column's type; null where it does not cast."""
    kind = column.kind
    if kind in _SCALES:
        return amounts.number_value(text, _SCALES[kind], style.decimal_comma)
    if kind == "date":
        return dates.date_value(text, style.date_format)
    if kind == "word":
        return _word(column, text)
    if kind == "boolean":
        return (
            f"case when {amounts.among(f'upper({text})', _TRUE)} then true"
            f" when {amounts.among(f'upper({text})', _FALSE)} then false end"
        )
    if kind in ("identifier", "hcpcs"):
        value = codes.hcpcs_value(text) if kind == "hcpcs" else text
        return f"case when {codes.lost_digits(text)} then null else {value} end"
    read = {
        "integer": amounts.integer_value,
        "time": dates.time_value,
        "npi": codes.npi_value,
        "tin": codes.tin_value,
        "pos": codes.pos_value,
        "bill_type": codes.bill_type_value,
        "revenue_code": codes.revenue_value,
        "modifier": codes.modifier_value,
        "ndc": codes.ndc_value,
        "diagnosis": codes.diagnosis_value,
    }.get(kind)
    return read(text) if read else text


def _word(column: Column, text: str) -> str:
    lower = bool(column.values) and column.values[0].islower()
    cased = f"{'lower' if lower else 'upper'}({text})"
    if not column.values:
        return f"regexp_replace({cased}, '\\.0*$', '')"
    joined = f"regexp_replace({cased}, '[ -]+', '_', 'g')"
    other = cased if column.name in KEPT_WORDS else "null"
    if column.name in READ_AS:
        other = f"case when {text} is not null then {literal(READ_AS[column.name])} end"
    return (
        f"case when {amounts.among(cased, column.values)} then {cased}"
        f" when {amounts.among(joined, column.values)} then {joined} else {other} end"
    )


def spreadsheet_error(text: str) -> str:
    """SQL: does an error of a spreadsheet (#N/A, #REF!) stand where a value should?"""
    return f"starts_with({text}, '#') and {amounts.full(text, _SHEET_ERRORS)}"


def fault_sql(column: Column, text: str, value: str) -> str | None:
    """SQL: does the value reject its row? None for kinds that take any text.

    `text` is the cleaned text, `value` what it gave.
    """
    if column.kind in _ALWAYS_READ:
        return None
    failed = f"{value} is null and {text} is not null"
    if column.kind == "date":
        return f"({failed} or {dates.out_of_range(value, column.name, column.required)})"
    return f"({failed})"


def reason_sql(column: Column, text: str, style: Style) -> str:
    """SQL: why a cleaned text that does not cast is refused, without the value."""
    kind = column.kind
    if kind in _SCALES:
        what = "not an amount" if kind == "money" else "not a number"
        return amounts.number_reason(text, style.decimal_comma, what)
    if kind == "date":
        return dates.date_reason(text, style.date_format)
    if kind == "word":
        return literal(f"not one of {', '.join(column.values)}")
    reason = literal(_REASONS[kind])
    if kind in ("identifier", "npi", "tin", "ndc", "hcpcs"):
        lost = literal("scientific notation: digits are gone")
        ten = literal("ten digits without dashes: the form of the NDC is unknown")
        ndc = f"when length({text}) = 10 then {ten}" if kind == "ndc" else ""
        return f"case when {codes.lost_digits(text)} then {lost} {ndc} else {reason} end"
    return reason


def warning_sql(column: Column, text: str, value: str, style: Style) -> list[tuple[str, str]]:
    """What may look wrong about a value that loads: SQL conditions and their reasons."""
    kind = column.kind
    if kind == "npi":
        return [(codes.npi_fails_check(value), "NPI fails its check digit")]
    if kind == "tin":
        return [(codes.tin_padded(text), "leading zeros put back")]
    if kind == "hcpcs":
        return [(f"length({value}) <> 5", "not a code of 5 characters")]
    if kind == "modifier":
        return [(f"length({value}) <> 2", "not a modifier of 2 characters")]
    if kind == "date" and column.name not in _AHEAD:
        return [(f"{value} > current_date", "a date in the future")]
    if kind in _SCALES:
        condition = amounts.rounded(text, _SCALES[kind], style.decimal_comma)
        return [(condition, f"rounded to {_SCALES[kind]} decimals")]
    if kind == "word" and column.name in KEPT_WORDS:
        unknown = f"not {amounts.among(value, column.values)}"
        return [(unknown, f"not one of {', '.join(column.values)}")]
    return []

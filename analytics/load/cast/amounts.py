"""SQL that reads money, quantities and rates from text.

The forms of spreadsheets and reports are read: $1,234.50, (12.00), 12.00-. Nothing passes
through a float.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from analytics.engine.sql_text import literal

_WHOLE, _WHOLE_POINT = r"-?\d{1,18}", r"-?\d{1,18}\.0*"
_NUMBER_LIKE = r"[-+($ ]*[\d.,]*\d[\d.,]*[-) ]*"
_TOO_LONG = r"[-+($ ]*\d{15,}(\.\d*)?[) -]*"
_SCIENTIFIC = r"[-+]?\d+(\.\d*)?[eE][-+]?\d+"
_SCIENTIFIC_ZERO = r"[-+]?0+(\.0*)?[eE][-+]?\d+"


def full(text: str, pattern: str) -> str:
    """SQL: does the whole text match the pattern?"""
    return f"regexp_full_match({text}, {literal(pattern)})"


def among(text: str, words: Iterable[str]) -> str:
    """SQL: is the text one of these words? A pattern: a long `in` becomes a join per column."""
    return full(text, "|".join(re.escape(word) for word in words))


def _marks(comma: bool) -> tuple[str, str]:
    """The decimal and the thousands mark."""
    return (",", ".") if comma else (".", ",")


def number_value(text: str, scale: int, comma: bool = False) -> str:
    """SQL: the text as decimal(18, scale); null where it is not a number in an accepted form.

    With `comma` the decimal mark is a comma (1.234,50), as a mapping says.
    """
    point, group = _marks(comma)
    kind = f"decimal(18, {scale})"
    digits = rf"(\d+|\d{{1,3}}(\{group}\d{{3}})+)(\{point}\d*)?|\{point}\d+"
    form = rf"[-+]?({digits})|({digits})-|\(({digits})\)"
    bare = rf"regexp_replace({text}, '[$\s]', '', 'g')"
    unsigned = rf"replace(regexp_replace({bare}, '[^0-9\{point}]', '', 'g'), ',', '.')"
    sign = rf"case when regexp_matches({bare}, '^[-(]|-$') then '-' else '' end"
    return (
        f"case when {full(bare, form)} then try_cast({sign} || {unsigned} as {kind})"
        f" when {full(text, _SCIENTIFIC_ZERO)} then cast(0 as {kind}) end"
    )


def number_reason(text: str, comma: bool, what: str) -> str:
    """SQL: why a text is not a number, in words without the value."""
    ambiguous = (
        "ambiguous amount: the mapping sets decimal_comma, but the amount has a decimal point"
        if comma
        else "ambiguous amount: comma and point can be read in two ways"
        " (a mapping may set decimal_comma)"
    )
    return (
        f"case when {full(text, _SCIENTIFIC)} then 'scientific notation: digits are gone'"
        f" when {full(text, _TOO_LONG)} then {literal(what + ': too many digits')}"
        f" when {full(text, _NUMBER_LIKE)} and regexp_matches({text}, '[.,]')"
        f" then {literal(ambiguous)} else {literal(what)} end"
    )


def rounded(text: str, scale: int, comma: bool = False) -> str:
    """SQL: did reading the text drop digits other than zero?"""
    point, _ = _marks(comma)
    digits = literal(rf"\{point}\d{{{scale}}}\d*[1-9]")
    return f"regexp_matches({text}, {digits})"


def integer_value(text: str) -> str:
    """SQL: the text as a whole number; `7.0` is 7."""
    return (
        f"case when {full(text, _WHOLE)} then try_cast({text} as bigint)"
        f" when {full(text, _WHOLE_POINT)}"
        f" then try_cast(regexp_replace({text}, '\\..*', '') as bigint) end"
    )

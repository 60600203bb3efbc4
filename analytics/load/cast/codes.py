"""SQL that reads codes from text: provider numbers, drugs, places, revenue codes, modifiers.

Spreadsheets take leading zeros off codes and put `.0` behind them; both are undone where the
length of the code says how. A code of zeros only stands for no code.
"""

from __future__ import annotations

from analytics.load.cast.amounts import full

_LOST_DIGITS = r"[-+]?\d(\.\d+)?[eE]\+\d+|[-+]?\d\.\d+[eE]\d+"
_TEN, _ELEVEN = r"\d{10}", r"\d{11}"
_DASHED = r"\d{4}-\d{4}-\d{2}|\d{5}-\d{3}-\d{2}|\d{5}-\d{4}-\d{1,2}"
_NPI, _TIN, _SHORT_TIN = _TEN, r"\d{7,9}", r"\d{7,8}"
_POS, _BILL_TYPE, _REVENUE = r"\d{1,2}", r"0?[1-9]\d[0-9A-Z]", r"\d{1,4}"
_GLUED = r"([A-Z]\d{4}|\d{4}[0-9A-Z])([- ]?[0-9A-Z]{2})+"
_PACKED = r"[0-9A-Z]{2}([-, ;:/]*[0-9A-Z]{2})+"
_PAIR = "[0-9A-Z]{2}"


def lost_digits(text: str) -> str:
    """SQL: is this an identifier shown as 1.23E+15, its digits gone?"""
    return f"contains(upper({text}), 'E') and {full(text, _LOST_DIGITS)}"


def clean_code(text: str) -> str:
    """SQL: the text; null where it is a code of zeros only."""
    zeros = f"starts_with({text}, '0') and ltrim({text}, '0.') = ''"
    return f"case when {zeros} then null else {text} end"


def _whole(text: str) -> str:
    """SQL: the text without a `.0` that a number format put behind it."""
    stripped = f"regexp_replace({text}, '\\.0*$', '')"
    return f"case when contains({text}, '.') then {stripped} else {text} end"


def npi_value(text: str) -> str:
    """SQL: ten digits."""
    whole = _whole(text)
    return f"case when {full(whole, _NPI)} then {whole} end"


def npi_fails_check(value: str) -> str:
    """SQL: does a ten-digit NPI fail its check digit (Luhn over 80840 and the NPI)?"""
    number = f"cast({value} as bigint)"
    digits = [f"(({number} // {10**place}) % 10)" for place in range(10)]
    plain = [digits[place] for place in range(0, 10, 2)]
    # A doubled digit above 9 counts the sum of its two digits.
    doubled = [f"((2 * {d} + {d} // 5) % 10)" for d in (digits[n] for n in range(1, 10, 2))]
    # 24 is what the digits of the prefix 80840 add.
    return f"(24 + {' + '.join(plain + doubled)}) % 10 <> 0"


def tin_value(text: str) -> str:
    """SQL: nine digits without dashes, the leading zeros of a number put back."""
    bare = f"replace({_whole(text)}, '-', '')"
    return f"case when {full(bare, _TIN)} then lpad({bare}, 9, '0') end"


def tin_padded(text: str) -> str:
    """SQL: were leading zeros put back?"""
    return full(f"replace({_whole(text)}, '-', '')", _SHORT_TIN)


def pos_value(text: str) -> str:
    """SQL: two digits; `12.0` is 12 and `2` is 02."""
    whole = _whole(text)
    return f"case when {full(whole, _POS)} then lpad({whole}, 2, '0') end"


def bill_type_value(text: str) -> str:
    """SQL: a zero, two digits and the frequency; the zero is put in front where it is gone."""
    whole = f"upper({_whole(text)})"
    return f"case when {full(whole, _BILL_TYPE)} then lpad({whole}, 4, '0') end"


def revenue_value(text: str) -> str:
    """SQL: four digits, leading zeros put back."""
    whole = _whole(text)
    return f"case when {full(whole, _REVENUE)} then lpad({whole}, 4, '0') end"


def ndc_value(text: str) -> str:
    """SQL: eleven digits 5-4-2 from the dashed forms; ten digits without dashes are ambiguous."""
    bare = f"regexp_replace({text}, '^N4|\\.0*$', '', 'g')"
    a, b, c = (f"split_part({bare}, '-', {n})" for n in (1, 2, 3))
    dashed = full(bare, _DASHED)
    padded = f"lpad({a}, 5, '0') || lpad({b}, 4, '0') || lpad({c}, 2, '0')"
    return (
        f"case when {full(text, _ELEVEN)} then {text}"
        f" when {full(bare, _ELEVEN)} then {bare} when {dashed} then {padded} end"
    )


def diagnosis_value(text: str) -> str:
    """SQL: upper case, no dots or blanks."""
    return f"upper(replace(replace({text}, '.', ''), ' ', ''))"


def hcpcs_value(text: str) -> str:
    """SQL: the five characters of the code in upper case; what is no code is kept as it is."""
    upper = f"upper({_whole(text)})"
    return f"case when {full(upper, _GLUED)} then left({upper}, 5) else {upper} end"


def glued_modifiers(text: str) -> str:
    """SQL: the modifiers glued to a code (S9500SH, S9500-SH) as one text; null where none."""
    upper = f"upper({text})"
    return f"case when length({text}) > 5 and {full(upper, _GLUED)} then substr({upper}, 6) end"


def modifier_value(text: str) -> str:
    """SQL: upper case; `59.0` is 59."""
    return f"upper({_whole(text)})"


def is_packed(value: str) -> str:
    """SQL: does one field hold several modifiers (SH59, SH 59)?"""
    return f"length({value}) > 2 and {full(value, _PACKED)}"


def split_modifiers(glued: str, slots: list[str]) -> str:
    """SQL: the modifiers of a line as a list in order, those glued to the code first.

    Null where nothing has to be split, the common case. A glued modifier that also stands in
    a slot counts once. A field that does not come in pairs stays whole.
    """
    packed = " or ".join(is_packed(slot) for slot in slots)
    lists = [
        f"case when {slot} is null then []"
        f" when {is_packed(slot)} then regexp_extract_all({slot}, '{_PAIR}')"
        f" else [{slot}] end"
        for slot in slots
    ]
    given = f"list_concat({', '.join(lists)})" if len(lists) > 1 else lists[0]
    front = f"regexp_extract_all(coalesce({glued}, ''), '{_PAIR}')"
    front = f"list_filter({front}, lambda code: not list_contains({given}, code))"
    return f"case when {glued} is not null or {packed} then list_concat({front}, {given}) end"

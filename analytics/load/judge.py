"""The statement that turns rows of text into typed rows, each judged: loaded, rejected, warned.

It is built in layers, each a subquery, so that nothing is worked out twice: text by column of
the table, cleaned text where it is not in plain form, typed values, and the judgement: `fault` is
0 for a row that loads, else the number of the first thing wrong with it; `warned0`, `warned1`, ...
have a bit per warning.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.engine import literal, quoted
from analytics.load import codes, values
from analytics.load.amounts import among
from analytics.load.binding import STAND_INS, Binding
from analytics.load.mapping import ANY_OTHER, Mapping
from analytics.load.values import Style
from analytics.schema import Column, Table

_LONGEST_SPAN = 366
_SPANS = (
    ("claim_line_start_date", "claim_line_end_date"),
    ("enrollment_start_date", "enrollment_end_date"),
    ("effective_from", "effective_to"),
    ("start_date", "end_date"),
    ("from_date", "to_date"),
)
#: Warnings in one column of bits.
BITS = 62
#: What an empty column means, as the data contract says.
_DEFAULTS = {
    "person_id": "member_id",
    "claim_status": "'PAID'",
    "payment_arrangement": "'fee_for_service'",
    "payee": "'provider'",
}


@dataclass(frozen=True)
class Finding:
    """Something that may be wrong with a row: SQL condition, column at fault, SQL of the reason."""

    condition: str
    column: str
    reason: str


class Judgement:
    """The SQL of one load: `select` gives typed, judged rows of a relation of text rows."""

    def __init__(self, table: Table, binding: Binding, mapping: Mapping, constants: dict[str, str]):
        self.table, self.binding, self.mapping = table, binding, mapping
        self.constants = constants
        self.style = Style(mapping.date_format, mapping.decimal_comma)
        fed = binding.sources.keys() | constants.keys()
        self._slots = [n for n in table.names if n.startswith("hcpcs_modifier")]
        if "hcpcs_code" in fed:
            fed |= set(self._slots)
        #: Columns with a value of their own, before defaults.
        self.fed = [c for c in table.columns if c.name in fed]
        self.faults = self._faults()
        self.warnings = self._warnings()

    @property
    def filled(self) -> list[str]:
        """The columns the judged rows have, in the order of the table."""
        names = {c.name for c in self.fed} | (_DEFAULTS.keys() & set(self.table.names))
        if self.table.name == "medical_claim":
            names.add("claim_type")
        return [name for name in self.table.names if name in names]

    @property
    def masks(self) -> int:
        """How many columns warned0, warned1, ... the judged rows have."""
        return -(-len(self.warnings) // BITS)

    def cleaned(self, rows: str) -> str:
        """SQL: by column of the table the text as it came (`raw_`), whether it is in plain form
        (`plain_`) and, where it is not, the cleaned text (`t_`); kept marks, carried columns.
        """
        raw = [f"{self._raw(c)} as raw_{c.name}" for c in self.fed]
        carried = [f"{_piece(i)} as {quoted(name)}" for i, name in self.binding.carried.items()]
        plain = [
            f"{values.is_plain(c, f'raw_{c.name}', self.style)} as plain_{c.name}" for c in self.fed
        ]
        texts = [
            f"case when plain_{c.name} then null else {_trimmed(f'raw_{c.name}')} end as {_text(c)}"
            for c in self.fed
        ]
        forms = [
            f"{values.clean_sql(c, _text(c), self.style)} as {_text(c)}"
            for c in self.fed
            if values.clean_sql(c, _text(c), self.style) != _text(c)
        ]
        first = ", ".join(["source_row", *raw, *carried, f"{self._kept()} as kept"])
        layers = f"select *, {', '.join(plain)} from (select {first} from ({rows}))"
        layers = f"select *, {', '.join(texts)} from ({layers})"
        return f"select * replace ({', '.join(forms)}) from ({layers})" if forms else layers

    def select(self, rows: str) -> str:
        """SQL: source_row, the filled and carried columns, fault, warned0, warned1, ..."""
        typed = [
            f"case when plain_{c.name} then {values.plain_value(c, f'raw_{c.name}')}"
            f" else {values.value_sql(c, _text(c), self.style)} end as {quoted(c.name)}"
            for c in self.fed
        ]
        typed_rows = f"select *, {', '.join(typed)} from ({self.cleaned(rows)})"
        split = self._split()
        if split:
            typed_rows = f"select *, {split} as split_modifiers from ({typed_rows})"
            slots = ", ".join(
                "case when split_modifiers is null then"
                f" {slot} else split_modifiers[{n}] end as {slot}"
                for n, slot in enumerate(self._slots, 1)
            )
            typed_rows = f"select * replace ({slots}) from ({typed_rows})"
        if self.warnings:
            looks = ", ".join(f"{w.condition} as looks{n}" for n, w in enumerate(self.warnings))
            typed_rows = f"select *, {looks} from ({typed_rows})"
        columns = [f"{self._default(name)} as {quoted(name)}" for name in self.filled]
        columns += [quoted(name) for name in self.binding.carried.values()]
        columns += [f"{self._fault()} as fault", *self._masks()]
        return f"select source_row, {', '.join(columns)} from ({typed_rows})"

    def _raw(self, column: Column) -> str:
        """SQL: the text a column is read from, after the mapping's joins, words and constants."""
        found = self.binding.sources.get(column.name, ())
        words = dict(self.mapping.values.get(column.name, {}))
        constant = self.constants.get(column.name)
        if len(found) == 1 and not words and constant is None:
            return f"c{found[0]}"
        pieces = ", ".join(_piece(i) for i in found)
        if column.name in self.binding.joined:
            text = f"nullif(concat({pieces}), '')"
        else:
            text = f"coalesce({pieces})" if pieces else "cast(null as varchar)"
        if words:
            other, empty = words.pop(ANY_OTHER, None), words.pop("", None)
            rest = f"case when {text} is not null then {literal(other)} end" if other else text
            whens = "".join(f" when {literal(t)} then {literal(o)}" for t, o in words.items())
            text = f"case upper({text}){whens} else {rest} end" if whens else rest
            constant = empty or constant
        return f"coalesce({text}, {literal(constant)})" if constant is not None else text

    def _kept(self) -> str:
        tests = [
            f"coalesce({among(f'upper({_piece(i)})', [w.upper() for w in wanted])}, true)"
            for i, wanted in self.binding.keep.items()
        ]
        return " and ".join(tests) or "true"

    def _split(self) -> str | None:
        """SQL of the modifiers as a list where a code or a slot holds more than one."""
        if not self._slots or not any(c.name == self._slots[0] for c in self.fed):
            return None
        glued = None
        if any(c.name == "hcpcs_code" for c in self.fed):
            glued = codes.glued_modifiers("t_hcpcs_code")
        slots = [s for s in self._slots if any(c.name == s for c in self.fed)]
        return codes.split_modifiers(glued, slots)

    def _default(self, name: str) -> str:
        own = quoted(name) if any(c.name == name for c in self.fed) else None
        if name == "claim_type":
            names = {c.name for c in self.fed}
            facility = [
                f"{c} is not null" for c in ("bill_type_code", "revenue_center_code") if c in names
            ]
            kind = f"case when {' or '.join(facility)} then 'institutional' else 'professional' end"
            kind = kind if facility else "'professional'"
            return f"coalesce({own}, {kind})" if own else kind
        if name in _DEFAULTS:
            return f"coalesce({own}, {_DEFAULTS[name]})" if own else _DEFAULTS[name]
        return own or "null"

    def _has(self, name: str) -> bool:
        return any(c.name == name for c in self.fed)

    def _faults(self) -> list[Finding]:
        faults = []
        if self.binding.keep:
            faults.append(Finding("not kept", "", literal("a row the mapping leaves out")))
        for column in self.fed:
            text, value = _text(column), quoted(column.name)
            if failed := values.fault_sql(column, text, value):
                reason = values.reason_sql(column, text, self.style)
                faults.append(Finding(failed, column.name, reason))
            stand_in = STAND_INS.get(column.name)
            if column.required and not (stand_in and self._has(stand_in)):
                faults.append(Finding(f"{value} is null", column.name, _MISSING))
        return faults + self._row_faults()

    def _row_faults(self) -> list[Finding]:
        faults = []
        if self.table.name == "medical_claim":
            given = [c for c in ("hcpcs_code", "revenue_center_code") if self._has(c)]
            missing = " and ".join(f"{c} is null" for c in given)
            faults.append(Finding(missing, "hcpcs_code", literal(_NO_CODE)))
            start, end = self._line_start(), self._line_end()
            if start != "claim_line_start_date" or self._has("claim_start_date"):
                faults.append(Finding(f"{start} is null", "claim_line_start_date", _MISSING))
            long = f"date_diff('day', {start}, {end}) >= {_LONGEST_SPAN}"
            faults.append(Finding(f"{end} < {start}", "claim_line_end_date", literal(_BACKWARDS)))
            faults.append(Finding(long, "claim_line_end_date", literal(_TOO_LONG)))
            return faults
        for start, end in _SPANS:
            if self._has(start) and self._has(end):
                faults.append(Finding(f"{end} < {start}", end, literal(_BACKWARDS)))
        return faults

    def _first_of(self, *names: str) -> str:
        present = [name for name in names if self._has(name)]
        return f"coalesce({', '.join(present)})" if len(present) > 1 else (present or ["null"])[0]

    def _line_start(self) -> str:
        return self._first_of("claim_line_start_date", "claim_start_date")

    def _line_end(self) -> str:
        """A line without any date has those of its claim; else an empty end is its start."""
        line = self._first_of("claim_line_end_date", "claim_line_start_date")
        claim = self._first_of("claim_end_date", "claim_start_date")
        return f"coalesce({line}, {claim})"

    def _warnings(self) -> list[Finding]:
        warnings = [
            Finding(condition, column.name, reason)
            for column in self.fed
            for condition, reason in values.warning_sql(
                column, _text(column), quoted(column.name), self.style
            )
        ]
        for start, end in (
            ("claim_start_date", "claim_end_date"),
            ("admission_date", "discharge_date"),
        ):
            if self._has(start) and self._has(end):
                warnings.append(Finding(f"{end} < {start}", end, _BACKWARDS))
        if self._split():
            dropped = f"len(split_modifiers) > {len(self._slots)}"
            reason = f"more than {len(self._slots)} modifiers; the last are left out"
            warnings.append(Finding(dropped, self._slots[-1], reason))
        return warnings

    def _fault(self) -> str:
        whens = "".join(
            f" when {fault.condition} then {number}" for number, fault in enumerate(self.faults, 1)
        )
        return f"case{whens} else 0 end"

    def _masks(self) -> list[str]:
        bits = [
            f"case when looks{n} then cast({1 << (n % BITS)} as bigint) else 0 end"
            for n in range(len(self.warnings))
        ]
        return [
            f"{' | '.join(bits[m * BITS : (m + 1) * BITS])} as warned{m}" for m in range(self.masks)
        ]


_MISSING = literal("a required value is missing")
_NO_CODE = "neither hcpcs_code nor revenue_center_code has a value"
_BACKWARDS = "the span ends before it starts"
_TOO_LONG = f"the span is longer than {_LONGEST_SPAN} days"


def _text(column: Column) -> str:
    return f"t_{column.name}"


def _piece(position: int) -> str:
    """SQL: the value of one of their columns, trimmed, null words null."""
    return _trimmed(f"c{position}")


def _trimmed(raw: str) -> str:
    return values.without_null_words(values.trimmed(raw))

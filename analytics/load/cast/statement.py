"""The statement that turns rows of text into typed rows: loaded, rejected or warned.

It is built in layers, each a subquery, so that nothing is worked out twice: text by column of
the table, cleaned text where it is not in plain form, typed values, and the verdict: `fault` is
0 for a row that loads, else the number of the first thing wrong with it; `warned0`, `warned1`, ...
have a bit per warning.
"""

from __future__ import annotations

from analytics.engine.sql_text import literal, quoted
from analytics.load.cast import codes, values
from analytics.load.cast import row_rules as rules
from analytics.load.cast.amounts import among
from analytics.load.cast.interest import interest_rule, without_interest
from analytics.load.cast.row_rules import text_of
from analytics.load.cast.values import Style
from analytics.load.mapping.binding import Binding
from analytics.load.mapping.mapping import ANY_OTHER, Mapping
from analytics.schema.types import Column, Table

#: Warnings in one column of bits.
BITS = 62
#: What an empty column means, as the data contract says.
_DEFAULTS = {
    "person_id": "member_id",
    "claim_status": "'PAID'",
    "payment_arrangement": "'fee_for_service'",
    "payee": "'provider'",
    "asked_for": "'visit_note'",
}


class CastStatement:
    """The SQL of one load: `select` gives cast rows of a relation of text rows."""

    def __init__(self, table: Table, binding: Binding, mapping: Mapping, constants: dict[str, str]):
        self.table, self.binding, self.mapping = table, binding, mapping
        self.constants = constants
        self.style = Style(mapping.date_format, mapping.decimal_comma)
        fed = binding.sources.keys() | constants.keys()
        slots = [name for name in table.names if name.startswith("hcpcs_modifier")]
        #: The modifier columns, all of them filled as soon as a code may carry modifiers.
        self.slots = slots if fed.intersection(["hcpcs_code", *slots]) else []
        fed |= set(self.slots)
        #: Columns with a value of their own, before defaults.
        self.fed = [c for c in table.columns if c.name in fed]
        self._names = {c.name for c in self.fed}
        self.faults = rules.faults(table, self.fed, self.style, bool(binding.keep))
        self.warnings = rules.warnings(self.fed, self.slots, self.style)
        self._interest = None
        if table.name == "medical_claim":
            self._interest = interest_rule(self._names, mapping.paid_includes_interest)
        if self._interest:
            self.warnings.append(self._interest)

    @property
    def filled(self) -> list[str]:
        """The columns the cast rows have, in the order of the table."""
        names = self._names | (_DEFAULTS.keys() & set(self.table.names))
        if self.table.name == "medical_claim":
            names.add("claim_type")
        return [name for name in self.table.names if name in names]

    @property
    def masks(self) -> int:
        """How many columns warned0, warned1, ... the cast rows have."""
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
            f"case when plain_{c.name} then null"
            f" else {_trimmed(f'raw_{c.name}')} end as {text_of(c)}"
            for c in self.fed
        ]
        forms = [
            f"{values.clean_sql(c, text_of(c), self.style)} as {text_of(c)}"
            for c in self.fed
            if values.clean_sql(c, text_of(c), self.style) != text_of(c)
        ]
        first = ", ".join(["source_row", *raw, *carried, f"{self._kept()} as kept"])
        layers = f"select *, {', '.join(plain)} from (select {first} from ({rows}))"
        layers = f"select *, {', '.join(texts)} from ({layers})"
        return f"select * replace ({', '.join(forms)}) from ({layers})" if forms else layers

    def select(self, rows: str) -> str:
        """SQL: source_row, the filled and carried columns, fault, warned0, warned1, ..."""
        typed = [
            f"case when plain_{c.name} then {values.plain_value(c, f'raw_{c.name}')}"
            f" else {values.value_sql(c, text_of(c), self.style)} end as {quoted(c.name)}"
            for c in self.fed
        ]
        typed_rows = f"select *, {', '.join(typed)} from ({self.cleaned(rows)})"
        if self.slots:
            typed_rows = self._modifiers_split(typed_rows)
        if self.warnings:
            looks = ", ".join(f"{w.condition} as looks{n}" for n, w in enumerate(self.warnings))
            typed_rows = f"select *, {looks} from ({typed_rows})"
        columns = [f"{self._default(name)} as {quoted(name)}" for name in self.filled]
        columns += [quoted(name) for name in self.binding.carried.values()]
        columns += [f"{self._fault()} as fault", *self._masks()]
        return f"select source_row, {', '.join(columns)} from ({typed_rows})"

    def _modifiers_split(self, typed_rows: str) -> str:
        """SQL: the typed rows, modifiers glued to a code or packed in one slot in slots of their
        own; `split_modifiers` is the whole list where there was something to split.
        """
        glued = codes.glued_modifiers("t_hcpcs_code") if "hcpcs_code" in self._names else "null"
        split = codes.split_modifiers(glued, self.slots)
        slots = ", ".join(
            f"case when split_modifiers is null then {slot} else split_modifiers[{n}] end as {slot}"
            for n, slot in enumerate(self.slots, 1)
        )
        rows = f"select *, {split} as split_modifiers from ({typed_rows})"
        return f"select * replace ({slots}) from ({rows})"

    def _raw(self, column: Column) -> str:
        """SQL: the text a column is read from, after the mapping's joins, words and constants."""
        found = self.binding.sources.get(column.name, ())
        words = dict(self.mapping.values.get(column.name, {}))
        constant = self.constants.get(column.name)
        if len(found) == 1 and not words and constant is None:
            return f"c{found[0]}"
        pieces = [_piece(i) for i in found]
        if column.name in self.binding.joined:
            text = f"nullif(concat({', '.join(pieces)}), '')"
        elif len(pieces) > 1:
            # The first that has a value: a code of zeros, say, is none.
            pieces = [values.clean_sql(column, piece, self.style) for piece in pieces]
            text = f"coalesce({', '.join(pieces)})"
        else:
            text = pieces[0] if pieces else "cast(null as varchar)"
        if words:
            other, empty = words.pop(ANY_OTHER, None), words.pop("", None)
            rest = f"case when {text} is not null then {literal(other)} end" if other else text
            # Words of one value go before those of all that start alike.
            ordered = sorted(words.items(), key=lambda word: word[0].endswith(ANY_OTHER))
            whens = "".join(f" when {_is_word(text, t)} then {literal(o)}" for t, o in ordered)
            text = f"case{whens} else {rest} end" if whens else rest
            constant = empty or constant
        return f"coalesce({text}, {literal(constant)})" if constant is not None else text

    def _kept(self) -> str:
        tests = [
            f"coalesce({among(f'upper({_piece(i)})', [w.upper() for w in wanted])}, true)"
            for i, wanted in self.binding.keep.items()
        ]
        return " and ".join(tests) or "true"

    def _default(self, name: str) -> str:
        """SQL: the value of a column, with what an empty one means."""
        if name == "paid_amount" and self._interest:
            return without_interest(self._names, self._interest)
        default = _DEFAULTS.get(name)
        if name == "paid_amount" and "claim_status" in self._names:
            default = f"case when {rules.is_unpaid(self._names)} then 0 end"
        if name == "claim_type":
            facility = [c for c in ("bill_type_code", "revenue_center_code") if c in self._names]
            seen = f"coalesce({', '.join([*facility, 'null'])}) is not null"
            default = f"case when {seen} then 'institutional' else 'professional' end"
        own = quoted(name) if name in self._names else None
        return f"coalesce({own}, {default})" if own and default else own or str(default)

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


def _is_word(text: str, theirs: str) -> str:
    """SQL: is the text this word of a mapping, or one that starts so (`1*`)?"""
    if theirs.endswith(ANY_OTHER):
        return f"starts_with(upper({text}), {literal(theirs.removesuffix(ANY_OTHER))})"
    return f"upper({text}) = {literal(theirs)}"


def _piece(position: int) -> str:
    """SQL: the value of one of their columns, trimmed, null words null."""
    return _trimmed(f"c{position}")


def _trimmed(raw: str) -> str:
    return values.without_null_words(values.trimmed(raw))

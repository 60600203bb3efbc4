"""A drafted mapping as TOML text: sure columns as keys, unsure ones as comments."""

from __future__ import annotations

import json
import textwrap

from analytics.load.read.header import read_header
from analytics.load.reference import reference_rows
from analytics.load.suggest.draft import LONGEST_WORD, MOST_WORDS, Draft
from analytics.load.suggest.sample import Sample
from analytics.schema.tables import MEDICAL_CLAIM
from analytics.schema.words import HISTORIES, TOLD_UNITS_BASES, either

#: The word that a draft gives where no known word is near.
_NO_GUESS = "?"


def mapping_text(found: Draft, sample: Sample, file: str) -> str:
    """The text of the mapping file."""
    parts = [_top(found, sample, file), _columns(found), _constants(found)]
    translated = dict.fromkeys(row["column_name"] for row in reference_rows("warehouse_word"))
    parts += [_words(found, sample, c) for c in found.table.names if c in translated]
    parts.append(_unknown(found))
    return "\n\n".join(part for part in parts if part) + "\n"


def word(text: str) -> str:
    """A text in quotes, as TOML; without line ends, so that it may stand in a comment."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _plain(text: str) -> str:
    return word(text)[1:-1]


def _top(found: Draft, sample: Sample, file: str) -> str:
    lines = [
        f"# A draft, from the headers of {_plain(file)} and its first {sample.rows} rows."
        " Read each line before use.",
        "# Unsure keys are comments; remove `# perhaps:` where the key is right.",
    ]
    for column in found.missing:
        also = ", or revenue_center_code" if column.name == "hcpcs_code" else ""
        below = any(ours == column.name for ours, _, _ in found.maybe)
        lines.append(
            f"# Needed and not found: {column.name} ({column.meaning}){also}"
            f"{'; see `perhaps` below' if below else ''}"
        )
    lines += ["", f"table = {word(found.table.name)}", *_file_format(found, sample)]
    if found.table is MEDICAL_CLAIM:
        lines += [
            f"# history = {either(map(word, HISTORIES))}: without it, the rows decide.",
            f"# units_basis = {either(map(word, TOLD_UNITS_BASES))}:"
            " without it they are assumed to be paid units.",
        ]
    return "\n".join(lines)


def _file_format(found: Draft, sample: Sample) -> list[str]:
    lines = []
    delimiter = sample.header.delimiter
    if delimiter != read_header("a,b", "", None).delimiter:
        lines.append(f"delimiter = {word(delimiter) if delimiter != chr(9) else word('tab')}")
    if sample.file_format.encoding:
        lines.append(f"encoding = {word(sample.file_format.encoding)}  # the file is not UTF-8")
    if found.style.date_format:
        lines.append(f"date_format = {word(found.style.date_format)}")
    elif found.date_formats:
        either = " or ".join(word(f) for f in found.date_formats)
        lines.append(f"# date_format = {either}: the first rows do not show which")
    if found.either_order:
        lines.append("# Dates: no day after the 12th occurs; Recoup reads the month first.")
    if found.style.decimal_comma:
        lines.append("decimal_comma = true")
    return lines


def _columns(found: Draft) -> str:
    lines = ["[columns]"]
    if found.own:
        lines += _wrapped("# Headers equal to our names:", found.own)
    lines += [f"{ours} = {word(theirs)}" for ours, theirs in found.sure.items()]
    order = {name: place for place, name in enumerate(found.table.names)}
    for ours, theirs, why in sorted(found.maybe, key=lambda maybe: order[maybe[0]]):
        taken = f"; {ours} is taken from {_plain(found.sure[ours])}" if ours in found.sure else ""
        lines.append(f"# perhaps: {ours} = {word(theirs)}  # {why}{taken}")
    return "\n".join(lines)


def _constants(found: Draft) -> str:
    if "payer" not in found.table.names or "payer" in found.found:
        return ""
    return '[constants]\n# payer = "the name of the plan", for every row of the file'


def _words(found: Draft, sample: Sample, ours: str) -> str:
    """The codes of a column that are not ours, with a guess at what they mean."""
    theirs = found.sure.get(ours) or next((n for n in sample.header.names if n.lower() == ours), "")
    if ours not in found.found:
        return ""
    known = found.table.column(ours).values
    seen = sample.distinct(sample.header.names.index(theirs), MOST_WORDS)
    if seen is None or any(len(value) > LONGEST_WORD for value in seen):
        return ""
    strange = [v for v in seen if not _is_ours(v, known)]
    if not strange:
        return ""
    guesses = {
        row["theirs"]: row["ours"]
        for row in reference_rows("warehouse_word")
        if row["column_name"] == ours
    }
    lines = [f"[values.{ours}]", f"# Codes of {_plain(theirs)} that are not ours; ours:"]
    lines[-1] += f" {', '.join(known)}"
    lines += [f"# {word(value)} = {word(guesses.get(value, _NO_GUESS))}" for value in strange]
    return "\n".join(lines)


def _is_ours(value: str, known: tuple[str, ...]) -> bool:
    same = value.replace(" ", "_").replace("-", "_")
    return any(mine.upper() in (value, same) for mine in known)


def _unknown(found: Draft) -> str:
    if not found.unknown:
        return ""
    named = [
        f"{_plain(theirs)} ({why})" if why else _plain(theirs) for theirs, why in found.unknown
    ]
    return "\n".join(_wrapped("# Columns without a known name:", named))


def _wrapped(title: str, names: list[str]) -> list[str]:
    """A comment of names below a title, in lines that fit a screen."""
    body = textwrap.wrap(", ".join(names), 96, break_long_words=False, break_on_hyphens=False)
    return [title, *(f"# {line}" for line in body)]

"""A draft of a mapping from the headers of a file and its first values.

Sure is what has our name, or one known name for one of our columns, with values that read. All
else is a comment: names that could mean several columns, columns that could be the same one,
values that look like something. The draft reads as a mapping as it is.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pandas as pd

from analytics.errors import ExtractError, UsageError, near_name
from analytics.load.cast.values import Style
from analytics.load.read.format_reader import ArrowStream, name_of
from analytics.load.read.frames import as_source
from analytics.load.read.header import Header
from analytics.load.suggest.draft import LOOKS, MOST_WORDS, Draft
from analytics.load.suggest.draft_text import mapping_text
from analytics.load.suggest.sample import Sample, sample_of
from analytics.load.suggest.synonyms import bare, synonyms_of
from analytics.schema.tables import TABLES
from analytics.schema.types import Column, Table

#: A header this like a known name is worth a comment.
_ALIKE = 0.9
_DATE_FORMATS = (
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%m/%d/%y",
    "%d/%m/%y",
    "%d-%b-%y",
    "%b %d, %Y",
    "%Y/%m/%d",
    "%Y-%m-%d %H:%M:%S",
)
#: Which columns values of a look could belong to.
_LOOKS = {
    "npi": ("billing_npi", "rendering_npi", "npi"),
    "date": ("claim_line_start_date", "service_date", "enrollment_start_date", "dispensing_date"),
    "hcpcs": ("hcpcs_code",),
    "ndc": ("ndc_code",),
    "pos": ("place_of_service_code",),
}


def suggest_mapping(
    given: Path | str | pd.DataFrame | ArrowStream, table: str | None = None
) -> str:
    """The text of a mapping file (TOML) for a file of claims, notes, providers, ...

    `table` is given, else guessed from the headers. It shows no value of the file but codes of
    status, line of business and payment, which a mapping has to translate. Raises ExtractError
    where the file cannot be read or its headers mean nothing, UsageError for an unknown table.
    """
    source = as_source(given)
    if table is not None and table not in TABLES:
        raise UsageError(f"no table {table!r}; known: {', '.join(TABLES)}")
    name = name_of(source)
    with sample_of(source) as sample:
        chosen = TABLES[table or _likeliest_table(sample.header.names, name)]
        return mapping_text(_drafted(sample, chosen), sample, name)


def _likeliest_table(headers: tuple[str, ...], file: str) -> str:
    """The table most of whose needed columns the headers name, then most of its columns."""

    def score(table: Table) -> tuple[float, int]:
        found, synonyms = set(), synonyms_of(table)
        own = {bare(name): name for name in table.names}
        for header in map(bare, headers):
            found |= {own[header]} if header in own else set()
            found |= {synonym.canonical for synonym in synonyms.get(header, [])}
        needed = [name for name in table.required if name in found]
        return len(needed) / max(1, len(table.required)) if found else 0.0, len(found)

    scores = {name: score(table) for name, table in TABLES.items()}
    ranked = sorted(scores, key=lambda name: (scores[name][0] * scores[name][1], scores[name]))
    best = ranked[-1]
    if not scores[best][1]:
        raise ExtractError(f"{file}: no header is a known column name; write the mapping by hand")
    return best


def _drafted(sample: Sample, table: Table) -> Draft:
    """Sort the headers into sure, maybe and unknown."""
    found = Draft(table)
    names = _once(sample.header, found)
    own = {bare(name): name for name in table.names}
    synonyms = synonyms_of(table)
    meant: dict[str, list[str]] = defaultdict(list)
    for theirs in names:
        if bare(theirs) in own:
            meant[own[bare(theirs)]].insert(0, theirs)
        elif len(known := synonyms.get(bare(theirs), [])) == 1 and not known[0].doubt:
            meant[known[0].canonical].append(theirs)
        elif known:
            for synonym in known:
                why = synonym.doubt or "a name that several columns have"
                found.maybe.append((synonym.canonical, theirs, why))
        else:
            found.unknown.append((theirs, None))
    _settle_style(sample, table, meant, found)
    for ours in table.names:
        if ours in meant:
            _settle(sample, found, table.column(ours), meant[ours])
    first = {name: known[0].canonical for name, known in synonyms.items()}
    _look_at_unknown(sample, found, first | own)
    return found


def _once(header: Header, found: Draft) -> list[str]:
    """The headers that can be used: they have a name, and it appears once."""
    lower = [name.lower() for name in header.names]
    for name in dict.fromkeys(n for n in header.names if n and lower.count(n.lower()) > 1):
        found.unknown.append((name, "appears twice"))
    return [name for name in header.names if name and lower.count(name.lower()) == 1]


def _position(sample: Sample, theirs: str) -> int:
    return sample.header.names.index(theirs)


def _settle_style(sample: Sample, table: Table, meant: dict[str, list[str]], found: Draft) -> None:
    """How dates and amounts are written, where the usual forms do not read them."""
    columns = [
        (_position(sample, theirs), table.column(ours)) for ours in meant for theirs in meant[ours]
    ]
    dates = [pair for pair in columns if pair[1].kind == "date" and sample.given(pair[0])]
    numbers = [pair for pair in columns if pair[1].kind in ("money", "quantity", "rate")]
    if not _all_read(sample, dates, Style()):
        fitting = [f for f in _DATE_FORMATS if _all_read(sample, dates, Style(date_format=f))]
        found.date_formats = fitting
        if len(fitting) == 1:
            found.style = Style(date_format=fitting[0])
    elif dates:
        slashed = [sample.matching(p, r"\d{1,2}/\d{1,2}/\d{4}") for p, _ in dates]
        shows = [sample.matching(p, r"\d{1,2}/(1[3-9]|2\d|3[01])/\d{4}") for p, _ in dates]
        found.either_order = any(slashed) and not any(shows)
    comma = Style(found.style.date_format, decimal_comma=True)
    if not _all_read(sample, numbers, found.style) and _all_read(sample, numbers, comma):
        found.style = comma


def _all_read(sample: Sample, columns: list[tuple[int, Column]], style: Style) -> bool:
    return all(sample.reads(position, column, style) for position, column in columns)


def _settle(sample: Sample, found: Draft, column: Column, theirs: list[str]) -> None:
    """One of ours and the headers that mean it: sure of one that reads, else a comment each."""
    ours = column.name
    if len(theirs) > 1 and bare(theirs[0]) != bare(ours):
        found.maybe += [(ours, name, "one of several candidates") for name in theirs]
        return
    first, *others = theirs
    found.maybe += [(ours, name, f"{first} has the name already") for name in others]
    position = _position(sample, first)
    translated = bool(column.values) and sample.distinct(position, MOST_WORDS) is not None
    if not translated and not sample.reads(position, column, found.style):
        given, read = sample.reading(position, column, found.style)
        found.maybe.append((ours, first, f"{given - read} of {given} values cannot be read"))
    elif first.lower() == ours:
        found.own.append(ours)
    else:
        found.sure[ours] = first


def _look_at_unknown(sample: Sample, found: Draft, meaning: dict[str, str]) -> None:
    """Comments for headers without a known name: by their values, by a name that is near.

    `meaning` is our column by the bare names that are known.
    """
    open_columns = [name for name in found.table.names if name not in found.found]
    still_unknown = []
    for theirs, reason in found.unknown:
        looks = None if reason else sample.looks_like(_position(sample, theirs))
        seen = reason or (looks and LOOKS[looks])
        ours = next((c for c in _LOOKS.get(looks or "", ()) if c in open_columns), None)
        why = f"values look like {seen}"
        if ours is None and not seen:
            near = near_name(bare(theirs), meaning, _ALIKE)
            ours = meaning[near] if near else None
            why = "similar to a known name"
        if ours in open_columns:
            found.maybe.append((ours, theirs, why))
        else:
            still_unknown.append((theirs, seen))
    found.unknown = still_unknown

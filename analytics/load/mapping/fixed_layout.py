"""The layout of a fixed-width file in a mapping, read strictly."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from analytics.load.mapping import values
from analytics.load.read.file_format import FixedWidthLayout
from analytics.toml_file import StrictTable, TomlFile

_HINT = "must be two positions, the first and the last, counted from 1: [1, 15]"


def read_layout(file: TomlFile, top: StrictTable) -> FixedWidthLayout | None:
    """The `layout`, `header_lines` and `record` of a mapping; None where it has no layout.

    Raises ContentError, with file and line, for positions that run backwards or overlap, and for
    a record or header lines without a layout.
    """
    given = file.data.get("layout")
    if given is None:
        for key in ("header_lines", "record"):
            if key in file.data:
                raise file.error((key,), f"{key} is for a fixed-width file; give its [layout]")
        return None
    table = StrictTable(
        file, ("layout",), given, given if isinstance(given, dict) else (), "layout"
    )
    spans = {name: table.take(name, _span) for name in given}
    if not spans:
        raise file.error(("layout",), "layout names no column")
    _refuse_overlap(file, spans)
    return FixedWidthLayout(
        names=tuple(name.strip() for name in spans),
        spans=tuple(spans.values()),
        header_lines=top.take("header_lines", _count, 0),
        record=top.take("record", _record),
    )


def _span(value: Any) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2 or any(type(n) is not int for n in value):
        raise ValueError(_HINT)
    first, last = value
    if first < 1 or last < first:
        raise ValueError(_HINT)
    return first, last


def _refuse_overlap(file: TomlFile, spans: dict[str, tuple[int, int]]) -> None:
    ordered = sorted(spans.items(), key=lambda item: item[1])
    for (name, (_, last)), (other, (first, _)) in pairwise(ordered):
        if first <= last:
            raise file.error(
                ("layout", other), f"{other} starts at {first}, inside {name}, which ends at {last}"
            )


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("must be the number of lines before the data")
    return value


def _record(value: Any) -> tuple[int, int, str]:
    if not isinstance(value, dict) or set(value) != {"at", "is"}:
        raise ValueError('must be { at = [1, 2], is = "DT" }')
    first, last = _span(value["at"])
    word = value["is"]
    if not isinstance(word, str) or len(word) != last - first + 1:
        raise ValueError(f"must be a text of {last - first + 1} characters, as many as its places")
    return first, last, values.text(word) and word

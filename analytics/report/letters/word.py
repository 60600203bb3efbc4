"""Filling a Word template: placeholders in paragraphs and table cells, table rows once a line.

A placeholder is `{{ name }}`. A table row with placeholders of a list (`{{ line.claim_id }}`) is
repeated for each item of it; rows of the same list that follow each other are repeated together.
A list may stand inside another: its rows are repeated for each item of the outer one as well.
A paragraph that holds placeholders and nothing else is left out where all of them are empty.
"""

from __future__ import annotations

import copy
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from analytics.errors import ContentError

Values = dict[str, Any]

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_]+)?)\s*\}\}")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def open_template(path: Path) -> Document:
    """A Word template. Raises ContentError where the file is none."""
    try:
        return docx.Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise ContentError(f"{path}: not a Word document (.docx)") from error


def placeholders(document: Document) -> set[str]:
    """The names of all placeholders of a template, `line.` and so on before those of a list."""
    return {
        name
        for part in _parts(document)
        for paragraph in part.iter(qn("w:p"))
        for name in _PLACEHOLDER.findall(_text(paragraph))
    }


def fill(document: Document, values: Values, outer: Mapping[str, str] | None = None) -> None:
    """Put values in the place of placeholders; a value that is a list of rows repeats its rows.

    `outer` names for each inner list the list whose items hold it. What a value says is text, never
    a placeholder. Raises KeyError on a name without a value.
    """
    lists = _Lists(outer or {})
    for part in _parts(document):
        rows = [row for row in part.iter(qn("w:tr")) if lists.of(row)]
        inside = {paragraph for row in rows for paragraph in row.iter(qn("w:p"))}
        plain = [p for p in part.iter(qn("w:p")) if p not in inside]
        for name, block in _blocks(rows, lists):
            _repeat(block, _filled(name, values[name], block, values, lists))
        _fill_each(plain, lambda name: values[name])


def _parts(document: Document) -> Iterator[Any]:
    """The body, and each header and footer once."""
    yield document.element.body
    seen = []
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header,
                     section.first_page_footer):  # fmt: skip
            if not part.is_linked_to_previous and part._element not in seen:
                seen.append(part._element)
                yield part._element


def _text(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


class _Lists:
    """The lists of a template, each with the lists around it."""

    def __init__(self, outer: Mapping[str, str]) -> None:
        self._outer = outer

    def path(self, name: str) -> list[str]:
        """The lists around a list, the outermost first, and the list itself."""
        path = [name]
        while path[0] in self._outer:
            path.insert(0, self._outer[path[0]])
        return path

    def of(self, row: Any) -> str | None:
        """The list whose items a table row shows: the innermost that it names."""
        named = _PLACEHOLDER.findall("".join(_text(p) for p in row.iter(qn("w:p"))))
        found = [name.partition(".")[0] for name in named if "." in name]
        return max(found, key=lambda name: len(self.path(name)), default=None)

    def below(self, name: str, row: Any) -> str:
        """The list of a row, or the one around it that stands directly in the list `name`."""
        path = self.path(self.of(row) or name)
        return path[min(path.index(name) + 1, len(path) - 1)]


def _blocks(rows: Iterable[Any], lists: _Lists) -> Iterator[tuple[str, list[Any]]]:
    """Rows of one list, and of the lists in it, that follow each other in one table."""
    counted = [(lists.path(lists.of(row) or "")[0], row.getparent(), row) for row in rows]
    for (name, _), block in groupby(counted, key=lambda item: (item[0], item[1])):
        yield name, [row for _, _, row in block]


def _repeat(block: list[Any], made: Iterable[Any]) -> None:
    """Put the rows that were made in the place of the block's."""
    last = block[-1]
    for row in made:
        last.addnext(row)
        last = row
    for row in block:
        row.getparent().remove(row)


def _filled(
    name: str, items: Iterable[Values], block: list[Any], values: Values, lists: _Lists
) -> Iterator[Any]:
    """The rows of a block, filled anew for each item."""
    for item in items:
        own = values | {f"{name}.{key}": value for key, value in item.items()}
        for inner, rows in groupby(block, key=lambda row: lists.below(name, row)):
            if inner != name:
                yield from _filled(inner, item[inner], list(rows), own, lists)
                continue
            for row in rows:
                made = copy.deepcopy(row)
                _fill_each(list(made.iter(qn("w:p"))), lambda key, own=own: own[key])
                yield made


def _fill_each(paragraphs: Iterable[Any], value: Callable[[str], Any]) -> None:
    for paragraph in paragraphs:
        text = _text(paragraph)
        names = _PLACEHOLDER.findall(text)
        if not names:
            continue
        if not _PLACEHOLDER.sub("", text).strip() and not any(value(name) for name in names):
            _drop(paragraph)
        else:
            _fill_paragraph(paragraph, value)


def _drop(paragraph: Any) -> None:
    """Take a paragraph out; a table cell keeps its last one, empty."""
    around = paragraph.getparent()
    if around.tag == qn("w:tc") and len(around.findall(qn("w:p"))) == 1:
        for node in paragraph.iter(qn("w:t")):
            node.text = ""
    else:
        around.remove(paragraph)


def _fill_paragraph(paragraph: Any, value: Callable[[str], Any]) -> None:
    """Word cuts text into runs as it likes: a value goes where its placeholder begins."""
    while found := _PLACEHOLDER.search(_text(paragraph)):
        nodes, at = list(paragraph.iter(qn("w:t"))), 0
        for node in nodes:
            text = node.text or ""
            start, end = max(found.start() - at, 0), min(found.end() - at, len(text))
            begins_here = at <= found.start() < at + len(text)
            if start < end:
                mark = _MARK.format(found[1]) if begins_here else ""
                node.text = text[:start] + mark + text[end:]
            at += len(text)
    for node in list(paragraph.iter(qn("w:t"))):
        if node.text and _MARKED.search(node.text):
            _write(node, _MARKED.sub(lambda m: _shown(value(m[1])), node.text))


#: Stands for a placeholder already taken out of its runs; private characters no text has.
_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000([a-z_.]+)\ue001")


def _shown(value: Any) -> str:
    return _NOT_XML.sub(" ", "" if value is None else str(value)).replace("\r", "")


def _write(node: Any, text: str) -> None:
    """Set the text of a run; a line feed becomes a line break."""
    first, *rest = text.split("\n")
    node.text = first
    node.set(qn("xml:space"), "preserve")
    for line in rest:
        line_break = node.makeelement(qn("w:br"), {})
        more = node.makeelement(qn("w:t"), {qn("xml:space"): "preserve"})
        more.text = line
        node.addnext(line_break)
        line_break.addnext(more)
        node = more

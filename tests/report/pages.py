"""A page as a reader takes it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Page:
    """A page as a reader takes it in: its text, headings, tables by caption, elements."""

    html: str
    text: str = ""
    headings: list[tuple[int, str]] = field(default_factory=list)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)

    def having(self, name: str) -> list[str]:
        """The values of an attribute, wherever it stands."""
        return [found[name] or "" for _, found in self.elements if name in found]

    def table(self, caption: str) -> list[list[str]]:
        """The rows of the one table whose caption begins so, the head first."""
        (rows,) = [rows for text, rows in self.tables.items() if text.startswith(caption)]
        return rows

    def columns(self, caption: str) -> dict[str, dict[str, str]]:
        """Of a table, by the text of a row's first cell: its cells by column head."""
        head, *rows = self.table(caption)
        return {row[0]: dict(zip(head, row, strict=False)) for row in rows}


class _Reader(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.page = Page(html)
        self._into: list[str] | None = None
        self._heading: tuple[int, list[str]] | None = None
        self._caption, self._rows = "", []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.page.elements.append((tag, dict(attrs)))
        if tag == "table":
            self._caption, self._rows = "", []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th", "caption"):
            self._into = []
        elif tag == "small" and self._into is not None:
            self._into.append(" ")
        elif tag in ("h1", "h2", "h3", "h4"):
            self._heading = int(tag[1]), []

    def handle_endtag(self, tag):
        if tag == "table":
            self.page.tables[self._caption] = self._rows
        elif tag in ("td", "th", "caption"):
            text = " ".join("".join(self._into or []).split())
            self._into = None
            if tag == "caption":
                self._caption = text
            else:
                self._rows[-1].append(text)
        elif tag in ("h1", "h2", "h3", "h4") and self._heading:
            level, words = self._heading
            self.page.headings.append((level, "".join(words).strip()))
            self._heading = None

    def handle_data(self, data):
        self.page.text += data
        if self._into is not None:
            self._into.append(data)
        if self._heading:
            self._heading[1].append(data)


def read(html: str) -> Page:
    """The page as a reader takes it in."""
    return _Reader(html).page

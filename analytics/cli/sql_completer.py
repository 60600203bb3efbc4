"""Completes names in the SQL shell: commands, tables, columns, questions, parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from analytics.api import Store
from analytics.errors import RecoupError
from analytics.sql.cookbook import read_cookbook

_COMMANDS = (r"\?", r"\cookbook", r"\d", r"\q")
_BEGINNINGS = ("describe", "select", "with")
_WORDS = (
    *("select", "from", "where", "group by", "order by", "having", "limit", "join", "left join"),
    *("with", "as", "on", "and", "or", "not", "in", "is null", "between", "like", "distinct"),
    *("count(*)", "sum(", "min(", "max(", "avg(", "case when", "cast("),
)


class Catalog:
    """The relations of a store with their columns, read when asked for, and the cookbook."""

    def __init__(self, store: Store):
        self.store = store
        self.cookbook = read_cookbook()

    def relations(self) -> dict[str, list[str]]:
        """The columns of each relation, in order, as the store is now."""
        frame = self.store.sql(
            "select table_name, column_name from duckdb_columns()"
            " where not internal order by table_name, column_index"
        )
        return {name: list(part) for name, part in frame.groupby("table_name")["column_name"]}


class Names(Completer):
    """Completes commands, tables, columns, questions and their parameters."""

    def __init__(self, catalog: Catalog):
        self.catalog = catalog

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterator[Completion]:
        """The names that go on with the word before the cursor."""
        before = document.text_before_cursor
        word = re.search(r"[\\\w?]*$", before).group()  # type: ignore[union-attr]
        for name, what in sorted(set(self._candidates(before, word))):
            if name.lower().startswith(word.lower()):
                yield Completion(name, start_position=-len(word), display_meta=what)

    def _candidates(self, before: str, word: str) -> Iterable[tuple[str, str]]:
        start = before[: len(before) - len(word)].strip()
        if not start:
            yield from ((name, "command") for name in _COMMANDS)
            yield from ((q.name, "question") for q in self.catalog.cookbook.values())
            yield from ((word, "") for word in _BEGINNINGS)
            return
        first = start.split(maxsplit=1)[0]
        if question := self.catalog.cookbook.get(first):
            yield from ((f"{p.name}=", p.kind) for p in question.parameters)
            return
        if first == r"\cookbook":
            yield from ((name, "question") for name in self.catalog.cookbook)
            return
        with suppress(RecoupError):  # a store that cannot be read says so when it is asked
            yield from self._of_the_store(before, first)

    def _of_the_store(self, before: str, first: str) -> Iterable[tuple[str, str]]:
        relations = self.catalog.relations()
        yield from ((name, "table") for name in relations)
        if first == r"\d":
            return
        yield from ((word, "") for word in _WORDS)
        named = set(re.findall(r"\w+", before)) & set(relations)
        for name in named or relations:
            yield from ((column, "column") for column in relations[name])

"""What the tests of a file ask, read before the first of them runs, and answered at once.

Each test is read once with fixtures that only note what it asks. Then all of it is answered
together, and the tests run and are given their answers. Knows no audit and no store: what a
question is, and how many are answered at once, is in one_audit.py and one_store.py.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest


class Unknown:
    """An answer that is not known yet: it is and has whatever a test expects, which so reads on."""

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        return True

    def __getattr__(self, name: str) -> Unknown:
        return self

    def __getitem__(self, key: object) -> Unknown:
        return self

    def __call__(self, *_: object, **__: object) -> Unknown:
        return self

    def __contains__(self, item: object) -> bool:
        return True

    def __iter__(self):
        return iter(())


#: Notes a question: gives its answer where it is known, else `Unknown`.
Note = Callable[[Hashable], Any]


@dataclass
class Book:
    """The answers known in one file.

    `fixtures` makes the fixtures that note; `answer` gives the answers of many questions.
    """

    fixtures: Callable[[Note], dict[str, Any]]
    answer: Callable[[list[Any]], dict[Any, Any]]
    known: dict[Any, Any] = field(default_factory=dict)
    wanted: dict[Any, None] = field(default_factory=dict)

    def answer_to(self, question: Hashable) -> Any:
        """The answer, for the test to change as it likes; None where it was not asked before."""
        return deepcopy(self.known.get(question))

    def note(self, question: Hashable) -> Any:
        """The answer of a question where it is known; else it is noted."""
        if question in self.known:
            return self.answer_to(question)
        self.wanted[question] = None
        return Unknown()

    def read(self, items: Iterable[pytest.Item]) -> None:
        """Read the tests of a file that ask, again where an answer may lead to another question."""
        left = [i for i in items if isinstance(i, pytest.Function) and "book" in i.fixturenames]
        while left:
            self.wanted = {}
            left = [item for item in left if self._asks(item)]
            self.known |= self.answer(list(self.wanted))

    def _asks(self, item: pytest.Function) -> bool:
        """Whether a test asks what is not known yet; whether it fails is told when it runs."""
        asked = False

        def note(question: Hashable) -> Any:
            nonlocal asked
            asked |= question not in self.known
            return self.note(question)

        given = self.fixtures(note)
        given |= item.callspec.params if hasattr(item, "callspec") else {}
        with suppress(Exception, pytest.fail.Exception):
            item.function(**_arguments(item, item.function, given))
        return asked


def _arguments(item: pytest.Function, function: Callable, given: dict[str, Any]) -> dict[str, Any]:
    """What a test, or a fixture of its file, is called with. Raises LookupError on others."""
    found = {}
    for name in inspect.signature(function).parameters:
        if name not in given:
            definition = item._fixtureinfo.name2fixturedefs[name][-1]
            if definition.func.__module__ != item.module.__name__:
                raise LookupError(name)
            given[name] = definition.func(**_arguments(item, definition.func, given))
        found[name] = given[name]
    return found

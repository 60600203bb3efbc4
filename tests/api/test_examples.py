"""The example of every public verb runs as its docstring has it, in the folder of a small store.

There stand `store` and `run`, an audited store and its last run; claims.csv, the extract in it;
more.csv and with_rejects.csv, which it has not; and recoup.toml, a schedule for it.
"""

from __future__ import annotations

import doctest
import importlib.util
import inspect
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from small_store import claims_frame

import analytics

SCHEDULE = 'store = "store"\nsettle_seconds = 0\n[[load]]\npattern = "claims.csv"\n'
#: Examples that take long: a plan is made, a notebook runs.
SLOW = ("make_demo", "execute_notebook")


def public_verbs() -> Iterator[tuple[str, Any]]:
    """Every function and class of the package's list, and what Store and Run have, by name."""
    for name in analytics.__all__:
        verb = getattr(analytics, name)
        if inspect.isroutine(verb) or verb in (analytics.Store, analytics.Run):
            yield name, verb
    for owner in (analytics.Store, analytics.Run):
        for name, verb in inspect.getmembers(owner):
            is_verb = inspect.isroutine(verb) or isinstance(verb, property)
            if is_verb and not name.startswith("_"):
                yield f"{owner.__name__}.{name}", verb


VERBS = dict(public_verbs())


@pytest.fixture
def place(own_store, claims_csv, tmp_path, monkeypatch) -> Path:
    """The folder that the examples are in."""
    shutil.copy(claims_csv, tmp_path / "claims.csv")
    claims_frame("claim\nCLAIMZ").to_csv(tmp_path / "more.csv", index=False)
    wrong = claims_frame("claim | paid\nCLAIMY | 1.00\nCLAIMZ | 2.00").astype({"paid_amount": str})
    wrong.loc[0, "paid_amount"] = "one"
    wrong.to_csv(tmp_path / "with_rejects.csv", index=False)
    (tmp_path / "recoup.toml").write_text(SCHEDULE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RECOUP_STORE", raising=False)
    return tmp_path


def example_of(name: str, verb: Any, known: dict[str, Any]) -> doctest.DocTest:
    text = inspect.getdoc(verb) or ""
    return doctest.DocTestParser().get_doctest(text, known, name, None, 0)


@pytest.mark.parametrize("name", VERBS)
def test_every_public_verb_says_what_it_is_and_shows_an_example(name: str) -> None:
    text = inspect.getdoc(VERBS[name]) or ""
    assert text.splitlines()[:1] != [] and "Example:\n    >>> " in text


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) if n in SLOW else n for n in VERBS]
)
def test_the_example_of_a_verb_runs(name: str, place: Path) -> None:
    if name == "execute_notebook" and importlib.util.find_spec("nbclient") is None:
        pytest.skip("needs recoup[notebook]")
    store = analytics.open_store("store")
    known = {"analytics": analytics, "store": store, "run": store.run(), "Decimal": Decimal}
    said: list[str] = []
    write: Callable[[str], Any] = said.append
    result = doctest.DocTestRunner().run(example_of(name, VERBS[name], known), out=write)
    assert result.attempted
    assert not result.failed, "".join(said)

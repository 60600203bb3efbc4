"""The views of queries/: their headers, the relations they read, and making them.

A file is one select with a header: `relation`, `grain`, and `kept`, which says how long it lives:
`state` (written to Parquet after each load), `step` (only while a state is made), `audit` (a
temporary table of one audit, made when a check asks for it), `table` (one of the work that makes
it: the letters of a run, a comparison, a review) or `view`. Values that differ from one making to
the next (a day, the number of a run) are read from a relation that the caller made before, such as
audit_parameter; SQL is never put together from texts. A line
marked `-- for each ...` is repeated (see `analytics/sql/repeated_lines.py`).
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pyarrow as pa

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.errors import ContentError
from analytics.schema.words import RELATIONS
from analytics.sql.emptiness import gives_no_row
from analytics.sql.header import read_header
from analytics.sql.parse import relations
from analytics.sql.repeated_lines import written_out
from analytics.sql.waivers import WAIVERS

KEPT = ("state", "step", "audit", "table", "view")


@dataclass(frozen=True)
class ModelView:
    """One relation of queries/: its name, grain, meaning, SQL and the relations it reads."""

    relation: str
    grain: str
    kept: str
    description: str
    sql: str
    reads: frozenset[str]


@lru_cache(maxsize=512)
def _parsed(path: Path, text: str) -> ModelView:
    header = read_header(text, path, required=("relation", "grain", "kept"), optional=WAIVERS)
    facts = header.facts
    if facts["relation"] != path.stem:
        raise ContentError(f"{path.name}: relation is {facts['relation']}; expected {path.stem}")
    if facts["kept"] not in KEPT:
        raise ContentError(f"{path.name}: kept is {facts['kept']}; one of {', '.join(KEPT)}")
    return ModelView(
        facts["relation"],
        facts["grain"],
        facts["kept"],
        header.description,
        text,
        frozenset(relations(text)),
    )


def read_model(folder: Path = content.MODEL) -> dict[str, ModelView]:
    """Every model view by relation. Raises ContentError on a file that is not one."""
    found = {}
    for path in sorted(folder.glob("*.sql")):
        stamp = path.stat()
        text = _text(path, (stamp.st_mtime_ns, stamp.st_size))
        found[path.stem] = _parsed(path, written_out(text, path.name))
    return found


@lru_cache(maxsize=512)
def _text(path: Path, _: tuple[int, int]) -> str:
    """The text of a file; read again when the file has changed."""
    return path.read_text(encoding="utf-8")


def in_order(model: dict[str, ModelView], wanted: Iterable[str]) -> list[ModelView]:
    """The wanted views and all views that they read, each after those it reads.

    Raises ContentError where views read each other in a circle.
    """
    reads = {
        name: sorted(model[name].reads & model.keys() - {name})
        for name in read_through(model, wanted)
        if name in model
    }
    try:
        return [model[name] for name in TopologicalSorter(reads).static_order()]
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise ContentError(f"model views read each other in a circle: {circle}") from error


def read_through(model: dict[str, ModelView], wanted: Iterable[str]) -> dict[str, None]:
    """The wanted relations and all that they read, through views too, in the order they are met."""
    found = dict.fromkeys(wanted)
    to_visit = list(found)
    for name in to_visit:
        if name in model:
            new = sorted(model[name].reads - found.keys())
            found |= dict.fromkeys(new)
            to_visit += new
    return found


#: Name and type.
Columns = tuple[tuple[str, str], ...]
#: The columns of a view, by its text and the columns of the claims it stands on.
_COLUMNS: dict[tuple[str, Columns], Columns] = {}


class Relations:
    """Makes the views of a model in one connection, and knows which relations have no row.

    A view whose rows can only come from relations without a row is not run: it gets its columns
    and nothing else. `empty` names such relations to begin with: the tables nothing was loaded
    for. `read` are the columns of the claims the views stand on, x_ columns among them.
    """

    def __init__(self, engine: Engine, empty: Iterable[str] = (), read: Columns = ()):
        self.engine = engine
        self.empty = {name.lower() for name in empty}
        self._read = read

    def make(self, views: Iterable[ModelView]) -> None:
        """Create the views in this order: a `view` as a view, the others as temporary tables."""
        for view in views:
            if self.gives_no_row(view):
                self.engine.empty_table(view.relation, self.columns_of(view))
            elif view.kept == "view":
                self.engine.view(view.relation, view.sql)
            else:
                self.found(view, self.engine.table(view.relation, view.sql))

    def gives_no_row(self, view: ModelView) -> bool:
        """Whether the view has no row, by its text alone: a table of its name does not count."""
        # of the empty relations only those it reads: the same question is answered once
        if gives_no_row(view.sql, self.empty & view.reads - {view.relation}):
            self.empty.add(view.relation)
            return True
        self.empty.discard(view.relation)
        return False

    def found(self, view: ModelView, rows: int) -> None:
        """Say how many rows a view turned out to have."""
        if not rows:
            self.empty.add(view.relation)

    def columns_of(self, view: ModelView) -> Columns:
        """Name and type of the columns a view gives; asked of the engine once in a process."""
        key = (view.sql, self._read)
        if key not in _COLUMNS:
            _COLUMNS[key] = self.engine.columns(view.sql)
        return _COLUMNS[key]


def make(engine: Engine, views: Iterable[ModelView]) -> None:
    """Create the views in this order: a `view` as a view, the others as temporary tables."""
    Relations(engine).make(views)


def make_all(engine: Engine, folder: Path, wanted: Iterable[str] | None = None) -> None:
    """Make the wanted views of a folder of queries/, or all, each after what it reads.

    The lists of words that they read are made too.
    """
    views = read_model(folder)
    made = in_order(views, views if wanted is None else wanted)
    load_words(engine, {name for view in made for name in view.reads})
    make(engine, made)


def model_sha256(model: dict[str, ModelView]) -> str:
    """A hash over the text of every view: the same hash means the same final action."""
    return content.sha256_text("\n".join(model[name].sql for name in sorted(model)))


def reference_tables(folder: Path = content.REFERENCE) -> dict[str, Path]:
    """The code tables of data/reference by name."""
    return {path.stem: path for path in sorted(folder.glob("*.csv"))}


def load_reference(engine: Engine) -> None:
    """Make each code table readable by its name; every value is text."""
    for name, path in reference_tables().items():
        engine.register(name, _read_table(path, path.stat().st_mtime_ns))


@lru_cache(maxsize=64)
def _read_table(path: Path, _: int) -> pa.Table:
    """A code table, every value text; read again when the file has changed."""
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream, strict=True)
    columns = zip(*rows, strict=True) if rows else [()] * len(header)
    values = [pa.array([v or None for v in column], pa.string()) for column in columns]
    return pa.table(values, names=header)


def load_words(engine: Engine, wanted: Collection[str] = RELATIONS.keys()) -> None:
    """Make the wanted lists of words that SQL joins temporary tables: strength_listed and so on."""
    for name, rows in RELATIONS.items():
        if name not in wanted:
            continue
        columns = {key: [row[key] for row in rows] for key in rows[0]}
        places = [key for key in columns if key.endswith(("_rank", "_order"))]
        engine.register("word_rows", pa.table(columns))
        replaced = ", ".join(f"cast({place} as integer) as {place}" for place in places)
        engine.table(name, f"select * replace ({replaced}) from word_rows")


def reference_sha256() -> str:
    """A hash over every code table."""
    return content.sha256_text("".join(content.sha256_file(p) for p in reference_tables().values()))

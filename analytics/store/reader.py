"""Reads a store that others may write to: one connection, made again after each change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from analytics.engine.duckdb import Engine
from analytics.engine.messages import QueryError, ReadError
from analytics.engine.sql_text import glob_escaped, literal
from analytics.errors import StoreError, UsageError
from analytics.store.folder import StoreFolder
from analytics.store.relations import create_views, relation_files, views_above

#: The most memory a query takes where nobody says; less on a machine that has not twice as much.
_MOST_MEMORY = 16 * 2**30
#: DuckDB takes this share of the memory a machine, or its container, has.
_DUCKDB_SHARE = 0.8
_UNITS = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}

Answer = TypeVar("Answer")


class Reader:
    """A store's reading connection. It sees each new load and run, and never half of one."""

    def __init__(self, folder: StoreFolder):
        self.folder = folder
        self._engine: Engine | None = None
        self._seen: tuple[int, int, int] | None = None
        self._stopped = False

    def ask(self, question: Callable[[Engine], Answer]) -> Answer:
        """The answer to a question about the store as it is now.

        Asked again where it failed and writers had meanwhile replaced what it read. Raises
        UsageError where `interrupt` stopped it.
        """
        self._stopped = False
        while True:
            stamp = self.folder.stamp()
            try:
                return question(self._current(stamp))
            except (QueryError, StoreError) as error:
                if isinstance(error, ReadError):
                    self._close()  # some such errors leave no connection to go on with
                if self.folder.stamp() != stamp:
                    continue
                if isinstance(error, ReadError):
                    raise self.folder.damaged_file_error(error) from None
                raise
            except KeyboardInterrupt:
                if self._stopped:
                    raise UsageError("the query was stopped") from None
                raise

    def interrupt(self) -> None:
        """Stop the question that is being answered in another thread."""
        if self._engine is not None:
            self._stopped = True
            self._engine.interrupt()

    def _current(self, stamp: tuple[int, int, int]) -> Engine:
        if self._engine is None or stamp != self._seen:
            self._close()
            self._engine = reading_engine(self.folder)
            self._seen = stamp
        return self._engine

    def _close(self) -> None:
        if self._engine is not None:
            self._engine.close()
            self._engine = None


def reading_engine(folder: StoreFolder) -> Engine:
    """A connection with every relation of the store that can read nothing else.

    A query may take half of the machine's memory, at most 16 GB, unless RECOUP_MEMORY sets
    another size; what it spills goes to a private folder and takes at most half of its disk.
    """
    engine = folder.shelf.engine(keep_order=True)
    try:
        manifest = folder.manifest()
        create_views(engine, folder, manifest)
        for view in views_above(manifest):  # no table among them: nothing here can be written to
            engine.view(view.relation, view.sql)
        if folder.shelf.in_memory:  # shared with what writes it, and nobody else's
            return engine
        _bound(engine)
        files = {path for paths in relation_files(folder, manifest).values() for path in paths}
        named = {name for path in files for name in (str(path), glob_escaped(path))}
        listed = ", ".join(literal(name) for name in sorted(named))
        engine.run(f"set allowed_paths = [{listed}]")
        engine.run("set enable_external_access = false")
        engine.run("set lock_configuration = true")
    except BaseException:
        engine.close()
        raise
    return engine


def _bound(engine: Engine) -> None:
    """Bound what a query takes: memory where the environment does not say, and room to spill."""
    if not engine.memory_is_given:
        all_of_it = _bytes(engine.value("select current_setting('memory_limit')")) / _DUCKDB_SHARE
        engine.limit_memory(f"{int(min(all_of_it / 2, _MOST_MEMORY) / 2**20)}MiB")
    spill = Path(engine.value("select current_setting('temp_directory')"))
    room = shutil.disk_usage(spill).free // 2
    engine.run(f"set max_temp_directory_size = '{room // 2**20}MiB'")


def _bytes(size: str) -> float:
    number, unit = size.split()
    return float(number) * _UNITS[unit]

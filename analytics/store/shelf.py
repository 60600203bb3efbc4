"""Where the tables of a store are kept: Parquet files, or tables of one database in memory.

Both are known by the path that the file has or would have. Knows no table's meaning.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import parquet, quoted


class FileShelf:
    """Tables as Parquet files, one each."""

    in_memory = False

    def engine(self, **options: Any) -> Engine:
        """A connection of its own; the options are those of `Engine`."""
        return Engine(**options)

    def write(
        self, engine: Engine, sql: str, path: Path, step: str = "write", fast: bool = False
    ) -> int:
        """Keep the rows of a query; returns their number. `fast`: for a short life."""
        return engine.copy(sql, path, step=step, fast=fast)

    def read(self, paths: Iterable[Path]) -> str:
        """SQL: what to select from, for tables of one kind together, columns by name."""
        return parquet(paths)

    def move(self, beside: Path, target: Path) -> None:
        """Move a table, or a folder of them."""
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.replace(target)


class MemoryShelf(FileShelf):
    """Tables of one database in memory, for a small audit that leaves no store behind.

    Every connection of it sees them; what a connection makes temporary is its own. `few_rows`:
    statements are planned in the simple way, which is faster then.
    """

    in_memory = True

    def __init__(self, few_rows: bool = True) -> None:
        self._engine = Engine(keep_order=True)
        if few_rows:
            self._engine.plan_little()
        self._names: dict[Path, str] = {}
        self._made = 0

    def engine(self, **_: Any) -> Engine:
        """A connection to the database; it spills nowhere."""
        return self._engine.sibling()

    def write(
        self, engine: Engine, sql: str, path: Path, step: str = "write", fast: bool = False
    ) -> int:
        """Keep the rows of a query; returns their number."""
        self._made += 1
        name = f"kept_{self._made}"
        made = engine.rows(f"create table main.{name} as {sql}", step=step)
        self._names[path] = name
        return made[0][0]

    def read(self, paths: Iterable[Path]) -> str:
        """SQL: what to select from, for tables of one kind together, columns by name."""
        names = [f"main.{quoted(self._names[path])}" for path in paths]
        if len(names) == 1:
            return names[0]
        return f"({' union all by name '.join(f'select * from {name}' for name in names)})"

    def move(self, beside: Path, target: Path) -> None:
        """Move a table, or a folder of them and of files."""
        for path in list(self._names):
            if path == beside or beside in path.parents:
                moved = target if path == beside else target / path.relative_to(beside)
                self._names[moved] = self._names.pop(path)
        if beside.exists():
            super().move(beside, target)

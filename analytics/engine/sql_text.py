"""Names, texts and paths as SQL has them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | Path) -> str:
    """A text as an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def parquet(paths: Iterable[Path]) -> str:
    """A table function that reads these Parquet files as one relation, columns by name."""
    files = ", ".join(literal(glob_escaped(path)) for path in paths)
    return f"read_parquet([{files}], union_by_name=true, hive_partitioning=false)"


def glob_escaped(path: Path) -> str:
    """A path as the pattern that matches it and no other: a folder may be called `a[b]`."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))

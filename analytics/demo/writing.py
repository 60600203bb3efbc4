"""A book as the files a plan would send: CSV extracts, a mapping, and the labels beside them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

MAPPING = "visit_note.toml"
#: Tables with free text, whose texts are quoted; the others hold nothing that needs it.
_QUOTED = {"visit_note", "labels"}


def write_tables(tables: dict[str, pa.Table], folder: Path) -> dict[str, Path]:
    """One CSV per table: canonical headers, ISO dates, money as 1234.50, empty for null."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, table in tables.items():
        paths[name] = folder / f"{name}.csv"
        with paths[name].open("wb") as stream:
            stream.write((",".join(table.column_names) + "\n").encode())
            style = "needed" if name in _QUOTED else "none"
            options = csv.WriteOptions(include_header=False, quoting_style=style)
            csv.write_csv(table, stream, options)
    return paths


def write_mapping(covers: tuple[date, date], folder: Path) -> Path:
    """The mapping file of the notes: it says which days of service the feed covers."""
    path = folder / MAPPING
    path.write_text(
        "# Days of service the feed of visit notes covers, both included.\n"
        f'covers_from = "{covers[0]}"\ncovers_to = "{covers[1]}"\n'
    )
    return path

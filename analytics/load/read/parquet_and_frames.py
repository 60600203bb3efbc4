"""Rows of Parquet files and of frames, which have types of their own."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal, quoted
from analytics.errors import ExtractError


def _first_values(table: pa.Table) -> dict[str, str]:
    """The first row by column; empty for no row."""
    row = table.to_pylist()[0] if table.num_rows else {}
    return {name: "" if value is None else str(value) for name, value in row.items()}


def _parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise ExtractError(f"{path.name}: a damaged Parquet file") from error


def _typed_select(engine: Engine, path: Path) -> str:
    """Typed columns as text; a whole number stored as a float loses its `.0`."""
    relation = f"read_parquet({literal(path)}, file_row_number=true)"
    columns = []
    described = engine.rows(f"describe select * from read_parquet({literal(path)})")
    for i, (name, kind, *_) in enumerate(described):
        value, text = quoted(name), f"cast({quoted(name)} as varchar)"
        if kind in ("DOUBLE", "FLOAT"):
            whole = f"when {value} = trunc({value}) and abs({value}) < 1e15"
            digits = f"cast(cast({value} as bigint) as varchar)"
            text = f"case when isnan({value}) then null {whole} then {digits} else {text} end"
        columns.append(f"{text} as c{i}")
    return f"select file_row_number + 1 as source_row, {', '.join(columns)} from {relation}"

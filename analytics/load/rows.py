"""The rows of a file or frame as one Parquet file of text, numbered as they stand in the file.

A line that does not read as a row (too few or too many columns, bytes that are no UTF-8, a
quote that is not closed) is a broken row: it keeps its number and its text and goes to the
rejects, so that rows read = rows loaded + rows rejected.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.engine import Engine, QueryError, literal, quoted
from analytics.errors import ExtractError
from analytics.load.files import PlainText, as_arrow, kind_of, plain_text, start_of
from analytics.load.header import Header, read_header
from analytics.load.lines import mend

_REASONS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": "a quote that is not closed",
    "INVALID ENCODING": "bytes that are not UTF-8",
    "LINE SIZE OVER MAXIMUM": "a line of more than 2 million bytes",
}
_OPEN_QUOTE = _REASONS["UNQUOTED VALUE"]


@dataclass(frozen=True)
class Rows:
    """Text of rows: `select` reads source_row and one text column c0, c1, ... per header.

    The relation broken_row (source_row, reason, raw) of the engine has the rows that could not
    be read.
    """

    headers: tuple[str, ...]
    select: str
    read: int


def header_of(
    source: Path | pd.DataFrame | pa.Table, delimiter: str | None, encoding: str | None
) -> Header:
    """The header of a file, or the columns of a frame; with the first row as text."""
    if not isinstance(source, Path):
        names = list(map(str, source.column_names if isinstance(source, pa.Table) else source))
        first = as_arrow(source.head(1) if isinstance(source, pd.DataFrame) else source[:1])
        return Header(tuple(n.strip() for n in names), _first_values(first))
    if kind_of(source) == "parquet":
        file = _parquet(source)
        try:
            first = next(file.iter_batches(batch_size=1), None)
        except (pa.ArrowException, OSError) as error:
            raise ExtractError(f"{source.name}: a damaged Parquet file") from error
        row = _first_values(pa.Table.from_batches([first])) if first is not None else {}
        return Header(tuple(n.strip() for n in file.schema_arrow.names), row)
    return read_header(start_of(source, encoding), source.name, delimiter)


def _first_values(table: pa.Table) -> dict[str, str]:
    """The first row by column; empty for no row."""
    row = table.to_pylist()[0] if table.num_rows else {}
    return {name: "" if value is None else str(value) for name, value in row.items()}


def _parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise ExtractError(f"{path.name}: a damaged Parquet file") from error


def read_rows(
    engine: Engine,
    source: Path | pd.DataFrame | pa.Table,
    header: Header,
    encoding: str | None,
    temp: Path,
) -> Rows:
    """Bring the rows of a source into the engine's reach as text. Raises ExtractError."""
    if isinstance(source, Path) and kind_of(source) != "parquet":
        return _text_rows(engine, source, header, encoding, temp)
    _keep_broken(engine, [])
    if isinstance(source, Path):
        path = source
        read = _parquet(path).metadata.num_rows
    else:
        path, table = temp / "frame.parquet", as_arrow(source)
        read = table.num_rows
        names = [f"c{i}" for i in range(table.num_columns)]
        pq.write_table(table.rename_columns(names), path, compression="lz4")
    return Rows(header.names, _typed_select(engine, path), read)


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


def _text_rows(
    engine: Engine, path: Path, header: Header, encoding: str | None, temp: Path
) -> Rows:
    plain = plain_text(path, encoding, temp)
    taken_out: list[tuple[int, str]] = []
    good, broken = _read_csv(engine, plain, header, temp, path.name)
    if good + len(broken) != plain.lines - header.lines:
        # Some record runs over several lines, or a stray quote swallowed what stands behind it.
        mended = mend(plain, header.delimiter, len(header.names), header.lines, temp)
        good, broken = _read_csv(engine, mended.text, header, temp, path.name)
        expected = mended.text.lines - header.lines - mended.extra_lines
        if good + len(broken) != expected:
            raise ExtractError(f"{path.name}: quotes that do not pair; rows cannot be told apart")
        taken_out = mended.broken
    broken = _renumbered(broken, taken_out)
    _keep_broken(engine, broken)
    read = good + len(broken)
    relation = f"read_parquet({literal(temp / 'text.parquet')}, file_row_number=true)"
    names = ", ".join(f"c{i}" for i in range(len(header.names)))
    number = "file_row_number + 1"
    if broken:
        number = _numbering(engine, [row for row, _, _ in broken])
    return Rows(header.names, f"select {number} as source_row, {names} from {relation}", read)


def _read_csv(
    engine: Engine, text: PlainText, header: Header, temp: Path, name: str
) -> tuple[int, list[tuple[int, str, str]]]:
    """Copy the rows to Parquet. Number of good rows; the others as (record, reason, text)."""
    engine.run("drop table if exists reject_errors; drop table if exists reject_scans")
    columns = ", ".join(f"c{i}: 'varchar'" for i in range(len(header.names)))
    try:
        engine.run(
            "copy (select * from read_csv("
            f"{literal(text.path)}, auto_detect=false, header=true, columns={{{columns}}},"
            f" delim={literal(header.delimiter)}, quote='\"', escape='\"',"
            f" nullstr='', store_rejects=true)) to {literal(temp / 'text.parquet')}"
            " (format parquet, compression lz4_raw, row_group_size 40960)",
            step="read",
        )
    except QueryError as error:
        raise ExtractError(f"{name}: does not read as delimited text") from error
    good = pq.read_metadata(temp / "text.parquet").num_rows
    if not good and engine.value("select count(distinct line) from reject_errors") > 1:
        raise ExtractError(
            f"{name}: no row has the {len(header.names)} columns of the header; is the delimiter"
            f" {header.delimiter!r}, and does each row end like the header?"
        )
    rejected = engine.rows(
        "select line, min_by(error_type, coalesce(byte_position, 0)), min(csv_line)"
        " from reject_errors group by line order by line"
    )
    return good, [(line - 1, _REASONS.get(kind, "broken"), raw) for line, kind, raw in rejected]


def _renumbered(
    broken: list[tuple[int, str, str]], taken_out: list[tuple[int, str]]
) -> list[tuple[int, str, str]]:
    """All broken rows by their number in the file, those taken out before reading among them."""
    rows = np.array([row for row, _, _ in broken], dtype=np.int64)
    rows += np.searchsorted(_good_before([row for row, _ in taken_out]), rows, side="left")
    renumbered = [(int(row), *rest) for row, (_, *rest) in zip(rows, broken, strict=True)]
    return sorted(renumbered + [(row, _OPEN_QUOTE, raw) for row, raw in taken_out])


def _keep_broken(engine: Engine, broken: list[tuple[int, str, str]]) -> None:
    rows, reasons, raws = zip(*broken, strict=True) if broken else ((), (), ())
    columns = {
        "source_row": pa.array(rows, pa.int64()),
        "reason": pa.array(reasons, pa.string()),
        "raw": pa.array(raws, pa.string()),
    }
    engine.register("broken_row", pa.table(columns))


def _numbering(engine: Engine, broken: list[int]) -> str:
    """SQL: the number in the file of a row that was read, the broken ones between counted."""
    before = _good_before(broken)

    def in_file(row: pa.ChunkedArray) -> pa.Array:
        place = row.to_numpy() + 1
        return pa.array(place + np.searchsorted(before, place, side="left"))

    engine.con.create_function("row_in_file", in_file, ["bigint"], "bigint", type="arrow")
    return "row_in_file(file_row_number)"


def _good_before(broken: list[int]) -> np.ndarray:
    """For each of these row numbers, in order, how many rows in front are not among them."""
    return np.array(broken, dtype=np.int64) - np.arange(1, len(broken) + 1)

"""The rows of a file or frame as one Parquet file of text, numbered as they stand in the file.

A line that does not read as a row (too few or too many columns, bytes that are no UTF-8, a
quote that is not closed) is a broken row: it keeps its number and its text and goes to the
rejects, so that rows read = rows loaded + rows rejected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.engine import Engine, QueryError, literal, quoted
from analytics.errors import ExtractError
from analytics.load.broken import (
    REASONS,
    Broken,
    copy_lines,
    keep_broken,
    numbering,
    rejected_lines,
    renumbered,
)
from analytics.load.files import PlainText, as_arrow, kind_of, plain_text, start_of
from analytics.load.fixed import fixed_header, fixed_rows
from analytics.load.form import Form
from analytics.load.header import Header, read_header
from analytics.load.lines import mend
from analytics.load.workbook import workbook_header, workbook_rows


@dataclass(frozen=True)
class Rows:
    """Text of rows: `select` reads source_row and one text column c0, c1, ... per header.

    The relation broken_row (source_row, reason, raw) of the engine has the rows that could not
    be read. `left_out`: lines that are no data, as the layout of a fixed-width file says.
    """

    headers: tuple[str, ...]
    select: str
    read: int
    left_out: int = 0
    #: What is odd about the file but keeps no row from being read: (source_row, text).
    notes: tuple[tuple[int, str], ...] = ()
    #: Transactions of an X12 file by kind: those read, and those that are not for the table.
    transactions: dict[str, int] = field(default_factory=dict)
    transactions_left_out: dict[str, int] = field(default_factory=dict)


def header_of(source: Path | pd.DataFrame | pa.Table, form: Form) -> Header:
    """The header of a file, or the columns of a frame; with the first row as text.

    Raises ExtractError where the file is damaged or is not of the form told.
    """
    kind = kind_of(source) if isinstance(source, Path) else "frame"
    _refuse_other_form(source, kind, form)
    if kind == "workbook":
        return workbook_header(source, form.sheet)
    if kind == "parquet":
        file = _parquet(source)
        try:
            first = next(file.iter_batches(batch_size=1), None)
        except (pa.ArrowException, OSError) as error:
            raise ExtractError(f"{source.name}: a damaged Parquet file") from error
        row = _first_values(pa.Table.from_batches([first])) if first is not None else {}
        return Header(tuple(n.strip() for n in file.schema_arrow.names), row)
    if kind == "frame":
        names = list(map(str, source.column_names if isinstance(source, pa.Table) else source))
        first = as_arrow(source.head(1) if isinstance(source, pd.DataFrame) else source[:1])
        return Header(tuple(n.strip() for n in names), _first_values(first))
    if form.layout:
        return fixed_header(source, form, form.layout)
    return read_header(start_of(source, form.encoding), source.name, form.delimiter)


def _refuse_other_form(source: Path | pd.DataFrame | pa.Table, kind: str, form: Form) -> None:
    name = source.name if isinstance(source, Path) else "frame"
    if form.layout and kind in ("frame", "parquet", "workbook"):
        raise ExtractError(
            f"{name}: the mapping has a [layout] of positions for fixed-width text; this is a"
            f" {kind}, which has columns of its own"
        )
    if form.sheet and kind != "workbook":
        raise ExtractError(f"{name}: the mapping names a sheet, but this is no workbook")


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
    form: Form,
    temp: Path,
) -> Rows:
    """Bring the rows of a source into the engine's reach as text. Raises ExtractError."""
    kind = kind_of(source) if isinstance(source, Path) else "frame"
    if kind == "workbook":
        return _workbook(engine, source, header, form, temp)
    if form.layout:
        select, read, left_out = fixed_rows(engine, source, form, form.layout, temp)
        return Rows(header.names, select, read, left_out)
    if kind not in ("frame", "parquet"):
        return _text_rows(engine, source, header, form.encoding, temp)
    keep_broken(engine, [])
    if isinstance(source, Path):
        path = source
        read = _parquet(path).metadata.num_rows
    else:
        path, table = temp / "frame.parquet", as_arrow(source)
        read = table.num_rows
        names = [f"c{i}" for i in range(table.num_columns)]
        pq.write_table(table.rename_columns(names), path, compression="lz4")
    return Rows(header.names, _typed_select(engine, path), read)


def _workbook(engine: Engine, path: Path, header: Header, form: Form, temp: Path) -> Rows:
    text = temp / "text.parquet"
    columns = len(header.names)
    written, wide = workbook_rows(path, form.sheet, columns, text)
    names = ", ".join(f"c{i}" for i in range(columns))
    rows = f"read_parquet({literal(text)})"
    engine.register("wide_row", pa.table({"source_row": pa.array(wide, pa.int64())}))
    among = "(select source_row from wide_row)"
    broken = engine.rows(
        f"select source_row, {literal(REASONS['TOO MANY COLUMNS'])}, concat_ws(',', {names})"
        f" from {rows} where source_row in {among} order by source_row"
    )
    keep_broken(engine, broken)
    select = f"select source_row, {names} from {rows} where source_row not in {among}"
    return Rows(header.names, select, written)


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
    broken = renumbered(broken, taken_out)
    keep_broken(engine, broken)
    read = good + len(broken)
    relation = f"read_parquet({literal(temp / 'text.parquet')}, file_row_number=true)"
    names = ", ".join(f"c{i}" for i in range(len(header.names)))
    number = numbering(engine, [row for row, _, _ in broken])
    return Rows(header.names, f"select {number} as source_row, {names} from {relation}", read)


def _read_csv(
    engine: Engine, text: PlainText, header: Header, temp: Path, name: str
) -> tuple[int, list[Broken]]:
    """Copy the rows to Parquet. Number of good rows; the others as (record, reason, text)."""
    columns = ", ".join(f"c{i}: 'varchar'" for i in range(len(header.names)))
    options = (
        f"header=true, columns={{{columns}}}, delim={literal(header.delimiter)},"
        " quote='\"', escape='\"'"
    )
    try:
        good = copy_lines(engine, text.path, options, temp / "text.parquet")
    except QueryError as error:
        raise ExtractError(f"{name}: does not read as delimited text") from error
    if not good and engine.value("select count(distinct line) from reject_errors") > 1:
        raise ExtractError(
            f"{name}: no row has the {len(header.names)} columns of the header; is the delimiter"
            f" {header.delimiter!r}, and does each row end like the header?"
        )
    return good, rejected_lines(engine, 1, REASONS)

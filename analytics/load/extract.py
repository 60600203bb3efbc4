"""One extract loaded: typed Parquet, the rejected rows with reasons, the warnings, the counts."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal
from analytics.errors import ExtractError, StoreError, UsageError
from analytics.load.cast.statement import CastStatement
from analytics.load.history import find_twice, histories
from analytics.load.mapping.binding import bind
from analytics.load.mapping.mapping import (
    Mapping,
    fixed_kinds,
    needs_headers,
    read_mapping,
)
from analytics.load.read.file_format import FileFormat
from analytics.load.read.files import file_fingerprint
from analytics.load.read.header import Header, guess_table
from analytics.load.read.rows import Rows
from analytics.load.read.source import header_of, read_rows
from analytics.load.refusals import mapping_notes, refuse_misread_columns, refuse_without_payer
from analytics.load.report.counts import TextRows, Written, report_of
from analytics.load.result import LoadResult, Summary, iso, summarize
from analytics.load.write import keep_notes, write_rejected, write_table, write_warnings
from analytics.load.x12 import X12Source
from analytics.schema.tables import LINES_OF_BUSINESS, MEDICAL_CLAIM, TABLES, VISIT_NOTE
from analytics.schema.words import HISTORIES

__all__ = ["LoadResult", "file_fingerprint", "load_file"]

Source = Path | pd.DataFrame | pa.Table
_MEMORY = "2GB"


def load_file(
    source: Source,
    *,
    table: str | None = None,
    mapping: Mapping | Path | str | None = None,
    history: str | None = None,
    payer: str | None = None,
    line_of_business: str | None = None,
    load_number: int,
    out: Path,
    earlier_history: dict[str, str] | None = None,
    temp: Path | None = None,
    sha256: str | None = None,
) -> LoadResult:
    """Read one file or frame into `out`: <table>.parquet, rejected_row, load_warning.

    `table` and `mapping` are told, else guessed from the headers and left out. `history`,
    `payer` and `line_of_business` hold for the whole file; the latter two fill empty values.
    `earlier_history` is the history of each payer's earlier loads; `sha256` spares a second
    reading where the fingerprint of the source is known.

    Raises ExtractError where the file cannot be loaded as it is (missing, empty, damaged, a
    required column not there, a column that never casts, claims without a payer), UsageError
    for an unknown table, history or line of business, StoreError on a full disk.
    """
    _check_words(table, history, line_of_business)
    source = Path(source) if isinstance(source, str) else source
    job = _prepare(source, table, mapping, payer, line_of_business)
    with _workspace(out, temp) as (engine, folder):
        rows = _judge(engine, job, source, folder)
        learned = _history(engine, job, history, earlier_history or {})
        write_table(engine, job.judgement, load_number, job.name, out)
        reasons = write_rejected(engine, job.judgement, rows, load_number, job.name, out)
        warnings = write_warnings(engine, job.judgement, load_number, job.name, out)
        summary = summarize(engine, job.judgement)
        report = _report(engine, job, rows, out)
        remarks = mapping_notes(engine, job.judgement, rows)
    sha256 = sha256 or file_fingerprint(source)
    result = _result(job, rows, reasons, warnings, learned, summary, report, sha256)
    return replace(result, mapping_notes=remarks)


@dataclass(frozen=True)
class _Job:
    """A source with what is known before its rows are read."""

    name: str
    header: Header
    mapping: Mapping
    judgement: CastStatement
    x12: X12Source | None


def _prepare(
    source: Source,
    table: str | None,
    mapping: Mapping | Path | str | None,
    payer: str | None,
    line_of_business: str | None,
) -> _Job:
    name = source.name if isinstance(source, Path) else "frame"
    x12 = X12Source.of(source, table, payer)
    header, found = x12.read_as(mapping) if x12 else _header_and_mapping(source, mapping)
    chosen = TABLES[_table_name(table, found, header, name)]
    told = {"payer": payer, "line_of_business": line_of_business and line_of_business.upper()}
    constants = found.constants | {column: word for column, word in told.items() if word}
    constants = {c: word for c, word in constants.items() if c in chosen.names}
    binding = bind(chosen, header.names, found, constants, name)
    return _Job(name, header, found, CastStatement(chosen, binding, found, constants), x12)


@contextmanager
def _workspace(out: Path, temp: Path | None) -> Iterator[tuple[Engine, Path]]:
    """An engine and a folder for temporary files, gone afterwards."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        if temp is not None:
            temp.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(prefix="load-", dir=temp) as folder,
            Engine(temp=Path(folder), memory_limit=_MEMORY, keep_order=True) as engine,
        ):
            yield engine, Path(folder)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StoreError("no room left on the disk; nothing was changed") from error
        raise


def _judge(engine: Engine, job: _Job, source: Source, folder: Path) -> Rows:
    """Read the rows and fill the relation `judged`: typed rows, each with its fault if any."""
    if job.x12:
        rows = job.x12.rows(engine, folder)
    else:
        rows = read_rows(engine, source, job.header, job.mapping.form, folder)
    keep_notes(engine, rows.notes)
    judged = folder / "judged.parquet"
    engine.run(
        f"copy ({job.judgement.select(rows.select)}) to {literal(judged)}"
        " (format parquet, compression lz4_raw, row_group_size 40960)",
        step=f"reading {job.name}",
    )
    engine.view("judged", f"select * from read_parquet({literal(judged)})")
    if not job.x12:  # the standard says what its columns are: bad values are only that
        refuse_misread_columns(engine, job.judgement, rows, job.name)
    return rows


def _report(engine: Engine, job: _Job, rows: Rows, out: Path) -> dict[str, Any]:
    table, sources = job.judgement.table, job.judgement.binding.sources
    alone = {name: found[0] for name, found in sources.items() if len(found) == 1}
    return report_of(
        engine,
        table,
        out / f"{table.name}.parquet",
        given=set(sources),
        written=Written(job.header.names, job.header.delimiter, job.mapping.form.encoding),
        text=TextRows(rows.select, alone),
    )


def _result(
    job: _Job,
    rows: Rows,
    reasons: dict[str, int],
    warnings: dict[str, int],
    histories: tuple[dict[str, str], dict[str, str]],
    summary: Summary,
    report: dict[str, Any],
    sha256: str,
) -> LoadResult:
    mapping, binding, table = job.mapping, job.judgement.binding, job.judgement.table
    given = binding.sources.keys() | job.judgement.constants.keys()
    is_claim, is_note = table is MEDICAL_CLAIM, table is VISIT_NOTE
    return LoadResult(
        table=table.name,
        source_file=job.name,
        sha256=sha256,
        mapping=mapping.name,
        read=rows.read,
        loaded=summary.loaded,
        rejected=rows.read - summary.loaded,
        reasons=reasons,
        warnings=warnings,
        columns_used=binding.described,
        columns_missing=[name for name in table.names if name not in given],
        columns_ignored=binding.ignored,
        payers=summary.payers,
        history=histories[0],
        history_source=histories[1],
        units_basis=(mapping.units_basis or "paid") if is_claim else None,
        units_basis_assumed=is_claim and mapping.units_basis is None,
        header_amounts=mapping.header_amounts,
        paid_includes_interest=mapping.paid_includes_interest,
        covers_from=iso(mapping.covers_from) or (summary.first_date if is_note else None),
        covers_to=iso(mapping.covers_to) or (summary.last_date if is_note else None),
        first_date=summary.first_date,
        last_date=summary.last_date,
        report=report,
        left_out=rows.left_out,
        submission=bool(job.x12 and is_claim),
        transactions=rows.transactions,
        transactions_left_out=rows.transactions_left_out,
    )


def _check_words(table: str | None, history: str | None, line_of_business: str | None) -> None:
    for what, word, known in (
        ("table", table, TABLES),
        ("history", history, HISTORIES),
        ("line of business", line_of_business and line_of_business.upper(), LINES_OF_BUSINESS),
    ):
        if word is not None and word not in known:
            raise UsageError(f"no {what} {word!r}; known: {', '.join(known)}")


def _header_and_mapping(
    source: Source, mapping: Mapping | Path | str | None
) -> tuple[Header, Mapping]:
    """The header read as the mapping says; a profile of several kinds is chosen by the header."""
    if mapping is None or isinstance(mapping, Mapping):
        found = mapping or Mapping()
        return header_of(source, found.form), found
    if not needs_headers(mapping):
        found = read_mapping(mapping)
        return header_of(source, found.form), found
    try:
        header = header_of(source, FileFormat())
    except ExtractError as error:
        fixed = fixed_kinds(mapping)
        hint = f"; fixed-width files: --map {' or '.join(fixed)}" if fixed else ""
        raise ExtractError(f"{error}{hint}") from error
    found = read_mapping(mapping, list(header.names), header.first_row)
    return header_of(source, found.form), found


def _table_name(told: str | None, mapping: Mapping, header: Header, file: str) -> str:
    if told and mapping.table and told != mapping.table:
        raise UsageError(f"mapping {mapping.name} is for {mapping.table}, not for {told}")
    return told or mapping.table or guess_table([*header.names, *mapping.columns], file)


def _history(
    engine: Engine, job: _Job, told: str | None, earlier: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The histories of the payers; fills `twice`, the rows of lines a final file gives twice."""
    engine.table("twice", "select 0::bigint as source_row where false")
    if job.judgement.table is not MEDICAL_CLAIM:
        return {}, {}
    refuse_without_payer(engine, job.judgement, job.name)
    if job.x12:
        if told:
            raise UsageError(f"{job.name}: an 837 holds bills, which have no history; leave it out")
        return {}, {}
    filled = job.judgement.filled
    found, learned = histories(engine, filled, told or job.mapping.history, earlier, job.name)
    find_twice(engine, filled, [p for p, h in found.items() if h == "final"])
    return found, learned

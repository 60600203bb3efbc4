"""Loads one extract: typed Parquet, the rejected rows with reasons, warnings, counts."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import parquet
from analytics.errors import StoreError, UsageError
from analytics.load.history import GUESS, Earlier, Histories, find_twice, histories
from analytics.load.job import LoadJob, prepare_job
from analytics.load.mapping.mapping import (
    Mapping,
)
from analytics.load.read.fingerprint import file_fingerprint
from analytics.load.read.format_reader import ArrowStream
from analytics.load.read.formats import format_of
from analytics.load.read.frames import as_source
from analytics.load.read.rows import Rows
from analytics.load.refusals import mapping_notes, refuse_misread_columns, refuse_without_payer
from analytics.load.report.counts import TextRows, Written, report_of
from analytics.load.result import LoadResult, Summary, iso, summarize
from analytics.load.write import keep_notes, write_rejected, write_table, write_warnings
from analytics.schema.tables import ELIGIBILITY, LINES_OF_BUSINESS, MEDICAL_CLAIM, TABLES
from analytics.schema.words import ASSUMED_UNITS, HISTORIES
from analytics.store.shelf import FileShelf

__all__ = ["LoadResult", "file_fingerprint", "load_file"]

_MEMORY = "2GB"
#: Rows of a group in a file for a short life: wide rows of text take much memory.
_ROW_GROUP = 40_960


def load_file(
    given: Path | str | pd.DataFrame | ArrowStream,
    *,
    table: str | None = None,
    mapping: Mapping | Path | str | None = None,
    history: str | None = None,
    payer: str | None = None,
    line_of_business: str | None = None,
    load_number: int,
    out: Path,
    earlier_history: dict[str, Earlier] | None = None,
    temp: Path | None = None,
    sha256: str | None = None,
    shelf: FileShelf | None = None,
    with_report: bool = True,
) -> LoadResult:
    """Read the file or frame `given` into `out`: <table>.parquet, rejected_row, load_warning.

    `table` and `mapping` are given, else guessed from the headers and left out. `history`,
    `payer` and `line_of_business` hold for the whole file; the latter two fill empty values.
    `earlier_history` is the history of each payer's earlier loads; `sha256` spares a second
    reading where the fingerprint of the source is known. `shelf`: where the tables are kept;
    `with_report`: whether the load says what it saw.

    Raises ExtractError where the file cannot be loaded as it is (missing, empty, damaged, a
    a missing required column, a column that never casts, claims without a payer), UsageError
    for an unknown table, history or line of business, StoreError on a full disk.
    """
    _check_words(table, history, line_of_business)
    source = as_source(given)
    job = prepare_job(source, table, mapping, payer, line_of_business)
    shelf = shelf or FileShelf()
    with _workspace(out, temp, shelf) as (engine, folder):
        rows = _cast_rows(engine, job, folder, shelf)
        learned = _history(engine, job, history, earlier_history or {})
        write_table(engine, job.statement, load_number, job.name, out, shelf)
        reasons = write_rejected(engine, job.statement, rows, load_number, job.name, out, shelf)
        warnings = write_warnings(engine, job.statement, load_number, job.name, out, shelf)
        summary = summarize(engine, job.statement)
        report = _report(engine, job, rows, out, shelf) if with_report else {}
        remarks = [*mapping_notes(engine, job.statement, rows), *_ends_early(job, summary)]
    sha256 = sha256 or file_fingerprint(source)
    result = _result(job, rows, reasons, warnings, learned, summary, report, sha256)
    return replace(result, mapping_notes=remarks)


@contextmanager
def _workspace(out: Path, temp: Path | None, shelf: FileShelf) -> Iterator[tuple[Engine, Path]]:
    """An engine and a folder for temporary files, gone afterwards."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        if temp is not None:
            temp.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(prefix="load-", dir=temp) as folder,
            shelf.engine(temp=Path(folder), memory_limit=_MEMORY, keep_order=True) as engine,
        ):
            yield engine, Path(folder)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StoreError("no room left on the disk; nothing was changed") from error
        raise


def _cast_rows(engine: Engine, job: LoadJob, folder: Path, shelf: FileShelf) -> Rows:
    """Read the rows and fill the relation `cast_row`: typed rows, each with its fault if any."""
    rows = job.reader.rows(engine, folder)
    keep_notes(engine, rows.notes)
    cast, step = job.statement.select(rows.select), f"reading {job.name}"
    if shelf.in_memory:
        engine.table("cast_row", cast, step=step)
    else:
        out = folder / "cast_row.parquet"
        engine.copy(cast, out, step=step, fast=True, row_group=_ROW_GROUP)
        engine.view("cast_row", f"select * from {parquet([out])}")
    # A standard says what its columns are: bad values are only that.
    if job.reader.standard is None:
        refuse_misread_columns(engine, job.statement, rows, job.name)
    return rows


def _report(
    engine: Engine, job: LoadJob, rows: Rows, out: Path, shelf: FileShelf
) -> dict[str, Any]:
    table, sources = job.statement.table, job.statement.binding.sources
    alone = {name: found[0] for name, found in sources.items() if len(found) == 1}
    return report_of(
        engine,
        table,
        out / f"{table.name}.parquet",
        shelf,
        given=set(sources),
        written=Written(
            format_of(job.reader),
            job.reader.header.names,
            job.reader.header.delimiter,
            job.mapping.encoding,
        ),
        text=TextRows(rows.select, alone),
    )


def _result(
    job: LoadJob,
    rows: Rows,
    reasons: dict[str, int],
    warnings: dict[str, int],
    histories: Histories,
    summary: Summary,
    report: dict[str, Any],
    sha256: str,
) -> LoadResult:
    mapping, binding, table = job.mapping, job.statement.binding, job.statement.table
    given = binding.sources.keys() | job.statement.constants.keys()
    is_claim = table is MEDICAL_CLAIM
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
        history=histories.found,
        history_source=histories.learned,
        payers_given_twice=histories.given_twice,
        units_basis=(mapping.units_basis or ASSUMED_UNITS) if is_claim else None,
        header_amounts=mapping.header_amounts,
        paid_includes_interest=mapping.paid_includes_interest,
        covers_from=iso(mapping.covers_from) or summary.feed_from,
        covers_to=iso(mapping.covers_to) or summary.feed_to,
        first_date=summary.first_date,
        last_date=summary.last_date,
        report=report,
        left_out=rows.left_out,
        submission=job.is_submission,
        transactions=rows.transactions,
        transactions_left_out=rows.transactions_left_out,
    )


def _ends_early(job: LoadJob, summary: Summary) -> list[str]:
    """Says of an enrolment file that nobody dated that its days end with its last start."""
    if job.statement.table is not ELIGIBILITY or job.mapping.covers_to or not summary.feed_to:
        return []
    return [
        f"no covers_to in a mapping: the file speaks of no day after {summary.feed_to}, its last"
        " start of enrolment; say covers_to, the last day it covers"
    ]


def _check_words(table: str | None, history: str | None, line_of_business: str | None) -> None:
    for what, word, known in (
        ("table", table, TABLES),
        ("history", history, HISTORIES),
        ("line of business", line_of_business and line_of_business.upper(), LINES_OF_BUSINESS),
    ):
        if word is not None and word not in known:
            raise UsageError(f"no {what} {word!r}; known: {', '.join(known)}")


def _history(
    engine: Engine, job: LoadJob, given: str | None, earlier: dict[str, Earlier]
) -> Histories:
    """The histories of the payers; fills `twice`, the rows of lines a final file gives twice."""
    engine.table("twice", "select 0::bigint as source_row where false")
    if job.statement.table is not MEDICAL_CLAIM:
        return Histories({}, {}, [])
    refuse_without_payer(engine, job.statement, job.name)
    if job.is_submission:
        if given:
            raise UsageError(f"{job.name}: holds bills, which have no history; leave out --history")
        return Histories({}, {}, [])
    filled = job.statement.filled
    found, learned = histories(engine, filled, given or job.mapping.history, earlier, job.name)
    twice = find_twice(engine, filled, [p for p, h in found.items() if h == GUESS])
    return Histories(found, learned, twice)

"""One extract loaded: typed Parquet, the rejected rows with reasons, the warnings, the counts."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from analytics.engine import Engine, literal
from analytics.errors import UsageError
from analytics.load.binding import Binding, bind
from analytics.load.doubts import refuse_doubtful, refuse_without_payer
from analytics.load.files import file_fingerprint
from analytics.load.header import Header, guess_table
from analytics.load.history import find_twice, histories
from analytics.load.judge import Judgement
from analytics.load.mapping import HISTORIES, Mapping, read_mapping
from analytics.load.output import LOADED, write_rejected, write_table, write_warnings
from analytics.load.rows import header_of, read_rows
from analytics.schema import LINES_OF_BUSINESS, MEDICAL_CLAIM, TABLES, VISIT_NOTE, Table

__all__ = ["LoadResult", "file_fingerprint", "load_file"]

Source = Path | pd.DataFrame | pa.Table
_MEMORY = "2GB"
_SERVICE_DATES = {
    "medical_claim": ("claim_line_start_date", "claim_start_date"),
    "visit_note": ("service_date",),
    "pharmacy_claim": ("dispensing_date",),
}
_LAST_DATES = {
    "medical_claim": (
        "claim_line_end_date",
        "claim_line_start_date",
        "claim_end_date",
        "claim_start_date",
    )
}


@dataclass(frozen=True)
class LoadResult:
    """What became of a file: counts, reasons, what was assumed; everything fits JSON.

    read = loaded + rejected. `reasons` and `warnings` count by "column: reason".
    `columns_used` is canonical name to theirs, `columns_missing` canonical names the file has
    not, `columns_ignored` headers that feed nothing. `history` and `history_source` are by
    payer, for claims only. Dates are ISO text; `first_date` and `last_date` are of service.
    """

    table: str
    source_file: str
    sha256: str
    mapping: str
    read: int
    loaded: int
    rejected: int
    reasons: dict[str, int]
    warnings: dict[str, int]
    columns_used: dict[str, str]
    columns_missing: list[str]
    columns_ignored: list[str]
    payers: list[str]
    history: dict[str, str]
    history_source: dict[str, str]
    units_basis: str | None
    units_basis_assumed: bool
    header_amounts: bool
    paid_includes_interest: bool
    covers_from: str | None
    covers_to: str | None
    first_date: str | None
    last_date: str | None


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
) -> LoadResult:
    """Read one file or frame into `out`: <table>.parquet, rejected_row, load_warning.

    `table` and `mapping` are told, else guessed from the headers and left out. `history`,
    `payer` and `line_of_business` hold for the whole file; the latter two fill empty values.
    `earlier_history` is the history of each payer's earlier loads.

    Raises ExtractError where the file cannot be loaded as it is (missing, empty, damaged, a
    required column not there, a column that never casts, claims without a payer), UsageError
    for an unknown table, history or line of business, StoreError on a full disk.
    """
    _check_words(table, history, line_of_business)
    name = source.name if isinstance(source, Path) else "frame"
    header, found = _header_and_mapping(source, mapping)
    chosen = TABLES[_table_name(table, found, header, name)]
    constants = {
        column: value
        for column, value in {
            **found.constants,
            **({"payer": payer} if payer else {}),
            **({"line_of_business": line_of_business.upper()} if line_of_business else {}),
        }.items()
        if column in chosen.names
    }
    binding = bind(chosen, header.names, found, constants, name)
    judgement = Judgement(chosen, binding, found, constants)
    out.mkdir(parents=True, exist_ok=True)
    if temp is not None:
        temp.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="load-", dir=temp) as folder,
        Engine(temp=Path(folder), memory_limit=_MEMORY, keep_order=True) as engine,
    ):
        rows = read_rows(engine, source, header, found.encoding, Path(folder))
        judged = Path(folder) / "judged.parquet"
        engine.run(
            f"copy ({judgement.select(rows.select)}) to {literal(judged)}"
            " (format parquet, compression lz4_raw, row_group_size 40960)",
            step=f"reading {name}",
        )
        engine.view("judged", f"select * from read_parquet({literal(judged)})")
        refuse_doubtful(engine, judgement, rows, name)
        told, learned = _history(engine, judgement, history or found.history, earlier_history, name)
        write_table(engine, judgement, load_number, name, out)
        reasons = write_rejected(engine, judgement, rows, load_number, name, out)
        warnings = write_warnings(engine, judgement, load_number, name, out)
        loaded, payers, first, last = _summary(engine, judgement)
    is_claim = chosen is MEDICAL_CLAIM
    is_note = chosen is VISIT_NOTE
    return LoadResult(
        table=chosen.name,
        source_file=name,
        sha256=file_fingerprint(source),
        mapping=found.name,
        read=rows.read,
        loaded=loaded,
        rejected=rows.read - loaded,
        reasons=reasons,
        warnings=warnings,
        columns_used=binding.described,
        columns_missing=_missing(chosen, judgement, binding),
        columns_ignored=binding.ignored,
        payers=payers,
        history=told,
        history_source=learned,
        units_basis=(found.units_basis or "paid") if is_claim else None,
        units_basis_assumed=is_claim and found.units_basis is None,
        header_amounts=found.header_amounts,
        paid_includes_interest=found.paid_includes_interest,
        covers_from=_iso(found.covers_from) or (first if is_note else None),
        covers_to=_iso(found.covers_to) or (last if is_note else None),
        first_date=first,
        last_date=last,
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
        return header_of(source, found.delimiter, found.encoding), found
    header = header_of(source, None, None)
    found = read_mapping(mapping, list(header.names), header.first_row)
    if found.delimiter or found.encoding:
        header = header_of(source, found.delimiter, found.encoding)
    return header, found


def _table_name(told: str | None, mapping: Mapping, header: Header, file: str) -> str:
    if told and mapping.table and told != mapping.table:
        raise UsageError(f"mapping {mapping.name} is for {mapping.table}, not for {told}")
    return told or mapping.table or guess_table([*header.names, *mapping.columns], file)


def _history(
    engine: Engine,
    judgement: Judgement,
    told: str | None,
    earlier: dict[str, str] | None,
    name: str,
) -> tuple[dict[str, str], dict[str, str]]:
    """The histories of the payers; fills `twice`, the rows of lines a final file gives twice."""
    engine.table("twice", "select 0::bigint as source_row where false")
    if judgement.table is not MEDICAL_CLAIM:
        return {}, {}
    refuse_without_payer(engine, judgement, name)
    found, learned = histories(engine, judgement.filled, told, earlier or {}, name)
    find_twice(engine, judgement.filled, [p for p, h in found.items() if h == "final"])
    return found, learned


def _summary(engine: Engine, judgement: Judgement) -> tuple[int, list[str], str | None, str | None]:
    """Rows loaded, payers among them, first and last day of service."""
    table, filled = judgement.table.name, judgement.filled
    first = [c for c in _SERVICE_DATES.get(table, ()) if c in filled]
    last = [c for c in _LAST_DATES.get(table, first) if c in filled]
    payers = "list(distinct payer order by payer)" if "payer" in filled else "[]"
    ((loaded, found, start, end),) = engine.rows(
        f"select count(*), {payers}, min({_first(first)}), max({_first(last)})"
        f" from judged where {LOADED}"
    )
    return loaded, [p for p in found or [] if p is not None], _iso(start), _iso(end)


def _first(columns: list[str]) -> str:
    return f"coalesce({', '.join(columns)}, null)" if columns else "null::date"


def _missing(table: Table, judgement: Judgement, binding: Binding) -> list[str]:
    """The columns neither the file nor a constant gives."""
    given = binding.sources.keys() | judgement.constants.keys()
    return [name for name in table.names if name not in given]


def _iso(day) -> str | None:
    return None if day is None else day.isoformat()

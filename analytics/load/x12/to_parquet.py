"""An X12 file as Parquet of text rows, with its unreadable and its skipped parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.errors import ExtractError
from analytics.load.x12.envelope import Envelope, Note, Transaction, Unreadable
from analytics.load.x12.read_835 import remittance_lines
from analytics.load.x12.read_837 import claim_lines
from analytics.load.x12.segments import read_segments

#: The table of each kind of transaction that is read.
TABLES_READ = {"837P": "medical_claim", "837I": "medical_claim", "837": "medical_claim"}
TABLES_READ |= {"835": "remittance"}
READ = "837 claims (professional, institutional) and 835 remittances of version 005010 can be read"
_WALKS: dict[str, Callable[[Transaction], Iterator[dict[str, str] | Unreadable]]] = {
    "medical_claim": claim_lines,
    "remittance": remittance_lines,
}
#: The columns each table is filled with; the rest of its columns an X12 file does not tell.
COLUMNS: dict[str, tuple[str, ...]] = {
    "medical_claim": (
        *("claim_id", "claim_line_number", "claim_type", "person_id", "member_id", "payer"),
        *("plan", "claim_start_date", "claim_end_date"),
        *("claim_line_start_date", "claim_line_end_date", "admission_date", "discharge_date"),
        *("place_of_service_code", "claim_place_of_service_code", "bill_type_code"),
        *("revenue_center_code", "hcpcs_code"),
        *(f"hcpcs_modifier_{number}" for number in range(1, 5)),
        *("service_unit_quantity", "rendering_npi", "billing_npi", "billing_tin"),
        *("facility_npi", "ordering_npi", "received_date", "paid_amount", "charge_amount"),
        "other_payer_paid_amount",
        *(f"diagnosis_code_{number}" for number in range(1, 26)),
        *("claim_status", "claim_frequency_code", "original_claim_id", "authorization_number"),
        *("ndc_code", "ndc_quantity", "ndc_unit"),
        *("patient_control_number", "line_control_number", "member_name"),
        *("x_claim_filing_code", "x_claim_other_payer_paid_amount", "x_unit_measure"),
    ),
    "remittance": (
        *("payer_claim_id", "claim_status_code", "hcpcs_code", "modifiers", "paid_amount"),
        *("paid_unit_quantity", "service_start_date", "service_end_date", "payment_date"),
        *("adjustment_group", "adjustment_reason", "adjustment_amount"),
        *("provider_adjustment_code", "provider_adjustment_amount", "payer"),
        *("patient_control_number", "line_control_number", "billing_npi", "charge_amount"),
        *("allowed_amount", "member_id", "payment_number"),
        *(
            "billed_hcpcs_code",
            "billed_modifiers",
            "x_revenue_center_code",
            "x_billed_unit_quantity",
        ),
        "x_fiscal_period",
    ),
}
_BATCH = 20_000


@dataclass
class X12Rows:
    """What a file gave: rows of text at `path` and what did not become rows.

    The Parquet file has source_row, `transaction` (the number of its ST) and c0, c1, ... in the
    order of COLUMNS; rows of the transactions in `withdrawn` do not count. `good` rows do.
    `transactions` and `left_out` count transactions by kind: those read, and those for another
    table or of another kind.
    """

    path: Path
    good: int = 0
    withdrawn: list[int] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    transactions: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)


def table_of(chunks: Iterable[bytes], name: str) -> str:
    """The table that the first transaction of the file which can be read is for.

    Raises ExtractError where there is none, with what there is instead.
    """
    envelope, kinds = Envelope(read_segments(chunks)), Counter()
    for transaction in envelope.transactions():
        if transaction.kind in TABLES_READ and not _refusal(transaction):
            return TABLES_READ[transaction.kind]
        kinds[f"{transaction.kind} {transaction.version}".strip()] += 1
    if kinds:
        raise ExtractError(f"{name}: holds {', '.join(sorted(kinds))}; {READ}")
    fault = next(iter(envelope.unreadable), Unreadable(1, "no transaction (ST)", ""))
    raise ExtractError(f"{name}: segment {fault.number}: {fault.reason}; {READ}")


def read_x12(chunks: Iterable[bytes], name: str, table: str, is_given: bool, out: Path) -> X12Rows:
    """Write the rows of a file for one table to `out` as Parquet.

    `is_given`: the user named the table, so that transactions for another may be left out; else
    they are an ExtractError. The file is read in pieces and held a batch of rows at a time.
    """
    envelope, rows = Envelope(read_segments(chunks)), X12Rows(out)
    with _Writer(out, COLUMNS[table]) as writer:
        for transaction in envelope.transactions():
            _read_transaction(transaction, table, is_given, name, rows, writer)
    if not rows.transactions:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in sorted(rows.left_out.items()))
        raise ExtractError(f"{name}: holds {kinds or 'nothing'}, which {table} is not filled from")
    rows.unreadable = sorted(rows.unreadable + envelope.unreadable)
    rows.notes = envelope.notes
    return rows


def _read_transaction(
    transaction: Transaction, table: str, is_given: bool, name: str, rows: X12Rows, writer: _Writer
) -> None:
    theirs = TABLES_READ.get(transaction.kind)
    if theirs and theirs != table and not is_given:
        raise ExtractError(
            f"{name}: holds 837 claims and 835 remittances (segment {transaction.number});"
            " load it once with --table medical_claim and once with --table remittance"
        )
    refusal = _refusal(transaction)
    if theirs != table and not (refusal and transaction.kind.startswith("837")):
        rows.left_out[transaction.kind] += 1
        return
    good, unreadable = 0, []
    if not refusal:
        for row in _WALKS[table](transaction):
            if isinstance(row, Unreadable):
                unreadable.append(row)
            else:
                writer.add(transaction.number, row)
                good += 1
    for _ in transaction:  # what is left of it, to its end
        pass
    transaction.fault = refusal or transaction.fault
    rows.transactions[transaction.kind] += 1
    if transaction.fault:
        rows.withdrawn.append(transaction.number)
        rows.unreadable.append(transaction.unreadable)
    else:
        rows.good += good
        rows.unreadable += unreadable


def _refusal(transaction: Transaction) -> str:
    """Why a transaction of a kind that is read is still not read; empty if it is."""
    if transaction.kind == "837D":
        return f"an 837 dental claim; {READ}"
    if transaction.version and not transaction.version.startswith("005010"):
        return f"another version of the {transaction.kind[:3]}; {READ}"
    return ""


class _Writer:
    """Rows of text to Parquet, a batch at a time."""

    def __init__(self, path: Path, names: tuple[str, ...]):
        self._names = names
        columns = [(f"c{i}", pa.string()) for i in range(len(names))]
        self._schema = pa.schema(
            [("source_row", pa.int64()), ("transaction", pa.int64()), *columns]
        )
        self._file = pq.ParquetWriter(path, self._schema, compression="lz4")
        self._batch: list[tuple[int | str | None, ...]] = []

    def add(self, transaction: int, row: dict[str, str]) -> None:
        """Take in a row by column."""
        values = [row.get(name) or None for name in self._names]
        self._batch.append((int(row["source_row"]), transaction, *values))
        if len(self._batch) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            columns = zip(*self._batch, strict=True)
            arrays = [
                pa.array(c, kind) for c, kind in zip(columns, self._schema.types, strict=True)
            ]
            self._file.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
            self._batch = []

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._file.close()

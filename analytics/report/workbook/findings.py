"""findings.xlsx: a run as a worklist for Excel, to be filled in and sent back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from analytics.errors import UsageError
from analytics.masking import Mask, masked_table
from analytics.private_file import disk_error, replacing
from analytics.report.workbook import sheets
from analytics.report.workbook.writer import MOST_ROWS, Book, Field, kind_of
from analytics.schema.words import STATUS_NAMES

if TYPE_CHECKING:
    from analytics.runs.run import RunTables

NAME = "findings"
#: Findings of one workbook: the rows of a sheet less its header.
MOST_FINDINGS = MOST_ROWS - 1
_BATCH = 5_000

#: Columns of the Findings sheet in order, with widths; all but provider_name are the run's own.
_WIDTHS = {
    "finding_id": 12,
    "status": 11,
    "decided_date": 12,
    "amount": 12,
    "reviewer": 14,
    "note": 24,
    "check_id": 9,
    "check_name": 26,
    "strength": 11,
    "mode": 8,
    "payer": 18,
    "line_of_business": 18,
    "provider_group": 14,
    "provider_name": 28,
    "billing_npi": 12,
    "rendering_npi": 12,
    "claim_id": 22,
    "claim_line_number": 7,
    "member_id": 18,
    "line_start_date": 12,
    "line_end_date": 12,
    "hcpcs_code": 9,
    "modifiers": 10,
    "place_of_service_code": 7,
    "units": 8,
    "paid_date": 12,
    "paid_amount": 13,
    "in_question_amount": 13,
    "candidate_amount": 13,
    "recovered_amount": 13,
    "remedy": 15,
    "reason": 60,
    "related_claim_id": 22,
    "related_claim_line_number": 7,
    "policy_id": 26,
    "policy_effective_from": 12,
    "citation": 50,
    "recoverable_until": 12,
    "opened_again_from": 12,
    "unread_row": 24,
    "is_recoverable": 8,
    "lookback_rule": 40,
    "lookback_citation": 40,
    "outside": 16,
    "line_id": 24,
    "run_id": 7,
}
#: What a reviewer fills in beside the status; kinds as the table `disposition` has them. Day and
#: amount show the last decision known to the run.
_TO_FILL = {"decided_date": "date", "amount": "money", "reviewer": "text", "note": "text"}


def write_workbook(
    run: RunTables, out: Path, mask: Mask | None = None, *, most: int = MOST_FINDINGS
) -> list[Path]:
    """Write the run's findings and what belongs to them into the folder `out`; returns the files.

    One findings.xlsx, or findings-1.xlsx and so on where a sheet cannot hold all: no finding is
    ever left out, and each file says which part it is. Each is readable by its owner only and
    replaces an earlier one in one step, none before all are written. `most` bounds the findings of
    one file. Raises UsageError where `out` is a file, StoreError where it cannot be written.
    """
    out = Path(out)
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; name a folder for {NAME}.xlsx")
    count = run.record["findings"]
    parts = max(1, -(-count // most))
    names = [f"{NAME}-{n}.xlsx" for n in range(1, parts + 1)] if parts > 1 else [f"{NAME}.xlsx"]
    facts = sheets.facts_of(run)
    rows = _rows(run, mask, facts.names)
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        with ExitStack() as all_or_none:
            for number, name in enumerate(names):
                last = min(count, (number + 1) * most)
                part = sheets.Part(names, number, number * most + 1, last)
                stream = all_or_none.enter_context(replacing(out / name))
                with tempfile.TemporaryDirectory(prefix="recoup-") as temp:
                    _write(Book(stream, temp, _made_at(run)), facts, part, islice(rows, most))
    except OSError as error:
        raise disk_error(error) from error
    return [out / name for name in names]


def finding_fields(schema: pa.Schema) -> list[Field]:
    """The columns of the Findings sheet."""
    fields = []
    for name, width in _WIDTHS.items():
        if name in _TO_FILL or name == "status":
            fields.append(Field(name, _TO_FILL.get(name, "text"), width, to_fill=True))
        elif name not in schema.names:
            fields.append(Field(name, "text", width))
        else:
            kind = kind_of(schema.field(name).type)
            fields.append(Field(name, "text" if name in _NOT_COUNTED else kind, width))
    return fields


#: Numbers that nobody adds up or groups by thousands.
_NOT_COUNTED = ("run_id",)


def _made_at(run: RunTables) -> datetime:
    return datetime.fromisoformat(run.record["made_at"])


def _rows(run: RunTables, mask: Mask | None, names: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    """The findings in the order of the columns, a batch of them in memory at a time."""
    with run.reading() as engine:
        for batch in engine.batches("select * from finding order by check_id, line_id", _BATCH):
            table = masked_table(pa.Table.from_batches([batch]), mask)
            columns: dict[str, list[Any]] = {
                name: table.column(name).to_pylist() for name in table.column_names
            }
            groups = columns["provider_group"]
            columns["provider_name"] = [names.get(group) for group in groups]
            columns["run_id"] = [str(number) for number in columns["run_id"]]
            columns["amount"] = columns["decided_amount"]
            columns = dict.fromkeys(_WIDTHS, [None] * len(groups)) | columns
            yield from zip(*(columns[name] for name in _WIDTHS), strict=True)


def _write(
    book: Book, facts: sheets.Facts, part: sheets.Part, rows: Iterator[tuple[Any, ...]]
) -> None:
    sheets.summary(book.sheet("Summary"), facts, part)
    sheets.providers(book.sheet("Providers"), facts)
    _findings(book, facts, rows)
    sheets.not_checked(book.sheet("Not checked"), facts)
    sheets.method(book.sheet("Method"), facts)
    book.close()


def _findings(book: Book, facts: sheets.Facts, rows: Iterator[tuple[Any, ...]]) -> None:
    fields = finding_fields(facts.finding_schema)
    sheet = book.sheet("Findings")
    sheet.table(fields, rows, beside=1)
    at = {field.name: place for place, field in enumerate(fields)}
    for name in _TO_FILL:
        sheet.keep_form(at[name], fields[at[name]])
    sheet.allow(
        at["status"],
        {
            "validate": "list",
            "source": list(STATUS_NAMES),
            "error_title": "Not a status",
            "error_message": "One of: " + ", ".join(STATUS_NAMES),
        },
    )
    sheet.allow(
        at["decided_date"],
        {
            "validate": "date",
            "criteria": ">=",
            "value": date(2000, 1, 1),
            "error_title": "Not a date",
            "error_message": "The date of the outcome, as 2026-07-31",
        },
    )
    sheet.allow(
        at["amount"],
        {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "error_title": "Not an amount",
            "error_message": "The amount of the outcome in dollars, as 1234.50",
        },
    )

"""The sheets of findings.xlsx besides Findings: summary, providers, not checked, method."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from analytics.report import basis as audited
from analytics.report import exposure_tables as exposed
from analytics.report.workbook.writer import Field, Sheet, kind_of
from analytics.schema.outputs import FINDING
from analytics.schema.words import EXPOSURE_COLUMNS

if TYPE_CHECKING:
    from analytics.runs.run import RunTables

Row = dict[str, Any]

_LADDER = (
    "Every amount is net: each paid dollar of a line counts once, in the strongest column that "
    "asks for it: automated, then records, then lead.",
    "Do not add the columns into one: records and lead dollars are questions, not debts.",
    "Recoup spreads the paid amount of a line evenly over its days. A finding asks for a share of "
    "its days, less the amount already recovered for the line.",
    "Several findings may ask for the same dollars: candidate_amount is the amount that one "
    "finding asks alone. Do not sum it. The net amounts are in Summary and Providers.",
    "A line on hold, paid under capitation, paid to the member or paid by case has no exposure; "
    "`outside` says which.",
    "To return a review, fill in status, decided_date, amount, reviewer and note of the sheet "
    "Findings. Do not change finding_id and the first row.",
)
_TO_FILL_MEANINGS = {
    "provider_name": "the provider's name, where the provider table gives one",
    "status": "review outcome; choose from the list",
    "decided_date": "date of the latest outcome; to fill in",
    "amount": "amount of the latest outcome; to fill in",
    "reviewer": "who decided; to fill in",
    "note": "why; to fill in",
}


@dataclass(frozen=True)
class Part:
    """Which of several workbooks this one is: their names, its place, its findings counted."""

    names: list[str]
    number: int
    first: int
    last: int


@dataclass(frozen=True)
class Facts:
    """What the sheets tell of a run, read once."""

    record: Row
    loads: list[Row]
    total: Row
    providers: pd.DataFrame
    names: dict[str, str]
    checks: list[Row]
    check_words: dict[str, audited.CheckInWords]
    documents: list[audited.Document]
    unchecked: list[Row]
    records: exposed.RecordsToRequest
    finding_schema: pa.Schema
    days: tuple[date, date]


def facts_of(run: RunTables) -> Facts:
    """Read what the sheets tell."""
    providers = run.exposure("provider")
    of_group = exposed.rows_of(providers)
    names = {row["provider_group"]: row["provider_name"] for row in of_group}
    loads = audited.loads(run)
    days = audited.service_dates(loads)
    shown = {group: name or group for group, name in names.items()}
    return Facts(
        record=run.record,
        loads=loads,
        total=exposed.summed(of_group),
        providers=providers,
        names=names,
        checks=exposed.rows_of(run.checks()),
        check_words=audited.checks_in_words(run),
        documents=audited.documents(exposed.rows_of(run.table("policy")), *days),
        unchecked=exposed.unchecked(run.table("check_period")),
        records=exposed.records_to_request(run.records_request_list(), shown, most=len(of_group)),
        finding_schema=run.schema("finding"),
        days=days,
    )


def summary(sheet: Sheet, facts: Facts, part: Part) -> None:
    """What was audited, and the exposure in its columns."""
    record, total = facts.record, facts.total
    sheet.widths([44, 20, 60, 14, 14, 14, 14])
    sheet.title(f"Findings of run {record['number']}")
    if len(part.names) > 1:
        sheet.title(
            f"Part {part.number + 1} of {len(part.names)}: findings {part.first:,} to "
            f"{part.last:,} of {record['findings']:,}. All parts: {', '.join(part.names)}",
            "section",
        )
    sheet.skip()
    for name, value, kind in (
        ("As of", date.fromisoformat(record["as_of"]), "date"),
        ("Run made at", record["made_at"], "text"),
        ("First day of service loaded", facts.days[0], "date"),
        ("Last day of service loaded", facts.days[1], "date"),
        ("Paid lines, replaced ones that still stand in it", total["lines_paid"], "count"),
        ("Paid", total["paid_amount"], "money"),
        ("Paid on checked lines", total["governed_amount"], "money"),
        ("Findings", record["findings"], "count"),
        ("Lines with a finding", total["lines_flagged"], "count"),
    ):
        known = None if value in (date.min, date.max) else value
        sheet.row((name, known), ("text", kind))
    _section(sheet, "Exposure: each dollar counts once; do not add the columns")
    sheet.header([Field("column"), Field("amount"), Field("what it is")])
    for column in EXPOSURE_COLUMNS:
        cells = (column.amount, total[column.amount], column.explained)
        sheet.row(cells, ("text", "money", "text"))
    _section(sheet, "Loads")
    loads = ("source_file", "table", "number", "read", "loaded", "rejected")
    sheet.header([Field(name) for name in loads])
    for load in facts.loads:
        row = [load["source_file"], load["table"], *(load[name] for name in loads[2:])]
        sheet.row(row, ("text", "text", "count", "count", "count", "count"))
    _section(sheet, "Policies in force")
    sheet.header([Field("policy_id"), Field("level"), Field("document")])
    for document in facts.documents:
        sheet.row((document.policy_id, document.level, document.source), ("text",) * 3)


def providers(sheet: Sheet, facts: Facts) -> None:
    """Net exposure by provider, as `recoup exposure --by provider` gives it."""
    table = pa.Table.from_pandas(facts.providers, preserve_index=False)
    widths = {"provider_group": 14, "provider_name": 30, "npis": 24}
    shares = ("exposure_rate", "cumulative_share")
    fields = [
        Field(f.name, "share" if f.name in shares else kind_of(f.type), widths.get(f.name, 15))
        for f in table.schema
    ]
    sheet.table(fields, (row.values() for row in table.to_pylist()), beside=2)


def not_checked(sheet: Sheet, facts: Facts) -> None:
    """Checks that did not run, lines that a check could not check, records to ask for."""
    fields = [
        Field("what", width=26),
        Field("check_id", width=9),
        Field("check or provider", width=44),
        Field("why", width=60),
        Field("lines", "count", 10),
        Field("paid_amount", "money", 14),
    ]
    titles = {check["check_id"]: check["title"] for check in facts.checks}
    rows: list[tuple[Any, ...]] = [
        ("check did not run" if check["status"] == "error" else "check not applicable",
         check["check_id"], check["title"], check["why"], None, None)
        for check in facts.checks
        if check["status"] != "ran"
    ]  # fmt: skip
    rows += [
        ("lines not checked", row["check_id"], titles.get(row["check_id"]), row["reason"],
         row["lines"], row["paid_amount"])
        for row in facts.unchecked
    ]  # fmt: skip
    why = "paid nursing lines without a note: records to ask for; {:,} were already requested"
    rows += [
        ("records to request", None, f"{row['provider_name']} ({row['provider_group']})",
         why.format(row["requested_lines"]), row["lines"], row["paid_amount"])
        for row in facts.records.providers
    ]  # fmt: skip
    sheet.table(fields, rows)


def method(sheet: Sheet, facts: Facts) -> None:
    """How amounts are made, the checks of the run, the policies cited, the columns in words."""
    sheet.widths([22, 44, 12, 70, 70])
    sheet.title("How to read the amounts")
    for text in _LADDER:
        sheet.row((text,), ("text",))
    _section(sheet, "Checks of this run")
    heads = ("check_id", "title", "strength", "what it finds", "what clears a finding", "status")
    sheet.header([Field(name) for name in heads])
    for check in facts.checks:
        words = facts.check_words.get(check["check_id"])
        cells = (words.description, words.cleared_by) if words else (None, None)
        row = (check["check_id"], check["title"], check["strength"], *cells, check["status"])
        sheet.row(row, ("text", "wide", "text", "wide", "wide", "text"))
    _section(sheet, "Policies cited")
    sheet.header([Field(n) for n in ("policy_id", "subject", "from", "citation", "document")])
    for document in facts.documents:
        for rule in document.rules:
            first_day = rule.first_day if document.is_dated else None
            for citation in (rule.citation, *(f"{c}: {t}" for c, t in rule.citations.items())):
                row = (document.policy_id, rule.subject, first_day, citation, document.source)
                sheet.row(row, ("text", "text", "date", "wide", "wide"))
    _section(sheet, "Columns of the sheet Findings")
    sheet.header([Field("column"), Field("what it holds")])
    for name, meaning in ({c.name: c.meaning for c in FINDING.columns} | _TO_FILL_MEANINGS).items():
        sheet.row((name, meaning), ("text", "wide"))


def _section(sheet: Sheet, title: str) -> None:
    sheet.skip()
    sheet.title(title, "section")

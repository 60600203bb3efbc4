"""The rows of the extracts for a claim, and what each one does to the final action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.formats import money, service, span, unit_count
from analytics.schema.line_dates import FIRST_DAY, LAST_DAY

Row = dict[str, Any]
#: The history of each payer's claims, by load and payer; a load of bills (837) has none.
Histories = Mapping[int, Mapping[str, str]]

_NAMES = {"7": "a replacement of claim ", "8": "a void of claim "}


_LINE = ("payer", "claim_id", "claim_line_number")
_SAME = (
    *_LINE,
    *("claim_version", "claim_status", "paid_date", "paid_amount"),
    *("paid_unit_quantity", "service_unit_quantity"),
)
_PLACE = ("load_number", "source_row")


@dataclass(frozen=True)
class Context:
    """All rows of the claim and of those that name it, histories, reversals without a line."""

    rows: list[Row]
    histories: Histories
    orphans: set[tuple]

    def history(self, row: Row) -> str | None:
        """How the row's claim is read: by the history of the last load that brought it."""
        loads = [each["load_number"] for each in self.alike(row, _LINE[:2])]
        return self.histories.get(max(loads), {}).get(row["payer"])

    def alike(self, row: Row, names: tuple[str, ...]) -> list[Row]:
        """The rows with the same values of these columns."""
        return [each for each in self.rows if _key(each, names) == _key(row, names)]


def version_lines(known: Context, claim_id: str, line: str) -> Iterator[str]:
    """Each row as one sentence, and under it what became of it."""
    yield "Rows of the extracts, in order of payment:"
    for row in known.rows:
        if line and row["claim_line_number"] != int(line) and row["claim_id"] == claim_id:
            continue
        yield f"  {_sentence(row, claim_id)}  [{row['source_file']}, row {row['source_row']}]"
        yield f"    {_fate(row, known)}"
    yield ""


def _sentence(row: Row, claim_id: str) -> str:
    other = f" of claim {row['claim_id']}" if row["claim_id"] != claim_id else ""
    status = (row["claim_status"] or "PAID").lower()
    first, last = _first_given(row, FIRST_DAY), _first_given(row, LAST_DAY)
    modifiers = [row.get(f"hcpcs_modifier_{i}") for i in range(1, 6)]
    what = service(row["hcpcs_code"], row["revenue_center_code"], modifiers)
    quantity = row["paid_unit_quantity"] or row["service_unit_quantity"]
    counted = f", {unit_count(quantity)}" if quantity is not None else ""
    names = _NAMES.get(row["claim_frequency_code"] or "")
    naming = f", {names}{row['original_claim_id'] or 'not named'}" if names else ""
    when = f"on {row['paid_date']}" if row["paid_date"] else "on a day not given"
    version = f", version {row['claim_version']}" if row["claim_version"] is not None else ""
    return (
        f"Line {row['claim_line_number']}{other}: {status} {when}{version}, {what} "
        f"{span(first, last)}{counted}, {money(row['paid_amount'])}{naming}"
    )


def _first_given(row: Row, columns: tuple[str, ...]) -> Any:
    return next((row[column] for column in columns if row[column] is not None), None)


def _fate(row: Row, known: Context) -> str:
    """What became of a row, by the history its payer's claims have."""
    history = known.history(row)
    status = row["claim_status"] or "PAID"
    if history is None:
        return "A bill: the remittances give its payment."
    if status == "PENDED":
        return "The payer has not decided it; it does not count."
    if any(_key(each, _PLACE) > _key(row, _PLACE) for each in known.alike(row, _SAME)):
        return "The same row came again; it counts once."
    if status == "REVERSED" or row["paid_amount"] < 0:
        return _reversal_fate(row, known, history)
    if row["claim_frequency_code"] == "8":
        return "A void is an instruction: it pays nothing."
    if history == "snapshot":
        return _version_fate(row, known)
    return _row_fate(row, known, history, status)


def _reversal_fate(row: Row, known: Context, history: str) -> str:
    if _key(row, _PLACE) in known.orphans:
        return "It takes back a payment that is not in the store; it changes nothing."
    if history == "ledger" or row["claim_frequency_code"] == "8":
        amount = money(abs(row["paid_amount"]))
        of = row["original_claim_id"]
        return f"It takes {amount} back{f' from claim {of}' if of else ''}."
    return "It cancels the earlier rows of the line."


def _version_fate(row: Row, known: Context) -> str:
    decided = [
        each["claim_version"]
        for each in known.alike(row, _LINE[:2])
        if (each["claim_status"] or "PAID") != "PENDED" and each["claim_version"] is not None
    ]
    latest = max(decided, default=None)
    if row["claim_version"] == latest:
        return f"Version {latest} is the latest decided version; it replaces the earlier ones."
    return f"It no longer counts: version {latest} replaces it."


def _row_fate(row: Row, known: Context, history: str, status: str) -> str:
    if status == "DENIED":
        return "Denied: nothing was paid."
    moves = known.alike(row, _LINE)
    if history == "ledger":
        alone = len(moves) == 1
        return "It is the only payment." if alone else "Payments and reversals are added up."
    last = max(_key(each, _PLACE) for each in moves)
    if _key(row, _PLACE) == last:
        return "It is the last row of this line; it counts."
    return f"It no longer counts: load {last[0]} has a later row of the line."


def _key(row: Row, names: tuple[str, ...]) -> tuple:
    return tuple(row[name] for name in names)

"""What a letter says of each finding of a line: its text, and the calendar of its days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from analytics.formats import day_count, money

Row = dict[str, Any]

_NO_RULE = "no rule loaded"


def has_no_rule(reason: Row) -> bool:
    """No look-back rule speaks of the finding: the plan's own words say why it may be asked."""
    return reason["lookback_rule"] == _NO_RULE


def finding_texts(
    line: Row,
    *,
    send: Mapping[str, str] | None,
    time_limit: str,
    with_calendar: bool,
    above: str = "",
) -> list[str]:
    """The text of each finding of a line, a statement a line of it.

    `send`: by check, which records decide; None: the letter asks for money. `time_limit`: what is
    said of a finding without a rule. `with_calendar`: the days as text, for want of a table;
    `above`: what stands above the first finding.
    """
    several = len(line["reasons"]) > 1
    texts = []
    for place, reason in enumerate(line["reasons"], start=1):
        number = f"{place}. " if several else ""
        told = [above] if above and place == 1 else []
        told.append(
            f"{number}{reason['reason']}{_other_claim(line, reason)} (Finding {reason['check_id']})"
        )
        if send is None:
            told += _money_part(reason, several)
        if reason["notes_used"]:
            told.append(f"Notes: {reason['notes_used']}")
        if send is not None:
            told.append(f"Please send: {send[reason['check_id']]}.")
        told.append(f"Basis: {reason['citation']}")
        if send is None and (limit := _time_limit(line, reason, time_limit)):
            told.append(f"Time limit: {limit}")
        if with_calendar:
            told += [_day_text(row) for row in calendar(reason)]
        texts.append("\n".join(told))
    return texts


def shown_findings(line: Row, texts: list[str]) -> list[Row]:
    """The findings of a line as rows of a template: text and, where days prove it, calendar."""
    shown = []
    for reason, text in zip(line["reasons"], texts, strict=True):
        days = calendar(reason)
        head = f"Days ({reason['check_id']})"
        shown.append({"text": text, "calendar": [{"title": head, "day": days}] if days else []})
    return shown


def calendar(reason: Row) -> list[Row]:
    """The days of a finding, days in a row that are alike as one."""
    placed = groupby(_places(reason["calendar"]), key=lambda placed: placed[0])
    return [_run([row for _, row in alike]) for _, alike in placed]


def _places(days: list[Row]) -> list[tuple[tuple[Any, ...], Row]]:
    """Each day with what it shares with its neighbours; the first part grows by one a day."""
    return [
        (
            (
                row["service_date"] - timedelta(days=place),
                row["paid_amount"],
                row["share"],
                row["other_lines"],
            ),
            row,
        )
        for place, row in enumerate(days)
    ]


def _run(rows: list[Row]) -> Row:
    first: date = rows[0]["service_date"]
    last: date = rows[-1]["service_date"]
    days = str(first) if first == last else f"{first} to\n{last} ({day_count(len(rows))})"
    return {
        "days": days,
        "paid_amount": money(rows[0]["paid_amount"]),
        "share": rows[0]["share"],
        "other_lines": rows[0]["other_lines"].replace("; ", "\n"),
    }


def _day_text(row: Row) -> str:
    share = f", asked: {row['share']}" if row["share"] else ""
    days = row["days"].replace("\n", " ")
    others = row["other_lines"].replace("\n", "; ")
    also = f"; what else stood: {others}" if others else ""
    return f"{days}: paid {row['paid_amount']} a day{share}{also}"


def _other_claim(line: Row, reason: Row) -> str:
    """The other claim as a whole; where it is one line, the reason has named it already."""
    related = reason["related_claim_id"]
    named = related == line["claim_id"] or reason["related_claim_line_number"] is not None
    return "" if related is None or named else f" The other claim is {related}."


def _money_part(reason: Row, several: bool) -> list[str]:
    """The arithmetic; of several findings of a line also what each adds to its amount."""
    told = [f"Arithmetic: {reason['arithmetic']}"] if reason["arithmetic"] else []
    if several:
        told.append(f"Amount asked for this finding: {money(reason['asked_amount'])}")
    return told


def _time_limit(line: Row, reason: Row, time_limit: str) -> str:
    if has_no_rule(reason):
        return time_limit
    until = reason["recoverable_until"]
    cited = f" ({reason['lookback_citation']})" if reason["lookback_citation"] else ""
    days = f"; first paid on {line['first_paid_date']}, so until {until}" if until else ""
    return f"{reason['lookback_rule']}{days}{cited}"

"""The basis of a run: its loads, the policies in force, the words of its checks."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from analytics.load.report.sentences import coverage_rows, load_report_lines
from analytics.policy.document import BASELINE, LEVELS
from analytics.policy.period import in_general
from analytics.report.exposure_tables import Row
from analytics.sql.checks import OPTIONAL_KEYS, REQUIRED_KEYS
from analytics.sql.header import read_header

if TYPE_CHECKING:
    from analytics.runs.run import RunTables

#: What a rule says, whatever its scope and segment.
_WORDS = (
    *("title", "source", "level", "citation", "citations"),
    *("strength", "disabled_checks", "monitor_checks"),
)


@dataclass(frozen=True)
class Rule:
    """What a policy document says on one subject, on the days and for the lines it governs."""

    subject: str
    citation: str
    citations: dict[str, str]
    first_day: date
    last_day: date
    payers: list[str]
    lines_of_business: list[str]
    strength: str | None
    disabled_checks: list[str]
    monitor_checks: list[str]


@dataclass(frozen=True)
class Document:
    """A policy document in force on some day of service that was audited, and its rules."""

    policy_id: str
    title: str
    source: str
    level: str
    rules: list[Rule]

    @property
    def is_dated(self) -> bool:
        """Whether its first day is the document's own; that of a baseline is ours."""
        return self.level != BASELINE


def loads(run: RunTables) -> list[Row]:
    """The loads the run read, with their counts of rows, as the manifest keeps them."""
    read = {load["number"] for load in run.record["loads"]}
    return [load for load in run.folder.manifest().loads if load["number"] in read]


@dataclass(frozen=True)
class LoadReport:
    """A load, what is notable about it, and how full each column of its table is."""

    load: Row
    lines: list[str]
    coverage: list[Row]


def load_reports(loads: list[Row]) -> list[LoadReport]:
    """The reports of the loads, in order."""
    return [LoadReport(load, load_report_lines(load), coverage_rows(load)) for load in loads]


def service_dates(loads: list[Row]) -> tuple[date, date]:
    """The first and last day of service in the claims loaded."""
    days = [
        date.fromisoformat(load[end])
        for load in loads
        if load["table"] == "medical_claim"
        for end in ("first_date", "last_date")
        if load[end]
    ]
    return min(days, default=date.min), max(days, default=date.max)


def documents(rows: list[Row], first_day: date, last_day: date) -> list[Document]:
    """The policy documents that governed some line between two days, the strongest level first.

    `rows` are those of the run's table `policy`.
    """
    everywhere = _lines_of_business(rows)
    governing: defaultdict[tuple, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        if row["effective_from"] <= last_day and row["effective_to"] >= first_day:
            governing[_rule_key(row)].add((row["payer"], row["line_of_business"]))
    found: dict[str, Document] = {}
    for key in sorted(governing):
        _, policy_id, subject, first, last, text = key
        values = json.loads(text)
        document = found.setdefault(
            policy_id, Document(policy_id, values["title"], values["source"], values["level"], [])
        )
        payers = sorted({payer for payer, _ in governing[key]})
        lines = {line for _, line in governing[key]}
        document.rules.append(
            Rule(
                subject=subject,
                citation=_shown(values["citation"], values["source"]),
                citations={
                    check_id: _shown(citation, values["source"])
                    for check_id, citation in values["citations"].items()
                },
                first_day=first,
                last_day=last,
                payers=payers,
                lines_of_business=[] if lines == everywhere(payers) else sorted(lines),
                strength=values["strength"],
                disabled_checks=values["disabled_checks"],
                monitor_checks=values["monitor_checks"],
            )
        )
    return list(found.values())


def without_lookback(rows: list[Row], first_day: date, last_day: date) -> list[str]:
    """Payers with lines of business for which no general look-back rule was in force."""
    payers = {row["policy_scope"]: row["payer"] for row in rows}
    ruled = set()
    for row in rows:
        if (
            row["subject"] == "lookback"
            and row["effective_from"] <= last_day
            and row["effective_to"] >= first_day
            and not json.loads(row["parameters"]).get("only_checks")
        ):
            ruled.add(row["policy_scope"])
    return sorted({payers[scope] for scope in payers.keys() - ruled})


@dataclass(frozen=True)
class CheckInWords:
    """What a check finds, what clears it and which records decide, from the SQL that ran."""

    description: str
    cleared_by: str
    records: str | None


def checks_in_words(run: RunTables) -> dict[str, CheckInWords]:
    """The checks of the run in words, by check id, from the SQL the run kept."""
    folder = run.folder.run_folder(run.number) / "sql"
    found = {}
    for path in sorted(folder.glob("*.sql")):
        header = read_header(path.read_text(encoding="utf-8"), path, REQUIRED_KEYS, OPTIONAL_KEYS)
        facts = header.facts
        found[facts["id"]] = CheckInWords(
            header.description, facts["cleared by"], facts.get("records")
        )
    return found


def _shown(citation: str, source: str) -> str:
    """A citation below the name of its document, where no line is spoken of."""
    return in_general(citation.removeprefix(f"{source}: "))


def _rule_key(row: Row) -> tuple[Any, ...]:
    """What rows that differ only in their scope have in common, in the order of the page.

    Place of the level, document, subject, first and last day, and the words as JSON.
    """
    values = json.loads(row["parameters"])
    # a run of an earlier version has no citations of single checks
    text = json.dumps({"citations": {}} | {n: values[n] for n in _WORDS if n in values})
    days = row["effective_from"], row["effective_to"]
    return LEVELS.index(row["level"]), row["policy_id"], row["subject"], *days, text


def _lines_of_business(rows: list[Row]) -> Callable[[list[str]], set[str]]:
    """A function: the lines of business that some of these payers has."""
    of_payer: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        of_payer[row["payer"]].add(row["line_of_business"])
    return lambda payers: set().union(*(of_payer[payer] for payer in payers))

"""A check file of queries/checks, read, refused where it is off, and shown.

A check is one SQL file: a header that says what it is, what would clear it and how a finding gives
its reason, a first CTE `governed` with the lines it looks at, and a select of the days it calls not
payable. What may stand in one: docs/spec/design.md, A check. What is refused here names the file,
the line and what would be right.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

from analytics import content
from analytics.errors import ContentError, UsageError, near_name
from analytics.schema import tables
from analytics.schema.words import STRENGTHS
from analytics.sql.header import Header, Problem, read_header, refuse
from analytics.sql.parse import SqlTextError, literals, outputs, relations, split_first_cte
from analytics.sql.portability import banned
from analytics.sql.reason import Reason, column_problems, read_reason

REQUIRED_KEYS = ("id", "title", "strength", "remedy", "policy", "cleared by", "reason")
OPTIONAL_KEYS = (
    "parameter",
    "needs",
    "stage",
    "stands on",
    "marks",
    "share",
    "calendar",
    "records",
)
REMEDIES = ("refund", "corrected claim", "records")

#: What a check says of a line, always these and in this order; after them what its reason names.
RESULT_COLUMNS = (
    "line_id",
    "policy_period_id",
    "service_date",
    "not_payable_share",
    "related_claim_id",
)
#: What a check may say of a row besides, with its type: the strength it is lowered to, the other
#: line, that it is no finding but marks its day, a remedy other than the check's, and which visit
#: notes were used by which visits.
OPTIONAL_COLUMNS = {
    "lowered_to": "varchar",
    "related_line_id": "varchar",
    "marks_only": "boolean",
    "other_remedy": "varchar",
    "notes_used": "varchar",
}

#: What findings of earlier stages leave for later ones to read (queries/stages).
EARLIER_RELATIONS = ("taken_day", "doubted_day", "losing_day")
#: What a check may mark, beside the days that it takes.
MARKS = ("doubted_day", "losing_day")
#: The strength that no letter speaks of.
WEAKEST = STRENGTHS[-1]
#: What `calendar` says of a check whose days prove it; left out where they prove nothing.
CALENDAR = "yes"
#: The stage of a check that reads no finding of another.
FIRST_STAGE = 1


@dataclass(frozen=True)
class Need:
    """A table without which lines are not applicable; `when_parameter`: only where it is true."""

    table: str
    when_parameter: str | None = None

    def __str__(self) -> str:
        when = f" where {self.when_parameter} is set" if self.when_parameter else ""
        return self.table + when


@dataclass(frozen=True)
class Check:
    """One check: the facts of its header, its SQL whole and in its two parts, what it reads.

    `subject` is the subject of policy it reads; `parameter` the policy parameter that turns it on.
    `stage`: its findings are made after those of lower stages and before those of higher ones;
    `stands_on`: what it reads of them; `marks`: what a later stage sees of its own.
    `share`: how a share below 1 is told, as a fraction; `has_calendar`: a letter shows its days;
    `records`: what a letter asks a provider to send where a chart decides, none of a lead.
    `governed_sql` is the select of the first CTE, `rest_sql` the statement that runs against it.
    `sha256` is of the text, whatever its line ends.
    """

    check_id: str
    name: str
    title: str
    strength: str
    remedy: str
    subject: str
    parameter: str | None
    needs: tuple[Need, ...]
    stage: int
    stands_on: tuple[str, ...]
    marks: str | None
    cleared_by: str
    reason: Reason
    share: Reason
    has_calendar: bool
    records: str | None
    description: str
    sql: str
    governed_sql: str
    rest_sql: str
    relations: frozenset[str]
    sha256: str
    path: Path


def read_check(path: Path) -> Check:
    """The check of one file. Raises ContentError with every problem of the step that failed,
    UsageError where there is no such file."""
    return _compiled(path, _text(path))


def read_checks(folders: Iterable[Path]) -> list[Check]:
    """Every check of these folders in catalogue order: by family as check_family lists them, by id.

    Raises ContentError on a check that is refused and on an id or name that stands twice,
    UsageError where there is no such folder.
    """
    checks: list[Check] = []
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"no folder of checks: {folder}")
        checks += [read_check(path) for path in sorted(folder.glob("*.sql"))]
    seen: dict[str, Check] = {}
    for check in checks:
        for key, value in (("id", check.check_id), ("name", check.name)):
            if value in seen:
                what = f"{key} {value} is already that of {seen[value].path}"
                refuse(check.path, [Problem(1, what, f"its own {key}")])
            seen[value] = check
    return sorted(checks, key=catalogue_place)


def catalogue_place(check: Check) -> tuple[int, str]:
    """Where a check stands in the catalogue: by family as check_family lists them, by id."""
    place = _family_places()
    return place.get(check.check_id[:3], len(place) + 1), check.check_id


@lru_cache(maxsize=1)
def _family_places() -> dict[str, int]:
    path = content.REFERENCE / "check_family.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["check_family"]: int(row["place"]) for row in csv.DictReader(stream)}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError(f"no such file: {path}") from error
    except UnicodeDecodeError as error:
        raise ContentError(f"{path}: not a text in UTF-8; instead: save it as UTF-8") from error


@lru_cache(maxsize=512)
def _compiled(path: Path, text: str) -> Check:
    header = read_header(text, path, REQUIRED_KEYS, OPTIONAL_KEYS)
    refuse(path, _header_problems(header, path))
    refuse(path, [*banned(text), *_literal_problems(text)])
    governed_sql, rest_sql = _parts(text, path)
    facts, reason_line = header.facts, header.lines["reason"]
    reason, wrong = read_reason(facts["reason"], reason_line)
    share, also = read_reason(facts.get("share", ""), header.lines.get("share", 1), "share")
    refuse(path, [*_governed_problems(text, governed_sql), *_result_problems(text), *wrong, *also])
    known = (*RESULT_COLUMNS, *OPTIONAL_COLUMNS, *paid_line_columns())
    refuse(path, column_problems((reason, share), _reason_columns(text), known))
    return Check(
        check_id=facts["id"],
        name=path.stem,
        title=facts["title"],
        strength=facts["strength"],
        remedy=facts["remedy"],
        subject=facts["policy"],
        parameter=facts.get("parameter"),
        needs=tuple(_needs(facts.get("needs", ""))),
        stage=int(facts.get("stage", FIRST_STAGE)),
        stands_on=tuple(_listed(facts.get("stands on", ""))),
        marks=facts.get("marks"),
        cleared_by=facts["cleared by"],
        reason=reason,
        share=share,
        has_calendar="calendar" in facts,
        records=facts.get("records"),
        description=header.description,
        sql=text,
        governed_sql=governed_sql,
        rest_sql=rest_sql,
        relations=frozenset(relations(text)),
        sha256=content.sha256_text(text),
        path=path,
    )


_SNAKE = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"


def _header_problems(header: Header, path: Path) -> Iterator[Problem]:
    facts, lines = header.facts, header.lines
    if not re.fullmatch(_SNAKE, path.stem):
        right = "a name in snake_case for the fault of the line"
        yield Problem(1, f"file name {path.stem}", right)
    if not re.fullmatch(r"[A-Z]{3}-\d\d", facts["id"]):
        yield Problem(lines["id"], f"id {facts['id']}", "three capitals and two digits: UNT-01")
    for key, allowed in (("strength", STRENGTHS), ("remedy", REMEDIES)):
        if facts[key] not in allowed:
            yield Problem(lines[key], f"{key} {facts[key]}", f"one of {', '.join(allowed)}")
    for key in ("policy", "parameter"):
        if key in facts and not re.fullmatch(_SNAKE, facts[key]):
            yield Problem(lines[key], f"{key} {facts[key]}", "one name in snake_case")
    if facts.get("calendar", CALENDAR) != CALENDAR:
        right = f"{CALENDAR}, or no such line"
        yield Problem(lines["calendar"], f"calendar {facts['calendar']}", right)
    if facts["strength"] != WEAKEST and "records" not in facts:
        what = "the header has no `records`, and a policy may leave its findings to records"
        yield Problem(1, what, "a line `-- records: ...`: what a provider is asked to send")
    yield from _stage_problems(facts, lines)
    for part in _listed(facts.get("needs", "")):
        if problem := _need_problem(part, lines["needs"]):
            yield problem


_NEED = re.compile(rf"({_SNAKE})(?: when policy\.({_SNAKE}))?")


def _stage_problems(facts: dict[str, str], lines: dict[str, int]) -> Iterator[Problem]:
    stage = facts.get("stage", str(FIRST_STAGE))
    if not re.fullmatch(r"[1-9]", stage):
        yield Problem(lines["stage"], f"stage {stage}", "one digit, 1 where it is left out")
    for key, allowed in (("stands on", EARLIER_RELATIONS), ("marks", MARKS)):
        wrong = [name for name in _listed(facts.get(key, "")) if name not in allowed]
        if wrong:
            yield Problem(lines[key], f"{key} {wrong[0]}", f"one of {', '.join(allowed)}")
    if stage == str(FIRST_STAGE) and "stands on" in facts:
        right = f"a stage above {FIRST_STAGE}: the first stage reads no finding of another"
        yield Problem(lines["stands on"], f"stands on in stage {stage}", right)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")] if text else []


def _needs(text: str) -> Iterator[Need]:
    for part in _listed(text):
        found = _NEED.fullmatch(part)
        assert found, "refused before"
        yield Need(found[1], found[3])


def _need_problem(part: str, line: int) -> Problem | None:
    found = _NEED.fullmatch(part)
    if not found:
        return Problem(line, f"needs {part!r}", "table, or table when policy.parameter")
    if found[1] not in tables.TABLES:
        right = near_name(found[1], tables.TABLES) or ", ".join(tables.TABLES)
        return Problem(line, f"needs an unknown table {found[1]}", f"one of {right}")
    return None


# A billing, bill type, revenue, place of service or modifier code, or the beginning of one.
_CODE = re.compile(r"[A-Z]?\d[\dA-Z]*[%_]*|[A-Z]\d*%|[A-Z]{2}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")

#: Numbers of arithmetic, not of a rule: none, one, and cents to an amount.
_PLAIN_NUMBERS = frozenset(Decimal(number) for number in ("0", "1", "0.01"))


def _literal_problems(sql: str) -> Iterator[Problem]:
    try:
        found = list(literals(sql))
    except SqlTextError:
        return  # said by the lint of the text
    for line, text, is_string in found:
        if is_string and _CODE.fullmatch(text):
            right = "a column of policy or of a reference table under data/reference"
            yield Problem(line, f"the code '{text}' is written into the check", right)
        elif is_string and _DATE.fullmatch(text):
            right = "effective_from or effective_to of policy, or as_of of audit_parameter"
            yield Problem(line, f"the date '{text}' is written into the check", right)
        elif not is_string and not _is_plain(text):
            right = "a number belongs to a policy or a reference table"
            yield Problem(line, f"the number {text} is written into the check", right)


def _is_plain(number: str) -> bool:
    try:
        return Decimal(number) in _PLAIN_NUMBERS
    except InvalidOperation:
        return False


def _parts(text: str, path: Path) -> tuple[str, str]:
    name = ""
    try:
        name, governed_sql, rest_sql = split_first_cte(text)
    except SqlTextError as error:
        refuse(path, [error.problem])
        raise
    if name.lower() != "governed":
        line = _line_of(text, governed_sql)
        what = f"the first CTE is {name}"
        refuse(path, [Problem(line, what, "governed: the lines the check looks at")])
    return governed_sql, rest_sql


def _line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def _governed_problems(text: str, governed_sql: str) -> Iterator[Problem]:
    first = _line_of(text, governed_sql)
    try:
        selects = outputs(governed_sql)
    except SqlTextError as error:
        yield Problem(first, f"governed is {error.problem.what}", "one select")
        return
    for line, names in selects:
        at = first + line - 1
        if "*" in names:
            yield Problem(at, "governed selects *", "its columns by name")
        for name in RESULT_COLUMNS[:2]:
            if name not in names and "*" not in names:
                yield Problem(at, f"governed gives no {name}", f"{name} among its columns")
    if "policy" not in relations(governed_sql):
        right = "join policy on policy_scope and the dates of the line"
        yield Problem(first, "governed does not read policy", f"{right}: the period in force")


def _result_problems(text: str) -> Iterator[Problem]:
    wanted = ", ".join(RESULT_COLUMNS)
    for line, names in outputs(text):
        if "*" in names:
            yield Problem(line, "the final select is a select *", wanted)
        elif tuple(names[: len(RESULT_COLUMNS)]) != RESULT_COLUMNS or "" in names:
            given = ", ".join(name or "(no name)" for name in names)
            right = f"{wanted}, then what the reason names"
            yield Problem(line, f"the final select gives {given}", right)


def _reason_columns(text: str) -> list[tuple[int, list[str]]]:
    """The line of each final select and the columns it gives for its reason alone."""
    return [
        (line, [n for n in names[len(RESULT_COLUMNS) :] if n not in OPTIONAL_COLUMNS])
        for line, names in outputs(text)
    ]


@lru_cache(maxsize=1)
def paid_line_columns() -> tuple[str, ...]:
    """The columns of a paid line, which a reason may name without the check giving them."""
    ((_, names),) = outputs(_text(content.EXPOSURE / "paid_line.sql"))
    return tuple(names)

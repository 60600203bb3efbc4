"""Provider packets: a letter for each provider over the threshold, and its line listing."""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
from docx.document import Document

from analytics.errors import UsageError
from analytics.formats import money
from analytics.masking import Mask
from analytics.private_file import create_private, disk_error
from analytics.report.basis import checks_in_words
from analytics.report.letters import values
from analytics.report.letters.findings import has_no_rule
from analytics.report.letters.html import letter_html
from analytics.report.letters.lines import LetterLines, letter_lines
from analytics.report.letters.plan_details import PlanDetails, read_plan_details
from analytics.report.letters.summary import Packet, PacketOutcome, write_summary
from analytics.report.letters.templates import KINDS, OUTER, template
from analytics.report.letters.word import fill, placeholders
from analytics.report.workbook.writer import Book

if TYPE_CHECKING:
    from analytics.runs.run import RunTables

Row = dict[str, Any]

FOLDER = "packets"
SUMMARY = "packets.xlsx"


def write_packets(
    run: RunTables,
    out: Path,
    templates: Path | None = None,
    mask: Mask | None = None,
    *,
    letters: Path | None = None,
    dated: date | None = None,
) -> PacketOutcome:
    """Write `packets` into the folder `out`: letters, line listings and packets.xlsx.

    A demand asks, each dollar once, for the automated findings that are open, recoverable, priced
    and to be refunded; a records request for those that a chart decides. Leads are in no letter,
    nor is a claim on hold. `templates` is a folder with demand.docx or records.docx of the plan;
    `letters` a policy file or folder that goes before what was in force in the run; `dated` the
    letters' date (default: today). What a letter needs and no policy or claim says stops that
    letter; a line without a look-back rule stops alone, unless the plan says in its own words why
    no limit applies. An earlier `packets` is replaced in one step, so that no letter of it stays.

    Raises UsageError where `out` or `packets` is something else or the date is before the run's
    as-of date, ContentError on a wrong template or policy file, StoreError where it cannot be
    written.
    """
    out = Path(out)
    folder = out / FOLDER
    _refuse_others(out, folder)
    forms = {kind: template(kind, templates) for kind in KINDS}
    dated = _date_of_letters(run, dated)
    lines = letter_lines(run, dated, mask)
    scopes = {(x["payer"], x["line_of_business"]) for x in (*lines.demand, *lines.records)}
    facts = read_plan_details(run, scopes, dated, letters)
    outcome = PacketOutcome(folder, left_out=lines.left_out)
    beside = out / f".{FOLDER}.{os.getpid()}"
    writer = _Writer(run, beside, forms, lines.addresses, dated, masked=mask is not None)
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(mode=0o700)
        _demands(outcome, lines, facts, writer)
        _requests(outcome, lines, facts, writer)
        with create_private(beside / SUMMARY) as stream, tempfile.TemporaryDirectory() as temp:
            write_summary(Book(stream, temp, writer.made_at), outcome, beside)
        outcome.written = [_moved(packet, beside, folder) for packet in outcome.written]
        _swap(beside, folder)
    except OSError as error:
        raise disk_error(error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return outcome


def today() -> date:
    """The day on which letters are made."""
    return date.today()


def _date_of_letters(run: RunTables, given: date | None) -> date:
    as_of = date.fromisoformat(run.record["as_of"])
    dated = given or today()
    if dated < as_of:
        raise UsageError(
            f"letters of {dated} would be older than the run's findings, which are as of {as_of}; "
            f"give them a date from {as_of} on (--dated {as_of}), or audit as of an earlier day"
        )
    return dated


def _refuse_others(out: Path, folder: Path) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; name a folder for {FOLDER}")
    if folder.exists() and not (folder / SUMMARY).is_file():
        raise UsageError(f"{folder} was not made by Recoup; not replaced")


def _swap(beside: Path, folder: Path) -> None:
    old = beside.with_name(beside.name + ".old")
    if folder.exists():
        folder.replace(old)
    try:
        beside.replace(folder)
    except OSError:
        with suppress(OSError):
            old.replace(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _moved(packet: Packet, beside: Path, folder: Path) -> Packet:
    return replace(packet, files=tuple(folder / p.relative_to(beside) for p in packet.files))


Facts = dict[tuple[str, str], PlanDetails]


def _letters(lines: list[Row], facts: Facts) -> Iterator[tuple[PlanDetails, list[Row]]]:
    """The lines of each payer, provider and set of plan facts: what can go into one letter."""

    def key(line: Row) -> tuple[str, ...]:
        known = facts[line["payer"], line["line_of_business"]].key
        return (line["payer"], line["provider_group"], *(part or "" for part in known))

    for _, group in groupby(sorted(lines, key=key), key=key):
        of_letter = list(group)
        first = of_letter[0]
        yield facts[first["payer"], first["line_of_business"]], of_letter


def _demands(outcome: PacketOutcome, lines: LetterLines, facts: Facts, writer: _Writer) -> None:
    for known, every_line in _letters(lines.demand, facts):
        of_letter, held = _by_time_limit(every_line, known)
        if held:
            outcome.stopped.append(_packet("demand", lines, held, f"missing: {_NO_TIME_LIMIT}"))
        asked = []
        for claim_kind in ("professional", "facility"):
            of_kind = [line for line in of_letter if line["claim_kind"] == claim_kind]
            if not of_kind:
                continue
            threshold = known.threshold(claim_kind)
            amount = values.total(of_kind)
            if threshold is None:
                why = f"missing: letter_threshold.{claim_kind}"
                outcome.stopped.append(_packet("demand", lines, of_kind, why))
            elif amount < threshold:
                why = f"below {money(threshold)} ({claim_kind})"
                outcome.below.append(_packet("demand", lines, of_kind, why))
            else:
                asked += of_kind
        if asked:
            _write_one("demand", outcome, lines, known, asked, writer)


#: Why lines are held: a letter says of each by what right it is asked for so late, or is not sent.
_NO_TIME_LIMIT = "letters.time_limit, for lines that no look-back rule speaks of"


def _by_time_limit(lines: list[Row], known: PlanDetails) -> tuple[list[Row], list[Row]]:
    """Lines of which a letter can say the time limit, and those that are held for want of it."""
    if known.values.get("time_limit"):
        return lines, []
    told, held = [], []
    for line in lines:
        (held if any(map(has_no_rule, line["reasons"])) else told).append(line)
    return told, held


def _requests(outcome: PacketOutcome, lines: LetterLines, facts: Facts, writer: _Writer) -> None:
    for known, of_letter in _letters(lines.records, facts):
        _write_one("records", outcome, lines, known, of_letter, writer)


def _write_one(
    kind: str, outcome: PacketOutcome, lines: LetterLines, known: PlanDetails, asked: list[Row],
    writer: _Writer,
) -> None:  # fmt: skip
    packet = replace(_packet(kind, lines, asked), is_letter=True)
    missing = [*known.missing(kind), *values.missing_in_lines(asked)]
    if not packet.provider_name:
        missing.append("the provider's name")
    if kind == "records":
        missing += writer.unsaid(asked)
    if missing:
        outcome.stopped.append(replace(packet, why=f"missing: {', '.join(missing)}"))
    else:
        outcome.written.append(writer.write(packet, known, asked))


def _packet(kind: str, lines: LetterLines, asked: list[Row], why: str = "") -> Packet:
    first = asked[0]
    return Packet(
        kind=kind,
        payer=first["payer"],
        provider_group=first["provider_group"],
        provider_name=lines.names.get(first["provider_group"]),
        claim_kinds=", ".join(sorted({line["claim_kind"] for line in asked})),
        lines=len(asked),
        amount=values.total(asked) if kind == "demand" else None,
        why=why,
    )


class _Writer:
    """Writes the files of one letter: Word, HTML and the listing, each for its owner only."""

    def __init__(
        self,
        run: RunTables,
        folder: Path,
        forms: dict[str, bytes],
        addresses: dict[str, list[str]],
        dated: date,
        *,
        masked: bool,
    ) -> None:
        self._number, self._folder, self._forms = run.number, folder, forms
        self._addresses, self._dated, self._masked = addresses, dated, masked
        self._placed = {
            kind: placeholders(docx.Document(io.BytesIO(form))) for kind, form in forms.items()
        }
        self._send = {
            check_id: words.records
            for check_id, words in checks_in_words(run).items()
            if words.records
        }
        self._written: Counter[str] = Counter()
        self.made_at = datetime.fromisoformat(run.record["made_at"])

    def unsaid(self, lines: list[Row]) -> list[str]:
        """Checks of a request for records whose header does not say which records decide."""
        asked = {reason["check_id"] for line in lines for reason in line["reasons"]}
        return [
            f"`records` in the header of {check_id}" for check_id in sorted(asked - {*self._send})
        ]

    def write(self, packet: Packet, known: PlanDetails, lines: list[Row]) -> Packet:
        """Write them; returns the packet with its reference and files."""
        folder, reference, stem = self._names(packet)
        folder.mkdir(mode=0o700, exist_ok=True)
        paths = tuple(folder / f"{stem}{end}" for end in (".docx", ".html", "-lines.xlsx"))
        document = self._filled(packet, known, lines, reference)
        with create_private(paths[0]) as stream:
            document.save(stream)
        with create_private(paths[1]) as stream:
            stream.write(letter_html(document, reference).encode())
        with create_private(paths[2]) as stream, tempfile.TemporaryDirectory() as temp:
            book = Book(stream, temp, self.made_at)
            send = self._send if packet.kind == "records" else None
            limit = known.values.get("time_limit") or ""
            fields, rows = values.listing(lines, reference, send, limit)
            book.sheet("Lines").table(fields, rows, beside=2)
            book.close()
        return replace(packet, reference=reference, files=paths)

    def _names(self, packet: Packet) -> tuple[Path, str, str]:
        """Folder, reference and name of the files. A provider reads no payer's code: it stands in
        the name of the plan's own folder alone, and letters of a provider are counted over all."""
        group = _as_file_name(packet.provider_group)
        key = f"{group}-{packet.kind}"
        self._written[key] += 1
        place = self._written[key]
        stem = packet.kind if place == 1 else f"{packet.kind}-{place}"
        folder = self._folder / _as_file_name(f"{packet.payer}-{group}")
        return folder, f"{group}-{stem}-run{self._number}", stem

    def _filled(
        self, packet: Packet, known: PlanDetails, lines: list[Row], reference: str
    ) -> Document:
        head = {
            "reference": reference,
            "dated": self._dated,
            "provider_name": packet.provider_name,
            "provider_address": self._addresses.get(packet.provider_group, []),
            "masked": self._masked,
        }
        placed = self._placed[packet.kind]
        document = docx.Document(io.BytesIO(self._forms[packet.kind]))
        filled_in = values.values(packet.kind, known, lines, head, placed, self._send)
        fill(document, filled_in, OUTER)
        facts = document.core_properties
        facts.author, facts.title, facts.comments = known.values["plan_name"], reference, ""
        facts.created = facts.modified = self.made_at.replace(tzinfo=None)
        return document


def _as_file_name(text: str) -> str:
    """A text as a file name on every system."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", text).strip("_") or "provider"

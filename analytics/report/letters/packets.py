"""Provider packets: a letter for each provider over the threshold, and its line listing."""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx

from analytics.errors import UsageError
from analytics.formats import money
from analytics.masking import Mask
from analytics.private_file import create_private, disk_error
from analytics.report.letters import values
from analytics.report.letters.html import letter_html
from analytics.report.letters.lines import LetterLines, letter_lines
from analytics.report.letters.plan_details import PlanDetails, read_plan_details
from analytics.report.letters.summary import Packet, PacketOutcome, write_summary
from analytics.report.letters.templates import KINDS, as_bytes, template
from analytics.report.letters.word import fill
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
    letters' date (default: the run's as-of date). What a letter needs and no policy or claim says
    stops that letter. An earlier `packets` is replaced in one step, so that no letter of it stays.

    Raises UsageError where `out` or `packets` is something else, ContentError on a wrong template
    or policy file, StoreError where it cannot be written.
    """
    out = Path(out)
    folder = out / FOLDER
    _refuse_others(out, folder)
    forms = {kind: as_bytes(template(kind, templates)) for kind in KINDS}
    dated = dated or date.fromisoformat(run.record["as_of"])
    lines = letter_lines(run, dated, mask)
    scopes = {(x["payer"], x["line_of_business"]) for x in (*lines.demand, *lines.records)}
    facts = read_plan_details(run, scopes, dated, letters)
    outcome = PacketOutcome(folder, left_out=lines.left_out)
    beside = out / f".{FOLDER}.{os.getpid()}"
    writer = _Writer(run, beside, forms, dated, mask is not None)
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
    for known, of_letter in _letters(lines.demand, facts):
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


def _requests(outcome: PacketOutcome, lines: LetterLines, facts: Facts, writer: _Writer) -> None:
    for known, of_letter in _letters(lines.records, facts):
        _write_one("records", outcome, lines, known, of_letter, writer)


def _write_one(
    kind: str, outcome: PacketOutcome, lines: LetterLines, known: PlanDetails, asked: list[Row],
    writer: _Writer,
) -> None:  # fmt: skip
    packet = _packet(kind, lines, asked)
    missing = [*known.missing(kind), *values.missing_in_lines(asked)]
    if missing:
        outcome.stopped.append(replace(packet, why=f"missing: {', '.join(missing)}"))
    else:
        outcome.written.append(replace(packet, files=writer.write(packet, known, asked)))


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
        self, run: RunTables, folder: Path, forms: dict[str, bytes], dated: date, masked: bool
    ) -> None:
        self._number, self._folder, self._forms = run.number, folder, forms
        self._dated, self._masked = dated, masked
        self.made_at = datetime.fromisoformat(run.record["made_at"])

    def write(self, packet: Packet, known: PlanDetails, lines: list[Row]) -> tuple[Path, ...]:
        own = _as_file_name(f"{packet.payer}-{packet.provider_group}")
        folder, stem, place = self._folder / own, packet.kind, 1
        while (folder / f"{stem}.docx").exists():
            place += 1
            stem = f"{packet.kind}-{place}"
        folder.mkdir(mode=0o700, exist_ok=True)
        reference = f"{own}-{stem}-run{self._number}"
        filled_in = values.values(
            packet.kind, known, lines, packet.provider_name, reference, self._dated,
            masked=self._masked,
        )  # fmt: skip
        document = docx.Document(io.BytesIO(self._forms[packet.kind]))
        fill(document, filled_in)
        facts = document.core_properties
        facts.author, facts.title, facts.comments = known.values["plan_name"], reference, ""
        facts.created = facts.modified = self.made_at.replace(tzinfo=None)
        paths = tuple(folder / f"{stem}{end}" for end in (".docx", ".html", "-lines.xlsx"))
        with create_private(paths[0]) as stream:
            document.save(stream)
        with create_private(paths[1]) as stream:
            stream.write(letter_html(document, reference).encode())
        with create_private(paths[2]) as stream, tempfile.TemporaryDirectory() as temp:
            book = Book(stream, temp, self.made_at)
            book.sheet("Lines").table(values.LISTING, values.listing(lines, reference), beside=2)
            book.close()
        return paths


def _as_file_name(text: str) -> str:
    """A text as a file name on every system."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", text).strip("_") or "provider"

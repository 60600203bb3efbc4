"""The outcome of the letters: written, below the threshold, stopped, left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics.report.workbook.writer import Book, Field

Row = dict[str, Any]
#: What a policy of the plan would have said.
_OF_THE_PLAN = re.compile(r"\bletters\.|\bletter_threshold\.")


@dataclass(frozen=True)
class Packet:
    """A letter, or lines of one provider for which there is none, and why.

    `amount` is None for a request for records: nothing is demanded by it. `why` names what is
    missing, or the threshold; empty where the letter was written, which `reference` names.
    `is_letter`: it is a letter whole, written or not; lines that are held back or below the
    threshold are none, for the other lines of the provider may go out without them.
    """

    kind: str
    payer: str
    provider_group: str
    provider_name: str | None
    claim_kinds: str
    lines: int
    amount: Decimal | None
    why: str = ""
    is_letter: bool = False
    reference: str = ""
    files: tuple[Path, ...] = ()


@dataclass(repr=False)
class PacketOutcome:
    """All of them. Written, below and stopped demands and what was left out add up to the run's
    automated exposure, each provider to the cent.

    `left_out` has a row per finding whose automated dollars no letter asks for, with why.
    """

    folder: Path
    written: list[Packet] = field(default_factory=list)
    below: list[Packet] = field(default_factory=list)
    stopped: list[Packet] = field(default_factory=list)
    left_out: list[Row] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<letters: {'; '.join(self.text())}>"

    def text(self) -> list[str]:
        """What happened in a few lines for the terminal; no member, claim or amount."""
        lines = []
        for kind, name in (("demand", "demand letter"), ("records", "records request")):
            count = sum(packet.kind == kind for packet in self.written)
            lines.append(f"{count:,} {name}{'' if count == 1 else 's'} in {self.folder}")
        if self.below:
            lines.append(
                f"{_lines_of_providers(self.below)} below the letter threshold: "
                "adjust on the remittance advice"
            )
        for why in sorted({packet.why for packet in self.stopped}):
            of_why = [packet for packet in self.stopped if packet.why == why]
            held = [packet for packet in of_why if not packet.is_letter]
            count = len(of_why) - len(held)
            if count:
                lines.append(f"{count:,} letter{'' if count == 1 else 's'} not written: {why}")
            if held:
                lines.append(f"{_lines_of_providers(held)} held back: {why}")
        if any(_OF_THE_PLAN.search(packet.why) for packet in self.stopped):
            lines.append(
                "What is missing of letters and letter_threshold, the plan says in a policy file: "
                "recoup report --packets --letters FILE"
            )
        for why in sorted({row["why"] for row in self.left_out}):
            count = sum(row["why"] == why for row in self.left_out)
            lines.append(f"{count:,} finding{'' if count == 1 else 's'} left out: {why}")
        return lines


def _lines_of_providers(packets: list[Packet]) -> str:
    lines = sum(packet.lines for packet in packets)
    providers = len({(packet.payer, packet.provider_group) for packet in packets})
    return (
        f"{lines:,} line{'' if lines == 1 else 's'} "
        f"of {providers:,} provider{'' if providers == 1 else 's'}"
    )


_PACKET_FIELDS = (
    Field("kind", width=9),
    Field("payer", width=18),
    Field("provider_group", width=14),
    Field("provider_name", width=32),
    Field("claim_kinds", width=22),
    Field("lines", "count", 8),
    Field("amount", "money", 14),
    Field("why", width=60),
    Field("reference", width=30),
    Field("files", width=60),
)
_LEFT_OUT_FIELDS = (
    Field("payer", width=18),
    Field("provider_group", width=14),
    Field("claim_id", width=22),
    Field("claim_line_number", "count", 8),
    Field("member_id", width=18),
    Field("check_id", width=9),
    Field("amount", "money", 14),
    Field("why", width=60),
)


def write_summary(book: Book, outcome: PacketOutcome, folder: Path) -> None:
    """packets.xlsx, for the plan alone: a sheet for each fate."""
    for name, packets in (
        ("Letters", outcome.written),
        ("Adjust on remittance", outcome.below),
        ("Not written", outcome.stopped),
    ):
        book.sheet(name).table(_PACKET_FIELDS, (_row(packet, folder) for packet in packets))
    names = [f.name for f in _LEFT_OUT_FIELDS]
    rows: Iterable[list[Any]] = ([row[name] for name in names] for row in outcome.left_out)
    book.sheet("Left out").table(_LEFT_OUT_FIELDS, rows)
    book.close()


def _row(packet: Packet, folder: Path) -> list[Any]:
    values = {**vars(packet), "files": ", ".join(str(p.relative_to(folder)) for p in packet.files)}
    return [values[f.name] for f in _PACKET_FIELDS]

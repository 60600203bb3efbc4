"""Claims for letters, what a plan says in them, and a letter as a reader takes it in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import pandas as pd

from analytics.report import letters

from .extract import AS_OF, TIN, claims, providers

LETTERS = {
    "plan_name": '"Plan of the Test"',
    "plan_address": '["1 First Street", "Town, ZZ 00000"]',
    "contact": '"Integrity desk, telephone 555-0100"',
    "recovery_method": '"We deduct it from later payments."',
    "response_days": "60",
    "appeal_route": '"Write to Appeals, PO Box 1."',
    "appeal_days": "60",
    "time_limit": '"no limit applies, because of the test."',
    "records_to": '"Send copies to Records, PO Box 2."',
    "records_days": "30",
}
THRESHOLDS = {"professional": "200.00", "facility": "5000.00"}
#: The checks that find something in the claims for letters.
CHECKS = ("UNT-01", "UNT-02", "DUP-01", "DUP-03", "POS-02")
JEFFERSON = ("JEFFERSON", "MEDICAID")
FACILITY = {"claim_type": "institutional", "bill_type_code": "0321"}


def policy(folder: Path, letters=LETTERS, thresholds=THRESHOLDS) -> Path:
    """A policy file that says what letters need, in a folder of its own."""
    text = (
        'policy_id = "test-letters"\npayer = "*"\nlevel = "baseline"\ntitle = "Letters"\n'
        'source = "Letters of the test"\n\n[[period]]\neffective_from = 2020-01-01\n'
    )
    for subject, told in (("letters", letters), ("letter_threshold", thresholds)):
        text += f'\n[period.{subject}]\ncitation = "spec"\n'
        text += "".join(f"{name} = {value}\n" for name, value in told.items())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "letters.toml").write_text(text)
    return folder


def write_packets(run, out, *others, dated=AS_OF, **more):
    """The letters of a run, dated by its as-of day, whatever the clock says."""
    return letters.write_packets(run, out, *others, dated=date.fromisoformat(str(dated)), **more)


def line(claim: str, paid: str, provider: str = "A", first: str = "07-01", **other) -> tuple:
    """A week of S9500 paid for twice its days: half of what was paid is too much (UNT-01)."""
    last = f"{first[:3]}{int(first[3:]) + 6:02d}"
    row = (claim, *JEFFERSON, provider, "S9500", first, last, "12", 14, "09-01", 1)
    return row, {"paid_amount": paid, **other}


def drug(claim: str, paid: str, provider: str, **other) -> tuple:
    """Ceftriaxone, a drug of S9500, at the start of the week of `line`."""
    row = (claim, *JEFFERSON, provider, "J0696", "07-01", "07-01", "12", 4, "09-01", 1)
    return row, {"paid_amount": paid, **other}


def of_provider(number: int) -> dict[str, str]:
    """The columns of a line that make it one of a provider of its own."""
    return {"billing_npi": f"19{number:08d}", "billing_tin": tin(number)}


def tin(number: int) -> str:
    """The tax number of that provider."""
    return f"0299{number:05d}"


def named() -> pd.DataFrame:
    """The names of A to D, and of the providers of a line of their own."""
    own = pd.DataFrame(
        [
            {
                "npi": of["billing_npi"],
                "tin": of["billing_tin"],
                "provider_name": f"Office {number}",
            }
            for number, of in ((number, of_provider(number)) for number in range(20))
        ]
    )
    return pd.concat([providers(), own]).astype("object")


LINES = [
    line("CLM1", "1400.06"),
    line("CLM2", "300.01", first="08-01"),
    # the same code and days on another claim, long settled: paid twice, and with too many units
    line("CLM3", "700.00", "B", paid_date="2026-08-28"),
    line("CLM4", "500.01", "B", paid_date="2026-08-28", member_id="000000003"),
    line("CLM5", "10.00", "D"),
    # their one drug: with none on file, or two, a chart would have to tell one therapy from two
    drug("CLM6", "20.00", "D", member_id="000000003"),
]


def frame_of(lines) -> pd.DataFrame:
    """The lines as an extract brings them; each claim of its own member, unless it says one."""
    frame = claims([row for row, _ in lines])
    frame["member_id"] = [f"00{n:07d}" for n in range(1, len(lines) + 1)]
    for place, (_, other) in enumerate(lines):
        for name, value in other.items():
            if name not in frame:
                frame[name] = None
            frame.loc[place, name] = value
    return frame


def letter(outcome, provider="A", kind="demand"):
    """The letter of that kind to a provider, of whom there is one."""
    group = TIN.get(provider, provider)
    (found,) = [p for p in outcome.written if (p.provider_group, p.kind) == (group, kind)]
    return found


def word(packet):
    """The letter as a Word document."""
    return docx.Document(str(packet.files[0]))


def words(packet) -> str:
    """All the letter says: its paragraphs and the cells of its tables."""
    document = word(packet)
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def all_text(outcome) -> str:
    """All that all letters say."""
    return "\n".join(words(packet) for packet in outcome.written)


def table_rows(packet, place=0) -> list[list[str]]:
    """The cells of a table of the letter."""
    return [[c.text for c in row.cells] for row in word(packet).tables[place].rows]

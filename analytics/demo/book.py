"""A book: the claims and side tables of a made-up health plan, with labels of what is planted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from analytics.demo.claims.everyday import add_everyday
from analytics.demo.claims.infusion import add_infusion
from analytics.demo.claims.records import add_background_holds
from analytics.demo.plan.dates import AS_OF, NOTES_FROM, NOTES_TO, as_date
from analytics.demo.plan.people import mixed_lines_of_business
from analytics.demo.plan.plan import Plan
from analytics.demo.planted import add_cases
from analytics.demo.tables import finished
from analytics.demo.writing import write_mapping, write_tables
from analytics.errors import UsageError

SMALLEST, LARGEST = 2_000, 1_000_000_000
#: Home infusion's share of the claim rows, planted cases included.
_HOME_SHARE = 0.06
#: Claim rows for each member without home infusion.
_ROWS_PER_MEMBER = 12


@dataclass(frozen=True)
class Book:
    """A made-up extract.

    `tables` are the tables of the data contract by name; `labels` says which lines are planted
    errors and near-misses, and is no part of the extract; `as_of` is the day to audit it;
    `covers` are the first and last service day the feed of visit notes covers.
    """

    tables: dict[str, pa.Table]
    labels: pa.Table
    as_of: date
    covers: tuple[date, date] = field(default=(as_date(NOTES_FROM), as_date(NOTES_TO)))


def make_book(lines: int = 100_000, seed: int = 7) -> Book:
    """A book of about this many claim rows; the same size and seed give the same book.

    Raises UsageError below 2,000 lines (the planted cases alone take a few hundred) or above a
    billion, and on a seed below 0.
    """
    if not SMALLEST <= lines <= LARGEST:
        raise UsageError(f"a demo book has {SMALLEST:,} to {LARGEST:,} lines")
    if seed < 0:
        raise UsageError("the seed of a demo book is 0 or more")
    plan = Plan(lines, seed)
    members = max(150, lines // _ROWS_PER_MEMBER)
    rng = plan.stream("people")
    payer = (rng.random(members) < 0.42).astype(int)
    plan.people.enrol(payer, mixed_lines_of_business(rng, payer))

    add_cases(plan)
    background = plan.lines.claims
    add_infusion(plan, max(lines // 40, round(lines * _HOME_SHARE) - plan.lines.count))
    add_everyday(plan, lines - lines // 1000 - plan.lines.count, members)
    add_background_holds(plan, first_claim=background)
    tables, labels = finished(plan)
    return Book(tables, labels, as_date(AS_OF))


def write_book(book: Book, folder: str | Path) -> dict[str, Path]:
    """Write the book as CSV files into a folder; the path of each.

    By table name, and `labels` (no part of the extract) and `mapping` (visit_note.toml, the days
    the notes cover: pass it as the mapping when loading visit_note.csv).
    """
    folder = Path(folder)
    paths = write_tables(book.tables | {"labels": book.labels}, folder)
    return paths | {"mapping": write_mapping(book.covers, folder)}

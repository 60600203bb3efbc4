"""How fast a book loads and audits, beside plain reads of the same file.

    python benchmarks/book.py --lines 1000000

Each step runs in a process of its own, so that its peak memory is its own. Read the ratios, not
the seconds: machines differ and are noisy.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd

import analytics
from analytics import content
from analytics.demo import make_book, write_book
from analytics.load.into_store import LoadOptions, load_into
from analytics.schema.tables import TABLES


def make(folder: Path, lines: int) -> None:
    """Draw the book and write it as an extract."""
    write_book(make_book(lines=lines), folder / "extract")


def read_with_pandas(folder: Path, _: int) -> None:
    """pandas.read_csv, every column as text."""
    pd.read_csv(folder / "extract" / "medical_claim.csv", dtype=str)


def read_with_duckdb(folder: Path, _: int) -> None:
    """DuckDB's own read of the file as text, to Parquet; nothing is checked."""
    source, target = folder / "extract" / "medical_claim.csv", folder / "plain.parquet"
    duckdb.execute(
        f"copy (select * from read_csv('{source.as_posix()}', all_varchar=true)) "
        f"to '{target.as_posix()}' (format parquet)"
    ).fetchall()


def load(folder: Path, _: int) -> None:
    """recoup load of every table: reading rules, rejects, the final action."""
    store = analytics.open_store(folder / "store", create=True)
    jobs = []
    for path in sorted((folder / "extract").glob("*.csv")):
        mapping = path.with_suffix(".toml")
        if path.stem in TABLES:
            options = LoadOptions(path.stem, mapping if mapping.is_file() else None)
            jobs.append((path, options))
    load_into(store.folder, jobs)


def audit(folder: Path, _: int) -> None:
    """recoup audit: every check, findings, exposure."""
    analytics.open_store(folder / "store").audit(
        as_of="2026-11-15", policies=content.EXAMPLE_POLICIES
    )


def scan(folder: Path, _: int) -> None:
    """One DuckDB query over the columns the checks read: the floor of any audit."""
    (lines,) = (folder / "store" / "state").glob("*/claim_line.parquet")
    duckdb.execute(
        "select count(distinct person_id), count(distinct provider_group), sum(paid_cents), "
        "sum(units), max(line_end_date), max(place_of_service_code), max(hcpcs_code), "
        "max(len(modifiers)), max(policy) from (select *, payer || line_of_business as policy "
        f"from read_parquet('{lines.as_posix()}'))"
    ).fetchall()


STEPS: tuple[Callable[[Path, int], None], ...] = (
    make,
    read_with_pandas,
    read_with_duckdb,
    load,
    scan,
    audit,
)


def measured(step: Callable[[Path, int], None], folder: Path, lines: int, answers: object) -> None:
    """Run one step and report its seconds and the peak memory of its process."""
    began = time.perf_counter()
    step(folder, lines)
    answers.put((time.perf_counter() - began, peak_megabytes()))


def peak_megabytes() -> float:
    """Peak resident memory of this process; not measured on Windows."""
    try:
        import resource
    except ImportError:
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Run every step on a new book and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=1_000_000)
    lines = parser.parse_args().lines
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        for step in STEPS:
            answers = spawn.Queue()
            process = spawn.Process(target=measured, args=(step, Path(place), lines, answers))
            process.start()
            seconds, megabytes = answers.get()
            process.join()
            print(
                f"{step.__name__:<18}{seconds:8.2f} s {lines / seconds:>12,.0f} lines/s "
                f"{megabytes:8,.0f} MB  {step.__doc__}"
            )


if __name__ == "__main__":
    main()

"""Verbs that need no open store: an audit of frames, a draft mapping, the demo, a nightly run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import pyarrow as pa

from analytics.api.run import Run
from analytics.api.store import Store
from analytics.errors import UsageError
from analytics.load.into_store import LoadOptions, Source, load_into
from analytics.load.read.frames import as_source
from analytics.load.suggest.suggest import suggest_mapping
from analytics.schedule import NightlyRun
from analytics.schedule import run_schedule as run_night
from analytics.schema.tables import TABLES
from analytics.store.folder import StoreFolder
from analytics.store.shelf import FileShelf, MemoryShelf

if TYPE_CHECKING:
    from analytics.demo.run import Demonstration


#: Rows of frames that an audit keeps in memory, unless there are more.
_SMALL = 100_000
#: Rows of frames up to which planning a statement well takes longer than running it.
_FEW = 5_000
_CLAIMS = LoadOptions("medical_claim")


def audit(
    *,
    as_of: date | str | None = None,
    only: Iterable[str] = (),
    policies: str | Path | Iterable[str | Path] | None = None,
    checks: str | Path | Iterable[str | Path] | None = None,
    map: str | Path | None = None,
    history: str | None = None,
    **tables: Source,
) -> Run:
    """Audit frames or files with no store: `analytics.audit(medical_claim=frame, ...)`.

    Each table of the data contract can be given by its name; `history` and `map` are those of
    medical_claim; the rest is as in `Store.audit`. The run lives as long as the object. Raises
    UsageError on an unknown table or without medical_claim, ExtractError where a table
    cannot be loaded as it is.

    Example:
        >>> run = analytics.audit(medical_claim="claims.csv", as_of="2026-12-31", only="DUP-01")
        >>> len(run.findings())
        0
    """
    return audit_tables(
        tables,
        as_of=as_of,
        only=only,
        policies=policies,
        checks=checks,
        claims=LoadOptions("medical_claim", map, history),
    )


def audit_tables(
    tables: Mapping[str, Source],
    *,
    as_of: date | str | None = None,
    only: Iterable[str] = (),
    policies: str | Path | Iterable[str | Path] | None = None,
    checks: str | Path | Iterable[str | Path] | None = None,
    claims: LoadOptions = _CLAIMS,
    with_report: bool = True,
) -> Run:
    """As `audit`, the tables by name; `claims` says how medical_claim is read.

    Small frames are kept in memory, all else in a temporary store. `with_report`: whether the
    loads say what they saw.

    Example:
        >>> run = analytics.api.audit_tables({"medical_claim": "claims.csv"}, only="DUP-01")
        >>> len(run.findings())
        0
    """
    unknown = set(tables) - set(TABLES)
    if unknown:
        raise UsageError(f"no table is called {', '.join(sorted(unknown))}; see `recoup tables`")
    if "medical_claim" not in tables:
        raise UsageError("an audit needs medical_claim")
    kept = tempfile.TemporaryDirectory(prefix="recoup-", ignore_cleanup_errors=True)
    sources = {name: as_source(source) for name, source in tables.items()}
    shelf = _shelf_of(sources.values())
    store = Store(StoreFolder.open(Path(kept.name) / "store", True, is_temporary=True, shelf=shelf))
    jobs = [
        (source, claims if name == "medical_claim" else LoadOptions(name))
        for name, source in sources.items()
    ]
    load_into(store.folder, jobs, report_checks=False, with_report=with_report)
    run = store.audit(as_of=as_of, only=only, policies=policies, checks=checks)
    return Run(store.folder, run.number, kept)


def _shelf_of(sources: Iterable[Source]) -> FileShelf:
    """Memory for frames of few rows together, files for all else."""
    listed = list(sources)
    if not all(isinstance(each, pa.Table) for each in listed):
        return FileShelf()
    rows = sum(each.num_rows for each in listed)
    return MemoryShelf(few_rows=rows <= _FEW) if rows <= _SMALL else FileShelf()


def suggest_map(source: Source, table: str | None = None) -> str:
    """Draft a mapping (TOML) for a file or a frame, from its headers and first values.

    Sure columns are lines; unsure ones are comments for you to decide. `table`: default, guessed
    from the headers. No value of the file is shown but codes that a mapping translates. Raises
    ExtractError where the file cannot be read or no header is known, UsageError on an unknown
    table.

    Example:
        >>> text = analytics.suggest_map("claims.csv")
        >>> 'table = "medical_claim"' in text
        True
    """
    return suggest_mapping(source, table)


def write_templates(out: str | Path) -> list[Path]:
    """Write the default letter templates into a folder, to change them in Word; returns the files.

    `Run.letters(templates=...)` reads them. Raises UsageError where one already exists, or the
    folder cannot be written.

    Example:
        >>> sorted(path.name for path in analytics.write_templates("templates"))
        ['demand.docx', 'records.docx']
    """
    from analytics.report.letters import write_templates as write

    return list(write(Path(out)))


def make_demo(
    store: str | Path,
    *,
    lines: int = 100_000,
    seed: int = 7,
    progress: Callable[[str], None] = lambda _: None,
) -> Demonstration:
    """Make a synthetic plan with planted errors, load it, audit it, and keep the score.

    `lines`: about so many claim lines; the same `seed` makes the same plan. The store, its extract
    (STORE-extract) and its report (STORE-report) are in one folder; an earlier demo is replaced.
    `run` is the audit, `score` a frame by check: planted errors, found, to the cent. Raises
    UsageError where the store holds anything but an earlier demo.

    Example:
        >>> demo = analytics.make_demo("demo/store", lines=2_000)
        >>> bool((demo.score["found"] == demo.score["planted"]).all())
        True
    """
    from analytics.demo.run import demonstrate

    done = demonstrate(Path(store), lines, seed, progress)
    return replace(done, run=Run(done.run.folder, done.run.number))


def run_schedule(config: str | Path, *, out: TextIO | None = None) -> NightlyRun:
    """Do one nightly run by a recoup.toml: load, run due audits, report, compare, clear up.

    The file names the store, which is made if it does not exist. Writes one line of JSON per step
    to `out` (default: standard output). The exit code is 0 (done, or nothing new), 3 (a file could
    not be loaded; all else was done) or 6 (a check failed; all else was done). Raises ContentError
    on a wrong recoup.toml or policy, StoreError where the store cannot be written or another
    nightly run is active on it. You can safely run it again.

    Example:
        >>> import io
        >>> night = analytics.run_schedule("recoup.toml", out=io.StringIO())
        >>> (night.exit_code, night.failed)
        (0, [])
    """
    return run_night(Path(config), out=out)

"""The Python verbs: open a store, load, audit, and look at what a run found."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from analytics.engine.duckdb import Engine
from analytics.engine.messages import QueryError, ReadError
from analytics.engine.sql_text import quoted
from analytics.errors import UsageError
from analytics.findings.audit import audit as run_audit
from analytics.findings.options import AuditOptions
from analytics.findings.record import delete_run
from analytics.frames import arrow_frame
from analytics.load.dry_run import dry_run as try_load
from analytics.load.into_store import LoadOptions, LoadOutcome, Source, load_into, remove_load
from analytics.load.rejects import reject_reasons, write_rejected_extract
from analytics.masking import Mask, mask_of_environment, masked_table
from analytics.runs.explain.claim import explain
from analytics.runs.run import Run
from analytics.schema.tables import TABLES
from analytics.store.folder import StoreFolder
from analytics.store.read_only import check_read_only
from analytics.store.reader import Reader
from analytics.store.verify import Damage


def open_store(path: str | Path, create: bool = False, mask: Mask | None = None) -> Store:
    """Open a store, or make an empty one. Raises StoreError where there is none, or a newer one.

    With a mask, or where RECOUP_MASK is set, the frames it gives show pseudonyms for members.
    """
    folder = StoreFolder.open(Path(path), create=create)
    return Store(folder, mask or mask_of_environment(folder.path))


class Store:
    """A store to read, load and audit. Reading never blocks a writer, and sees what is new."""

    def __init__(self, folder: StoreFolder, mask: Mask | None = None):
        self.folder, self.mask = folder, mask
        self._reading = Reader(folder)

    def load(
        self,
        source: Source | Iterable[Source],
        *,
        table: str | None = None,
        map: str | Path | None = None,
        history: str | None = None,
        payer: str | None = None,
        line_of_business: str | None = None,
        replace: str | None = None,
        dry_run: bool = False,
        progress: Callable[[str], None] = lambda _: None,
    ) -> list[LoadOutcome]:
        """Load files or frames into the store, all of them or none.

        `table` is told from the headers where it is left out; `map` is a mapping file or the name
        of a shipped profile; `replace` names a table of which the files are a full refresh;
        `dry_run` does all of it and leaves the store as it is. Raises ExtractError where a file
        cannot be loaded as it is.
        """
        options = LoadOptions(table, map, history, payer, line_of_business, replace)
        several = isinstance(source, (list, tuple))
        sources = list(source) if several else [source]
        jobs = [(each, options) for each in sources]
        if dry_run:
            return try_load(self.folder, jobs, progress)
        return load_into(self.folder, jobs, progress)

    def load_tables(self, tables: Mapping[str, Source], **options: Any) -> list[LoadOutcome]:
        """Load several tables at once, named; one final picture is made after all of them."""
        jobs = [(source, LoadOptions(table=name, **options)) for name, source in tables.items()]
        return load_into(self.folder, jobs)

    def rejects(self, load: int | None = None) -> pd.DataFrame:
        """Why rows were rejected: reasons with counts and the first row numbers of each.

        Of one load, or of all that stand. No value of a row is shown.
        """
        return arrow_frame(self._reading.ask(lambda engine: reject_reasons(engine, load)))

    def write_rejects(self, load: int, path: str | Path) -> None:
        """Write a load's rejected rows as its file had them, to be corrected and loaded again.

        Raises StoreError where there is no such load, UsageError where it rejected no row or the
        file is there already.
        """
        record = self.folder.manifest().load(load)
        self._reading.ask(lambda engine: write_rejected_extract(engine, record, Path(path)))

    def unload(
        self, number: int, progress: Callable[[str], None] = lambda _: None
    ) -> dict[str, Any]:
        """Take one load out, its rows deleted; returns what its record was.

        Raises StoreError where there is no such load.
        """
        return remove_load(self.folder, number, progress)

    def verify(self, progress: Callable[[str], None] = lambda _: None) -> list[Damage]:
        """The files of the store that are missing or were altered, by their hashes."""
        return self.folder.damaged_files(progress)

    def audit(
        self,
        *,
        as_of: date | str | None = None,
        only: Iterable[str] = (),
        policies: str | Path | Iterable[str | Path] | None = None,
        checks: str | Path | None = None,
        up_to_load: int | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Run:
        """Run the checks, all or `only` these, as of a day (default today); returns the run.

        `up_to_load`: on the store as it stood after that load.
        """
        options = AuditOptions(
            as_of=_day(as_of),
            only=tuple([only] if isinstance(only, str) else only),
            policies=_folders(policies),
            checks=_folders(checks),
            up_to_load=up_to_load,
        )
        return self.run(run_audit(self.folder, options, progress))

    def run(self, number: int | None = None) -> Run:
        """A run of the store, the last one by default. Raises StoreError where there is none."""
        return Run(self.folder, self.folder.manifest().run(number)["number"], mask=self.mask)

    def forget_run(self, number: int) -> None:
        """Delete one run, its findings and its record. Raises StoreError where there is none."""
        delete_run(self.folder, number)

    @property
    def runs(self) -> pd.DataFrame:
        """The runs of the store, oldest first."""
        return pd.DataFrame(self.folder.manifest().runs)

    @property
    def loads(self) -> pd.DataFrame:
        """The loads of the store, oldest first."""
        return pd.DataFrame(self.folder.manifest().loads)

    def sql(self, query: str, **params: Any) -> pd.DataFrame:
        """The rows of a read-only query over the store; `$name` in it takes `name=value`.

        Sees the loaded tables, claim_line and the other model tables, and the last run's finding
        and by_provider, by_check and the other exposure tables. Raises UsageError on a statement
        that is not one select, or that reaches outside the store.
        """
        return arrow_frame(self.arrow(query, **params))

    def arrow(self, query: str, **params: Any) -> pa.Table:
        """As `sql`, as an Arrow table."""
        check_read_only(query)
        try:
            table = self._reading.ask(lambda e: e.arrow(query, params or None, step="the query"))
        except ReadError:
            raise
        except QueryError as error:
            no_run = "does not exist" in str(error) and not self.folder.manifest().runs
            hint = "; findings and exposure come with the first `recoup audit`" if no_run else ""
            raise UsageError(f"{error}{hint}") from error
        table = table.rename_columns(_each_once(table.column_names))
        return masked_table(table, self.mask)

    def frame(
        self, table: str, *, columns: str | Iterable[str] | None = None, where: str | None = None
    ) -> pd.DataFrame:
        """Rows of one table, some columns of them, where a condition in SQL holds."""
        names = [columns] if isinstance(columns, str) else columns
        listed = ", ".join(quoted(c) for c in names) if names else "*"
        condition = f" where {where}" if where else ""
        return self.sql(f"select {listed} from {quoted(table)}{condition}")

    def why(self, claim: str) -> list[str]:
        """The story of `CLAIM_ID` or `CLAIM_ID/LINE` as lines of text.

        Raises UsageError where the store holds no such claim.
        """
        manifest = self.folder.manifest()
        histories = {load["number"]: load["history"] for load in manifest.loads_of("medical_claim")}
        has_runs = bool(manifest.runs)
        return self._reading.ask(lambda engine: explain(engine, claim, has_runs, histories))

    def interrupt(self) -> None:
        """Stop the query that another thread has running in `sql`: it raises UsageError there."""
        self._reading.interrupt()

    def _reader(self) -> Engine:
        """The reading connection as the store is now."""
        return self._reading.engine()


def audit(
    *,
    as_of: date | str | None = None,
    only: Iterable[str] = (),
    policies: str | Path | Iterable[str | Path] | None = None,
    checks: str | Path | None = None,
    map: str | Path | None = None,
    history: str | None = None,
    **tables: Source,
) -> Run:
    """Audit frames or files with no store: `analytics.audit(medical_claim=frame, ...)`.

    Each table of the data contract can be given by its name; `history` and `map` are those of
    medical_claim. The run lives as long as the object.
    """
    unknown = set(tables) - set(TABLES)
    if unknown:
        raise UsageError(f"no table is called {', '.join(sorted(unknown))}; see `recoup tables`")
    if "medical_claim" not in tables:
        raise UsageError("an audit needs medical_claim")
    kept = tempfile.TemporaryDirectory(prefix="recoup-", ignore_cleanup_errors=True)
    store = Store(StoreFolder.open(Path(kept.name) / "store", create=True, is_temporary=True))
    jobs = [
        (source, LoadOptions(name, map, history) if name == "medical_claim" else LoadOptions(name))
        for name, source in tables.items()
    ]
    load_into(store.folder, jobs, say_checks=False)
    run = store.audit(as_of=as_of, only=only, policies=policies, checks=checks)
    return Run(store.folder, run.number, kept)


def _day(value: date | str | None) -> date:
    if value is None:
        return date.today()
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise UsageError(f"{value!r} is not a day; write it as 2026-07-31") from error


def _each_once(names: list[str]) -> list[str]:
    """Names with a number behind those that came before: pandas wants each column once."""
    return [
        name if name not in names[:place] else f"{name}_{names[:place].count(name)}"
        for place, name in enumerate(names)
    ]


def _folders(value: str | Path | Iterable[str | Path] | None) -> tuple[Path, ...]:
    if value is None:
        return ()
    several = [value] if isinstance(value, (str, Path)) else list(value)
    return tuple(Path(each) for each in several)

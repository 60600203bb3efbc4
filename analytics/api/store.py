"""A store with its verbs: fill it, audit it, review and schedule its runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import pandas as pd

from analytics.api.arguments import as_day, as_paths
from analytics.api.run import Run
from analytics.api.store_queries import StoreQueries
from analytics.errors import UsageError
from analytics.findings.audit import run_audit
from analytics.findings.options import AuditOptions
from analytics.findings.record import delete_run
from analytics.frames import arrow_frame
from analytics.load.dry_run import dry_run as try_load
from analytics.load.into_store import LoadOptions, LoadOutcome, Source, load_into, remove_load
from analytics.load.rejects import reject_reasons, write_rejected_extract
from analytics.masking import Mask, mask_of_environment
from analytics.runs.review.import_review import ReviewImport, import_review
from analytics.schedule import NightlyRun, read_config, run_schedule
from analytics.store.folder import StoreFolder
from analytics.store.verify import Damage

Progress = Callable[[str], None]


def open_store(path: str | Path, create: bool = False, mask: Mask | None = None) -> Store:
    """Open a store, or make an empty one. Raises StoreError where there is none, or a newer one.

    With a mask, or where RECOUP_MASK is set, the store shows every member as a pseudonym.

    Example:
        >>> store = analytics.open_store("store")
        >>> store.loads["source_file"].tolist()
        ['claims.csv']
    """
    folder = StoreFolder.open(Path(path), create=create)
    return Store(folder, mask or mask_of_environment(folder.path))


class Store(StoreQueries):
    """A store to read, load and audit. Readers never block a writer, and they see new loads.

    Example:
        >>> store = analytics.open_store("store")
        >>> run = store.audit(as_of="2026-12-31", only="UNT-01")
        >>> run.number
        2
    """

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
        progress: Progress = lambda _: None,
    ) -> list[LoadOutcome]:
        """Load files or frames into the store, all of them or none.

        `table` is guessed from the headers where it is left out; `map` is a mapping file or the
        name of a shipped profile; `history` is final, snapshot or ledger; `replace` names a
        table whose earlier loads the files replace; `dry_run` reports all of it and does not change
        the store. The outcome has the record of each load: rows read, loaded and rejected, and why.
        Raises ExtractError where a file cannot be loaded as it is, UsageError on a wrong option,
        StoreError where the store cannot be written.

        Example:
            >>> (outcome,) = store.load("more.csv", table="medical_claim", dry_run=True)
            >>> (outcome.record["read"], outcome.record["rejected"])
            (1, 0)
        """
        options = LoadOptions(table, map, history, payer, line_of_business, replace)
        several = isinstance(source, (list, tuple))
        sources = list(source) if several else [source]
        jobs = [(each, options) for each in sources]
        if dry_run:
            return try_load(self.folder, jobs, progress)
        return load_into(self.folder, jobs, progress)

    @property
    def loads(self) -> pd.DataFrame:
        """The loads of the store, oldest first, one row each.

        Columns: number, table, source_file, read, loaded, rejected, loaded_at, replaced_by and the
        other fields of the manifest.

        Example:
            >>> store.loads[["number", "table", "read", "loaded"]].values.tolist()
            [[1, 'medical_claim', 9, 9]]
        """
        return pd.DataFrame(self.folder.manifest().loads)

    def load_record(self, number: int) -> dict[str, Any]:
        """Give the record of one load as plain values: counts, reasons, its load report.

        Raises StoreError where there is no such load.

        Example:
            >>> store.load_record(1)["history"]
            {'PLAN': 'final'}
        """
        return self.folder.manifest().load(number)

    def rejects(self, load: int | None = None) -> pd.DataFrame:
        """List why rows were rejected: reasons with counts and the first row numbers of each.

        Of one load, or of all active loads. Columns: table_name, load_number, source_file,
        column_name, reason, rows, example_rows. No value of a row is shown. Raises StoreError
        where there is no such load.

        Example:
            >>> len(store.rejects())
            0
        """
        if load is not None:
            self.load_record(load)
        return arrow_frame(self._reading.ask(lambda engine: reject_reasons(engine, load)))

    def write_rejects(self, load: int, path: str | Path) -> None:
        """Write a load's rejected rows as its file had them, to be corrected and loaded again.

        Raises StoreError where there is no such load, UsageError where it rejected no row or the
        file already exists.

        Example:
            >>> (outcome,) = store.load("with_rejects.csv", table="medical_claim")
            >>> store.write_rejects(outcome.record["number"], "to_correct.csv")
        """
        record = self.load_record(load)
        self._reading.ask(lambda engine: write_rejected_extract(engine, record, Path(path)))

    def unload(self, number: int, progress: Progress = lambda _: None) -> dict[str, Any]:
        """Remove one load and delete its rows; returns its record.

        Loads that it had replaced are active again; earlier runs stay. Raises StoreError where
        there is no such load.

        Example:
            >>> store.unload(1)["loaded"]
            9
        """
        return remove_load(self.folder, number, progress)

    def verify(self, progress: Progress = lambda _: None) -> list[Damage]:
        """List the files of the store that are missing or altered, by their hashes.

        Example:
            >>> store.verify()
            []
        """
        return self.folder.damaged_files(progress)

    def audit(
        self,
        *,
        as_of: date | str | None = None,
        only: Iterable[str] = (),
        policies: str | Path | Iterable[str | Path] | None = None,
        checks: str | Path | Iterable[str | Path] | None = None,
        up_to_load: int | None = None,
        progress: Progress = lambda _: None,
    ) -> Run:
        """Run the checks, all or `only` these, as of a day (default: today); returns the run.

        `policies`, `checks`: folders added to the shipped ones; `up_to_load`: audit the loads up to
        that one. A check that fails does not stop the others: the run's record names it in
        checks_failed. Raises ContentError on a wrong policy or check, UsageError on an unknown
        check, folder or day, StoreError where there are no claims, or another process writes.

        Example:
            >>> run = store.audit(as_of="2026-12-31", only=["UNT-01", "POS-01"])
            >>> run.checks()["check_id"].tolist()
            ['POS-01', 'UNT-01']
        """
        options = AuditOptions(
            as_of=as_day(as_of),
            only=tuple([only] if isinstance(only, str) else only),
            policies=as_paths(policies),
            checks=as_paths(checks),
            up_to_load=up_to_load,
        )
        return self.run(run_audit(self.folder, options, progress))

    def run(self, number: int | None = None) -> Run:
        """Give a run of the store, by default the last one. Raises StoreError where there is none.

        Example:
            >>> store.run(1).record["as_of"]
            '2026-12-31'
        """
        return Run(self.folder, self.folder.manifest().run(number)["number"], mask=self.mask)

    @property
    def runs(self) -> pd.DataFrame:
        """The runs of the store, oldest first, one row each.

        Columns: number, made_at, as_of, loads, findings, checks_failed and the other fields of the
        manifest.

        Example:
            >>> store.runs[["number", "as_of", "findings"]].values.tolist()
            [[1, '2026-12-31', 4]]
        """
        return pd.DataFrame(self.folder.manifest().runs)

    def forget(self, number: int) -> None:
        """Delete one run, its findings and its record; the loads stay.

        Raises StoreError where there is no such run.

        Example:
            >>> store.forget(1)
            >>> len(store.runs)
            0
        """
        delete_run(self.folder, number)

    def review(self, path: str | Path, progress: Progress = lambda _: None) -> ReviewImport:
        """Load the decisions of a worklist; the next audit applies them.

        `path`: a workbook with a sheet Findings, or a CSV; columns finding_id and status, and
        decided_date, amount (dollars), reviewer, note, run_id where given. Rows without a
        new decision are skipped; `rejected` names each row that is wrong. Raises ExtractError where
        the file cannot be read, UsageError where the store has no run.

        Example:
            >>> (path,) = store.run().workbook("report")
            >>> done = store.review(path)
            >>> (done.read, done.taken, done.unchanged)
            (4, 0, 4)
        """
        return import_review(self.folder, Path(path), progress=progress)

    def schedule(self, config: str | Path, *, out: TextIO | None = None) -> NightlyRun:
        """Do one nightly run by a recoup.toml of this store, as `analytics.run_schedule` does.

        Raises UsageError where the file names another store.

        Example:
            >>> import io
            >>> store.schedule("recoup.toml", out=io.StringIO()).exit_code
            0
        """
        read = read_config(Path(config))
        if read.store.resolve() != self.folder.path.resolve():
            raise UsageError(f"{read.path} names the store {read.store}, not {self.folder.path}")
        return run_schedule(read, out=out)

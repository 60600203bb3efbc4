"""A store with its verbs: fill it, audit it, ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import pandas as pd
import pyarrow as pa

from analytics.api.arguments import as_day, as_paths
from analytics.api.run import Run
from analytics.engine.messages import QueryError, ReadError
from analytics.engine.sql_text import quoted
from analytics.errors import UsageError
from analytics.findings.audit import run_audit
from analytics.findings.options import AuditOptions
from analytics.findings.record import delete_run
from analytics.frames import arrow_frame
from analytics.load.dry_run import dry_run as try_load
from analytics.load.into_store import LoadOptions, LoadOutcome, Source, load_into, remove_load
from analytics.load.rejects import reject_reasons, write_rejected_extract
from analytics.masking import Mask, mask_of_environment, masked_table
from analytics.runs.explain.claim import explain
from analytics.runs.review.import_review import ReviewImport, import_review
from analytics.schedule import NightlyRun, read_config, run_schedule
from analytics.sql.cookbook import find_question
from analytics.store.folder import StoreFolder
from analytics.store.read_only import check_read_only
from analytics.store.reader import Reader
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


class Store:
    """A store to read, load and audit. Readers never block a writer, and they see new loads.

    Example:
        >>> store = analytics.open_store("store")
        >>> run = store.audit(as_of="2026-12-31", only="UNT-01")
        >>> run.number
        2
    """

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

    def sql(self, query: str, **params: Any) -> pd.DataFrame:
        """Run a read-only query over the store; `$name` in it takes `name=value`.

        The query sees the loaded tables, claim_line and the other model tables, and finding,
        by_provider, by_check and the other exposure tables of the last run. Raises
        UsageError on a statement that is not one select, or that reaches outside the store.

        Example:
            >>> query = "select claim_id from claim_line where paid_amount > $least"
            >>> store.sql(query, least=1300)["claim_id"].tolist()
            ['CLAIMA']
        """
        return arrow_frame(self.arrow(query, **params))

    def arrow(self, query: str, **params: Any) -> pa.Table:
        """As `sql`, as an Arrow table.

        Example:
            >>> store.arrow("select paid_amount from claim_line").schema.field("paid_amount").type
            Decimal128Type(decimal128(18, 2))
        """
        check_read_only(query)
        try:
            table = self._reading.ask(lambda e: e.arrow(query, params or None, step="the query"))
        except ReadError:
            raise
        except QueryError as error:
            no_run = "does not exist" in str(error) and not self.folder.manifest().runs
            hint = "; the first `recoup audit` makes findings and exposure" if no_run else ""
            raise UsageError(f"{error}{hint}") from error
        table = table.rename_columns(_each_once(table.column_names))
        return masked_table(table, self.mask)

    def ask(self, question: str, **parameters: Any) -> pd.DataFrame:
        """Answer a question of the cookbook; `analytics.questions` lists them.

        A parameter given as text is read by its type; one that is left out has its default. Raises
        UsageError on an unknown question or parameter, or a text of another type.

        Example:
            >>> store.ask("top_providers_by_check", check="UNT-01")["findings"].tolist()
            [1]
        """
        asked = find_question(question)
        return self.sql(asked.sql, **asked.bind(parameters))

    def frame(
        self, table: str, *, columns: str | Iterable[str] | None = None, where: str | None = None
    ) -> pd.DataFrame:
        """Give rows of one table: some columns, where a condition in SQL holds.

        Raises UsageError on an unknown table or column, or a condition that is not SQL.

        Example:
            >>> store.frame("claim_line", columns="claim_id", where="units > 7").values.tolist()
            [['CLAIMA']]
        """
        names = [columns] if isinstance(columns, str) else columns
        listed = ", ".join(quoted(c) for c in names) if names else "*"
        condition = f" where {where}" if where else ""
        return self.sql(f"select {listed} from {quoted(table)}{condition}")

    def why(self, claim: str) -> list[str]:
        """Explain `CLAIM_ID` or `CLAIM_ID/LINE` in lines of text.

        Raises UsageError where the store holds no such claim.

        Example:
            >>> print(store.why("CLAIMA/1")[0])
            Claim CLAIMA, line 1
        """
        manifest = self.folder.manifest()
        histories = {load["number"]: load["history"] for load in manifest.loads_of("medical_claim")}
        has_runs = bool(manifest.runs)
        return self._reading.ask(
            lambda engine: explain(engine, claim, has_runs, histories, self.mask)
        )

    def interrupt(self) -> None:
        """Stop the query that another thread runs in `sql`; `sql` raises UsageError there.

        Example:
            >>> store.interrupt()  # nothing is running: nothing to stop
        """
        self._reading.interrupt()


def _each_once(names: list[str]) -> list[str]:
    """Names with a number behind those that came before: pandas wants each column once."""
    return [
        name if name not in names[:place] else f"{name}_{names[:place].count(name)}"
        for place, name in enumerate(names)
    ]

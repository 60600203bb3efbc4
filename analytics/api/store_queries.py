"""A store asked: SQL, the questions of the cookbook, rows of a table, why; it only reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import pyarrow as pa

from analytics.engine.messages import QueryError, ReadError
from analytics.engine.sql_text import quoted
from analytics.errors import UsageError
from analytics.frames import arrow_frame
from analytics.load.history import histories_of_loads
from analytics.masking import Mask, masked_table
from analytics.runs.explain.claim import explain
from analytics.sql.cookbook import find_question
from analytics.store.folder import StoreFolder
from analytics.store.read_only import check_read_only
from analytics.store.reader import Reader


class StoreQueries:
    """The questions that a store answers. A mask shows every member as a pseudonym."""

    def __init__(self, folder: StoreFolder, mask: Mask | None = None):
        self.folder, self.mask = folder, mask
        self._reading = Reader(folder)

    def __repr__(self) -> str:
        return f"<store {self.folder.path}{', masked' if self.mask else ''}>"

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
        histories = histories_of_loads(manifest.loads_of("medical_claim"))
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

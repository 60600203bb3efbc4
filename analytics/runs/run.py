"""The tables of one run, read as frames: findings, checks, exposure. Writes nothing.

Knows no report: report/, on a floor above, makes the page, the workbook and the letters, and
`analytics.Run` has the verbs that call it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any, Self

import pandas as pd
import pyarrow as pa

from analytics.engine.duckdb import Engine
from analytics.engine.messages import ReadError
from analytics.engine.sql_text import quoted
from analytics.errors import UsageError
from analytics.masking import Mask, masked_frame
from analytics.runs.exposure import create_exposure_views, exposure_relation
from analytics.schema.words import NOT_CHECKED, STRENGTHS
from analytics.store.folder import StoreFolder
from analytics.store.relations import RUN_TABLES, create_views


class RunTables:
    """The findings of one audit as frames: Arrow types, money is decimal(18, 2) dollars."""

    def __init__(
        self, folder: StoreFolder, number: int, kept: Any = None, mask: Mask | None = None
    ):
        self.folder, self.number, self.mask = folder, number, mask
        self._kept = kept  # a temporary store lives as long as its run
        self._engine: Engine | None = None  # of `connected`

    def __repr__(self) -> str:
        return f"<run {self.number} of {self.folder.path}>"

    @property
    def record(self) -> dict[str, Any]:
        """run.json: loads, versions, policies and checks with their hashes, as-of date.

        Example:
            >>> run.record["checks_failed"]
            []
        """
        path = self.folder.run_folder(self.number) / "run.json"
        return json.loads(path.read_text(encoding="utf-8"))

    def not_checked(self) -> dict[str, list[dict[str, Any]]]:
        """What the audit could not check, by kind, in counts of lines.

        sentences of policies that no check reads; checks_not_built; checks_off: no policy asks for
        them; lines_not_looked_at; lines_not_applicable; contracts_without_file; releases_ended:
        code tables that end before the claims do. A kind is an empty list where there is none, and
        in a run that was made before they were counted.

        Example:
            >>> [row["lines"] for row in run.not_checked()["checks_off"]]
            []
        """
        recorded = self.record.get("not_checked", {})
        return {kind: recorded.get(kind, []) for kind in NOT_CHECKED}

    def findings(
        self,
        *,
        check: str | None = None,
        provider: str | None = None,
        member: str | None = None,
        strength: str | None = None,
    ) -> pd.DataFrame:
        """One row per check and claim line; see `recoup tables finding` for the columns.

        `check`: id or name; `provider`: billing NPI or provider group; `strength`: automated,
        records or lead. candidate_amount is the amount that one finding asks alone, in dollars.
        Findings of one line overlap: do not sum it into exposure. Raises UsageError on a check the
        run does not have, or on an unknown strength.

        Example:
            >>> run.findings(check="UNT-01")[["claim_id", "candidate_amount"]].values.tolist()
            [['CLAIMA', Decimal('700.00')]]
        """
        if strength is not None and strength not in STRENGTHS:
            raise UsageError(f"no strength {strength!r}; one of {', '.join(STRENGTHS)}")
        if check is not None and not self._has_check(check):
            raise UsageError(f"run {self.number} has no check {check!r}; `recoup checks` lists all")
        tests, params = [], {}
        for column, value in (("member_id", member), ("strength", strength)):
            if value is not None:
                tests.append(f"{column} = ${column}")
                params[column] = value
        if check is not None:
            tests.append("(check_id = $check_id or check_name = $check_id)")
            params["check_id"] = check
        if provider is not None:
            tests.append("(billing_npi = $provider or provider_group = $provider)")
            params["provider"] = provider
        where = f" where {' and '.join(tests)}" if tests else ""
        return self._frame(f"select * from finding{where} order by check_id, line_id", params)

    def exposure(self, by: str = "provider") -> pd.DataFrame:
        """Net exposure summed by provider, npi, check, month, line_of_business, payer or remedy.

        By status: the outcomes of reviews, with recovered amounts; by hit_rate: how often each
        check was right. Each dollar counts once, in the strongest of the columns
        automated_amount, records_amount, lead_amount that asks for it; do not add the columns.
        Raises UsageError on another grouping.

        Example:
            >>> run.exposure(by="payer")[["payer", "automated_amount"]].values.tolist()
            [['PLAN', Decimal('1850.00')]]
        """
        return self._frame(f"select * from {exposure_relation(by)}", ways=(by,))

    def checks(self) -> pd.DataFrame:
        """One row per check: governed lines, findings, amounts, status, seconds.

        Example:
            >>> checks = run.checks()
            >>> checks.loc[checks["check_id"] == "UNT-01", "status"].item()
            'ran'
        """
        return self.table("check_run")

    def records_request_list(self) -> pd.DataFrame:
        """Paid nursing lines without a note in the documentation index: the records to ask for.

        Example:
            >>> run.records_request_list()["claim_id"].tolist()
            ['CLAIMH']
        """
        return self.table("records_request")

    def table(self, name: str) -> pd.DataFrame:
        """One table of the run as it was written. Raises UsageError where it has none so named.

        Example:
            >>> len(run.table("finding"))
            4
        """
        if name not in RUN_TABLES:
            raise UsageError(f"a run has no table {name!r}; it has {', '.join(RUN_TABLES)}")
        return self._frame(f"select * from {quoted(name)}")

    def schema(self, name: str) -> pa.Schema:
        """Names and types of the columns of one table of the run.

        Example:
            >>> run.schema("finding").field("paid_amount").type
            Decimal128Type(decimal128(18, 2))
        """
        with self.reading() as engine:
            return engine.arrow(f"select * from {quoted(name)} limit 0").schema

    def _has_check(self, check: str) -> bool:
        listed = self.checks()
        return bool(listed["check_id"].eq(check).any() or listed["check_name"].eq(check).any())

    def _frame(
        self, query: str, params: dict[str, Any] | None = None, ways: tuple[str, ...] = ()
    ) -> pd.DataFrame:
        with self.reading() as engine:
            create_exposure_views(engine, ways)
            return masked_frame(engine.frame(query, params), self.mask)

    @contextmanager
    def reading(self) -> Iterator[Engine]:
        """A connection to the store as it is now, with this run as its only one.

        Raises StoreError where the run was deleted meanwhile, or a file is damaged.

        Example:
            >>> with run.reading() as engine:
            ...     engine.value("select count(*) from finding")
            4
        """
        if self._engine is not None:
            yield self._engine
            return
        manifest = self.folder.manifest().of_run(self.number)
        try:
            with self.folder.shelf.engine(keep_order=True) as engine:
                create_views(engine, self.folder, manifest)
                yield engine
        except ReadError as error:
            raise self.folder.damaged_file_error(error) from None

    @contextmanager
    def connected(self) -> Iterator[Self]:
        """The same run with one connection for all it is asked, where it is asked much.

        It sees the store as it was when the connection was made.

        Example:
            >>> with run.connected() as same:
            ...     len(same.findings()), len(same.exposure(by="payer"))
            (4, 1)
        """
        with self.reading() as engine:
            same = copy(self)
            same._engine = engine
            yield same

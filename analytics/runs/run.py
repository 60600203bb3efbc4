"""One run: findings, checks and exposure as frames. Writes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pandas as pd

from analytics.engine.duckdb import Engine
from analytics.engine.messages import ReadError
from analytics.engine.sql_text import quoted
from analytics.errors import UsageError
from analytics.masking import Mask, masked_frame
from analytics.runs.exposure import create_exposure_views, exposure_relation
from analytics.runs.price_frame import Priced, price_rows
from analytics.schema.words import STRENGTHS
from analytics.store.folder import StoreFolder
from analytics.store.relations import RUN_TABLES, create_views


class Run:
    """What one audit found: findings, checks, exposure, as pandas frames with Arrow types."""

    def __init__(
        self, folder: StoreFolder, number: int, kept: Any = None, mask: Mask | None = None
    ):
        self.folder, self.number, self.mask = folder, number, mask
        self._kept = kept  # a temporary store lives as long as its run

    @property
    def record(self) -> dict[str, Any]:
        """run.json: loads, versions, policies and checks with their hashes, as-of date."""
        path = self.folder.run_folder(self.number) / "run.json"
        return json.loads(path.read_text(encoding="utf-8"))

    def findings(
        self,
        *,
        check: str | None = None,
        provider: str | None = None,
        member: str | None = None,
        strength: str | None = None,
    ) -> pd.DataFrame:
        """One row per check and claim line; see `recoup tables finding` for the columns.

        Raises UsageError on a check the run does not have, or a strength there is not.
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

        By status: what reviews made of it, what was recovered among it; by hit_rate: how often each
        check was right. Raises UsageError on another way.
        """
        return self._frame(f"select * from {exposure_relation(by)}")

    def checks(self) -> pd.DataFrame:
        """One row per check: governed lines, findings, amounts, status, seconds."""
        return self.table("check_run")

    def records_request_list(self) -> pd.DataFrame:
        """Paid nursing lines without a note in the documentation index: the records to ask for."""
        return self.table("records_request")

    def table(self, name: str) -> pd.DataFrame:
        """One table of the run as it was written. Raises UsageError where it has none so named."""
        if name not in RUN_TABLES:
            raise UsageError(f"a run has no table {name!r}; it has {', '.join(RUN_TABLES)}")
        return self._frame(f"select * from {quoted(name)}")

    def price(
        self,
        rows: pd.DataFrame,
        *,
        check_id: str = "TRY-01",
        strength: str = "lead",
    ) -> Priced:
        """Price the rows of a check tried in pandas, by the same code as an audit.

        Columns: line_id; not_payable_share (above 0, at most 1; missing: in question, unpriced);
        optionally service_date, reason, related_claim_id, policy_period_id. Without a period the
        rows are judged on every day of the line.
        """
        priced = price_rows(self.folder, self.record, rows, check_id, strength)
        return replace(priced, findings=masked_frame(priced.findings, self.mask))

    def _has_check(self, check: str) -> bool:
        listed = self.checks()
        return bool(listed["check_id"].eq(check).any() or listed["check_name"].eq(check).any())

    def _frame(self, query: str, params: dict[str, Any] | None = None) -> pd.DataFrame:
        try:
            with self._engine() as engine:
                return masked_frame(engine.frame(query, params), self.mask)
        except ReadError as error:
            raise self.folder.damaged_file_error(error) from None

    def _engine(self) -> Engine:
        engine = Engine(keep_order=True)
        manifest = self.folder.manifest()
        manifest.runs = [manifest.run(self.number)]
        create_views(engine, self.folder, manifest)
        create_exposure_views(engine)
        return engine

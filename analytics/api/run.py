"""A run with its verbs: its tables, its page, its workbook and its letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analytics.api.arguments import as_day
from analytics.errors import StoreError, UsageError
from analytics.masking import masked_frame
from analytics.runs.compare import Comparison, compare_runs
from analytics.runs.price_frame import Priced, price_rows
from analytics.runs.run import RunTables

if TYPE_CHECKING:
    from analytics.report.letters import PacketOutcome

# Each writer is imported where it is asked for: pictures, Word and Excel take long to import.


class Run(RunTables):
    """The findings of one audit: tables as pandas frames, and the page, workbook and letters.

    Frames have Arrow types; money is decimal(18, 2) dollars. A run of a masked store shows every
    member as a pseudonym.

    Example:
        >>> run = store.run()
        >>> run.findings(check="UNT-01")["candidate_amount"].sum()
        Decimal('700.00')
    """

    def price(
        self, rows: pd.DataFrame, *, check_id: str = "TRY-01", strength: str = "lead"
    ) -> Priced:
        """Price the rows of a check that you try in pandas, with the code of an audit.

        Columns: line_id; not_payable_share (above 0, at most 1; missing: in question, unpriced);
        optionally service_date, reason, related_claim_id, policy_period_id. A row without
        a period counts for every day of the line. Raises UsageError on a missing column, a line the
        store does not have, a share outside 0 to 1, a day named twice or outside its line.

        Example:
            >>> lines = store.frame("claim_line", columns="line_id", where="claim_id = 'CLAIMD'")
            >>> run.price(lines.assign(not_payable_share="0.5"), strength="lead").net_amount
            Decimal('350.00')
        """
        priced = price_rows(self.folder, self.record, rows, check_id, strength)
        return replace(priced, findings=masked_frame(priced.findings, self.mask))

    def compare(self, other: int | RunTables | None = None) -> Comparison:
        """Compare run `other` (a run or its number; default: the one before) with this one.

        `summary`: one row per column of exposure with before, after, difference. `by_check` and
        `by_provider`: counts of findings added, gone and changed, and each column before and after.
        `findings`: one row per finding that was added, is gone or changed. `inputs`: the as-of day,
        loads, policies and checks that are not the same. Net amounts add up to the difference of
        exposure. Raises StoreError where the store has no such run.

        Example:
            >>> later = store.audit(as_of="2026-12-31", only="UNT-01")
            >>> later.compare(run).counts["gone"]
            3
        """
        earlier = self._number_before() if other is None else other
        if earlier is None:
            raise StoreError(
                f"run {self.number} is the first of the store; name the run to compare with"
            )
        number = earlier if isinstance(earlier, int) else earlier.number
        return compare_runs(self.folder, number, self.number)

    def report(self, out: str | Path, *, compare: int | RunTables | None = None) -> Path:
        """Write `report.html` into the folder `out`; returns its path.

        The page needs no network, and only its owner can read it. It shows the audited loads,
        exposure in its columns, providers, changes since run `compare` (default: the one before, if
        there is one), method and citations. It names no member. Raises UsageError where `out` is a
        file, StoreError where it cannot be written or there is no such run.

        Example:
            >>> run.report("report").name
            'report.html'
        """
        from analytics.report import write_report

        is_first = compare is None and self._number_before() is None
        changes = None if is_first else self.compare(compare)
        return write_report(self, Path(out), changes=changes, mask=self.mask)

    def workbook(self, out: str | Path) -> list[Path]:
        """Write the worklist, `findings.xlsx`, into the folder `out`; returns the files.

        If a sheet cannot hold all findings, the others are in findings-1.xlsx, findings-2.xlsx and
        so on. `Store.review` reads the workbook back, with statuses filled in. Raises UsageError
        where `out` is a file, StoreError where it cannot be written.

        Example:
            >>> [path.name for path in run.workbook("report")]
            ['findings.xlsx']
        """
        from analytics.report.workbook.findings import write_workbook

        if Path(out).suffix.lower() == ".xlsx":
            raise UsageError(f"{out} is the name of a file; name a folder for findings.xlsx")
        return write_workbook(self, Path(out), self.mask)

    def letters(
        self,
        out: str | Path,
        *,
        facts: str | Path | None = None,
        templates: str | Path | None = None,
        dated: date | str | None = None,
    ) -> PacketOutcome:
        """Write a letter and its line listing for each provider, into `packets` in `out`.

        `facts`: a policy file or folder with the plan's own letter values, such as its address;
        `templates`: a folder with demand.docx and records.docx of the plan; `dated`: the letters'
        date (default: today; not before the run's as-of date). A letter that lacks what it must say
        is not written, and a line that no look-back rule speaks of is held until the plan says why
        no limit applies: the outcome's `stopped` names what is missing. `below` lists the providers
        under the threshold, `left_out` the findings that are in no letter, with why. Raises
        UsageError where `out` is no folder or the date is too early, ContentError on a wrong
        template or policy file, StoreError where it cannot be written.

        Example:
            >>> outcome = run.letters("report", dated="2026-12-31")
            >>> outcome.text()[0]
            '0 demand letters in report/packets'
        """
        from analytics.report.letters import write_packets

        return write_packets(
            self,
            Path(out),
            None if templates is None else Path(templates),
            self.mask,
            letters=None if facts is None else Path(facts),
            dated=None if dated is None else as_day(dated),
        )

    def _number_before(self) -> int | None:
        numbers = (each["number"] for each in self.folder.manifest().runs)
        return max((number for number in numbers if number < self.number), default=None)

"""The shipped checks, policies, tables and questions as frames. Needs no store."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from analytics import content
from analytics.api.arguments import as_paths
from analytics.errors import UsageError
from analytics.policy.governing import read_policies
from analytics.schema.outputs import OUTPUTS
from analytics.schema.tables import ORIGIN, TABLES
from analytics.sql.check_pages import check_page as page_of
from analytics.sql.checks import read_checks
from analytics.sql.cookbook import read_cookbook

Folders = str | Path | Iterable[str | Path] | None


def checks(folders: Folders = None) -> pd.DataFrame:
    """List the checks, one row each; `folders` add to the shipped ones.

    Columns: check_id, name, strength (automated, records or lead), remedy, stage (1 to 5:
    a check sees what those of earlier stages found), subject (of the policy that must be in force)
    and title. Raises ContentError on a wrong check.

    Example:
        >>> listed = analytics.checks()
        >>> listed.loc[listed["check_id"] == "UNT-01", "strength"].item()
        'automated'
    """
    names = ("check_id", "name", "strength", "remedy", "stage", "subject", "title")
    found = read_checks([content.CHECKS, *as_paths(folders)])
    return pd.DataFrame([[getattr(each, name) for name in names] for each in found], columns=names)


def check_page(check: str, dialect: str | None = None, folders: Folders = None) -> str:
    """Give the page of one check, by id or name: its findings, what clears them, its SQL.

    `dialect`: the SQL in the words of another engine, such as "spark". Raises UsageError on an
    unknown check or dialect.

    Example:
        >>> print(analytics.check_page("UNT-01").splitlines()[0])
        UNT-01  Per diem units exceed the days in the span
    """
    for each in read_checks([content.CHECKS, *as_paths(folders)]):
        if check in (each.check_id, each.name):
            return page_of(each, dialect)
    raise UsageError(f"no check is called {check}; `recoup checks` lists them")


def policies(folders: Folders = None) -> list[dict[str, Any]]:
    """List the policies as plain values; `folders` add to the shipped ones.

    Each has policy_id, title, level, payer, source and its periods; a period has effective_from,
    effective_to, citation and, by subject, the values a check reads. Raises ContentError on a
    wrong policy file, UsageError where there is no such folder.

    Example:
        >>> by_id = {policy["policy_id"]: policy for policy in analytics.policies()}
        >>> by_id["jefferson-rb-046-a"]["periods"][0]["effective_from"]
        datetime.date(2026, 6, 14)
    """
    return read_policies([content.POLICIES, *as_paths(folders)]).describe()


def tables(name: str | None = None) -> pd.DataFrame:
    """Give the data contract: its tables, or the columns of one.

    All tables: table, grain, columns (how many) and is_loaded (False: Recoup makes it). One table:
    column, type, required, meaning and values (the allowed words, where they are few). Raises
    UsageError on an unknown table.

    Example:
        >>> columns = analytics.tables("medical_claim")
        >>> columns.loc[columns["column"] == "paid_amount", "type"].item()
        'decimal(18,2)'
    """
    known = TABLES | OUTPUTS
    if name is None:
        rows = [(t.name, t.grain, len(t.columns), t.name in TABLES) for t in known.values()]
        return pd.DataFrame(rows, columns=["table", "grain", "columns", "is_loaded"])
    if name not in known:
        raise UsageError(f"no table is called {name}; `recoup tables` lists them")
    columns = (*known[name].columns, *(ORIGIN if name in TABLES else ()))
    return pd.DataFrame(
        [(c.name, c.storage.lower(), bool(c.required), c.meaning, c.values) for c in columns],
        columns=["column", "type", "required", "meaning", "values"],
    )


def questions() -> pd.DataFrame:
    """List the questions of the cookbook that `Store.ask` answers: name, question, parameters.

    Example:
        >>> "top_providers_by_check" in set(analytics.questions()["name"])
        True
    """
    rows = [
        (q.name, q.title, " ".join(f"{p.name}={p.default}" for p in q.parameters))
        for q in read_cookbook().values()
    ]
    return pd.DataFrame(rows, columns=["name", "question", "parameters"])

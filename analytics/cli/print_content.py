"""Prints checks, policies, tables and the outcomes of cases."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

import analytics
from analytics.cli.tables import print_table, say
from analytics.errors import ContentError, UsageError
from analytics.policy.document import BASELINE
from analytics.testing.spec_folder import Outcome


def print_catalogue(checks: pd.DataFrame, wide: bool) -> None:
    """The checks as a table."""
    shown = checks.rename(columns={"check_id": "id", "subject": "policy subject"})
    print_table(shown, f"{len(checks)} checks", wide=wide)


def print_policies(described: list[dict[str, Any]], policy_id: str | None, wide: bool) -> None:
    """All policies, or one with its periods, values and citations."""
    if policy_id is None:
        print_table(
            pd.DataFrame(
                [
                    {
                        "policy": policy["policy_id"],
                        "level": policy["level"],
                        "payer": policy["payer"],
                        "periods from": " ".join(
                            str(period["effective_from"])
                            for period in policy["periods"]
                            if policy["level"] != BASELINE
                        ),
                        "title": policy["title"],
                    }
                    for policy in described
                ]
            ),
            f"{len(described)} policies",
            wide=wide,
        )
        return
    for policy in described:
        if policy["policy_id"] == policy_id:
            say(*policy_text(policy))
            return
    raise UsageError(f"no policy is called {policy_id}; `recoup policies` lists them")


def policy_text(policy: dict[str, Any]) -> list[str]:
    """A policy as lines of text."""
    lines = [policy["title"], f"  {policy['level']} of {policy['payer']}; {policy['source']}"]
    for period in policy["periods"]:
        until = str(period["effective_to"])
        until = "open" if until.startswith("9999") else until
        named = f": {period['citation']}" if period["citation"] else ""
        # the first day of a baseline is ours: nothing was put in force on it
        days = f"From {period['effective_from']} to {until}"
        lines += ["", "On any day" if policy["level"] == BASELINE else f"{days}{named}"]
        for subject, rule in period["subjects"].items():
            lines.append(f"  {subject}: {rule['citation']}")
            lines += [f"    {check_id}: {text}" for check_id, text in rule["citations"].items()]
            if rule["strength"]:
                lines.append(f"    lowered to {rule['strength']}")
            for name, value in rule["values"].items():
                if value not in (None, (), [], {}):
                    lines.append(f"    {name} = {value_text(value)}")
            for name in ("disabled_checks", "monitor_checks"):
                if rule[name]:
                    lines.append(f"    {name} = {value_text(rule[name])}")
    if policy["not_checked"]:
        lines += ["", "No check reads, or none reads whole:"]
        lines += [f"  {each['sentence']}: {each['why']}" for each in policy["not_checked"]]
    return lines


def value_text(value: Any) -> str:
    """A policy value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{name}: {value_text(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)


def print_tables(tables: pd.DataFrame, wide: bool) -> None:
    """The tables of the data contract: those that a file can be loaded into, then the others."""
    loaded = tables[tables["is_loaded"]]
    shown = loaded[["table"]].assign(
        **{"one row per": loaded["grain"].str.removeprefix("one row per ")},
        columns=loaded["columns"],
    )
    print_table(shown, "Tables that a file can fill", wide=wide)
    made = ", ".join(tables.loc[~tables["is_loaded"], "table"])
    say(f"Made by Recoup: {made} (`recoup tables finding`).")


def print_columns(name: str, columns: pd.DataFrame, wide: bool) -> None:
    """The columns of one table."""
    shown = columns.assign(
        required=columns["required"].map({True: "yes", False: ""}),
        values=columns["values"].map(", ".join),
    )
    grain = analytics.tables().set_index("table").at[name, "grain"]
    print_table(shown, f"{name}: {grain}", wide=wide)


def print_outcomes(folder: Path, outcomes: Iterable[Outcome]) -> None:
    """Print each case and its faults. Raises ContentError where one failed."""
    count = failed = 0
    for outcome in outcomes:
        case, count = outcome.case, count + 1
        failed += bool(outcome.problems)
        how = "fails" if outcome.problems else "holds"
        say(f"{how}  {', '.join(case.checks)}  {case.title}")
        if outcome.problems:
            say(f"       {case.path.name}, line {case.line}")
        for problem in outcome.problems:
            say(f"       {problem}")
    if failed:
        raise ContentError(f"{failed} of {count} cases of {folder} failed")
    say(f"{count} cases passed.")

"""What the commands print of checks, policies and tables."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from analytics import content
from analytics.cli.tables import console, print_table
from analytics.errors import ContentError, UsageError
from analytics.policy.governing import read_policies
from analytics.schema.outputs import OUTPUTS
from analytics.schema.tables import ORIGIN, TABLES
from analytics.sql.checks import Check
from analytics.testing.spec_folder import Outcome


def catalogue(checks: Iterable[Check]) -> pd.DataFrame:
    """The checks as a table."""
    return pd.DataFrame(
        [
            {
                "id": check.check_id,
                "name": check.name,
                "strength": check.strength,
                "remedy": check.remedy,
                "policy subject": check.subject,
                "title": check.title,
            }
            for check in checks
        ]
    )


def print_policies(policy_id: str | None, folders: list[Path]) -> None:
    """All policies, or one with its periods, values and citations."""
    described = read_policies([content.POLICIES, *folders]).describe()
    if policy_id is None:
        print_table(
            pd.DataFrame(
                [
                    {
                        "policy": policy["policy_id"],
                        "level": policy["level"],
                        "payer": policy["payer"],
                        "periods from": " ".join(
                            str(period["effective_from"]) for period in policy["periods"]
                        ),
                        "title": policy["title"],
                    }
                    for policy in described
                ]
            ),
            f"{len(described)} policies",
        )
        return
    for policy in described:
        if policy["policy_id"] == policy_id:
            print("\n".join(policy_text(policy)))
            return
    raise UsageError(f"no policy is called {policy_id}; `recoup policies` lists them")


def policy_text(policy: dict[str, Any]) -> list[str]:
    """A policy as lines of text."""
    lines = [policy["title"], f"  {policy['level']} of {policy['payer']}; {policy['source']}"]
    for period in policy["periods"]:
        until = str(period["effective_to"])
        until = "open" if until.startswith("9999") else until
        lines += ["", f"From {period['effective_from']} to {until}: {period['citation']}"]
        for subject, rule in period["subjects"].items():
            lines.append(f"  {subject}: {rule['citation']}")
            if rule["strength"]:
                lines.append(f"    lowered to {rule['strength']}")
            for name, value in rule["values"].items():
                if value not in (None, (), [], {}):
                    lines.append(f"    {name} = {value_text(value)}")
            for name in ("disabled_checks", "monitor_checks"):
                if rule[name]:
                    lines.append(f"    {name} = {value_text(rule[name])}")
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


def print_contract(name: str | None) -> None:
    """The tables of the data contract, or one table's columns."""
    if name is None:
        rows = [
            {
                "table": t.name,
                "one row per": t.grain.removeprefix("one row per "),
                "columns": len(t.columns),
            }
            for t in TABLES.values()
        ]
        print_table(pd.DataFrame(rows), "Tables a file can be loaded into")
        console().print(f"Made by Recoup: {', '.join(OUTPUTS)} (`recoup tables finding`).")
        return
    if name not in TABLES | OUTPUTS:
        raise UsageError(f"no table is called {name}; `recoup tables` lists them")
    table = (TABLES | OUTPUTS)[name]
    origin = ORIGIN if name in TABLES else ()
    rows = [
        {
            "column": column.name,
            "type": column.storage.lower(),
            "required": "yes" if column.required else "",
            "meaning": column.meaning,
            "values": ", ".join(column.values),
        }
        for column in (*table.columns, *origin)
    ]
    print_table(pd.DataFrame(rows), f"{name}: {table.grain}")


def print_outcomes(folder: Path, outcomes: Iterable[Outcome]) -> None:
    """Each case as it ends, what is wrong below it. Raises ContentError where one does not hold."""
    count = failed = 0
    for outcome in outcomes:
        case, count = outcome.case, count + 1
        failed += bool(outcome.problems)
        how = "fails" if outcome.problems else "holds"
        console().print(f"{how}  {', '.join(case.checks)}  {case.title}")
        if outcome.problems:
            console().print(f"       {case.path.name}, line {case.line}")
        for problem in outcome.problems:
            console().print(f"       {problem}")
    if failed:
        raise ContentError(f"{failed} of {count} cases of {folder} do not hold")
    console().print(f"{count} cases hold.")

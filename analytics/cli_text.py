"""What the commands print for people: summaries of loads, runs, policies and the demo."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics import content
from analytics.api import Run, Store
from analytics.check import Check
from analytics.errors import UsageError
from analytics.loading import LoadOutcome
from analytics.outputs import OUTPUTS
from analytics.policy import read_policies
from analytics.schema import ORIGIN, TABLES
from analytics.show import console, print_table

if TYPE_CHECKING:
    from analytics.demonstration import Demonstration

_COLUMNS_SHOWN = 6
_EXPOSURE_SHOWN = (
    "provider_group",
    "provider_name",
    "npi",
    "check_id",
    "check_name",
    "month",
    "line_of_business",
    "payer",
    "remedy",
    "lines_paid",
    "paid_amount",
    "lines_governed",
    "governed_amount",
    "findings",
    "lines_flagged",
    "gross_amount",
    "automated_amount",
    "records_amount",
    "lead_amount",
    "unpriced_amount",
    "unpriced_findings",
    "out_of_lookback_amount",
    "on_hold_amount",
    "exposure_rate",
)


def short_exposure(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of an exposure table that fit a terminal; machine formats give all."""
    frame = frame[[name for name in _EXPOSURE_SHOWN if name in frame.columns]]
    return frame.rename(columns=lambda name: name.removesuffix("_amount"))


def print_loads(outcomes: Iterable[LoadOutcome]) -> None:
    """What each file gave: read, loaded, rejected and why, what was assumed."""
    out = console()
    for outcome in outcomes:
        load = outcome.record
        if outcome.already_loaded:
            out.print(f"{load['source_file']}: already loaded as load {load['number']}; left out.")
            continue
        out.print(
            f"{load['source_file']} -> {load['table']} (load {load['number']}): "
            f"read {load['read']:,} = loaded {load['loaded']:,} + rejected {load['rejected']:,}"
        )
        for text in load_remarks(load):
            out.print(f"  {text}")


def load_remarks(load: dict[str, Any]) -> list[str]:
    """What a person should know of a load beyond its counts."""
    remarks = [f"rejected: {reason}: {count:,}" for reason, count in load["reasons"].items()]
    remarks += [f"warning: {reason}: {count:,}" for reason, count in load["warnings"].items()]
    if load["columns_ignored"]:
        left_out = load["columns_ignored"]
        more = (
            f" and {len(left_out) - _COLUMNS_SHOWN:,} more"
            if len(left_out) > _COLUMNS_SHOWN
            else ""
        )
        remarks.append(f"columns left out: {', '.join(left_out[:_COLUMNS_SHOWN])}{more}")
    for payer, history in (load.get("history") or {}).items():
        source = (load.get("history_source") or {}).get(payer, "")
        remarks.append(f"history of {payer}: {history} ({source})")
    if load.get("units_basis_assumed"):
        remarks.append("units are taken as paid units; say units_basis in a mapping if billed")
    if load.get("orphan_reversals"):
        remarks.append(f"reversals that find no paid line: {load['orphan_reversals']:,}")
    return remarks


def print_run(run: Run) -> None:
    """A run per check, and its exposure, each column apart."""
    checks = run.checks()
    shown = checks[
        [
            "check_id",
            "check_name",
            "strength",
            "status",
            "lines_governed",
            "lines_not_applicable",
            "findings",
            "candidate_amount",
            "net_amount",
            "seconds",
        ]
    ]
    print_table(
        shown.rename(columns={"lines_not_applicable": "not applicable"}), f"Run {run.number}"
    )
    out = console()
    for row in checks[checks["status"] != "ran"].itertuples():
        out.print(f"{row.check_id} {row.status}: {row.why}")
    print_totals(run)


def print_totals(run: Run) -> None:
    """The exposure of a run in its columns, never added into one."""
    totals = run.exposure("payer")
    out = console()
    out.print("Exposure, each dollar once, in the strongest column that asks for it:")
    for name, meaning in (
        ("automated", "claim data and a written rule decide"),
        ("records", "a chart decides"),
        ("lead", "an analyst must look"),
        ("unpriced", "in question, the policy gives no price"),
        ("out_of_lookback", "past the look-back"),
        ("on_hold", "on hold"),
        ("not_recoupable", "capitated, by case, or paid to the member"),
        ("resolved", "resolved by review"),
    ):
        amount = totals[f"{name}_amount"].sum() if len(totals) else 0
        if amount or name in ("automated", "records", "lead"):
            out.print(f"  {name.replace('_', ' '):<16}{amount:>18,.2f}  {meaning}")
    requests = run.records_request_list()
    if len(requests):
        out.print(
            f"Records to ask for: {len(requests):,} paid nursing lines without a note "
            '(`recoup sql "select * from records_request"`).'
        )


def print_demo(shown: Demonstration, store: Path) -> None:
    """The demo's exposure by provider, its score by check, and where to look next."""
    out = console()
    seconds = ", ".join(f"{name} {value:.1f}" for name, value in shown.seconds.items())
    out.print(f"{shown.lines:,} claim lines of a made-up plan. Seconds: {seconds}.")
    print_table(
        short_exposure(shown.run.exposure("provider").head(10)),
        "Exposure by provider, the first 10",
    )
    print_table(shown.score, "What was planted, and what the audit found")
    total = shown.score.sum(numeric_only=True)
    out.print(
        f"Planted errors found: {total['found']:,} of {total['planted']:,}"
        f" ({total['to_the_cent']:,} to the cent). "
        f"Near-misses flagged: {total['near_misses_flagged']:,} of {total['near_misses']:,}. "
        f"Other lines flagged: {total['other_lines_flagged']:,}."
    )
    print_totals(shown.run)
    out.print(f"Report: {shown.report}")
    out.print(f"Extract and labels: {shown.extract}")
    out.print(f"Store: {store} - next: recoup exposure --by check --store {store}")


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


def run_list(store: Store) -> pd.DataFrame:
    """The runs of a store, as a table."""
    return pd.DataFrame(
        [
            {
                "run": run["number"],
                "made at": run["made_at"],
                "as of": run["as_of"],
                "loads": len(run["loads"]),
                "findings": run["findings"],
                "checks failed": " ".join(run["checks_failed"]),
            }
            for run in store.folder.manifest().runs
        ],
        columns=["run", "made at", "as of", "loads", "findings", "checks failed"],
    )


def load_list(store: Store) -> pd.DataFrame:
    """The loads of a store, as a table."""
    return pd.DataFrame(
        [
            {
                "load": load["number"],
                "table": load["table"],
                "file": load["source_file"],
                "read": load["read"],
                "loaded": load["loaded"],
                "rejected": load["rejected"],
                "from": load.get("first_date"),
                "to": load.get("last_date"),
                "loaded at": load["loaded_at"],
            }
            for load in store.folder.manifest().loads
        ],
        columns=[
            *("load", "table", "file", "read", "loaded", "rejected"),
            *("from", "to", "loaded at"),
        ],
    )


def query_text(query: str | None, file: Path | None) -> str:
    """The query to run: the text, or the file's. Raises UsageError on both or neither."""
    if (query is None) == (file is None):
        raise UsageError("give one query, as text or with -f FILE")
    if file is None:
        return query or ""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not a text in UTF-8; save it as UTF-8") from error


def parameters(given: Iterable[str]) -> dict[str, str]:
    """`name=value` texts as a dict. Raises UsageError on another form."""
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(f"-p {text!r}; write it as name=value")
        pairs[name] = value
    return pairs

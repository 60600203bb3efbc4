"""Prints loads: their counts, their reports, their rejected rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from analytics.api import LoadOutcome
from analytics.cli.tables import print_table, say
from analytics.load.report.sentences import load_report_lines

_COLUMNS_SHOWN = 6
_UNMATCHED = {
    "orphan_reversals": "reversals without a paid line (orphan_reversal)",
    "unclear_lines": "lines whose rows leave open what was paid for them (unclear_line)",
    "unknown_originals": "replacements and voids that name a claim that is not in the store,"
    " or is of another member or provider group (unknown_original)",
    "unmatched_remittances": "claims of the remittance that are not in the store"
    " (unmatched_remittance)",
}


def print_loads(outcomes: Iterable[LoadOutcome]) -> None:
    """Print for each file: rows read, loaded and rejected, reasons, assumptions."""
    for outcome in outcomes:
        load = outcome.record
        if outcome.already_loaded:
            say(f"{load['source_file']}: already loaded as load {load['number']}; skipped.")
            continue
        print_load(load)


def print_load(load: dict[str, Any]) -> None:
    """Print one load: its counts, its load report, the checks that cannot run on it."""
    say(
        f"{load['source_file']} -> {load['table']} (load {load['number']}): "
        f"read {load['read']:,} = loaded {load['loaded']:,} + rejected {load['rejected']:,}"
    )
    for text in (*load_remarks(load), *load_report_lines(load)):
        say(f"  {text}")
    for each in sorted(load.get("checks_that_cannot_run", ()), key=lambda each: each["is_doubt"]):
        what = "may lack data" if each["is_doubt"] else "cannot run"
        say(f"  {each['check_id']} {what}: {each['why']}")


def print_rejects(frame: pd.DataFrame, wide: bool) -> None:
    """Print the reasons of rejected rows with their first row numbers; no value of a row."""
    if frame.empty:
        say("No row was rejected.")
        return
    shown = {
        "table_name": "table",
        "load_number": "load",
        "source_file": "file",
        "column_name": "column",
        "example_rows": "first rows below the header",
    }
    title = f"{int(frame['rows'].sum()):,} rejected rows"
    print_table(frame.rename(columns=shown), title, wide=wide)


def load_remarks(load: dict[str, Any]) -> list[str]:
    """Remarks on a load: reasons, warnings, columns left out, assumptions."""
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
    for payer, history in load["history"].items():
        remarks.append(f"history of {payer}: {history} ({load['history_source'][payer]})")
    if load["submission"]:
        remarks.append(
            "these are bills: they count as unpaid until a remittance (835) or another extract"
            " gives the payment"
        )
    for kind, count in load["transactions_left_out"].items():
        remarks.append(f"transactions of another kind left out: {kind}: {count:,}")
    if load["left_out"]:
        remarks.append(f"header and trailer records left out: {load['left_out']:,}")
    remarks += load["mapping_notes"]
    remarks += [f"{words}: {load[key]:,}" for key, words in _UNMATCHED.items() if load.get(key)]
    return remarks


def _state(replaced_by: Any) -> str:
    return "active" if pd.isna(replaced_by) else f"replaced by {int(replaced_by)}"


def load_list(loads: pd.DataFrame) -> pd.DataFrame:
    """The loads of a store in the columns that are listed."""
    return pd.DataFrame(
        [
            {
                "load": load["number"],
                "table": load["table"],
                "file": load["source_file"],
                "read": load["read"],
                "loaded": load["loaded"],
                "rejected": load["rejected"],
                "from": load["first_date"],
                "to": load["last_date"],
                "state": _state(load.get("replaced_by")),
                "loaded at": load["loaded_at"],
            }
            for load in loads.to_dict("records")
        ],
        columns=[
            *("load", "table", "file", "read", "loaded", "rejected"),
            *("from", "to", "state", "loaded at"),
        ],
    )

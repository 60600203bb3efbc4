"""What two runs had before them that was not the same: a change of findings may come from it."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]


def changed_inputs(before: Record, after: Record) -> list[str]:
    """A sentence for each difference of as-of day, loads, policies, checks, model, code tables.

    `before` and `after` are the records of two runs. No sentence: only time has passed.
    """
    found = []
    if before["as_of"] != after["as_of"]:
        found.append(f"as of {before['as_of']}, then {after['as_of']}")
    for what, key in (("loads", "number"), ("policies", "policy_id"), ("checks", "check_id")):
        found += _differences(what, _hashes(before[what], key), _hashes(after[what], key))
    for what, key in (("model", "model_sha256"), ("code tables", "reference_sha256")):
        if before[key] != after[key]:
            found.append(f"changed: the {what}")
    return found


def _hashes(entries: list[Record], key: str) -> dict[str, str]:
    return {str(entry[key]): entry["sha256"] for entry in entries}


def _differences(what: str, before: dict[str, str], after: dict[str, str]) -> list[str]:
    names = {
        f"new {what}": [name for name in after if name not in before],
        f"{what} left out": [name for name in before if name not in after],
        f"changed {what}": [n for n in after if n in before and before[n] != after[n]],
    }
    return [f"{title}: {', '.join(listed)}" for title, listed in names.items() if listed]

"""The manifest: the loads, final actions and runs of a store, as plain JSON records."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analytics.errors import StoreError

#: The format of a store: its manifest, and the columns of its files. No other is read.
FORMAT = 3


def refuse_other_format(store: Path, found: int) -> None:
    """Raise StoreError on a store of a newer or an older format, and say what to do about it."""
    if found == FORMAT:
        return
    words = f"store format {found}, and this Recoup reads format {FORMAT}"
    if found > FORMAT:
        raise StoreError(
            f"{store} was written by a newer Recoup ({words}); upgrade with"
            " `pip install --upgrade recoup`"
        )
    raise StoreError(
        f"{store} was written by an older Recoup ({words}); load the extracts into a new store with"
        " `recoup load FILE --store NEW_FOLDER`"
    )


@dataclass
class Manifest:
    """The content of a store: loads, final actions (`states`) and runs, in order.

    A load that a later one replaced (`replaced_by`) is kept, so that an older run can be made
    again, but is no longer active. `unloaded` names the removed loads, without their rows.
    """

    loads: list[dict[str, Any]] = field(default_factory=list)
    states: list[dict[str, Any]] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    made_by: str = ""
    last_load: int = 0
    last_run: int = 0
    unloaded: list[dict[str, Any]] = field(default_factory=list)

    @property
    def state(self) -> dict[str, Any] | None:
        """The latest final action; None before the first load of claims."""
        return self.states[-1] if self.states else None

    @property
    def active(self) -> list[dict[str, Any]]:
        """The loads that no later load has replaced, oldest first."""
        return [load for load in self.loads if not load.get("replaced_by")]

    @property
    def active_numbers(self) -> list[int]:
        """The numbers of the active loads."""
        return [load["number"] for load in self.active]

    def loads_of(self, table: str) -> list[dict[str, Any]]:
        """The active loads of one table, oldest first."""
        return [load for load in self.active if load["table"] == table]

    def up_to(self, number: int) -> Manifest:
        """The store with the loads up to that one. Raises StoreError where there is no such load.

        Later loads and their replacements are undone; a load removed since stays removed.
        """
        if not 1 <= number <= self.last_load:
            raise StoreError(f"the store has no load {number}; the latest is {self.last_load}")
        if any(each["number"] == number for each in self.unloaded):
            raise StoreError(f"load {number} was removed; name another")
        loads = []
        for load in self.loads:
            if load["number"] <= number:
                still_stood = (load.get("replaced_by") or 0) > number
                loads.append({**load, "replaced_by": None} if still_stood else load)
        then = Manifest(loads=loads, last_load=number, unloaded=self.unloaded)
        then.states = [s for s in self.states if s["loads"] == then.active_numbers][-1:]
        return then

    def of_run(self, number: int) -> Manifest:
        """The store as one run's reader sees it: that run is the only one, the loads are today's.

        Raises StoreError where there is no such run.
        """
        return replace(self, runs=[self.run(number)])

    def replace_table(self, table: str, number: int) -> None:
        """Make load `number`, and those after it, the only active loads of a table."""
        for load in self.loads_of(table):
            if load["number"] < number:
                load["replaced_by"] = number

    def remove_load(self, number: int, when: str) -> dict[str, Any]:
        """Remove one load and return its record; loads that it had replaced are active again.

        Raises StoreError where there is no such load.
        """
        load = self.load(number)
        self.loads.remove(load)
        for each in self.loads:
            if each.get("replaced_by") == number:
                each["replaced_by"] = load.get("replaced_by")
        facts = {key: load[key] for key in ("number", "table", "source_file", "sha256")}
        self.unloaded.append({**facts, "taken_out_at": when})
        return load

    def load(self, number: int) -> dict[str, Any]:
        """A load's record. Raises StoreError where there is none, or it was removed."""
        for load in self.loads:
            if load["number"] == number:
                return load
        if any(load["number"] == number for load in self.unloaded):
            raise StoreError(f"load {number} was already removed")
        raise StoreError(f"the store has no load {number}; {_latest(self.loads)}")

    def delete_run(self, number: int) -> dict[str, Any]:
        """Remove one run and return its record. Raises StoreError where there is none."""
        run = self.run(number)
        self.runs.remove(run)
        return run

    def run(self, number: int | None = None) -> dict[str, Any]:
        """A run's record; the last one by default. Raises StoreError where there is none."""
        if not self.runs:
            raise StoreError("the store has no run yet; make one with `recoup audit`")
        if number is None:
            return self.runs[-1]
        for run in self.runs:
            if run["number"] == number:
                return run
        raise StoreError(f"the store has no run {number}; {_latest(self.runs)}")


def _latest(records: list[dict[str, Any]]) -> str:
    numbers = [str(record["number"]) for record in records[-5:]]
    if len(numbers) == 1:
        return f"it has {numbers[0]}"
    return f"the latest are {', '.join(numbers) or 'none'}"


#: What every record of a manifest has, by the list that holds it: without it no reader goes on.
_FACTS: dict[str, dict[str, type]] = {
    "loads": {"number": int, "table": str, "files": dict},
    "states": {"folder": str, "loads": list, "files": dict},
    "runs": {"number": int, "loads": list, "files": dict},
    "unloaded": {"number": int},
}


def manifest_of(record: dict[str, Any]) -> Manifest:
    """The manifest of a JSON record. Raises ValueError or TypeError where it is none."""
    manifest = Manifest(**record)
    for name, kind in (("made_by", str), ("last_load", int), ("last_run", int)):
        _refuse_other_kind(manifest.__dict__, name, kind)
    for name, facts in _FACTS.items():
        _refuse_other_kind(manifest.__dict__, name, list)
        for each in getattr(manifest, name):
            for fact, kind in facts.items():
                _refuse_other_kind(each, fact, kind)
    return manifest


def _refuse_other_kind(record: Any, name: str, kind: type) -> None:
    if not isinstance(record, dict) or not isinstance(record.get(name), kind):
        raise ValueError(f"{name} is no {kind.__name__}")

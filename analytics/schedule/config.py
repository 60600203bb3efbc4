"""Reads recoup.toml, as strictly as a policy: the files, the audit, the reports of a night.

Paths in it are relative to the file's folder. See docs/examples/recoup.toml for every key.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analytics.load.into_store import LoadOptions
from analytics.schema.tables import TABLES
from analytics.schema.words import HISTORIES
from analytics.toml_file import (
    Key,
    StrictTable,
    TomlFile,
    one_of,
    read_boolean,
    read_integer,
    read_list,
    read_text,
    read_toml,
)

FORMATS = ("html", "xlsx", "packets", "csv", "parquet")
#: The keys of the file, and what each says.
_FILE_KEYS = {
    "store": "the store's folder",
    "load": "at least one [[load]]",
    "audit": "how to audit",
    "report": "what to write where",
    "settle_seconds": "seconds that a file must not have changed",
    "log": "a file to which the log lines are also added",
}
_LOAD_KEYS = ("pattern", "table", "map", "payer", "line_of_business", "history", "replace")
_AUDIT_KEYS = ("as_of", "policies", "only", "every_night")
_REPORT_KEYS = ("out", "formats", "keep")


@dataclass(frozen=True)
class LoadRule:
    """Files of one pattern, and how to read them."""

    pattern: str
    options: LoadOptions


@dataclass(frozen=True)
class ReportRule:
    """The folder for the dated folders, the files in each, and how many of them to keep."""

    out: Path
    formats: tuple[str, ...] = ("html", "xlsx")
    keep: int = 30


@dataclass(frozen=True)
class ScheduleConfig:
    """The values of recoup.toml, every path absolute."""

    path: Path
    store: Path
    loads: tuple[LoadRule, ...]
    #: None: the day of the run.
    as_of: date | None = None
    policies: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    #: Audit each night, though nothing is new: look-back and record requests go by the day.
    every_night: bool = False
    report: ReportRule | None = None
    settle_seconds: int = 60
    log: Path | None = None

    @property
    def folder(self) -> Path:
        """The folder that patterns and paths are relative to."""
        return self.path.parent

    @property
    def work_folder(self) -> Path:
        """The folder beside the store with the lock of the nightly run and what it remembers."""
        return self.store.with_name(f"{self.store.name}.schedule")


def read_config(path: Path) -> ScheduleConfig:
    """Read a recoup.toml. Raises ContentError with file and line of what is wrong."""
    path = Path(path).absolute()
    file = read_toml(path)
    table = StrictTable(file, (), file.data, _FILE_KEYS, "the schedule")
    below = _path_below(path.parent)
    store = table.need("store", below, _FILE_KEYS["store"])
    if not isinstance(file.data.get("load"), list) or not file.data["load"]:
        raise table.error(f"the schedule lacks {_FILE_KEYS['load']}")
    return ScheduleConfig(
        path=path,
        store=store,
        loads=tuple(
            _load_rule(file, ("load", number), each, path.parent)
            for number, each in enumerate(file.data["load"])
        ),
        **_audit(file, below),
        report=_report(file, below, store),
        settle_seconds=table.take("settle_seconds", read_integer, 60),
        log=table.take("log", below),
    )


def _path_below(folder: Path) -> Callable[[Any], Path]:
    return lambda value: Path(os.path.normpath(folder / Path(read_text(value)).expanduser()))


def _load_rule(file: TomlFile, key: Key, given: Any, folder: Path) -> LoadRule:
    table = StrictTable(file, key, given, _LOAD_KEYS, "[[load]]")
    pattern = table.need("pattern", read_text, 'files to load, such as "extracts/**/claims_*.csv"')
    mapping = table.take("map", read_text)
    if mapping is not None and (folder / mapping).exists():
        mapping = folder / mapping
    elif mapping is not None and mapping.endswith(".toml"):
        raise table.error(f"map names no file {folder / mapping}", "map")
    tables = one_of(tuple(TABLES))
    options = LoadOptions(
        table=table.take("table", tables),
        mapping=mapping,
        history=table.take("history", one_of(HISTORIES)),
        payer=table.take("payer", read_text),
        line_of_business=table.take("line_of_business", read_text),
        replace=table.take("replace", tables),
    )
    return LoadRule(pattern, options)


def _audit(file: TomlFile, below: Callable[[Any], Path]) -> dict[str, Any]:
    table = StrictTable(file, ("audit",), file.data.get("audit", {}), _AUDIT_KEYS, "[audit]")

    def folders(value: Any) -> tuple[Path, ...]:
        return tuple(below(each) for each in ([value] if isinstance(value, str) else value))

    return {
        "as_of": table.take("as_of", _read_as_of),
        "policies": table.take("policies", lambda v: folders(_listed(v)), ()),
        "only": table.take("only", _listed, ()),
        "every_night": table.take("every_night", read_boolean, False),
    }


def _report(file: TomlFile, below: Callable[[Any], Path], store: Path) -> ReportRule | None:
    if "report" not in file.data:
        return None
    table = StrictTable(file, ("report",), file.data["report"], _REPORT_KEYS, "[report]")
    out = table.need("out", below, "the folder for the dated folders")
    if out == store or store in out.parents:
        raise table.error("out is inside the store; name a folder outside it", "out")
    return ReportRule(
        out,
        table.take("formats", _read_formats, ReportRule.formats),
        table.take("keep", _read_keep, ReportRule.keep),
    )


def _listed(value: Any) -> tuple[str, ...]:
    return read_list([value] if isinstance(value, str) else value)


def _read_as_of(value: Any) -> date | None:
    if value == "today":
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError('must be "today", or a day without quotes such as 2026-11-30')


def _read_formats(value: Any) -> tuple[str, ...]:
    return tuple(one_of(FORMATS)(each) for each in _listed(value))


def _read_keep(value: Any) -> int:
    keep = read_integer(value)
    if keep < 1:
        raise ValueError("must be 1 or more: the next night compares with the last folder")
    return keep

"""The history of each payer's claims, told or seen; and lines that a file has twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from analytics.engine.duckdb import Engine
from analytics.errors import ExtractError

GIVEN, EARLIER, SEEN = "given", "earlier loads", "seen in the file"
#: A file that shows what earlier ones did not: their history had been a guess.
SEEN_NOW = "seen in the file; the earlier loads, whose history was only guessed, are read so too"
#: The history of a file that shows no other.
GUESS = "final"
TWICE = (
    "two different rows for one line in one file; a final history has one"
    " (a snapshot or ledger extract: pass --history)"
)
_SAME = ("claim_version", "claim_status", "paid_date", "paid_amount")


class Histories(NamedTuple):
    """The history of each payer, where it was learned, and the payers of lines given twice."""

    found: dict[str, str]
    learned: dict[str, str]
    given_twice: list[str]


class Earlier(NamedTuple):
    """The history of a payer's earlier loads: told, or only seen; did one reject lines by it?"""

    history: str
    is_told: bool = True
    rejected_twice: bool = False


def earlier_histories(loads: Iterable[dict[str, Any]]) -> dict[str, Earlier]:
    """What the records of the earlier loads of claims say of each payer's history."""
    loads = list(loads)
    found: dict[str, Earlier] = {}
    for load in loads:
        for payer, history in load["history"].items():
            before = found.get(payer)
            is_given = load["history_source"][payer] == GIVEN
            is_told = is_given or (before is not None and before.is_told)
            rejected = payer in load.get("payers_given_twice", ())
            rejected |= before is not None and before.rejected_twice
            found[payer] = Earlier(history, is_told, rejected)
    return found


def histories_of_loads(loads: Iterable[dict[str, Any]]) -> dict[int, dict[str, str]]:
    """How each load of claims is read, payer by payer, by the records of all of them.

    What was only guessed of a file yields to what another load of the payer shows or was told.
    """
    loads = list(loads)
    latest = earlier_histories(loads)
    read: dict[int, dict[str, str]] = {}
    told: set[str] = set()
    for load in loads:
        sources = load["history_source"]
        told |= {payer for payer, source in sources.items() if source == GIVEN}
        read[load["number"]] = {
            payer: latest[payer].history if history == GUESS and payer not in told else history
            for payer, history in load["history"].items()
        }
    return read


def histories(
    engine: Engine,
    columns: list[str],
    given: str | None,
    earlier: Mapping[str, Earlier],
    file: str,
) -> tuple[dict[str, str], dict[str, str]]:
    """The history of each payer of the loaded rows, and where each was learned.

    `columns` are those that the relation `cast_row` has. Raises ExtractError where the user says
    nothing and a file shows versions on some rows and reversals without one, or shows a history
    that cannot be that of the payer's earlier loads.
    """
    version = "claim_version" if "claim_version" in columns else "null"
    rows = engine.rows(
        f"select payer, count(*), count({version}),"
        f" count(*) filter (where reversal), count(*) filter (where reversal and {version} is null)"
        " from (select *, claim_status = 'REVERSED' or paid_amount < 0 as reversal"
        " from cast_row where fault = 0) group by payer order by payer"
    )
    found: dict[str, str] = {}
    learned: dict[str, str] = {}
    for payer, lines, versions, reversals, bare_reversals in rows:
        before = earlier.get(payer)
        if given or (before and before.is_told):
            found[payer] = given or before.history
            learned[payer] = GIVEN if given else EARLIER
            continue
        if 0 < versions < lines and bare_reversals:
            raise ExtractError(
                f"{file}: payer {payer}: claim_version on some rows and reversals without one;"
                " pass --history snapshot or --history ledger"
            )
        seen = "ledger" if reversals and not versions else GUESS
        seen = "snapshot" if versions == lines else seen
        found[payer], learned[payer] = _with_earlier(seen, before, f"{file}: payer {payer}")
    return found, learned


def _with_earlier(seen: str, before: Earlier | None, where: str) -> tuple[str, str]:
    """The history that a file shows, beside what the payer's earlier loads show; nobody told."""
    if before is None:
        return seen, SEEN
    if seen in (before.history, GUESS):
        return before.history, EARLIER
    if before.history != GUESS:
        raise ExtractError(
            f"{where}: the file shows a {seen} history, the earlier loads show a {before.history}"
            " one; pass --history"
        )
    if before.rejected_twice:
        raise ExtractError(
            f"{where}: the file shows a {seen} history; an earlier load was taken for {GUESS} and"
            f" rejected lines that it gave twice; remove that load (recoup unload NUMBER) and load"
            f" its file again with --history {seen}"
        )
    return seen, SEEN_NOW


def find_twice(engine: Engine, columns: list[str], payers: list[str]) -> list[str]:
    """Fill the relation `twice` with the rows of lines that a final history gives twice.

    Returns the payers of such lines. Rows that say the same of a line (version, status, paid date,
    amount, units) may repeat; pended rows count for nothing.
    """
    units = [c for c in ("paid_unit_quantity", "service_unit_quantity") if c in columns]
    compared = [f"coalesce({c}::varchar, '')" for c in _SAME if c in columns]
    compared.append(f"coalesce({', '.join(f'{c}::varchar' for c in units)}, '')" if units else "''")
    engine.run(
        "create or replace temp view settled as select * from cast_row"
        " where fault = 0 and claim_status <> 'PENDED'"
    )
    engine.register("final_payer", pa.table({"payer": pa.array(payers, pa.string())}))
    key = "hash(payer, claim_id, claim_line_number)"
    # Short keys find the few lines that could stand twice; only those are compared in full.
    engine.table(
        "repeated",
        f"select {key} as line_hash from settled where payer in (select payer from final_payer)"
        " group by line_hash having count(*) > 1",
    )
    engine.table(
        "twice",
        f"with line as (select * from settled where {key} in (select line_hash from repeated)"
        " and payer in (select payer from final_payer)),"
        " differing as (select payer, claim_id, claim_line_number from line group by all"
        f" having count(distinct concat_ws('|', {', '.join(compared)})) > 1)"
        " select payer, source_row from line"
        " join differing using (payer, claim_id, claim_line_number)",
    )
    return [payer for (payer,) in engine.rows("select distinct payer from twice order by payer")]

"""The history of each payer's claims, given or seen; and lines that a file has twice."""

from __future__ import annotations

import pyarrow as pa

from analytics.engine.duckdb import Engine
from analytics.errors import ExtractError

GIVEN, EARLIER, SEEN = "given", "earlier loads", "seen in the file"
TWICE = (
    "two different rows for one line in one file; a final history has one"
    " (a snapshot or ledger extract: pass --history)"
)
_SAME = ("claim_version", "claim_status", "paid_date", "paid_amount")


def histories(
    engine: Engine, columns: list[str], given: str | None, earlier: dict[str, str], file: str
) -> tuple[dict[str, str], dict[str, str]]:
    """The history of each payer of the loaded rows, and where each was learned.

    `columns` are those that the relation `cast_row` has. Raises ExtractError
    where a file shows versions on some rows and reversals without one, and the user says nothing.
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
        if given or payer in earlier:
            found[payer] = given or earlier[payer]
            learned[payer] = GIVEN if given else EARLIER
            continue
        if 0 < versions < lines and bare_reversals:
            raise ExtractError(
                f"{file}: payer {payer}: claim_version on some rows and reversals without one;"
                " pass --history snapshot or --history ledger"
            )
        seen = "ledger" if reversals and not versions else "final"
        found[payer] = "snapshot" if versions == lines else seen
        learned[payer] = SEEN
    return found, learned


def find_twice(engine: Engine, columns: list[str], payers: list[str]) -> None:
    """Fill the relation `twice` with the rows of lines that a final history gives twice.

    Rows that say the same of a line (version, status, paid date, amount, units) may repeat;
    pended rows count for nothing.
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
        " select source_row from line join differing using (payer, claim_id, claim_line_number)",
    )

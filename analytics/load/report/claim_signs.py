"""Signs in claims that an extract is not what it seems: header amounts, reversals, dates, ids."""

from __future__ import annotations

from datetime import date

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal
from analytics.schema.line_dates import FIRST_DAY, LAST_DAY, day_sql

#: No month is longer.
LONGEST_MONTH = 31
#: A spreadsheet keeps this many digits of a number and writes zeros behind them.
KEPT_DIGITS = 15
#: From this many digits on, the three or more zeros at the end are no chance.
SURE_DIGITS = 18
IDS = ("claim_id", "member_id", "original_claim_id", "authorization_number")
_AMOUNTS = ("paid_amount", "allowed_amount", "charge_amount")


def claim_signs(engine: Engine, rows: str, filled: set[str], day: date) -> dict[str, int]:
    """Counts of rows and claims by sign, of the relation `rows` of loaded claim lines.

    `filled` are the columns that have values; `day` is the day after which lies the future.
    """
    return {
        **_unit_signs(engine, rows, filled),
        **_reversal_signs(engine, rows, filled),
        **_date_signs(engine, rows, filled, day),
        **_digit_signs(engine, rows, filled),
        **_repeated_amounts(engine, rows, filled),
    }


def _first(filled: set[str], *columns: str, otherwise: str) -> str:
    """SQL: the first of these columns that has a value."""
    return f"coalesce({', '.join([*(c for c in columns if c in filled), otherwise])})"


def _unit_signs(engine: Engine, rows: str, filled: set[str]) -> dict[str, int]:
    """Lines whose units are those of the service, which may be paid or billed units."""
    paid = _first(filled, "paid_unit_quantity", otherwise="null")
    units = _first(filled, "service_unit_quantity", otherwise="null")
    tests = {"units_not_paid": f"{paid} is null and {units} is not null"}
    counted = ", ".join(f"count(*) filter (where {test})" for test in tests.values())
    return _named(engine, tests, f"select {counted} from {rows}")


def _reversal_signs(engine: Engine, rows: str, filled: set[str]) -> dict[str, int]:
    units = _first(filled, "paid_unit_quantity", "service_unit_quantity", otherwise="0")
    frequency = _first(filled, "claim_frequency_code", otherwise="''")
    bill_type = _first(filled, "bill_type_code", otherwise="''")
    tests = {
        "reversed_negative": "reversed and paid < 0",
        "reversed_zero": "reversed and paid = 0",
        "reversed_positive": "reversed and paid > 0",
        "negative_not_reversed": "not reversed and paid < 0",
        "reversals_without_units": "(reversed or paid < 0) and no_units",
        "voids_negative": "void and paid < 0",
        "voids_not_negative": "void and paid >= 0",
    }
    kinds = (
        "select claim_status = 'REVERSED' as reversed, sign(paid_amount) as paid,"
        f" {units} = 0 as no_units,"
        f" {frequency} = '8' or suffix({bill_type}, '8') as void, count(*) as lines"
        f" from {rows} group by all"
    )
    sums = ", ".join(f"sum(lines) filter (where {test})" for test in tests.values())
    return _named(engine, tests, f"select {sums} from ({kinds})")


def _date_signs(engine: Engine, rows: str, filled: set[str], day: date) -> dict[str, int]:
    nothing = "cast(null as date)"
    start, end = day_sql(FIRST_DAY, filled), day_sql(LAST_DAY, filled)
    paid = _first(filled, "paid_date", otherwise=nothing)
    received = _first(filled, "received_date", otherwise=nothing)
    today = f"date {literal(day.isoformat())}"
    tests = {
        "service_in_future": f"{start} > {today}",
        "paid_in_future": f"{paid} > {today}",
        "paid_before_service": f"{paid} < {start}",
        "received_before_service": f"{received} < {start}",
        "spans_over_a_month": f"{end} >= {start} + {LONGEST_MONTH}",
    }
    counted = ", ".join(f"count(*) filter (where {test})" for test in tests.values())
    return _named(engine, tests, f"select {counted} from {rows}")


def _digit_signs(engine: Engine, rows: str, filled: set[str]) -> dict[str, int]:
    """Ids longer than a spreadsheet keeps, and how many of those end in zeros from there on.

    The ids themselves are looked at only where there are long ones.
    """
    ids = [name for name in IDS if name in filled]
    sizes = ", ".join(f"count(*) filter (where strlen({c}) > {KEPT_DIGITS})" for c in ids)
    long = _named(engine, ids, f"select {sizes} from {rows}")
    found: dict[str, int] = {}
    for name in (name for name, count in long.items() if count):
        zeros = f"ltrim(substr({name}, {KEPT_DIGITS + 1}), '0') = ''"
        sure = f"strlen({name}) >= {SURE_DIGITS}"
        ((*counts,),) = engine.rows(
            f"select count(*), count(*) filter (where {zeros}), count(*) filter (where {sure}),"
            f" count(*) filter (where {sure} and {zeros}) from (select distinct {name} from {rows}"
            f" where strlen({name}) > {KEPT_DIGITS} and regexp_full_match({name}, '[0-9]+'))"
        )
        names = ("long", "long_zeros", "longer", "longer_zeros")
        found |= {f"{name}_{what}": n for what, n in zip(names, counts, strict=True)}
    return found


def _repeated_amounts(engine: Engine, rows: str, filled: set[str]) -> dict[str, int]:
    """Claims of several lines; those that could show a repeated amount, and those that do.

    Lines alike in code and charge may well be paid alike: only claims whose lines differ count.
    Total lines (revenue code 0001) are left out.
    """
    code = "hash(hcpcs_code)" if "hcpcs_code" in filled else "0"
    version = ", claim_version" if "claim_version" in filled else ""
    total = _first(filled, "revenue_center_code", otherwise="''")
    same = {
        name: f"min({name}) = max({name}) and max({name}) <> 0" if name in filled else "false"
        for name in _AMOUNTS
    }
    charges = "min(charge_amount) < max(charge_amount)" if "charge_amount" in filled else "false"
    tests = {
        "claims_of_several_lines": "true",
        "claims_whose_lines_differ": "code_differs or charge_differs",
        "claims_same_paid": "(code_differs or charge_differs) and paid",
        "claims_same_allowed": "(code_differs or charge_differs) and allowed",
        "claims_same_charge": "code_differs and charge",
    }
    counted = ", ".join(f"count(*) filter (where {test})" for test in tests.values())
    return _named(
        engine,
        tests,
        f"select {counted} from (select min({code}) < max({code}) as code_differs,"
        f" coalesce({charges}, false) as charge_differs,"
        f" {same['paid_amount']} as paid, {same['allowed_amount']} as allowed,"
        f" {same['charge_amount']} as charge"
        f" from {rows} where claim_status = 'PAID' and {total} <> '0001'"
        f" group by hash(payer, claim_id{version})"
        " having min(claim_line_number) < max(claim_line_number))",
    )


def _named(engine: Engine, names, sql: str) -> dict[str, int]:
    """The one row of a query by name; nothing counted is 0."""
    ((*found,),) = engine.rows(sql)
    return {name: int(count or 0) for name, count in zip(names, found, strict=True)}

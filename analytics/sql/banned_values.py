"""Banned values in query files: money divided, dates taken apart, functions engines differ in."""

from __future__ import annotations

import re

from sqlglot import exp

from analytics.sql.sight import Sight, Verdict, function_name, is_money


def money_division(node: exp.Expr, sight: Sight) -> Verdict | None:
    """Money divided or averaged: cents are lost, or fractions of them kept."""
    name = function_name(node)
    divides = isinstance(node, exp.Div) or name in ("divide", "fdiv", "avg", "mean")
    if divides and any(is_money(part, sight.money) for part in node.iter_expressions()):
        how = "averaged" if name in ("avg", "mean") else "divided"
        return f"money is {how}", "money times a share of decimal(18, 12), or cents // days"
    if isinstance(node, exp.IntDiv) and any(
        column.name.lower().endswith("_amount") for column in node.find_all(exp.Column)
    ):
        return "an amount is divided with //", "whole cents: paid_cents // day_count"
    return None


def dates(node: exp.Expr, _: Sight) -> Verdict | None:
    """Days counted in a way that engines cut differently."""
    if isinstance(node, exp.Sub) and _is_date(node.this) and _is_date(node.expression):
        return "a date is taken from a date", "date_diff('day', from, to)"
    unit = (node.text("unit") or "day").lower() if isinstance(node, exp.DateDiff) else "day"
    if unit not in ("day", "hour", "minute", "second"):
        right = "date_diff('day', from, to), or date + interval compared with a date"
        return f"date_diff by {unit}", right
    return None


_DATE_NAME = re.compile(r"(.*_)?(date|from|to)|as_of", re.IGNORECASE)


def _is_date(node: exp.Expr) -> bool:
    if isinstance(node, exp.Column):
        return _DATE_NAME.fullmatch(node.name) is not None
    if isinstance(node, exp.Cast):
        return node.is_type("date")
    if isinstance(node, (exp.Paren, exp.Window, exp.Min, exp.Max, exp.Lag, exp.Lead)):
        return _is_date(node.this)
    if isinstance(node, (exp.Coalesce, exp.Least, exp.Greatest)):
        return _is_date(node.this) or any(_is_date(part) for part in node.expressions)
    return isinstance(node, exp.Add) and _is_date(node.this)


def integer_cast(node: exp.Expr, _: Sight) -> Verdict | None:
    """A fraction made whole, which engines round differently."""
    whole = isinstance(node, exp.Cast) and node.is_type(*exp.DataType.INTEGER_TYPES)
    if whole and _is_fraction(node.this):
        return "a fraction is cast to an integer", "floor(...), ceil(...) or round(...) first"
    return None


def _is_fraction(node: exp.Expr) -> bool:
    if isinstance(node, (exp.Predicate, exp.Count, exp.Floor, exp.Ceil, exp.IntDiv)):
        return False
    if isinstance(node, exp.Round) and node.args.get("decimals") in (None, exp.Literal.number(0)):
        return False
    if isinstance(node, exp.Div):
        return True
    if isinstance(node, exp.Column):
        return node.name.lower().endswith(("units", "_share", "_quantity", "_percent"))
    if isinstance(node, exp.Literal):
        return not node.is_string and not node.is_int
    return any(_is_fraction(part) for part in node.iter_expressions())


def time_zone(node: exp.Expr, _: Sight) -> Verdict | None:
    """A timestamp whose day depends on where it is read."""
    zoned = exp.DType.TIMESTAMPTZ, exp.DType.TIMESTAMPLTZ, exp.DType.TIMETZ, exp.DType.TSTZRANGE
    if isinstance(node, exp.AtTimeZone) or (
        isinstance(node, exp.DataType) and node.is_type(*zoned)
    ):
        return "a timestamp with time zone", "a date, or a plain timestamp"
    return None


def _functions(names: str, what: str, instead: str) -> dict[str, Verdict]:
    return dict.fromkeys(names.split(), (what, instead))


BANNED_FUNCTIONS: dict[str, Verdict] = {
    **_functions(
        "first last any_value arbitrary min_by max_by arg_min arg_max arg_min_null arg_max_null",
        "picks one of several rows, and ties differ",
        "row_number() over a total order, or min or max",
    ),
    **_functions(
        "quantile quantile_cont quantile_disc percentile percentile_cont percentile_disc median"
        " mode approx_quantile approx_percentile reservoir_quantile mad",
        "is a percentile, which engines work out differently",
        "a place counted with row_number() over a total order",
    ),
    **_functions(
        "approx_distinct approx_count_distinct approx_top_k",
        "is an estimate",
        "count(distinct ...)",
    ),
    **_functions("hash", "differs between engines and versions", "the columns themselves"),
    **_functions(
        "now today current_date current_time current_timestamp get_current_timestamp localtime"
        " localtimestamp transaction_timestamp current_localtimestamp current_localtime",
        "reads the clock",
        "as_of of audit_parameter",
    ),
    **_functions(
        "rand random setseed uuid gen_random_uuid uuidv4 uuidv7",
        "is random",
        "a key the line already has",
    ),
    **_functions(
        "age months_between date_sub datesub",
        "counts calendar parts, which engines cut differently",
        "date_diff('day', from, to)",
    ),
    **_functions("timezone", "makes a timestamp with time zone", "a date, or a plain timestamp"),
}


def function_call(node: exp.Expr, sight: Sight) -> Verdict | None:
    """A function that engines answer differently, or that answers anew each time."""
    name = function_name(node)
    if name not in BANNED_FUNCTIONS:
        return None
    what, instead = BANNED_FUNCTIONS[name]
    return f"{sight.as_written(node, name)}() {what}", instead

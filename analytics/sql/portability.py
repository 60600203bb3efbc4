"""Bans in query files: SQL that engines or versions answer differently."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import sqlglot
from sqlglot import exp
from sqlglot.tokens import TokenType

from analytics.sql.header import Problem
from analytics.sql.parse import WRITTEN_IN, SqlTextError, line_of, parsed

Verdict = tuple[str, str]  # what is wrong, what would be right


def banned(sql: str, money_columns: Iterable[str] = ()) -> list[Problem]:
    """The constructs of a statement that engines or versions answer differently, by line.

    `money_columns`: columns that hold money besides those named *_amount or *_cents.
    """
    return sorted(
        {problem for _, problem in broken(sql, money_columns)},
        key=lambda problem: (problem.line, problem.what),
    )


def broken(sql: str, money_columns: Iterable[str] = ()) -> set[tuple[str, Problem]]:
    """Every banned construct with the rule of `RULES` that it breaks.

    A text that cannot be read breaks no rule: its one problem comes under an empty name.
    """
    try:
        tree = parsed(sql)
    except SqlTextError as error:
        return {("", error.problem)}
    sight = _Sight(_money_names(tree, money_columns), _starts_after_as(sql), sql)
    return {
        (_called(node) if name == _BY_FUNCTION else name, Problem(line_of(node), *verdict))
        for node in tree.walk()
        for name, rule in _RULES.items()
        if (verdict := rule(node, sight))
    }


def _called(node: exp.Expr) -> str:
    """The rule a function call breaks: its own name; a list in no order is a matter of order."""
    name = _function(node)
    return name if name in _BANNED_FUNCTIONS else "order"


@dataclass(frozen=True)
class _Sight:
    """What a rule must know of the whole statement."""

    money: frozenset[str]
    starts_after_as: frozenset[int]
    sql: str

    def as_written(self, call: exp.Expr, name: str) -> str:
        """The name of a function as the text has it, where the parser kept its place."""
        start = call.meta.get("start")
        return name if start is None else self.sql[start : call.meta["end"] + 1].lower()


def _starts_after_as(sql: str) -> frozenset[int]:
    tokens = sqlglot.tokenize(sql, dialect=WRITTEN_IN)
    return frozenset(b.start for a, b in pairwise(tokens) if a.token_type is TokenType.ALIAS)


def _money_names(tree: exp.Expr, more: Iterable[str]) -> frozenset[str]:
    """Column names that hold money: by their ending, as given, or as aliases of such."""
    names = {name.lower() for name in more}
    aliases = list(tree.find_all(exp.Alias))
    size = -1
    while size < len(names):
        size = len(names)
        names |= {a.alias.lower() for a in aliases if _is_money(a.this, names)}
    return frozenset(names)


def _is_money(node: exp.Expr, names: Iterable[str]) -> bool:
    """Whether a value is money or a sum of it; a count, a test or an order of money is not."""
    if isinstance(node, exp.Column):
        return node.name.lower().endswith(("_amount", "_cents")) or node.name.lower() in names
    if isinstance(node, (exp.Predicate, exp.Count)):
        return False
    if isinstance(node, (exp.Window, exp.Filter)):
        return _is_money(node.this, names)
    if isinstance(node, exp.Select):
        return any(_is_money(column, names) for column in node.selects)
    parts = node.iter_expressions()
    if isinstance(node, (exp.If, exp.Case)):  # what is tested is not what is given
        parts = (part for part in parts if part.arg_key != "this")
    return any(_is_money(part, names) for part in parts)


def _money_division(node: exp.Expr, sight: _Sight) -> Verdict | None:
    name = _function(node)
    divides = isinstance(node, exp.Div) or name in ("divide", "fdiv", "avg", "mean")
    if divides and any(_is_money(part, sight.money) for part in node.iter_expressions()):
        how = "averaged" if name in ("avg", "mean") else "divided"
        return f"money is {how}", "money times a share of decimal(18, 12), or cents // days"
    if isinstance(node, exp.IntDiv) and any(
        column.name.lower().endswith("_amount") for column in node.find_all(exp.Column)
    ):
        return "an amount is divided with //", "whole cents: paid_cents // day_count"
    return None


def _dates(node: exp.Expr, _: _Sight) -> Verdict | None:
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


def _integer_cast(node: exp.Expr, _: _Sight) -> Verdict | None:
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


def _functions(names: str, what: str, instead: str) -> dict[str, Verdict]:
    return dict.fromkeys(names.split(), (what, instead))


_BANNED_FUNCTIONS: dict[str, Verdict] = {
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


def _function(node: exp.Expr) -> str:
    """The name of a function call as sqlglot knows it, in lower case; empty for anything else."""
    if isinstance(node, exp.Anonymous):
        return node.name.lower()
    return node.sql_name().lower() if isinstance(node, exp.Func) else ""


def _function_call(node: exp.Expr, sight: _Sight) -> Verdict | None:
    name = _function(node)
    if name in _BANNED_FUNCTIONS:
        what, instead = _BANNED_FUNCTIONS[name]
        return f"{sight.as_written(node, name)}() {what}", instead
    gathers = isinstance(node, (exp.ArrayAgg, exp.GroupConcat, exp.ArrayUniqueAgg))
    if gathers and not node.find(exp.Order) and not isinstance(node.parent, exp.ArraySort):
        return "a list is gathered in no order", "string_agg(x, ', ' order by x)"
    return None


def _time_zone(node: exp.Expr, _: _Sight) -> Verdict | None:
    zoned = exp.DType.TIMESTAMPTZ, exp.DType.TIMESTAMPLTZ, exp.DType.TIMETZ, exp.DType.TSTZRANGE
    if isinstance(node, exp.AtTimeZone) or (
        isinstance(node, exp.DataType) and node.is_type(*zoned)
    ):
        return "a timestamp with time zone", "a date, or a plain timestamp"
    return None


def _some_rows(node: exp.Expr, _: _Sight) -> Verdict | None:
    some = isinstance(node, (exp.Limit, exp.Offset, exp.Fetch)) and node.parent
    if some and not some.args.get("order"):
        return "limit without order by", "order by ... limit, in a total order"
    if isinstance(node, exp.TableSample):
        return "a sample of rows", "every row, or a condition"
    if isinstance(node, exp.Distinct) and node.args.get("on"):
        return "distinct on keeps one of several rows", "row_number() over a total order"
    if isinstance(node, exp.Join) and node.method in ("ASOF", "POSITIONAL"):
        return f"{node.method.lower()} join", "a join on a condition"
    return None


_GENERATORS = (exp.Explode, exp.Unnest, exp.GenerateSeries, exp.GenerateDateArray)


def _generator(node: exp.Expr, _: _Sight) -> Verdict | None:
    at = node
    while isinstance(node, _GENERATORS) and at.parent:
        if isinstance(at.parent, exp.Select):
            if at.arg_key != "expressions":
                return None
            return "a generator in a select list", "a join to day_number, or unnest in from"
        at = at.parent
    return None


def _not_plain(node: exp.Expr, sight: _Sight) -> Verdict | None:
    if isinstance(node, exp.Lambda):
        return "a lambda", "unnest in from, or list_contains(list, value)"
    if isinstance(node, (exp.JSONExtract, exp.JSONExtractScalar)):
        return "an arrow", "a column of its own"
    if isinstance(node, exp.Comprehension):
        return "a list comprehension", "unnest in from, or list_contains(list, value)"
    if isinstance(node, (exp.Struct, exp.Dot)) or (isinstance(node, exp.Column) and node.db):
        return "a struct", "columns of their own"
    if isinstance(node, exp.Alias) or (
        isinstance(node, exp.TableAlias) and not isinstance(node.parent, exp.CTE)
    ):
        name = node.args["alias"] if isinstance(node, exp.Alias) else node.this
        if name is not None and name.meta.get("start", -1) not in sight.starts_after_as | {-1}:
            return f"alias {name.name} without `as`", f"as {name.name}"
    return None


#: Columns that end a total order: keys of a line, a claim, a day or a finding.
_TOTAL = ("line_id", "claim_id", "claim_line_number", "service_date", "finding_id", "_key")
_ROW_OF_A_LOAD = ("load_number", "source_row")
_TOTAL_TOO = ("replaced_by", "superseded_by")  # claim numbers by another name
_PICKS = (
    *(exp.RowNumber, exp.Ntile, exp.Lag, exp.Lead),
    *(exp.FirstValue, exp.LastValue, exp.NthValue),
)
_RANKS = (exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist)


def _window(node: exp.Expr, _: _Sight) -> Verdict | None:
    if not isinstance(node, exp.Window) or isinstance(node.this, exp.Identifier):
        return None
    called = node.this
    while isinstance(called, (exp.IgnoreNulls, exp.RespectNulls, exp.Filter)):
        called = called.this
    order, by_rows = _window_shape(node)
    if not isinstance(called, (*_PICKS, *_RANKS)) and not by_rows:
        return None
    name = _function(called)
    if order is None:
        return f"{name}() over a window without order by", "order by ... , line_id"
    keys = [ordered.this for ordered in order.expressions]
    harmless = isinstance(called, _RANKS) or (  # what ties is equal in what is given
        not isinstance(called, _PICKS) and called.this in keys
    )
    names = tuple(key.name.lower() for key in keys)
    if harmless or names[-1].endswith(_TOTAL + _TOTAL_TOO) or names[-2:] == _ROW_OF_A_LOAD:
        return None
    ends = f"{', '.join(_TOTAL[:-1])} or a *_key column"
    return f"{name}() over an order that is not total", f"an order by that ends in {ends}"


def _window_shape(node: exp.Window) -> tuple[exp.Order | None, bool]:
    """The order of a window, and whether its frame counts rows; a named window lends its own."""
    select = node.find_ancestor(exp.Select)
    named = (select.args.get("windows") or []) if select else []
    shapes = [node, *(w for w in named if node.alias and w.name == node.alias)]
    order = next((w.args["order"] for w in shapes if w.args.get("order")), None)
    frames = [w.args["spec"].text("kind").lower() for w in shapes if w.args.get("spec")]
    return order, "rows" in frames


_BY_FUNCTION = "function"
_RULES: dict[str, Callable[[exp.Expr, _Sight], Verdict | None]] = {
    "money": _money_division,
    "date": _dates,
    "cast": _integer_cast,
    _BY_FUNCTION: _function_call,
    "time zone": _time_zone,
    "some rows": _some_rows,
    "generator": _generator,
    "form": _not_plain,
    "order": _window,
}
#: The rules by name, as a waiver says them; a banned function is a rule of its own name.
RULES = (*(name for name in _RULES if name != _BY_FUNCTION), *_BANNED_FUNCTIONS)

"""Banned forms in query files: rows in no order, and syntax that one engine alone reads."""

from __future__ import annotations

from sqlglot import exp

from analytics.sql.sight import Sight, Verdict, function_name


def some_rows(node: exp.Expr, _: Sight) -> Verdict | None:
    """Some rows of several, where any would do."""
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


def generator(node: exp.Expr, _: Sight) -> Verdict | None:
    """Rows made in a select list."""
    at = node
    while isinstance(node, _GENERATORS) and at.parent:
        if isinstance(at.parent, exp.Select):
            if at.arg_key != "expressions":
                return None
            return "a generator in a select list", "a join to day_number, or unnest in from"
        at = at.parent
    return None


def not_plain(node: exp.Expr, sight: Sight) -> Verdict | None:
    """Syntax that one engine alone reads."""
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


def list_gathered(node: exp.Expr, _: Sight) -> Verdict | None:
    """A list made of rows as they come."""
    gathers = isinstance(node, (exp.ArrayAgg, exp.GroupConcat, exp.ArrayUniqueAgg))
    if gathers and not node.find(exp.Order) and not isinstance(node.parent, exp.ArraySort):
        return "a list is gathered in no order", "string_agg(x, ', ' order by x)"
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


def window(node: exp.Expr, _: Sight) -> Verdict | None:
    """A window function that picks a row by an order with ties."""
    if not isinstance(node, exp.Window) or isinstance(node.this, exp.Identifier):
        return None
    called = node.this
    while isinstance(called, (exp.IgnoreNulls, exp.RespectNulls, exp.Filter)):
        called = called.this
    order, by_rows = _window_shape(node)
    if not isinstance(called, (*_PICKS, *_RANKS)) and not by_rows:
        return None
    name = function_name(called)
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

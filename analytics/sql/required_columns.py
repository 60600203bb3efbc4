"""The columns that a query reads, and those it cannot do without, from the parsed SQL.

A column is required where no row can come out while it is null: it stands in a condition or an
inner join on the way from a table to the answer, and nothing there makes a value of a null. Where
the text does not say which table a column belongs to, it counts for none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, build_scope

from analytics.sql.parse import parsed

#: A relation and a column of it, in lower case.
Place = tuple[str, str]
Places = frozenset[Place]

_NONE: Places = frozenset()
#: What may have a value although a part of it is null.
_TAKES_NULL = (
    *(exp.Coalesce, exp.Case, exp.If, exp.Is, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Count),
    *(exp.ConcatWs, exp.Greatest, exp.Least, exp.Window, exp.Query, exp.Exists, exp.Nullif),
    *(exp.And, exp.Or, exp.ArrayAgg, exp.Array),
)


class SqlReach:
    """Required and read columns of queries over tables and views, the views seen through."""

    def __init__(self, views: Mapping[str, str]):
        self._views = views
        self._scopes: dict[str, Scope] = {}
        self._known: dict[tuple, Places] = {}

    def required(self, sql: str) -> Places:
        """The places without which the query gives no row: columns of tables, never of views."""
        return self._required(self._scope(sql))

    def read(self, sql: str) -> Places:
        """The places that matter to the answer: a column that nobody asks for is not read."""
        return self._read(self._scope(sql), None)

    def _scope(self, sql: str) -> Scope:
        if sql not in self._scopes:
            scope = build_scope(parsed(sql))
            assert scope is not None, "a parsed select has a scope"
            self._scopes[sql] = scope
        return self._scopes[sql]

    def _behind(self, source: exp.Expr | Scope) -> Scope | str:
        """The query behind a source, or the name of the table it is."""
        if isinstance(source, Scope):
            return source
        name = source.name.lower()
        return self._scope(self._views[name]) if name in self._views else name

    # --- required -------------------------------------------------------------------------------

    def _required(self, scope: Scope) -> Places:
        return self._once(("required", id(scope)), lambda: self._required_of(scope))

    def _required_of(self, scope: Scope) -> Places:
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            left, right = (self._required(each) for each in scope.set_operation_scopes)
            return left & right if isinstance(query, exp.Union) else left
        if not isinstance(query, exp.Select) or _always_a_row(query):
            return _NONE
        optional, conditions = _joins(query)
        found = [
            self._required(behind)
            for alias, source in _sources(scope).items()
            if alias not in optional and isinstance(behind := self._behind(source), Scope)
        ]
        conditions += [query.args[key].this for key in ("where", "having") if query.args.get(key)]
        found += [self._rejects(condition, scope) for condition in conditions]
        return _all(found)

    def _rejects(self, test: exp.Expr, scope: Scope) -> Places:
        """The places that, when null, make a condition fail."""
        test = test.unnest()
        denied = isinstance(test, exp.Not)
        inner = test.this.unnest() if denied else test
        if isinstance(inner, (exp.And, exp.Or)):
            sides = (inner.this, inner.expression)
            left, right = (
                self._rejects(exp.Not(this=side.copy()) if denied else side, scope)
                for side in sides
            )
            return left | right if isinstance(inner, exp.And) != denied else left & right
        if isinstance(inner, exp.Is):
            is_null = isinstance(inner.expression, exp.Null)
            return self._strict(inner.this, scope) if denied and is_null else _NONE
        return self._strict(inner, scope)

    def _strict(self, node: exp.Expr, scope: Scope) -> Places:
        """The places that, when null, make an expression null."""
        return _all(self._origin(column, scope) for column in _columns(node, _TAKES_NULL))

    def _origin(self, column: exp.Column, scope: Scope) -> Places:
        source = _source_of(column, scope)
        return _NONE if source is None else self._given(source, column.name.lower())

    def _given(self, source: exp.Expr | Scope, name: str) -> Places:
        """The places that, when null, make a column of a source null."""
        behind = self._behind(source)
        if isinstance(behind, str):
            return frozenset({(behind, name)})
        return self._once(("given", id(behind), name), lambda: self._output(behind, name))

    def _output(self, scope: Scope, name: str) -> Places:
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            left, right = (self._given(each, name) for each in scope.set_operation_scopes)
            return left & right
        for node in _giving(query, name):
            if isinstance(node, exp.Expr) and not node.is_star:
                return self._strict(node, scope)
            for alias in _star_aliases(node, scope):
                return self._given(_sources(scope)[alias], name)
        return _NONE

    # --- read -----------------------------------------------------------------------------------

    def _read(self, scope: Scope, wanted: frozenset[str] | None) -> Places:
        return self._once(("read", id(scope), wanted), lambda: self._read_of(scope, wanted))

    def _read_of(self, scope: Scope, wanted: frozenset[str] | None) -> Places:
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            return _all(self._read(each, wanted) for each in scope.set_operation_scopes)
        if not isinstance(query, exp.Select):
            return _NONE
        asked: dict[str, set[str]] = {alias: set() for alias in _sources(scope)}
        for node in _looked_at(query, wanted):
            if node.is_star:
                for alias in _star_aliases(node, scope):
                    asked[alias] |= wanted or set()
            for column in node.find_all(exp.Column):
                alias = _alias_of(column, scope)
                if alias is not None and not column.is_star:
                    asked[alias].add(column.name.lower())
        found = [self._read(inner, None) for inner in scope.subquery_scopes]
        for alias, names in asked.items():
            behind = self._behind(_sources(scope)[alias])
            if isinstance(behind, Scope):
                found.append(self._read(behind, frozenset(names)))
            else:
                found.append(frozenset((behind, name) for name in names))
        return _all(found)

    def _once(self, key: tuple, work: Callable[[], Places]) -> Places:
        if key not in self._known:
            self._known[key] = work()
        return self._known[key]


def _all(places: Iterable[Places]) -> Places:
    return frozenset().union(*places)


def _sources(scope: Scope) -> dict[str, exp.Expr | Scope]:
    """What a select takes its rows from, by alias; the CTEs in sight are more than that."""
    return {alias: source for alias, (_, source) in scope.selected_sources.items()}


def _always_a_row(query: exp.Select) -> bool:
    """Whether a select adds up all its rows: it gives a row even where there are none."""
    return query.args.get("group") is None and any(
        node.find_ancestor(exp.Window, exp.Query) in (None, query)
        for column in query.selects
        for node in column.find_all(exp.AggFunc)
    )


def _joins(query: exp.Select) -> tuple[set[str], list[exp.Expr]]:
    """The aliases that a row may lack, and the conditions of the joins that drop rows."""
    optional: set[str] = set()
    conditions = []
    for join in query.args.get("joins") or []:
        if join.side:
            optional.add(join.alias_or_name)
        elif join.args.get("on") is not None:
            conditions.append(join.args["on"])
    return optional, conditions


def _columns(node: exp.Expr, closed: tuple[type, ...]) -> Iterable[exp.Column]:
    """The columns of an expression, those inside closed nodes left out."""
    if isinstance(node, closed):
        return
    if isinstance(node, exp.Column):
        yield node
        return
    for part in node.iter_expressions():
        yield from _columns(part, closed)


def _alias_of(column: exp.Column, scope: Scope) -> str | None:
    """The alias of the source a column belongs to; none where the text does not say."""
    if column.table:
        return column.table if column.table in _sources(scope) else None
    inside = column.find_ancestor(exp.Query)
    if len(_sources(scope)) == 1 and inside in (None, scope.expression):
        return next(iter(_sources(scope)))
    return None


def _source_of(column: exp.Column, scope: Scope) -> exp.Expr | Scope | None:
    alias = _alias_of(column, scope)
    return None if alias is None else _sources(scope)[alias]


def _giving(query: exp.Expr, name: str) -> Iterable[exp.Expr]:
    """What gives a column of a select: its expression, a replacement in a star, or the star."""
    selects = query.selects if isinstance(query, exp.Select) else []
    for column in selects:
        if not column.is_star and column.output_name.lower() == name:
            yield column.unalias()
    for column in selects:
        if column.is_star:
            star = column.this if isinstance(column, exp.Column) else column
            for other in star.args.get("replace") or []:
                if other.alias.lower() == name:
                    yield other.unalias()
            yield column


def _star_aliases(node: exp.Expr, scope: Scope) -> list[str]:
    if isinstance(node, exp.Column) and node.table:
        return [node.table] if node.table in _sources(scope) else []
    return list(_sources(scope)) if len(_sources(scope)) == 1 else []


def _looked_at(query: exp.Select, wanted: frozenset[str] | None) -> Iterable[exp.Expr]:
    """The parts of a select that matter to the columns wanted (none told: to all)."""
    for key in ("where", "having", "qualify", "group"):
        if query.args.get(key) is not None:
            yield query.args[key]
    for join in query.args.get("joins") or []:
        if join.args.get("on") is not None:
            yield join.args["on"]
    for column in query.selects:
        if wanted is None or column.is_star or column.output_name.lower() in wanted:
            yield column

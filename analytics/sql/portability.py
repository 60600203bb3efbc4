"""Bans in query files: SQL that engines or versions answer differently."""

from __future__ import annotations

from collections.abc import Iterable

from analytics.sql.banned_forms import generator, list_gathered, not_plain, some_rows, window
from analytics.sql.banned_values import (
    BANNED_FUNCTIONS,
    dates,
    function_call,
    integer_cast,
    money_division,
    time_zone,
)
from analytics.sql.header import Problem
from analytics.sql.parse import SqlTextError, line_of, parsed
from analytics.sql.sight import Ban, function_name, sight_of

#: Each ban with the rule it belongs to, as a waiver names it; a banned function is a rule of its
#: own name.
_BY_FUNCTION = "function"
_BANS: tuple[tuple[str, Ban], ...] = (
    ("money", money_division),
    ("date", dates),
    ("cast", integer_cast),
    (_BY_FUNCTION, function_call),
    ("time zone", time_zone),
    ("some rows", some_rows),
    ("generator", generator),
    ("form", not_plain),
    ("order", list_gathered),
    ("order", window),
)
#: The rules by name.
RULES = (*dict.fromkeys(rule for rule, _ in _BANS if rule != _BY_FUNCTION), *BANNED_FUNCTIONS)


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
    sight = sight_of(tree, sql, money_columns)
    return {
        (function_name(node) if rule == _BY_FUNCTION else rule, Problem(line_of(node), *verdict))
        for node in tree.walk()
        for rule, ban in _BANS
        if (verdict := ban(node, sight))
    }

"""Waivers in the header of a query file, for SQL that the lint bans and the file means.

One line a rule, with the reason. A waiver that excuses nothing is itself refused, so none stays
behind when its construct goes:

    -- waiver order: one row per provider group, so no two rows tie

Checks have no waivers: what they say is asked of somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analytics.sql.header import Problem, leading_comments
from analytics.sql.portability import RULES, broken

#: The keys of a header that excuse a rule.
WAIVERS = tuple(f"waiver {rule}" for rule in RULES)
_WAIVER = re.compile(r"waiver ([a-z_ ]+):")


def unwaived(text: str) -> list[Problem]:
    """What is banned in a query file and no waiver of it excuses, and the waivers of nothing."""
    waived, found = dict(waivers(text)), broken(text)
    stands = {problem for rule, problem in found if rule not in waived}
    needed = {rule for rule, _ in found}
    idle = {
        Problem(line, f"the waiver {rule} excuses nothing", "no such line, or that of another rule")
        for rule, line in waived.items()
        if rule not in needed
    }
    return sorted(stands | idle, key=lambda problem: (problem.line, problem.what))


def waivers(text: str) -> Iterator[tuple[str, int]]:
    """The rule of each waiver in the header of a query file, and the line it stands on."""
    for number, comment in enumerate(leading_comments(text), start=1):
        if not comment:
            return
        if found := _WAIVER.match(comment):
            yield found[1], number

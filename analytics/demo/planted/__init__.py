"""Planted errors and near-misses of every check of the first wave, by theme.

A template bills a small story; its lines that a check must find are labelled with the amount, its
lines that only look wrong with the reason why they are not. Where another check finds a planted
line too, it is labelled for that check as well.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from analytics.demo.plan.plan import Plan
from analytics.demo.planted import (
    duplicates,
    exclusions,
    line_of_business,
    notes,
    nursing,
    paid_twice,
    place,
    replaced,
    requests,
    second_therapy,
    stays,
    supplies,
    third_therapy,
    units,
)
from analytics.demo.planted.case import Case
from analytics.demo.planted.template import PLANTED, TEMPLATES

#: Cases of a check in a book of 20,000 lines, and how they grow with the book.
_PLANTED, _NEAR_MISSES, _AT, _GROWTH = 6, 4, 20_000, 0.4


#: The modules that register templates, by being imported.
__all__ = [
    "add_cases",
    "duplicates",
    "exclusions",
    "line_of_business",
    "notes",
    "nursing",
    "paid_twice",
    "place",
    "replaced",
    "requests",
    "second_therapy",
    "stays",
    "supplies",
    "third_therapy",
    "units",
]


def add_cases(plan: Plan) -> None:
    """Tell every template, each often enough for the size of the book and at least once."""
    of_check = Counter((t.check, t.kind) for t in TEMPLATES)
    growth = (plan.size / _AT) ** _GROWTH
    for template in TEMPLATES:
        wanted = (_PLANTED if template.kind == PLANTED else _NEAR_MISSES) * growth
        count = max(1, int(np.ceil(wanted / of_check[template.check, template.kind])))
        template.tell(Case(plan, template, count))

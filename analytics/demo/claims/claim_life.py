"""The life of a claim after its receipt, as rows of a ledger.

Most are paid once. Some are paid, taken back and paid again under the same number; some are taken
back and replaced by a claim of their own (frequency 7); some are voided, the reversal under the
claim's number or one of its own; some are denied, of these a part is billed anew; the newest are
still pending. Nothing that was replaced here is left paid: that is what planted cases are for.
"""

from __future__ import annotations

import numpy as np

from analytics.demo.plan.dates import AS_OF, NONE
from analytics.demo.plan.lines import MONEY, Block, negated, pick, rows
from analytics.demo.plan.plan import Plan

PAID, ADJUSTED, REPLACED, VOIDED, DENIED, REBILLED, PENDING = range(7)
_SHARES = (0.941, 0.015, 0.012, 0.006, 0.018, 0.008)
#: Rows in the extract for each line of a claim, by its life.
ROWS = np.array([1, 3, 3, 2, 1, 2, 1])
#: Claims paid within this many days of the audit have no later life yet.
_SETTLED = 130


def lives(rng: np.random.Generator, paid_date: np.ndarray) -> np.ndarray:
    """A life for each claim, by the day it would be paid."""
    life = rng.choice(len(_SHARES), len(paid_date), p=_SHARES)
    life = np.where(paid_date > AS_OF - _SETTLED, PAID, life)
    return np.where(paid_date >= AS_OF, PENDING, life)


def add_lived(plan: Plan, block: Block, life: np.ndarray, rng: np.random.Generator) -> None:
    """Add a block of lines, each turned into the rows of its claim's life.

    `block` has the rows as they would be paid once; `life` is per row and the same on all rows
    of a claim. Lines already denied on their own (status) stay denied throughout.
    """
    words = plan.words
    status = block["status"]
    plan.lines.add(pick(block, (life <= VOIDED), status=status[life <= VOIDED]))
    _stopped(plan, block, (life == DENIED) | (life == REBILLED), words["DENIED"])
    pending = pick(_unpaid(block), life == PENDING, status=words["PENDED"], paid_date=NONE)
    plan.lines.add(pending)

    was_paid = status == words["PAID"]
    again = rng.integers(25, 90, plan.lines.claims)[block["claim"]].astype(np.int32)
    later = block["paid_date"] + again
    taken_back = negated(block) | {"status": words["REVERSED"], "paid_date": later}
    # A line the member owed wholly is not paid anew: taken back at 0, it would be gone.
    adjusted = was_paid & (life == ADJUSTED) & (block["paid"] > 0)
    plan.lines.add(pick(taken_back, adjusted | (was_paid & (life == REPLACED))))
    own = rng.random(plan.lines.claims)[block["claim"]] < 0.5
    plan.lines.add(pick(taken_back, was_paid & (life == VOIDED) & ~own))
    _anew(plan, taken_back, was_paid & (life == VOIDED) & own)

    corrected = _corrected(block) | {"paid_date": later}
    plan.lines.add(pick(corrected, adjusted))
    corrected["received"] = later - 12
    replaced = life == REPLACED
    _anew(plan, corrected | {"frequency": words["7"]}, replaced)
    rebilled = block | {"paid_date": later, "received": later - 12}
    _anew(plan, rebilled, life == REBILLED, names_original=False)


def _stopped(plan: Plan, block: Block, which: np.ndarray, status: int) -> None:
    plan.lines.add(pick(_unpaid(block), which, status=status))


def _unpaid(block: Block) -> Block:
    """The block with nothing allowed or paid; what was charged stays."""
    nothing = {name: 0 for name in MONEY if name != "charge"}
    return block | nothing | {"paid_units": 0}


def _corrected(block: Block) -> Block:
    """The block at a price five percent lower, as a corrected contract rate pays it."""
    lower = {name: block[name] * 95 // 100 for name in MONEY if name in block}
    return block | lower | {"charge": block["charge"]}


def _anew(plan: Plan, block: Block, which: np.ndarray, names_original: bool = True) -> None:
    """Add rows under fresh claim numbers, one for each claim among them."""
    again = pick(block, which)
    if not rows(again):
        return
    old, place = np.unique(again["claim"], return_inverse=True)
    fresh = plan.lines.new_claims(len(old))[place]
    original = again["claim"] if names_original else NONE
    plan.lines.add(again | {"claim": fresh, "original_claim": original})

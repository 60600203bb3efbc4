"""Money of the made-up book, in integer cents, and the amounts a label promises.

The amounts are worked out here on their own, from the rules, and not by the audit's code: a
label that agrees with a finding says something only because of that.
"""

from __future__ import annotations

import numpy as np

Cents = np.ndarray


def part(cents: Cents, numerator: Cents | int, denominator: Cents | int) -> Cents:
    """cents x numerator / denominator, half up to 4 decimals of a cent, then to the cent."""
    scaled = 10_000 * cents * numerator
    fine = (2 * scaled + denominator) // (2 * np.asarray(denominator))
    return (fine + 5_000) // 10_000


def of_days(cents: Cents, days: Cents | int, first: Cents | int, count: Cents | int) -> Cents:
    """The cents of `count` days from the `first` (0 is the line's first day) of a line of `days`.

    A line's cents are spread evenly over its days, the remainder to the earliest.
    """
    even, left = cents // days, cents % days
    return even * count + np.clip(left - first, 0, count)


def priced(cents: float | np.ndarray, factor: float | np.ndarray) -> Cents:
    """A price times a factor, as whole cents."""
    return np.rint(np.asarray(cents, dtype=np.float64) * factor).astype(np.int64)


def member_share(
    rng: np.random.Generator, allowed: Cents, cost_sharing: np.ndarray
) -> dict[str, Cents]:
    """What the member owes of each allowed amount, and what the plan pays.

    Where the line of business has cost sharing, some lines fall wholly to the deductible (paid 0),
    some carry 10 or 20 percent coinsurance, some a copay, and a few have another payer before.
    Allowed is always the sum of its parts.
    """
    draw = rng.random(len(allowed))
    none = np.zeros(len(allowed), dtype=np.int64)
    deductible = np.where(cost_sharing & (draw < 0.06), allowed, none)
    tenth = cost_sharing & (draw >= 0.06) & (draw < 0.25)
    fifth = cost_sharing & (draw >= 0.25) & (draw < 0.40)
    coinsurance = np.where(tenth, allowed // 10, np.where(fifth, allowed // 5, none))
    copayment = np.where(cost_sharing & (draw >= 0.40) & (draw < 0.55), allowed // 8, none)
    other = np.where(draw >= 0.99, allowed // 2, none)
    paid = allowed - deductible - coinsurance - copayment - other
    return {
        "paid": paid,
        "deductible": deductible,
        "coinsurance": coinsurance,
        "copayment": copayment,
        "other_payer": other,
    }

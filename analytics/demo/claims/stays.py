"""Stays in hospitals and skilled nursing facilities, and which facility is near a member."""

from __future__ import annotations

import numpy as np

from analytics.demo.claims.billing import claim_dates, repeated, settled
from analytics.demo.claims.claim_life import ROWS, add_lived, lives
from analytics.demo.plan.dates import FIRST_DAY, LAST_DAY, NONE
from analytics.demo.plan.plan import Plan

_ANCILLARY = ("0250", "0270", "0300", "0320", "0360", "0450", "0730")


def add_any_stays(plan: Plan, target: int, members: int, rng: np.random.Generator) -> None:
    """Hospital and skilled nursing stays of members without home infusion."""
    count = max(4, target // 5 + 4)
    length = rng.integers(1, 13, count)
    admission = rng.integers(FIRST_DAY, LAST_DAY + 1 - length).astype(np.int32)
    add_stays(
        plan,
        rng,
        rng.integers(0, members, count).astype(np.int32),
        admission,
        admission + length.astype(np.int32),
        target,
    )


def add_stays(
    plan: Plan,
    rng: np.random.Generator,
    member: np.ndarray,
    admission: np.ndarray,
    discharge: np.ndarray,
    target: int | None = None,
) -> None:
    """Inpatient claims: room and board, ancillaries, and a total line (revenue code 0001)."""
    words, count = plan.words, len(member)
    received, paid_date = claim_dates(rng, discharge)
    life = lives(rng, paid_date)
    lines = rng.integers(3, 8, count)
    keep = np.arange(count)
    if target is not None:
        keep = np.flatnonzero(np.cumsum(lines * ROWS[life]) <= target)
    of, place = repeated(lines[keep])
    of = keep[of]
    fresh = np.full(count, NONE, dtype=np.int32)
    fresh[keep] = plan.lines.new_claims(len(keep))
    hospital = plan.providers.site(local_group(plan, rng, "hospital", member))
    nights = discharge - admission
    nursing = rng.random(count) < 0.12
    ancillary = words.many(_ANCILLARY)[(place + of) % len(_ANCILLARY)]
    room = np.where(nursing, words["0022"], words["0120"])[of]
    total = place == lines[of] - 1
    revenue = np.select([place == 0, total], [room, words["0001"]], ancillary)
    cents = np.where(place == 0, 95_000 * nights[of], rng.integers(8_000, 240_000, len(of)))
    block = settled(
        plan,
        rng,
        {
            "claim": fresh[of],
            "line": (place + 1).astype(np.int32),
            "claim_type": words["institutional"],
            "bill_type": np.where(nursing, words["0211"], words["0111"])[of],
            "revenue_code": revenue.astype(np.int32),
            "member": member[of],
            "billing": hospital[of],
            "facility": hospital[of],
            "start": admission[of],
            "end": discharge[of],
            "admission": admission[of],
            "discharge": discharge[of],
            "received": received[of],
            "paid_date": paid_date[of],
            "diagnosis_1": words.many(("A419", "I5023", "J189", "N179"))[of % 4],
            "service_units": np.where(place == 0, nights[of], 1) * 1000,
            "paid_units": np.where(place == 0, nights[of], 1) * 1000,
        },
        np.where(total, 0, cents),
    )
    sums = np.bincount(of, weights=block["charge"], minlength=count).astype(np.int64)
    block["charge"] = np.where(total, sums[of], block["charge"])
    add_lived(plan, block, life[of], rng)


def local_group(plan: Plan, rng: np.random.Generator, kind: str, member: np.ndarray) -> np.ndarray:
    """A group of a kind in the member's state; some are much larger than others."""
    payer = plan.people.column("payer")[member]
    groups = plan.providers.of_kind[kind]
    halves = [groups[groups % 2 == parity] for parity in (0, 1)]
    place = (rng.random(len(member)) ** 2 * min(len(half) for half in halves)).astype(int)
    return np.where(payer == 0, halves[0][place], halves[1][place])

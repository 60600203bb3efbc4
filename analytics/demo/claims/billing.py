"""Prices, member shares and small blemishes that all background claims share."""

from __future__ import annotations

import numpy as np

from analytics.demo.plan.dates import NONE
from analytics.demo.plan.lines import NO_LINE_OF_BUSINESS, NO_LINE_PLACE, NO_TIN, Block, rows
from analytics.demo.plan.money import Cents, member_share, priced
from analytics.demo.plan.people import cost_sharing
from analytics.demo.plan.plan import Plan


def settled(plan: Plan, rng: np.random.Generator, block: Block, allowed: Cents) -> Block:
    """The block with its money filled in: charge, allowed, the member's part, paid.

    One claim in fifty is capitated or an encounter (the latter paid nothing), a few are paid to the
    member, a few carry interest. Some claims lack the tax number, the line of business or the
    line's place of service in the extract: another table or the claim header has it.
    """
    words, claim = plan.words, block["claim"]
    count, claims = rows(block), plan.lines.claims
    group = plan.providers.group_of(block["billing"])
    business = plan.people.column("line_of_business")[block["member"]]
    shares = member_share(rng, allowed, cost_sharing(business))
    charge = np.maximum(priced(allowed, plan.providers.markup[group]), allowed)

    draw = rng.random(claims)[claim]
    encounter = draw < 0.01
    arrangement = np.select(
        [encounter, draw < 0.02], [words["encounter"], words["capitated"]], NONE
    )
    payee = np.where((draw >= 0.02) & (draw < 0.024), words["member"], NONE)
    paid = np.where(encounter, 0, shares["paid"])
    interest = np.where(rng.random(count) < 0.004, paid // 90, 0)
    return (
        {"status": np.full(count, words["PAID"], dtype=np.int32), "frequency": words["1"]}
        | block
        | shares
        | {
            "allowed": allowed,
            "charge": charge,
            "paid": paid,
            "interest": interest,
            "arrangement": arrangement.astype(np.int32),
            "payee": payee.astype(np.int32),
            "bare": bare(rng, claims)[claim],
        }
    )


def bare(rng: np.random.Generator, claims: int) -> np.ndarray:
    """For each claim, which values its extract rows lack (bits of `lines.COLUMNS['bare']`)."""
    return (
        NO_TIN * (rng.random(claims) < 0.03)
        + NO_LINE_OF_BUSINESS * (rng.random(claims) < 0.08)
        + NO_LINE_PLACE * (rng.random(claims) < 0.05)
    ).astype(np.int8)


def claim_dates(rng: np.random.Generator, last_day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """When a claim is received and paid, by the last day it bills."""
    count = len(last_day)
    received = last_day + rng.integers(2, 15, count)
    return received.astype(np.int32), (received + rng.integers(7, 26, count)).astype(np.int32)


def repeated(lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For runs of these lengths: the run each element belongs to, and its place within it."""
    run = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(len(run)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return run, place

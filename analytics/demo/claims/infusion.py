"""Home infusion as it is billed, and as it should be: the background no check may flag.

A claim covers a week (some two or four), or one infusion: the per diem as a span, the drug shipped
on its first day, a second therapy beside it with SH, nursing visits and their additional hours.
Medicare style episodes have visit codes, and the pump and its supplies beside them.
"""

from __future__ import annotations

import numpy as np

from analytics.demo.claims.billing import repeated, settled
from analytics.demo.claims.claim_life import add_lived, lives
from analytics.demo.claims.episode_lines import EpisodeLines
from analytics.demo.claims.episodes import THERAPIES, Episodes, make_episodes
from analytics.demo.claims.stays import add_stays
from analytics.demo.plan.dates import FIRST_DAY
from analytics.demo.plan.lines import NO_TIN
from analytics.demo.plan.money import priced
from analytics.demo.plan.plan import Plan


def add_infusion(plan: Plan, rows: int) -> None:
    """Add home infusion episodes worth about this many rows, with the stays before them."""
    rng = plan.stream("infusion")
    episodes = make_episodes(plan, rows)
    lines = EpisodeLines(plan, episodes, rng)
    lines.per_diems()
    lines.drugs()
    lines.nursing()
    lines.visits()
    _add_claims(plan, lines, rng)
    _add_stays_before(plan, episodes)


def _add_claims(plan: Plan, lines: EpisodeLines, rng: np.random.Generator) -> None:
    """Number the lines of each claim and add them, each claim with its life."""
    e, words = lines.e, plan.words
    part = {k: np.concatenate([p[k] for p in lines.parts]) for k in lines.parts[0]}
    order = np.lexsort((part["start"], part["slot"], part["at"]))
    part = {k: v[order] for k, v in part.items()}
    at = part["at"]
    first = np.flatnonzero(np.diff(at, prepend=-1))
    _, place = repeated(np.diff(first, append=len(at)))
    of = lines.of[at]
    allowed = priced(part["cents"], lines.price[of]) * part["units"] * part["portion"] // 100
    diagnoses = np.array([words.many(t.diagnoses) for t in THERAPIES])[e.therapy[of]]
    home = _places(plan, e, rng)[of]
    block = settled(
        plan,
        rng,
        {
            "claim": lines.claim[at],
            "line": (place + 1).astype(np.int32),
            "claim_type": words["professional"],
            "member": e.member[of],
            "billing": plan.providers.site(e.group, e.site)[of],
            "rendering": part["rendering"],
            "code": part["code"].astype(np.int32),
            "modifier_1": part["modifier_1"].astype(np.int32),
            "start": part["start"],
            "end": part["end"],
            "place_of_service": home,
            "claim_place_of_service": home,
            "received": lines.received[at],
            "paid_date": lines.paid_date[at],
            "diagnosis_1": diagnoses[:, 0],
            "diagnosis_2": diagnoses[:, 1],
            "authorization": (of + 400_000).astype(np.int32),
            "ndc": part["ndc"].astype(np.int32),
            "ndc_unit": part["ndc_unit"].astype(np.int32),
            "ndc_quantity": part["ndc_quantity"],
            "service_units": part["units"] * 1000,
            "paid_units": part["units"] * 1000,
        },
        allowed,
    )
    # The contract names a tax number: its lines always carry it.
    block["bare"] = np.where(e.contract[of], block["bare"] & ~NO_TIN, block["bare"])
    add_lived(plan, block, lives(rng, lines.paid_date)[at], rng)


def _places(plan: Plan, e: Episodes, rng: np.random.Generator) -> np.ndarray:
    """Place of service of each episode: home; at Priority Health also what is like one."""
    words = plan.words
    homes = words.many(["12"] * 16 + ["13", "14", "33", "16"])
    place = homes[rng.integers(0, len(homes), len(e.therapy))]
    place = np.where(e.payer == 0, place, words["12"])
    return np.where(e.at_facility, words["49"], place).astype(np.int32)


def _add_stays_before(plan: Plan, e: Episodes) -> None:
    """Half of the daily therapies begin on the day of discharge from a hospital."""
    rng = plan.stream("stays before infusion")
    admitted = e.start - rng.integers(2, 10, len(e.start))
    which = (e.every == 0) & (rng.random(len(e.start)) < 0.4) & (admitted >= FIRST_DAY)
    admission = admitted[which].astype(np.int32)
    add_stays(plan, rng, e.member[which], admission, e.start[which])

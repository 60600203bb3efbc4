"""Everything that is not home infusion: most of a plan's book, and clean under every check.

Office visits, laboratory, imaging, hospital outpatient and inpatient claims, medical equipment.
No code of a home infusion family and no supply of a per diem is billed here, and only members
without home infusion are admitted to a hospital.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.demo.claims.billing import claim_dates, repeated, settled
from analytics.demo.claims.claim_life import ROWS, add_lived, lives
from analytics.demo.claims.stays import add_any_stays, local_group
from analytics.demo.plan.dates import FIRST_DAY, LAST_DAY, NONE
from analytics.demo.plan.formulary import DRUGS
from analytics.demo.plan.lines import Block
from analytics.demo.plan.money import priced
from analytics.demo.plan.plan import Plan


@dataclass(frozen=True)
class Kind:
    """One kind of professional or outpatient claim.

    `first` are codes of a claim's first line, `further` of the others: (code, cents).
    """

    share: float
    provider: str
    lines: tuple[float, ...]  # probability of 1, 2, ... lines
    first: tuple[tuple[str, int], ...]
    further: tuple[tuple[str, int], ...]
    diagnoses: tuple[str, ...]
    places: tuple[str, ...] = ()
    revenue: tuple[str, str] | None = None  # of the first and the further lines
    modifier: str | None = None


_LAB = (
    ("80053", 1_450),
    ("85025", 1_080),
    ("80061", 1_870),
    ("83036", 1_340),
    ("84443", 2_310),
    ("81001", 440),
    ("82306", 4_100),
    ("87086", 1_120),
)
KINDS: tuple[Kind, ...] = (
    Kind(
        0.50,
        "clinic",
        (0.45, 0.30, 0.17, 0.08),
        (
            ("99213", 9_200),
            ("99214", 13_100),
            ("99203", 11_300),
            ("99395", 12_800),
            ("99215", 18_300),
        ),
        (
            ("96372", 1_650),
            ("81002", 410),
            ("90471", 2_120),
            ("93000", 1_710),
            ("J0696", 43),
            ("90686", 2_240),
            ("94010", 3_380),
            ("J2919", 21),
            ("87880", 1_650),
            ("99406", 1_410),
            ("96127", 480),
            ("G0008", 2_060),
            ("69210", 4_890),
            ("20610", 6_140),
        ),
        ("I10", "E119", "J069", "M545", "Z0000", "F411", "E785"),
        ("11", "11", "22"),
    ),
    Kind(
        0.21,
        "laboratory",
        (0.20, 0.25, 0.25, 0.15, 0.15),
        _LAB,
        _LAB,
        ("E119", "I10", "Z0000", "E785", "D649"),
        ("81",),
    ),
    Kind(
        0.07,
        "imaging",
        (0.85, 0.15),
        (
            ("71046", 3_050),
            ("77067", 13_400),
            ("72148", 21_900),
            ("70450", 11_200),
            ("76700", 12_300),
        ),
        (("76770", 9_900), ("73030", 3_200)),
        ("R0602", "M545", "Z1231", "R51"),
        ("11", "22"),
        modifier="26",
    ),
    Kind(
        0.06,
        "supplier",
        (0.60, 0.30, 0.10),
        (("E0601", 5_600), ("E1390", 9_800), ("A4253", 1_850), ("K0001", 3_900), ("E0143", 6_200)),
        (("A7030", 9_700), ("A4259", 310), ("A7037", 1_600)),
        ("G4733", "J449", "E119"),
        ("12",),
    ),
    Kind(
        0.10,
        "hospital",
        (0.15, 0.25, 0.25, 0.20, 0.15),
        (("99284", 38_000), ("G0463", 12_100), ("99283", 24_500)),
        _LAB,
        ("R079", "R109", "S0990XA", "N390"),
        revenue=("0450", "0300"),
    ),
)


def add_everyday(plan: Plan, rows: int, members: int) -> None:
    """Fill the book with this many rows; the first `members` people may be in hospital."""
    left = rows
    for kind in KINDS:
        left -= _add_kind(plan, kind, round(rows * kind.share), plan.stream(kind.provider))
    add_any_stays(plan, left, members, plan.stream("stays"))


def _add_kind(plan: Plan, kind: Kind, target: int, rng: np.random.Generator) -> int:
    """Add about `target` rows of one kind; how many it were."""
    count = max(20, int(target / _mean(kind) * 1.15))
    day = rng.integers(FIRST_DAY, LAST_DAY + 1, count).astype(np.int32)
    received, paid_date = claim_dates(rng, day)
    life = lives(rng, paid_date)
    lines = rng.choice(len(kind.lines), count, p=kind.lines) + 1
    keep = np.flatnonzero(np.cumsum(lines * ROWS[life]) <= target)
    of, place = repeated(lines[keep])
    of = keep[of]

    member = rng.integers(0, plan.people.count, count).astype(np.int32)
    group = local_group(plan, rng, kind.provider, member)
    person = plan.providers.person(group, rng.integers(0, 4, count))
    codes, cents = _codes(plan, kind, rng, of, place, count)
    drug = cents < 100
    units = np.where(drug, rng.integers(1, 5, len(of)), 1)
    allowed = priced(cents * units, plan.providers.price[group[of]] * _noise(rng, len(of)))
    words = plan.words
    diagnosis = words.many(kind.diagnoses)[rng.integers(0, len(kind.diagnoses), count)]
    fresh = np.full(count, NONE, dtype=np.int32)
    fresh[keep] = plan.lines.new_claims(len(keep))
    block: Block = {
        "claim": fresh[of],
        "line": (place + 1).astype(np.int32),
        "claim_type": words["institutional" if kind.revenue else "professional"],
        "member": member[of],
        "billing": plan.providers.site(group)[of],
        "code": codes,
        "start": day[of],
        "end": day[of],
        "received": received[of],
        "paid_date": paid_date[of],
        "diagnosis_1": diagnosis[of],
        "service_units": units * 1000,
        "paid_units": units * 1000,
    }
    if kind.revenue:
        first, further = words.many(kind.revenue)
        block |= {"bill_type": words["0131"], "facility": block["billing"]}
        block["revenue_code"] = np.where(place == 0, first, further)
    else:
        places = words.many(kind.places)[rng.integers(0, len(kind.places), count)][of]
        block |= {"place_of_service": places, "claim_place_of_service": places}
        block |= _with_ndc(plan, codes, units)
        if kind.provider != "supplier":
            block["rendering"] = person[of]
        if kind.modifier:
            block["modifier_1"] = np.where(places == words["22"], words[kind.modifier], NONE)
    block = settled(plan, rng, block, allowed)
    refused = (place > 0) & (rng.random(len(of)) < 0.02)
    _refuse(plan, block, refused)
    before = plan.lines.count
    add_lived(plan, block, life[of], rng)
    return plan.lines.count - before


def _mean(kind: Kind) -> float:
    return sum(p * (i + 1) for i, p in enumerate(kind.lines))


def _noise(rng: np.random.Generator, count: int) -> np.ndarray:
    return rng.uniform(0.97, 1.03, count)


def _codes(plan: Plan, kind: Kind, rng: np.random.Generator, of, place, count: int):
    """Code and cents of each line: one of the first codes, then different further ones."""
    first = rng.integers(0, len(kind.first), count)[of]
    further = (rng.integers(0, len(kind.further), count)[of] + place) % len(kind.further)
    if kind.further is kind.first:
        further = (first + place) % len(kind.first)
    head = place == 0
    codes = np.where(
        head,
        plan.words.many([c for c, _ in kind.first])[first],
        plan.words.many([c for c, _ in kind.further])[further],
    )
    cents = np.where(
        head,
        np.array([p for _, p in kind.first])[first],
        np.array([p for _, p in kind.further])[further],
    )
    return codes.astype(np.int32), cents


def _with_ndc(plan: Plan, codes: np.ndarray, units: np.ndarray) -> Block:
    """The package of the drug lines given in the office."""
    ndc = np.full(len(codes), NONE, dtype=np.int32)
    for code in ("J0696", "J2919"):
        ndc[codes == plan.words[code]] = plan.words[DRUGS[code].ndc[0]]
    unit = np.where(ndc == NONE, NONE, plan.words["UN"]).astype(np.int32)
    return {"ndc": ndc, "ndc_unit": unit, "ndc_quantity": np.where(ndc == NONE, 0, units * 1000)}


def _refuse(plan: Plan, block: Block, refused: np.ndarray) -> None:
    """Deny single lines of a claim, in place."""
    block["status"][refused] = plan.words["DENIED"]
    for name in (
        "paid",
        "allowed",
        "deductible",
        "coinsurance",
        "copayment",
        "other_payer",
        "interest",
        "paid_units",
    ):
        block[name] = np.where(refused, 0, block[name])

"""The lines of home infusion episodes, part by part, before they are numbered within a claim.

Every part is one array job over all episodes: per diems, drugs, nursing, visits and supplies.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.demo.claims.billing import claim_dates, repeated
from analytics.demo.claims.episodes import PARTNER, THERAPIES, VISITS, Episodes
from analytics.demo.claims.records import add_background_records
from analytics.demo.plan.dates import NONE
from analytics.demo.plan.formulary import DRUGS, PRICE
from analytics.demo.plan.plan import Plan

#: Days of the week with a visit, by visits a week.
_VISIT_DAYS = np.array([[0, 0, 0], [0, 0, 0], [0, 3, 0], [0, 2, 4]])


class EpisodeLines:
    """The claims of all episodes, and the parts of their lines until they are numbered."""

    def __init__(self, plan: Plan, episodes: Episodes, rng: np.random.Generator) -> None:
        self.plan, self.e, self.rng = plan, episodes, rng
        e = episodes
        self.count = -(-e.days // e.step)
        self.of, self.turn = repeated(self.count)
        self.begun = np.cumsum(self.count) - self.count  # an episode's first claim
        self.start = e.start[self.of] + self.turn * e.step[self.of]
        last = np.minimum(self.start + e.step[self.of] - 1, (e.start + e.days - 1)[self.of])
        self.end = np.where(e.every[self.of] > 0, self.start, last)
        self.days = self.end - self.start + 1
        self.received, self.paid_date = claim_dates(rng, self.end)
        self.claim = plan.lines.new_claims(len(self.of))
        self.price = plan.providers.price[e.group] * rng.uniform(0.97, 1.03, len(e.group))
        self.nurse = plan.providers.person(e.group, rng.integers(0, 4, len(e.group)))
        self.parts: list[dict[str, np.ndarray]] = []

    def add(
        self, claim: np.ndarray, slot: int, code: Any, cents: Any, units: Any, **more: Any
    ) -> None:
        """Lines of these claims (places in `self.of`); `slot` orders the lines of a claim."""
        count = len(claim)
        default = {
            "start": self.start[claim],
            "end": self.end[claim],
            "modifier_1": NONE,
            "rendering": NONE,
            "ndc": NONE,
            "ndc_unit": NONE,
            "ndc_quantity": 0,
            "portion": 100,  # percent of the price that is allowed
        }
        columns = {"at": claim, "slot": slot, "code": code, "cents": cents, "units": units}
        part = default | columns | more
        self.parts.append({k: np.broadcast_to(v, count) for k, v in part.items()})

    def per_diems(self) -> None:
        """One span a claim; beside it, where there is a second therapy, another with SH."""
        words, e = self.plan.words, self.e
        codes = words.many([t.per_diem for t in THERAPIES])
        cents = np.array([PRICE.get(t.per_diem, 0) for t in THERAPIES])
        main = np.flatnonzero(~e.by_visit[self.of])
        therapy = e.therapy[self.of[main]]
        units = np.where(e.sparse[self.of[main]], -(-self.days[main] // 2), self.days[main])
        self.add(main, 0, codes[therapy], cents[therapy], units)
        beside = np.flatnonzero(e.second[self.of])
        therapy = PARTNER[e.therapy[self.of[beside]]]
        portion = np.where(e.contract[self.of[beside]], 50, 100)
        self.add(
            beside,
            2,
            codes[therapy],
            cents[therapy],
            self.days[beside],
            modifier_1=words["SH"],
            portion=portion,
        )

    def drugs(self) -> None:
        """Each therapy's drug, for the days of the claim, dated on the first."""
        e = self.e
        which = self.rng.integers(0, 6, len(e.therapy))
        every_claim = np.arange(len(self.of))
        self._drug(every_claim, 1, e.therapy[self.of], which)
        beside = np.flatnonzero(e.second[self.of])
        self._drug(beside, 3, PARTNER[e.therapy[self.of[beside]]], which)

    def _drug(self, claim: np.ndarray, slot: int, therapy: np.ndarray, which: np.ndarray) -> None:
        words = self.plan.words
        for place, kind in enumerate(THERAPIES):
            for turn, code in enumerate(kind.drugs):
                mine = claim[(therapy == place) & (which[self.of[claim]] % len(kind.drugs) == turn)]
                drug = DRUGS[code]
                package = words.many(drug.ndc)[which[self.of[mine]] % 2]
                days = self.days[mine]
                self.add(
                    mine,
                    slot,
                    words[code],
                    drug.cents * 1.06,
                    days * drug.units,
                    end=self.start[mine],
                    modifier_1=words[drug.modifier],
                    ndc=package,
                    ndc_unit=words[drug.ndc_unit] if drug.ndc[0] else NONE,
                    ndc_quantity=np.rint(days * drug.ndc_quantity * 1000).astype(np.int64)
                    * (drug.ndc[0] is not None),
                )

    def _nursed_days(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Claim and day of each visit of the episodes chosen."""
        e = self.e
        weekly = np.flatnonzero(chosen & (e.every == 0))
        weeks = -(-e.days[weekly] // 7)
        week_of, week = repeated(weeks)
        episode = weekly[week_of]
        visits = VISITS[e.therapy[episode]]
        row, nth = repeated(visits)
        day = 7 * week[row] + _VISIT_DAYS[visits[row], nth]
        episode = episode[row]
        inside = day < e.days[episode]
        episode, day = episode[inside], day[inside]
        claim = self.begun[episode] + day // e.step[episode]
        each = np.flatnonzero((chosen & (e.every > 0) & (VISITS[e.therapy] > 0))[self.of])
        return (
            np.concatenate([claim, each]),
            np.concatenate([e.start[episode] + day, self.start[each]]),
        )

    def nursing(self) -> None:
        """99601 for each visit, 99602 for some; at Priority Health each with its note."""
        words, e, rng = self.plan.words, self.e, self.rng
        claim, day = self._nursed_days(~e.by_visit)
        nurse = self.nurse[self.of[claim]]
        self.add(claim, 4, words["99601"], PRICE["99601"], 1, start=day, end=day, rendering=nurse)
        likely = np.array([t.hours for t in THERAPIES])[e.therapy[self.of[claim]]]
        longer = np.flatnonzero(rng.random(len(claim)) < likely)
        hours = np.where(likely[longer] > 0.4, rng.integers(1, 4, len(longer)), 1)
        self.add(
            claim[longer],
            5,
            words["99602"],
            PRICE["99602"],
            hours,
            start=day[longer],
            end=day[longer],
            rendering=nurse[longer],
        )
        extra = np.zeros(len(claim), dtype=int)
        extra[longer] = hours
        documented = e.payer[self.of[claim]] == 0
        of = self.of[claim[documented]]
        add_background_records(
            self.plan,
            member=e.member[of],
            claim=self.claim[claim[documented]],
            day=day[documented],
            site=self.plan.providers.site(e.group[of], e.site[of]),
            nurse=nurse[documented],
            hours=extra[documented],
        )

    def visits(self) -> None:
        """Medicare style: visit codes, the pump rented by the month, its supplies by the claim."""
        words, e, rng = self.plan.words, self.e, self.rng
        claim, day = self._nursed_days(e.by_visit)
        therapy = e.therapy[self.of[claim]]
        pairs = [t.per_diem.split("/") if "/" in t.per_diem else (None, None) for t in THERAPIES]
        initial = day == e.start[self.of[claim]]
        codes = words.many([p[0] for p in pairs]), words.many([p[1] for p in pairs])
        cents = [np.array([PRICE.get(p[i], 0) for p in pairs]) for i in (0, 1)]
        self.add(
            claim,
            4,
            np.where(initial, codes[0][therapy], codes[1][therapy]),
            np.where(initial, cents[0][therapy], cents[1][therapy]),
            rng.integers(4, 9, len(claim)),
            start=day,
            end=day,
            rendering=self.nurse[self.of[claim]],
        )
        pumped = np.flatnonzero(e.by_visit[self.of])
        self.add(
            pumped,
            6,
            words["A4222"],
            PRICE["A4222"],
            -(-self.days[pumped] // 7),
            end=self.start[pumped],
        )
        monthly = pumped[(self.turn[pumped] * e.step[self.of[pumped]]) % 28 == 0]
        self.add(
            monthly,
            7,
            words["E0781"],
            PRICE["E0781"],
            1,
            end=self.start[monthly],
            modifier_1=words["RR"],
        )

"""The members of a template: one episode and provider each. Knows no claim."""

from __future__ import annotations

import numpy as np

from analytics.demo.plan.people import (
    CHIP,
    COMMERCIAL,
    INDIVIDUAL,
    JEFFERSON,
    MEDICAID,
    MEDICARE_ADVANTAGE,
    PAYERS,
    cost_sharing,
)
from analytics.demo.plan.plan import Plan
from analytics.demo.plan.providers import HOME_GROUPS, PRIORITY_GROUPS, SITES
from analytics.demo.planted.template import PLANTED, Template, Where

#: Lines of business that may bill S codes, per payer.
_S_CODE_BUSINESS = ((MEDICAID, COMMERCIAL, INDIVIDUAL, MEDICARE_ADVANTAGE), (MEDICAID, CHIP))


class Members:
    """Several members of one template, each with an episode and a provider of their own."""

    def __init__(self, plan: Plan, template: Template, count: int) -> None:
        self.plan, self.template, self.count = plan, template, count
        where = template.where
        name = f"{template.check} {template.kind} {template.tell.__name__}"
        self.rng = rng = plan.stream(name)
        self.group = self._groups(where)
        self.payer = (self.group >= PRIORITY_GROUPS).astype(int)
        self.business = self._business(where)
        self.member = plan.people.enrol(self.payer, self.business, where.known)
        self.start = rng.integers(where.since, where.until + 1, count).astype(np.int32)
        self.which_site = rng.integers(0, SITES - 1, count)
        if where.site is not None:
            self.which_site = np.full(count, where.site)
        self.nurse = rng.integers(0, 3, count)
        near = 1.0 if where.at_rate else rng.uniform(0.97, 1.03, count)
        self.price = plan.providers.price[self.group] * near
        shares = cost_sharing(self.business) & (rng.random(count) < 0.5)
        self.coinsurance = np.where(shares, rng.choice([10, 20], count), 0)

    def _groups(self, where: Where) -> np.ndarray:
        groups = np.array(where.groups)
        if where.payer is not None:
            groups = groups[(groups >= PRIORITY_GROUPS) == (where.payer == JEFFERSON)]
        providers = self.plan.providers
        weight = providers.blame if self.template.kind == PLANTED else providers.volume
        chance = weight[groups] / weight[groups].sum()
        return self.rng.choice(groups, self.count, p=chance)

    def _business(self, where: Where) -> np.ndarray:
        if where.business is not None:
            return self.rng.choice(where.business, self.count)
        choices = [self.rng.choice(_S_CODE_BUSINESS[p], self.count) for p in range(len(PAYERS))]
        return np.where(self.payer == 0, choices[0], choices[1])

    @property
    def site(self) -> np.ndarray:
        """The NPI that bills."""
        return self.plan.providers.site(self.group, self.which_site)

    @property
    def other_site(self) -> np.ndarray:
        """Another NPI of the same group."""
        return self.plan.providers.site(self.group, 1 - self.which_site)

    @property
    def neighbour(self) -> np.ndarray:
        """Another home infusion group of the same payer, never the contract's."""
        first = np.where(self.payer == 0, 1, PRIORITY_GROUPS)
        size = np.where(self.payer == 0, PRIORITY_GROUPS - 1, HOME_GROUPS - PRIORITY_GROUPS)
        return first + (self.group - first + 1) % size

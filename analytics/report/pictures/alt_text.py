"""What each picture shows, in words, for readers who do not see it; the tables have the rest."""

from __future__ import annotations

from analytics.formats import listed, money, money_said, month, percent
from analytics.report.exposure_tables import Row, Step
from analytics.schema.words import STRENGTH_AMOUNTS


def pareto(providers: list[Row]) -> str:
    """Of the providers with automated dollars, largest first."""
    first, last = providers[0], providers[-1]
    told = (
        f"Bars of automated dollars by provider. {first['provider_name']} has the most, "
        f"{money(first['automated_amount'])}, {percent(first['cumulative_share'])} of all."
    )
    if len(providers) == 1:
        return told
    return f"{told} The {len(providers)} drawn hold {percent(last['cumulative_share'])} together."


def gross_and_net(checks: list[Row]) -> str:
    """Of the check with the largest gross amount."""
    largest = max(checks, key=lambda row: row["gross_amount"])
    net = ", ".join(
        f"{money(largest[name])} {name.removesuffix('_amount')}"
        for name in STRENGTH_AMOUNTS
        if largest[name]
    )
    return (
        f"Bars of gross and net dollars by check. {largest['check_id']} asks for the most, "
        f"{money(largest['gross_amount'])} gross; net of others it adds {net or 'nothing'}."
    )


def by_month(months: list[Row]) -> str:
    """Of the month with the most in each strength."""
    told = []
    for name in STRENGTH_AMOUNTS:
        most = max(months, key=lambda row: row[name])
        if most[name]:
            strength = name.removesuffix("_amount")
            told.append(
                f"{strength} dollars are most in {month(most['month'])}, {money(most[name])}"
            )
    return f"Bars of net dollars by month of service, a panel for each strength: {'; '.join(told)}."


def waterfall(steps: list[Step]) -> str:
    """Of the steps from gross to net."""
    first, *rest = steps
    told = [f"{step.label.lower()} {money(abs(step.amount))}" for step in rest]
    return f"From gross to net: {money_said(first.amount)} gross, of it {listed(told)}."


def trend(name: str, months: list[Row]) -> str:
    """Of one provider's months with a dollar in a strength."""
    told = []
    for amount in STRENGTH_AMOUNTS:
        most = max(months, key=lambda row: row[amount])
        if most[amount]:
            strength = amount.removesuffix("_amount")
            told.append(f"{strength} {money(most[amount])} in {month(most['month'])}")
    return f"Dollars of {name} by month of service. The most in a month: {'; '.join(told)}."

"""The pictures in words, for readers who do not see them; the tables have the rest."""

from __future__ import annotations

from analytics.formats import listed, money, money_cell, month, percent
from analytics.report.exposure_tables import Row, Step
from analytics.schema.words import STRENGTH_AMOUNTS


def pareto(providers: list[Row]) -> str:
    """Of the providers with automated dollars, largest first."""
    first, last = providers[0], providers[-1]
    parts = (
        f"Bars of automated dollars by provider. {first['provider_name']} has the most, "
        f"{money_cell(first['automated_amount'])}, {percent(first['cumulative_share'])} of all."
    )
    if len(providers) == 1:
        return parts
    return f"{parts} The {len(providers)} drawn hold {percent(last['cumulative_share'])} together."


def gross_and_net(checks: list[Row]) -> str:
    """Of the check with the largest gross amount."""
    largest = max(checks, key=lambda row: row["gross_amount"] or 0)
    net = ", ".join(
        f"{money_cell(largest[name])} {name.removesuffix('_amount')}"
        for name in STRENGTH_AMOUNTS
        if largest[name]
    )
    return (
        f"Bars of gross and net dollars by check. {largest['check_id']} asks for the most, "
        f"{money_cell(largest['gross_amount'])} gross; net of others it adds {net or 'nothing'}."
    )


def by_month(months: list[Row]) -> str:
    """Of the month with the most in each strength."""
    parts = []
    for name in STRENGTH_AMOUNTS:
        most = max(months, key=lambda row: row[name])
        if most[name]:
            strength = name.removesuffix("_amount")
            parts.append(
                f"{strength} dollars are most in {month(most['month'])}, {money_cell(most[name])}"
            )
    return (
        f"Bars of net dollars by month of service, a panel for each strength: {'; '.join(parts)}."
    )


def waterfall(strength: str, steps: list[Step]) -> str:
    """Of the steps from gross to net of one strength."""
    first, *rest = steps
    parts = [f"{step.label.lower()} {money_cell(abs(step.amount))}" for step in rest]
    return f"From gross to net, {strength}: {money(first.amount)} gross, of it {listed(parts)}."


def trend(name: str, months: list[Row]) -> str:
    """Of one provider's months with a dollar in a strength."""
    parts = []
    for amount in STRENGTH_AMOUNTS:
        most = max(months, key=lambda row: row[amount])
        if most[amount]:
            strength = amount.removesuffix("_amount")
            parts.append(f"{strength} {money_cell(most[amount])} in {month(most['month'])}")
    return f"Dollars of {name} by month of service. The most in a month: {'; '.join(parts)}."

"""SQL that takes interest out of a paid amount. Reads the typed columns of a claim line."""

from __future__ import annotations

from analytics.load.cast.row_rules import Rule


def interest_rule(names: set[str], every_row: bool) -> Rule | None:
    """The warning on rows whose paid amount has interest in it; None where none can have.

    `names` are the columns with values. A row shows it by paid = allowed + interest, to the cent;
    with `every_row` (the mapping says so) each row with interest has it.
    """
    needed = {"paid_amount", "interest_amount"} | (set() if every_row else {"allowed_amount"})
    if not names >= needed:
        return None
    shown = (
        f"case when {_is_reversal(names)}"
        " then abs(paid_amount) = abs(allowed_amount) + abs(interest_amount)"
        " else paid_amount = allowed_amount + interest_amount end"
    )
    condition = f"interest_amount <> 0 and {'true' if every_row else shown}"
    return Rule(condition, "paid_amount", "interest_amount was in it and is taken out")


def without_interest(names: set[str], rule: Rule) -> str:
    """SQL: the paid amount of any row, less interest where the rule holds."""
    reversed_less = "sign(paid_amount) * greatest(abs(paid_amount) - abs(interest_amount), 0)"
    return (
        f"case when not coalesce({rule.condition}, false) then paid_amount"
        f" when {_is_reversal(names)} then {reversed_less}"
        " else paid_amount - interest_amount end"
    )


def _is_reversal(names: set[str]) -> str:
    """SQL: did the row take money back? Its signs say little then: they vary by extract."""
    status = "claim_status = 'REVERSED'" if "claim_status" in names else "false"
    return f"(paid_amount < 0 or coalesce({status}, false))"

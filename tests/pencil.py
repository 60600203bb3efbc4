"""The arithmetic line of a finding, redone by hand: with fractions, and with no query of Recoup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from analytics.runs.exposure import create_run_views

_SPREAD = re.compile(r"(?P<paid>[\d.]+) over (?P<days>\d+) days?: (?P<told>.+)")
_DAYS = re.compile(r"(?P<days>\d+) days? (?:(?P<told>.+) = )?(?P<amount>[\d.]+)")
_ASKED = re.compile(
    r"(?P<sum>[^=]+) = (?P<asked>[\d.]+)"
    r"(?:, less (?P<recovered>[\d.]+) recovered(?P<floor>, never below 0\.00)? = (?P<left>[\d.]+))?"
)
_NUMBER = re.compile(r"[\d.]+")


@dataclass(frozen=True)
class Told:
    """The arithmetic of a finding, and what the finding itself says."""

    check_id: str
    claim_id: str
    arithmetic: str
    counted: str
    paid: Decimal
    line_days: int
    in_question: Decimal
    recovered: Decimal
    candidate: Decimal | None


def told(run) -> Iterator[Told]:
    """The arithmetic of every finding of a run."""
    with run.reading() as engine:
        create_run_views(engine, ["finding_arithmetic"])
        rows = engine.rows(
            "select check_id, claim_id, arithmetic, counted, paid_amount,"
            " line_end_date - line_start_date + 1, in_question_amount, recovered_amount,"
            " candidate_amount from finding join finding_arithmetic using (finding_id)"
            " order by check_id, line_id"
        )
    return (Told(*row) for row in rows)


def redo(finding: Told) -> None:
    """Redo a line step by step; each number that it gives must come out, to the cent."""
    if finding.candidate is None:
        assert finding.arithmetic == f"{finding.in_question} in question; the policy gives no price"
        return
    *steps, last = finding.arithmetic.split("; ")
    amounts = _redo_days(steps, finding) if steps else [finding.paid]
    asked = _ASKED.fullmatch(last)
    assert asked, last
    terms = asked["sum"].removeprefix("all of ").split(" + ")
    assert [Decimal(_NUMBER.match(term)[0]) for term in terms] == amounts
    assert sum(amounts) == finding.in_question
    assert _cents(_value(asked["sum"].removeprefix("all of "))) == Decimal(asked["asked"])
    assert Decimal(asked["recovered"] or 0) == finding.recovered
    left = Decimal(asked["asked"]) - finding.recovered
    assert (asked["floor"] is not None) == (left < 0)
    assert Decimal(asked["left"] or asked["asked"]) == max(left, Decimal(0)) == finding.candidate


def _redo_days(steps: list[str], finding: Told) -> list[Decimal]:
    """The cents of the line's days, then of those in question: the amounts that are asked of."""
    spread = _SPREAD.fullmatch(steps[0])
    assert spread, steps[0]
    assert (Decimal(spread["paid"]), int(spread["days"])) == (finding.paid, finding.line_days)
    each = _each_day(spread["told"], finding.line_days)
    assert sum(each) == finding.paid
    assert max(each) - min(each) <= Decimal("0.01")
    assert each == sorted(each, reverse=True)  # what is left over goes to the earliest days
    amounts = []
    for step in steps[1:]:
        days = _DAYS.fullmatch(step)
        assert days, step
        amount = Decimal(days["amount"])
        if days["told"]:
            own = _each_day(days["told"], int(days["days"]))
            assert set(own) <= set(each)
            assert sum(own) == amount
        elif int(days["days"]) > 1:
            assert each[0] * int(days["days"]) == amount
        else:
            assert amount in each
        amounts.append(amount)
    return amounts


def _each_day(text: str, days: int) -> list[Decimal]:
    """Day by day: "100.00 a day", "3.34 + 3.33" or "10 x 3.34 + 2 x 3.33"."""
    if text.endswith(" a day"):
        return [Decimal(text.removesuffix(" a day"))] * days
    each = []
    for part in text.split(" + "):
        *times, amount = part.split(" x ")
        each += [Decimal(amount)] * int(times[0] if times else 1)
    assert len(each) == days, text
    return each


def _value(text: str) -> Fraction:
    """A sum of products, exactly."""
    assert re.fullmatch(r"[\d.x+()/ -]+", text), text
    python = _NUMBER.sub(lambda found: f"Fraction('{found[0]}')", text.replace(" x ", " * "))
    return eval(python, {"Fraction": Fraction})


def _cents(amount: Fraction) -> Decimal:
    """Rounded half up to the cent."""
    return Decimal(int(amount * 100 + Fraction(1, 2))).scaleb(-2)

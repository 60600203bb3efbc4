"""The short lists of domain words that everything else reads. Knows no table, SQL or rule.

A list stands here once. SQL joins the relations of `RELATIONS` (an audit has them), or marks the
line to repeat (see `analytics/sql/repeated_lines.py`); Python, notebooks and tests import the
names. tests/house/test_words.py finds a second copy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class ExposureColumn:
    """A column of exposure; each dollar of a line is in one of them.

    `meaning` is a clause, `explained` the same as sentences for the page and the workbook. `rung`
    is the step of a line's ladder whose dollars it holds, 1 the strongest; None: it holds dollars
    that no step asks for. `of_a_finding`: each of its dollars belongs to one finding.
    """

    name: str
    title: str
    meaning: str
    explained: str
    rung: int | None = None
    of_a_finding: bool = True

    @property
    def amount(self) -> str:
        """Its name where it holds dollars."""
        return f"{self.name}_amount"

    @property
    def cents(self) -> str:
        """Its name where it holds cents."""
        return f"{self.name}_cents"


#: In the order in which they are shown: the strengths first.
EXPOSURE_COLUMNS = (
    ExposureColumn(
        "automated",
        "Automated",
        "claim data and a written rule decide",
        "The claim data and a written rule decide. No chart is needed to say why.",
        rung=1,
    ),
    ExposureColumn(
        "records",
        "Records",
        "a chart decides",
        "A chart decides. Ask for the records first; some of these dollars will be cleared.",
        rung=2,
    ),
    ExposureColumn(
        "lead",
        "Lead",
        "an analyst must look",
        "An analyst must look first. The data raises the question and does not answer it.",
        rung=3,
    ),
    ExposureColumn(
        "unpriced",
        "Unpriced",
        "in question, the policy gives no price",
        "In question, but no policy says what should have been paid.",
        of_a_finding=False,
    ),
    ExposureColumn(
        "out_of_lookback",
        "Past look-back",
        "past the last day by the look-back rule",
        "Not payable, but a rule says it is too late to ask for it back.",
        rung=4,
    ),
    ExposureColumn(
        "on_hold",
        "On hold",
        "on claims not to touch",
        "Claims the plan has said not to touch now.",
    ),
    ExposureColumn(
        "not_recoupable",
        "Not recoupable",
        "capitated, by case, or paid to the member",
        "Capitated, an encounter, paid to the member, paid by case: nothing to ask of a provider.",
    ),
    ExposureColumn(
        "resolved",
        "Resolved",
        "ended by review",
        "Review has already recovered, overturned or closed it.",
        rung=5,
    ),
)

#: How sure a finding is, the strongest first. The column of that name has its net dollars.
STRENGTHS = ("automated", "records", "lead")
#: The columns whose dollars the steps of a line's ladder ask for, the strongest first.
RUNGS = tuple(
    sorted((c for c in EXPOSURE_COLUMNS if c.rung is not None), key=lambda column: column.rung)
)
#: Columns by name: all of them, those of a strength, those counted apart, those of the ladder.
EXPOSURE_AMOUNTS = tuple(column.amount for column in EXPOSURE_COLUMNS)
STRENGTH_AMOUNTS = tuple(f"{strength}_amount" for strength in STRENGTHS)
APART_AMOUNTS = tuple(name for name in EXPOSURE_AMOUNTS if name not in STRENGTH_AMOUNTS)
RUNG_AMOUNTS = tuple(column.amount for column in RUNGS)


@dataclass(frozen=True)
class Status:
    """What a review has made of a finding.

    `stage`: how far the review has come, 0 not begun. `ends_finding`: nothing of it is asked for
    any more. `is_recovered`: because the money came back. `check_was_right`: what it says of the
    check; None: nothing.
    """

    name: str
    stage: int
    ends_finding: bool = False
    is_recovered: bool = False
    check_was_right: bool | None = None


#: In the order of a review.
STATUSES = (
    Status("open", 0),
    Status("requested", 1),
    Status("demanded", 2),
    Status("recovered", 3, ends_finding=True, is_recovered=True, check_was_right=True),
    Status("upheld", 2, check_was_right=True),
    Status("overturned", 3, ends_finding=True, check_was_right=False),
    Status("closed", 3, ends_finding=True),
)
STATUS_NAMES = tuple(status.name for status in STATUSES)

#: What units are: paid or billed, as a mapping may say; assumed where nobody said.
TOLD_UNITS_BASES = ("paid", "billed")
ASSUMED_UNITS = "assumed"

#: How an extract tells of changes: the last state, every version whole, or every payment.
HISTORIES = ("final", "snapshot", "ledger")


@dataclass(frozen=True)
class Grouping:
    """A way of summing exposure; queries/exposure/by_<name>.sql is its table.

    `key` is the first column of that table. `of_line`: the column of paid_line that has the key,
    where it has another name. `relation` is the table's name where it is another. `is_nightly`:
    the schedule writes it.
    """

    name: str
    key: str
    of_line: str = ""
    relation: str = ""
    is_nightly: bool = True

    @property
    def table(self) -> str:
        """The relation that has the sums."""
        return self.relation or f"by_{self.name}"

    @property
    def line_key(self) -> str:
        """The column of paid_line that has the key."""
        return self.of_line or self.key


#: Sums over paid lines, each of which is in one group; the keys are columns of exposure_cell, in
#: this order.
CELL_GROUPINGS = (
    Grouping("payer", "payer"),
    Grouping("line_of_business", "line_of_business"),
    Grouping("provider", "provider_group"),
    Grouping("npi", "npi", of_line="billing_npi", is_nightly=False),
    Grouping("month", "month", of_line="service_month"),
)
#: Sums over findings and the steps of the ladder.
STEP_GROUPINGS = (
    Grouping("check", "check_id"),
    Grouping("remedy", "remedy", is_nightly=False),
)
#: What reviews have made of it, as the run wrote it.
REVIEW_GROUPINGS = (
    Grouping("status", "status"),
    Grouping("hit_rate", "check_id", relation="check_hit_rate"),
)
GROUPINGS = (*CELL_GROUPINGS, *STEP_GROUPINGS, *REVIEW_GROUPINGS)

#: The lists that SQL joins, by the name of the relation.
RELATIONS: dict[str, tuple[dict[str, object], ...]] = {
    "strength_listed": tuple(
        {"strength": name, "strength_rank": place} for place, name in enumerate(STRENGTHS, start=1)
    ),
    "rung_listed": tuple({"rung": column.name, "rung_rank": column.rung} for column in RUNGS),
    "status_listed": tuple(
        {
            "status": status.name,
            "status_order": place,
            "stage": status.stage,
            "ends_finding": status.ends_finding,
            "is_recovered": status.is_recovered,
            "check_was_right": status.check_was_right,
        }
        for place, status in enumerate(STATUSES, start=1)
    ),
}


def either(names: Iterable[str]) -> str:
    """Names in a sentence, one of which holds: a, b or c."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last

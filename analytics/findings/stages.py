"""The stages of an audit: what a check sees of the findings of earlier ones. Knows no check."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from analytics import content
from analytics.errors import ContentError
from analytics.sql.checks import EARLIER_RELATIONS, FIRST_STAGE, Check
from analytics.sql.views import ModelView, Relations, in_order, read_model, read_through

#: Made before the checks run, whatever they find.
_MADE_BEFORE = ("paid_line", "day_number", "recovered_line")
_OVERTURNED = "overturned_result"


def refuse_wrong_stage(checks: Iterable[Check], model: dict[str, ModelView]) -> None:
    """Raise ContentError on a check that reads other findings than its header says."""
    for check in checks:
        reads = earlier_read(check.relations, model)
        if reads == set(check.stands_on):
            continue
        listed = ", ".join(name for name in EARLIER_RELATIONS if name in reads)
        right = (
            f"`-- stands on: {listed}` and a stage above {FIRST_STAGE}" if reads else "no such line"
        )
        said = ", ".join(check.stands_on) or "nothing"
        raise ContentError(
            f"{check.path}: the header says that the check stands on {said}, its SQL and the views "
            f"it joins read {listed or 'no finding of another check'}; instead: {right}"
        )


def earlier_read(relations: Iterable[str], model: dict[str, ModelView]) -> set[str]:
    """Which relations of earlier findings these relations read, by themselves or through views."""
    return read_through(model, relations).keys() & set(EARLIER_RELATIONS)


def with_earlier(checks: Iterable[Check], every: Iterable[Check]) -> list[Check]:
    """The checks with all those of earlier stages that they stand on, stage by stage."""
    checks = list(checks)
    highest = max((check.stage for check in checks if check.stands_on), default=FIRST_STAGE)
    wanted = {check.check_id for check in checks}
    found = [c for c in every if c.check_id in wanted or c.stage < highest]
    return sorted(found, key=lambda check: check.stage)


def stale_views(made: Collection[str], model: dict[str, ModelView]) -> set[str]:
    """The views among those made that show earlier findings, which a new stage adds to."""
    return {name for name in made if earlier_read([name], model)}


def show_findings(relations: Relations) -> None:
    """Make the relations of earlier findings of what `check_result` holds now."""
    if relations.engine.value("select count(*) from check_result"):
        relations.empty.discard("check_result")
    else:
        relations.empty.add("check_result")
    views = read_model(content.STAGES) | read_model(content.EXPOSURE)
    for name in _MADE_BEFORE:
        views.pop(name, None)
    if "disposition" in relations.empty:
        # no review, so nothing is overturned: the findings need not be priced for it
        del views[_OVERTURNED]
        columns = (("check_id", "varchar"), ("line_id", "varchar"))
        relations.engine.empty_table(_OVERTURNED, columns)
        relations.empty.add(_OVERTURNED)
    relations.make(in_order(views, EARLIER_RELATIONS))

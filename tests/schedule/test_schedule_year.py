"""A year of nights: monthly extracts, quiet nights, a bad file, a correction, a late reversal."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from nights import Plan
from small_store import PLAN_POLICIES

import analytics

YEAR = 2026
KEEP = 3
#: The month whose extract comes broken, and the night on which it comes again, mended.
BAD_MONTH, MENDED_ON = 5, date(2026, 5, 20)
REVERSAL_ON = date(2026, 11, 20)


def month_table(month: int) -> str:
    """A month's payments: too many units, a wrong place of service, a clean line."""
    return f"""
        claim   | from      | units | paid     | pos | paid_on
        M{month}A | {month:02d}-01 | 3     | {100 + month}.03   | 12  | {month:02d}-02
        M{month}B | {month:02d}-01 | 1     | {200 + month}.50   | 11  | {month:02d}-02
        M{month}C | {month:02d}-02 | 1     | 80.00    | 12  | {month:02d}-02
        """


REVERSAL = """
    claim | from  | units | paid   | pos | paid_on | status
    M2A   | 02-01 | 3     | 102.03 | 12  | 11-19   | REVERSED
    """


def arriving(plan: Plan, night: date) -> None:
    """What comes in before a night: each month's extract on the fifth."""
    if night.day == 5:
        path = plan.put(f"claims_{night:%Y-%m}.csv", month_table(night.month))
        if night.month == BAD_MONTH:
            path.write_text(path.read_text().replace("claim_id", "unreadable"))
    if night == MENDED_ON:
        plan.put(f"claims_{YEAR}-{BAD_MONTH:02d}.csv", month_table(BAD_MONTH))
    if night == REVERSAL_ON:
        plan.put("claims_late_reversal.csv", REVERSAL)


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """The plan after 365 nights, and how each night ended."""
    plan = Plan(tmp_path_factory.mktemp("year") / "plan")
    nights = {}
    for number in range(365):
        night = date(YEAR, 1, 1) + timedelta(days=number)
        arriving(plan, night)
        nights[night] = plan.night(night.isoformat())
        plan.why[night] = plan.step("audit").get("why")
    return plan, nights


@pytest.mark.slow
def test_each_night_ended_as_a_scheduler_needs_it(year):
    _, nights = year
    broken = {date(YEAR, BAD_MONTH, day) for day in range(5, MENDED_ON.day)}
    assert {night for night, end in nights.items() if end.exit_code == 3} == broken
    assert {end.exit_code for night, end in nights.items() if night not in broken} == {0}


@pytest.mark.slow
def test_there_is_a_run_for_each_night_that_brought_something(year):
    plan, nights = year
    brought = {date(YEAR, month, 5) for month in range(1, 13) if month != BAD_MONTH}
    why = {night: why for night, why in plan.why.items() if why}
    assert why.pop(min(why)) == ["no run yet"]
    assert why == {night: ["loads"] for night in brought | {MENDED_ON, REVERSAL_ON} if night in why}
    ran = {night for night, end in nights.items() if end.run}
    assert ran == {*why, min(brought)} == brought | {MENDED_ON, REVERSAL_ON}
    assert all((end.run is None) == (end.folder is None) for end in nights.values())


@pytest.mark.slow
def test_at_the_end_exposure_is_that_of_one_load_of_everything(year, tmp_path):
    plan, _ = year
    store = analytics.open_store(tmp_path / "store", create=True)
    files: list[Path] = sorted((plan.folder / "in").glob("*.csv"))
    assert len(files) == 13
    store.load(files, table="medical_claim", history="ledger")
    at_once = store.audit(
        as_of=plan.store.run().record["as_of"], policies=PLAN_POLICIES, only=["UNT-01", "POS-01"]
    )
    for by in ("provider", "check", "month"):
        after_a_year = plan.store.run().exposure(by)
        assert after_a_year.equals(at_once.exposure(by))
    found = plan.store.run().findings()
    assert len(found) == 12 * 2 - 1  # of the reversed claim nothing is asked any more
    assert "M2A" not in set(found["claim_id"]) and "M2B" in set(found["claim_id"])


@pytest.mark.slow
def test_so_many_folders_are_left_as_are_kept(year):
    plan, _ = year
    assert plan.folders == [
        "2026-11-05-run000011",
        "2026-11-20-run000012",
        "2026-12-05-run000013",
    ]
    assert len(plan.folders) == KEEP
    assert "M2A" in (plan.folder / "out" / plan.folders[1] / "compare.csv").read_text()


@pytest.mark.slow
def test_the_plan_of_the_last_night_holds_nothing_half_made(year):
    plan, _ = year
    assert plan.store.verify() == []
    left = [path for path in plan.folder.rglob("*") if path.name.endswith((".part", ".new"))]
    assert left == []

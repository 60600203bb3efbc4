"""From gross to net, and what changed since the last run."""

import pytest

import analytics
from analytics.engine.duckdb import Engine
from analytics.formats import NOTHING, money_cell
from analytics.report.exposure_tables import waterfalls
from analytics.report.page.changes import changes
from analytics.report.page.page import page_html
from analytics.report.queries import VIEWS, asking
from analytics.runs.compare import compare_runs
from analytics.schema.words import STRENGTHS
from analytics.sql.views import make, read_model

from .extract import AS_OF
from .many import many_claims
from .pages import read


def gross_to_net(findings: list[tuple], steps: list[tuple]) -> dict[str, tuple[str, str, str]]:
    """Gross, partly priced and overlap by check, of (check, line, candidate) and (check, line,
    cents)."""
    with Engine() as engine:
        values = ", ".join(f"('{c}', '{n}', {a})" for c, n, a in findings)
        engine.run(
            "create temp view finding as select check_id, line_id, 'automated' as strength, "
            "cast(amount as decimal(18, 2)) as candidate_amount, 'active' as mode, "
            "cast(null as varchar) as outside "
            f"from (values {values}) as f(check_id, line_id, amount)"
        )
        values = ", ".join(f"('{c}', '{n}', {a})" for c, n, a in steps)
        engine.run(
            f"create temp view line_step as select *, 'automated' as rung from (values {values}) "
            "as s(check_id, line_id, step_cents)"
        )
        make(engine, [read_model(VIEWS)["gross_to_net"]])
        rows = engine.rows("select * from gross_to_net")
    return {row[0]: tuple(str(value) for value in row[2:5]) for row in rows}


def test_overlap_is_what_an_earlier_check_asks_of_the_same_days():
    found = gross_to_net(
        [("A", "1", "100.00"), ("B", "1", "80.00"), ("B", "2", "5.00")],
        [("A", "1", 10000), ("B", "1", 0), ("B", "2", 500)],
    )
    assert found == {"A": ("100.00", "0.00", "0.00"), "B": ("85.00", "0.00", "80.00")}


def test_the_priced_days_of_a_finding_with_an_unpriced_one_are_no_overlap():
    found = gross_to_net(
        [("A", "1", "null"), ("A", "2", "7.00")], [("A", "1", 300), ("A", "2", 700)]
    )
    assert found == {"A": ("7.00", "3.00", "0.00")}


def test_a_check_of_which_nothing_has_a_price_has_an_empty_gross():
    assert gross_to_net([("A", "1", "null")], [("B", "9", 1)]) == {"A": ("None", "0.00", "0.00")}


def test_the_steps_of_each_strength_end_at_nothing_and_stay_apart(run, page):
    with asking(run) as asked:
        falls = waterfalls(asked.frame("gross_to_net"))
    assert list(falls) == list(STRENGTHS)
    net = dict.fromkeys(STRENGTHS, 0)
    labels = set()
    for strength, steps in falls.items():
        assert sum(step.amount for step in steps) == 0
        shown = page.columns(f"From gross to net, {strength}")
        assert list(shown) == [step.label for step in steps]
        labels |= set(shown)
        for step in steps:
            if step.label.lower() in net:
                net[step.label.lower()] -= step.amount
    exposure = run.exposure("payer")
    assert net == {strength: exposure[f"{strength}_amount"].sum() for strength in STRENGTHS}
    assert {"Past look-back", "Resolved", "Automated", "Records", "Lead"} <= labels


# --- what changed ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """A store, its run by one check, and the comparison with its run by that and another."""
    store = analytics.open_store(tmp_path_factory.mktemp("changes") / "store", create=True)
    store.load(many_claims(60, 2), table="medical_claim")
    store.audit(as_of=AS_OF, only="DUP-01")
    run = store.audit(as_of=AS_OF, only=["DUP-01", "UNT-01"])
    return run, compare_runs(store.folder, 1, 2)


def test_only_what_changed_is_told_and_the_largest_first(compared):
    told = changes(compared[1], {"000000060": "The largest"})
    assert [(row["check_id"], row["added"]) for row in told.checks] == [("UNT-01", 120)]
    assert (told.providers[0]["provider_name"], len(told.providers)) == ("The largest", 50)
    assert told.others == 10


def test_the_page_tells_of_changes_to_the_cent(compared):
    run, comparison = compared
    page = read(page_html(run, changes=comparison))
    automated = run.exposure("payer")["automated_amount"].sum()
    assert automated > 1000
    assert page.columns("Exposure before and after")["Automated"] == {
        "Column": "Automated",
        "Before": NOTHING,
        "After": money_cell(automated),
        "Difference": money_cell(automated),
    }
    assert page.columns("Changes by check")["UNT-01"]["Automated by"] == money_cell(automated)
    largest = page.table("Changes by provider")[1]
    assert largest == ["000000060", "2", NOTHING, NOTHING, "$60.02", NOTHING, NOTHING]
    assert "Findings of run 2 that were added, gone or changed since run 1" in page.text
    assert "10 others not listed" in page.text
    assert (
        "Not the same in both runs, so that changes may come from it: new checks: UNT-01."
        in page.text
    )


def test_no_earlier_run_and_no_change_are_said(compared, page):
    assert "There is no earlier run to compare with." in page.text
    run, _ = compared
    nothing = compare_runs(run.folder, 2, 2)
    html = page_html(run, changes=nothing)
    assert "No finding was added, is gone or changed since run 2." in html
    assert "Not the same in both runs" not in html

"""Feeds: the days that enrolment, authorizations, fills and visit notes speak of."""

import pytest

from analytics.testing import AS_OF, extract

from .conftest import load_all, store_in_memory
from .marks import policies_of
from .one_store import Job

FEEDS = {
    "eligibility": "from",
    "authorization": "from",
    "pharmacy_claim": "date",
    "visit_note": "date",
}


@pytest.fixture
def covered(model_view, tmp_path):
    """covered((table, rows, mapping text or None, payer or None), ...): {(feed, payer): [spans]}.

    The loads of one store.
    """

    def of(*loads) -> dict:
        store = store_in_memory(tmp_path / "store")
        jobs = [Job(extract("medical_claim", "claim\nA"), "medical_claim")]
        for table, text, told, payer in loads:
            jobs.append(Job(extract(table, text, payer=None), table, payer, told))
        load_all(store, jobs, tmp_path)
        spans: dict = {}
        for row in model_view(store, "feed_coverage", AS_OF, policies_of(())).itertuples():
            days = (str(row.covers_from)[5:10], str(row.covers_to)[5:10])
            spans.setdefault((row.feed, row.payer), []).append(days)
        return {feed: sorted(found) for feed, found in spans.items()}

    return of


def rows(table: str, *days: str) -> str:
    """Rows of a feed that go by these days."""
    own = {"authorization": " | number | to", "visit_note": ""}.get(table, "")
    more = " | X | 12-31" if table == "authorization" else ""
    return "\n".join([FEEDS[table] + own, *(day + more for day in days)])


def test_a_feed_speaks_of_its_first_to_its_last_day(covered):
    """data_contract.md, Feeds: "left out: from the first to the last" day by which it goes."""
    found = covered(*((table, rows(table, "10", "3", "20"), None, "PLAN") for table in FEEDS))
    assert found == {(table, "PLAN"): [("07-03", "07-20")] for table in FEEDS}


def test_a_feed_speaks_of_the_days_its_mapping_says(covered):
    """data_contract.md, Feeds: "covers_from to covers_to of their mapping"."""
    told = "covers_from = 2026-06-01\ncovers_to = 2026-08-31\n"
    found = covered(*((table, rows(table, "10"), told, "PLAN") for table in FEEDS))
    assert found == {(table, "PLAN"): [("06-01", "08-31")] for table in FEEDS}


def test_loads_that_follow_each_other_cover_their_days_together(covered):
    """data_contract.md, Feeds: no day is left out between two loads."""
    first = "covers_from = 2026-07-01\ncovers_to = 2026-07-15\n"
    loads = []
    for number, second in enumerate(("15", "16", "17")):  # of other days, or a load is taken once
        later = f"covers_from = 2026-07-{second}\ncovers_to = 2026-07-31\n"
        payer = f"FROM {second}"
        loads.append(("eligibility", rows("eligibility", f"{1 + number}"), first, payer))
        loads.append(("eligibility", rows("eligibility", f"{20 + number}"), later, payer))
    assert covered(*loads) == {
        ("eligibility", "FROM 15"): [("07-01", "07-31")],
        ("eligibility", "FROM 16"): [("07-01", "07-31")],
        ("eligibility", "FROM 17"): [("07-01", "07-15"), ("07-17", "07-31")],
    }


def test_a_feed_speaks_for_its_payer(covered):
    """data_contract.md, Feeds: "by payer"."""
    found = covered(
        ("eligibility", rows("eligibility", "1", "5"), None, "PLAN"),
        ("eligibility", rows("eligibility", "9"), None, "X"),
    )
    assert found == {
        ("eligibility", "PLAN"): [("07-01", "07-05")],
        ("eligibility", "X"): [("07-09", "07-09")],
    }

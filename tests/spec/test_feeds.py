"""Feeds: the days that enrolment, authorizations, fills and visit notes speak of."""

import pytest

from analytics.testing import extract

FEEDS = {
    "eligibility": "from",
    "authorization": "from",
    "pharmacy_claim": "date",
    "visit_note": "date",
}


@pytest.fixture
def covered(final_action, view, tmp_path):
    """covered(table, (rows, mapping text or None, payer or None), ...): {payer: [spans]}."""

    def of(table: str, *loads) -> dict:
        store = final_action("claim\nA").store
        for number, (rows, told, payer) in enumerate(loads):
            mapping = tmp_path / f"{number}.toml"
            mapping.write_text(told or "")
            frame = extract(table, rows, payer=None)
            store.load(frame, table=table, map=mapping if told else None, payer=payer)
        found = view("feed_coverage", store).frame
        spans: dict = {}
        for row in found[found["feed"] == table].itertuples():
            spans.setdefault(row.payer, []).append(
                (str(row.covers_from)[5:10], str(row.covers_to)[5:10])
            )
        return {payer: sorted(found) for payer, found in spans.items()}

    return of


def rows(table: str, *days: str) -> str:
    """Rows of a feed that go by these days."""
    own = {"authorization": " | number | to", "visit_note": ""}.get(table, "")
    more = " | X | 12-31" if table == "authorization" else ""
    return "\n".join([FEEDS[table] + own, *(day + more for day in days)])


@pytest.mark.parametrize("table", FEEDS)
def test_a_feed_speaks_of_its_first_to_its_last_day(covered, table):
    """data_contract.md, Feeds: "left out: from the first to the last" day by which it goes."""
    found = covered(table, (rows(table, "10", "3", "20"), None, "PLAN"))
    assert found == {"PLAN": [("07-03", "07-20")]}


@pytest.mark.parametrize("table", FEEDS)
def test_a_feed_speaks_of_the_days_its_mapping_says(covered, table):
    """data_contract.md, Feeds: "covers_from to covers_to of their mapping"."""
    told = "covers_from = 2026-06-01\ncovers_to = 2026-08-31\n"
    assert covered(table, (rows(table, "10"), told, "PLAN")) == {"PLAN": [("06-01", "08-31")]}


@pytest.mark.parametrize(
    ("second", "spans"),
    [
        ("07-15", [("07-01", "07-31")]),
        ("07-16", [("07-01", "07-31")]),
        ("07-17", [("07-01", "07-15"), ("07-17", "07-31")]),
    ],
)
def test_loads_that_follow_each_other_cover_their_days_together(covered, second, spans):
    """data_contract.md, Feeds: no day is left out between two loads."""
    first = "covers_from = 2026-07-01\ncovers_to = 2026-07-15\n"
    later = f"covers_from = 2026-{second}\ncovers_to = 2026-07-31\n"
    loads = [(rows("eligibility", "1"), first, "PLAN"), (rows("eligibility", "20"), later, "PLAN")]
    found = covered("eligibility", *loads)
    assert found == {"PLAN": spans}


def test_a_feed_speaks_for_its_payer(covered):
    """data_contract.md, Feeds: "by payer"."""
    loads = [(rows("eligibility", "1", "5"), None, "PLAN"), (rows("eligibility", "9"), None, "X")]
    found = covered("eligibility", *loads)
    assert found == {"PLAN": [("07-01", "07-05")], "X": [("07-09", "07-09")]}

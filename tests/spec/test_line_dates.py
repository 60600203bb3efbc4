"""The days of a claim line are the line's, else the claim's, wherever they are asked for."""

import re

import pytest

import analytics
from analytics import content
from analytics.schema.line_dates import FIRST_DAY, LAST_DAY
from analytics.testing import extract

LINE = "claim_line_start_date", "claim_line_end_date"
CLAIM = "claim_start_date", "claim_end_date"
#: What of the four days a file gives, and the first and last day of the line.
CASES = {
    "all four": (("2026-07-03", "2026-07-05"), ("2026-07-01", "2026-07-09"), (3, 5)),
    "no end of the line": (("2026-07-03", None), ("2026-07-01", "2026-07-09"), (3, 3)),
    "the claim's": ((None, None), ("2026-07-01", "2026-07-09"), (1, 9)),
    "the claim's first day": ((None, None), ("2026-07-01", None), (1, 1)),
    "no start of the line": ((None, "2026-07-05"), ("2026-07-01", "2026-07-09"), (1, 5)),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A claim of each case, all loaded at once."""
    frame = extract("medical_claim", "claim | paid\n" + "\n".join(f"C{n} | 9.00" for n in range(5)))
    for place, (line, claim, _) in enumerate(CASES.values()):
        for name, value in zip((*LINE, *CLAIM), (*line, *claim), strict=True):
            if name not in frame:
                frame[name] = None
            frame.loc[place, name] = value
    store = analytics.open_store(tmp_path_factory.mktemp("dates") / "store", create=True)
    store.load(frame, table="medical_claim", history="final")
    return store


def test_the_final_action_has_them(store):
    found = store.frame("claim_line").sort_values("claim_id")
    days = [
        (row.line_start_date.day, row.line_end_date.day) for row in found.itertuples(index=False)
    ]
    assert days == [days for *_, days in CASES.values()]


def test_why_tells_the_same_days(store):
    found = store.frame("claim_line").sort_values("claim_id")
    for row in found.itertuples(index=False):
        story = "\n".join(store.why(row.claim_id))
        first, last = row.line_start_date.isoformat(), row.line_end_date.isoformat()
        assert first in story and last in story


def test_the_load_says_the_first_and_the_last_of_them(store):
    (load,) = store.folder.manifest().loads
    assert (load["first_date"], load["last_date"]) == ("2026-07-01", "2026-07-09")


def test_the_model_and_the_load_say_it_with_the_same_columns():
    text = re.sub(r"\s+", " ", (content.MODEL / "dated_row.sql").read_text())
    for columns, name in ((FIRST_DAY, "line_start_date"), (LAST_DAY, "line_end_date")):
        listed = ", ".join(f"medical_claim.{column}" for column in columns)
        assert f"coalesce({listed}) as {name}" in text


def test_the_number_of_a_row_is_made_in_one_place():
    queries = content.QUERIES.rglob("*.sql")
    assert [path.stem for path in queries if str(10**11) in path.read_text()] == ["dated_row"]

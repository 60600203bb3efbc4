"""Rows that did not load: what they may speak of is for records to decide until they are mended."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analytics import testing
from analytics.report.letters import write_packets
from analytics.testing import AS_OF, day, extract, keyed

from .conftest import store_in_memory
from .marks import OWN_POLICIES

#: A line that paid 14 units in 7 days: its finding is automated. Amounts with letters do not read.
FOUND = """
    claim | member | from | to | units | paid
    A     | M1     | 11   | 17 | 14    | 1400.00
    """


def also(*rows: str) -> str:
    """The found line, and further rows of the same file."""
    return "\n".join([FOUND.rstrip(), *rows])


# --- the rows of the same claim -------------------------------------------------------------------


def test_a_row_of_the_claim_that_did_not_load(asked):
    """semantics.md, Rows that did not load: of the claim."""
    table = """
        claim | line | member | from | to | units | paid
        A     | 1    | M1     | 11   | 17 | 14    | 1400.00
        A     | 2    | M9     | 31   | 31 | 1     | 1O.00
        B     | 1    | M2     | 11   | 17 | 14    | 1400.00
        """
    assert asked("UNT-01", table) == {"A": "records 700.00", "B": "automated 700.00"}


def test_a_row_that_names_the_claim_it_replaces(asked):
    """semantics.md, Rows that did not load: or of the claim that it replaces or voids."""
    table = """
        claim | member | from | to | units | paid    | original
        A     | M1     | 11   | 17 | 14    | 1400.00 |
        B     | M9     | 1    | 1  | 1     | 7OO.00  | A
        C     | M2     | 11   | 17 | 14    | 1400.00 |
        """
    assert asked("UNT-01", table) == {"A": "records 700.00", "C": "automated 700.00"}


def test_a_visit_that_did_not_load_convicts_no_hour(asked):
    """semantics.md, Rows that did not load: no damage to data makes a demand."""
    table = """
        claim | line | member | from | code  | paid  | charge
        A     | 1    | M1     | 1    | 99601 | 90.00 | 9O.00
        A     | 2    | M1     | 1    | 99602 | 90.00 | 90.00
        B     | 1    | M2     | 1    | 99602 | 90.00 | 90.00
        """
    assert asked("NUR-01", table) == {"A/2": "records 90.00", "B": "automated 90.00"}


def test_a_line_that_leans_on_such_a_claim(asked):
    """semantics.md, Rows that did not load: and the lines of their member near their days."""
    table = """
        claim | member | from | to | code  | units | paid   | charge
        A     | M1     | 1    | 7  | S9500 | 7     | 700.00 | 900.00
        B     | M1     | 1    | 7  | S9500 | 7     | 700.00 | 900.00
        C     | M2     | 1    | 7  | S9500 | 7     | 700.00 | 900.00
        D     | M2     | 1    | 7  | S9500 | 7     | 700.00 | 900.00
        """
    found = asked("DUP-01", table, recovery="claim | amount\nA | 7OO.00")
    assert found == {"B": "records 700.00", "D": "automated 700.00"}


# --- the days of the member -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "strength"),
    [
        ("1  | 3 ", "automated"),
        ("1  | 4 ", "records"),
        ("12 | 12", "records"),
        ("24 | 25", "records"),
        ("25 | 25", "automated"),
        ("1  |   ", "records"),
    ],
)
def test_a_row_of_the_member_within_a_week(asked, days, strength):
    """semantics.md, Rows that did not load: within seven days; days that do not read are all."""
    table = also(f"B     | M1     | {days}     | 1     | 1O.00")
    assert asked("UNT-01", table) == {"A": f"{strength} 700.00"}


def test_a_row_of_another_member_or_payer_says_nothing(asked):
    """semantics.md, Rows that did not load: of the payer, where the row says it."""
    table = """
        payer | claim | member | from | to | units | paid
        PLAN  | A     | M1     | 11   | 17 | 14    | 1400.00
        PLAN  | B     | M2     | 11   | 17 | 1     | 1O.00
        OTHER | A     | M1     | 11   | 17 | 1     | 1O.00
        """
    assert asked("UNT-01", table) == {"A": "automated 700.00"}


def test_a_row_of_the_same_person_under_another_number(asked):
    """semantics.md, Rows that did not load: of the person, by any of its numbers."""
    table = """
        claim | member | person | from | to | units | paid
        A     | M1     | P1     | 11   | 17 | 14    | 1400.00
        B     | M2     | P1     | 1    | 1  | 1     | 10.00
        C     | M2     | P1     | 12   | 12 | 1     | 1O.00
        """
    assert asked("UNT-01", table) == {"A": "records 700.00"}


# --- other tables, other damage -------------------------------------------------------------------


def test_a_recovery_that_did_not_load(audit):
    """semantics.md, Rows that did not load: of any table."""
    run = audit("UNT-01", FOUND, recovery="claim | amount\nA | 7OO.00")
    assert list(run.findings()["strength"]) == ["records"]


def test_a_row_that_says_nothing_of_whose_it_is(tmp_path):
    """semantics.md, Rows that did not load: its words."""
    frame = extract("medical_claim", also("B     | M2     | 11   | 17 | 14    | 1400.00"))
    text = frame.to_csv(index=False)
    broken = tmp_path / "claims.csv"
    broken.write_text(text + "ZZ,M1,2026\n")
    run = testing.audits.audit_frames({"medical_claim": broken}, as_of=AS_OF, only=["UNT-01"])
    found = run.findings()
    assert dict(zip(found["claim_id"], found["strength"], strict=True)) == {
        "A": "records",
        "B": "automated",
    }


def test_the_reason_names_the_file_and_the_row(findings):
    """semantics.md, Rows that did not load: the reason names file and row."""
    rows = ("A     | M1     | 1    | 1  | 1     | 1O.00", "B     | M1     | 12   | 12 | 1 | 1O.00")
    (found,) = findings("UNT-01", also(*rows)).to_dict("records")
    assert found["unread_row"].startswith("row ")
    assert found["unread_row"].endswith(" of frame and 1 more")
    assert f"({found['unread_row']}): records decide until it is mended." in found["reason"]


# --- mended ---------------------------------------------------------------------------------------


@pytest.fixture
def strengths_after(tmp_path) -> Callable[..., list[dict[str, str]]]:
    """strengths_after((table, text), ...): what is found after each of these loads."""

    def after(*loads) -> list[dict[str, str]]:
        store = store_in_memory(tmp_path / "store")
        shown = []
        for table, text in loads:
            store.load(extract(table, text), table=table)
            run = store.audit(only=["UNT-01"], policies=OWN_POLICIES, as_of=AS_OF)
            found = keyed(run.findings())
            shown.append(dict(zip(found["key"], found["strength"], strict=True)))
        return shown

    return after


def test_a_row_is_mended_by_its_claim_and_line(strengths_after):
    """semantics.md, Rows that did not load: until it is mended."""
    other_line = "claim | line | member | from | paid\nA | 3 | M1 | 1 | 10.00"
    same_line = "claim | line | member | from | paid\nA | 2 | M1 | 1 | 10.00"
    first = """
        claim | line | member | from | to | units | paid
        A     | 1    | M1     | 11   | 17 | 14    | 1400.00
        A     | 2    | M1     | 1    | 1  | 1     | 1O.00
        """
    claims = [("medical_claim", text) for text in (first, other_line, same_line)]
    assert strengths_after(*claims) == [{"A": "records"}, {"A": "records"}, {"A": "automated"}]


def test_a_note_is_mended_by_its_member_and_day(strengths_after):
    """semantics.md, Rows that did not load: a row of a table of members, by member and day."""
    loads = [
        ("medical_claim", FOUND),
        ("visit_note", "member | date | signed\nM1 | 12 | perhaps\nM2 | 12 | Y"),
        ("visit_note", "member | date | signed\nM1 | 13 | Y"),
        ("visit_note", "member | date | signed\nM1 | 12 | Y"),
    ]
    strengths = [found["A"] for found in strengths_after(*loads)]
    assert strengths == ["automated", "records", "records", "automated"]


# --- letters --------------------------------------------------------------------------------------


def test_no_letter_speaks_of_such_a_line(audit, tmp_path):
    """semantics.md, Rows that did not load: no letter."""
    run = audit("UNT-01", also("A     | M1     | 1    | 1  | 1     | 1O.00"))
    assert not write_packets(run, tmp_path / "out", dated=day(AS_OF)).written

"""NUR-13: records were requested, every request fell due, and no note supports the visit."""

import pytest

from analytics.testing import usd

NURSING = ["NUR-04", "NUR-13"]
VISIT = """
        claim | code  | from | paid
        A     | 99601 | 10   | 88.00
        """
NOTHING_CAME = "member | date"


def requests(find, text: str, claims: str = VISIT, **others) -> dict:
    """What is found of the claims where nothing came and these requests were made."""
    return find(NURSING, claims, visit_note=NOTHING_CAME, record_request=text, **others)


def test_records_that_did_not_come_by_the_due_date(find):
    """Priority Health: "Failure to document services rendered ... will result in a denial"."""
    found = requests(find, "claim | due\nA | 10-10")
    assert found == {"NUR-13 A": usd(88)}


def test_the_finding_is_automated(findings):
    """The request and its due date decide."""
    found = findings(
        "NUR-13", VISIT, visit_note=NOTHING_CAME, record_request="claim | due\nA | 10-10"
    )
    assert list(found["strength"]) == ["automated"]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-10-09", {}),
        ("2026-10-10", {}),
        ("2026-10-11", {"NUR-13 A": usd(88)}),
    ],
)
def test_a_request_is_pending_up_to_and_on_its_due_date(find, as_of, expected):
    """semantics.md, NUR-04: due_date on or after the as-of date: nothing."""
    assert requests(find, "claim | due\nA | 10-10", as_of=as_of) == expected


def test_any_request_not_yet_due_keeps_the_claim_pending(find):
    """Trap: an extension was granted."""
    text = """
        claim | due
        A     | 10-10
        A     | 2027-01-31
        """
    assert requests(find, text) == {}


def test_a_request_made_after_the_as_of_date_is_not_seen(find):
    """semantics.md, As-of date: then no request was made: NUR-04."""
    text = "claim | requested | due\nA | 09-10 | 10-10"
    assert requests(find, text, as_of="2026-09-10") == {}
    assert requests(find, text, as_of="2026-09-09") == {"NUR-04 A": usd(88)}


def test_without_a_request_the_chart_decides(find):
    """semantics.md, NUR-04: none: NUR-04."""
    assert requests(find, "claim | due\nB | 10-10") == {"NUR-04 A": usd(88)}


def test_a_request_of_another_line_does_not_count(find):
    """semantics.md, NUR-04: its line, or no line number."""
    table = """
        claim | line | code  | from | paid
        A     | 1    | 99601 | 10   | 88.00
        A     | 2    | 99601 | 11   | 88.00
        """
    found = requests(find, "claim | line | due\nA | 2 | 10-10", table)
    assert found == {"NUR-04 A": usd(88), "NUR-13 A/2": usd(88)}
    found = requests(find, "claim | line | due\nA | | 10-10", table)
    assert found == {"NUR-13 A": usd(88), "NUR-13 A/2": usd(88)}


def test_a_request_of_another_payer_does_not_count(find):
    """A claim is known by payer and claim_id."""
    found = requests(find, "claim | payer | due\nA | OTHER PLAN | 10-10")
    assert found == {"NUR-04 A": usd(88)}


def test_a_request_for_the_claim_it_replaced_counts(find):
    """semantics.md, NUR-04: record requests for the claim, or for a claim it replaced."""
    table = """
        claim | code  | from | paid  | freq | original
        A     | 99601 | 10   | 80.00 | 1    |
        B     | 99601 | 10   | 88.00 | 7    | A
        """
    assert requests(find, "claim | due\nA | 10-10", table) == {"NUR-13 B": usd(88)}
    assert requests(find, "claim | line | due\nA | 2 | 10-10", table) == {"NUR-04 B": usd(88)}
    assert requests(find, "claim | due\nA | 2027-01-31", table) == {}


def test_a_note_that_supports_the_visit_ends_the_matter(find):
    """semantics.md, NUR-04: enough: nothing, whatever was requested."""
    notes = "member | date\nM1 | 10"
    found = find(NURSING, VISIT, visit_note=notes, record_request="claim | due\nA | 10-10")
    assert found == {}


def test_a_note_that_lacks_an_element_is_no_answer(find):
    """The share counts the notes that support the line."""
    table = """
        claim | code  | from | to | units | paid
        A     | 99601 | 10   | 13 | 4     | 400.00
        """
    notes = """
        member | date | credential
        M1     | 10   | RN
        M1     | 11   | LPN
        M1     | 13   | LPN
        """
    found = find(NURSING, table, visit_note=notes, record_request="claim | due\nA | 10-10")
    assert found == {"NUR-13 A": usd(400 - 100)}


def test_an_additional_hour_is_requested_like_a_visit(find):
    """semantics.md, NUR-04: share 1 for 99602."""
    table = "claim | code | from | units | paid\nA | 99602 | 10 | 2 | 184.00"
    assert requests(find, "claim | due\nA | 10-10", table) == {"NUR-13 A": usd(184)}


def test_a_request_table_alone_says_nothing(check_run):
    """The check needs visit_note: without it nobody knows what came."""
    record = check_run("NUR-13", VISIT, record_request="claim | due\nA | 10-10")
    assert (record["status"], record["findings"]) == ("not applicable", 0)


def test_priority_health_from_its_second_version(find):
    """The Disclaimer section was added on 2025-02-13."""
    table = """
        claim | code  | from       | paid
        A     | 99601 | 2025-02-12 | 88.00
        B     | 99601 | 2025-02-13 | 88.00
        """
    text = """
        claim | due
        A     | 10-10
        B     | 10-10
        """
    found = requests(find, text, table, payer="PRIORITY_HEALTH")
    assert found == {"NUR-13 B": usd(88)}

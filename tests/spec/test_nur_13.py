"""NUR-13: visit notes were requested, every request fell due, and no note came at all."""

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
    ("due", "expected"),
    [
        ("2027-01-01", {}),
        ("2026-12-31", {}),
        ("2026-12-30", {"NUR-13 A": usd(88)}),
    ],
)
def test_a_request_is_pending_up_to_and_on_its_due_date(find, due, expected):
    """semantics.md, NUR-04: due_date on or after the as-of date, 31 December: nothing."""
    assert requests(find, f"claim | due\nA | {due}") == expected


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
    text = "claim | requested | due\nA | {} | 2027-01-31"
    assert requests(find, text.format("2026-12-31")) == {}
    assert requests(find, text.format("2027-01-01")) == {"NUR-04 A": usd(88)}


def test_without_a_request_the_chart_decides(find):
    """semantics.md, NUR-04: no request: NUR-04."""
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


def test_a_note_that_came_and_lacks_an_element_is_for_a_chart_to_decide(asked):
    """semantics.md, NUR-04: NUR-13 only where "no note at all" belongs to the line."""
    table = """
        claim | code  | from | to | units | paid
        A     | 99601 | 10   | 13 | 4     | 400.00
        B     | 99601 | 15   | 15 | 1     | 88.00
        C     | 99601 | 17   | 17 | 1     | 77.00
        """
    notes = """
        member | date | credential
        M1     | 10   | RN
        M1     | 11   | LPN
        M1     | 13   | LPN
        M1     | 15   | LPN
        M9     | 31   | RN
        """
    due = "claim | due\nA | 10-10\nB | 10-10\nC | 10-10"
    assert asked(NURSING, table, visit_note=notes, record_request=due) == {
        "NUR-04 A": "records 300.00",
        "NUR-04 B": "records 88.00",
        "NUR-13 C": "automated 77.00",
    }


def test_an_hour_whose_note_has_no_stop_time_is_for_a_chart_to_decide(asked):
    """semantics.md, NUR-04: "with a note in hand it is NUR-04, records"."""
    table = """
        claim | line | code  | from       | paid
        A     | 1    | 99601 | 2026-07-03 | 120.00
        A     | 2    | 99602 | 2026-07-03 | 55.00
        """
    notes = """
        member | date       | stop
        M8     | 2026-06-01 | 11:00
        M1     | 2026-07-03 |
        M9     | 2026-09-30 | 11:00
        """
    found = asked(
        NURSING,
        table,
        visit_note=notes,
        record_request="claim | due\nA | 10-10",
        payer="PRIORITY_HEALTH",
    )
    assert found == {"NUR-04 A/2": "records 55.00"}


def test_a_note_that_serves_another_visit_has_come(asked):
    """semantics.md, NUR-04: it belongs to both; the later payment has none left."""
    table = """
        claim | code  | from | paid_on
        A     | 99601 | 10   | 09-01
        B     | 99601 | 10   | 09-02
        """
    due = "claim | due\nA | 10-10\nB | 10-10"
    found = asked(NURSING, table, visit_note="member | date\nM1 | 10", record_request=due)
    assert found == {"NUR-04 B": "records 100.00"}


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2027-01-01", {}),
        ("2026-12-31", {}),
        ("2026-12-30", {"NUR-04 A": "records 88.00"}),
    ],
)
def test_a_line_whose_note_is_not_enough_waits_for_the_due_date_too(asked, due, expected):
    """semantics.md, NUR-04: "any not yet due": nothing, whatever came."""
    notes = "member | date | credential\nM1 | 10 | LPN"
    request = f"claim | due\nA | {due}"
    assert asked(NURSING, VISIT, visit_note=notes, record_request=request) == expected


OTHER_VISITS = "member | date | claim | npi\nM9 | 1 | | \n{}\nM9 | 31 | |"


@pytest.mark.parametrize(
    ("note", "found_by"),
    [
        ("M9 | 10 | A | gamma", None),
        ("M9 | 9 | A | gamma", None),
        ("M9 | 11 | A | gamma", None),
        ("M1 | 10 | NOT LOADED | alpha", None),
        ("M9 | 8 | A | gamma", "automated 88.00"),
        ("M9 | 12 | A | gamma", "automated 88.00"),
        ("M1 | 10 | B | alpha", "automated 88.00"),
        ("M9 | 10 | NOT LOADED | alpha", "automated 88.00"),
        ("M1 | 9 | | alpha", "automated 88.00"),
        ("M1 | 10 | | gamma", "automated 88.00"),
    ],
)
def test_which_notes_have_come(asked, note, found_by):
    """semantics.md, NUR-04: a note that belongs to the line, and none of another visit."""
    table = """
        claim | code  | from | paid  | npi
        A     | 99601 | 10   | 88.00 | alpha
        B     | S9500 | 10   | 70.00 | alpha
        """
    due = "claim | due\nA | 10-10"
    notes = OTHER_VISITS.format(note)
    found = asked(NURSING, table, visit_note=notes, record_request=due)
    assert found == ({"NUR-13 A": found_by} if found_by else {})


ASKED_FOR = "claim | due | for\n"


@pytest.mark.parametrize("other", ["other", "drug invoice", "Visit notes and invoice"])
def test_a_request_for_anything_else_is_none(asked, other):
    """semantics.md, NUR-04: "with asked_for visit_note or empty"."""
    for due in ("10-10", "2027-01-31"):
        found = asked(
            NURSING,
            VISIT,
            visit_note=NOTHING_CAME,
            record_request=f"{ASKED_FOR}A | {due} | {other}",
        )
        assert found == {"NUR-04 A": "records 88.00"}


def test_a_request_counts_by_what_it_asked_for(find):
    """Beside a request for something else; a request that does not say asked for a visit note."""
    assert requests(find, f"{ASKED_FOR}A | 10-10 | visit_note") == {"NUR-13 A": usd(88)}
    assert requests(find, f"{ASKED_FOR}A | 10-10 |") == {"NUR-13 A": usd(88)}
    both = "A | 10-10 | visit_note\nA | 2027-01-31 | other"
    assert requests(find, ASKED_FOR + both) == {"NUR-13 A": usd(88)}
    both = "A | 10-10 | other\nA | 2027-01-31 | visit_note"
    assert requests(find, ASKED_FOR + both) == {}


def test_the_reason_says_when_notes_were_asked_for_and_due(findings):
    """semantics.md, NUR-04: "The reason says what is missing"; first request, last due date."""
    due = """
        claim | requested | due
        A     | 09-10     | 10-10
        A     | 10-12     | 11-12
        """
    notes = "member | date | credential\nM1 | 10 | LPN"
    nothing_came = findings("NUR-13", VISIT, visit_note=NOTHING_CAME, record_request=due)
    not_enough = findings("NUR-04", VISIT, visit_note=notes, record_request=due)
    assert list(nothing_came["reason"]) == [
        "99601 of 2026-07-10: 1 visit note is needed, and no note on file belongs to it, by claim,"
        " or by member, day and provider. Visit notes were asked for on 2026-09-10 and due by"
        " 2026-11-12."
    ]
    assert list(not_enough["reason"]) == [
        "99601 of 2026-07-10: 1 visit note is needed (to show: registered nurse), no note on file"
        " supports it; a note that belongs to it lacks: registered nurse. The record needs to show"
        " that the visit took place and who made it. Visit notes were asked for on 2026-09-10 and"
        " due by 2026-11-12."
    ]


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


def test_a_nurse_in_the_provider_table_is_no_note(asked):
    """Nothing came: what the table says of the nurse changes nothing."""
    found = asked(
        NURSING,
        VISIT,
        visit_note=NOTHING_CAME,
        record_request="claim | due\nA | 10-10",
        provider="npi | credential\nnurse | LPN",
    )
    assert found == {"NUR-13 A": "automated 88.00"}


def test_a_note_under_the_subscriber_that_names_the_claim(asked):
    """It came in time, and it names the claim."""
    table = """
        from | code  | paid
        3    | 99601 | 120.00
        """
    record_request = """
        claim | requested | due
        A     | 08-20     | 09-20
        """
    visit_note = """
        note      | member      | date  | claim | npi
        N-COVER-1 | OTHER1      | 06-01 |       |
        N-COVER-2 | OTHER2      | 09-30 |       |
        N1        | SUBSCRIBER9 | 3     | A     | alpha
        """
    found = asked(
        ["NUR-04", "NUR-13"],
        table,
        payer="PRIORITY_HEALTH",
        record_request=record_request,
        visit_note=visit_note,
    )
    assert found == {}


def test_a_note_in_time_without_the_hour_it_ended(asked):
    """The records are in hand: someone must read them."""
    table = """
        line | from | code  | paid
        1    | 3    | 99601 | 120.00
        2    | 3    | 99602 | 55.00
        """
    record_request = """
        claim | requested | due
        A     | 08-20     | 09-20
        """
    visit_note = """
        note      | member | date  | stop
        N-COVER-1 | OTHER1 | 06-01 | 11:00
        N-COVER-2 | OTHER2 | 09-30 | 11:00
        N1        | M1     | 3     |
        """
    found = asked(
        ["NUR-04", "NUR-13"],
        table,
        payer="PRIORITY_HEALTH",
        record_request=record_request,
        visit_note=visit_note,
    )
    assert found == {"NUR-04 A/2": "records 55.00"}


def test_only_the_drug_invoice_was_asked_for(asked):
    """No visit note was asked for, so none was refused."""
    table = """
        line | from | code  | paid
        1    | 3    | 99601 | 120.00
        2    | 3    | J1569 | 3000.00
        """
    record_request = """
        claim | requested | due   | for
        A     | 08-20     | 09-20 | drug invoice
        """
    visit_note = """
        note      | member | date
        N-COVER-1 | OTHER1 | 06-01
        N-COVER-2 | OTHER2 | 09-30
        """
    found = asked(
        ["NUR-04", "NUR-13"],
        table,
        payer="PRIORITY_HEALTH",
        record_request=record_request,
        visit_note=visit_note,
    )
    assert found == {"NUR-04 A": "records 120.00"}


def test_a_note_under_the_members_earlier_number(asked):
    """Both numbers are of one person."""
    table = """
        from | code  | paid   | person
        3    | 99601 | 120.00 | P9
        """
    eligibility = """
        member | person | lob
        M1     | P9     | COMMERCIAL
        OLD9   | P9     | COMMERCIAL
        """
    record_request = """
        claim | requested | due
        A     | 08-20     | 09-20
        """
    visit_note = """
        note      | member | date
        N-COVER-1 | OTHER1 | 06-01
        N-COVER-2 | OTHER2 | 09-30
        N1        | OLD9   | 3
        """
    found = asked(
        ["NUR-04", "NUR-13"],
        table,
        payer="PRIORITY_HEALTH",
        eligibility=eligibility,
        record_request=record_request,
        visit_note=visit_note,
    )
    assert found == {}


def test_a_registered_nurse_in_words(asked):
    """ "Registered Nurse" says what RN says."""
    table = """
        from | code  | paid
        3    | 99601 | 120.00
        """
    record_request = """
        claim | requested | due
        A     | 08-20     | 09-20
        """
    visit_note = """
        note      | member | date  | credential
        N-COVER-1 | OTHER1 | 06-01 | RN
        N-COVER-2 | OTHER2 | 09-30 | RN
        N1        | M1     | 3     | Registered Nurse
        """
    found = asked(
        ["NUR-04", "NUR-13"],
        table,
        payer="PRIORITY_HEALTH",
        record_request=record_request,
        visit_note=visit_note,
    )
    assert found == {}


def test_a_practical_nurse_in_the_provider_table_and_no_note(asked):
    """Nothing came."""
    table = """
        from | code  | paid   | rendering
        3    | 99601 | 120.00 | beta
        """
    provider = """
        npi  | tin   | credential
        beta | alpha | LPN
        """
    record_request = """
        claim | requested | due
        A     | 08-20     | 09-20
        """
    visit_note = """
        note      | member | date
        N-COVER-1 | OTHER1 | 06-01
        N-COVER-2 | OTHER2 | 09-30
        """
    found = asked(
        "NUR-13",
        table,
        payer="PRIORITY_HEALTH",
        provider=provider,
        record_request=record_request,
        visit_note=visit_note,
    )
    assert found == {"A": "automated 120.00"}

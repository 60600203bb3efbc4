"""NUR-04: a nursing visit that no note supports. PLAN wants a registered nurse.

`EVERY_DAY` is a notes feed with only a header: everything was asked, nothing came.
"""

import pytest

from analytics import testing
from analytics.testing import each, extract, filled, usd

from .policy_text import period, policy

NURSING = ["NUR-04", "NUR-13"]
EVERY_DAY = "member | date"


def july(*notes: str, columns: str = "member | date") -> str:
    """A feed of notes that covers all of July 2026; its first and last are of another member."""
    empty = " |" * (columns.count("|") - 1)
    return "\n".join([columns, f"M9 | 1 {empty}", *notes, f"M9 | 31 {empty}"])


def test_a_visit_with_a_note_is_documented(find):
    """Priority Health: reported only when performed and fully documented."""
    table = """
        claim | code  | from | paid
        A     | 99601 | 10   | 88.00
        B     | 99601 | 11   | 88.00
        """
    assert find(NURSING, table, visit_note=july("M1 | 10")) == {"NUR-04 B": usd(88)}


def test_nothing_came_at_all(find):
    """semantics.md, NUR-04: a feed with neither dates nor notes covers every day."""
    table = """
        claim | code  | from       | paid
        A     | 99601 | 2026-01-01 | 88.00
        B     | 99602 | 2026-11-30 | 92.00
        """
    found = find(NURSING, table, visit_note=EVERY_DAY)
    assert found == {"NUR-04 A": usd(88), "NUR-04 B": usd(92)}


def test_the_finding_needs_records(findings):
    """A chart decides."""
    found = findings("NUR-04", "code\n99601", visit_note=EVERY_DAY)
    assert list(found["strength"]) == ["records"]


@pytest.fixture(scope="module")
def claims_only(policy_folders):
    """The audit of an extract of claims alone."""
    table = """
        claim | code  | paid
        A     | 99601 | 88.00
        B     | 99602 | 92.00
        C     | S9500 | 100.00
        D     | 99601 | 0
        """
    return testing.audit(NURSING, table, policies=policy_folders.of([]))


def test_without_a_documentation_index_nothing_can_be_said(claims_only):
    """Trap: no documents table loaded means unknown, not missing. A line paid nothing owes none."""
    ran = claims_only.checks().set_index("check_id")
    assert set(ran.index) == set(NURSING)
    assert set(ran["status"]) == {"not applicable"}
    assert (set(ran["findings"]), set(ran["lines_not_applicable"])) == ({0}, {2})


def test_only_99601_and_99602_are_looked_at(find_each):
    """Priority Health: CPT codes 99601 and 99602 report high-tech RN services."""
    codes = ["S9500", "S9123", "99600", "G0068", "T1030"]
    found = find_each(NURSING, filled("code\n{}", codes), visit_note=EVERY_DAY)
    assert found == each(codes, {})


RN = [
    *("RN", "rn", "R.N.", "RN, BSN", "BSN", "Doe, C.R.N.I.", "RN-BC", "APRN", "MSN RN", "C.C.R.N."),
    *("Registered Nurse", "registered  nurse, DNP"),
]
#: Not registered, or unknown: a word of each kind, an unlisted word alone.
NOT_RN = [
    *("LPN", "L.P.N.", "LVN", "CNA", "PharmD", "MA", "TRN", "LPN-IV", "Licensed Practical Nurse"),
    *("LPN; cosigned RN", "LPN/RN", "R N", "RN-XYZ", "registered pharmacist"),
]


def test_a_registered_nurse_supports_the_visit(find):
    """semantics.md, Credential: one word with an RN licence and none listed without."""
    days = list(enumerate([*RN, *NOT_RN], start=2))
    notes = [f"M1 | {date} | {credential}" for date, credential in days]
    visits = [f"{credential} | 99601 | {date}" for date, credential in days]
    found = find(
        NURSING,
        "\n".join(["claim | code | from", *visits]),
        visit_note=july(*notes, columns="member | date | credential"),
    )
    assert found == {f"NUR-04 {credential}": usd(100) for credential in NOT_RN}


def test_a_note_without_a_credential_has_its_nurses_in_the_provider_table(find_each):
    """semantics.md, Credential: by the note's rendering NPI on its day."""
    notes = """
        member | date | credential | rendering
        M9     | 1    | RN         | nurse
        M1     | 10   |            | nurse
        M9     | 31   | RN         | nurse
        """
    header = "npi | credential | from | to\n"
    told = {
        "registered": "nurse | RN | |",
        "practical": "nurse | LPN | |",
        "registered that day alone": "nurse | RN | 10 | 10\nnurse | LPN | | 9\nnurse | LPN | 11 |",
        "registered until the day before": "nurse | RN | | 9",
        "registered from the day after": "nurse | RN | 11 |",
        "another nurse": "agency | RN | |",
        "two that differ": "nurse | RN | |\nnurse | LPN | |",
        "none": "nurse | | |",
    }
    found = {
        name: find_each(
            NURSING, {name: "code | from\n99601 | 10"}, visit_note=notes, provider=header + rows
        )[name]
        for name, rows in told.items()
    }
    supported = ["registered", "registered that day alone"]
    assert found == each(told, {"NUR-04 A": usd(100)}) | each(supported, {})


def test_the_notes_own_credential_is_read_before_the_provider_tables(find):
    """semantics.md, Credential: empty: the provider table's."""
    notes = july("M1 | 10 | LPN | nurse", columns="member | date | credential | rendering")
    provider = "npi | credential\nnurse | RN"
    found = find(NURSING, "code | from\n99601 | 10", visit_note=notes, provider=provider)
    assert found == {"NUR-04 A": usd(100)}


def test_a_note_without_a_credential_lacks_it_where_the_feed_carries_it(find):
    """semantics.md, NUR-04: the elements that its feed carries."""
    notes = """
        member | date | credential
        M9     | 1    | RN
        M1     | 10   |
        M9     | 31   | RN
        """
    found = find(NURSING, "code | from\n99601 | 10", visit_note=notes)
    assert found == {"NUR-04 A": usd(100)}


def test_a_column_that_is_empty_in_the_whole_load_is_unknown(find):
    """semantics.md, NUR-04: unknown, never lacking."""
    notes = """
        member | date | credential | start | stop
        M9     | 1    |            |       |
        M1     | 10   |            |       |
        M9     | 31   |            |       |
        """
    table = """
        claim | code  | from
        A     | 99601 | 10
        B     | 99602 | 10
        """
    assert find(NURSING, table, visit_note=notes) == {}
    # one note of the load has it: the others lack it
    filled_once = notes.replace("M9     | 1    |            |", "M9     | 1    | RN         |")
    found = find(NURSING, table, visit_note=filled_once)
    assert found == {"NUR-04 A": usd(100), "NUR-04 B": usd(100)}


def test_a_column_that_is_empty_is_unknown_whatever_the_provider_table_says(find):
    """semantics.md, NUR-04: "every element of required_elements that its feed carries"."""
    notes = july("M1 | 10 | | nurse", columns="member | date | credential | rendering")
    provider = "npi | credential\nnurse | LPN"
    assert find(NURSING, "code | from\n99601 | 10", visit_note=notes, provider=provider) == {}


def test_an_additional_hour_needs_start_and_stop(find):
    """required_elements_additional_hours: registered_nurse, start_time, stop_time."""
    notes = """
        member | date | start | stop
        M9     | 1    | 09:00 | 12:00
        M1     | 10   | 09:00 | 12:00
        M1     | 11   | 09:00 |
        M1     | 12   |       | 12:00
        M9     | 31   | 09:00 | 12:00
        """
    table = """
        claim | code  | from | paid
        A     | 99602 | 10   | 92.00
        B     | 99602 | 11   | 92.00
        C     | 99602 | 12   | 92.00
        D     | 99601 | 11   | 88.00
        """
    found = find(NURSING, table, visit_note=notes)
    assert found == {"NUR-04 B": usd(92), "NUR-04 C": usd(92)}


def test_an_additional_hour_needs_one_note_for_its_day(find):
    """semantics.md, NUR-04: a 99602 line needs one note for its day, whatever its units."""
    table = """
        claim | code  | from | units | paid
        A     | 99602 | 10   | 3     | 276.00
        B     | 99602 | 11   | 3     | 276.00
        """
    assert find(NURSING, table, visit_note=july("M1 | 10")) == {"NUR-04 B": usd(276)}


def test_one_note_serves_the_visit_and_its_additional_hours(find):
    """semantics.md, NUR-04: the same note may serve 99601 and 99602."""
    table = """
        claim | line | code  | from
        A     | 1    | 99601 | 10
        A     | 2    | 99602 | 10
        """
    assert find(NURSING, table, visit_note=july("M1 | 10")) == {}


def test_a_visit_line_needs_as_many_notes_as_units(find):
    """semantics.md, NUR-04: share (units - notes) / units, every day."""
    notes = july("M1 | 10", "M1 | 11", "M1 | 15", "M1 | 15")
    table = """
        claim | code  | from | to | units | paid
        A     | 99601 | 10   | 12 | 3     | 300.00
        B     | 99601 | 15   | 15 | 2     | 200.00
        C     | 99601 | 20   | 22 | 2     | 200.00
        """
    found = find(NURSING, table, visit_note=notes)
    assert found == {"NUR-04 A": usd(300 - 2 * 100), "NUR-04 C": usd(200)}


def test_more_notes_than_units_are_enough(find):
    """Two notes for one visit: nothing is missing."""
    notes = july("M1 | 10", "M1 | 10")
    assert find(NURSING, "code | from\n99601 | 10", visit_note=notes) == {}


def test_one_note_goes_to_the_visit_paid_first(find):
    """semantics.md, NUR-04: in order of payment, one note to one unit."""
    table = """
        claim | code  | from | paid  | paid_on
        A     | 99601 | 10   | 88.00 | 09-02
        B     | 99601 | 10   | 88.00 | 09-01
        """
    assert find(NURSING, table, visit_note=july("M1 | 10")) == {"NUR-04 A": usd(88)}


def test_two_notes_of_a_day_serve_two_visits(find):
    """Trap: two real visits a day, each with its note."""
    table = """
        claim | code  | from
        A     | 99601 | 10
        B     | 99601 | 10
        """
    assert find(NURSING, table, visit_note=july("M1 | 10", "M1 | 10")) == {}


def test_a_visit_paid_nothing_takes_no_note(find):
    """semantics.md, Payable evidence: only lines paid or allowed above 0 stand first."""
    table = """
        claim | code  | from | paid  | paid_on
        A     | 99601 | 10   | 0     | 09-01
        B     | 99601 | 10   | 88.00 | 09-02
        """
    assert find(NURSING, table, visit_note=july("M1 | 10")) == {}


def test_notes_that_belong_to_the_line(find):
    """semantics.md, NUR-04: billing_npi empty, equal, or of the same provider group."""
    notes = """
        member | date | npi
        M9     | 1    |
        M1     | 10   |
        M1     | 11   | alpha
        M1     | 12   | beta
        M1     | 13   | gamma
        M2     | 14   | alpha
        M9     | 31   |
        """
    table = """
        claim | code  | from | npi   | tin
        A     | 99601 | 10   | alpha | alpha
        B     | 99601 | 11   | alpha | alpha
        C     | 99601 | 12   | alpha | alpha
        D     | 99601 | 13   | alpha | alpha
        E     | 99601 | 14   | alpha | alpha
        F     | S9500 | 14   | beta  | alpha
        G     | S9500 | 14   | gamma | gamma
        """
    found = find(NURSING, table, visit_note=notes)
    assert found == {"NUR-04 D": usd(100), "NUR-04 E": usd(100)}


def test_a_note_of_another_payer_does_not_belong(find):
    """A member is known by payer and person; a note without a payer fits any."""
    notes = """
        member | date | payer
        M9     | 1    | PLAN
        M1     | 10   | PLAN
        M1     | 11   |
        M1     | 12   | OTHER PLAN
        M9     | 31   | PLAN
        """
    table = """
        claim | code  | from
        A     | 99601 | 10
        B     | 99601 | 11
        C     | 99601 | 12
        """
    assert find(NURSING, table, visit_note=notes) == {"NUR-04 C": usd(100)}


def test_a_note_of_any_day_of_a_span_belongs_to_it(find):
    """semantics.md, NUR-04: service_date within the line, first and last day included."""
    table = """
        claim | code  | from | to | units
        A     | 99601 | 10   | 12 | 1
        B     | 99601 | 14   | 16 | 1
        C     | 99601 | 18   | 20 | 1
        """
    notes = july("M1 | 10", "M1 | 16", "M1 | 17", "M1 | 21")
    assert find(NURSING, table, visit_note=notes) == {"NUR-04 C": usd(100)}


def test_a_note_received_after_the_as_of_date_is_not_seen(find):
    """semantics.md, As-of date: notes received after it are not seen."""
    notes = """
        member | date | received
        M9     | 1    | 08-01
        M1     | 10   | {}
        M9     | 31   | 08-01
        """
    table = "code | from\n99601 | 10"
    assert find(NURSING, table, visit_note=notes.format("2026-12-31")) == {}
    found = find(NURSING, table, visit_note=notes.format("2027-01-01"))
    assert found == {"NUR-04 A": usd(100)}


def test_only_lines_wholly_inside_the_feed_are_judged(audit):
    """semantics.md, NUR-04: others are not applicable. Here the feed covers 5 to 20 July."""
    run = audit(
        "NUR-04",
        """
        claim | code  | from | to
        A     | 99601 | 4    | 4
        B     | 99601 | 5    | 5
        C     | 99601 | 20   | 20
        D     | 99601 | 21   | 21
        E     | 99601 | 4    | 6
        F     | 99601 | 19   | 21
        G     | 99601 | 5    | 20
        """,
        visit_note="member | date\nM9 | 5\nM9 | 20",
    )
    assert sorted(run.findings()["claim_id"]) == ["B", "C", "G"]
    assert run.checks().iloc[0]["lines_not_applicable"] == 4


def test_the_reason_says_what_is_missing(findings):
    """semantics.md, NUR-04: no note, or which element."""
    notes = """
        member | date | credential | stop
        M9     | 1    | RN         | 12:00
        M1     | 10   | LPN        | 12:00
        M1     | 12   | RN         |
        M9     | 31   | RN         | 12:00
        """
    table = """
        claim | code  | from
        A     | 99601 | 10
        B     | 99601 | 11
        C     | 99602 | 12
        """
    reasons = findings("NUR-04", table, visit_note=notes).set_index("key")["reason"]
    assert "registered nurse" in reasons["A"].lower().replace("_", " ")
    assert "no note on file belongs to it" in reasons["B"].lower()
    assert "lacks: stop time" in reasons["C"].lower()


def test_a_policy_that_requires_no_documentation_finds_nothing(find):
    """policy_files.md, documentation: the check is on where documentation.required is true."""
    own = policy(period("2026-01-01", documentation={"required": False}))
    assert find(NURSING, "code\n99601", visit_note=EVERY_DAY, payer_policy=own) == {}


def test_a_policy_without_elements_wants_a_note_and_nothing_else(find):
    """No required_elements: any note supports the visit."""
    own = policy(period("2026-01-01", documentation={"required": True}))
    notes = july("M1 | 10 | LPN", columns="member | date | credential")
    table = """
        claim | code  | from
        A     | 99601 | 10
        B     | 99601 | 11
        """
    found = find(NURSING, table, visit_note=notes, payer_policy=own)
    assert found == {"NUR-04 B": usd(100)}


def test_jefferson_asks_for_any_note_from_its_first_day(findings):
    """semantics.md, NUR-04: Jefferson, from 2026-06-14: required, no element, both records."""
    table = """
        claim | code  | from       | to
        A     | 99601 | 2026-06-13 | 2026-06-13
        B     | 99601 | 2026-06-14 | 2026-06-14
        C     | 99602 | 2026-06-15 | 2026-06-15
        D     | 99601 | 2026-06-20 | 2026-06-20
        E     | 99601 | 2026-06-21 | 2026-06-21
        """
    notes = EVERY_DAY + "\nM9 | 2026-06-01\nM1 | 2026-06-20\nM9 | 2026-06-30"
    asked = "claim | asked | due\nE | 2026-08-01 | 2026-09-01"
    found = findings(NURSING, table, payer="JEFFERSON", visit_note=notes, record_request=asked)
    assert dict(zip(found["check_id"] + " " + found["key"], found["strength"], strict=True)) == {
        "NUR-04 B": "records",
        "NUR-04 C": "records",
        "NUR-13 E": "records",
    }


def test_priority_health_sanctions_missing_documents_from_its_second_version(find):
    """The Disclaimer section ("Failure to document") was added on 2025-02-13."""
    table = """
        claim | code  | from       | to         | units | paid
        A     | 99601 | 2024-10-06 | 2024-10-06 | 1     | 100.00
        B     | 99601 | 2024-10-07 | 2024-10-07 | 1     | 100.00
        C     | 99601 | 2025-02-12 | 2025-02-12 | 1     | 100.00
        D     | 99601 | 2025-02-13 | 2025-02-13 | 1     | 100.00
        E     | 99602 | 2025-02-13 | 2025-02-13 | 1     | 100.00
        F     | 99601 | 2025-02-11 | 2025-02-14 | 4     | 400.00
        """
    found = find(NURSING, table, visit_note=EVERY_DAY, payer="PRIORITY_HEALTH")
    assert found == {
        "NUR-04 D": usd(100),
        "NUR-04 E": usd(100),
        "NUR-04 F": usd(2 * 100),
    }


def test_priority_health_wants_a_registered_nurse_and_hours_for_99602(find):
    """semantics.md, NUR-04: registered_nurse; for 99602 also start_time and stop_time."""
    notes = """
        member | date       | credential | start | stop
        M9     | 2025-03-01 | RN         | 09:00 | 12:00
        M1     | 2025-03-10 | RN         |       |
        M1     | 2025-03-11 | LPN        | 09:00 | 12:00
        M9     | 2025-03-31 | RN         | 09:00 | 12:00
        """
    table = """
        claim | code  | from
        A     | 99601 | 2025-03-10
        B     | 99602 | 2025-03-10
        C     | 99601 | 2025-03-11
        """
    found = find(NURSING, table, visit_note=notes, payer="PRIORITY_HEALTH")
    assert found == {"NUR-04 B": usd(100), "NUR-04 C": usd(100)}


def test_the_extract_needs_no_optional_column(find):
    """Without payment dates and TINs; notes with only their key columns."""
    table = """
        claim | code  | from
        A     | 99601 | 10
        B     | 99601 | 11
        """
    columns = ("paid_date", "received_date", "allowed_amount", "billing_tin", "rendering_npi")
    found = find(NURSING, table, visit_note=july("M1 | 10"), without=columns)
    assert found == {"NUR-04 B": usd(100)}


def test_coverage_dates_of_the_feed_come_from_its_mapping(tmp_path, final_action, policy_folders):
    """data_contract.md, Feeds: covers_from and covers_to, else the notes' own dates."""
    store = final_action(
        """
        claim | code  | from
        A     | 99601 | 2
        B     | 99601 | 10
        C     | 99601 | 30
        """
    ).store
    mapping = tmp_path / "notes.toml"
    mapping.write_text("covers_from = 2026-07-01\ncovers_to = 2026-07-15\n")
    store.load(extract("visit_note", "member | date\nM9 | 10"), table="visit_note", map=mapping)
    run = store.audit(as_of="2026-12-31", only=["NUR-04"], policies=policy_folders.of([]))
    assert sorted(run.findings()["claim_id"]) == ["A", "B"]


def test_a_claims_only_extract_lists_the_records_to_ask_for(claims_only):
    """semantics.md, NUR-04: without a documentation index, a records request list."""
    assert sorted(claims_only.records_request_list()["claim_id"]) == ["A", "B"]


def test_feeds_that_follow_each_other_cover_their_days_together(final_action, policy_folders):
    """A feed of 1 to 15 July and one from the 16th on leave no day uncovered between them."""
    store = final_action(
        """
        claim | code  | from | to | units
        A     | 99601 | 14   | 17 | 4
        B     | 99601 | 30   | 31 | 2
        """
    ).store
    for first, last in (("1", "15"), ("16", "30")):
        notes = extract("visit_note", f"member | date\nM9 | {first}\nM9 | {last}")
        store.load(notes, table="visit_note")
    run = store.audit(as_of="2026-12-31", only=["NUR-04"], policies=policy_folders.of([]))
    assert list(run.findings()["claim_id"]) == ["A"]


def test_a_visit_recovered_in_full_takes_no_note(find):
    """semantics.md, Payable evidence: the one visit still paid has its note."""
    table = """
        claim | code  | from | paid   | paid_on
        A     | 99601 | 1    | 100.00 | 08-01
        B     | 99601 | 1    | 100.00 | 08-02
        """
    back = "claim | amount | date\nA | 100.00 | 2026-09-01"
    notes = "member | date | credential\nM1 | 1 | RN"
    assert find("NUR-04", table, visit_note=notes, recovery=back) == {}
    assert find("NUR-04", table, visit_note=notes) == {"B": "100.00"}


def test_two_visits_a_day_each_with_its_note(asked):
    """The second has XE; both are documented."""
    table = """
        claim | from | code  | paid   | mod
        A     | 3    | 99601 | 120.00 |
        B     | 3    | 99601 | 120.00 | XE
        """
    visit_note = """
        note      | member | date
        N-COVER-1 | OTHER1 | 06-01
        N-COVER-2 | OTHER2 | 09-30
        N1        | M1     | 3
        N2        | M1     | 3
        """
    found = asked(["DUP-01", "NUR-04"], table, payer="PRIORITY_HEALTH", visit_note=visit_note)
    assert found == {}

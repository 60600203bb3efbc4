"""NUR-04: which visit a note serves. Spans, several units, groups, member numbers, periods."""

import random

from analytics.testing import each, filled, usd

from .policy_text import period, policy

NURSING = ["NUR-04", "NUR-13"]
NEEDED = ("1 visit note is", "2 visit notes are")
SPAN_AND_DAY = """
    claim | code  | from | to | units | paid    | paid_on
    A     | 99601 | 13   | 14 | 1     | 1000.00 | 07-20
    B     | 99601 | 13   | 13 | 1     | 10.00   | 09-01
    """


def july(*notes: str, columns: str = "member | date") -> str:
    """A feed of notes that covers all of July 2026; its first and last are of another member."""
    empty = " |" * (columns.count("|") - 1)
    return "\n".join([columns, f"M9 | 1 {empty}", *notes, f"M9 | 31 {empty}"])


def test_a_span_paid_first_takes_the_note(find):
    """semantics.md, NUR-04: notes of a day go to 99601 lines in order of payment."""
    found = find(NURSING, SPAN_AND_DAY, visit_note=july("M1 | 13"))
    assert found == {"NUR-04 B": usd(10)}


def test_a_span_paid_later_takes_what_is_left(find):
    """The same, the other way round."""
    table = SPAN_AND_DAY.replace("07-20", "09-02")
    assert find(NURSING, table, visit_note=july("M1 | 13")) == {"NUR-04 A": usd(1000)}
    assert find(NURSING, table, visit_note=july("M1 | 13", "M1 | 14")) == {}


def test_a_span_takes_no_more_than_its_units(find):
    """One note to one unit: what the span does not need goes on to the next line of the day."""
    notes = july("M1 | 13", "M1 | 13")
    assert find(NURSING, SPAN_AND_DAY, visit_note=notes) == {}


def test_of_equal_notes_a_span_takes_the_earliest(find):
    """Both days are shared: A takes the note of the 10th and leaves that of the 11th to C."""
    table = """
        claim | code  | from | to | units | paid  | paid_on
        A     | 99601 | 10   | 12 | 1     | 90.00 | 08-01
        B     | 99601 | 10   | 10 | 1     | 80.00 | 08-02
        C     | 99601 | 11   | 11 | 1     | 70.00 | 08-03
        """
    found = find(NURSING, table, visit_note=july("M1 | 10", "M1 | 11"))
    assert found == {"NUR-04 B": usd(80)}


def test_a_span_leaves_the_note_of_a_shared_day(find):
    """Which day's note serves a span is not said: the reading that asks for less."""
    table = """
        claim | code  | from | to | units | paid  | paid_on
        A     | 99601 | 10   | 12 | 1     | 90.00 | 08-01
        B     | 99601 | 10   | 10 | 1     | 80.00 | 08-02
        """
    assert find(NURSING, table, visit_note=july("M1 | 10", "M1 | 11")) == {}


def test_spans_that_overlap_share_no_note(find):
    """A note serves one unit, whatever the days of the lines."""
    table = """
        claim | code  | from | to | units | paid   | paid_on
        A     | 99601 | 10   | 12 | 2     | 200.00 | 08-01
        B     | 99601 | 11   | 14 | 2     | 200.00 | 08-02
        C     | 99601 | 14   | 15 | 1     | 100.00 | 08-03
        """
    notes = july("M1 | 11", "M1 | 12", "M1 | 14")
    found = find(NURSING, table, visit_note=notes)
    assert found == {"NUR-04 B": usd(100), "NUR-04 C": usd(100)}


def test_visits_of_several_units_on_one_day(find):
    """Three notes: two to A, one to B."""
    table = """
        claim | code  | from | units | paid   | paid_on
        A     | 99601 | 10   | 2     | 200.00 | 08-01
        B     | 99601 | 10   | 2     | 200.00 | 08-02
        C     | 99601 | 10   | 1     | 100.00 | 08-03
        """
    found = find(NURSING, table, visit_note=july("M1 | 10", "M1 | 10", "M1 | 10"))
    assert found == {"NUR-04 B": usd(100), "NUR-04 C": usd(100)}


def test_a_part_of_a_unit_takes_a_whole_note(find):
    """One note to one unit; a note is not divided."""
    table = """
        claim | code  | from | units | paid   | paid_on
        A     | 99601 | 10   | 1.5   | 150.00 | 08-01
        B     | 99601 | 10   | 1     | 100.00 | 08-02
        """
    found = find(NURSING, table, visit_note=july("M1 | 10", "M1 | 10"))
    assert found == {"NUR-04 B": usd(100)}


def test_unknown_units_ask_for_one_note(find):
    """Units that the extract does not give are one visit."""
    table = """
        claim | code  | from | to | units | paid
        A     | 99601 | 10   | 12 |       | 90.00
        B     | 99601 | 15   | 17 |       | 90.00
        """
    assert find(NURSING, table, visit_note=july("M1 | 11")) == {"NUR-04 B": usd(90)}


def test_named_notes_go_to_their_group_before_open_ones(find):
    """alpha has a note of its own; the open one is beta's, though alpha was paid first."""
    table = """
        claim | code  | from | to | npi   | paid_on
        A     | 99601 | 10   | 11 | alpha | 08-01
        B     | 99601 | 10   | 10 | beta  | 08-02
        C     | 99601 | 10   | 10 | beta  | 08-03
        """
    notes = july("M1 | 10 |", "M1 | 10 | alpha", columns="member | date | npi")
    found = find(NURSING, table.replace("11 |", "10 |"), visit_note=notes)
    assert found == {"NUR-04 C": usd(100)}
    # of its two units the span finds both
    assert find(NURSING, table, visit_note=notes) == {"NUR-04 B": usd(100), "NUR-04 C": usd(100)}


def test_a_note_of_an_npi_in_two_groups_is_one_note(find):
    """alpha bills under two tax numbers: the note serves one visit of either."""
    table = """
        claim | code  | from | npi   | tin   | paid_on
        A     | 99601 | 10   | alpha | alpha | 08-01
        B     | 99601 | 10   | alpha | beta  | 08-02
        """
    notes = july("M1 | 10 | alpha", columns="member | date | npi")
    assert find(NURSING, table, visit_note=notes) == {"NUR-04 B": usd(100)}


def test_a_note_serves_a_span_and_its_additional_hours(find):
    """semantics.md, NUR-04: the same note may serve 99601 and 99602."""
    table = """
        claim | line | code  | from | to | units | paid_on
        A     | 1    | 99601 | 13   | 14 | 1     | 07-20
        A     | 2    | 99602 | 13   | 13 | 2     | 07-20
        B     | 1    | 99601 | 13   | 13 | 1     | 09-01
        """
    found = find(NURSING, table, visit_note=july("M1 | 13"))
    assert found == {"NUR-04 B": usd(100)}


def test_a_visit_under_another_policy_leaves_the_note_that_only_it_can_use(find):
    """beta's contract asks for no nurse: the aide's note is enough for it, not for alpha."""
    contract = policy(
        period("2026-01-01", documentation={"required": True}),
        policy_id="plan-contract",
        level="contract",
        billing_tins=["012345671"],
    )
    table = """
        claim | code  | from | npi   | paid_on
        A     | 99601 | 10   | beta  | 08-01
        B     | 99601 | 10   | alpha | 08-02
        """
    notes = july("M1 | 10 | RN", "M1 | 10 | LPN", columns="member | date | credential")
    assert find(NURSING, table, visit_note=notes, policies=[contract]) == {}


def test_a_note_under_another_member_number_of_the_person(find):
    """semantics.md, Member: a member is payer and person_id."""
    table = """
        claim | code  | from | member | person
        A     | 99601 | 10   | M1     | P1
        B     | 99601 | 11   | M2     | P1
        C     | 99601 | 12   | M3     | P3
        D     | 99601 | 13   | M1     | P1
        """
    notes = july("M2 | 10", "M1 | 11", "M2 | 12", "M4 | 13")
    found = find(NURSING, table, visit_note=notes)
    assert found == {"NUR-04 C": usd(100), "NUR-04 D": usd(100)}
    covered = "member | person | from\nM4 | P1 | 2026-01-01"
    found = find(NURSING, table, visit_note=notes, eligibility=covered)
    assert found == {"NUR-04 C": usd(100)}


def test_a_denied_line_tells_whose_a_member_number_is(find):
    """A note under a number that only a denied claim carries."""
    table = """
        claim | code  | from | member | person | status | paid
        A     | 99601 | 10   | M1     | P1     | PAID   | 100.00
        B     | S9500 | 20   | M2     | P1     | DENIED | 0
        """
    assert find(NURSING, table, visit_note=july("M2 | 10")) == {}


def test_two_member_numbers_share_one_note(find):
    """One person, one note, two visits: the earlier payment has it."""
    table = """
        claim | code  | from | member | person | paid_on
        A     | 99601 | 10   | M1     | P1     | 08-02
        B     | 99601 | 10   | M2     | P1     | 08-01
        """
    assert find(NURSING, table, visit_note=july("M1 | 10")) == {"NUR-04 A": usd(100)}


def test_member_numbers_of_another_payer_say_nothing_unless_the_note_names_none(find):
    """A note without a payer fits any; then every payer may tell whose its number is."""
    table = """
        claim | code  | from | member | person | payer
        A     | 99601 | 10   | M1     | P1     | PLAN
        B     | 99601 | 11   | M1     | P1     | PLAN
        """
    covered = "member | person | from       | payer\nM2 | P1 | 2026-01-01 | OTHER PLAN"
    columns = "member | date | payer"
    notes = july("M2 | 10 | PLAN", "M2 | 11 |", columns=columns)
    found = find(NURSING, table, visit_note=notes, eligibility=covered)
    assert found == {"NUR-04 A": usd(100)}


def test_the_records_request_list_knows_the_person(audit):
    """A note under another member number of the person is a note."""
    table = """
        claim | code  | from | member | person
        A     | 99601 | 10   | M1     | P1
        B     | 99601 | 11   | M2     | P1
        C     | 99601 | 12   | M2     | P1
        """
    run = audit("NUR-04", table, visit_note=july("M2 | 10", "M1 | 11"))
    assert sorted(run.records_request_list()["claim_id"]) == ["C"]


def test_a_note_is_read_by_the_rule_of_its_own_day(find):
    """A nurse is asked for from the 12th on; the aide's note of the 11th still counts."""
    own = policy(
        period("2026-01-01", documentation={"required": True}),
        period(
            "2026-07-12",
            documentation={"required": True, "required_elements": ["registered_nurse"]},
        ),
    )
    table = """
        claim | code  | from | to | units | paid
        A     | 99601 | 11   | 12 | 1     | 100.00
        B     | 99601 | 14   | 15 | 1     | 100.00
        """
    notes = july("M1 | 11 | LPN", "M1 | 14 | LPN", columns="member | date | credential")
    assert find(NURSING, table, visit_note=notes, payer_policy=own) == {"NUR-04 B": usd(100)}


def test_a_note_a_day_outside_is_read_by_the_rule_of_its_own_day(find):
    """semantics.md, NUR-04: "the period in force on its own day"; both visits are of the 12th."""
    own = policy(
        period("2026-01-01", documentation={"required": True}),
        period(
            "2026-07-12",
            documentation={"required": True, "required_elements": ["registered_nurse"]},
        ),
    )
    table = """
        claim | code  | from
        A     | 99601 | 12
        B     | 99601 | 12
        """
    notes = july("M1 | 11 | A | LPN", "M1 | 13 | B | LPN", columns=f"{NAMED} | credential")
    assert find(NURSING, table, visit_note=notes, payer_policy=own) == {"NUR-04 B": usd(100)}


def test_a_note_of_a_day_before_documentation_was_asked_for_counts(find):
    """Days before are not judged; a note of such a day supports the line, whoever signed."""
    own = policy(
        period(
            "2026-07-12",
            documentation={"required": True, "required_elements": ["registered_nurse"]},
        ),
    )
    table = """
        claim | code  | from | to | units | paid
        A     | 99601 | 10   | 13 | 2     | 400.00
        B     | 99601 | 10   | 13 | 2     | 400.00
        """
    notes = july(
        "M1 | 10 | LPN", "M1 | 11 | LPN", "M1 | 13 | LPN", columns="member | date | credential"
    )
    # B keeps no note, and only its last two days are judged
    found = find(NURSING, table, visit_note=notes, payer_policy=own)
    assert found == {"NUR-04 B": usd(200)}


NAMED = "member | date | claim"


def test_a_note_that_names_the_claim_may_lie_a_day_outside(find):
    """semantics.md, NUR-04: "no more than a day outside the line's days"."""
    table = """
        claim | code  | from | to | units
        A     | 99601 | 5    | 5  | 1
        B     | 99601 | 5    | 5  | 1
        C     | 99601 | 5    | 5  | 1
        D     | 99601 | 5    | 5  | 1
        E     | 99601 | 10   | 12 | 1
        F     | 99601 | 10   | 12 | 1
        G     | 99601 | 10   | 12 | 1
        H     | 99601 | 10   | 12 | 1
        """
    notes = july(
        *("M1 | 3 | A", "M1 | 4 | B", "M1 | 6 | C", "M1 | 7 | D"),
        *("M1 | 8 | E", "M1 | 9 | F", "M1 | 13 | G", "M1 | 14 | H"),
        columns=NAMED,
    )
    found = find(NURSING, table, visit_note=notes)
    assert found == {f"NUR-04 {claim}": usd(100) for claim in "ADEH"}


def test_a_note_that_names_no_claim_lies_within_the_line(find):
    """semantics.md, NUR-04: "same member, service_date within the line"."""
    table = """
        claim | code  | from
        A     | 99601 | 10
        B     | 99601 | 15
        C     | 99601 | 20
        """
    notes = july("M1 | 9", "M1 | 15", "M1 | 21")
    found = find(NURSING, table, visit_note=notes)
    assert found == {"NUR-04 A": usd(100), "NUR-04 C": usd(100)}


def test_a_note_that_names_the_claim_belongs_whatever_its_member_and_provider(find):
    """semantics.md, NUR-04: "whatever member number it bears": indexed under the subscriber."""
    table = """
        claim | code  | from | member
        A     | 99601 | 10   | M1
        B     | 99601 | 11   | M1
        C     | 99601 | 12   | M1
        D     | S9500 | 12   | M2
        """
    notes = july(
        "SUBSCRIBER | 10 | A | alpha",
        "M2         | 11 | B | alpha",
        "M1         | 12 | C | gamma",
        columns="member | date | claim | npi",
    )
    assert find(NURSING, table, visit_note=notes) == {}


def test_a_note_that_names_another_claim_of_the_store_does_not_belong(find):
    """semantics.md, NUR-04: "names no claim of the store", or is of the claim it names."""
    table = """
        claim | code  | from
        A     | 99601 | 10
        B     | 99601 | 11
        C     | S9500 | 10
        """
    notes = july("M1 | 10 | C", "M1 | 11 | NOT LOADED", columns=NAMED)
    assert find(NURSING, table, visit_note=notes) == {"NUR-04 A": usd(100)}


def test_a_claim_of_another_payer_is_not_named(find):
    """A claim is known by payer and claim_id; a note without a payer names it under any."""
    table = """
        claim | code  | from | payer
        A     | 99601 | 10   | PLAN
        B     | 99601 | 11   | PLAN
        C     | S9500 | 12   | OTHER PLAN
        D     | 99601 | 13   | PLAN
        E     | 99601 | 14   | PLAN
        """
    notes = july(
        "M9 | 10 | A | OTHER PLAN",
        "M9 | 11 | B |",
        "M1 | 13 | C | PLAN",
        "M1 | 14 | C |",
        columns="member | date | claim | payer",
    )
    found = find(NURSING, table, visit_note=notes)
    # to PLAN, C is no claim of the store: its note of the 13th is read by its member
    assert found == {"NUR-04 A": usd(100), "NUR-04 E": usd(100)}


def test_a_note_that_names_a_replaced_claim_belongs_to_the_one_in_its_place(find):
    """semantics.md, NUR-04: "the line's claim, or one that it replaced", chains included."""
    table = """
        claim | code  | from | paid   | freq | original | paid_on
        A     | 99601 | 10   | 80.00  | 1    |          | 08-01
        B     | 99601 | 10   | 90.00  | 7    | A        | 08-15
        C     | 99601 | 10   | 100.00 | 7    | B        | 09-01
        D     | 99601 | 10   | 100.00 | 1    |          | 07-01
        """
    for named in "ABC":
        notes = july(f"M5 | 11 | {named}", columns=NAMED)
        assert find(NURSING, table, visit_note=notes) == {"NUR-04 D": usd(100)}
    notes = july("M5 | 11 | D", columns=NAMED)
    assert find(NURSING, table, visit_note=notes) == {"NUR-04 C": usd(100)}


def test_a_note_of_a_claim_of_which_nothing_is_paid_is_read_by_its_member(find_each):
    """semantics.md, NUR-04: "a claim without a line" is none; billed anew."""
    table = """
        claim | code  | from | paid   | status
        A     | 99601 | 10   | {}
        B     | 99601 | 10   | 100.00 | PAID
        """
    ends = ["0 | DENIED", "100.00 | PENDED", "100.00 | PAID\n A | 99601 | 10 | -100.00 | REVERSED"]
    cases = filled(table, ends)
    notes = july("M1 | 10 | A", columns=NAMED)
    assert find_each(NURSING, cases, visit_note=notes) == each(ends, {})
    notes = july("M2 | 10 | A", columns=NAMED)
    assert find_each(NURSING, cases, visit_note=notes) == each(ends, {"NUR-04 B": usd(100)})
    paid = {"paid": table.format("100.00 | PAID")}
    notes = july("M1 | 10 | A", columns=NAMED)
    assert find_each(NURSING, paid, visit_note=notes) == each(paid, {"NUR-04 B": usd(100)})


def test_a_note_that_names_the_claim_goes_first_to_it(find):
    """semantics.md, NUR-04: "those that name the claim first to it", though B was paid first."""
    table = """
        claim | code  | from | paid_on
        A     | 99601 | 10   | 09-02
        B     | 99601 | 10   | 09-01
        """
    assert find(NURSING, table, visit_note=july("M1 | 10 | A", columns=NAMED)) == {
        "NUR-04 B": usd(100)
    }
    # B takes its own note, so that the open one is left for A
    notes = july("M1 | 10 |", "M1 | 10 | B", columns=NAMED)
    assert find(NURSING, table, visit_note=notes) == {}
    # two notes of A serve its one unit, and B none
    notes = july("M1 | 10 | A", "M1 | 10 | A", columns=NAMED)
    assert find(NURSING, table, visit_note=notes) == {"NUR-04 B": usd(100)}


def test_units_are_served_by_notes_of_the_claim_and_by_others(find):
    """semantics.md, NUR-04: as many supporting notes as units, whichever way they belong."""
    table = """
        claim | code  | from | to | units | paid   | paid_on
        A     | 99601 | 10   | 12 | 3     | 300.00 | 09-01
        B     | 99601 | 10   | 10 | 1     | 100.00 | 09-02
        """
    notes = july("M1 | 10 |", "M1 | 11 |", "M5 | 13 | A", columns=NAMED)
    assert find(NURSING, table, visit_note=notes) == {"NUR-04 B": usd(100)}
    notes = july("M1 | 10 |", "M5 | 9 | A", "M5 | 13 | A", columns=NAMED)
    assert find(NURSING, table, visit_note=notes) == {"NUR-04 B": usd(100)}
    notes = july("M1 | 10 |", "M5 | 9 | A", columns=NAMED)
    assert find(NURSING, table, visit_note=notes) == {
        "NUR-04 A": usd(100),
        "NUR-04 B": usd(100),
    }
    notes = july("M1 | 10 |", "M5 | 9 | A", "M5 | 13 | A", "M5 | 11 | A", columns=NAMED)
    assert find(NURSING, table, visit_note=notes) == {}


THREE_DAYS = """
    claim | line | code  | from | paid_on
    A     | 1    | 99601 | 10   | {}
    A     | 2    | 99601 | 11   | 08-02
    A     | 3    | 99601 | 12   | {}
    """
ORDERS = [("08-01", "08-03"), ("08-03", "08-01")]


def test_of_the_lines_of_a_claim_those_of_the_notes_day_come_first(find_each):
    """semantics.md, NUR-04: "of its lines first to those of the note's day"."""
    cases = filled(THREE_DAYS, ORDERS)
    found = find_each(NURSING, cases, visit_note=july("M5 | 11 | A", columns=NAMED))
    assert found == each(cases, {"NUR-04 A": usd(100), "NUR-04 A/3": usd(100)})
    notes = july("M5 | 10 | A", "M5 | 12 | A", columns=NAMED)
    assert find_each(NURSING, cases, visit_note=notes) == each(cases, {"NUR-04 A/2": usd(100)})


def test_notes_a_day_off_serve_as_many_lines_as_they_can(find_each):
    """semantics.md, NUR-04: "as many lines as can be while each keeps what it has"."""
    cases = filled(THREE_DAYS, ORDERS)
    late = july("M5 | 11 | A", "M5 | 12 | A", "M5 | 13 | A", columns=NAMED)
    early = july("M5 | 9 | A", "M5 | 10 | A", "M5 | 11 | A", columns=NAMED)
    assert find_each(NURSING, cases, visit_note=late) == each(cases, {})
    assert find_each(NURSING, cases, visit_note=early) == each(cases, {})
    # two notes of three a day off: the line left over is the one paid last
    two = july("M5 | 10 | A", "M5 | 11 | A", columns=NAMED)
    found = find_each(NURSING, cases, visit_note=two)
    assert found == each(cases, {"NUR-04 A/3": usd(100)})
    two = july("M5 | 13 | A", "M5 | 9 | A", columns=NAMED)
    found = find_each(NURSING, cases, visit_note=two)
    assert found == each(cases, {"NUR-04 A/2": usd(100)})


def dealt_by_hand(lines: list[tuple[int, int, int]], notes: list[int]) -> dict[int, int]:
    """Units of each line (first day, last day, units; in order of payment) that have a note.

    By augmenting paths: a unit may take a note whose unit finds another.
    """
    units = [number for number, (_, _, count) in enumerate(lines) for _ in range(count)]
    holder: dict[int, int] = {}

    def takes(unit: int, outside: int, seen: set[int]) -> bool:
        first, last, _ = lines[units[unit]]
        for note, day in enumerate(notes):
            if first - outside <= day <= last + outside and note not in seen:
                seen.add(note)
                if note not in holder or takes(holder[note], outside, seen):
                    holder[note] = unit
                    return True
        return False

    for outside in (0, 1):
        for unit in range(len(units)):
            if unit not in holder.values():
                takes(unit, outside, set())
    return {number: sum(units[u] == number for u in holder.values()) for number in {*units}}


def test_notes_that_name_a_claim_are_dealt_out_as_by_hand(find):
    """A hundred claims of lines and notes drawn at random, against a count by hand."""
    drawn = random.Random(7)
    claims, notes, expected = ["claim | line | code | from | to | units | paid | member"], [], {}
    for number in range(100):
        lines = []
        for _ in range(drawn.randint(1, 5)):
            first = drawn.randint(8, 14)
            lines.append((first, first + drawn.choice([0, 0, 1, 2]), drawn.choice([1, 1, 2])))
        days = [drawn.randint(6, 17) for _ in range(drawn.randint(1, 6))]
        notes += [f"M8 | {day} | C{number}" for day in days]
        given = dealt_by_hand(lines, days)
        for place, (first, last, units) in enumerate(lines):
            line = f"{place + 1} | 99601 | {first} | {last} | {units} | {units}00.00"
            claims.append(f"C{number} | {line} | P{number}")
            if given[place] < units:
                key = f"NUR-04 C{number}" + (f"/{place + 1}" if place else "")
                expected[key] = usd((units - given[place]) * 100)
    found = find(NURSING, "\n".join(claims), visit_note=july(*notes, columns=NAMED))
    assert len(expected) > 50
    assert found == expected


def test_a_day_off_goes_to_the_line_paid_first(find_each):
    """One note between two lines, of neither's day: in order of payment."""
    table = """
        claim | line | code  | from | to | units | paid  | paid_on
        A     | 1    | 99601 | 9    | 10 | 1     | 90.00 | {}
        A     | 2    | 99601 | 12   | 12 | 2     | 80.00 | {}
        """
    cases = filled(table, ORDERS)
    found = find_each(NURSING, cases, visit_note=july("M5 | 11 | A", columns=NAMED))
    assert found == {
        ORDERS[0]: {"NUR-04 A/2": usd(80)},
        ORDERS[1]: {"NUR-04 A": usd(90), "NUR-04 A/2": usd(40)},
    }


def test_a_note_that_names_the_claim_serves_its_additional_hours_too(find):
    """semantics.md, NUR-04: "the same note may serve 99601 and 99602"; visit past midnight."""
    table = """
        claim | line | code  | from
        A     | 1    | 99601 | 10
        A     | 2    | 99602 | 11
        A     | 3    | 99602 | 12
        """
    found = find(NURSING, table, visit_note=july("M5 | 10 | A", columns=NAMED))
    assert found == {"NUR-04 A/3": usd(100)}


def test_a_note_that_names_the_claim_must_support_it_too(find):
    """It belongs; whether it supports the line is another question."""
    table = """
        claim | code  | from
        A     | 99601 | 10
        B     | 99601 | 11
        """
    notes = july(
        "M5 | 10 | A | LPN", "M5 | 11 | B | LPN; cosigned RN", columns=f"{NAMED} | credential"
    )
    found = find(NURSING, table, visit_note=notes)
    assert found == {"NUR-04 A": usd(100), "NUR-04 B": usd(100)}


def test_the_records_request_list_knows_the_claim_a_note_names(audit):
    """A note that names the claim is a note; a request for an invoice is none for records."""
    table = """
        claim | code  | from | freq | original | paid_on
        A     | 99601 | 10   | 1    |          | 08-01
        B     | 99601 | 10   | 7    | A        | 09-01
        C     | 99601 | 11   | 1    |          | 09-01
        D     | 99601 | 12   | 1    |          | 09-01
        E     | 99601 | 14   | 1    |          | 09-01
        """
    notes = july("M5 | 10 | A", "M5 | 13 | C", "M1 | 12 | E", "M1 | 14 | F", columns=NAMED)
    asked = "claim | due | for\nC | 10-10 | drug invoice\nD | 10-11 | visit_note"
    run = audit("NUR-04", table, visit_note=notes, record_request=asked)
    listed = run.records_request_list().set_index("claim_id")["due_date"].map(str).to_dict()
    assert listed == {"C": "<NA>", "D": "2026-10-11"}


def test_the_reason_is_true(findings):
    """What the reason says of the notes of each line."""
    table = """
        claim | code  | from | to | units | npi   | paid_on
        A     | 99601 | 13   | 14 | 1     | alpha | 07-20
        B     | 99601 | 13   | 13 | 1     | alpha | 09-01
        C     | 99601 | 20   | 20 | 1     | alpha | 07-20
        D     | 99601 | 20   | 20 | 2     | alpha | 07-21
        E     | 99601 | 25   | 25 | 2     | alpha | 07-21
        F     | 99601 | 27   | 27 | 1     | alpha | 07-21
        """
    notes = july(
        "M1 | 13 |",
        "M1 | 20 |",
        "M1 | 20 |",
        "M1 | 25 |",
        "M1 | 27 | gamma",
        columns="member | date | npi",
    )
    reasons = findings("NUR-04", table, visit_note=notes).set_index("key")["reason"].to_dict()
    one, two = (f"{note} needed (to show: registered nurse)" for note in NEEDED)
    others = "been counted for another visit paid before it"
    assert {claim: text.split(": ", 1)[1].split(".")[0] for claim, text in reasons.items()} == {
        "B": f"{one}, each note on file that supports it has {others}",
        "D": f"{two}, 1 found, others that support it have {others}",
        "E": f"{two}, 1 found",
        "F": f"{one}, no note on file belongs to it, by claim, or by member, day and provider",
    }

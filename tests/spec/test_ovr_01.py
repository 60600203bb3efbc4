"""OVR-01: home infusion strictly inside an inpatient or skilled nursing stay."""

from analytics.testing import each, filled, usd

from .policy_text import period, policy

#: An inpatient stay of M1 from 5 to 9 July 2026, and what is billed at home.
COLUMNS = "claim | bill | rev | code | from | to | units | paid | admit | discharge\n"
STAY = COLUMNS + "STAY | 0111 | 0120 | | 5 | 9 | | 9000.00 | 5 | 9\n"


def home(*lines: str, stay: str = STAY) -> str:
    """The stay and lines "claim code from to units paid"."""
    rows = []
    for line in lines:
        claim, code, first, last, units, paid = line.split()
        rows.append(f"{claim} | | | {code} | {first} | {last} | {units} | {paid} | |")
    return stay + "\n".join(rows)


def inside(*stays: str) -> str:
    """Stays "claim | bill | rev | from | to | admit | discharge" and S9500 on all days of July."""
    rows = []
    for stay in stays:
        claim, bill, rev, first, last, admit, discharge = (cell.strip() for cell in stay.split("|"))
        rows.append(
            f"{claim} | {bill} | {rev} | | {first} | {last} | | 9000 | {admit} | {discharge}"
        )
    return home("A S9500 1 31 31 3100.00", stay=COLUMNS + "\n".join(rows) + "\n")


def stays(*spans: str) -> str:
    """As `inside`, of inpatient stays "admission discharge"."""
    rows = [(f"S{i}", *span.split()) for i, span in enumerate(spans)]
    return inside(*(f"{n} | 0111 | 0120 | {a} | {d} | {a} | {d}" for n, a, d in rows))


def test_days_strictly_inside_the_stay_are_not_payable(find):
    """MBPM chapter 15, 110.1; admission and discharge day may have been at home."""
    assert find("OVR-01", home("A S9500 1 14 14 1400.00")) == {"A": usd(3 * 100)}


def test_the_admission_and_the_discharge_day_are_payable(find):
    """Trap: admit and discharge day are payable."""
    table = home(
        *("A S9500 4 4 1 100", "B S9500 5 5 1 100", "C S9500 6 6 1 100"),
        *("D S9500 8 8 1 100", "E S9500 9 9 1 100", "F S9500 10 10 1 100"),
    )
    assert find("OVR-01", table) == {"C": usd(100), "D": usd(100)}


def test_every_home_infusion_family_is_given_at_home(find_each):
    """semantics.md, OVR-01: lines of the home infusion families."""
    codes = ["S9500", "S9372", "S5498", "99601", "99602", "G0068", "S5036", "S5523"]
    found = find_each("OVR-01", filled(home("A {} 7 7 1 100"), codes))
    assert found == each(codes, {"A": usd(100)})


def test_other_codes_are_left_alone(find_each):
    """Trap: supplies delivered before discharge, drugs, rentals."""
    codes = ["J0696", "S9341", "A4222", "S9208", "99213"]
    found = find_each("OVR-01", filled(home("A {} 7 7 1 100"), codes))
    assert found == each(codes, {})


def test_stays_are_inpatient_swing_bed_nursing_and_religious(find_each):
    """OVR-01: bill type 011x, 018x, 021x, 041x. 0131 is observation; 0118 voids: no stay."""
    bills = ["0111", "0112", "0114", "0117", "0181", "0211", "0411"]
    others = ["0131", "0121", "0221", "0321", "0811", "0851", "0118"]
    table = home("A S9500 1 14 14 1400", stay=STAY.replace("0111", "{}"))
    found = find_each("OVR-01", filled(table, bills + others))
    assert found == each(bills, {"A": usd(3 * 100)}) | each(others, {})


def test_a_professional_line_is_no_stay(find):
    """A surgeon's visit in the hospital proves no days."""
    assert find("OVR-01", home("A S9500 1 14 14 1400", "B 99232 5 9 5 500", stay=COLUMNS)) == {}


def test_what_the_stay_was_paid_does_not_matter_but_a_denied_one_is_none(find_each):
    """OVR-01; a voided claim is superseded, and one whose money was taken back is gone."""
    header = "claim | bill | code | from | to | admit | discharge | paid | status | freq | original"
    home_day = "A | | S9500 | 7 | 7 | | | 100 | PAID | 1 |"
    stay = "S | 0111 | | 5 | 9 | 5 | 9 | 9000 | PAID | 1 |"
    cases = {
        "voided": [stay, "V | 0118 | | 5 | 9 | 5 | 9 | 0 | PAID | 8 | S"],
        "denied": [stay.replace("9000 | PAID", "0 | DENIED")],
        "pended": [stay.replace("PAID", "PENDED")],
        "paid nothing": [stay.replace("9000", "0")],
        "taken back": [stay, "S | 0111 | | 5 | 9 | 5 | 9 | -9000 | REVERSED | 1 |"],
        "paid": [stay],
    }
    found = find_each("OVR-01", {k: "\n".join([header, home_day, *v]) for k, v in cases.items()})
    assert found == each(cases, {}) | each(["paid", "paid nothing"], {"A": usd(100)})


def test_stays_are_merged_where_they_overlap_or_meet(find_each):
    """semantics.md, OVR-01: where one's discharge is the next one's admission, they are one."""
    cases = {
        "overlap": stays("5 9", "7 12"),
        "transfer on day 9": stays("5 9", "9 12"),
        "two, on following days": stays("5 9", "10 14"),
        "one within another": stays("5 20", "7 9", "20 22"),
    }
    assert find_each("OVR-01", cases) == {
        "overlap": {"A": usd(6 * 100)},  # 6 to 11
        "transfer on day 9": {"A": usd(6 * 100)},
        "two, on following days": {"A": usd((3 + 3) * 100)},  # 6, 7, 8 and 11, 12, 13
        "one within another": {"A": usd(16 * 100)},  # 6 to 21
    }


def test_the_claim_dates_stand_in_for_admission_and_discharge(find_each):
    """semantics.md, OVR-01: no admission: the claim's start; no discharge: its last day."""
    cases = {
        "neither": inside("S | 0111 | 0120 | 5 | 9 | |"),
        "no discharge": inside("S | 0111 | 0120 | 8 | 9 | 5 |"),
        "no admission": inside("S | 0111 | 0120 | 5 | 6 | | 9"),
    }
    assert find_each("OVR-01", cases) == each(cases, {"A": usd(3 * 100)})


def test_interim_bills_are_one_stay(find):
    """0112 from admission to day 10, 0114 from day 11 to discharge on day 20: inside 6 to 19."""
    bills = inside("S | 0112 | 0120 | 5 | 10 | 5 |", "T | 0114 | 0120 | 11 | 20 | 5 | 20")
    assert find("OVR-01", bills) == {"A": usd(14 * 100)}


def test_an_admission_long_before_the_bill_counts(find):
    """The stay begins with its admission, not with the bill."""
    table = home("A S9500 6 8 3 300", stay=COLUMNS + "S|0114|0120||7|9||9000|2026-06-20|9\n")
    assert find("OVR-01", table) == {"A": usd(3 * 100)}


def test_a_stay_of_another_member_is_none(find):
    """The days are the member's."""
    table = """
        claim | member | bill | rev  | code  | from | to | admit | discharge
        S     | M2     | 0111 | 0120 |       | 5    | 9  | 5     | 9
        A     | M1     |      |      | S9500 | 7    | 7  |       |
        """
    assert find("OVR-01", table) == {}


def test_a_member_is_the_person_under_the_payer(find):
    """semantics.md, Member: payer and person_id: two member numbers, one person."""
    table = """
        claim | payer  | member | person | bill | rev  | code  | from | to | admit | discharge
        S     | PLAN   | M2     | P1     | 0111 | 0120 |       | 5    | 9  | 5     | 9
        A     | PLAN   | M1     | P1     |      |      | S9500 | 7    | 7  |       |
        B     | NOBODY | M1     | P1     |      |      | S9500 | 7    | 7  |       |
        """
    assert find("OVR-01", table) == {"A": usd(100)}


def test_a_span_with_fewer_units_may_have_missed_the_stay(find_each):
    """semantics.md, Proved days: k = inside days - (day_count - floor(units)) at paid / units."""
    amounts = {
        "15": usd(300),  # certain: three days of a hundred
        "14": usd(300),
        "13.5": "207.41",  # 2 of 13.5
        "13": "215.38",  # 2 of 13
        "12.5": usd(112),  # 1 of 12.5
        "12": "116.67",
        "11.5": None,
        "11": None,
        "": None,
    }
    found = find_each("OVR-01", filled(home("A S9500 1 14 {} 1400.00"), amounts))
    assert found == {units: {"A": amount} if amount else {} for units, amount in amounts.items()}


def test_a_span_that_is_no_per_diem_says_nothing_of_a_part_of_its_days(find):
    """semantics.md, Proved days: any other uncertain line: nothing, even with a unit a day."""
    assert find("OVR-01", home("A 99601 1 14 14 1400.00", "B 99602 5 8 4 400")) == {}


def test_a_line_whose_every_day_is_inside_is_not_payable_whatever_its_units(find):
    """semantics.md, Proved days: D is all of the line's days: share 1."""
    table = home(
        "A 99602 6 8 3 300", "B S9500 6 8 1 100.00", "C S9500 6 8 0.5 50", "D 99601 7 7 2 80"
    )
    assert find("OVR-01", table) == {"A": usd(300), "B": usd(100), "C": usd(50), "D": usd(80)}


def test_a_one_day_per_diem_of_several_units_may_have_lost_its_end(find_each):
    """semantics.md, Proved days: in a longer claim nobody knows which days it served."""
    header = COLUMNS.replace("\n", " | header_from | header_to\n")
    stay = STAY.replace(COLUMNS, header).replace("| 5 | 9\n", "| 5 | 9 | 5 | 9\n")
    line = stay + "A | | | {} | 7 | {} | {} | 100 | | | {} | {}"
    cases = {
        "two units in a longer claim": line.format("S9500", "7", 2, 7, 13),
        "its end left out": line.format("S9500", "", 2, 7, 13),
        "one unit": line.format("S9500", "7", 1, 7, 13),
        "a claim of that day": line.format("S9500", "7", 2, 7, 7),
        "no per diem": line.format("99601", "7", 2, 7, 13),
    }
    lost = ["two units in a longer claim", "its end left out"]
    assert find_each("OVR-01", cases) == each(cases, {"A": usd(100)}) | each(lost, {})


def test_a_unit_costs_what_was_paid_for_it(find):
    """Two days lie outside and eight units were paid: four of them inside, at 100.00 each."""
    stay = COLUMNS + "S | 0111 | 0120 | | 2 | 9 | | 9000.00 | 2 | 9\n"
    assert find("OVR-01", home("A S9500 1 10 8 800.00", stay=stay)) == {"A": usd(400)}


def test_inside_days_are_counted_over_all_stays(find):
    """Two stays, 6 inside days; 8 of 10 days served: k = 6 - (10 - 8) = 4 units of 125.00."""
    found = find(
        "OVR-01",
        home(
            "A S9500 3 12 8 1000.00",
            stay=COLUMNS + "S|0111|0120||3|7||9000|3|7\nT|0111|0120||8|12||9000|8|12\n",
        ),
    )
    assert found == {"A": usd(4 * 125)}


def test_the_discharge_of_the_replacing_bill_counts(find):
    """Trap: a wrong discharge date, corrected by a replacement."""
    table = """
        claim | bill | rev  | code  | from | to | admit | discharge | freq | original
        S     | 0111 | 0120 |       | 5    | 20 | 5     | 20        | 1    |
        T     | 0117 | 0120 |       | 5    | 9  | 5     | 9         | 7    | S
        A     |      |      | S9500 | 15   | 15 |       |           | 1    |
        """
    assert find("OVR-01", table) == {}


def test_a_payer_may_name_other_families(find):
    """policy_files.md, facility_stay: families."""
    own = policy(period("2026-01-01", facility_stay={"families": ["nursing"]}))
    table = home("A S9500 7 7 1 100", "B 99601 7 7 1 100")
    assert find("OVR-01", table, payer_policy=own) == {"B": usd(100)}


def test_the_baseline_begins_with_2000(find):
    """policy_files.md, Shipped: baselines have payer "*", from 2000-01-01."""
    table = """
        claim | bill | rev  | code  | from       | to         | paid | admit      | discharge
        S     | 0111 | 0120 |       | 1999-12-20 | 2000-01-20 | 9000 | 1999-12-20 | 2000-01-20
        A     |      |      | S9500 | 1999-12-31 | 1999-12-31 | 100  |            |
        B     |      |      | S9500 | 2000-01-01 | 2000-01-01 | 100  |            |
        """
    assert find("OVR-01", table, payer="NOBODY") == {"B": usd(100)}


#: A skilled nursing stay of 1 to 20 July with a line of leave, and four days at home.
LEAVE = """
    claim | line | bill | rev  | code  | from | to | units | paid | admit | discharge | status
    S     | 1    | 0211 | 0120 |       | 1    | 20 | 15    | 9000 | 1     | 20        | PAID
    S     | 2    | 0211 | {}   |       | {}   | {} | {}    | {}   | 1     | 20        | {}
    A     | 1    |      |      | S9500 | 5    | 8  | 4     | 400  |       |           | PAID
    """


def leave(rev: str, first: str, last: str, units: str = "", paid: str = "0", status="PAID") -> str:
    """The stay with this line of leave."""
    return LEAVE.format(rev, first, last, units, paid, status)


def test_days_of_leave_are_not_inside_the_stay(find_each):
    """semantics.md, OVR-01: days of a line with revenue code 018x."""
    cases = {
        "all four": (leave("0183", "4", "9", "5"), None),
        "paid": (leave("0180", "4", "9", "5", "500"), None),
        "denied": (leave("0185", "4", "9", "5", "0", "DENIED"), None),
        "until the second": (leave("0182", "1", "6", "6"), usd(200)),
        "one day": (leave("0189", "8", "8", "1"), usd(300)),
        "the days before": (leave("0183", "2", "4", "3"), usd(400)),
        "another revenue code": (leave("0190", "4", "9", "5"), usd(400)),
    }
    found = find_each("OVR-01", {name: table for name, (table, _) in cases.items()})
    assert found == {name: {"A": amount} if amount else {} for name, (_, amount) in cases.items()}


def test_leave_that_does_not_say_its_days_is_for_records_to_decide(asked):
    """semantics.md, OVR-01: one whose dates are the whole claim's, or fewer than its units."""
    whole, none = leave("0183", "1", "20", "5"), leave("0183", "", "", "5")
    one = leave("0183", "5", "5", "5")
    almost = leave("0183", "1", "19", "19")
    assert asked("OVR-01", whole) == {"A": "records 400.00"}
    assert asked("OVR-01", none, header_from="1", header_to="20") == {"A": "records 400.00"}
    assert asked("OVR-01", one) == {"A": "records 300.00"}
    assert asked("OVR-01", almost) == {}


def test_leave_of_one_stay_says_nothing_of_another(asked):
    """semantics.md, OVR-01: it lowers the stay's findings."""
    table = """
        claim | line | bill | rev  | code  | from | to | units | paid | admit | discharge
        S     | 1    | 0211 | 0120 |       | 1    | 9  | 8     | 9000 | 1     | 9
        S     | 2    | 0211 | 0183 |       | 1    | 9  | 3     | 0    | 1     | 9
        T     | 1    | 0211 | 0120 |       | 20   | 28 | 8     | 9000 | 20    | 28
        A     | 1    |      |      | S9500 | 5    | 5  | 1     | 100  |       |
        B     | 1    |      |      | S9500 | 25   | 25 | 1     | 100  |       |
        """
    assert asked("OVR-01", table) == {"A": "records 100.00", "B": "automated 100.00"}


def newborn(rev: str = "0120", dx: str = "", second: str = "") -> str:
    """A stay of 5 to 9 July with this revenue code and diagnosis, and a per diem on 7 July."""
    return f"""
        claim | line | bill | rev    | dx     | code  | from | to | paid | admit | discharge
        S     | 1    | 0111 | 0120   | {dx}   |       | 5    | 9  | 9000 | 5     | 9
        S     | 2    | 0111 | {rev}  | {dx}   |       | 5    | 9  | 900  | 5     | 9
        A     | 1    |      |        |        | S9500 | 7    | 7  | 100  |       |
        """


def test_a_newborns_claim_is_no_stay_of_the_member(find_each):
    """semantics.md, OVR-01: revenue code 017x or a first diagnosis Z38: it is the newborn's."""
    newborns = {
        "nursery": newborn(rev="0170"),
        "intensive nursery": newborn(rev="0174"),
        "born in the hospital": newborn(dx="Z3800"),
        "with a dot": newborn(dx="Z38.01"),
    }
    mothers = {
        "delivery": newborn(rev="0122", dx="O80"),
        "outcome of delivery": newborn(dx="Z370"),
        "another nursing code": newborn(rev="0169"),
    }
    found = find_each("OVR-01", newborns | mothers)
    assert found == each(newborns, {}) | each(mothers, {"A": usd(100)})


def test_a_second_diagnosis_makes_no_newborn(find):
    """semantics.md, OVR-01: a first diagnosis Z38."""
    table = """
        claim | bill | rev  | dx  | diagnosis_code_2 | code  | from | to | paid | admit | discharge
        S     | 0111 | 0120 | O80 | Z3800            |       | 5    | 9  | 9000 | 5     | 9
        A     |      |      |     |                  | S9500 | 7    | 7  | 100  |       |
        """
    assert find("OVR-01", table) == {"A": usd(100)}


def test_a_newborns_own_stay_is_one(find):
    """semantics.md, OVR-01: unless the member was born in the 28 days before its admission."""
    born = {
        "2026-07-05": usd(100),  # the day of admission
        "2026-06-07": usd(100),  # 28 days before
        "2026-06-06": None,
        "2026-07-06": None,
        "1996-07-05": None,  # the mother
        "": None,
    }
    for day, amount in born.items():
        eligibility = f"member | birth_date\nM1 | {day}"
        found = find("OVR-01", newborn(rev="0170"), eligibility=eligibility)
        assert found == ({"A": amount} if amount else {}), day


def test_a_member_number_of_two_persons_is_for_records_to_decide(asked):
    """semantics.md, Member unknown: what another line of the member convicts is records."""
    eligibility = "member | person\nM1 | P1\nM1 | P2"
    table = home("A S9500 7 7 1 100.00")
    found = asked("OVR-01", table, eligibility=eligibility, person="P1")
    assert found == {"A": "records 100.00"}


def test_a_stay_under_a_member_number_of_two_persons_is_for_records_to_decide(asked):
    """semantics.md, OVR-01: the member of the stay's line unknown on that line's first day."""
    stay = "claim | member | person | bill | rev | code | from | to | paid | admit | discharge\n"
    stay += "A | M1 | P1 | | | S9500 | 7 | 7 | 100.00 | | \n"
    one = stay + "S | M9 | P1 | 0111 | 0120 | | 5 | 9 | 9000 | 5 | 9"
    two = one + "\nT | M1 | P1 | 0111 | 0120 | | 9 | 12 | 9000 | 9 | 12"
    apart = one + "\nT | M1 | P1 | 0111 | 0120 | | 11 | 20 | 9000 | 11 | 20\n"
    apart += "B | M1 | P1 | | | S9500 | 15 | 15 | 100.00 | |"
    header = "member | person | enrollment_start_date | enrollment_end_date\n"
    own = header + "M1 | P1 | 2026-01-01 | \nM9 | P1 | 2026-01-01 | \n"
    cases = {
        "one person": (one, own, "automated"),
        "two on its first day": (one, own + "M9 | P2 | 2026-01-01 | 2026-07-05", "records"),
        "the second left the day before": (
            one,
            own + "M9 | P2 | 2026-01-01 | 2026-07-04",
            "automated",
        ),
        "the second came the day after": (one, own + "M9 | P2 | 2026-07-06 |", "automated"),
        "one claim of a stay of two": (two, own + "M9 | P2 | 2026-01-01 |", "records"),
    }
    for name, (table, eligibility, strength) in cases.items():
        found = asked("OVR-01", table, eligibility=eligibility)
        assert found == {"A": f"{strength} 100.00"}, name
    found = asked("OVR-01", apart, eligibility=own + "M9 | P2 | 2026-01-01 |")
    assert found == {"A": "records 100.00", "B": "automated 100.00"}


def test_units_that_were_only_billed_prove_no_part_of_a_span(final_action):
    """semantics.md, Proved days: fewer units with units_basis billed: nothing, but for all days."""
    table = home("A S9500 1 10 8 800.00", "B S9500 6 8 2 200.00", "C S9500 1 10 10 100.00")
    run = final_action(
        table.replace("| units |", "| service_units |"), mapping='units_basis = "billed"\n'
    ).store.audit(as_of="2026-12-31", only=["OVR-01"])
    found = run.findings().set_index("claim_id")["candidate_amount"].map(str)
    assert found.to_dict() == {"B": "200.00", "C": "30.00"}


def test_an_admission_on_one_line_is_the_claims(find):
    """semantics.md, OVR-01: "No admission: the claim's start": a claim without one, not a line."""
    table = """
        claim | line | code  | from | to | bill | admit | discharge | header_from | header_to
        A     | 1    | S9500 | 3    | 4  |      |       |           |             |
        H     | 1    |       | 5    | 9  | 0111 | 5     | 9         | 2           | 20
        H     | 2    |       | 5    | 9  | 0111 |       |           | 2           | 20
        B     | 1    | S9500 | 10   | 12 |      |       |           |             |
        """
    assert find("OVR-01", table) == {}


def test_eight_units_over_ten_days_six_of_them_inside(asked):
    """At least 8 - (10 - 6) = 4 units were inside, at 800.00 / 8 each."""
    table = """
        claim | from | to | code  | units | npi   | paid    | bill | rev  | admit | discharge
        A     | 1    | 10 | S9500 | 8     | alpha | 800.00  |      |      |       |
        S     | 2    | 9  |       |       | beta  | 9000.00 | 0111 | 0120 | 2     | 9
        """
    found = asked("OVR-01", table, payer="PRIORITY_HEALTH")
    assert found == {"A": "automated 400.00"}


def test_therapeutic_leave_from_a_skilled_nursing_stay(asked):
    """The line of leave has its own days: the member was at home."""
    table = """
        claim | line | from | to | code  | units | npi   | paid    | bill | rev  | admit | discharge
        A     | 1    | 5    | 8  | S9500 | 4     | alpha | 400.00  |      |      |       |
        S     | 1    | 1    | 20 |       |       | beta  | 9000.00 | 0211 | 0120 | 1     | 20
        S     | 2    | 4    | 9  |       | 5     | beta  | 500.00  | 0211 | 0183 | 1     | 20
        """
    found = asked("OVR-01", table, payer="PRIORITY_HEALTH")
    assert found == {}


def test_a_mother_in_hospital_for_the_birth(asked):
    """It is her own stay."""
    table = """
        claim | from | to | pos | code  | npi   | paid    | bill | rev  | admit | discharge | dx
        A     | 5    | 11 | 12  | S9500 | alpha | 700.00  |      |      |       |           |
        S     | 2    | 20 |     |       | beta  | 9000.00 | 0111 | 0122 | 2     | 20        | O80
        """
    found = asked("OVR-01", table, payer="JEFFERSON")
    assert found == {"A": "automated 700.00"}

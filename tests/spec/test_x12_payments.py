"""Claims that arrive as bills (837) and payments that arrive as remittances (835)."""

from itertools import permutations

import pytest
from load.x12_files import bills, interchange, remittance

from analytics.report.letters.lines import letter_lines
from analytics.testing import AS_OF, NPI, day

from .one_store import Load


def bill(pcn, code="S9500", first=5, last=11, units=14, charge=2000, freq="1", f8="", line="L1"):
    original = f"\nREF*F8*{f8}" if f8 else ""
    control = f"\nREF*6R*{line}" if line else ""
    return f"""
CLM*{pcn}*{charge}***12:B:{freq}*Y*A*Y*Y{original}
HI*ABK:L03.115
LX*1
SV1*HC:{code}*{charge}*UN*{units}*12**1
DTP*472*RD8*202601{first:02d}-202601{last:02d}{control}
"""


def paid(pcn, number, amount, units=14, status="1", code="S9500", line="L1", first="20260105"):
    control = f"\nREF*6R*{line}" if line else ""
    return f"""
CLP*{pcn}*{status}*2000*{amount}**HM*{number}
SVC*HC:{code}*2000*{amount}**{units}
DTM*150*{first}{control}
"""


def adjustment(code, number, amount):
    return f"PLB*{NPI['alpha']}*20261231*{code}:{number}*{amount}"


@pytest.fixture
def loaded(final_action_of):
    """loaded(file, file) is what X12 files leave, loaded one after the other.

    A pair among them is a text table: ("medical_claim", "claim | paid ...").
    """

    def load(*files, payer="PLAN"):
        pairs = [file if isinstance(file, tuple) else (None, file) for file in files]
        return final_action_of(
            *(Load(text, table, None if table else payer) for table, text in pairs)
        )

    return load


def the_837(*claims):
    return interchange(bills(*claims))


def the_835(*claims, day="20260301"):
    return interchange(remittance(*claims).replace("20260201", day))


def lines(shown):
    """(claim, status, paid, units) of every line, paid or not; units `-` where unknown."""
    columns = ("claim_id", "claim_status", "paid_amount", "units")
    every = [*shown.lines(*columns).values()]
    every += shown.lines(*columns, table="denied_line").values()
    whole = [(*rest, units.removesuffix(".000") if units else "-") for *rest, units in every]
    return sorted(whole)


def paid_lines(shown):
    """{line: paid amount} of the paid lines of a claim."""
    found = shown.lines("claim_line_number", "paid_amount").values()
    return {int(number): paid for number, paid in found}


def test_a_bill_without_a_payment_is_known_and_not_paid(loaded):
    """Issue: a claim without a payment is kept as unpaid."""
    shown = loaded(the_837(bill("PCN1")))
    assert lines(shown) == [("PCN1", "PENDED", "0.00", "-")]
    assert shown.paid() == {}


def test_a_payment_meets_its_bill_by_the_payers_number(loaded):
    """REF F8 of the bill is CLP07 of the remittance."""
    shown = loaded(the_837(bill("PCN1", f8="PAY1")), the_835(paid("OTHER", "PAY1", 1400)))
    assert lines(shown) == [("PAY1", "PAID", "1400.00", "14")]


def test_a_payment_meets_its_bill_by_the_providers_number(loaded):
    """CLP01 is CLM01; the claim is then known by the payer's number."""
    shown = loaded(the_837(bill("PCN1")), the_835(paid("PCN1", "PAY1", 1400, units=7)))
    assert lines(shown) == [("PAY1", "PAID", "1400.00", "7")]
    columns = ("units_basis", "paid_date", "charge_amount")
    assert shown.lines(*columns) == {"PAY1": ("paid", "2026-03-01", "2000.00")}


def test_another_billers_claim_of_that_number_is_not_paid_by_it(loaded):
    other = the_835(paid("PCN1", "PAY1", 1400)).replace("1234567893", NPI["beta"])
    shown = loaded(the_837(bill("PCN1")), other)
    assert [(c, s) for c, s, *_ in lines(shown)] == [("PCN1", "PENDED")]


@pytest.mark.parametrize(
    ("line", "code", "first", "paid_out"),
    [
        ("L2", "S9500", "20260105", "200.00"),  # by the line's number, whatever the code says
        ("", "S9501", "20260106", "200.00"),  # by code and first day
        ("", "S9502", "20260105", None),  # by neither: none of the claim is known to be paid
    ],
)
def test_a_payment_finds_its_line(loaded, line, code, first, paid_out):
    two = (
        bill("PCN1")
        + """
LX*2
SV1*HC:S9501*300*UN*1*12**1
DTP*472*D8*20260106
REF*6R*L2
"""
    )
    shown = loaded(
        the_837(two), the_835(paid("PCN1", "PAY1", 200, 1, code=code, line=line, first=first))
    )
    assert paid_lines(shown) == ({2: paid_out} if paid_out else {})


def test_money_that_finds_no_line_leaves_the_claim_unknown(loaded):
    """Line 1 is paid 1,400; 300 more are paid for a code that the bill does not have."""
    strange = paid("PCN1", "PAY1", 1400) + "SVC*HC:S9503*300*300**1\nDTM*472*20260107"
    two_lines = bill("PCN2") + "LX*2\nSV1*HC:S9501*300*UN*1*12**1\nDTP*472*D8*20260106"
    of_two = the_835(strange.replace("PCN1", "PCN2").replace("PAY1", "PAY2"))
    shown = loaded(the_837(bill("PCN1")), the_835(strange), the_837(two_lines), of_two)
    one, *two = lines(shown)
    assert one == ("PAY1", "PAID", "1700.00", "15")  # one line: it can be no other
    assert [(c, s) for c, s, *_ in two] == [("PAY2", "PENDED")] * 2


def test_lines_that_share_a_number_are_told_by_their_code(loaded):
    """Providers repeat REF 6R: then it names no line."""
    two = bill("PCN1") + "LX*2\nSV1*HC:S9501*300*UN*1*12**1\nDTP*472*D8*20260105\nREF*6R*L1"
    remitted = paid("PCN1", "PAY1", 1400) + "SVC*HC:S9501*300*300**1\nDTM*472*20260105\nREF*6R*L1"
    shown = loaded(the_837(two), the_835(remitted))
    assert paid_lines(shown) == {1: "1400.00", 2: "300.00"}


def test_another_members_bill_of_that_number_is_not_paid_by_it(loaded):
    """Providers use a number again for another patient; the remittance names the member."""
    named = paid("PCN1", "PAY1", 1400).replace("SVC*", "NM1*QC*1*DOE*JANE****MI*M0002\nSVC*", 1)
    files = (the_837(bill("PCN1")), the_835(named))
    before = lines(loaded(*files))
    after = lines(loaded(*files, the_835(named.replace("M0002", "M0001"))))
    assert [(c, s) for c, s, *_ in before] == [("PCN1", "PENDED")]
    assert [(c, s) for c, s, *_ in after] == [("PAY1", "PAID")]


def test_payments_and_reversals_of_a_line_add_up(loaded):
    """Paid 1,400 for 14 units, reversed, paid 700 for 7: 700 and 7 stand; first paid in March."""
    shown = loaded(
        the_837(bill("PCN1")),
        the_835(paid("PCN1", "PAY1", 1400), day="20260301"),
        the_835(
            paid("PCN1", "PAY1", -1400, -14, status="22"),
            paid("PCN1", "PAY1", 700, 7),
            day="20260401",
        ),
    )
    assert lines(shown) == [("PAY1", "PAID", "700.00", "7")]
    assert shown.lines("first_paid_date", "paid_date") == {"PAY1": ("2026-03-01", "2026-04-01")}
    assert shown.frame("remitted_recovery").empty


def test_a_line_carries_the_check_of_its_last_payment(loaded):
    """data_contract.md, medical_claim: "check or transfer of the last payment"."""

    def check(number, *claims, day):
        return the_835(*claims, day=day).replace("CHECK1", number)

    files = (
        the_837(bill("PCN1"), bill("PCN2"), bill("PCN3")),
        check("EFT-1", paid("PCN1", "PAY1", 1400), paid("PCN2", "PAY2", 700), day="20260301"),
        check("EFT-2", paid("PCN1", "PAY1", -1400, status="22"), day="20260302"),
        check("EFT-3", paid("PCN1", "PAY1", 700), day="20260303"),
    )
    shown = loaded(*files)
    columns = ("payment_trace_number", "patient_control_number", "member_name")
    assert shown.lines(*columns) == {
        "PAY1": ("EFT-3", "PCN1", "RICHARD ROE"),
        "PAY2": ("EFT-1", "PCN2", "RICHARD ROE"),
    }
    unpaid = shown.lines("payment_trace_number", table="denied_line")
    assert unpaid == {"PCN3": None}


@pytest.mark.parametrize(
    ("payments", "state"),
    [
        ([("1", 1400), ("22", -1400)], []),
        ([("4", 0)], [("PAY1", "DENIED", "0.00", "14")]),
        ([("1", 1400), ("22", -1400), ("4", 0)], [("PAY1", "DENIED", "0.00", "0")]),
        ([("25", 1400)], [("PCN1", "PENDED", "0.00", "-")]),
        ([("1", 0)], [("PAY1", "PAID", "0.00", "14")]),
    ],
    ids=["taken back", "denied", "taken back and denied", "only a price told", "paid nothing"],
)
def test_what_became_of_a_claim(loaded, payments, state):
    remitted = [paid("PCN1", "PAY1", amount, status=status) for status, amount in payments]
    shown = loaded(the_837(bill("PCN1")), the_835(*remitted))
    assert lines(shown) == state


def test_two_bills_under_one_number_meet_their_payments_in_order(loaded):
    """A provider keeps its own number on a replacement (7); the payer gives a new one."""
    shown = loaded(
        the_837(bill("PCN1")),
        the_837(bill("PCN1", units=7, freq="7", f8="PAY1")),
        the_835(paid("PCN1", "PAY1", 1400), day="20260301"),
        the_835(
            paid("PCN1", "PAY1", -1400, -14, status="22"),
            paid("PCN1", "PAY2", 700, 7),
            day="20260401",
        ),
    )
    assert lines(shown) == [("PAY2", "PAID", "700.00", "7")]


def test_more_payments_than_bills_are_given_to_none(loaded):
    """Nobody can say which of the two was this bill."""
    shown = loaded(
        the_837(bill("PCN1")), the_835(paid("PCN1", "PAY1", 1400), paid("PCN1", "PAY2", 900))
    )
    assert [(c, s) for c, s, *_ in lines(shown)] == [("PCN1", "PENDED")]
    assert sorted(shown.frame("unmatched_remittance")["claim_id"]) == ["PAY1", "PAY2"]
    assert shown.store.loads["unmatched_remittances"].tolist()[1] == 2


def test_of_two_payers_claims_the_one_that_was_paid(loaded):
    """The second was denied as a duplicate of the first; the bill was sent to the payer twice."""
    shown = loaded(
        the_837(bill("PCN1")),
        the_835(paid("PCN1", "PAY1", 1400), paid("PCN1", "PAY2", 0, status="4")),
    )
    assert lines(shown) == [("PAY1", "PAID", "1400.00", "14")]


def test_a_number_used_every_week_is_a_bill_a_week(loaded):
    """One patient account number, two weeks, in one file or in two: two claims, two payments."""
    first, second = bill("ACCT"), bill("ACCT", first=12, last=18)
    payments = the_835(paid("ACCT", "PAY1", 1400), paid("ACCT", "PAY2", 1300, first="20260112"))
    both = [("PAY1", "PAID", "1400.00", "14"), ("PAY2", "PAID", "1300.00", "14")]
    in_one_file = lines(loaded(the_837(first, second), payments))
    in_two = lines(loaded(the_837(first), the_837(second), payments))
    assert in_one_file == in_two == both


def test_unpaid_bills_of_two_providers_under_one_number_are_two(loaded):
    other = the_837(bill("PCN1")).replace("1234567893", NPI["beta"])
    found = lines(loaded(the_837(bill("PCN1")), other))
    assert [(c, s) for c, s, *_ in found] == [("PCN1", "PENDED"), ("PCN1/2", "PENDED")]


def test_a_void_under_the_same_number_is_no_bill_to_pay(loaded):
    """The provider voids; until the payer takes the money back, the claim stands as paid."""
    shown = loaded(
        the_837(bill("PCN1")),
        the_835(paid("PCN1", "PAY1", 1400)),
        the_837(bill("PCN1", freq="8", f8="PAY1")),
    )
    assert ("PAY1", "PAID", "1400.00", "14") in lines(shown)


def test_a_reversal_of_the_whole_claim_takes_every_line(loaded):
    """A claim-level reversal (CLP 22 without SVC) of two lines."""
    two = bill("PCN1") + "LX*2\nSV1*HC:S9501*300*UN*1*12**1\nDTP*472*D8*20260106\nREF*6R*L2"
    payment = paid("PCN1", "PAY1", 1400) + "SVC*HC:S9501*300*300**1\nDTM*472*20260106\nREF*6R*L2"
    back = "CLP*PCN1*22*-2300*-1700**HM*PAY1\nDTM*232*20260105"
    shown = loaded(the_837(two), the_835(payment), the_835(back, day="20260401"))
    assert lines(shown) == []


def test_a_line_paid_under_another_code_is_met_by_the_code_as_billed(loaded):
    """SVC06 has the code of the bill."""
    two = bill("PCN1", line="") + "LX*2\nSV1*HC:S9501*300*UN*1*12**1\nDTP*472*D8*20260106"
    payment = paid("PCN1", "PAY1", 1400, line="") + (
        "SVC*HC:S9490*300*250**1*HC:S9501\nDTM*472*20260106"
    )
    shown = loaded(the_837(two), the_835(payment))
    assert paid_lines(shown) == {1: "1400.00", 2: "250.00"}


def test_two_checks_of_one_day_in_two_files_are_two_payments(loaded):
    half = the_835(paid("PCN1", "PAY1", 700, 7))
    shown = loaded(the_837(bill("PCN1")), half, half.replace("CHECK1", "CHECK2"))
    assert lines(shown) == [("PAY1", "PAID", "1400.00", "14")]


FILES = {
    "bill": the_837(bill("PCN1"), bill("PCN2")),
    "bill again": the_837(bill("PCN2"), bill("PCN3")),
    "paid": the_835(paid("PCN1", "PAY1", 1400), paid("PCN2", "PAY2", 900), day="20260301"),
    "reversed": the_835(paid("PCN1", "PAY1", -1400, -14, status="22"), day="20260401"),
}


def test_files_in_any_order_and_overlapping_give_the_same_lines(loaded):
    orders = list(permutations(FILES))
    found = {order: lines(loaded(*(FILES[name] for name in order))) for order in orders}
    left = [("PAY2", "PAID", "900.00", "14"), ("PCN3", "PENDED", "0.00", "-")]
    assert found == dict.fromkeys(orders, left)


@pytest.mark.parametrize("extract_first", [True, False])
def test_a_claim_that_an_extract_brings_is_left_to_the_extract(loaded, extract_first):
    """Or from a later extract; the 837 of a claim that the extract pays adds nothing."""
    claims = ("medical_claim", "claim | paid\nPAY1 | 1400.00")
    both = [claims, the_837(bill("PCN1", f8="PAY1"))]
    shown = loaded(*(both if extract_first else reversed(both)))
    assert [(c, s, p) for c, s, p, _ in lines(shown)] == [("PAY1", "PAID", "1400.00")]


# --- recoveries: what was already taken back is never asked for again


def the_claims(paid_on="03-01"):
    """PAY1, paid 1,400.00 for 14 units over 7 days."""
    return (
        "medical_claim",
        f"claim | from | to | units | paid | paid_on\nPAY1 | 1 | 7 | 14 | 1400.00 | {paid_on}",
    )


def recovered(shown, as_of=AS_OF):
    """UNT-01 asks half of 1,400.00 back, less what was recovered: {claim: (recovered, asked)}."""
    return {
        row.claim_id: (str(row.recovered_amount), str(row.candidate_amount))
        for row in shown.findings("UNT-01", as_of).itertuples()
    }


@pytest.mark.parametrize(
    ("remitted", "taken", "asked"),
    [
        ([paid("P", "PAY1", -500, status="22")], "500.00", "200.00"),
        ([paid("P", "PAY1", -1400, status="22")], "1400.00", "0.00"),
        # taken back and paid again less: the difference was taken
        ([paid("P", "PAY1", -1400, status="22"), paid("P", "PAY1", 1000)], "400.00", "300.00"),
        ([adjustment("WO", "PAY1", 600)], "600.00", "100.00"),
        ([adjustment("72", "PAY1", -600)], "600.00", "100.00"),
        # the reversal and the adjustment that collects it are the same money
        ([paid("P", "PAY1", -600, status="22"), adjustment("WO", "PAY1", 600)], "600.00", "100.00"),
        ([paid("P", "PAY1", -200, status="22"), adjustment("WO", "PAY1", 600)], "600.00", "100.00"),
        ([adjustment("WO", "PAY1", 600), adjustment("72", "PAY1", -600)], "600.00", "100.00"),
        # given back to collect it later, then collected
        ([adjustment("WO", "PAY1", -600), adjustment("WO", "PAY1", 600)], "0.00", "700.00"),
        ([adjustment("L6", "PAY1", 600)], "0.00", "700.00"),
        ([adjustment("WO", "PAY9", 600)], "0.00", "700.00"),
        # beyond what reversal and repayment took
        (
            [
                paid("P", "PAY1", -1400, status="22"),
                paid("P", "PAY1", 900),
                adjustment("WO", "PAY1", 600),
            ],
            "600.00",
            "100.00",
        ),
        ([adjustment("WO", "pay1 ", 600)], "600.00", "100.00"),
    ],
)
def test_reversals_and_recoupments_are_not_asked_for_again(loaded, remitted, taken, asked):
    shown = loaded(the_835(*remitted, day="20261001"), the_claims())
    assert recovered(shown) == {"PAY1": (taken, asked)}


@pytest.mark.parametrize(("paid_on", "taken"), [("09-30", "500.00"), ("10-01", "0.00")])
def test_an_extract_that_knows_of_the_reversal_has_netted_it(loaded, paid_on, taken):
    """The claim's last payment is of the reversal's day or later: its amount is what stands."""
    reversal = the_835(paid("P", "PAY1", -500, status="22"), day="20261001")
    assert recovered(loaded(reversal, the_claims(paid_on)))["PAY1"][0] == taken


@pytest.mark.parametrize(
    ("recorded", "taken"),
    [
        ("claim | amount\nPAY1 | 600.00", "600.00"),
        ("claim | amount\nPAY1 | 300.00\nPAY1 | 300.00", "600.00"),  # in parts
        ("claim | amount | date\nPAY1 | 500.00 | 10-20", "600.00"),  # a part is recorded
        ("claim | amount | date\nPAY1 | 50.00 | 04-01", "650.00"),  # another refund, long before
        ("claim | amount | date | source\nPAY1 | 600.00 | 04-01 | 835 PLB WO", "600.00"),
    ],
)
def test_a_recovery_that_is_loaded_too_counts_once(loaded, recorded, taken):
    remitted = the_835(adjustment("WO", "PAY1", 600), day="20261001")
    shown = loaded(remitted, ("recovery", recorded), the_claims())
    assert recovered(shown)["PAY1"][0] == taken


def test_a_claim_of_an_extract_that_names_the_bill_is_the_bill(loaded):
    """The extract has its own number of the claim, and the provider's."""
    claims = """
        claim | patient_control_number | member | npi        | tin   | paid    | from  | to
        Z9    | PCN1                   | M0001  | 1234567893 | alpha | 1400.00 | 01-05 | 01-11
        """
    files = (the_837(bill("PCN1")), the_835(paid("PCN1", "PAY1", 1400)))
    shown = loaded(*files, ("medical_claim", claims))
    assert [(c, p) for c, _, p, _ in lines(shown)] == [("Z9", "1400.00")]


@pytest.mark.parametrize(("as_of", "taken"), [("2026-09-30", "0.00"), ("2026-10-01", "600.00")])
def test_a_recovery_after_the_as_of_date_is_not_seen(loaded, as_of, taken):
    shown = loaded(the_835(adjustment("WO", "PAY1", 600), day="20261001"), the_claims())
    assert recovered(shown, as_of)["PAY1"][0] == taken


def test_a_remittance_of_another_payer_takes_nothing_off(loaded):
    remitted = the_835(adjustment("WO", "PAY1", 600), day="20261001")
    shown = loaded(remitted, the_claims(), payer="OTHER PLAN")
    assert recovered(shown) == {"PAY1": ("0.00", "700.00")}


def test_a_remittance_loaded_twice_takes_the_money_once(loaded):
    """The same payment in two files (another interchange around it)."""
    once = the_835(adjustment("WO", "PAY1", 100), day="20261001")
    shown = loaded(once, once.replace("*000000001*", "*000000002*"), the_claims())
    assert recovered(shown) == {"PAY1": ("100.00", "600.00")}


@pytest.mark.parametrize(("dated", "asked"), [("2026-09-30", 1), ("2026-10-01", 0)])
def test_a_recoupment_since_the_run_keeps_its_line_out_of_letters(loaded, dated, asked):
    """data_contract.md, What letters and `why` tell: "(a recovery, a remittance,"."""
    shown = loaded(the_835(adjustment("WO", "PAY1", 600), day="20261001"), the_claims())
    run = shown.store.audit(as_of="2026-09-30", only=["UNT-01"])
    told = letter_lines(run, day(dated))
    whys = [row["why"] for row in told.left_out]
    news = "money has come back since the run: audit again"
    assert (len(told.demand), whys) == (asked, [] if asked else [news])

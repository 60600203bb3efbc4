"""claim_line: what its columns hold."""

import pytest

from analytics import content
from analytics.testing import NPI, TIN, usd


def test_an_empty_line_end_is_the_line_start(final_action):
    """data_contract.md, claim_line: an empty end is the start unless it had no dates."""
    shown = final_action(
        """
        claim | from | to | header_from | header_to
        A     | 3    | 5  | 1           | 7
        B     | 3    |    | 1           | 7
        """
    )
    columns = ("line_start_date", "line_end_date", "day_count", "end_assumed", "header_day_count")
    assert shown.lines(*columns) == {
        "A": ("2026-07-03", "2026-07-05", "3", "False", "7"),
        "B": ("2026-07-03", "2026-07-03", "1", "True", "7"),
    }


def test_header_dates_fill_a_line_that_had_none(final_action):
    """data_contract.md, claim_line: header dates fill only where a line had no dates at all."""
    shown = final_action(
        "claim | header_from | header_to\nA | 1 | 7",
        without=("claim_line_start_date", "claim_line_end_date"),
    )
    columns = ("line_start_date", "line_end_date", "day_count", "end_assumed")
    assert shown.lines(*columns) == {"A": ("2026-07-01", "2026-07-07", "7", "False")}


def test_the_total_revenue_code_never_enters(final_action):
    """data_contract.md, claim_line: revenue code 0001 (total) never enters."""
    shown = final_action(
        """
        claim | line | bill | rev  | paid    | admit | discharge
        S     | 1    | 0111 | 0120 | 9000.00 | 1     | 3
        S     | 2    | 0111 | 0001 | 9000.00 | 1     | 3
        """
    )
    assert shown.paid() == {"S": usd(9000)}


def test_the_header_place_of_service_fills_an_empty_one(final_action):
    """data_contract.md, place_of_service_code: two digits; the header fills an empty line."""
    shown = final_action(
        """
        claim | pos  | header_pos
        A     | 12.0 | 11
        B     |      | 1
        C     |      |
        """
    )
    assert shown.lines("place_of_service_code") == {"A": "12", "B": "01", "C": None}


def test_modifiers_in_order_and_split_from_the_code(final_action):
    """data_contract.md, hcpcs_code: upper case; "S9500SH", "S9500-SH" are split."""
    shown = final_action(
        """
        claim | code     | mods
        A     | s9500    | ss sh
        B     | S9500SH  |
        C     | S9500-SH | 59
        D     | S9500    |
        """
    )
    found = shown.lines("hcpcs_code", "modifiers")
    assert {key: value[0] for key, value in found.items()} == dict.fromkeys("ABCD", "S9500")
    assert found["A"][1] == "SS SH"
    assert found["B"][1] == "SH"
    assert set(found["C"][1].split()) == {"SH", "59"}
    assert found["D"][1] == ""


def test_certain_days(final_action):
    """semantics.md, Certain days: one-day lines; longer per diem lines if units >= day_count."""
    shown = final_action(
        """
        claim | code  | from | to | units
        A     | 99601 | 1    | 1  |
        B     | S9500 | 1    | 7  | 7
        C     | S9500 | 1    | 7  | 6.999
        D     | S9500 | 1    | 7  | 14
        E     | S9500 | 1    | 7  |
        F     | 99601 | 1    | 7  | 7
        """
    )
    assert shown.lines("is_certain") == {
        "A": "True",
        "B": "True",
        "C": "False",
        "D": "True",
        "E": "False",
        "F": "False",
    }


def test_the_family_of_a_code(final_action):
    """semantics.md, Families; a code no table knows has none, and dates do not matter (DRG-10)."""
    families = {
        "S9500": ("infusion_per_diem", "True"),
        "S9372": ("injection_per_diem", "True"),
        "S9563": ("injection_per_diem", "True"),
        "S5498": ("catheter_per_diem", "True"),
        "S9341": ("enteral_per_diem", "True"),
        "S9208": ("home_management", "True"),
        "S9810": ("other", "False"),
        "99601": ("nursing", "False"),
        "99602": ("nursing", "False"),
        "G0068": ("infusion_visit", "False"),
        "G0090": ("infusion_visit", "False"),
        "J0696": ("drug", "False"),
        "99213": (None, "False"),
    }
    # S9563 came in 2023, G0090 in 2021
    shown = final_action(
        "\n".join(["claim | code | from", *(f"{c} | {c} | 2020-01-01" for c in families)])
    )
    assert shown.lines("code_family", "is_per_diem") == families


def test_the_line_of_business_is_the_line_s_own_or_the_one_eligible(final_action):
    """data_contract.md, claim_line: else the one eligible that day; none or several: unknown."""
    shown = final_action(
        """
        claim | member | lob  | from
        A     | M1     | CHIP | 1
        B     | M1     |      | 1
        C     | M1     |      | 2026-01-01
        D     | M2     |      | 1
        E     | M3     |      | 1
        F     | M4     |      | 1
        """,
        eligibility="""
        member | lob        | from       | to         | payer
        M1     | MEDICAID   | 2026-02-01 |            | PLAN
        M2     | MEDICAID   | 2026-01-01 |            | PLAN
        M2     | INDIVIDUAL | 2026-07-01 |            | PLAN
        M3     | MEDICAID   | 2026-01-01 | 2026-07-01 | PLAN
        M3     | MEDICAID   | 2026-06-01 |            | PLAN
        M4     | MEDICAID   | 2026-01-01 |            | NOBODY
        """,
    )
    assert shown.lines("line_of_business") == {
        "A": "CHIP",
        "B": "MEDICAID",
        "C": "UNKNOWN",
        "D": "UNKNOWN",
        "E": "MEDICAID",
        "F": "UNKNOWN",
    }


def test_the_provider_group_is_the_tax_number_where_there_is_one(final_action):
    """data_contract.md, claim_line: billing TIN; else the provider table's TIN on that day."""
    shown = final_action(
        """
        claim | npi   | tin   | from
        A     | alpha | delta | 1
        B     | alpha |       | 1
        C     | alpha |       | 20
        """,
        provider="""
        npi   | tin   | from | to
        alpha | alpha |      | 10
        alpha | beta  | 11   |
        """,
    )
    assert shown.lines("provider_group") == {"A": TIN["delta"], "B": TIN["alpha"], "C": TIN["beta"]}


def test_the_provider_group_is_the_one_tax_number_the_npi_bills_under_elsewhere(final_action):
    """data_contract.md, claim_line: else the one TIN the NPI bills under; else the NPI."""
    shown = final_action(
        """
        claim | npi   | tin
        A     | alpha | delta
        B     | alpha |
        C     | beta  | delta
        D     | beta  | gamma
        E     | beta  |
        F     | gamma |
        """
    )
    groups = shown.lines("provider_group")
    assert (groups["B"], groups["E"], groups["F"]) == (TIN["delta"], NPI["beta"], NPI["gamma"])


def test_units_are_the_paid_units_where_given(final_action):
    """data_contract.md, service_unit_quantity: "assumed (nobody said"."""
    shown = final_action(
        """
        claim | service_units | units
        A     | 14            | 7
        B     | 14            |
        C     |               |
        """
    )
    assert shown.lines("units", "units_basis") == {
        "A": ("7.000", "paid"),
        "B": ("14.000", "assumed"),
        "C": (None, "assumed"),
    }


@pytest.mark.parametrize("told", ["paid", "billed"])
def test_a_mapping_may_say_what_service_units_are(final_action, told):
    """semantics.md, units_basis: the mapping says so; given paid units stay paid."""
    shown = final_action(
        """
        claim | service_units | units
        A     | 14            | 7
        B     | 14            |
        """,
        mapping=f'units_basis = "{told}"\n',
    )
    assert shown.lines("units_basis") == {"A": "paid", "B": told}


def test_the_tuva_profile_says_billed(final_action):
    """data_contract.md, service_unit_quantity: tuva and 837 profiles say so."""
    tuva = content.MAPPINGS / "tuva.toml"
    shown = final_action("claim | service_units\nA | 14", mapping=tuva.read_text())
    assert shown.lines("units_basis") == {"A": "billed"}


def test_a_line_carries_what_a_letter_names_it_by(final_action):
    """data_contract.md, claim_line: "for letters"; of the last paying row."""
    columns = ("member_name", "patient_control_number", "payment_trace_number")
    shown = final_action(
        f"""
        claim | version | {" | ".join(columns)}
        A     | 1       | Ann Old | P1 | T1
        A     | 2       | Ann New | P1 | T2
        B     | 1       |         |    |
        """
    )
    assert shown.lines(*columns) == {"A": ("Ann New", "P1", "T2"), "B": (None, None, None)}


def test_the_price_of_a_line_is_what_was_allowed_or_more_if_more_was_paid(final_action):
    """semantics.md, Price: "allowed cents where allowed >= paid, else paid cents"."""
    shown = final_action(
        """
        claim | paid   | allowed
        A     | 80.00  | 100.00
        B     | 100.00 | 100.00
        C     | 100.01 | 100.00
        D     | 100.00 |
        E     | 100.00 | 0
        F     | 0      | 100.00
        """
    )
    found = dict.fromkeys("ABDEF", "10000") | {"C": "10001"}
    assert shown.lines("price_cents") == found


def test_the_rate_of_a_line_is_whole_cents_a_day(final_action):
    """semantics.md, Rate: price // day_count, of fewer units "price // whole units"."""
    shown = final_action(
        """
        claim | code  | from | to | units | paid   | allowed
        A     | S9500 | 1    | 7  | 7     | 700.00 | 700.06
        B     | S9500 | 1    | 7  | 7     | 700.06 |
        C     | S9500 | 1    | 1  | 1     | 80.00  | 100.00
        D     | S9500 | 1    | 7  | 6     | 600.05 |
        E     | S9500 | 1    | 7  | 6.999 | 600.05 |
        F     | S9500 | 1    | 7  | 14    | 700.00 |
        G     | S9500 | 1    | 7  | 0.999 | 700.00 |
        H     | S9500 | 1    | 7  |       | 700.00 |
        I     | S9500 | 1    | 1  | 0.5   | 100.00 |
        J     | 99601 | 1    | 7  | 6     | 700.00 |
        """
    )
    found = dict.fromkeys("ABCDEFHIJ", "10000") | {"G": None}
    assert shown.lines("rate_cents") == found


def test_payable_evidence(final_action):
    """semantics.md, Payable evidence: paid_amount > 0 or allowed_amount > 0."""
    shown = final_action(
        """
        claim | paid  | allowed
        A     | 10.00 |
        B     | 0     | 10.00
        C     | 0     | 0
        D     | 0     |
        """
    )
    assert shown.lines("is_payable_evidence") == {
        "A": "True",
        "B": "True",
        "C": "False",
        "D": "False",
    }


def test_interest_in_a_paid_amount_is_taken_out(final_action):
    """data_contract.md, paid_amount: "equals allowed amount plus interest_amount, to the cent"."""
    shown = final_action(
        """
        claim | paid   | allowed | interest
        A     | 712.00 | 700.00  | 12.00
        B     | 712.00 | 700.01  | 12.00
        C     | 712.00 | 699.99  | 12.00
        D     | 700.00 | 700.00  | 12.00
        E     | 712.00 |         | 12.00
        F     | 700.00 | 700.00  | 0
        G     | 688.00 | 700.00  | -12.00
        """
    )
    stays = dict.fromkeys("BCE", usd(712)) | dict.fromkeys("DF", usd(700))
    assert shown.paid() == {"A": usd(700), "G": usd(700)} | stays
    warnings = shown.store.frame("load_warning")
    assert list(warnings["source_row"]) == [1, 7]
    assert set(warnings["reason"]) == {"interest_amount was in it and is taken out"}


def test_a_mapping_may_say_that_every_row_includes_its_interest(final_action):
    """data_contract.md, paid_amount: "so does every row where the mapping says" so."""
    shown = final_action(
        """
        claim | paid   | allowed | interest
        A     | 712.00 | 700.00  | 12.00
        B     | 700.00 | 700.00  | 12.00
        C     | 712.00 |         | 12.00
        D     | 700.00 | 700.00  |
        """,
        mapping="paid_includes_interest = true\n",
    )
    taken = {"A": usd(700), "B": usd(688), "C": usd(700)}
    assert shown.paid() == taken | {"D": usd(700)}


@pytest.mark.parametrize(
    ("paid", "allowed", "interest", "status"),
    [
        ("-712.00", "-700.00", "-12.00", ""),
        ("-712.00", "-700.00", "12.00", "REVERSED"),
        ("712.00", "700.00", "12.00", "REVERSED"),
        ("712.00", "700.00", "-12.00", "REVERSED"),
    ],
)
@pytest.mark.parametrize("mapping", ["", "paid_includes_interest = true\n"])
def test_interest_in_a_reversal_is_taken_out(
    final_action, paid, allowed, interest, status, mapping
):
    """data_contract.md, paid_amount: of a reversal "the amounts without their signs"."""
    shown = final_action(
        f"""
        claim | paid    | allowed   | interest   | status   | paid_on
        A     | 1412.00 | 1400.00   | 12.00      |          | 08-01
        A     | {paid}  | {allowed} | {interest} | {status} | 09-01
        """,
        mapping='history = "ledger"\n' + mapping,
    )
    assert shown.paid() == {"A": usd(1400 - 700)}


def test_more_interest_than_was_taken_back_takes_back_nothing(final_action):
    """A reversal never turns into a payment."""
    shown = final_action(
        """
        claim | paid   | interest | status   | paid_on
        A     | 700.00 |          |          | 08-01
        A     | -5.00  | 12.00    | REVERSED | 09-01
        """,
        mapping='history = "ledger"\npaid_includes_interest = true\n',
    )
    assert shown.paid() == {"A": usd(700)}


def test_header_amounts_are_spread_by_charge(final_action):
    """data_contract.md, claim_line: over professional lines by charge, largest remainder."""
    shown = final_action(
        """
        claim | line | paid   | charge
        A     | 1    | 100.00 | 100.00
        A     | 2    | 100.00 | 200.00
        A     | 3    | 100.00 | 300.00
        B     | 1    | 50.00  | 60.00
        """,
        mapping="header_amounts = true\n",
    )
    # 16.666..., 33.333... and 50: the cent left over goes to the largest remainder
    assert shown.lines("paid_amount", "paid_basis") == {
        "A": ("16.67", "allocated"),
        "A/2": ("33.33", "allocated"),
        "A/3": ("50.00", "allocated"),
        "B": ("50.00", "allocated"),
    }


def test_the_days_of_a_line_share_its_cents(final_action):
    """semantics.md, Money: day cents, spread evenly, remainder to the earliest."""
    store = final_action(
        """
        claim | from | to | paid
        A     | 1    | 3  | 10.01
        B     | 1    | 7  | 0.03
        C     | 1    | 1  | 9.99
        """
    ).store
    days = store.sql(
        "select claim_id, string_agg(claim_line_day.paid_cents, ' ' order by service_date) as cents"
        " from claim_line_day join claim_line using (line_id) group by claim_id"
    )
    assert dict(zip(days["claim_id"], days["cents"], strict=True)) == {
        "A": "334 334 333",
        "B": "1 1 1 0 0 0 0",
        "C": "999",
    }

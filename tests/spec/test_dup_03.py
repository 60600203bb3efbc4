"""DUP-03: what still stands of a claim that a void or a full replacement has replaced."""

import pytest

from analytics.testing import each, filled, usd

from .policy_text import period, policy


def test_the_original_of_a_settled_replacement_is_still_paid(find):
    """837 frequency 7: the replacement stands for the original. Whole line."""
    table = """
        claim | freq | original | paid
        A     | 1    |          | 700.00
        B     | 7    | A        | 700.00
        """
    assert find("DUP-03", table) == {"A": usd(700)}


@pytest.mark.parametrize(
    ("paid_on", "expected"),
    [("11-17", {}), ("11-16", {}), ("11-15", {"A": usd(700)})],
)
def test_a_payment_settles_in_45_days(find, paid_on, expected):
    """semantics.md, DUP-03: as-of more than settle_days after the latest paid date."""
    table = f"""
        claim | freq | original | paid   | paid_on
        A     | 1    |          | 700.00 | 07-20
        B     | 7    | A        | 700.00 | {paid_on}
        """
    assert find("DUP-03", table) == expected


def test_the_latest_payment_of_the_replacing_claim_settles(find):
    """semantics.md, DUP-03: the replacing claim's latest paid date, of all its lines."""
    table = """
        claim | line | freq | original | paid   | paid_on
        A     | 1    | 1    |          | 700.00 | 07-20
        B     | 1    | 7    | A        | 400.00 | 08-01
        B     | 2    | 7    | A        | 300.00 | {}
        """
    assert find("DUP-03", table.format("11-16")) == {}
    assert find("DUP-03", table.format("11-15")) == {"A": usd(700)}


def test_the_replacement_must_pay_at_least_what_stands(find_each):
    """semantics.md, DUP-03; a smaller one may be a difference payment: DUP-04, records."""
    template = "claim | freq | original | paid\nA | 1 | | 700.00\nB | 7 | A | {}"
    found = find_each("DUP-03", filled(template, ["699.99", "700.00", "900.00"]))
    assert found == {"699.99": {}, "700.00": {"A": usd(700)}, "900.00": {"A": usd(700)}}


def test_whole_claims_are_compared(find):
    """semantics.md, DUP-03: net paid of the replacement against the original, whole claims."""
    table = """
        claim | line | code  | freq | original | paid
        A     | 1    | S9500 | 1    |          | 400.00
        A     | 2    | 99601 | 1    |          | 300.00
        B     | 1    | S9500 | 7    | A        | 700.00
        C     | 1    | S9500 | 1    |          | 400.00
        C     | 2    | 99601 | 1    |          | 300.00
        D     | 1    | S9500 | 7    | C        | 500.00
        D     | 2    | 99601 | 7    | C        | 199.00
        """
    assert find("DUP-03", table) == {"A": usd(400), "A/2": usd(300)}


def test_every_code_is_looked_at(find_each):
    """The frequency rules know no code."""
    codes = ["S9500", "J0696", "99213", "A4222"]
    lines = filled("claim | code | freq | original\nA | {0} | 1 |\nB | {0} | 7 | A", codes)
    assert find_each("DUP-03", lines) == each(codes, {"A": usd(100)})


def test_a_void_leaves_nothing_payable(find):
    """837 frequency 8, whatever the void itself was paid."""
    table = """
        claim | freq | original | paid
        A     | 1    |          | 700.00
        V     | 8    | A        | 0
        """
    assert find("DUP-03", table) == {"A": usd(700)}


def test_a_void_settles_too(find):
    """semantics.md, DUP-03: 45 days after the replacing claim's latest paid date."""
    table = """
        claim | freq | original | paid   | paid_on
        A     | 1    |          | 700.00 | 07-20
        V     | 8    | A        | 0      | {}
        """
    assert find("DUP-03", table.format("11-16")) == {}
    assert find("DUP-03", table.format("11-15")) == {"A": usd(700)}


@pytest.mark.parametrize(
    ("received", "found"), [("11-16", {}), ("11-15", {"A": usd(700)}), ("", {})]
)
def test_a_void_without_a_paid_date_settles_from_the_day_it_was_received(find, received, found):
    """semantics.md, DUP-03: its received date; neither: nothing."""
    table = f"""
        claim | freq | original | paid   | paid_on | received
        A     | 1    |          | 700.00 | 07-20   | 07-01
        V     | 8    | A        | 0      |         | {received}
        """
    assert find("DUP-03", table) == found


def test_a_replacement_without_a_paid_date_settles_never(find):
    """semantics.md, DUP-03: only a void's received date counts."""
    table = """
        claim | freq | original | paid   | paid_on | received
        A     | 1    |          | 700.00 | 07-20   | 07-01
        B     | 7    | A        | 700.00 |         | 08-01
        """
    assert find("DUP-03", table) == {}


def test_a_replacement_paid_as_the_difference_owes_nothing(find_each):
    """semantics.md, DUP-03: allowed less paid and what others bear equals what stands."""
    table = """
        claim | freq | original | paid   | allowed | coinsurance | other
        A     | 1    |          | 100.00 | 100.00  |             |
        B     | 7    | A        | 600.00 | {}      | {}          | {}
        """
    cases = {
        "700.00": ("700.00", "", ""),
        "700.01": ("700.01", "", ""),
        "699.99": ("699.99", "", ""),
        "with coinsurance": ("720.00", "20.00", ""),
        "with another payer": ("750.00", "20.00", "30.00"),
        "allowed unknown": ("", "", ""),
    }
    lines = {name: table.format(*cells) for name, cells in cases.items()}
    lines = {
        name: text.replace("coinsurance", "coinsurance_amount") for name, text in lines.items()
    }
    lines = {
        name: text.replace("| other\n", "| other_payer_paid_amount\n")
        for name, text in lines.items()
    }
    found = find_each("DUP-03", lines)
    assert {name for name, of_case in found.items() if of_case} == {
        "700.01",
        "699.99",
        "allowed unknown",
    }


#: An original of 100.00 and two replacements; the second replaces the first.
CHAIN = """
    claim | freq | original | paid   | allowed | paid_on
    A     | 1    |          | 100.00 | 100.00  | 07-20
    B     | 7    | A        | {}     | {}      | 08-01
    C     | 7    | B        | {}     | {}      | 08-10
    """


def test_a_chain_paid_as_differences_is_judged_together(find_each):
    """semantics.md, DUP-03: what stands of all the claims it replaced, to the cent."""
    cases = {
        "differences": ("20.00", "120.00", "30.00", "150.00"),
        "a cent more": ("20.00", "120.00", "30.00", "150.01"),
        "a cent less": ("20.00", "120.00", "30.00", "149.99"),
        "the first paid in full": ("100.00", "100.00", "50.00", "250.00"),
        "that, a cent less": ("100.00", "100.00", "50.00", "249.99"),
        "the last paid in full": ("20.00", "120.00", "150.00", "150.00"),
        "less the first difference": ("20.00", "120.00", "130.00", "150.00"),
        "less the original": ("20.00", "120.00", "50.00", "150.00"),
    }
    found = find_each("DUP-03", {name: CHAIN.format(*cells) for name, cells in cases.items()})
    assert found == {
        "differences": {},
        "a cent more": {"B": usd(20)},
        "a cent less": {"B": usd(20)},
        "the first paid in full": {},
        "that, a cent less": {"A": usd(100)},
        "the last paid in full": {"A": usd(100), "B": usd(20)},
        "less the first difference": {"A": usd(100)},
        "less the original": {"B": usd(20)},
    }


def test_a_chain_paid_as_differences_and_then_in_full(find):
    """semantics.md, DUP-03: a later replacement in full takes the place of all before it."""
    table = CHAIN.format("20.00", "120.00", "30.00", "150.00")
    later = table + "D | 7 | C | 150.00 | 150.00 | 08-20"
    assert find("DUP-03", later) == {"A": usd(100), "B": usd(20), "C": usd(30)}


def test_chains_are_followed(findings):
    """data_contract.md, claim_line: chains included; the latest replacing claim is named."""
    table = """
        claim | freq | original | paid   | paid_on
        A     | 1    |          | 700.00 | 07-20
        B     | 7    | A        | 700.00 | 08-01
        C     | 7    | B        | 700.00 | 08-10
        """
    found = findings("DUP-03", table)
    assert dict(zip(found["key"], found["related_claim_id"], strict=True)) == {"A": "C", "B": "C"}


def test_any_settled_replacing_claim_is_enough(find):
    """semantics.md, DUP-03: B settled long ago, C has not: A is found, B is not yet."""
    table = """
        claim | freq | original | paid   | paid_on
        A     | 1    |          | 700.00 | 07-20
        B     | 7    | A        | 700.00 | 08-01
        C     | 7    | B        | 700.00 | 12-20
        """
    assert find("DUP-03", table) == {"A": usd(700)}


def test_of_several_replacements_the_latest_stands(find):
    """data_contract.md, claim_line: of several 7s the latest replaces the others."""
    table = """
        claim | freq | original | paid   | paid_on
        A     | 1    |          | 700.00 | 07-20
        B     | 7    | A        | 710.00 | 08-01
        C     | 7    | A        | 720.00 | 08-10
        """
    assert find("DUP-03", table) == {"A": usd(700), "B": usd(710)}


def test_a_denied_or_pended_replacement_replaces_nothing(find_each):
    """data_contract.md, claim_line: a denied replacement leaves the original standing."""
    template = "claim | freq | original | paid | status\nA | 1 | | 700 | PAID\nB | 7 | A | 0 | {}"
    found = find_each("DUP-03", filled(template, ["DENIED", "PENDED"]))
    assert found == {"DENIED": {}, "PENDED": {}}


def test_what_still_stands_of_the_original_is_compared(find):
    """semantics.md, DUP-03: after a part was taken back, a smaller replacement is a full one."""
    table = """
        claim | freq | original | status   | paid    | paid_on
        A     | 1    |          | PAID     | 700.00  | 07-20
        A     | 1    |          | REVERSED | -300.00 | 07-25
        B     | 7    | A        | PAID     | 400.00  | 08-01
        C     | 1    |          | PAID     | 700.00  | 07-20
        C     | 1    |          | REVERSED | -300.00 | 07-25
        D     | 7    | C        | PAID     | 399.99  | 08-01
        """
    assert find("DUP-03", table) == {"A": usd(700 - 300)}


def test_a_full_replacement_that_was_replaced_by_a_smaller_one(find):
    """Any settled replacing claim is enough: B paid A in full; C paid less than B."""
    table = """
        claim | freq | original | paid
        A     | 1    |          | 700.00
        B     | 7    | A        | 700.00
        C     | 7    | B        | 100.00
        """
    assert find("DUP-03", table) == {"A": usd(700)}


def test_what_is_superseded_has_exposure(exposure):
    """The line stands in superseded_line, and its money is still with the provider."""
    table = """
        claim | freq | original | paid
        A     | 1    |          | 700.00
        B     | 7    | A        | 700.00
        """
    assert exposure("DUP-03", table) == {"alpha": {"automated": usd(700)}}


def test_a_claim_that_names_itself_replaces_nothing(find):
    """data_contract.md, claim_line: a claim that names itself replaces nothing."""
    assert find("DUP-03", "claim | freq | original\nA | 7 | A") == {}


def test_a_replacement_of_another_payer_replaces_nothing(find):
    """A claim is known by payer and claim_id."""
    table = """
        claim | payer  | freq | original
        A     | PLAN   | 1    |
        B     | NOBODY | 7    | A
        """
    assert find("DUP-03", table) == {}


def test_an_original_whose_money_was_taken_back_is_gone(find):
    """Trap: the reversal came; nothing of the original stands."""
    table = """
        claim | freq | original | status   | paid    | paid_on
        A     | 1    |          | PAID     | 700.00  | 07-20
        A     | 1    |          | REVERSED | -700.00 | 08-01
        B     | 7    | A        | PAID     | 700.00  | 08-01
        """
    assert find("DUP-03", table) == {}


def test_lines_of_the_original_paid_nothing_have_no_finding(find):
    """semantics.md, Words: a line paid 0 gets no finding."""
    table = """
        claim | line | code  | freq | original | paid   | allowed
        A     | 1    | S9500 | 1    |          | 700.00 | 700.00
        A     | 2    | 99601 | 1    |          | 0      | 88.00
        B     | 1    | S9500 | 7    | A        | 700.00 | 700.00
        """
    assert find("DUP-03", table) == {"A": usd(700)}


def test_a_replacement_without_an_original_named_replaces_nothing(find):
    """Trap: the original id was reformatted: nobody can say what it replaces."""
    assert find("DUP-03", "claim | freq | original\nA | 1 |\nB | 7 |\nC | 7 | Z") == {}


def test_without_the_replacing_payment_date_nothing_has_settled(find):
    """An extract without payment dates cannot say that the money had time to come back."""
    table = """
        claim | freq | original
        A     | 1    |
        B     | 7    | A
        """
    assert find("DUP-03", table, without=("paid_date",)) == {}


def test_without_frequency_codes_nothing_is_replaced(check_run):
    """An extract that knows no replacements has no finding, and no error."""
    record = check_run("DUP-03", "claim\nA\nB")
    assert record["status"] != "error"
    assert record["findings"] == 0


def test_a_payer_may_settle_sooner(find):
    """policy_files.md, claim_life: settle_days."""
    own = policy(period("2026-01-01", claim_life={"settle_days": 10}))
    table = """
        claim | freq | original | paid_on
        A     | 1    |          | 07-20
        B     | 7    | A        | {}
        """
    assert find("DUP-03", table.format("12-21"), payer_policy=own) == {}
    assert find("DUP-03", table.format("12-20"), payer_policy=own) == {"A": usd(100)}


def test_the_baseline_begins_with_2000(find):
    """policy_files.md, Shipped: baselines have payer "*", from 2000-01-01."""
    table = """
        claim | line | from       | freq | original
        A     | 1    | 1999-12-31 | 1    |
        A     | 2    | 2000-01-01 | 1    |
        B     | 1    | 1999-12-31 | 7    | A
        B     | 2    | 2000-01-01 | 7    | A
        """
    assert find("DUP-03", table, payer="NOBODY") == {"A/2": usd(100)}


def test_a_replacement_whose_money_came_back_takes_no_place(find):
    """semantics.md, DUP-03: what the replacement holds; the reading that asks for less."""
    table = """
        claim | freq | original | paid   | paid_on
        A     | 1    |          | 700.00 | 08-01
        B     | 7    | A        | 700.00 | 08-10
        """
    back = "claim | amount | date\nB | 0.01 | 2026-10-01"
    assert find("DUP-03", table, recovery=back) == {}
    assert find("DUP-03", table) == {"A": usd(700)}


def test_a_replacement_of_250_paid_150_over_a_claim_of_100(asked):
    """The provider holds 250.00 and is owed 250.00."""
    table = """
        claim | code  | paid_on | paid   | allowed | freq | original
        A     | S9500 | 25      | 100.00 | 100.00  |      |
        B     | S9366 | 08-10   | 150.00 | 250.00  | 7    | A
        """
    found = asked("DUP-03", table, payer="PRIORITY_HEALTH")
    assert found == {}

"""Which claim a replacement, a void or a reversal speaks of: same payer, member and group."""

import pytest

from analytics.testing import usd

#: A claim and one that names it, of another member, group or payer; both still stand.
NOT_THE_CLAIM = {
    "another member": "M2 | P2 | alpha | alpha | PLAN",
    "another person under the member number": "M1 | P2 | alpha | alpha | PLAN",
    "another group": "M1 | P1 | beta | beta | PLAN",
    "another tax number of the NPI": "M1 | P1 | alpha | beta | PLAN",
    "another payer": "M1 | P1 | alpha | alpha | OTHER",
}
THE_CLAIM = {
    "the same": "M1 | P1 | alpha | alpha | PLAN",
    "another member number of the person": "M2 | P1 | alpha | alpha | PLAN",
    "another NPI of the group": "M1 | P1 | beta | alpha | PLAN",
}
NAMED = """
    claim | freq   | original | status   | paid   | member | person | npi   | tin   | payer
    A     |        |          |          | 700.00 | M1     | P1     | alpha | alpha | PLAN
    B     | {freq} | A        | {status} | {paid} | {of}
    """


def naming(of: str, freq: str = "7", status: str = "", paid: str = "700.00") -> str:
    """The claim A and a claim B that names it, with B's member, person, NPI, TIN and payer."""
    return NAMED.format(freq=freq, status=status, paid=paid, of=of)


@pytest.mark.parametrize("of", NOT_THE_CLAIM.values(), ids=list(NOT_THE_CLAIM))
def test_a_claim_of_another_member_group_or_payer_is_not_replaced(final_action, of):
    """data_contract.md, claim_line: "of the same payer, member and provider group"."""
    shown = final_action(naming(of))
    assert shown.paid() == {"A": usd(700), "B": usd(700)}
    assert shown.paid("superseded_line") == {}


@pytest.mark.parametrize("of", THE_CLAIM.values(), ids=list(THE_CLAIM))
def test_a_claim_of_the_same_member_and_group_is_replaced(final_action, of):
    """data_contract.md, claim_line: a member is a person, a group may have several NPIs."""
    shown = final_action(naming(of))
    assert shown.paid() == {"B": usd(700)}
    assert shown.paid("superseded_line") == {"A": usd(700)}


@pytest.mark.parametrize("of", NOT_THE_CLAIM.values(), ids=list(NOT_THE_CLAIM))
def test_a_void_of_another_members_claim_voids_nothing(final_action, of):
    """data_contract.md, claim_line: voids use the same link."""
    assert final_action(naming(of, freq="8", paid="0")).paid() == {"A": usd(700)}


@pytest.mark.parametrize("of", NOT_THE_CLAIM.values(), ids=list(NOT_THE_CLAIM))
def test_a_reversal_that_names_another_members_claim_takes_nothing_back(final_action, of):
    """data_contract.md, ledger: "of its member and provider group"; it is an orphan reversal."""
    shown = final_action(
        naming(of, freq="", status="REVERSED", paid="-700.00"), mapping='history = "ledger"\n'
    )
    assert shown.paid() == {"A": usd(700)}


@pytest.mark.parametrize("of", THE_CLAIM.values(), ids=list(THE_CLAIM))
def test_a_reversal_that_names_a_claim_of_its_member_takes_it_back(final_action, of):
    """data_contract.md, ledger: its line with the same code, dates and amount."""
    shown = final_action(
        naming(of, freq="", status="REVERSED", paid="-700.00"), mapping='history = "ledger"\n'
    )
    assert shown.paid() == {}


def test_a_claim_of_two_members_is_replaced_by_nobody(final_action):
    """data_contract.md, claim_line: a claim number given twice names no one claim."""
    shown = final_action(
        """
        claim | line | member | freq | original | paid
        A     | 1    | M1     |      |          | 70.00
        A     | 2    | M2     |      |          | 30.00
        B     | 1    | M2     | 7    | A        | 80.00
        """
    )
    assert shown.paid() == {"A": usd(70), "A/2": usd(30), "B": usd(80)}


def test_a_link_goes_by_the_group_that_the_lines_have(final_action):
    """data_contract.md, claim_line: provider_group; the TIN that the NPI bills under elsewhere."""
    shown = final_action(
        """
        claim | npi   | tin   | freq | original
        A     | alpha | alpha |      |
        B     | alpha |       | 7    | A
        """
    )
    assert shown.paid() == {"B": usd(100)}


#: Two replacements of a claim Z that the store does not hold.
UNKNOWN = """
    claim | freq | original | paid   | paid_on | member   | npi   | tin   | from | to
    B     | 7    | Z        | 700.00 | 08-01   | M1       | alpha | alpha | 1    | 7
    C     | 7    | Z        | 710.00 | 08-20   | {}
    """


@pytest.mark.parametrize(
    ("of", "replaced"),
    [
        ("M1 | alpha | alpha | 1 | 7", True),
        ("M1 | beta | alpha | 1 | 7", True),
        ("M2 | alpha | alpha | 1 | 7", False),
        ("M1 | beta | beta | 1 | 7", False),
        ("M1 | alpha | alpha | 2 | 7", False),
        ("M1 | alpha | alpha | 1 | 6", False),
        ("M1 | alpha | alpha | 1 | 8", False),
    ],
    ids=[
        *("the same", "another NPI of the group", "another member", "another group"),
        *("a day later", "a day shorter", "a day longer"),
    ],
)
def test_replacements_of_a_claim_not_in_the_store_are_of_one_claim_if_they_agree(
    final_action, of, replaced
):
    """data_contract.md, claim_line: "agree in member, group, first and last day"."""
    shown = final_action(UNKNOWN.format(of))
    standing = {"C": usd(710)} if replaced else {"B": usd(700), "C": usd(710)}
    assert shown.paid() == standing


def test_a_chain_from_a_claim_not_in_the_store_goes_on(final_action):
    """data_contract.md, claim_line: C names B, whatever its own days are."""
    shown = final_action(
        """
        claim | freq | original | paid  | paid_on | from | to
        B     | 7    | Z        | 70.00 | 08-01   | 1    | 7
        C     | 7    | B        | 75.00 | 08-10   | 1    | 6
        D     | 7    | Z        | 80.00 | 08-20   | 1    | 5
        """
    )
    assert shown.paid() == {"C": usd(75), "D": usd(80)}


def test_a_placeholder_names_no_claim(final_action):
    """data_contract.md, Reading values: placeholders; of each word two claims that agree."""
    words = ["NA", "N A", "nan", "<NA>", "UNKNOWN", "NOT AVAILABLE", "0", "000000000000", "Z"]
    lines = "\n".join(
        f"{claim}{n} | 7 | {word} | M{n}" for n, word in enumerate(words) for claim in "BC"
    )
    shown = final_action(f"claim | freq | original | member\n{lines}")
    assert shown.store.frame("superseded_line")["claim_id"].tolist() == ["B8"]


def test_what_names_no_claim_of_its_own_is_counted_with_its_load(final_action):
    """data_contract.md, claim_line: listed with what the named claim is."""
    shown = final_action(
        """
        claim | freq | original | member | npi   | tin
        A     |      |          | M1     | alpha | alpha
        B     | 7    | A        | M2     | alpha | alpha
        C     | 7    | A        | M1     | beta  | beta
        D     | 8    | Z        | M1     | alpha | alpha
        E     | 7    | A        | M1     | alpha | alpha
        F     | 7    | NA       | M1     | alpha | alpha
        """
    )
    listed = shown.store.frame("unknown_original")
    assert dict(zip(listed["claim_id"], listed["names"], strict=True)) == {
        "B": "another member",
        "C": "another provider group",
        "D": "not in the store",
    }
    assert shown.store.loads["unknown_originals"].tolist() == [3]


@pytest.mark.parametrize(
    ("amount", "standing", "replaced"),
    [
        ("-700.00", {}, {}),
        ("700.00", {}, {}),
        ("699.99", {}, {"A": "0.01"}),
        ("0", {}, {"A": usd(700)}),
    ],
)
@pytest.mark.parametrize("history", ["final", "ledger"])
def test_what_a_void_carries_was_taken_back_whatever_its_sign(
    final_action, amount, standing, replaced, history
):
    """data_contract.md, claim_line: "of either sign"; a void of 0 took nothing back."""
    shown = final_action(
        f"""
        claim | freq | original | paid
        A     |      |          | 700.00
        V     | 8    | A        | {amount}
        """,
        mapping=f'history = "{history}"\n',
    )
    assert shown.paid() == standing
    assert shown.paid("superseded_line") == replaced


def test_a_denied_void_takes_nothing_back(final_action):
    """data_contract.md, claim_line: a claim that is denied replaces nothing."""
    shown = final_action(
        """
        claim | freq | original | status | paid
        A     |      |          |        | 700.00
        V     | 8    | A        | DENIED | 700.00
        """
    )
    assert shown.paid() == {"A": usd(700)}


CORRECTED_TWICE = """
    claim | freq | original | paid    | status   | paid_on
    A     |      |          | 700.00  |          | 08-01
    B     | 7    | A        | 650.00  | {}       | 08-20
    B     | 7    | A        | -650.00 | REVERSED | 09-10
    C     | 7    | B        | {}      |          | 09-10
    """


def test_a_chain_goes_on_through_a_replacement_that_was_taken_back(final_action, find):
    """data_contract.md, claim_line: "a link of the chain of one that names it"."""
    shown = final_action(CORRECTED_TWICE.format("", "600.00"))
    assert shown.paid() == {"C": usd(600)}
    assert shown.paid("superseded_line") == {"A": usd(700)}
    assert find(["DUP-03", "UNT-02"], CORRECTED_TWICE.format("", "699.99")) == {}
    assert find(["DUP-03", "UNT-02"], CORRECTED_TWICE.format("", "700.00")) == {
        "DUP-03 A": usd(700)
    }


def test_a_chain_does_not_go_through_a_replacement_that_was_never_paid(final_action):
    """data_contract.md, claim_line: "paid once"."""
    shown = final_action(CORRECTED_TWICE.format("DENIED", "600.00"))
    assert shown.paid() == {"A": usd(700), "C": usd(600)}

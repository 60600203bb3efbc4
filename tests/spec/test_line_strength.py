"""What lowers a line: a contract without a policy file; a member number of two persons."""

from .policy_text import period, policy

C_77 = policy(period("2020-01-01", per_diem={}), policy_id="C-77", level="contract")


def test_a_contract_is_loaded_where_a_policy_file_of_its_payer_has_its_name(view):
    """semantics.md, Strength: "under a contract of which no policy file is loaded"."""
    found = view(
        "claim_line",
        """
        claim | npi   | payer
        A     | alpha | PLAN
        B     | beta  | PLAN
        C     | gamma | PLAN
        D     | delta | PLAN
        E     | alpha | OTHER
        """,
        contract_party="""
        contract | payer | npi
        C-77     | PLAN  | alpha
        C-78     | PLAN  | beta
        C-77     | PLAN  | gamma
        C-78     | PLAN  | gamma
        C-77     | OTHER | alpha
        """,
        policies=[C_77],
    )
    assert found.lines("contract", "contract_loaded") == {
        "A": ("C-77", "True"),
        "B": ("C-78", "False"),
        "C": ("C-77+C-78", "False"),
        "D": (None, None),
        "E": ("C-77", "False"),
    }


def test_a_contract_holds_on_the_first_day_of_the_line(view):
    """semantics.md, Strength: "on the line's first day"."""
    found = view(
        "claim_line",
        """
        claim | from | to
        A     | 9    | 12
        B     | 10   | 12
        C     | 20   | 22
        D     | 21   | 22
        """,
        contract_party="contract | npi | from | to\nC-78 | alpha | 10 | 20",
    )
    assert found.lines("contract_loaded") == {"A": None, "B": "False", "C": "False", "D": None}


def test_a_member_number_of_two_persons_on_the_first_day_is_unknown(view):
    """semantics.md, Member unknown: "two persons under the line's member number"."""
    found = view(
        "unknown_member_line",
        """
        claim | member | from | to | payer | status
        A     | M1     | 9    | 12 | PLAN  |
        B     | M1     | 10   | 12 | PLAN  |
        C     | M1     | 20   | 20 | PLAN  |
        D     | M1     | 21   | 21 | PLAN  |
        E     | M1     | 10   | 10 | OTHER |
        F     | M2     | 10   | 10 | PLAN  |
        G     | M3     | 10   | 10 | PLAN  |
        H     | M1     | 10   | 10 | PLAN  | DENIED
        I     | M4     | 10   | 10 | PLAN  |
        """,
        eligibility="""
        member | person | from       | to         | payer
        M1     | P1     | 2026-01-01 |            | PLAN
        M1     | P2     | 2026-07-10 | 2026-07-20 | PLAN
        M2     | P3     | 2026-01-01 | 2026-07-15 | PLAN
        M2     | P3     | 2026-07-01 |            | PLAN
        M3     | P4     | 2026-01-01 |            | PLAN
        M4     | P5     | 2026-01-01 |            | PLAN
        M4     | P6     | 2026-01-01 |            |
        """,
    )
    assert sorted(found.lines("line_id")) == ["B", "C", "H", "I"]


def test_a_biller_under_a_contract_that_nobody_loaded(asked):
    """What the contract says of places of service is not known."""
    table = """
        to | pos | paid
        7  | 11  | 700.00
        """
    contract_party = """
        contract | tin
        C-77     | alpha
        """
    found = asked("POS-01", table, payer="JEFFERSON", contract_party=contract_party)
    assert found == {"A": "records 700.00"}

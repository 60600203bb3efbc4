"""What a finding cites: its own check's authority, with the words of its line's code."""

from .policy_text import period, policy

PRIORITY = {"payer": "PRIORITY_HEALTH"}


def cited(findings, checks, claims, **others) -> dict[str, str]:
    """{claim: citation} of the findings."""
    found = findings(checks, claims, **others)
    return dict(zip(found["key"], found["citation"], strict=True))


def test_a_finding_cites_what_its_check_rests_on(findings):
    """semantics.md, Money: "Each finding cites its own check's authority"."""
    own = policy(
        period(
            "2026-01-01",
            per_diem={"citations": {"UNT-01": "Paragraph 4"}},
        )
    )
    table = """
        claim | code  | from | to | units | paid
        A     | S9500 | 1    | 1  | 2     | 200.00
        B     | S9494 | 3    | 3  | 1     | 100.00
        C     | S9500 | 3    | 3  | 1     | 100.00
        """
    found = cited(findings, ["UNT-01", "EXC-01"], table, payer_policy=own)
    assert found == {
        "A": "tests/spec: Paragraph 4 (spec)",
        "B": "tests/spec: spec, per_diem (spec)",
    }


def test_a_code_is_cited_with_the_days_in_which_its_words_stayed_the_same(findings):
    """policy_files.md, Citations: "descriptor unchanged from ADD DATE to RELEASE"."""
    table = """
        claim | code  | from       | to         | units | paid
        A     | S9500 | 2026-07-01 | 2026-07-01 | 2     | 200.00
        B     | S9351 | 2026-07-01 | 2026-07-01 | 2     | 200.00
        C     | S9563 | 2023-04-01 | 2023-04-01 | 2     | 200.00
        """
    found = cited(findings, "UNT-01", table, payer="NOBODY")
    start = 'HCPCS level II, long descriptors: "per diem"; '
    assert found == {
        "A": start + "S9500 descriptor unchanged from 2002-01-01 to the release of 2026-01",
        "B": start + "S9351 descriptor unchanged from 2007-04-01 to the release of 2026-01",
        "C": start + "S9563 descriptor unchanged from 2023-04-01 to the release of 2026-01",
    }


def test_no_text_younger_than_the_service_is_cited(findings):
    """policy_files.md, Citations: the descriptor of S9562 was last changed on 2023-04-01."""
    table = """
        claim | code  | from       | to         | units | paid
        A     | S9562 | 2023-03-31 | 2023-03-31 | 2     | 200.00
        B     | S9562 | 2023-04-01 | 2023-04-01 | 2     | 200.00
        C     | S9562 | 2023-03-31 | 2023-04-01 | 3     | 300.00
        """
    found = cited(findings, "UNT-01", table, payer="NOBODY")
    unseen = "S9562 descriptor as of a later release; that of the date of service was not seen"
    assert {claim: unseen in text for claim, text in found.items()} == {
        "A": True,
        "B": False,
        "C": True,
    }
    assert "unchanged from 2023-04-01" in found["B"]
    assert "2023" not in found["A"]


def test_a_general_code_is_cited_with_the_bar_of_its_own_words(findings):
    """policy_files.md, EXC-01: the descriptor of the general code, with the codes that it bars."""
    table = """
        claim | code  | from | to
        A     | S9494 | 1    | 1
        B     | S9500 | 1    | 1
        C     | S9329 | 3    | 3
        D     | S9330 | 3    | 3
        """
    found = cited(findings, "EXC-01", table, payer="NOBODY")
    assert found["A"] == (
        "HCPCS level II, long descriptors: "
        '"do not use this code with home infusion codes for hourly dosing schedules s9497-s9504"; '
        "S9494 descriptor unchanged from 2002-01-01 to the release of 2026-01"
    )
    assert '"do not use this code with s9330 or s9331"' in found["C"]


def test_a_code_whose_words_are_not_free_is_cited_without_them(findings):
    """policy_files.md, OVR-01: else the descriptor "home"; CPT's words are not quoted."""
    table = "claim | code | pos\nA | 99601 | 21"
    found = cited(findings, "POS-02", table, payer="NOBODY")
    assert "99601 has no descriptor that is quoted here" in found["A"]


def test_duplicates_and_replaced_claims_rest_on_different_words(findings):
    """policy_files.md, DUP-01: "one service is paid once", not the frequency codes."""
    table = """
        claim | code  | freq | original | paid_on
        A     | 99601 | 1    |          | 07-10
        B     | 99601 | 1    |          | 07-20
        C     | S9500 | 1    |          | 07-10
        D     | S9500 | 7    | C        | 07-20
        """
    found = cited(findings, ["DUP-01", "DUP-03"], table, payer="NOBODY")
    assert found == {
        "B": "Claim integrity baseline: one service is paid once",
        "C": "Claim integrity baseline: X12 837P CLM05-3, claim frequency codes 7 (replacement) "
        "and 8 (void)",
    }


def test_a_payer_with_words_of_its_own_is_quoted(findings):
    """policy_files.md, OVR-01: "the payer's own words where it has them"."""
    claims = """
        claim | payer           | code  | from | to | bill | rev  | admit | discharge
        A     | JEFFERSON       | S9500 | 3    | 3  |      |      |       |
        B     | PRIORITY_HEALTH | S9500 | 3    | 3  |      |      |       |
        C     | NOBODY          | S9500 | 3    | 3  |      |      |       |
        SJ    | JEFFERSON       |       | 1    | 9  | 0111 | 0120 | 1     | 9
        SP    | PRIORITY_HEALTH |       | 1    | 9  | 0111 | 0120 | 1     | 9
        SN    | NOBODY          |       | 1    | 9  | 0111 | 0120 | 1     | 9
        """
    found = cited(findings, "OVR-01", claims)
    assert 'reimbursable when "provided in the home setting"' in found["A"]
    assert '"medication to patients in their own home"' in found["B"]
    assert '"home", in the words of the code; S9500 descriptor unchanged' in found["C"]


def test_priority_health_is_cited_with_what_may_follow_from_the_disclaimer_on(findings):
    """policy_files.md, Citations: all checks of Priority Health from 2025-02-13."""
    table = """
        claim | from       | to         | units | paid
        A     | 2025-02-12 | 2025-02-12 | 2     | 200.00
        B     | 2025-02-13 | 2025-02-13 | 2     | 200.00
        """
    found = cited(findings, "UNT-01", table, **PRIORITY)
    assert {claim: "Recover or recoup claim payment" in text for claim, text in found.items()} == {
        "A": False,
        "B": True,
    }

"""What the shipped policies say, held against the documents they cite."""

import re
import tomllib
from datetime import date
from decimal import Decimal

import pytest

from analytics import content
from analytics.policy.governing import Scope, read_policies
from analytics.schema.tables import LINES_OF_BUSINESS
from analytics.sql.checks import read_checks

HOME = [
    "infusion_per_diem",
    "injection_per_diem",
    "catheter_per_diem",
    "nursing",
    "infusion_visit",
    "kit_or_service",
]
#: No injections: the document speaks of intravenous administration.
OF_PRIORITY = [family for family in HOME if family != "injection_per_diem"]
FACILITIES = ["19", "21", "22", "23", "24", "31", "51", "61"]
POLICIES = read_policies([content.POLICIES, content.EXAMPLE_POLICIES])


def on(subject: str, day: str, payer: str, line_of_business: str = "UNKNOWN", contract=None):
    """What governs that day, as a dict; None where nothing does."""
    table = POLICIES.govern(subject, [Scope.of(payer, line_of_business, contract)])
    at = date.fromisoformat(day)
    rows = [r for r in table.to_pylist() if r["effective_from"] <= at <= r["effective_to"]]
    assert len(rows) <= 1
    return rows[0] if rows else None


def priority(subject: str, day: str, contract=None):
    return on(subject, day, "PRIORITY_HEALTH", "COMMERCIAL", contract)


def test_a_real_store_never_reads_the_made_up_contract():
    assert "example-contract-sh-sj" not in read_policies([content.POLICIES]).files


def test_the_shipped_documents():
    assert {p["policy_id"]: p["level"] for p in POLICIES.describe()} == {
        "claim-integrity": "baseline",
        "example-contract-sh-sj": "contract",
        "example-letters": "baseline",
        "hcpcs-level-ii": "baseline",
        "jefferson-rb-046-a": "payer",
        "medicare-benefit-policy-manual": "baseline",
        "pennsylvania-overpayment-recovery": "mandate",
        "priority-health-correcting-payments": "payer",
        "priority-health-home-infusion": "payer",
    }
    assert all(p["file"].endswith(f"{p['policy_id']}.toml") for p in POLICIES.describe())


@pytest.mark.parametrize("line_of_business", [*LINES_OF_BUSINESS, "UNKNOWN"])
def test_jefferson_speaks_from_14_june_2026(line_of_business):
    for subject in ("place_of_service", "code_family", "documentation"):
        assert on(subject, "2026-06-13", "JEFFERSON", line_of_business) is None
        assert on(subject, "2026-06-14", "JEFFERSON", line_of_business) is not None
    place = on("place_of_service", "2026-06-14", "JEFFERSON", line_of_business)
    assert (place["accepted"], place["families"]) == (["12"], HOME)
    assert (place["strength"], place["authorized_facility"]) == (None, False)
    assert "Place of Service Requirement" in place["citation"]


def test_jefferson_leaves_open_whether_other_homes_are_accepted():
    """semantics.md, POS-01: "doubtful 04, 13, 14, 16, 33"."""
    place = on("place_of_service", "2026-06-14", "JEFFERSON", "CHIP")
    assert place["doubtful"] == ["04", "13", "14", "16", "33"]
    assert priority("place_of_service", "2026-06-14")["doubtful"] == []


def test_jefferson_asks_for_documentation_as_a_request_for_records():
    """policy_files.md, documentation: "Jefferson: required, no element, strength records"."""
    records = on("documentation", "2026-06-14", "JEFFERSON", "MEDICAID")
    assert (records["required"], records["strength"]) == (True, "records")
    assert records["required_elements"] == []
    assert records["required_elements_additional_hours"] == []


def test_jefferson_takes_s_codes_or_visits_by_line_of_business_as_a_lead():
    accepted = {
        line: on("code_family", "2026-06-14", "JEFFERSON", line)["accepted_families"]
        for line in (*LINES_OF_BUSINESS, "UNKNOWN")
    }
    assert {line: found for line, found in accepted.items() if found is not None} == {
        "MEDICAID": ["s_code"],
        "CHIP": ["s_code"],
        "MEDICARE_ADVANTAGE": ["infusion_visit"],
        "INDIVIDUAL": ["infusion_visit"],
    }
    assert on("code_family", "2026-06-14", "JEFFERSON", "CHIP")["strength"] == "lead"


def test_jefferson_is_silent_on_modifiers():
    assert on("concurrent_therapy", "2026-07-01", "JEFFERSON", "MEDICAID") is None


@pytest.mark.parametrize("day", ["2024-10-07", "2025-02-12", "2025-02-13", "2026-12-31"])
def test_priority_health_takes_homes_and_authorized_facilities(day):
    place = priority("place_of_service", day)
    assert place["accepted"] == ["12", "13", "14", "16", "33"]
    assert place["families"] == [name for name in OF_PRIORITY if name != "infusion_visit"]
    assert (place["strength"], place["authorized_facility"]) == ("records", True)
    facility = priority("facility_place_of_service", day)
    assert (facility["families"], facility["refused"]) == (OF_PRIORITY, FACILITIES)
    assert (facility["strength"], facility["authorized_facility"]) == ("records", True)


@pytest.mark.parametrize("day", ["2024-10-07", "2025-02-13"])
def test_priority_health_has_its_own_supplies_and_nursing_in_both_periods(day):
    """policy_files.md, bundled_supply: "Priority Health, both periods"."""
    supplies = priority("bundled_supply", day)
    assert (supplies["policy_id"], supplies["separately_payable"]) == (
        "priority-health-home-infusion",
        [],
    )
    nursing = priority("infusion_nursing", day)
    assert (nursing["registered_nurse_only"], nursing["add_on_needs_visit"]) == (True, True)
    assert nursing["visit_includes"] == ["S5522", "S5523"]


def test_priority_health_is_silent_before_its_origin():
    assert priority("place_of_service", "2024-10-06") is None
    assert priority("concurrent_therapy", "2024-10-06") is None
    baseline = priority("facility_place_of_service", "2024-10-06")
    assert (baseline["policy_id"], baseline["authorized_facility"]) == ("hcpcs-level-ii", False)


def test_priority_health_asks_for_records_from_13_february_2025():
    assert priority("documentation", "2025-02-12") is None
    records = priority("documentation", "2025-02-13")
    assert records["required"] is True
    assert records["required_elements"] == ["registered_nurse"]
    assert records["required_elements_additional_hours"] == [
        "registered_nurse",
        "start_time",
        "stop_time",
    ]
    assert "Disclaimer" in records["citation"]


def test_the_example_contract_prices_what_priority_health_only_leads_to():
    payer = priority("concurrent_therapy", "2026-07-01")
    assert (payer["required"], payer["strength"]) == (True, "lead")
    assert (payer["sh_percent"], payer["sj_percent"]) == (None, None)
    ((contract, payer_key, tin, npi, lines),) = POLICIES.parties()
    assert (payer_key, tin, npi, lines) == ("PRIORITY_HEALTH", "990000001", None, None)
    priced = priority("concurrent_therapy", "2026-07-01", contract)
    assert priced["policy_id"] == "example-contract-sh-sj"
    assert (priced["sh_percent"], priced["sj_percent"]) == (Decimal(50), Decimal(0))
    assert (priced["ordering"], priced["strength"]) == ("highest_rate", None)
    assert "made-up" in priced["title"].lower() and "made-up" in priced["source"].lower()
    assert on("concurrent_therapy", "2026-07-01", "JEFFERSON", "CHIP", contract) is None


@pytest.mark.parametrize("day", ["2000-01-01", "2026-12-31"])
@pytest.mark.parametrize("payer", ["ANY PLAN", "JEFFERSON"])
def test_the_baselines_hold_for_every_payer(day, payer):
    per_diem = on("per_diem", day, payer)
    assert (per_diem["exclusions"], per_diem["units_by_day"]) == (True, True)
    assert (per_diem["tiers"], per_diem["settle_days"]) == (True, 45)
    facility = on("facility_place_of_service", day, payer)
    assert (facility["families"], facility["refused"]) == (HOME, FACILITIES)
    assert facility["authorized_facility"] is False
    nursing = on("infusion_nursing", day, payer)
    assert (nursing["add_on_needs_visit"], nursing["registered_nurse_only"]) == (True, False)
    assert nursing["visit_includes"] == []
    assert on("bundled_supply", day, payer)["separately_payable"] == []
    assert on("facility_stay", day, payer)["families"] == HOME
    assert on("claim_life", day, payer)["settle_days"] == 45
    for subject in ("place_of_service", "concurrent_therapy", "documentation", "lookback"):
        assert on(subject, day, "ANY PLAN", "COMMERCIAL") is None


def test_pennsylvania_gives_24_months_but_not_for_duplicates_nor_self_funded_plans():
    for line_of_business in LINES_OF_BUSINESS:
        rule = on("lookback", "2026-07-01", "JEFFERSON", line_of_business)
        assert (rule is not None) == (line_of_business in ("INDIVIDUAL", "COMMERCIAL"))
    assert on("lookback", "2026-07-01", "JEFFERSON", "UNKNOWN") is None
    assert on("lookback", "2017-01-02", "JEFFERSON", "COMMERCIAL") is None
    rule = on("lookback", "2017-01-03", "JEFFERSON", "COMMERCIAL")
    assert rule["months"] == 24
    assert rule["except_checks"] == ["DUP-01"]
    assert (rule["only_checks"], rule["except_funding"]) == ([], ["SELF_FUNDED"])
    assert "40 Pa.C.S. 3803" in rule["citation"]


def test_priority_health_gives_12_months_for_ended_coverage_alone():
    rule = priority("lookback", "2026-07-01")
    assert (rule["months"], rule["only_checks"]) == (12, ["OVR-03", "OVR-05"])
    rule = priority("letter_threshold", "2026-07-01")
    assert rule["professional"] == Decimal("200.00")
    assert rule["facility"] == Decimal("5000.00")


@pytest.mark.parametrize("line_of_business", [*LINES_OF_BUSINESS, "UNKNOWN"])
def test_medicares_manual_is_cited_for_its_own_lines_of_business_only(line_of_business):
    """policy_files.md, OVR-01: "Medicare's manual for Medicare lines of business only"."""
    stay = on("facility_stay", "2026-07-01", "ANY PLAN", line_of_business)
    assert stay["families"] == HOME
    is_medicare = line_of_business.startswith("MEDICARE")
    assert ("Benefit Policy Manual" in stay["citation"]) == is_medicare
    for payer, words in [("JEFFERSON", "in the home setting"), ("PRIORITY_HEALTH", "own home")]:
        assert words in on("facility_stay", "2026-07-01", payer, line_of_business)["citation"]


def cited(check_id: str, subject: str, day: str, payer: str) -> str:
    row = on(subject, day, payer, "COMMERCIAL")
    return dict(row["citations"]).get(check_id, row["citation"])


#: What each check cites at a payer without documents, and what it must not.
OF_BASELINES = {
    ("UNT-01", "per_diem"): ('"per diem"', "{restriction}"),
    ("UNT-02", "per_diem"): ('"per diem"', "{restriction}"),
    ("EXC-01", "per_diem"): ("{restriction}", '"per diem"'),
    ("DUP-01", "claim_life"): ("one service is paid once", "frequency"),
    ("DUP-03", "claim_life"): ("claim frequency codes 7", "45"),
    ("OVR-01", "facility_stay"): ('"home"', "Medicare"),
    ("POS-02", "facility_place_of_service"): ("CMS's list of places", "accepts"),
    ("BND-01", "bundled_supply"): ("{other_descriptor}", "{descriptor}"),
    ("NUR-01", "infusion_nursing"): ("99602 is a type 1 add-on of 99601", "2024"),
}


@pytest.mark.parametrize("check_id, subject", OF_BASELINES)
def test_a_check_of_the_baselines_cites_its_own_authority(check_id, subject):
    """policy_files.md, Citations: one for each check that the table's does not speak of."""
    words, never = OF_BASELINES[check_id, subject]
    text = cited(check_id, subject, "2026-07-01", "ANY PLAN")
    assert words in text
    assert never not in text


def test_each_payer_is_quoted_where_it_has_words_of_its_own():
    """policy_files.md, Citations: "the payer's sentence, quoted"."""
    for check_id, subject, payer, words in [
        ("POS-01", "place_of_service", "JEFFERSON", '"Claims must reflect Place of Service (POS)'),
        ("UNT-01", "per_diem", "JEFFERSON", '"include the appropriate number of service units"'),
        ("UNT-02", "per_diem", "JEFFERSON", '"include the appropriate number of service units"'),
        ("EXC-01", "per_diem", "JEFFERSON", "{restriction}"),
        ("NUR-04", "documentation", "JEFFERSON", 'supported by documentation"'),
        ("POS-01", "place_of_service", "PRIORITY_HEALTH", 'an authorized home infusion facility"'),
        ("POS-02", "facility_place_of_service", "PRIORITY_HEALTH", 'home infusion facility"'),
        (
            "BND-01",
            "bundled_supply",
            "PRIORITY_HEALTH",
            '"infusion-related equipment and supplies"',
        ),
        ("NUR-04", "documentation", "PRIORITY_HEALTH", "fully documented in the medical record"),
        ("NUR-13", "documentation", "PRIORITY_HEALTH", '"Failure to document services rendered'),
    ]:
        assert words in cited(check_id, subject, "2026-07-01", payer), (check_id, payer)


def test_priority_health_says_from_the_disclaimer_on_that_it_may_take_money_back():
    """policy_files.md, Citations: all checks of Priority Health from 2025-02-13."""
    checks = read_checks([content.CHECKS])
    assert len(checks) > 10
    for check in checks:
        row = priority(check.subject, "2025-02-13")
        if row is None:
            assert check.subject == "code_family"
            continue
        text = dict(row["citations"]).get(check.check_id, row["citation"])
        assert '"Recover or recoup claim payment"' in text, check.check_id
        before = priority(check.subject, "2025-02-12")
        assert before is None or "recoup" not in before["citation"]


def test_no_baseline_cites_the_day_of_a_release_as_its_source():
    """policy_files.md, Citations: effective_from of a baseline is ours; each code has its day."""
    for file in POLICIES.files.values():
        if file.level == "baseline":
            assert not re.search(r"20\d\d", file.source), file.policy_id


def test_every_file_says_what_no_check_reads():
    """policy_files.md, not_checked: "Sentences with why"."""
    for file in POLICIES.files.values():
        assert file.not_checked, file.policy_id


def test_a_sentence_that_waits_for_a_check_names_one_that_is_not_built():
    """So a sentence does not stay behind when its check is built."""
    built = {check.check_id for check in read_checks([content.CHECKS])}
    said = {
        (file.policy_id, check_id)
        for file in POLICIES.files.values()
        for each in file.not_checked
        for check_id in re.findall(r"[A-Z]{3}-\d\d", each.why)
    }
    assert len(said) > 10
    assert {(policy_id, check_id) for policy_id, check_id in said if check_id in built} == set()


def test_no_shipped_text_cites_what_was_not_seen():
    for policy in POLICIES.describe():
        for period in policy["periods"]:
            for subject in period["subjects"].values():
                assert "FROM KNOWLEDGE" not in subject["citation"]


def test_every_subject_and_parameter_says_what_it_means():
    text = (content.POLICIES / "subjects.toml").read_text(encoding="utf-8")
    assert list(tomllib.loads(text)) == list(POLICIES.subjects)
    for subject in POLICIES.subjects.values():
        assert subject.meaning and all(p.meaning for p in subject.parameters)

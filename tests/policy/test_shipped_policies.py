"""What the shipped policies say, held against the documents they cite."""

import tomllib
from datetime import date
from decimal import Decimal

import pytest

from analytics import content
from analytics.policy.governing import Scope, read_policies
from analytics.schema.tables import LINES_OF_BUSINESS

HOME = ["infusion_per_diem", "injection_per_diem", "catheter_per_diem", "nursing", "infusion_visit"]
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
        "pennsylvania-overpayment-recovery": "mandate",
        "priority-health-correcting-payments": "payer",
        "priority-health-home-infusion": "payer",
    }
    assert all(p["file"].endswith(f"{p['policy_id']}.toml") for p in POLICIES.describe())


@pytest.mark.parametrize("line_of_business", [*LINES_OF_BUSINESS, "UNKNOWN"])
def test_jefferson_speaks_from_14_june_2026(line_of_business):
    for subject in ("place_of_service", "code_family"):
        assert on(subject, "2026-06-13", "JEFFERSON", line_of_business) is None
        assert on(subject, "2026-06-14", "JEFFERSON", line_of_business) is not None
    place = on("place_of_service", "2026-06-14", "JEFFERSON", line_of_business)
    assert (place["accepted"], place["families"]) == (["12"], HOME)
    assert (place["strength"], place["authorized_facility"]) == (None, False)
    assert "Place of Service Requirement" in place["citation"]


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


def test_jefferson_is_silent_on_modifiers_and_records():
    for subject in ("concurrent_therapy", "documentation"):
        assert on(subject, "2026-07-01", "JEFFERSON", "MEDICAID") is None


@pytest.mark.parametrize("day", ["2024-10-07", "2025-02-12", "2025-02-13", "2026-12-31"])
def test_priority_health_takes_homes_and_authorized_facilities(day):
    place = priority("place_of_service", day)
    assert place["accepted"] == ["12", "13", "14", "16", "33"]
    assert place["families"] == ["infusion_per_diem", "catheter_per_diem", "nursing"]
    assert (place["strength"], place["authorized_facility"]) == ("records", True)
    facility = priority("facility_place_of_service", day)
    assert (facility["families"], facility["refused"]) == (HOME, FACILITIES)
    assert (facility["strength"], facility["authorized_facility"]) == (None, True)


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
    facility = on("facility_place_of_service", day, payer)
    assert (facility["families"], facility["refused"]) == ([*HOME, "kit_or_service"], FACILITIES)
    assert facility["authorized_facility"] is False
    assert on("infusion_nursing", day, payer)["add_on_needs_visit"] is True
    assert on("bundled_supply", day, payer)["separately_payable"] == []
    assert on("facility_stay", day, payer)["families"] == [*HOME, "kit_or_service"]
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
    assert rule["except_checks"] == ["DUP-01", "DUP-03"]
    assert (rule["only_checks"], rule["except_funding"]) == ([], ["SELF_FUNDED"])
    assert "40 Pa.C.S. 3803" in rule["citation"]


def test_priority_health_gives_12_months_for_ended_coverage_alone():
    rule = priority("lookback", "2026-07-01")
    assert (rule["months"], rule["only_checks"]) == (12, ["OVR-03"])
    rule = priority("letter_threshold", "2026-07-01")
    assert rule["professional"] == Decimal("200.00")
    assert rule["facility"] == Decimal("5000.00")


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

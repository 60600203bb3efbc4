"""The short columns of a test's tables, and the defaults of columns that are not shown.

Knows the names of the data contract and one clean claim line; knows no check and reads no table.
"""

from __future__ import annotations

#: Long after the default paid date, so that payments have settled and record requests fell due.
AS_OF = "2026-12-31"

#: Providers a table may name; the NPI and the TIN of each are in `NPI` and `TIN`.
NAMES = ("alpha", "beta", "gamma", "delta", "nurse", "agency", "hospital")


def valid_npi(stem: str) -> str:
    """A ten digit NPI: the stem and the check digit that Luhn's rule gives after 80840."""
    digits = [int(d) for d in "80840" + stem]
    doubled = [2 * d if i % 2 == 0 else d for i, d in enumerate(reversed(digits))]
    total = sum(d - 9 if d > 9 else d for d in doubled)
    return f"{stem}{-total % 10}"


NPI = {name: valid_npi(f"12345678{i}") for i, name in enumerate(NAMES)}
TIN = {name: f"01234567{i}" for i, name in enumerate(NAMES)}

ALIASES = {
    "medical_claim": {
        "claim": "claim_id",
        "line": "claim_line_number",
        "type": "claim_type",
        "member": "member_id",
        "person": "person_id",
        "lob": "line_of_business",
        "header_from": "claim_start_date",
        "header_to": "claim_end_date",
        "from": "claim_line_start_date",
        "to": "claim_line_end_date",
        "admit": "admission_date",
        "discharge": "discharge_date",
        "pos": "place_of_service_code",
        "header_pos": "claim_place_of_service_code",
        "bill": "bill_type_code",
        "rev": "revenue_center_code",
        "code": "hcpcs_code",
        "units": "paid_unit_quantity",
        "service_units": "service_unit_quantity",
        "rendering": "rendering_npi",
        "npi": "billing_npi",
        "tin": "billing_tin",
        "paid_on": "paid_date",
        "received": "received_date",
        "paid": "paid_amount",
        "allowed": "allowed_amount",
        "charge": "charge_amount",
        "coinsurance": "coinsurance_amount",
        "copay": "copayment_amount",
        "deductible": "deductible_amount",
        "other_payer": "other_payer_paid_amount",
        "interest": "interest_amount",
        "arrangement": "payment_arrangement",
        "status": "claim_status",
        "freq": "claim_frequency_code",
        "original": "original_claim_id",
        "version": "claim_version",
        "ndc": "ndc_code",
        "mod": "hcpcs_modifier_1",
        "dx": "diagnosis_code_1",
    },
    "visit_note": {
        "note": "visit_note_id",
        "member": "member_id",
        "date": "service_date",
        "npi": "billing_npi",
        "rendering": "rendering_npi",
        "claim": "claim_id",
        "received": "received_date",
        "signed": "is_signed",
        "start": "start_time",
        "stop": "stop_time",
    },
    "record_request": {
        "claim": "claim_id",
        "line": "claim_line_number",
        "requested": "requested_date",
        "due": "due_date",
        "for": "asked_for",
    },
    "provider": {
        "name": "provider_name",
        "facility": "infusion_facility",
        "from": "effective_from",
        "to": "effective_to",
    },
    "eligibility": {
        "member": "member_id",
        "person": "person_id",
        "from": "enrollment_start_date",
        "to": "enrollment_end_date",
        "lob": "line_of_business",
    },
    "contract_party": {
        "tin": "billing_tin",
        "npi": "billing_npi",
        "lob": "line_of_business",
        "from": "effective_from",
        "to": "effective_to",
    },
    "contract_rate": {
        "tin": "billing_tin",
        "npi": "billing_npi",
        "lob": "line_of_business",
        "code": "hcpcs_code",
        "mod": "hcpcs_modifier",
        "rate": "unit_rate",
        "from": "effective_from",
        "to": "effective_to",
    },
    "authorization": {
        "number": "authorization_number",
        "member": "member_id",
        "npi": "billing_npi",
        "code": "hcpcs_code",
        "from": "start_date",
        "to": "end_date",
        "units": "approved_units",
        "status": "authorization_status",
    },
    "pharmacy_claim": {
        "claim": "claim_id",
        "line": "claim_line_number",
        "member": "member_id",
        "person": "person_id",
        "date": "dispensing_date",
        "ndc": "ndc_code",
        "days": "days_supply",
    },
    "remittance": {
        "claim": "payer_claim_id",
        "line": "claim_line_number",
        "code": "hcpcs_code",
        "mods": "modifiers",
        "npi": "billing_npi",
        "paid": "paid_amount",
        "units": "paid_unit_quantity",
        "from": "service_start_date",
        "to": "service_end_date",
        "date": "payment_date",
    },
    "recovery": {"claim": "claim_id", "line": "claim_line_number", "date": "recovered_date"},
    "hold": {"claim": "claim_id", "from": "from_date", "to": "to_date"},
    "disposition": {"finding": "finding_id", "date": "decided_date"},
}

DEFAULTS = {
    "medical_claim": {
        "claim": "A",
        "line": "1",
        "type": "professional",
        "member": "M1",
        "payer": "PLAN",
        "lob": "MEDICAID",
        "code": "S9500",
        "from": "1",
        "pos": "12",
        "npi": "alpha",
        "rendering": "nurse",
        "paid_on": "09-01",
        "received": "08-15",
        "paid": "100.00",
    },
    "visit_note": {
        "member": "M1",
        "payer": "PLAN",
        "npi": None,
        "credential": "RN",
        "signed": "true",
        "start": "09:00",
        "stop": "12:30",
    },
    "record_request": {"line": None, "payer": "PLAN", "requested": "09-10", "due": "10-10"},
    "provider": {"tin": None, "facility": None, "from": None, "to": None},
    "eligibility": {"member": "M1", "payer": "PLAN", "from": "2020-01-01", "to": None},
    "contract_party": {"payer": "PLAN", "tin": None, "npi": None, "from": "2020-01-01"},
    "contract_rate": {"payer": "PLAN", "tin": None, "npi": None, "from": "2020-01-01"},
    "authorization": {"member": "M1", "status": "APPROVED"},
    "pharmacy_claim": {"claim": "F", "line": "1", "member": "M1", "payer": "PLAN"},
    "remittance": {"line": "1", "payer": "PLAN", "date": "09-01"},
    "recovery": {"line": None, "payer": "PLAN", "date": "10-01", "source": "offset"},
    "hold": {"payer": "PLAN", "reason": "SIU", "from": None, "to": None},
    "disposition": {"date": "10-01"},
}

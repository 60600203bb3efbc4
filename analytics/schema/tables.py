"""The data contract: every table a store can hold, its columns, types, grain and meaning.

Loading, casting, the views of a store, the exported catalog and the documentation all read
these definitions; nothing else in the package says what a column is. Names follow the Tuva
input layer, with what a post-payment audit needs added.
"""

from __future__ import annotations

from analytics.schema.types import Table, _c
from analytics.schema.words import STATUS_NAMES

LINES_OF_BUSINESS = (
    "MEDICAID",
    "CHIP",
    "MEDICARE_ADVANTAGE",
    "MEDICARE_FFS",
    "INDIVIDUAL",
    "COMMERCIAL",
    "OTHER",
)
CLAIM_STATUSES = ("PAID", "DENIED", "REVERSED", "PENDED")
#: States in which an empty paid amount is 0.
UNPAID_STATUSES = ("DENIED", "PENDED")


#: Words that decide which rows stand, and what is known of them: one that is not refuses the file.
DECIDING_WORDS = {
    "claim_status": f"one of {', '.join(CLAIM_STATUSES)}",
    "claim_frequency_code": "one character: 1 original, 7 replacement, 8 void, ...",
}

MEDICAL_CLAIM = Table(
    "medical_claim",
    "one row per version of a claim line, as the extract gives it",
    (
        _c("claim_id", "identifier", "the payer's claim number", required=True),
        _c("claim_line_number", "integer", "line number within the claim", required=True),
        _c(
            "claim_type",
            "word",
            "kind of claim; derived from the bill type when empty",
            values=("professional", "institutional", "dental", "vision"),
        ),
        _c("person_id", "identifier", "one person across member numbers; member_id when empty"),
        _c("member_id", "identifier", "the payer's member number", required=True),
        _c("payer", "text", "who paid; the value given at load when empty"),
        _c("plan", "text", "the plan or product"),
        _c(
            "line_of_business",
            "word",
            "line of business on the date of service",
            values=LINES_OF_BUSINESS,
        ),
        _c("claim_start_date", "date", "first day of the claim"),
        _c("claim_end_date", "date", "last day of the claim"),
        _c("claim_line_start_date", "date", "first day of the line", required=True),
        _c("claim_line_end_date", "date", "last day of the line, included"),
        _c("admission_date", "date", "admission to a facility"),
        _c("discharge_date", "date", "discharge from a facility"),
        _c("place_of_service_code", "pos", "place of service of the line, two digits"),
        _c("claim_place_of_service_code", "pos", "place of service of the claim header"),
        _c("bill_type_code", "bill_type", "institutional bill type, leading zero kept"),
        _c("revenue_center_code", "revenue_code", "revenue code, four digits"),
        _c("hcpcs_code", "hcpcs", "HCPCS or CPT code"),
        *(_c(f"hcpcs_modifier_{i}", "modifier", f"modifier {i}") for i in range(1, 6)),
        _c("service_unit_quantity", "quantity", "units billed (or paid: see units_basis)"),
        _c("paid_unit_quantity", "quantity", "units paid (835 SVC05)"),
        _c("rendering_npi", "npi", "who gave the service"),
        _c("rendering_tin", "tin", "tax number of the rendering provider"),
        _c("billing_npi", "npi", "who billed", required=True),
        _c("billing_tin", "tin", "tax number of the billing provider"),
        _c("facility_npi", "npi", "where the service was given"),
        _c("ordering_npi", "npi", "who ordered the service"),
        _c("paid_date", "date", "day of this payment, reversal or denial"),
        _c("received_date", "date", "day the claim was received"),
        _c("paid_amount", "money", "what the plan paid", required=True),
        _c("allowed_amount", "money", "what the contract allows"),
        _c("charge_amount", "money", "what was billed"),
        _c("coinsurance_amount", "money", "member's coinsurance"),
        _c("copayment_amount", "money", "member's copay"),
        _c("deductible_amount", "money", "member's deductible"),
        _c("other_payer_paid_amount", "money", "what another payer paid"),
        _c("interest_amount", "money", "late payment interest, never part of exposure"),
        *(_c(f"diagnosis_code_{i}", "diagnosis", f"diagnosis {i}, no dot") for i in range(1, 26)),
        _c("in_network_flag", "boolean", "provider in network"),
        _c(
            "payment_arrangement",
            "word",
            "how the line is paid for; fee_for_service when empty",
            values=("fee_for_service", "capitated", "encounter"),
        ),
        _c("payee", "word", "who was paid; provider when empty", values=("provider", "member")),
        _c("claim_status", "word", "state of this version; PAID when empty", values=CLAIM_STATUSES),
        _c("claim_frequency_code", "word", "1 original, 7 replacement, 8 void"),
        _c("original_claim_id", "identifier", "the claim that a 7 or 8 replaces"),
        _c("claim_version", "integer", "higher is later, within a claim"),
        _c("authorization_number", "identifier", "authorization on the line"),
        _c("ndc_code", "ndc", "drug, 11 digits 5-4-2"),
        _c("ndc_quantity", "quantity", "drug quantity"),
        _c("ndc_unit", "word", "unit of the quantity", values=("F2", "GR", "ME", "ML", "UN")),
        _c("data_source", "text", "system of origin, as the extract says"),
        _c("file_name", "text", "file of origin, as the extract says"),
        _c("file_date", "date", "date of the file, as the extract says"),
        _c("patient_control_number", "identifier", "the provider's claim number (837 CLM01)"),
        _c("line_control_number", "identifier", "the provider's line number (837 REF 6R)"),
        _c("member_name", "text", "the patient's name, for letters (837 NM1 QC, else IL)"),
        _c("payment_trace_number", "identifier", "check or transfer that paid (835 TRN02)"),
    ),
)

ELIGIBILITY = Table(
    "eligibility",
    "one row per member and enrolment span",
    (
        _c("member_id", "identifier", "the payer's member number", required=True),
        _c("person_id", "identifier", "one person across member numbers; member_id when empty"),
        _c("enrollment_start_date", "date", "first day covered", required=True),
        _c("enrollment_end_date", "date", "last day covered; empty: open"),
        _c("payer", "text", "who covers"),
        _c("plan", "text", "the plan or product"),
        _c("line_of_business", "word", "line of business", values=LINES_OF_BUSINESS),
        _c("funding", "word", "who bears the risk", values=("SELF_FUNDED", "INSURED")),
        _c("state", "text", "state of residence"),
        _c("birth_date", "date", "birth"),
        _c("death_date", "date", "death"),
    ),
)

PROVIDER = Table(
    "provider",
    "one row per NPI and span",
    (
        _c("npi", "npi", "the provider", required=True),
        _c("tin", "tin", "tax number"),
        _c("provider_name", "text", "name"),
        _c("taxonomy_code", "text", "taxonomy"),
        _c("credential", "text", "credential"),
        _c("address_line_1", "text", "address, for letters"),
        _c("address_line_2", "text", "address, second line"),
        _c("city", "text", "city"),
        _c("state", "text", "state"),
        _c("zip_code", "text", "ZIP code"),
        _c("network_status", "text", "network status"),
        _c("infusion_facility", "boolean", "an authorized home infusion facility"),
        _c("effective_from", "date", "first day; empty: always"),
        _c("effective_to", "date", "last day; empty: open"),
    ),
)

AUTHORIZATION = Table(
    "authorization",
    "one row per authorization line",
    (
        _c("authorization_number", "identifier", "its number", required=True),
        _c("member_id", "identifier", "the payer's member number", required=True),
        _c("payer", "text", "who authorized; the value given at load when empty"),
        _c("billing_npi", "npi", "authorized provider; empty: any"),
        _c("hcpcs_code", "hcpcs", "authorized code; empty: any"),
        _c("start_date", "date", "first day", required=True),
        _c("end_date", "date", "last day", required=True),
        _c("approved_units", "quantity", "units approved"),
        _c("authorization_status", "text", "status"),
    ),
)

VISIT_NOTE = Table(
    "visit_note",
    "one row per documented nursing visit",
    (
        _c("visit_note_id", "identifier", "its number", required=True),
        _c("member_id", "identifier", "the payer's member number", required=True),
        _c("service_date", "date", "day of the visit", required=True),
        _c("payer", "text", "who pays; the value given at load when empty"),
        _c("billing_npi", "npi", "who bills the visit; empty: not said"),
        _c("rendering_npi", "npi", "the nurse or agency"),
        _c("claim_id", "identifier", "claim named on the note"),
        _c("received_date", "date", "day the plan received the note"),
        _c("credential", "text", "credential of who signed"),
        _c("is_signed", "boolean", "signed"),
        _c("start_time", "time", "start of the visit"),
        _c("stop_time", "time", "end of the visit"),
    ),
)

RECORD_REQUEST = Table(
    "record_request",
    "one row per request for records",
    (
        _c("claim_id", "identifier", "claim the request is for", required=True),
        _c("claim_line_number", "integer", "line; empty: the whole claim"),
        _c("payer", "text", "who asked; the value given at load when empty"),
        _c("requested_date", "date", "day of the request", required=True),
        _c("due_date", "date", "day the records are due", required=True),
        _c(
            "asked_for",
            "word",
            "what was asked for; visit_note when empty, any other text is other",
            values=("visit_note", "other"),
        ),
    ),
)

CONTRACT_RATE = Table(
    "contract_rate",
    "one row per negotiated unit price and span",
    (
        _c("payer", "text", "payer of the contract", required=True),
        _c("billing_tin", "tin", "provider by tax number"),
        _c("billing_npi", "npi", "provider by NPI"),
        _c("line_of_business", "word", "line of business; empty: any", values=LINES_OF_BUSINESS),
        _c("hcpcs_code", "hcpcs", "code", required=True),
        _c("hcpcs_modifier", "modifier", "modifier; empty: none"),
        _c("unit_rate", "rate", "price of a unit", required=True),
        _c("effective_from", "date", "first day", required=True),
        _c("effective_to", "date", "last day; empty: open"),
    ),
)

PHARMACY_CLAIM = Table(
    "pharmacy_claim",
    "one row per fill; used only to clear or support drug checks",
    (
        _c("claim_id", "identifier", "claim number", required=True),
        _c("claim_line_number", "integer", "line number"),
        _c("person_id", "identifier", "one person across member numbers; member_id when empty"),
        _c("member_id", "identifier", "the payer's member number", required=True),
        _c("payer", "text", "who paid"),
        _c("plan", "text", "the plan or product"),
        _c("prescribing_provider_npi", "npi", "prescriber"),
        _c("dispensing_provider_npi", "npi", "pharmacy"),
        _c("dispensing_date", "date", "fill date", required=True),
        _c("ndc_code", "ndc", "drug, 11 digits 5-4-2"),
        _c("quantity", "quantity", "quantity dispensed"),
        _c("days_supply", "integer", "days of supply"),
        _c("refills", "integer", "refill number"),
        _c("paid_date", "date", "paid"),
        _c("paid_amount", "money", "what the plan paid"),
        _c("allowed_amount", "money", "allowed"),
        _c("charge_amount", "money", "charged"),
        _c("coinsurance_amount", "money", "member's coinsurance"),
        _c("copayment_amount", "money", "member's copay"),
        _c("deductible_amount", "money", "member's deductible"),
        _c("in_network_flag", "boolean", "pharmacy in network"),
        _c("data_source", "text", "system of origin, as the extract says"),
        _c("file_name", "text", "file of origin, as the extract says"),
    ),
)

REMITTANCE = Table(
    "remittance",
    "one row per 835 service line or provider-level adjustment",
    (
        _c("payer_claim_id", "identifier", "the payer's claim number (CLP07), or what PLB03 names"),
        _c("claim_line_number", "integer", "line, where the remittance names it"),
        _c("claim_status_code", "text", "CLP02: 1 to 3 processed, 4 denied, 22 reversal"),
        _c("hcpcs_code", "hcpcs", "code paid"),
        _c("modifiers", "text", "modifiers, in order, separated by spaces"),
        _c("paid_amount", "money", "paid"),
        _c("paid_unit_quantity", "quantity", "units paid (SVC05)"),
        _c("service_start_date", "date", "first day"),
        _c("service_end_date", "date", "last day"),
        _c("payment_date", "date", "day of the payment"),
        _c("adjustment_group", "text", "CAS groups, in order, separated by spaces"),
        _c("adjustment_reason", "text", "CAS reasons, in the order of the groups"),
        _c("adjustment_amount", "money", "sum of the CAS amounts"),
        _c("provider_adjustment_code", "text", "PLB reason (WO: recoupment taken)"),
        _c("provider_adjustment_amount", "money", "PLB amount; positive: kept back"),
        _c("payer", "text", "who paid; the value given at load when empty"),
        _c("patient_control_number", "identifier", "the provider's claim number (CLP01)"),
        _c("line_control_number", "identifier", "the provider's line number (REF 6R)"),
        _c("billing_npi", "npi", "who was paid"),
        _c("charge_amount", "money", "what was billed on the line"),
        _c("allowed_amount", "money", "what the contract allows (AMT B6)"),
        _c("member_id", "identifier", "the member, as the remittance names the patient or insured"),
        _c("payment_number", "identifier", "check or transfer that paid (TRN02)"),
        _c("billed_hcpcs_code", "hcpcs", "code as billed, where another was paid (SVC06)"),
        _c("billed_modifiers", "text", "modifiers as billed, where another code was paid"),
    ),
)

RECOVERY = Table(
    "recovery",
    "one row per amount already taken back",
    (
        _c("claim_id", "identifier", "claim", required=True),
        _c("claim_line_number", "integer", "line; empty: the whole claim"),
        _c("payer", "text", "payer; the value given at load when empty"),
        _c("amount", "money", "amount taken back, positive", required=True),
        _c("recovered_date", "date", "day it was taken", required=True),
        _c("source", "text", "835 PLB WO, offset, refund"),
    ),
)

HOLD = Table(
    "hold",
    "one row per claim and span not to touch",
    (
        _c("claim_id", "identifier", "claim", required=True),
        _c("payer", "text", "payer; the value given at load when empty"),
        _c("reason", "text", "SIU, litigation, other vendor, already audited", required=True),
        _c("from_date", "date", "first day; empty: always"),
        _c("to_date", "date", "last day; empty: open"),
    ),
)

CONTRACT_PARTY = Table(
    "contract_party",
    "one row per provider under a contract and span",
    (
        _c("contract", "text", "policy_id of the contract's policy file", required=True),
        _c("payer", "text", "payer of the contract", required=True),
        _c("billing_tin", "tin", "provider by tax number"),
        _c("billing_npi", "npi", "provider by NPI"),
        _c("line_of_business", "word", "line of business; empty: any", values=LINES_OF_BUSINESS),
        _c("effective_from", "date", "first day", required=True),
        _c("effective_to", "date", "last day; empty: open"),
    ),
)

DISPOSITION = Table(
    "disposition",
    "one row per review outcome of a finding",
    (
        _c("finding_id", "identifier", "the finding", required=True),
        _c("status", "word", "outcome", required=True, values=STATUS_NAMES),
        _c("decided_date", "date", "day of the outcome", required=True),
        _c("amount", "money", "amount of the outcome"),
        _c("reviewer", "text", "who decided"),
        _c("note", "text", "why"),
        # filled by `recoup review import` from the run that showed the finding
        _c("seen_run", "integer", "the run the decision was made on; empty: not known"),
        _c("seen_check_id", "text", "the finding's check"),
        _c("seen_candidate_amount", "money", "what it asked then"),
        _c("seen_paid_amount", "money", "what the line had been paid then"),
        _c("seen_units", "quantity", "the line's units then"),
        _c("seen_start_date", "date", "first day of the line then"),
        _c("seen_end_date", "date", "last day of the line then"),
        _c("seen_hcpcs_code", "text", "the line's code then"),
        _c("seen_modifiers", "text", "its modifiers then, in order, separated by spaces"),
        _c("seen_place_of_service_code", "text", "its place of service then"),
        _c("seen_policy", "text", "policy and first day of the period that governed it then"),
    ),
)

#: The tables a file can be loaded into, by name.
TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        MEDICAL_CLAIM,
        ELIGIBILITY,
        PROVIDER,
        AUTHORIZATION,
        VISIT_NOTE,
        RECORD_REQUEST,
        CONTRACT_RATE,
        PHARMACY_CLAIM,
        REMITTANCE,
        RECOVERY,
        HOLD,
        CONTRACT_PARTY,
        DISPOSITION,
    )
}

#: Tables that speak only of the days they cover, and the day by which a file of it goes.
FEEDS = {
    VISIT_NOTE.name: "service_date",
    ELIGIBILITY.name: "enrollment_start_date",
    AUTHORIZATION.name: "start_date",
    PHARMACY_CLAIM.name: "dispensing_date",
}

#: Recorded by the load on every row, after the table's own columns.
ORIGIN = (
    _c("load_number", "integer", "the load that brought the row"),
    _c("source_file", "text", "file the row came from, without its folder"),
    _c("source_row", "integer", "data row in that file, the first row after the header is 1"),
)

#: What is told of a row that was refused, or that loaded with a warning.
_OF_A_ROW = (
    _c("table_name", "text", "table the row was meant for"),
    _c("load_number", "integer", "the load that refused it"),
    _c("source_file", "text", "file"),
    _c("source_row", "integer", "data row in the file"),
    _c("column_name", "text", "column at fault; empty: the row as a whole"),
    _c("reason", "text", "why, without the value"),
    _c("raw_row", "text", "the whole row as it was, as a JSON object"),
)
#: Whose row it is that was refused.
WHOSE = (
    _c("payer", "text", "whose row it is, where that reads: the payer"),
    _c("claim_id", "identifier", "the claim, where it reads"),
    _c("original_claim_id", "identifier", "the claim it replaces or voids, where it reads"),
    _c("claim_line_number", "integer", "the line, where it reads"),
    _c("member_id", "identifier", "the member, where it reads"),
    _c("first_date", "date", "first day of its service, where it reads"),
    _c("last_date", "date", "last day of its service, where it reads"),
)

REJECTED_ROW = Table(
    "rejected_row",
    "one row per row that was not loaded",
    (*_OF_A_ROW, *WHOSE),
)

LOAD_WARNING = Table(
    "load_warning",
    "one row per value that was loaded but looks wrong",
    _OF_A_ROW,
)

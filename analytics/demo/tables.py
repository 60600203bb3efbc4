"""The finished plan as Arrow tables with the columns of the data contract."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.demo.plan.arrow import chosen, dates, decimals, numbered, table
from analytics.demo.plan.dates import NONE
from analytics.demo.plan.lines import NO_LINE_OF_BUSINESS, NO_LINE_PLACE, NO_TIN
from analytics.demo.plan.people import (
    LINES_OF_BUSINESS,
    PAYERS,
    eligibility,
    member_ids,
    member_names,
    person_ids,
    plan_names,
)
from analytics.demo.plan.plan import Plan
from analytics.demo.side_tables import beside, labels
from analytics.schema import tables

_MONEY = {
    "paid_amount": "paid",
    "allowed_amount": "allowed",
    "charge_amount": "charge",
    "coinsurance_amount": "coinsurance",
    "copayment_amount": "copayment",
    "deductible_amount": "deductible",
    "other_payer_paid_amount": "other_payer",
    "interest_amount": "interest",
}
_WORDS = {
    "claim_type": "claim_type",
    "claim_place_of_service_code": "claim_place_of_service",
    "bill_type_code": "bill_type",
    "revenue_center_code": "revenue_code",
    "hcpcs_code": "code",
    "hcpcs_modifier_1": "modifier_1",
    "hcpcs_modifier_2": "modifier_2",
    "diagnosis_code_1": "diagnosis_1",
    "diagnosis_code_2": "diagnosis_2",
    "payment_arrangement": "arrangement",
    "payee": "payee",
    "claim_status": "status",
    "claim_frequency_code": "frequency",
    "ndc_code": "ndc",
    "ndc_unit": "ndc_unit",
}
_DAYS = {
    "claim_line_start_date": "start",
    "claim_line_end_date": "end",
    "admission_date": "admission",
    "discharge_date": "discharge",
    "paid_date": "paid_date",
    "received_date": "received",
}


def finished(plan: Plan) -> tuple[dict[str, pa.Table], pa.Table]:
    """The tables of the extract, and the labels."""
    lines = plan.lines.arrays()
    used = _used(plan, lines)
    order = _file_order(plan, lines)
    for name in lines:  # one column at a time: the book is never held twice
        lines[name] = lines[name][order]
    payer_of_claim = _payer_of_claim(plan, lines)
    ids = _claim_ids(plan, lines, payer_of_claim)
    members, persons, npis = member_ids(plan.people), person_ids(plan.people), plan.providers.npis()
    words = plan.words
    member, group = lines["member"], plan.providers.group_of(lines["billing"])
    payer = plan.people.column("payer")[member]
    business = plan.people.column("line_of_business")[member]
    bare = lines["bare"]
    first, last = _claim_span(plan, lines)
    columns = {
        "claim_id": chosen(ids, lines["claim"]),
        "claim_line_number": pa.array(lines["line"].astype(np.int64)),
        "person_id": chosen(persons, member),
        "member_id": chosen(members, member),
        "payer": words.text(words.many(PAYERS)[payer]),
        "plan": plan_names(words, payer, business),
        "line_of_business": words.text(
            np.where(bare & NO_LINE_OF_BUSINESS, NONE, words.many(LINES_OF_BUSINESS)[business])
        ),
        "claim_start_date": dates(first),
        "claim_end_date": dates(last),
        "place_of_service_code": words.text(
            np.where(bare & NO_LINE_PLACE, NONE, lines["place_of_service"])
        ),
        "service_unit_quantity": decimals(lines["service_units"], 3),
        "paid_unit_quantity": decimals(lines["paid_units"], 3),
        "rendering_npi": chosen(npis, lines["rendering"]),
        "billing_npi": chosen(npis, lines["billing"]),
        "billing_tin": chosen(plan.providers.tins(), np.where(bare & NO_TIN, NONE, group)),
        "facility_npi": chosen(npis, lines["facility"]),
        "original_claim_id": chosen(ids, lines["original_claim"]),
        "authorization_number": numbered("A", 7, lines["authorization"]),
        "ndc_quantity": decimals(lines["ndc_quantity"], 3, lines["ndc"] != NONE),
        "member_name": chosen(member_names(plan.people), member),
        "patient_control_number": numbered("R", 8, lines["claim"]),
        "payment_trace_number": numbered("E", 9, _traces(lines["paid_date"], group)),
        "in_network_flag": pa.array(group % 17 != 5),
        **{name: decimals(lines[of], 2) for name, of in _MONEY.items()},
        **{name: words.text(lines[of]) for name, of in _WORDS.items()},
        **{name: dates(lines[of]) for name, of in _DAYS.items()},
    }
    written = {
        "medical_claim": table(tables.MEDICAL_CLAIM, columns),
        "eligibility": table(
            tables.ELIGIBILITY, eligibility(plan.people, plan.stream("eligibility"), words)
        ),
        "provider": table(tables.PROVIDER, plan.providers.table(used, words)),
        **beside(plan, ids, payer_of_claim),
    }
    return written, labels(plan, ids, payer_of_claim)


def _traces(paid_date: np.ndarray, group: np.ndarray) -> np.ndarray:
    """A transfer for each group and day of payment; `NONE` where nothing was paid."""
    of_day = paid_date.astype(np.int64) * 1000 + group
    return np.where(paid_date == NONE, NONE, of_day)


def _file_order(plan: Plan, lines: dict[str, np.ndarray]) -> np.ndarray:
    """By the day of payment, as an extract is cut; one row in a thousand is there twice."""
    again = plan.stream("repeated rows").integers(0, plan.lines.count, plan.lines.count // 1000)
    rows = np.concatenate([np.arange(plan.lines.count), again])
    when = np.where(lines["paid_date"] == NONE, np.iinfo(np.int32).max, lines["paid_date"])
    return rows[np.lexsort((lines["line"][rows], lines["claim"][rows], when[rows]))]


def _claim_ids(plan: Plan, lines: dict[str, np.ndarray], payer_of_claim: np.ndarray) -> pa.Array:
    """Claim numbers: the payer's letter, year and day received, and a running number."""
    received = np.zeros(plan.lines.claims, dtype=np.int64)
    received[lines["claim"]] = lines["received"]
    running = np.empty(plan.lines.claims, dtype=np.int64)
    running[np.argsort(received, kind="stable")] = np.arange(plan.lines.claims)
    days = received.astype("datetime64[D]")
    years = days.astype("datetime64[Y]")
    of_year = (days - years).astype(np.int64) + 1
    digits = ((years.astype(np.int64) + 1970) * 1000 + of_year) * 10**8 + running
    text = pa.array(digits).cast(pa.string())
    letter = plan.words.text(plan.words.many(["P", "J"])[payer_of_claim])
    return pc.binary_join_element_wise(letter, text, "")


def _payer_of_claim(plan: Plan, lines: dict[str, np.ndarray]) -> np.ndarray:
    payer = np.zeros(plan.lines.claims, dtype=np.int64)
    payer[lines["claim"]] = plan.people.column("payer")[lines["member"]]
    return payer


def _claim_span(plan: Plan, lines: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """First and last day of each row's claim; a header may say more than its lines."""
    claim, start = lines["claim"], lines["start"]
    end = np.maximum(np.maximum(start, lines["end"]), lines["header_end"])
    first = np.full(plan.lines.claims, np.iinfo(np.int32).max, dtype=np.int32)
    last = np.full(plan.lines.claims, NONE, dtype=np.int32)
    np.minimum.at(first, claim, start)
    np.maximum.at(last, claim, end)
    return first[claim], last[claim]


def _used(plan: Plan, lines: dict[str, np.ndarray]) -> np.ndarray:
    """The NPIs that stand on a line or a note."""
    used = np.zeros(plan.providers.count + 1, dtype=bool)
    for name in ("billing", "rendering", "facility"):
        used[lines[name]] = True  # NONE marks the last place, which is no provider
    used[plan.notes.arrays()["billing"]] = True
    return used[:-1]

"""The tables beside the claims, and the labels, as Arrow tables."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from analytics.demo.plan.arrow import chosen, clock, dates, decimals, numbered, table
from analytics.demo.plan.dates import FIRST_DAY, NONE
from analytics.demo.plan.formulary import PER_DIEM_THERAPIES, PRICE
from analytics.demo.plan.money import priced
from analytics.demo.plan.people import PAYERS, PRIORITY, member_ids
from analytics.demo.plan.plan import Plan
from analytics.demo.plan.providers import CONTRACT_GROUP
from analytics.schema import tables

LABEL_SCHEMA = pa.schema(
    [
        ("label_id", pa.string()),
        ("check_id", pa.string()),
        ("kind", pa.string()),
        ("payer", pa.string()),
        ("claim_id", pa.string()),
        ("claim_line_number", pa.int64()),
        ("expected_amount", pa.decimal128(18, 2)),
        ("expected_strength", pa.string()),
        ("note", pa.string()),
    ]
)


def beside(plan: Plan, ids: pa.Array, payer_of_claim: np.ndarray) -> dict[str, pa.Table]:
    """Visit notes, record requests, holds, recoveries and contract rates."""
    words, payers = plan.words, plan.words.many(PAYERS)
    members, npis = member_ids(plan.people), plan.providers.npis()
    notes, asked = plan.notes.arrays(), plan.requests.arrays()
    order = np.lexsort((notes["member"], notes["received"]))
    notes = {k: v[order] for k, v in notes.items()}
    held, taken = plan.holds.arrays(), plan.recoveries.arrays()
    note_payer = payers[plan.people.column("payer")[notes["member"]]]
    visit_note = {
        "visit_note_id": numbered("N", 8, np.arange(len(order))),
        "member_id": chosen(members, notes["member"]),
        "service_date": dates(notes["day"]),
        "payer": words.text(note_payer),
        "billing_npi": chosen(npis, notes["billing"]),
        "rendering_npi": chosen(npis, notes["rendering"]),
        "claim_id": chosen(ids, notes["claim"]),
        "received_date": dates(notes["received"]),
        "credential": words.text(notes["credential"]),
        "is_signed": pa.array(notes["signed"]),
        "start_time": clock(notes["start"]),
        "stop_time": clock(notes["stop"]),
    }
    record_request = {
        "claim_id": chosen(ids, asked["claim"]),
        "claim_line_number": pa.array(asked["line"], mask=asked["line"] == NONE),
        "payer": words.text(payers[payer_of_claim[asked["claim"]]]),
        "requested_date": dates(asked["requested"]),
        "due_date": dates(asked["due"]),
    }
    hold = {
        "claim_id": chosen(ids, held["claim"]),
        "payer": words.text(payers[payer_of_claim[held["claim"]]]),
        "reason": words.text(held["reason"]),
        "from_date": dates(held["since"]),
        "to_date": dates(held["until"]),
    }
    recovery = {
        "claim_id": chosen(ids, taken["claim"]),
        "claim_line_number": pa.array(taken["line"], mask=taken["line"] == NONE),
        "payer": words.text(payers[payer_of_claim[taken["claim"]]]),
        "amount": decimals(taken["amount"], 2),
        "recovered_date": dates(taken["day"]),
        "source": words.text(taken["source"]),
    }
    return {
        "visit_note": table(tables.VISIT_NOTE, visit_note),
        "record_request": table(tables.RECORD_REQUEST, record_request),
        "hold": table(tables.HOLD, hold),
        "recovery": table(tables.RECOVERY, recovery),
        "contract_rate": table(tables.CONTRACT_RATE, _contract_rates(plan)),
    }


def _contract_rates(plan: Plan) -> dict[str, pa.Array]:
    """What the example contract pays for a day of each therapy."""
    words = plan.words
    codes = sorted({therapy.per_diem for therapy in PER_DIEM_THERAPIES})
    rates = priced([PRICE[code] for code in codes], plan.providers.price[CONTRACT_GROUP])
    everyone = np.zeros(len(codes), dtype=np.int32)
    return {
        "payer": words.text(everyone + words[PRIORITY]),
        "billing_tin": chosen(plan.providers.tins(), everyone + CONTRACT_GROUP),
        "hcpcs_code": words.text(words.many(codes)),
        "unit_rate": decimals(rates * 100, 4),
        "effective_from": dates(everyone + FIRST_DAY),
    }


def labels(plan: Plan, ids: pa.Array, payer_of_claim: np.ndarray) -> pa.Table:
    """What is planted: lines, the check, the amount and strength a finding should have, and why."""
    words, labels = plan.words, plan.labels.arrays()
    claim = labels["claim"]
    return pa.table(
        [
            numbered("L", 6, np.arange(len(claim))),
            words.text(labels["check"]),
            words.text(labels["kind"]),
            words.text(words.many(PAYERS)[payer_of_claim[claim]]),
            chosen(ids, claim),
            pa.array(labels["line"].astype(np.int64)),
            decimals(labels["amount"], 2, labels["is_priced"].astype(bool)),
            words.text(labels["strength"]),
            words.text(labels["note"]),
        ],
        schema=LABEL_SCHEMA,
    )

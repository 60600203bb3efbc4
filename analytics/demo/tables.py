"""The finished plan as Arrow tables with the columns of the data contract."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics import schema
from analytics.demo.dates import NONE
from analytics.demo.lines import NO_LINE_OF_BUSINESS, NO_LINE_PLACE, NO_TIN
from analytics.demo.people import (
    LINES_OF_BUSINESS,
    PAYERS,
    eligibility,
    member_ids,
    person_ids,
    plan_names,
)
from analytics.demo.plan import Plan
from analytics.demo.words import chosen

_TYPES = {
    "integer": pa.int64(),
    "date": pa.date32(),
    "money": pa.decimal128(18, 2),
    "quantity": pa.decimal128(18, 3),
    "boolean": pa.bool_(),
}
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
LABEL_SCHEMA = pa.schema(
    [
        ("label_id", pa.string()),
        ("check_id", pa.string()),
        ("kind", pa.string()),
        ("payer", pa.string()),
        ("claim_id", pa.string()),
        ("claim_line_number", pa.int64()),
        ("expected_amount", pa.decimal128(18, 2)),
        ("note", pa.string()),
    ]
)


def decimals(numbers: np.ndarray, scale: int, known: np.ndarray | None = None) -> pa.Array:
    """Whole cents (scale 2) or thousandths (scale 3) as exact decimals; null where not known."""
    halves = np.empty((len(numbers), 2), dtype=np.int64)
    halves[:, 0], halves[:, 1] = numbers, numbers.astype(np.int64) >> 63
    kind = pa.decimal128(18, scale)
    exact = pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(halves)])
    if known is None:
        return exact
    return pc.if_else(pa.array(known), exact, pa.scalar(None, kind))


def dates(days: np.ndarray) -> pa.Array:
    """Days since 1970-01-01 as dates; `NONE` is null."""
    return pa.array(days.astype(np.int32), mask=days == NONE).cast(pa.date32())


def finished(plan: Plan) -> tuple[dict[str, pa.Table], pa.Table]:
    """The tables of the extract, and the labels."""
    lines = plan.lines.arrays()
    order = _file_order(plan, lines)
    for name in lines:  # one column at a time: the book is never held twice
        lines[name] = lines[name][order]
    ids = _claim_ids(plan, lines)
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
        "authorization_number": _numbered("A", 7, lines["authorization"]),
        "ndc_quantity": decimals(lines["ndc_quantity"], 3, lines["ndc"] != NONE),
        "in_network_flag": pa.array(group % 17 != 5),
        **{name: decimals(lines[of], 2) for name, of in _MONEY.items()},
        **{name: words.text(lines[of]) for name, of in _WORDS.items()},
        **{name: dates(lines[of]) for name, of in _DAYS.items()},
    }
    tables = {
        "medical_claim": _table(schema.MEDICAL_CLAIM, columns),
        "eligibility": _table(
            schema.ELIGIBILITY, eligibility(plan.people, plan.stream("eligibility"), words)
        ),
        "provider": _table(schema.PROVIDER, plan.providers.table(_used(plan, lines), words)),
        **_beside(plan, ids, members, npis, _payer_of_claim(plan, lines)),
    }
    return tables, _labels(plan, ids, _payer_of_claim(plan, lines))


def _table(table: schema.Table, columns: dict[str, pa.Array]) -> pa.Table:
    """The columns given, in the order and types of the contract."""
    known = [c for c in table.columns if c.name in columns]
    types = [(c.name, _TYPES.get(c.kind, pa.string())) for c in known]
    return pa.table([columns[c.name] for c in known], schema=pa.schema(types))


def _file_order(plan: Plan, lines: dict[str, np.ndarray]) -> np.ndarray:
    """By the day of payment, as an extract is cut; one row in a thousand is there twice."""
    again = plan.stream("repeated rows").integers(0, plan.lines.count, plan.lines.count // 1000)
    rows = np.concatenate([np.arange(plan.lines.count), again])
    when = np.where(lines["paid_date"] == NONE, np.iinfo(np.int32).max, lines["paid_date"])
    return rows[np.lexsort((lines["line"][rows], lines["claim"][rows], when[rows]))]


def _claim_ids(plan: Plan, lines: dict[str, np.ndarray]) -> pa.Array:
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
    letter = plan.words.text(plan.words.many(["P", "J"])[_payer_of_claim(plan, lines)])
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
    """The NPIs that stand on a line."""
    used = np.zeros(plan.providers.count + 1, dtype=bool)
    for name in ("billing", "rendering", "facility"):
        used[lines[name]] = True  # NONE marks the last place, which is no provider
    return used[:-1]


def _numbered(letter: str, width: int, numbers: np.ndarray) -> pa.Array:
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    text = pc.binary_join_element_wise(pa.scalar(letter), digits, "")
    return pc.if_else(pa.array(numbers != NONE), text, pa.scalar(None, pa.string()))


def _clock(minutes: np.ndarray) -> pa.Array:
    hours = pc.utf8_lpad(pa.array(minutes // 60).cast(pa.string()), 2, "0")
    rest = pc.utf8_lpad(pa.array(minutes % 60).cast(pa.string()), 2, "0")
    text = pc.binary_join_element_wise(hours, rest, ":")
    return pc.if_else(pa.array(minutes != NONE), text, pa.scalar(None, pa.string()))


def _beside(plan: Plan, ids, members, npis, payer_of_claim) -> dict[str, pa.Table]:
    """Visit notes, record requests, holds and recoveries."""
    words = plan.words
    payers = words.many(PAYERS)
    notes, asked = plan.notes.arrays(), plan.requests.arrays()
    order = np.lexsort((notes["member"], notes["received"]))
    notes = {k: v[order] for k, v in notes.items()}
    held, taken = plan.holds.arrays(), plan.recoveries.arrays()
    note_payer = payers[plan.people.column("payer")[notes["member"]]]
    visit_note = {
        "visit_note_id": _numbered("N", 8, np.arange(len(order))),
        "member_id": chosen(members, notes["member"]),
        "service_date": dates(notes["day"]),
        "payer": words.text(note_payer),
        "billing_npi": chosen(npis, notes["billing"]),
        "rendering_npi": chosen(npis, notes["rendering"]),
        "claim_id": chosen(ids, notes["claim"]),
        "received_date": dates(notes["received"]),
        "credential": words.text(notes["credential"]),
        "is_signed": pa.array(notes["signed"]),
        "start_time": _clock(notes["start"]),
        "stop_time": _clock(notes["stop"]),
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
        "visit_note": _table(schema.VISIT_NOTE, visit_note),
        "record_request": _table(schema.RECORD_REQUEST, record_request),
        "hold": _table(schema.HOLD, hold),
        "recovery": _table(schema.RECOVERY, recovery),
    }


def _labels(plan: Plan, ids: pa.Array, payer_of_claim: np.ndarray) -> pa.Table:
    words, labels = plan.words, plan.labels.arrays()
    claim = labels["claim"]
    return pa.table(
        [
            _numbered("L", 6, np.arange(len(claim))),
            words.text(labels["check"]),
            words.text(labels["kind"]),
            words.text(words.many(PAYERS)[payer_of_claim[claim]]),
            chosen(ids, claim),
            pa.array(labels["line"].astype(np.int64)),
            decimals(labels["amount"], 2, labels["is_priced"].astype(bool)),
            words.text(labels["note"]),
        ],
        schema=LABEL_SCHEMA,
    )

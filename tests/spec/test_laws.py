"""Laws that hold for every book: hypothesis makes small ones and all checks run over them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from analytics.api import Run
from analytics.schema.words import EXPOSURE_AMOUNTS, STRENGTH_AMOUNTS
from analytics.testing import AS_OF, day, extract
from analytics.testing.audits import audit_tables

from .conftest import load_all, store_in_memory
from .marks import OWN_POLICIES
from .one_store import Job
from .policy_text import period, policy

HEADER = (
    "claim | line | member | npi | lob | code | mods | from | to | units | paid | paid_on | pos"
)
STAY = """
    claim | bill | member | npi      | from | to | paid    | admit | discharge
    STAY  | 0111 | M1     | hospital | 5    | 9  | 9000.00 | 5     | 9
"""
NOTES = "member | date | credential\nM9 | 1 | RN\nM1 | 9 | RN\nM2 | 9 | LPN\nM9 | 31 | RN"
MEMBERS = tuple(f"M{number}" for number in range(1, 10))
CODES = ("S9500", "S9494", "S9366", "S9348", "S9372", "99601", "99602", "J0696", "A4222", "G0068")

#: An audit of many lines costs as much as one of few: one book of many members.
few = settings(
    max_examples=1,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


#: The laws begin with the same draws, so that their books are the same and are audited once.
alike = seed(1)


@st.composite
def lines(draw, members=MEMBERS, prefix="C", most=120) -> list[str]:
    """Rows under HEADER: spans of 1 to 9 days in July 2026, of few codes, so that they meet."""
    rows = []
    for number in range(draw(st.integers(most // 2, most))):
        first = draw(st.integers(1, 20))
        days = draw(st.integers(1, 9))
        paid = draw(st.integers(1, 99999))
        cells = [
            f"{prefix}{number}",
            "1",
            draw(st.sampled_from(members)),
            "alpha" if prefix == "C" else "beta",
            draw(st.sampled_from(["MEDICAID", "MEDICARE_ADVANTAGE", ""])),
            draw(st.sampled_from(CODES)),
            draw(st.sampled_from(["", "", "SH", "SJ"])),
            str(first),
            str(first + days - 1),
            str(draw(st.sampled_from([days, days, 2 * days, 1]))),
            f"{paid // 100}.{paid % 100:02d}",
            str(date(2026, 8, 1) + timedelta(days=draw(st.integers(0, 5)))),
            draw(st.sampled_from(["12", "12", "21"])),
        ]
        rows.append(" | ".join(cells))
    return rows


def frames(rows: list[str]) -> dict:
    """The lines as tables of an audit, with a stay of M1 from 5 to 9 July and some notes."""
    claims = [extract("medical_claim", "\n".join([HEADER, *rows])), extract("medical_claim", STAY)]
    return {
        "medical_claim": pd.concat(claims, ignore_index=True),
        "visit_note": extract("visit_note", NOTES),
    }


def audited(rows: list[str], policies=OWN_POLICIES) -> Run:
    """A run of all checks."""
    return _audited(tuple(rows), policies)


@cache
def _audited(rows: tuple[str, ...], policies: Path) -> Run:
    return audit_tables(None, frames(list(rows)), policies=policies)


def said(run, *, of: str = "") -> set[tuple]:
    """What the findings say, of claims whose id begins so."""
    columns = ["finding_id", "claim_id", "check_id", "strength", "candidate_amount"]
    columns += ["in_question_amount", "reason", "related_claim_id", "policy_effective_from"]
    frame = run.findings()[columns].astype(str)
    return set(frame[frame["claim_id"].str.startswith(of)].itertuples(index=False, name=None))


def sums(run) -> dict:
    """Exposure by provider."""
    frame = run.exposure(by="provider").set_index("provider_group")
    return frame.filter(like="_amount").astype(str).to_dict("index")


@alike
@few
@given(rows=lines(), data=st.data())
def test_the_order_of_lines_changes_nothing(rows, data):
    """A set of lines has no order."""
    shuffled = data.draw(st.permutations(rows))
    one, other = audited(rows), audited(shuffled)
    assert said(one) == said(other)
    assert sums(one) == sums(other)


@alike
@few
@given(rows=lines(), data=st.data())
def test_a_file_split_into_several_loads_changes_nothing(rows, data, tmp_path_factory):
    """The final action is of all loads, whatever came with which."""
    cut = data.draw(st.integers(1, len(rows) - 1))
    folder = tmp_path_factory.mktemp("split")
    store = store_in_memory(folder / "store")
    load_all(store, [Job(frames(rows)["visit_note"], "visit_note")], folder)
    for part in (rows[:cut], rows[cut:]):
        load_all(store, [Job(frames(part)["medical_claim"], "medical_claim")], folder)
    split = store.audit(policies=OWN_POLICIES, as_of=day(AS_OF))
    whole = audited(rows)
    assert said(split) == said(whole)
    assert sums(split) == sums(whole)


@alike
@few
@given(rows=lines(), others=lines(members=("X1", "X2"), prefix="X", most=20))
def test_lines_of_other_members_and_providers_change_nothing(rows, others):
    """A finding is of one member and provider group."""
    alone, together = audited(rows), audited([*others, *rows])
    assert said(together, of="C") == said(alone)


@alike
@few
@given(rows=lines())
def test_net_exposure_never_exceeds_what_was_paid(rows):
    """Each paid dollar at most once, in one column; the steps of the checks sum to the total."""
    run = audited(rows)
    by_provider = run.exposure(by="provider")
    for column in STRENGTH_AMOUNTS:
        assert run.checks()[column].sum() == by_provider[column].sum()
    for row in by_provider.to_dict("records"):
        amounts = [row[column] for column in EXPOSURE_AMOUNTS]
        assert min(amounts) >= 0
        assert sum(amounts) <= row["paid_amount"]
    for row in run.findings().to_dict("records"):
        # 0.00 where a line of fewer cents than days has none on the finding's days.
        assert 0 <= row["in_question_amount"] <= row["paid_amount"]
    priced = run.findings().dropna(subset=["candidate_amount"])
    assert (priced["candidate_amount"] <= priced["in_question_amount"]).all()
    assert (priced["candidate_amount"] >= 0).all()


@alike
@few
@given(rows=lines(), first=st.integers(1, 20), length=st.integers(0, 15))
def test_the_days_of_a_finding_lie_inside_its_period(rows, first, length, policy_folders):
    """A policy never reaches before its first day nor beyond its last."""
    begin = date(2026, 7, first)
    end = begin + timedelta(days=length)
    own = policy(
        period(
            begin.isoformat(),
            end.isoformat(),
            place_of_service={"families": ["infusion_per_diem", "nursing"], "accepted": ["11"]},
            concurrent_therapy={"required": True, "sh_percent": 50, "sj_percent": 0},
            documentation={"required": True, "required_elements": ["registered_nurse"]},
            code_family={"accepted_families": {"MEDICAID": []}},
        )
    )
    run = audited(rows, policy_folders.of([own]))
    own_checks = ["POS-01", "CON-01", "CON-02", "CON-03", "CON-04", "NUR-04", "LOB-01"]
    found = run.findings()
    found = found[found["check_id"].isin(own_checks)]
    days = run.table("finding_day").merge(found[["finding_id"]], on="finding_id")
    assert set(days["finding_id"]) == set(found["finding_id"])
    assert all(begin <= service_date <= end for service_date in days["service_date"])


@pytest.mark.parametrize("first", ["2026-07-05", "2026-07-06"])
def test_a_later_first_day_asks_for_a_day_less(first, find):
    """The amount falls by exactly the days that the policy no longer governs."""
    own = policy(
        period(first, place_of_service={"families": ["infusion_per_diem"], "accepted": ["12"]})
    )
    table = "pos | from | to | paid\n11 | 1 | 10 | 1000.00"
    governed = (date(2026, 7, 10) - date.fromisoformat(first)).days + 1
    assert find("POS-01", table, payer_policy=own) == {"A": f"{governed * 100}.00"}

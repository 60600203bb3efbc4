"""Rejected rows given back, corrected, loaded again: every line counts once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analytics.testing import AS_OF, extract, usd

from .conftest import load_all, store_in_memory
from .marks import OWN_POLICIES
from .one_store import Job

# line 2 of A and the whole of B are wrong in the file of each payer: a date, an amount
CLAIMS = """
payer | claim | line | from | paid    | version | status   | paid_on
FINAL | A     | 1    | 1    | 100.00  |         | PAID     | 09-01
FINAL | A     | 2    | 2    | 200.00  |         | PAID     | 09-01
FINAL | B     | 1    | 3    | 300.00  |         | PAID     | 09-01
FINAL | C     | 1    | 4    | 400.00  |         | PAID     | 09-01
SNAP  | A     | 1    | 1    | 100.00  | 1       | PAID     | 09-01
SNAP  | A     | 2    | 2    | 200.00  | 1       | PAID     | 09-01
SNAP  | B     | 1    | 3    | 300.00  | 1       | PAID     | 09-01
SNAP  | C     | 1    | 4    | 450.00  | 1       | PAID     | 09-01
SNAP  | C     | 1    | 4    | 400.00  | 2       | PAID     | 09-15
LEDG  | A     | 1    | 1    | 100.00  |         | PAID     | 09-01
LEDG  | A     | 2    | 2    | 200.00  |         | PAID     | 09-01
LEDG  | B     | 1    | 3    | 300.00  |         | PAID     | 09-01
LEDG  | C     | 1    | 4    | 450.00  |         | PAID     | 09-01
LEDG  | C     | 1    | 4    | -450.00 |         | REVERSED | 09-10
LEDG  | C     | 1    | 4    | 400.00  |         | PAID     | 09-15
"""
WRONG = {"2026-07-02": "2026-07-32", "300.00": "3OO.00"}


def damaged(text: str) -> str:
    for right, wrong in WRONG.items():
        text = text.replace(right, wrong)
    return text


def corrected(text: str) -> str:
    for right, wrong in WRONG.items():
        text = text.replace(wrong, right)
    return text


@pytest.fixture
def store(tmp_path: Path):
    return store_in_memory(tmp_path / "store")


@pytest.fixture
def load(store, tmp_path) -> Callable:
    """load(text of a file or frame, table) loads it and returns the load."""

    def one(source, table="medical_claim"):
        if not isinstance(source, str):
            (outcome,) = load_all(store, [Job(source, table)], tmp_path)
            return outcome
        path = tmp_path / "extract.csv"
        path.write_text(source)
        (outcome,) = store.load(path, table=table)
        return outcome

    return one


@pytest.fixture
def rejects(store, tmp_path) -> Callable[[int], str]:
    """rejects(2) is the text of the rejected rows of load 2, as they are given back."""

    def of_load(number: int) -> str:
        store.write_rejects(number, tmp_path / "rejected.csv")
        return (tmp_path / "rejected.csv").read_text()

    return of_load


@pytest.mark.parametrize("again", ["the rejects", "the whole file"])
def test_corrected_rows_of_claims_count_once(store, load, rejects, again) -> None:
    """In each history: the last state, versions, movements."""
    good = extract("medical_claim", CLAIMS).to_csv(index=False)
    first = load(damaged(good))
    assert first.record["rejected"] == 3 * 2
    assert first.record["history"] == {"FINAL": "final", "SNAP": "snapshot", "LEDG": "ledger"}

    given_back = rejects(1)
    assert len(given_back.splitlines()) == 1 + 3 * 2
    second = load(corrected(given_back) if again == "the rejects" else good)
    assert (second.already_loaded, second.record["rejected"]) == (False, 0)
    found = store.frame("claim_line")
    amounts = {"A/1": "100.00", "A/2": "200.00", "B/1": "300.00", "C/1": "400.00"}
    expected = [(p, *line) for p in ("FINAL", "LEDG", "SNAP") for line in amounts.items()]
    assert sorted(
        (row.payer, f"{row.claim_id}/{row.claim_line_number}", str(row.paid_amount))
        for row in found.itertuples()
    ) == sorted(expected)


@pytest.mark.parametrize("again", ["the rejects", "the whole file"])
def test_a_corrected_visit_note_is_one_note(store, load, rejects, again) -> None:
    # two visits on the first day and one note of it; the note of the second day came damaged
    claims = """
    claim | from | code  | paid   | paid_on
    A     | 1    | 99601 | 150.00 | 09-01
    B     | 1    | 99601 | 150.00 | 09-02
    C     | 2    | 99601 | 150.00 | 09-01
    """
    notes = """
    note | date
    N1   | 1
    N2   | 2
    """
    load(extract("medical_claim", claims))
    good = extract("visit_note", notes).to_csv(index=False)
    assert load(damaged(good), "visit_note").record["rejected"] == 1
    load(corrected(rejects(2)) if again == "the rejects" else good, "visit_note")
    run = store.audit(only=["NUR-04"], policies=OWN_POLICIES, as_of=AS_OF)
    assert list(run.findings()["claim_id"]) == ["B"]


@pytest.mark.parametrize("again", ["the rejects", "the whole file"])
def test_a_corrected_recovery_takes_back_once(store, load, rejects, again) -> None:
    # seven units too many on each line; two equal recoveries of one file are two
    claims = """
    claim | from | to | units | paid
    A     | 1    | 7  | 14    | 1400.00
    B     | 11   | 17 | 14    | 1400.00
    """
    good = (
        "claim_id,amount,recovered_date,payer\n"
        "A,100.00,2026-10-01,PLAN\nA,100.00,2026-10-01,PLAN\nB,300.00,2026-10-03,PLAN\n"
    )
    load(extract("medical_claim", claims))
    load(damaged(good), "recovery")
    load(corrected(rejects(2)) if again == "the rejects" else good, "recovery")
    run = store.audit(only=["UNT-01"], policies=OWN_POLICIES, as_of=AS_OF)
    (amount,) = run.exposure("payer")["automated_amount"]
    assert str(amount) == usd(700 + 700 - 100 - 100 - 300)

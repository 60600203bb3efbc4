"""Rejected rows given back, corrected, loaded again: every line counts once."""

from __future__ import annotations

from pathlib import Path

import pytest

import analytics
from analytics.testing import AS_OF, extract, usd

from .marks import OWN_POLICIES

# line 2 of A and the whole of B are wrong in the file: a date, an amount
CLAIMS = """
claim | line | from | paid   | version | status   | paid_on
A     | 1    | 1    | 100.00 | {v1}    | PAID     | 09-01
A     | 2    | 2    | 200.00 | {v1}    | PAID     | 09-01
B     | 1    | 3    | 300.00 | {v1}    | PAID     | 09-01
{more}
"""
WRONG = {"2026-07-02": "2026-07-32", "300.00": "3OO.00"}
MORE = {
    "final": "C     | 1    | 4    | 400.00 |         | PAID     | 09-01",
    "snapshot": """
C     | 1    | 4    | 450.00 | 1       | PAID     | 09-01
C     | 1    | 4    | 400.00 | 2       | PAID     | 09-15
""",
    "ledger": """
C     | 1    | 4    | 450.00 |         | PAID     | 09-01
C     | 1    | 4    | -450.00 |        | REVERSED | 09-10
C     | 1    | 4    | 400.00 |         | PAID     | 09-15
""",
}


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
    return analytics.open_store(tmp_path / "store", create=True)


def lines(store) -> dict[str, str]:
    frame = store.frame("claim_line", columns=["claim_id", "claim_line_number", "paid_amount"])
    rows = frame.itertuples(index=False)
    found = [(f"{claim}/{line}", str(paid)) for claim, line, paid in rows]
    assert len(found) == len(dict(found))
    return dict(found)


def rejects_of(store, load: int, path: Path) -> Path:
    store.write_rejects(load, path)
    return path


@pytest.mark.parametrize("history", ["final", "snapshot", "ledger"])
@pytest.mark.parametrize("again", ["the rejects", "the whole file"])
def test_corrected_rows_of_claims_count_once(store, tmp_path, history, again) -> None:
    version = "1" if history == "snapshot" else " "
    table = CLAIMS.format(v1=version, more=MORE[history])
    good = extract("medical_claim", table).to_csv(index=False)
    (tmp_path / "claims.csv").write_text(damaged(good))
    (first,) = store.load(tmp_path / "claims.csv", history=history)
    assert first.record["rejected"] == 2

    path = rejects_of(store, 1, tmp_path / "rejected.csv")
    assert len(path.read_text().splitlines()) == 3
    text = corrected(path.read_text()) if again == "the rejects" else good
    (tmp_path / "again.csv").write_text(text)
    (second,) = store.load(tmp_path / "again.csv")
    assert (second.already_loaded, second.record["rejected"]) == (False, 0)
    expected = {"A/1": "100.00", "A/2": "200.00", "B/1": "300.00", "C/1": "400.00"}
    assert lines(store) == expected


@pytest.mark.parametrize("again", ["the rejects", "the whole file"])
def test_a_corrected_visit_note_is_one_note(store, tmp_path, again) -> None:
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
    store.load(extract("medical_claim", claims))
    good = extract("visit_note", notes).to_csv(index=False)
    (tmp_path / "notes.csv").write_text(damaged(good))
    (first,) = store.load(tmp_path / "notes.csv")
    assert first.record["rejected"] == 1
    path = rejects_of(store, 2, tmp_path / "rejected.csv")
    (tmp_path / "again.csv").write_text(
        corrected(path.read_text()) if again == "the rejects" else good
    )
    store.load(tmp_path / "again.csv")
    run = store.audit(only=["NUR-04"], policies=OWN_POLICIES, as_of=AS_OF)
    assert list(run.findings()["claim_id"]) == ["B"]


@pytest.mark.parametrize("again", ["the rejects", "the whole file"])
def test_a_corrected_recovery_takes_back_once(store, tmp_path, again) -> None:
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
    store.load(extract("medical_claim", claims))
    (tmp_path / "recovery.csv").write_text(damaged(good))
    store.load(tmp_path / "recovery.csv", table="recovery")
    path = rejects_of(store, 2, tmp_path / "rejected.csv")
    (tmp_path / "again.csv").write_text(
        corrected(path.read_text()) if again == "the rejects" else good
    )
    store.load(tmp_path / "again.csv", table="recovery")
    run = store.audit(only=["UNT-01"], policies=OWN_POLICIES, as_of=AS_OF)
    (amount,) = run.exposure("payer")["automated_amount"]
    assert str(amount) == usd(700 + 700 - 100 - 100 - 300)

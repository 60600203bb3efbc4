"""How a payer's history is learned, and lines that stand twice in a final file."""

from __future__ import annotations

import pytest

from analytics.errors import ExtractError

from .conftest import claim

PAID = claim()
REVERSED = claim(paid_amount="-700.00")
V1, V2 = claim(claim_version="1"), claim(claim_version="2", paid_amount="650")


def history(load_rows, rows, **told):
    result = load_rows(rows, **told).result
    return result.history, result.history_source


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([PAID], "final"),
        ([PAID, REVERSED], "ledger"),
        ([PAID, claim(claim_status="reversed")], "ledger"),
        ([V1, V2], "snapshot"),
        ([V1, claim(claim_version="2", paid_amount="-1")], "snapshot"),
        ([V1, claim(claim_id="C2", claim_version="")], "final"),
    ],
)
def test_seen_in_the_file(load_rows, rows, expected) -> None:
    assert history(load_rows, rows) == ({"Plan": expected}, {"Plan": "seen in the file"})


def test_versions_and_reversals_without_one_are_refused_until_told(load_rows) -> None:
    rows = [V1, claim(claim_id="C2", paid_amount="-1", claim_version="")]
    with pytest.raises(ExtractError, match=r"claims.csv: payer Plan: claim_version on some rows"):
        load_rows(rows)
    assert history(load_rows, rows, history="ledger") == ({"Plan": "ledger"}, {"Plan": "given"})


def test_told_goes_before_earlier_loads_and_those_before_the_file(load_rows, tmp_path) -> None:
    earlier = {"Plan": "snapshot"}
    assert history(load_rows, [PAID], earlier_history=earlier) == (
        earlier,
        {"Plan": "earlier loads"},
    )
    (tmp_path / "m.toml").write_text('history = "ledger"\n')
    mapping = tmp_path / "m.toml"
    assert history(load_rows, [PAID], earlier_history=earlier, mapping=mapping) == (
        {"Plan": "ledger"},
        {"Plan": "given"},
    )
    told = {"history": "final", "mapping": mapping, "earlier_history": earlier}
    assert history(load_rows, [PAID], **told)[0] == {"Plan": "final"}


def test_each_payer_has_its_own(load_rows) -> None:
    rows = [PAID, claim(payer="B"), claim(payer="B", paid_amount="-1"), {**V1, "payer": "C"}]
    found, source = history(load_rows, rows, earlier_history={"B": "snapshot"})
    assert found == {"Plan": "final", "B": "snapshot", "C": "snapshot"}
    assert source["B"] == "earlier loads"


def test_two_different_rows_for_one_line_of_a_final_file_are_rejected(load_rows) -> None:
    rows = [
        PAID,
        claim(claim_id="C2"),
        claim(paid_amount="650.00"),
        claim(claim_id="C3", paid_unit_quantity="7"),
        claim(claim_id="C3", paid_unit_quantity="6"),
        claim(claim_id="C4", paid_date="2024-08-01"),
        claim(claim_id="C4", paid_date="2024-08-02"),
        claim(claim_id="C5", claim_status="DENIED", paid_amount="0"),
        claim(claim_id="C5", paid_amount="0"),
    ]
    loaded = load_rows(rows)
    assert [row["source_row"] for row in loaded.rows] == [2]
    assert {row["column_name"] for row in loaded.rejected} == {"claim_line_number"}
    assert "two different rows for one line" in loaded.reason(1)


def test_rows_that_say_the_same_of_a_line_load(load_rows) -> None:
    rows = [
        PAID,
        claim(plan="other attributes", paid_amount="$700"),
        claim(claim_id="C2", claim_line_number="1"),
        claim(claim_id="C2", claim_line_number="2", paid_amount="5"),
        claim(claim_id="C3", payer="A"),
        claim(claim_id="C3", payer="B", paid_amount="5"),
        claim(claim_id="C4", claim_status="PENDED", paid_amount="0"),
        claim(claim_id="C4"),
        claim(claim_id="C5", paid_unit_quantity="", service_unit_quantity="7"),
        claim(claim_id="C5", paid_unit_quantity="7", service_unit_quantity=""),
    ]
    assert load_rows(rows).result.rejected == 0


@pytest.mark.parametrize("told", ["ledger", "snapshot"])
def test_other_histories_have_many_rows_for_a_line(load_rows, told) -> None:
    assert load_rows([PAID, claim(paid_amount="650.00")], history=told).result.rejected == 0

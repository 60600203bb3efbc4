"""How a payer's history is learned, and lines that stand twice in a final file."""

from __future__ import annotations

import pytest

from analytics.errors import ExtractError
from analytics.load.history import Earlier

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
    earlier = {"Plan": Earlier("snapshot")}
    assert history(load_rows, [PAID], earlier_history=earlier) == (
        {"Plan": "snapshot"},
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
    found, source = history(load_rows, rows, earlier_history={"B": Earlier("snapshot")})
    assert found == {"Plan": "final", "B": "snapshot", "C": "snapshot"}
    assert source["B"] == "earlier loads"


SNAPSHOT, LEDGER = [V1, V2], [PAID, REVERSED]


@pytest.mark.parametrize(
    ("before", "rows", "expected"),
    [
        ("final", [PAID], ("final", "earlier loads")),
        ("ledger", [PAID], ("ledger", "earlier loads")),
        ("ledger", LEDGER, ("ledger", "earlier loads")),
        ("snapshot", [PAID], ("snapshot", "earlier loads")),
        ("final", LEDGER, ("ledger", "seen in the file; the earlier")),
        ("final", SNAPSHOT, ("snapshot", "seen in the file; the earlier")),
    ],
)
def test_a_guess_yields_to_what_a_later_file_shows(load_rows, before, rows, expected) -> None:
    earlier = {"Plan": Earlier(before, is_told=False)}
    found, source = history(load_rows, rows, earlier_history=earlier)
    assert found == {"Plan": expected[0]}
    assert source["Plan"].startswith(expected[1])


@pytest.mark.parametrize("before", ["final", "snapshot", "ledger"])
@pytest.mark.parametrize("rows", [[PAID], LEDGER, SNAPSHOT], ids=["final", "ledger", "snapshot"])
def test_what_was_told_stands_whatever_a_later_file_shows(load_rows, before, rows) -> None:
    found, source = history(load_rows, rows, earlier_history={"Plan": Earlier(before)})
    assert (found, source) == ({"Plan": before}, {"Plan": "earlier loads"})


@pytest.mark.parametrize(("before", "rows"), [("snapshot", LEDGER), ("ledger", SNAPSHOT)])
def test_two_files_that_show_different_histories_are_refused(load_rows, before, rows) -> None:
    earlier = {"Plan": Earlier(before, is_told=False)}
    with pytest.raises(ExtractError, match=r"claims.csv: payer Plan: the file shows a .* --hist"):
        load_rows(rows, earlier_history=earlier)
    assert (
        history(load_rows, rows, earlier_history=earlier, history="ledger")[0]["Plan"] == "ledger"
    )


def test_a_guess_that_rejected_lines_does_not_yield_by_itself(load_rows) -> None:
    earlier = {"Plan": Earlier("final", is_told=False, rejected_twice=True)}
    with pytest.raises(ExtractError, match="load its file again with --history ledger"):
        load_rows(LEDGER, earlier_history=earlier)
    assert history(load_rows, [PAID], earlier_history=earlier)[0] == {"Plan": "final"}


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

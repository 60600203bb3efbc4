"""A dry run says what a load would say, and leaves nothing behind."""

from __future__ import annotations

import re
import tempfile

import pytest
from small_store import CLAIMS, claims_frame, contents

import analytics
from analytics.errors import ExtractError, StoreError, UsageError

LATER = CLAIMS + "\nCLAIMA | 1 | S9500 | 1 | 7 | -14 | -1400.00 | 12 | REVERSED | | | 10-01"
#: The instant of a load, and the hashes of files that a dry run does not keep.
OWN = ("loaded_at", "files")


def facts(outcomes) -> list:
    return [
        (o.already_loaded, {k: v for k, v in o.record.items() if k not in OWN}) for o in outcomes
    ]


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """The folder temporary files go to."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_before_an_empty_store_it_says_what_a_first_load_would(tmp_path, scratch) -> None:
    claims_frame().to_csv(tmp_path / "claims.csv", index=False)
    store = analytics.open_store(tmp_path / "store", create=True)
    tried = store.load(tmp_path / "claims.csv", dry_run=True)
    assert not list(scratch.iterdir())
    assert len(store.loads) == 0
    assert facts(tried) == facts(store.load(tmp_path / "claims.csv"))


def test_beside_a_store_it_knows_what_is_loaded_and_how(tmp_path, scratch) -> None:
    claims_frame().to_csv(tmp_path / "claims.csv", index=False)
    claims_frame(LATER).to_csv(tmp_path / "later.csv", index=False)
    store = analytics.open_store(tmp_path / "store", create=True)
    store.load(tmp_path / "claims.csv", history="ledger")
    store.audit(as_of="2026-12-31", only="UNT-01")
    before = contents(store.folder.path)

    files = [tmp_path / "claims.csv", tmp_path / "later.csv"]
    tried = store.load(files, dry_run=True)
    assert contents(store.folder.path) == before
    assert not list(scratch.iterdir())
    assert [outcome.already_loaded for outcome in tried] == [True, False]
    assert tried[1].record["number"] == 2
    assert tried[1].record["history_source"] == {"PLAN": "earlier loads"}
    assert tried[1].record["orphan_reversals"] == 0
    assert facts(tried) == facts(store.load(files))


def test_a_reversal_of_a_claim_only_the_store_holds_is_no_orphan(tmp_path, scratch) -> None:
    store = analytics.open_store(tmp_path / "store", create=True)
    store.load(claims_frame(), history="ledger")
    reversal = "\n".join([LATER.strip().splitlines()[0], LATER.splitlines()[-1]])
    frame = claims_frame(reversal)
    empty = analytics.open_store(tmp_path / "empty", create=True)
    alone = empty.load(frame, history="ledger", dry_run=True)
    beside = store.load(frame, dry_run=True)
    assert alone[0].record["orphan_reversals"] == 1
    assert beside[0].record["orphan_reversals"] == 0


def test_it_is_refused_as_a_load_would_be(tmp_path, scratch) -> None:
    store = analytics.open_store(tmp_path / "store", create=True)
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(ExtractError, match="empty"):
        store.load(tmp_path / "empty.csv", dry_run=True)
    with pytest.raises(UsageError, match="no table 'claims'"):
        store.load(claims_frame(), table="claims", dry_run=True)
    assert not list(scratch.iterdir())


def test_the_command_needs_no_store_and_makes_none(tmp_path, scratch, recoup) -> None:
    claims_frame().to_csv(tmp_path / "claims.csv", index=False)
    words = ["load", tmp_path / "claims.csv", "--dry-run", "--store", tmp_path / "store"]
    ended = recoup(*words)
    assert (ended.code, "read 9 = loaded 9" in ended.out) == (0, True)
    assert [p.name for p in tmp_path.iterdir() if p != scratch] == ["claims.csv"]
    assert not list(scratch.iterdir())


def test_a_damaged_load_of_the_store_is_said(tmp_path, scratch) -> None:
    store = analytics.open_store(tmp_path / "store", create=True)
    store.load(claims_frame())
    (file,) = (store.folder.path / "medical_claim").rglob("*.parquet")
    file.write_bytes(b"no parquet")
    with pytest.raises(StoreError, match=re.escape(f"{file} of load 1 is altered")):
        store.load(claims_frame("claim\nCLAIMZ"), dry_run=True)
    assert not list(scratch.iterdir())

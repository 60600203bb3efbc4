"""A dry run says what a load would say, and leaves nothing behind."""

from __future__ import annotations

import tempfile

import pytest
from small_store import CLAIMS, claims_frame, contents

import analytics
from analytics.errors import ExtractError, UsageError
from analytics.load.dry_run import dry_run
from analytics.load.into_store import LoadOptions

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


def test_without_a_store_it_says_what_a_first_load_would(tmp_path, scratch) -> None:
    claims_frame().to_csv(tmp_path / "claims.csv", index=False)
    tried = dry_run(None, [(tmp_path / "claims.csv", LoadOptions())])
    assert not list(scratch.iterdir())
    assert [p.name for p in tmp_path.iterdir() if p != scratch] == ["claims.csv"]
    store = analytics.open_store(tmp_path / "store", create=True)
    assert facts(tried) == facts(store.load(tmp_path / "claims.csv"))


def test_beside_a_store_it_knows_what_is_loaded_and_how(tmp_path, scratch) -> None:
    claims_frame().to_csv(tmp_path / "claims.csv", index=False)
    claims_frame(LATER).to_csv(tmp_path / "later.csv", index=False)
    store = analytics.open_store(tmp_path / "store", create=True)
    store.load(tmp_path / "claims.csv", history="ledger")
    store.audit(as_of="2026-12-31")
    before = contents(store.folder.path)

    files = [tmp_path / "claims.csv", tmp_path / "later.csv"]
    tried = dry_run(store.folder, [(file, LoadOptions()) for file in files])
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
    alone = dry_run(None, [(frame, LoadOptions(history="ledger"))])
    beside = dry_run(store.folder, [(frame, LoadOptions())])
    assert alone[0].record["orphan_reversals"] == 1
    assert beside[0].record["orphan_reversals"] == 0


def test_it_is_refused_as_a_load_would_be(tmp_path, scratch) -> None:
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(ExtractError, match="empty"):
        dry_run(None, [(tmp_path / "empty.csv", LoadOptions())])
    with pytest.raises(UsageError, match="no table 'claims'"):
        dry_run(None, [(claims_frame(), LoadOptions(table="claims"))])
    assert not list(scratch.iterdir())

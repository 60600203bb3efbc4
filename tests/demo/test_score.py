"""The book against the audit: all that is planted is found, to the cent, and nothing else."""

from __future__ import annotations

import analytics
from analytics import content
from analytics.demo import make_book, write_book
from analytics.demo.run import keep_score
from analytics.load.into_store import LoadOptions, load_into
from analytics.schema.tables import TABLES


def test_an_audit_finds_what_is_planted_and_nothing_else(tmp_path):
    book = make_book(2_000, seed=5)
    files = write_book(book, tmp_path / "extract")
    mapping = {"visit_note": files["mapping"]}
    store = analytics.open_store(tmp_path / "store", create=True)
    jobs = [
        (path, LoadOptions(table=name, mapping=mapping.get(name)))
        for name, path in files.items()
        if name in TABLES
    ]
    loaded = load_into(store.folder, jobs)
    assert [o.record["rejected"] for o in loaded] == [0] * len(jobs)
    checks = sorted(set(book.labels["check_id"].to_pylist()))
    run = store.audit(as_of=book.as_of, policies=content.EXAMPLE_POLICIES, only=checks)
    score = keep_score(run, files["labels"]).set_index("check_id")
    assert list(score.index) == checks
    assert (score["found"] == score["planted"]).all(), score
    assert (score["to_the_cent"] == score["planted"]).all(), score
    assert (score["right_strength"] == score["planted"]).all(), score
    assert (score["near_misses_flagged"] == 0).all(), score
    assert (score["other_lines_flagged"] == 0).all(), score

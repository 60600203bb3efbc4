"""A small audit of frames is kept in memory: it finds what the same files find in a store."""

import pandas as pd
import pytest

import analytics
from analytics import content
from analytics.api import audit_tables
from analytics.store.relations import RUN_TABLES

SAMPLE = content.POLICIES.parent / "sample"
#: What differs from one making to the next.
TIMES = {"seconds"}


@pytest.fixture(scope="module")
def runs():
    """The sample audited as files, kept as Parquet, and as frames, kept in memory."""
    files = {path.stem: path for path in sorted(SAMPLE.glob("*.csv"))}
    frames = {name: pd.read_csv(path, dtype=str) for name, path in files.items()}
    how = {"as_of": "2026-11-15", "policies": content.POLICIES / "example"}
    mapped = {**files, "visit_note": frames["visit_note"]}
    return audit_tables(mapped, **how), audit_tables(frames, **how)


@pytest.mark.slow
def test_the_one_keeps_files_and_the_other_none(runs):
    on_disk, in_memory = runs
    assert list(on_disk.folder.path.rglob("*.parquet"))
    assert not list(in_memory.folder.path.rglob("*.parquet"))


@pytest.mark.slow
@pytest.mark.parametrize("table", RUN_TABLES)
def test_every_table_of_the_run_is_the_same(runs, table):
    on_disk, in_memory = (run.table(table).drop(columns=TIMES, errors="ignore") for run in runs)
    pd.testing.assert_frame_equal(on_disk, in_memory)


@pytest.mark.slow
def test_exposure_and_the_load_report_are_the_same(runs):
    on_disk, in_memory = runs
    pd.testing.assert_frame_equal(on_disk.exposure(), in_memory.exposure())
    told = [
        {load["table"]: load["report"]["coverage"] for load in run.folder.manifest().loads}
        for run in runs
    ]
    assert told[0] == told[1]


@pytest.mark.slow
def test_a_run_in_memory_is_reported_like_any_other(runs, tmp_path):
    """Page, workbook and prices read its tables where they are."""
    _, run = runs
    run.report(tmp_path)
    run.workbook(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} >= {"report.html", "findings.xlsx"}
    found = run.findings(check="UNT-01").iloc[:1]
    rows = pd.DataFrame({"line_id": found["line_id"], "not_payable_share": ["0.5"]})
    assert len(run.price(rows).findings) == 1


def test_a_run_lives_when_others_are_made_and_gone():
    """Each has a database of its own."""
    claims = pd.read_csv(SAMPLE / "medical_claim.csv", dtype=str)
    first = analytics.audit(medical_claim=claims, as_of="2026-11-15", only="UNT-01")
    other = analytics.audit(medical_claim=claims.iloc[:1], as_of="2026-11-15", only="UNT-01")
    assert len(first.findings()) > len(other.findings()) or first.findings().empty
    del other
    assert first.number == 1
    assert len(first.checks()) == 1

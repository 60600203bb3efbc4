"""The verbs of a run and a store: what they refuse, and that a masked store masks all it writes."""

import duckdb
import pytest
from python_calamine import CalamineWorkbook
from small_store import AS_OF, MEMBER

import analytics
from analytics.errors import StoreError, UsageError
from analytics.masking import Mask


@pytest.fixture
def store(own_store):
    return analytics.open_store(own_store)


def test_a_run_is_compared_with_the_one_before_unless_told(store):
    first = store.run()
    with pytest.raises(StoreError, match="run 1 is the first"):
        first.compare()
    second = store.audit(as_of=AS_OF, only="UNT-01")
    for compared in (second.compare(), second.compare(1), second.compare(first)):
        assert (compared.earlier, compared.later) == (1, 2)
    with pytest.raises(StoreError, match="no run 7"):
        second.compare(7)


def test_what_a_cell_shows_is_short_and_names_no_member_or_claim(store, own_store, tmp_path):
    run = store.run()
    assert (repr(store), repr(run)) == (f"<store {own_store}>", f"<run 1 of {own_store}>")
    assert repr(analytics.open_store(own_store, mask=Mask(b"k" * 32))).endswith(", masked>")
    later = store.audit(as_of=AS_OF, only="UNT-01")
    assert repr(later.compare()).startswith("<run 1 against run 2: findings 0 added, ")
    letters = run.letters(tmp_path, dated=AS_OF)
    assert repr(letters).startswith("<letters: 0 demand letters in ")
    assert "held back: missing: " in repr(letters)
    assert MEMBER not in repr(letters) and "CLAIM" not in repr(letters)


def test_a_run_of_many_is_read_alone(store):
    store.audit(as_of=AS_OF, only="UNT-01")
    with store.run(1).reading() as engine:
        assert engine.rows("select run_id, count(*) from finding group by run_id") == [(1, 4)]


def test_a_connected_run_answers_the_same_over_one_connection(audited_store, monkeypatch):
    run = analytics.open_store(audited_store).run()
    ways = ("provider", "check", "month", "status")
    apart = [run.findings(), *(run.exposure(by) for by in ways), run.table("policy")]
    opened = []
    connect = duckdb.connect
    monkeypatch.setattr(duckdb, "connect", lambda *a, **o: opened.append(a) or connect(*a, **o))
    with run.connected() as same:
        asked = [same.findings(), *(same.exposure(by) for by in ways), same.table("policy")]
    assert [frame.to_csv() for frame in asked] == [frame.to_csv() for frame in apart]
    assert len(opened) == 1
    run.findings()  # the run itself goes on seeing the store as it is
    assert len(opened) == 2


def test_the_worklist_goes_into_a_folder(store, tmp_path):
    with pytest.raises(UsageError, match="folder"):
        store.run().workbook(tmp_path / "mine.xlsx")
    assert not (tmp_path / "mine.xlsx").exists()


def test_the_worklist_of_a_masked_store_names_no_member(own_store, tmp_path, monkeypatch):
    monkeypatch.setenv("RECOUP_MASK", "1")
    (path,) = analytics.open_store(own_store).run().workbook(tmp_path / "out")
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Findings").to_python()
    assert len(rows) == 5
    assert MEMBER not in str(rows)


def test_the_schedule_of_another_store_is_refused(store, tmp_path):
    config = tmp_path / "recoup.toml"
    config.write_text('store = "elsewhere"\n[[load]]\npattern = "*.csv"\n')
    with pytest.raises(UsageError, match="names the store"):
        store.schedule(config)
    assert not (tmp_path / "elsewhere").exists()

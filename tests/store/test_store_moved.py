"""A store may lie anywhere: moved, renamed, copied, under any name, reached by any path."""

import shutil

import duckdb
import pytest
from small_store import AS_OF

import analytics

PLACES = [
    "with spaces  in it",
    'it\'s "quoted"',
    "é ü 日本語 ñ",
    "100%20 of %s {0} $x",
    "[a] (b) {c}",
    "what*ever",
    "semi;colon -- comment",
    "a=b&c#d@e",
    "/".join(["deep"] * 40),
    "-x",
    "~",
]


def works_at(place):
    """Open, read, audit, and ask the export, which is of this place after the next write."""
    store = analytics.open_store(place)
    assert len(store.frame("claim_line")) == 7
    assert len(store.run().findings()) == 4
    run = store.audit(only="UNT-01", as_of=AS_OF)
    assert run.findings()["claim_id"].tolist() == ["CLAIMA"]
    assert store.verify() == []
    with duckdb.connect(str(place / "recoup.duckdb"), read_only=True) as con:
        assert con.execute("select count(*) from claim_line").fetchall() == [(7,)]
        assert con.execute("select max(run_id) from finding").fetchall() == [(2,)]
        views = con.execute("select sql from duckdb_views() where not internal").fetchall()
    return " ".join(row[0] for row in views)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("/".join(PLACES), id="all of them"),
        *(pytest.param(name, marks=pytest.mark.slow) for name in PLACES),
    ],
)
def test_a_store_under_any_name(recoup, own_store, tmp_path, name):
    place = tmp_path / "places" / name
    place.parent.mkdir(parents=True)
    own_store.rename(place)
    works_at(place)
    words = ["sql", "select count(*) as n from claim_line", "--format", "csv"]
    assert recoup(*words, "--store", place).out == '"n"\n7\n'


def test_a_store_made_under_a_name_of_wildcards(own_store, tmp_path, claims_csv):
    """What a pattern would also match is another store's."""
    shutil.copytree(own_store, tmp_path / "ab")
    for name in ("a[bc]", "*"):
        store = analytics.open_store(tmp_path / name, create=True)
        store.load(claims_csv)
        assert len(store.frame("medical_claim")) == 9


def test_a_copy_on_another_machine_knows_nothing_of_the_first(own_store, tmp_path):
    copy = shutil.copytree(own_store, tmp_path / "elsewhere" / "copy")
    shutil.rmtree(own_store)
    views = works_at(copy)
    assert str(copy) in views
    assert str(own_store) not in views


def test_a_store_reached_by_a_relative_path_and_through_a_link(own_store, tmp_path, monkeypatch):
    monkeypatch.chdir(own_store.parent)
    assert len(analytics.open_store(own_store.name).frame("claim_line")) == 7
    (own_store / "below").mkdir()
    monkeypatch.chdir(own_store / "below")
    assert len(analytics.open_store("..").frame("claim_line")) == 7
    monkeypatch.chdir(tmp_path)
    link = tmp_path / "link"
    link.symlink_to(own_store)
    assert str(own_store) in works_at(link)


def test_a_notebook_finds_its_store_gone(own_store, tmp_path):
    store = analytics.open_store(own_store)
    store.sql("select 1")
    own_store.rename(tmp_path / "archive")
    with pytest.raises(analytics.RecoupError, match="is no longer a store"):
        store.sql("select * from claim_line")

"""What a store gives back: loads once, states that do not depend on how files came, the export."""

import shutil

import duckdb
import pyarrow.parquet as pq
import pytest
from small_store import AS_OF, PLAN_POLICIES, claims_frame, contents, in_memory

import analytics
from analytics.errors import ContentError
from analytics.load.final_action import build_final_action
from analytics.schema.outputs import OUTPUTS
from analytics.sql.views import in_order, read_model
from analytics.store.folder import STATE_TABLES
from analytics.testing import extract

ORIGIN = ["load_number", "source_file", "source_row"]


def test_a_file_that_is_there_is_said_and_not_loaded_again(recoup, own_store, claims_csv, tmp_path):
    before = contents(own_store)
    renamed = shutil.copy(claims_csv, tmp_path / "other_name.csv")
    for path in (claims_csv, renamed):
        ended = recoup("load", path, "--store", own_store)
        assert (ended.code, ended.out) == (0, "claims.csv: already loaded as load 1; skipped.\n")
    assert contents(own_store) == before


def test_a_file_named_twice_in_one_call_is_loaded_once(recoup, tmp_path, claims_csv):
    ended = recoup("load", claims_csv, claims_csv, "--store", tmp_path / "store")
    assert "already loaded as load 1" in ended.out
    assert len(analytics.open_store(tmp_path / "store").loads) == 1


def test_frames_are_known_by_their_content(tmp_path):
    store = in_memory(tmp_path / "store")
    (first,) = store.load(claims_frame(), table="medical_claim")
    (again,) = store.load(claims_frame(), table="medical_claim")
    assert (first.already_loaded, again.already_loaded) == (False, True)


def test_an_open_store_sees_a_new_load_and_a_new_run(own_store, more_claims_csv, monkeypatch):
    monkeypatch.chdir(own_store.parent)
    notebook = analytics.open_store(own_store.name)
    monkeypatch.chdir("/")
    assert notebook.sql("select count(*) as n from claim_line")["n"][0] == 7
    assert notebook.sql("select max(run_id) as n from finding")["n"][0] == 1
    other = analytics.open_store(own_store)
    other.load(more_claims_csv)
    assert notebook.sql("select count(*) as n from claim_line")["n"][0] == 8
    other.audit(only="UNT-01", as_of=AS_OF)
    assert notebook.sql("select max(run_id) as n from finding")["n"][0] == 2
    assert sorted(notebook.sql("select distinct run_id as n from finding_of_every_run")["n"]) == [
        1,
        2,
    ]


def test_a_store_that_moved_still_opens(own_store, tmp_path):
    moved = own_store.rename(tmp_path / "archive")
    store = analytics.open_store(moved)
    assert len(store.frame("claim_line")) == 7
    assert len(store.run().findings()) > 0
    store.audit(only="UNT-01", as_of=AS_OF)
    with duckdb.connect(moved / "recoup.duckdb", read_only=True) as con:
        assert con.execute("select count(*) from claim_line").fetchall() == [(7,)]


def test_the_export_opens_in_plain_duckdb_and_says_what_its_columns_are(own_store):
    store = analytics.open_store(own_store)
    store.audit(as_of=AS_OF, policies=PLAN_POLICIES, only=["UNT-01", "POS-01"])
    with duckdb.connect(own_store / "recoup.duckdb", read_only=True) as con:
        views = {row[0] for row in con.execute("select view_name from duckdb_views()").fetchall()}
        assert {"medical_claim", "claim_line", "finding", "rejected_row"} <= views
        by = con.execute("select automated_amount from by_provider").fetchall()
        assert [str(row[0]) for row in by] == ["1400.00"]
        assert con.execute("select sum(paid_cents) from claim_line_day").fetchall() == [(444310,)]
        amounts = con.execute("select check_id, sum(candidate_amount) from finding group by all")
        found = {check: str(amount) for check, amount in amounts.fetchall()}
        assert found == {"UNT-01": "700.00", "POS-01": "700.00"}
        comments = dict(
            con.execute(
                "select table_name || '.' || column_name, comment from duckdb_columns() "
                "where not internal and comment is not null"
            ).fetchall()
        )
    expected = {f"{t.name}.{c.name}": c.meaning for t in OUTPUTS.values() for c in t.columns}
    assert expected.items() <= comments.items()
    assert comments["medical_claim.paid_amount"] == "what the plan paid"


def test_the_export_is_replaced_while_another_tool_reads_it(own_store, more_claims_csv):
    with duckdb.connect(own_store / "recoup.duckdb", read_only=True) as con:
        analytics.open_store(own_store).load(more_claims_csv)
        assert con.execute("select count(*) from claim_line").fetchall() == [(7,)]


def test_an_export_that_cannot_be_replaced_is_left_beside(own_store, more_claims_csv):
    (own_store / "recoup.duckdb").unlink()
    (own_store / "recoup.duckdb" / "in the way").mkdir(parents=True)
    assert not analytics.open_store(own_store).load(more_claims_csv)[0].already_loaded
    with duckdb.connect(own_store / "recoup-new.duckdb", read_only=True) as con:
        assert con.execute("select count(*) from claim_line").fetchall() == [(8,)]


def test_an_empty_store_has_every_table_with_its_own_columns(tmp_path):
    store = analytics.open_store(tmp_path / "store", create=True)
    columns = list(store.frame("rejected_row"))
    assert columns == [
        *("table_name", "load_number", "source_file", "source_row"),
        *("column_name", "reason", "raw_row", "payer", "claim_id", "original_claim_id"),
        *("claim_line_number", "member_id", "first_date", "last_date"),
    ]
    assert list(store.frame("load_warning")) == columns[:7]


def test_two_audits_of_a_store_find_the_same_in_the_same_order(own_store):
    store = analytics.open_store(own_store)
    first, second = store.run(), store.audit(as_of=AS_OF, policies=PLAN_POLICIES)
    assert (first.number, second.number) == (1, 2)
    for name, apart in {
        "finding": ["run_id"],
        "finding_day": [],
        "line_step": [],
        "exposure_cell": [],
        "check_run": ["seconds"],
    }.items():
        tables = [
            pq.read_table(own_store / "runs" / f"{n:06d}" / f"{name}.parquet").drop_columns(apart)
            for n in (1, 2)
        ]
        assert tables[0].num_rows > 0
        assert tables[0].equals(tables[1]), name


@pytest.mark.slow
def test_a_state_does_not_depend_on_how_the_files_came(tmp_path):
    """All claims in one file, or in three, in another order, in one call or two."""
    frame = claims_frame()
    claims = sorted(set(frame["claim_id"]))
    first, middle, last = claims[:3], claims[3:5], claims[5:]
    parts = [frame[frame["claim_id"].isin(claims)] for claims in (last, middle, first)]
    at_once = in_memory(tmp_path / "at_once")
    at_once.load(frame, table="medical_claim")
    one_call = in_memory(tmp_path / "one_call")
    one_call.load(parts, table="medical_claim")
    several = in_memory(tmp_path / "several")
    several.load(parts[:2], table="medical_claim")
    several.load(parts[2:], table="medical_claim")
    for name in STATE_TABLES:
        tables = [store.arrow(f"select * from {name}") for store in (at_once, one_call, several)]
        rows = [
            sorted(
                map(
                    str,
                    table.drop_columns([c for c in ORIGIN if c in table.schema.names]).to_pylist(),
                )
            )
            for table in tables
        ]
        assert rows[0] == rows[1] == rows[2], name


def test_a_load_that_the_state_does_not_read_leaves_it_as_it_is(own_store):
    """Also when it is taken out again; a table that it reads makes another."""
    store = analytics.open_store(own_store)

    def state():
        return store.folder.manifest().state["loads"], contents(own_store / "state")

    _, files = state()
    store.load(extract("hold", "claim\nCLAIMA"), table="hold")
    assert state() == ([1, 2], files)
    assert len(store.frame("hold")) == 1
    folder = store.folder
    with folder.writing() as manifest:
        anew = folder.state_folder(build_final_action(folder, manifest, kept_in=".tmp"))
        for name in STATE_TABLES:
            kept = folder.state_folder(manifest.state) / f"{name}.parquet"
            assert pq.read_table(anew / kept.name).equals(pq.read_table(kept)), name
    store.unload(2)
    assert state() == ([1], files)
    store.load(extract("provider", "npi | name\nalpha | Alpha Infusion"), table="provider")
    numbers, others = state()
    assert numbers == [1, 3] and others.keys() > files.keys()


def test_old_states_go_and_those_in_use_stay(own_store, tmp_path):
    store = analytics.open_store(own_store)
    for claim in "PQ":
        store.load(claims_frame(f"claim\nCLAIM{claim}"), table="medical_claim")
    kept = sorted(path.name for path in (own_store / "state").iterdir())
    assert kept == ["000002", "000003"]
    assert len(store.frame("claim_line")) == 9


def test_views_are_made_after_what_they_read_and_never_in_a_circle(tmp_path):
    head = "-- relation: {0}\n-- grain: a\n-- kept: view\n--\n-- What it says.\nselect a from {1}"
    for name, read in (("top", "middle"), ("middle", "loaded"), ("beside", "middle")):
        (tmp_path / f"{name}.sql").write_text(head.format(name, read))
    model = read_model(tmp_path)
    assert [view.relation for view in in_order(model, ["top"])] == ["middle", "top"]
    assert [view.relation for view in in_order(model, ["loaded"])] == []
    (tmp_path / "middle.sql").write_text(head.format("middle", "top"))
    with pytest.raises(ContentError, match=r"circle: (top -> middle -> top|middle -> top -> mid)"):
        in_order(read_model(tmp_path), ["beside"])

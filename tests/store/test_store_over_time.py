"""Loads over time: appended, replaced, taken out; and an old run made again, identically."""

import json
from dataclasses import dataclass

import pytest
from small_store import AS_OF, MEMBER, PLAN_POLICIES, contents, in_memory

import analytics
from analytics.store.folder import STATE_TABLES, StoreFolder
from analytics.testing import extract

MONTH_1 = """
claim  | code  | from | to | units | paid    | paid_on
CLAIMA | S9500 | 1    | 7  | 14    | 1400.00 | 08-01
CLAIMB | S9500 | 11   | 17 | 7     |  700.00 | 08-01
"""
MONTH_2 = """
claim  | code  | from | to | units | paid    | paid_on
CLAIMA | S9500 | 1    | 7  | 7     |  700.00 | 09-01
CLAIMC | S9500 | 21   | 27 | 9     |  900.00 | 09-01
"""
FULL_REFRESH = """
claim  | code  | from | to | units | paid    | paid_on
CLAIMA | S9500 | 1    | 7  | 7     |  700.00 | 09-01
CLAIMD | S9500 | 21   | 27 | 8     |  800.00 | 10-01
"""


@pytest.fixture
def store(tmp_path):
    """In memory, where only what it answers is asked."""
    return in_memory(tmp_path / "store")


@pytest.fixture
def on_disk(tmp_path):
    return analytics.open_store(tmp_path / "store", create=True)


def load(store, text, **options):
    return store.load(extract("medical_claim", text), table="medical_claim", **options)


def paid(store):
    lines = store.sql("select claim_id, paid_amount from claim_line order by claim_id")
    return {row.claim_id: str(row.paid_amount) for row in lines.itertuples()}


def without_run(frame):
    return frame.drop(columns=[c for c in ("run_id", "seconds") if c in frame])


def run_tables(run):
    names = ("finding", "finding_day", "check_period", "policy", "line_step", "line_exposure")
    tables = {name: without_run(run.table(name)) for name in (*names, "check_run")}
    return {name: frame.to_csv(index=False) for name, frame in tables.items()}


@dataclass(frozen=True)
class Past:
    """A store after each of its loads: what it paid, and its rows when a refresh was the last."""

    appended: dict[str, str]
    refreshed: dict[str, str]
    rows: dict[str, int]
    taken_out: dict[str, str]


@pytest.fixture(scope="module")
def past(tmp_path_factory) -> Past:
    """A month, a hold, the next month, a full refresh, and the refresh taken out."""
    store = in_memory(tmp_path_factory.mktemp("past") / "store")
    load(store, MONTH_1)
    store.load(extract("hold", "claim\nCLAIMA"), table="hold")
    load(store, MONTH_2)
    appended = paid(store)
    load(store, FULL_REFRESH, replace="medical_claim")
    refreshed = paid(store)
    rows = {name: len(store.frame(name)) for name in ("hold", "medical_claim")}
    store.unload(4)
    return Past(appended, refreshed, rows, paid(store))


def test_a_monthly_append_brings_new_and_adjusted_claims(past):
    assert past.appended == {"CLAIMA": "700.00", "CLAIMB": "700.00", "CLAIMC": "900.00"}


def test_a_full_refresh_replaces_all_earlier_loads_of_its_table_and_no_other(past):
    assert past.refreshed == {"CLAIMA": "700.00", "CLAIMD": "800.00"}
    assert past.rows == {"hold": 1, "medical_claim": 2}


def test_what_a_load_had_replaced_stands_again_when_it_is_taken_out(past):
    assert past.taken_out == past.appended


def test_the_files_of_one_call_replace_together(store):
    load(store, MONTH_1)
    parts = [extract("medical_claim", FULL_REFRESH), extract("medical_claim", MONTH_2)]
    store.load(parts, table="medical_claim", replace="medical_claim")
    assert paid(store) == {"CLAIMA": "700.00", "CLAIMC": "900.00", "CLAIMD": "800.00"}


def test_a_load_taken_out_leaves_the_store_as_if_it_had_never_come(on_disk, tmp_path):
    store = on_disk
    load(store, MONTH_1)
    before = {name: store.arrow(f"select * from {name}") for name in STATE_TABLES}
    load(store, MONTH_2)
    store.unload(2)
    for name in STATE_TABLES:
        assert store.arrow(f"select * from {name}") == before[name], name
    assert not (tmp_path / "store" / "medical_claim" / "load=000002").exists()
    assert store.loads["number"].tolist() == [1]


@pytest.mark.slow
def test_of_two_full_refreshes_the_first_can_go_without_a_trace(store):
    load(store, MONTH_1)
    load(store, MONTH_2, replace="medical_claim")
    load(store, FULL_REFRESH, replace="medical_claim")
    store.unload(2)
    assert paid(store) == {"CLAIMA": "700.00", "CLAIMD": "800.00"}
    store.unload(3)
    assert paid(store) == {"CLAIMA": "1400.00", "CLAIMB": "700.00"}


def test_a_file_loaded_with_a_wrong_mapping_is_taken_out_and_loaded_again(store):
    load(store, MONTH_1, history="ledger")
    store.unload(1)
    (again,) = load(store, MONTH_1)
    assert (again.already_loaded, again.record["number"]) == (False, 2)
    assert again.record["history"] == {"PLAN": "final"}
    assert paid(store) == {"CLAIMA": "1400.00", "CLAIMB": "700.00"}


def test_the_last_load_of_claims_may_go(store):
    load(store, MONTH_1)
    store.unload(1)
    assert len(store.frame("medical_claim")) == 0
    with pytest.raises(analytics.RecoupError, match="no medical_claim"):
        store.audit()


@pytest.mark.slow
def test_a_load_number_keeps_its_meaning(store):
    """Numbers are never given twice, so a run's list of loads means the same for ever."""
    load(store, MONTH_1)
    load(store, MONTH_2)
    store.unload(2)
    (third,) = load(store, FULL_REFRESH)
    assert third.record["number"] == 3
    with pytest.raises(analytics.RecoupError, match="load 2 was already removed"):
        store.unload(2)
    with pytest.raises(analytics.RecoupError, match=r"no load 4; the latest are 1, 3"):
        store.unload(4)


def test_a_refresh_of_a_table_that_no_file_is_of_changes_nothing(own_store):
    store, before = analytics.open_store(own_store), contents(own_store)
    with pytest.raises(analytics.RecoupError, match="none of the files is for hold"):
        load(store, MONTH_2, replace="hold")
    with pytest.raises(analytics.RecoupError, match="no table 'claims'"):
        load(store, MONTH_2, replace="claims")
    assert contents(own_store) == before


def test_a_refresh_with_the_file_that_stands_alone_already_is_no_news(store):
    load(store, MONTH_1)
    (again,) = load(store, MONTH_1, replace="medical_claim")
    assert again.already_loaded
    load(store, MONTH_2)
    with pytest.raises(analytics.RecoupError, match="load 1 has one of these files already"):
        load(store, MONTH_1, replace="medical_claim")


@pytest.mark.slow
def test_an_old_run_is_made_again_identically(store):
    """Appended, replaced and newly documented since: as of load 1 nothing has changed."""
    load(store, MONTH_1)
    how = {"as_of": AS_OF, "policies": PLAN_POLICIES, "only": ["UNT-01", "DUP-03"]}
    first = store.audit(**how)
    load(store, MONTH_2)
    second = store.audit(**how)
    assert run_tables(first) != run_tables(second)
    store.load(extract("hold", "claim\nCLAIMA"), table="hold")
    load(store, FULL_REFRESH, replace="medical_claim")
    for number, run in ((1, first), (2, second)):
        again = store.audit(**how, up_to_load=number)
        assert run_tables(again) == run_tables(run)
        assert again.record["loads"] == run.record["loads"]
    assert paid(store) == {"CLAIMA": "700.00", "CLAIMD": "800.00"}
    with pytest.raises(analytics.RecoupError, match="no load 9; the latest is 4"):
        store.audit(up_to_load=9)


def test_an_audit_up_to_a_load_before_the_claims_says_so(store):
    store.load(extract("hold", "claim\nCLAIMA"), table="hold")
    load(store, MONTH_1)
    with pytest.raises(analytics.RecoupError, match="no medical_claim up to load 1; load an"):
        store.audit(up_to_load=1)


def test_a_late_reversal_changes_an_old_claim(store):
    """A ledger: the reversal comes two loads after the payment and takes the line away."""
    load(store, "claim | paid | paid_on\nA | 70.00 | 08-01\nB | 30.00 | 08-01", history="ledger")
    load(store, "claim | paid | paid_on\nC | 20.00 | 09-01")
    assert set(paid(store)) == {"A", "B", "C"}
    load(store, "claim | paid | paid_on | status\nA | -70.00 | 10-01 | REVERSED")
    assert paid(store) == {"B": "30.00", "C": "20.00"}


@pytest.mark.parametrize("history", ["ledger", pytest.param("snapshot", marks=pytest.mark.slow)])
def test_out_of_order_and_overlapping_loads_give_what_one_load_gives(store, tmp_path, history):
    rows = """
    claim | line | paid   | paid_on | status   | version | freq | original
    A     | 1    |  70.00 | 08-01   | PAID     | 1       |      |
    A     | 2    |  30.00 | 08-01   | PAID     | 1       |      |
    A     | 1    | -70.00 | 09-01   | REVERSED | 2       |      |
    A     | 1    |  55.00 | 09-02   | PAID     | 3       |      |
    B     | 1    |  10.00 | 08-01   | PAID     | 1       |      |
    C     | 1    |  12.00 | 09-05   | PAID     | 1       | 7    | B
    D     | 1    |   5.00 | 08-01   | PAID     | 1       |      |
    """
    frame = extract("medical_claim", rows)
    load_as = {"table": "medical_claim", "history": history}
    store.load(frame, **load_as)
    other = in_memory(tmp_path / "other")
    for rows_of in ([3, 5], [0, 3, 4], [6, 2, 5], [1, 0]):
        other.load(frame.iloc[rows_of], **load_as)
    lines = [
        each.sql(
            "select line_id, paid_amount, first_paid_date, paid_date, units from claim_line"
            " union all by name select line_id, superseded_by from superseded_line order by line_id"
        ).to_csv()
        for each in (store, other)
    ]
    assert lines[0] == lines[1]
    assert "C" in lines[0]


def test_a_note_sent_again_is_one_note_and_the_latest_holds(store):
    load(store, "claim | code | from | units | paid\nA | 99601 | 5 | 2 | 300.00")
    notes = "note | date | credential\nN1 | 5 | RN\nN2 | 9 | RN"
    store.load(extract("visit_note", notes), table="visit_note")
    store.load(extract("visit_note", notes + "\nN3 | 20 | RN"), table="visit_note")
    needed = store.audit(as_of=AS_OF, policies=PLAN_POLICIES, only="NUR-04").findings()
    assert [str(row.in_question_amount) for row in needed.itertuples()] == ["300.00"]
    assert "1 of 2" in needed["reason"][0] or "1 note" in needed["reason"][0], needed["reason"][0]
    assert len(store.frame("visit_note")) == 5


def test_a_recovery_that_overlapping_files_repeat_counts_once(store):
    """Two equal recoveries in one file are two; the same two in the next file are still two."""
    load(store, "claim | from | to | units | paid\nA | 1 | 7 | 14 | 1400.00")
    taken = "claim | amount\nA | 100.00\nA | 100.00"
    store.load(extract("recovery", taken), table="recovery")
    store.load(extract("recovery", taken + "\nA | 50.00"), table="recovery")
    (finding,) = (
        store.audit(as_of=AS_OF, policies=PLAN_POLICIES, only="UNT-01").findings().itertuples()
    )
    assert (str(finding.recovered_amount), str(finding.candidate_amount)) == ("250.00", "450.00")


def test_verify_names_what_is_not_as_written(own_store, recoup):
    place, store = own_store, analytics.open_store(own_store)
    assert store.verify() == []
    altered = place / "medical_claim" / "load=000001" / "part-0.parquet"
    altered.write_bytes(altered.read_bytes()[:-1])
    (place / "runs" / "000001" / "finding.parquet").unlink()
    found = {(each.belongs_to, each.file, each.problem) for each in store.verify()}
    assert found == {
        ("load 1", "medical_claim/load=000001/part-0.parquet", "altered"),
        ("run 1", "runs/000001/finding.parquet", "missing"),
    }
    ended = recoup("verify", "--store", place)
    assert ended.code == 5
    assert "load 1: medical_claim/load=000001/part-0.parquet: altered" in ended.out
    assert "2 files are not as written" in ended.err


def test_every_file_of_a_store_has_its_hash(audited_store):
    manifest = StoreFolder.open(audited_store).manifest()
    hashed = {
        name
        for record in (*manifest.loads, *manifest.states, *manifest.runs)
        for name in record["files"]
    }
    beside = {"manifest.json", "recoup.duckdb"}
    assert contents(audited_store).keys() - beside == hashed


@pytest.mark.slow
def test_the_commands_say_what_they_did(recoup, tmp_path, claims_csv, more_claims_csv):
    place = tmp_path / "store"
    recoup("load", claims_csv, "--store", place)
    replaced = recoup("load", more_claims_csv, "--replace", "medical_claim", "--store", place)
    assert replaced.code == 0
    listed = recoup("loads", "--store", place, "--format", "json")
    assert [(row["load"], row["file"], row["state"]) for row in json.loads(listed.out)] == [
        (1, "claims.csv", "replaced by 2"),
        (2, "more.csv", "active"),
    ]
    gone = recoup("unload", 2, "--store", place)
    assert gone.out == "Load 2 (more.csv -> medical_claim) is removed: 1 rows deleted.\n"
    assert recoup("verify", "--store", place).out == (
        "No file of the store is missing or altered.\n"
    )
    assert recoup("audit", "--up-to-load", 1, "--as-of", AS_OF, "--store", place).code == 0
    assert MEMBER not in listed.out + gone.out


def test_a_run_is_forgotten_also_where_it_is_damaged(own_store, recoup):
    """A damaged old run would stop every later load and audit."""
    place = own_store
    analytics.open_store(place).audit(as_of=AS_OF, only="UNT-01")
    (place / "runs" / "000001" / "finding.parquet").write_bytes(b"PAR1 no more")
    assert recoup("audit", "--only", "UNT-01", "--store", place).code == 5
    assert recoup("forget", 1, "--store", place).out == "Run 1 is deleted.\n"
    assert not (place / "runs" / "000001").exists()
    assert recoup("audit", "--only", "UNT-01", "--store", place).code == 0
    assert [run["number"] for run in StoreFolder.open(place).manifest().runs] == [2, 3]
    assert recoup("forget", 1, "--store", place).code == 5

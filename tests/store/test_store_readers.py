"""Notebooks and SQL tools read while loads and audits write; loaders that come all at once."""

import threading

import duckdb
import pytest
from small_store import AS_OF, claims_frame, process

import analytics

#: A notebook: one open store, asked again and again. Prints each answer that is new.
NOTEBOOK = """
import sys, analytics
store, told = analytics.open_store(sys.argv[1]), None
print("asks", flush=True)
while True:
    answer = store.sql(
        "select (select count(*) from medical_claim) || ' ' || (select count(*) from claim_line)"
        " || ' ' || (select max(run_id) from finding) || ' '"
        " || (select count(distinct run_id) from finding_of_every_run) as told"
    )["told"][0]
    if answer != told:
        print(answer, flush=True)
        told = answer
"""
#: The same in plain DuckDB, which opens, or attaches, the export for each question.
SQL_TOOL = """
import sys, duckdb
path, how, told = sys.argv[1] + "/recoup.duckdb", sys.argv[2], None
print("asks", flush=True)
while True:
    if how == "open":
        con = duckdb.connect(path, read_only=True)
    else:
        con = duckdb.connect()
        con.execute(f"attach '{path}' as plan (read_only)")
        con.execute("use plan")
    answer = con.execute(
        "select (select count(*) from medical_claim) || ' ' || (select count(*) from claim_line)"
        " || ' ' || (select max(run_id) from finding) || ' '"
        " || (select count(distinct run_id) from finding_of_every_run)"
    ).fetchone()[0]
    con.close()
    if answer != told:
        print(answer, flush=True)
        told = answer
"""


@pytest.mark.slow
def test_each_answer_during_loads_and_audits_is_one_of_the_whole_states(own_store):
    readers = [
        process(own_store, code=NOTEBOOK),
        process(own_store, "open", code=SQL_TOOL),
        process(own_store, "attach", code=SQL_TOOL),
    ]
    told = [[] for _ in readers]

    def listen(reader, answers):
        for line in reader.stdout:
            answers.append(line.decode().strip())

    for reader in readers:
        assert reader.stdout.readline() == b"asks\n"
    listeners = [
        threading.Thread(target=listen, args=pair) for pair in zip(readers, told, strict=True)
    ]
    for listener in listeners:
        listener.start()
    store, states = analytics.open_store(own_store), ["9 7 1 1"]
    for place, claim in enumerate("PQRS", start=1):
        store.load(claims_frame(f"claim\nCLAIM{claim}"), table="medical_claim")
        states.append(f"{9 + place} {7 + place} {place} {place}")
        store.audit(only="UNT-01", as_of=AS_OF)
        states.append(f"{9 + place} {7 + place} {place + 1} {place + 1}")
    for reader in readers:
        for _ in range(100):
            if reader.poll() is not None or states[-1] in told[readers.index(reader)]:
                break
            threading.Event().wait(0.1)
        reader.kill()
    for reader, listener, answers in zip(readers, listeners, told, strict=True):
        listener.join(timeout=10)
        assert reader.stderr.read() == b""
        assert set(answers) <= set(states)
        assert [state for state in states if state in answers] == answers  # never back in time
        assert answers[-1] == states[-1]
    assert len(told[0]) >= 3


def test_a_tool_that_stays_connected_outlives_a_load(own_store):
    """It goes on seeing the state it opened; one more load takes the files of that away."""
    with duckdb.connect(own_store / "recoup.duckdb", read_only=True) as con:
        analytics.open_store(own_store).load(claims_frame("claim\nCLAIMP"), table="medical_claim")
        assert con.execute("select count(*) from claim_line").fetchall() == [(7,)]
        assert con.execute("select count(*) from finding").fetchall() == [(4,)]


def test_a_question_is_asked_again_when_its_files_were_taken_away(own_store):
    """Between the look at the manifest and the read two loads, or an unload, may have passed."""
    store, other = analytics.open_store(own_store), analytics.open_store(own_store)
    store.sql("select 1")
    asked = []

    def question(engine):
        if not asked:
            other.load(claims_frame("claim\nCLAIMP"), table="medical_claim")
            other.load(claims_frame("claim\nCLAIMQ"), table="medical_claim")
        asked.append(engine)
        return engine.value("select count(*) from claim_line")

    assert store._reading.ask(question) == 9
    assert len(asked) == 2


#: `recoup load`, again as long as another holds the store.
PATIENT = """
import sys, time
from analytics import open_store
from analytics.errors import StoreError
for _ in range(600):
    try:
        open_store(sys.argv[1], create=True).load(sys.argv[2], table="medical_claim")
        break
    except StoreError as error:
        assert "is being written by" in str(error), error
        time.sleep(0.05)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("claims", "exists"),
    [
        pytest.param("PQ", True, id="two"),
        pytest.param("PQRS", False, id="new store"),
        pytest.param("PQRSTUVW", True, id="store"),
    ],
)
def test_loaders_that_come_all_at_once_are_each_taken_once(own_store, tmp_path, claims, exists):
    store = own_store if exists else tmp_path / "new"
    paths = [tmp_path / f"{claim}.csv" for claim in claims]
    for claim, path in zip(claims, paths, strict=True):
        claims_frame(f"claim\nCLAIM{claim}").to_csv(path, index=False)
    loaders = [process(store, path, code=PATIENT) for path in paths]
    for loader in loaders:
        assert loader.communicate(timeout=300) == (b"", b"")
        assert loader.returncode == 0
    opened = analytics.open_store(store)
    loads = opened.folder.manifest().loads[1 if exists else 0 :]
    assert sorted(load["source_file"] for load in loads) == sorted(path.name for path in paths)
    first = 2 if exists else 1
    assert [load["number"] for load in loads] == list(range(first, first + len(claims)))
    assert len(opened.frame("claim_line")) == len(claims) + (7 if exists else 0)
    assert opened.verify() == []

"""One writer at a time; one that is stopped, however, leaves the store as it was and usable."""

import os
import signal
import socket
import stat

import pytest
from small_store import AS_OF, contents, process

import analytics
from analytics.store.folder import StoreFolder

#: `recoup`, but once in a long query where its last step would be.
HELD = """
import analytics.{module} as module
from analytics import cli
from analytics.engine.duckdb import Engine

def held(*_):
    print("in the middle", flush=True)
    with Engine() as engine:
        engine.value("select max(md5(cast(range as varchar))) from range(100000000000)")

module.{name} = held
cli.main()
"""
IN_LOAD = HELD.format(module="load.into_store", name="build_final_action")
IN_AUDIT = HELD.format(module="findings.pricing", name="price")


STOPPED = b"recoup: stopped; the store has all finished steps and no unfinished one\n"


@pytest.fixture
def held():
    """held(code, words...): the process, once it is in the middle. Killed in the end."""
    started = []

    def start(code, *words):
        running = process(*words, code=code)
        started.append(running)
        assert running.stdout.readline() == b"in the middle\n", running.stderr.read().decode()
        return running

    yield start
    for running in started:
        if running.poll() is None:
            running.kill()
        running.communicate()


@pytest.mark.slow
def test_ctrl_c_in_a_load_while_others_read_and_want_to_write(
    held, recoup, own_store, more_claims_csv
):
    before = contents(own_store)
    opened = analytics.open_store(own_store)
    writer = held(IN_LOAD, "load", more_claims_csv, "--store", own_store)
    assert len(opened.sql("select * from claim_line where claim_id = 'CLAIMZ'")) == 0

    second = recoup("audit", "--store", own_store)
    assert second.code == 5
    assert f"process {writer.pid} on {socket.gethostname()} since" in second.err

    writer.send_signal(signal.SIGINT)
    out, err = writer.communicate(timeout=30)
    assert (writer.returncode, out) == (130, b"")
    assert err == STOPPED
    assert contents(own_store) == before

    assert recoup("load", more_claims_csv, "--store", own_store).code == 0
    assert len(opened.sql("select * from claim_line where claim_id = 'CLAIMZ'")) == 1


@pytest.mark.slow
def test_ctrl_c_in_an_audit(held, recoup, own_store):
    before = contents(own_store)
    writer = held(IN_AUDIT, "audit", "--only", "UNT-01", "--store", own_store)
    writer.send_signal(signal.SIGINT)
    _, err = writer.communicate(timeout=30)
    assert (writer.returncode, err) == (130, STOPPED)
    assert contents(own_store) == before
    assert recoup("audit", "--only", "UNT-01", "--as-of", AS_OF, "--store", own_store).code == 0


@pytest.mark.slow
def test_the_lock_of_a_killed_writer_is_taken_over_and_its_remains_are_swept(
    held, recoup, own_store, more_claims_csv
):
    before = contents(own_store)
    writer = held(IN_LOAD, "load", more_claims_csv, "--store", own_store)
    writer.kill()
    writer.wait()
    left = contents(own_store).keys() - before.keys()
    assert {".lock.holder", "medical_claim/load=000002/part-0.parquet"} <= left
    assert len(analytics.open_store(own_store).loads) == 1

    ended = recoup("audit", "--only", "UNT-01", "--as-of", AS_OF, "--store", own_store)
    assert ended.code == 0
    assert not left & contents(own_store).keys()


def test_what_no_manifest_names_is_swept_and_nothing_else(own_store):
    strays = [
        own_store / "medical_claim" / "load=000009",
        own_store / "state" / "000009",
        own_store / "runs" / "000009",
        own_store / ".tmp" / "load-9",
    ]
    for stray in strays:
        stray.mkdir(parents=True)
        (stray / "x").write_text("x")
    (own_store / "notes.txt").write_text("an analyst's own")
    with StoreFolder.open(own_store).writing():
        pass
    assert not [stray for stray in strays if stray.exists()]
    assert (own_store / "notes.txt").exists()
    assert len(analytics.open_store(own_store).run().findings()) > 0


def test_the_manifest_is_replaced_never_edited(own_store, more_claims_csv):
    path = own_store / "manifest.json"
    with path.open() as old:
        store = analytics.open_store(own_store)
        store.load(more_claims_csv)
        assert "more.csv" not in old.read()
    assert "more.csv" in path.read_text()
    assert not (own_store / ".manifest.new").exists()


@pytest.mark.skipif(os.name == "nt", reason="folders of Windows have no such modes")
def test_only_the_owner_can_read_a_store(tmp_path, claims_csv):
    old = os.umask(0)
    try:
        store = analytics.open_store(tmp_path / "store", create=True)
        store.load(claims_csv)
        store.audit(only="UNT-01", as_of=AS_OF)
    finally:
        assert os.umask(old) == 0
    paths = [tmp_path / "store", *(tmp_path / "store").rglob("*")]
    open_to_others = {
        str(path.relative_to(tmp_path)): oct(path.stat().st_mode)
        for path in paths
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    }
    assert len(paths) > 30
    assert open_to_others == {}


def test_a_writer_in_the_same_process_waits_for_no_one(own_store, claims_csv):
    folder = StoreFolder.open(own_store)
    with folder.writing(), pytest.raises(analytics.RecoupError, match=f"process {os.getpid()} on"):
        analytics.open_store(own_store).load(claims_csv)

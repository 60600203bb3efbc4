"""What the store does not take: exit code and words of each refusal, and the store as it was."""

import json

import pytest
from small_store import AS_OF, claims_frame, contents, no_space

import analytics
from analytics.engine.duckdb import Engine
from analytics.errors import StoreError
from analytics.store.folder import StoreFolder
from analytics.store.manifest import FORMAT


def csv(path, text=None, **edits):
    """A file of that text, or of the claims with columns renamed or overwritten."""
    if text is None:
        frame = claims_frame()
        for column, value in edits.items():
            if value is None:
                frame = frame.drop(columns=column)
            elif value.startswith("="):
                frame = frame.rename(columns={column: value[1:]})
            else:
                frame[column] = value
        text = frame.to_csv(index=False)
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"text": ""}, ["bad.csv: the file is empty"]),
        ({"paid_amount": "=paid_amout"}, ["no column paid_amount", "nearest", "'paid_amout'"]),
        ({"billing_npi": None}, ["no column billing_npi", "--map"]),
        ({"paid_amount": "abc"}, ["no value of column paid_amount", "row 1"]),
        ({"payer": None}, ["payer"]),
    ],
    ids=["empty", "misspelt", "missing", "never casts", "no payer"],
)
def test_a_wrong_extract_is_refused_and_the_store_is_as_it_was(
    recoup, own_store, tmp_path, content, words
):
    before = contents(own_store)
    path = csv(tmp_path / "bad.csv", **content)
    ended = recoup("load", path, "--table", "medical_claim", "--store", own_store)
    assert ended.code == 3
    assert ended.err.count("\n") == 1
    for word in words:
        assert word in ended.err
    assert contents(own_store) == before


def test_a_missing_file_is_refused(recoup, own_store, tmp_path):
    before = contents(own_store)
    ended = recoup("load", tmp_path / "nosuch.csv", "--store", own_store)
    assert (ended.code, "no such file" in ended.err) == (3, True)
    assert contents(own_store) == before


def test_one_wrong_file_stops_all_of_a_call(recoup, own_store, more_claims_csv, tmp_path):
    before = contents(own_store)
    wrong = csv(tmp_path / "bad.csv", text="")
    assert recoup("load", more_claims_csv, wrong, "--store", own_store).code == 3
    assert contents(own_store) == before


def test_a_file_of_only_a_header_loads_no_row_and_can_be_audited(recoup, tmp_path):
    store = tmp_path / "store"
    path = csv(tmp_path / "header.csv", text=claims_frame().head(0).to_csv(index=False))
    ended = recoup("load", path, "--store", store)
    assert ended.code == 0
    assert "read 0 = loaded 0 + rejected 0" in ended.out
    assert recoup("audit", "--only", "UNT-01", "--as-of", AS_OF, "--store", store).code == 0
    assert recoup("findings", "--format", "json", "--store", store).out == "[]\n"


@pytest.mark.parametrize("command", ["load", "findings"])
def test_a_store_of_a_newer_version_is_refused(recoup, own_store, claims_csv, command):
    path = own_store / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99, "news": []}))
    before = contents(own_store)
    words = [claims_csv] if command == "load" else []
    ended = recoup(command, *words, "--store", own_store)
    assert ended.code == 5
    assert "newer Recoup (store format 99" in ended.err
    assert "pip install --upgrade" in ended.err
    assert contents(own_store) == before


@pytest.mark.parametrize(
    "text", ["{", "[]", f'{{"format": {FORMAT}, "what": 2}}', '{"format": "x"}', "3"]
)
def test_a_damaged_manifest_is_said(recoup, own_store, text):
    (own_store / "manifest.json").write_text(text)
    ended = recoup("runs", "--store", own_store)
    assert ended.code == 5
    assert "manifest.json cannot be read as a manifest; restore it from a copy" in ended.err


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(
            (name, wrong)
            for name in ("loads", "states", "runs")
            for wrong in (None, "x", [1], [{}])
        ),
        *(("unloaded", [{}]), ("last_load", "1"), ("last_run", None), ("made_by", 1)),
    ],
    ids=str,
)
def test_a_manifest_of_another_shape_is_damaged(recoup, own_store, name, wrong):
    """By hand or by a merge of two: what is no list of loads is said, never stumbled over."""
    path = own_store / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: wrong}))
    for command in (["runs"], ["sql", "select 1"], ["verify"], ["audit", "--as-of", AS_OF]):
        ended = recoup(*command, "--store", own_store)
        assert ended.code == 5
        assert "manifest.json cannot be read as a manifest" in ended.err


def test_a_folder_that_is_no_store_is_refused(recoup, tmp_path, claims_csv):
    (tmp_path / "holiday.jpg").write_text("x")
    ended = recoup("audit", "--store", tmp_path)
    assert (ended.code, "is not a store" in ended.err) == (5, True)
    ended = recoup("load", claims_csv, "--store", tmp_path)
    assert (ended.code, "has files but is not a store" in ended.err) == (5, True)
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_file_is_no_store(recoup, tmp_path, claims_csv):
    path = tmp_path / "a.txt"
    path.write_text("x")
    assert recoup("load", claims_csv, "--store", path).code == 5
    assert recoup("load", claims_csv, "--store", path / "below").code == 5
    assert recoup("audit", "--store", path).code == 5
    assert path.read_text() == "x"


def test_an_audit_needs_claims(recoup, tmp_path):
    analytics.open_store(tmp_path / "store", create=True)
    ended = recoup("audit", "--store", tmp_path / "store")
    assert (ended.code, "no medical_claim" in ended.err) == (5, True)


@pytest.mark.slow
def test_a_full_disk_stops_a_load_and_an_audit(recoup, small_disk, claims_csv, more_claims_csv):
    """At the lock, in the middle, and where only recoup.duckdb is left to write."""
    store = small_disk.path / "store"
    assert recoup("load", claims_csv, "--store", store).code == 0
    before = contents(store)
    load, audit = ["load", more_claims_csv], ["audit", "--only", "UNT-01"]
    for kilobytes, words in ((0, load), (40, load), (100, load), (0, audit), (16, audit)):
        small_disk.leave(kilobytes)
        ended = recoup(*words, "--store", store)
        assert (ended.code, "no room left on the disk" in ended.err) == (5, True)
        assert contents(store) == before
    small_disk.leave(2000)
    assert recoup("load", more_claims_csv, "--store", store).code == 0


@pytest.mark.parametrize("where", ["move_into_store", "commit"])
@pytest.mark.parametrize("command", ["load", "audit"])
def test_no_room_for_a_file_leaves_the_store(
    recoup, own_store, more_claims_csv, monkeypatch, command, where
):
    """Wherever a disk fills up, also where no small disk can be mounted."""
    before = contents(own_store)
    monkeypatch.setattr(StoreFolder, where, no_space)
    words = [more_claims_csv] if command == "load" else ["--only", "UNT-01"]
    ended = recoup(command, *words, "--store", own_store)
    assert (ended.code, "no room left on the disk" in ended.err) == (5, True)
    assert contents(own_store) == before


def test_no_room_to_spill_ends_an_audit_and_is_no_failure_of_a_check(
    recoup, own_store, monkeypatch
):
    before = contents(own_store)
    made = Engine.table

    def table(engine, name, *words, **options):
        if name == "check_rows_found":
            raise StoreError("check_rows_found: no room left on the disk")
        return made(engine, name, *words, **options)

    monkeypatch.setattr(Engine, "table", table)
    assert recoup("audit", "--only", "UNT-01", "--store", own_store).code == 5
    assert contents(own_store) == before


def test_a_read_only_store_can_be_read_and_not_written(
    recoup, small_disk, claims_csv, more_claims_csv
):
    store = small_disk.path / "store"
    assert recoup("load", claims_csv, "--store", store).code == 0
    small_disk.make_read_only()
    assert "CLAIMA" in recoup("sql", "select claim_id from claim_line", "--store", store).out
    for words in (["load", more_claims_csv], ["audit"]):
        ended = recoup(*words, "--store", store)
        assert (ended.code, "Read-only" in ended.err) == (5, True)
    ended = recoup("load", claims_csv, "--store", small_disk.path / "other")
    assert (ended.code, "Read-only" in ended.err) == (5, True)


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_text("x")])
def test_a_damaged_store_is_said_with_the_table(recoup, own_store, damage):
    damage(own_store / "state" / "000001" / "claim_line.parquet")
    for words in (["sql", "select 1"], ["audit", "--only", "UNT-01"], ["findings"]):
        ended = recoup(*words, "--store", own_store)
        assert (ended.code, "the store is damaged; claim_line: " in ended.err) == (5, True)

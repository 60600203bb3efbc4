"""A file of a store that is cut off, altered, gone or not its own: named, wherever it is met."""

import json

import pytest
from small_store import AS_OF, CLAIMS, MEMBER, contents

import analytics
from analytics.store.manifest import FORMAT

CLAIM_LINE = "state/000001/claim_line.parquet"
CLAIMS_LOADED = "medical_claim/load=000001/part-0.parquet"
FINDING = "runs/000001/finding.parquet"


def cut_off(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def alter(path):
    """Other bytes in the middle of the first column's values."""
    whole = path.read_bytes()
    path.write_bytes(whole[:20] + bytes(byte ^ 0x5A for byte in whole[20:60]) + whole[60:])


def empty(path):
    path.write_bytes(b"")


def lose(path):
    path.unlink()


DAMAGES = {"cut off": cut_off, "altered": alter, "empty": empty, "gone": lose}


def words_of_data():
    """Texts of the claims that no message may hold: members, claims and amounts."""
    rows = [line.split("|") for line in CLAIMS.strip().splitlines()[1:]]
    amounts = {row[6].strip() for row in rows} - {"0.00"}
    return {MEMBER, *(row[0].strip() for row in rows), *amounts}


def said(ended):
    """What an error says, after what no error may do."""
    assert ended.err.count("\n") == 1
    assert not [word for word in words_of_data() if word in ended.err + ended.out]
    return ended.err


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(
    ("file", "belongs_to"),
    [
        (CLAIMS_LOADED, "load 1"),
        ("rejected_row/load=000001/part-0.parquet", "load 1"),
        (CLAIM_LINE, "final action 000001"),
        (FINDING, "run 1"),
        ("runs/000001/run.json", "run 1"),
    ],
)
def test_verify_names_the_file_and_what_it_belongs_to(recoup, own_store, damage, file, belongs_to):
    assert recoup("verify", "--store", own_store).code == 0
    DAMAGES[damage](own_store / file)
    ended = recoup("verify", "--store", own_store)
    assert (ended.code, "1 file is not as written" in ended.err) == (5, True)
    problem = "missing" if damage == "gone" else "altered"
    assert ended.out == f"{belongs_to}: {file}: {problem}\n"


def test_verify_names_what_was_put_among_the_files(recoup, own_store):
    (own_store / "notes.txt").write_text("an analyst's own, beside them")
    assert recoup("verify", "--store", own_store).code == 0
    for file in (CLAIM_LINE, CLAIMS_LOADED):
        stray = (own_store / file).with_name("part-1.parquet")
        stray.write_bytes((own_store / file).read_bytes())
    ended = recoup("verify", "--store", own_store)
    assert ended.code == 5
    assert ended.out.splitlines() == [
        "load 1: medical_claim/load=000001/part-1.parquet: not written by Recoup",
        "final action 000001: state/000001/part-1.parquet: not written by Recoup",
    ]
    assert len(analytics.open_store(own_store).frame("medical_claim")) == 9


@pytest.mark.parametrize("damage", ["cut off", "altered", "empty", "gone"])
@pytest.mark.parametrize("file", [CLAIM_LINE, FINDING])
def test_what_reads_a_damaged_file_names_it(recoup, own_store, damage, file):
    DAMAGES[damage](own_store / file)
    name = file.split("/")[-1].removesuffix(".parquet")
    for words in (
        ["sql", f"select * from {name}"],
        ["why", "CLAIMA"],
        *([["findings"]] if name == "finding" else []),
        *([["audit", "--only", "UNT-01", "--as-of", AS_OF]] if name == "claim_line" else []),
    ):
        before = contents(own_store)
        ended = recoup(*words, "--store", own_store)
        assert ended.code == 5
        text = said(ended)
        assert "the store is damaged" in text
        assert str(own_store / file) in text
        assert contents(own_store) == before


def test_a_load_that_reads_a_damaged_load_names_it(recoup, own_store, more_claims_csv):
    alter(own_store / CLAIMS_LOADED)
    before = contents(own_store)
    ended = recoup("load", more_claims_csv, "--store", own_store)
    assert (ended.code, str(own_store / CLAIMS_LOADED) in said(ended)) == (5, True)
    assert contents(own_store) == before


def test_a_damaged_load_is_taken_out_and_loaded_again(recoup, own_store, claims_csv):
    cut_off(own_store / CLAIMS_LOADED)
    assert recoup("unload", "1", "--store", own_store).code == 0
    assert recoup("load", claims_csv, "--store", own_store).code == 0
    assert recoup("verify", "--store", own_store).code == 0
    assert len(analytics.open_store(own_store).frame("claim_line")) == 7


def test_a_damaged_picture_is_made_anew_by_the_next_load(recoup, own_store, more_claims_csv):
    cut_off(own_store / CLAIM_LINE)
    assert recoup("load", more_claims_csv, "--store", own_store).code == 0
    assert len(analytics.open_store(own_store).frame("claim_line")) == 8


def test_a_cut_off_manifest_is_named(recoup, own_store):
    cut_off(own_store / "manifest.json")
    for words in (["verify"], ["runs"], ["audit"], ["sql", "select 1"]):
        ended = recoup(*words, "--store", own_store)
        assert (ended.code, str(own_store / "manifest.json") in said(ended)) == (5, True)


@pytest.mark.parametrize(
    ("number", "who", "what_to_do"),
    [
        (1, "an older Recoup", "load the extracts into a new store"),
        (FORMAT + 1, "a newer Recoup", "pip install --upgrade recoup"),
    ],
)
def test_a_store_of_another_format_is_refused(
    recoup, own_store, more_claims_csv, number, who, what_to_do
):
    path = own_store / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": number}))
    before = contents(own_store)
    for words in (["runs"], ["findings"], ["verify"], ["load", more_claims_csv], ["audit"]):
        ended = recoup(*words, "--store", own_store)
        assert ended.code == 5
        assert f"was written by {who} (store format {number}, and this Recoup" in said(ended)
        assert what_to_do in ended.err
    assert contents(own_store) == before

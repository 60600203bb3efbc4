"""Pseudonyms: keyed, the same wherever a member stands, and made of nothing but the key."""

import os
import stat

import pandas as pd
import pyarrow as pa
import pytest

from analytics.errors import UsageError
from analytics.masking import (
    KEY_FILE,
    KEY_VARIABLE,
    MEMBER_COLUMNS,
    Mask,
    find_key,
    is_member_column,
    masked_frame,
    masked_table,
)
from analytics.schema.outputs import OUTPUTS
from analytics.schema.tables import REJECTED_ROW, TABLES

KEY = b"0123456789abcdef"
MASK = Mask(KEY)


def test_a_pseudonym_is_marked_and_long_enough_to_be_one_member_only():
    name = MASK.pseudonym("000123456")
    assert name.startswith("M-")
    assert len(name) == 18
    assert set(name[2:]) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_it_is_the_same_with_the_same_key_and_another_with_another():
    assert Mask(KEY).pseudonym("A1") == MASK.pseudonym("A1")
    assert Mask(KEY[::-1]).pseudonym("A1") != MASK.pseudonym("A1")
    assert len({MASK.pseudonym(f"{n:09d}") for n in range(20_000)}) == 20_000


def test_it_stays_what_it_was_in_earlier_releases():
    assert MASK.pseudonym("000123456") == "M-VYQPAY2VU7A7NQVM"


def test_leading_zeros_are_part_of_an_identifier():
    assert MASK.pseudonym("0123") != MASK.pseudonym("123")


@pytest.mark.parametrize("length, fits", [(15, False), (16, True), (17, True)])
def test_a_short_key_is_refused(length, fits):
    if fits:
        assert Mask(b"k" * length)
    else:
        with pytest.raises(UsageError, match="at least 16"):
            Mask(b"k" * length)


# --- tables and frames ---------------------------------------------------------------------------


def table():
    return pa.table(
        {
            "claim_id": ["C1", "C2", "C3"],
            "member_id": ["M1", None, "M1"],
            "person_id": ["M1", "P2", "P3"],
            "x_subscriber": ["M1", "M2", None],
            "x_region": ["north", "south", None],
            "raw_row": ['{"member": "M1"}', "{}", None],
            "paid_amount": pa.array([1, 2, 3], pa.decimal128(18, 2)),
        }
    )


def test_a_table_is_masked_by_the_names_of_its_columns_and_else_untouched():
    masked = MASK.table(table())
    one = MASK.pseudonym("M1")
    assert masked["member_id"].to_pylist() == [one, None, one]
    assert masked["person_id"].to_pylist() == [one, MASK.pseudonym("P2"), MASK.pseudonym("P3")]
    assert masked["x_subscriber"].to_pylist() == [one, MASK.pseudonym("M2"), None]
    assert masked["raw_row"].to_pylist() == [None, None, None]
    for name in ("claim_id", "x_region", "paid_amount"):
        assert masked[name].equals(table()[name])


@pytest.mark.parametrize("kind", ["arrow", "object", "category"])
def test_a_frame_of_any_kind_is_masked_as_a_table_is(kind):
    frame = table().to_pandas(types_mapper=pd.ArrowDtype).set_axis([7, 7, 9])
    if kind != "arrow":
        frame["member_id"] = frame["member_id"].astype(object).astype(kind)
    masked = MASK.frame(frame)
    assert masked.index.tolist() == [7, 7, 9]
    expected = MASK.table(table()).to_pandas(types_mapper=pd.ArrowDtype)
    for name in frame.columns:
        shown = masked[name].astype(object).where(masked[name].notna(), None)
        wanted = expected[name].astype(object).where(expected[name].notna(), None)
        assert shown.tolist() == wanted.tolist()
    assert frame["claim_id"].tolist() == ["C1", "C2", "C3"]
    assert frame["member_id"].iloc[0] == "M1", "the frame given is left as it is"


def test_without_a_mask_nothing_changes():
    frame = table().to_pandas()
    assert masked_frame(frame, None) is frame
    given = table()
    assert masked_table(given, None) is given


def test_an_empty_table_stays_one():
    assert MASK.table(table().slice(0, 0)).num_rows == 0


def test_every_column_of_the_contract_that_names_a_member_is_known():
    tables = [*TABLES.values(), *OUTPUTS.values(), REJECTED_ROW]
    words = ("member", "person", "subscriber", "patient_id")
    for each in tables:
        for column in each.columns:
            named = any(word in column.name for word in words)
            assert named == is_member_column(column.name), (each.name, column.name)
    assert all(is_member_column(name.upper()) for name in MEMBER_COLUMNS)


# --- the key -------------------------------------------------------------------------------------


def test_a_store_gets_a_key_of_its_own_once(tmp_path):
    first = find_key(tmp_path, environment={})
    again = find_key(tmp_path, environment={})
    assert first.is_new
    assert not again.is_new
    assert first.key == again.key
    assert str(tmp_path / KEY_FILE) in first.source
    assert len(first.key) == 64


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions elsewhere")
def test_only_its_owner_can_read_a_key(tmp_path):
    find_key(tmp_path, environment={})
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_two_stores_have_two_keys(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
    keys = {find_key(tmp_path / name, environment={}).key for name in "ab"}
    assert len(keys) == 2


def test_a_file_goes_before_the_environment_and_that_before_the_store(tmp_path):
    file = tmp_path / "ours.key"
    file.write_bytes(b"a key from a file\n")
    environment = {KEY_VARIABLE: "a key from the environment"}
    assert find_key(tmp_path, file, environment).key == b"a key from a file"
    assert find_key(tmp_path, None, environment).key == b"a key from the environment"
    assert not (tmp_path / KEY_FILE).exists()


def test_a_key_that_is_missing_or_short_is_refused_and_not_shown(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        find_key(tmp_path, tmp_path / "none.key", {})
    with pytest.raises(UsageError) as refused:
        find_key(tmp_path, None, {KEY_VARIABLE: "hunter2"})
    assert KEY_VARIABLE in str(refused.value)
    assert "hunter2" not in str(refused.value)
    with pytest.raises(UsageError, match="cannot be written"):
        find_key(tmp_path / "no" / "folder", None, {})

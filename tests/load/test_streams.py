"""Anything that hands out an Arrow stream loads as a frame does, read once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from small_store import AS_OF, claims_frame, in_memory

import analytics
from analytics.errors import ExtractError, UsageError
from analytics.load.extract import file_fingerprint
from analytics.load.suggest.suggest import suggest_mapping

from .conftest import CLAIM, load

ROWS = [
    {
        **CLAIM,
        "claim_id": f"C{number}",
        "claim_line_start_date": date(2024, 7, number),
        "claim_line_end_date": date(2024, 7, number),
        "paid_amount": Decimal(f"{number}.10"),
    }
    for number in range(1, 4)
]
TABLE = pa.Table.from_pylist(ROWS)


class OnlyAStream:
    """A frame of which nothing is known but that it hands out a stream; counts how often."""

    def __init__(self, table: pa.Table):
        self._table, self.read = table, 0

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        self.read += 1
        return self._table.__arrow_c_stream__(requested_schema)


def one_pass(table: pa.Table = TABLE) -> pa.RecordBatchReader:
    """A reader that has nothing left once it was read."""
    return pa.RecordBatchReader.from_batches(table.schema, iter(table.to_batches(2)))


def relation() -> duckdb.DuckDBPyRelation:
    """The rows as a query of DuckDB, in a connection of its own."""
    return duckdb.connect().from_arrow(TABLE)


def test_every_stream_loads_as_a_table_does(tmp_path: Path) -> None:
    expected = load(TABLE, tmp_path / "table")
    assert [row["paid_amount"] for row in expected.rows] == [row["paid_amount"] for row in ROWS]
    streams = {
        "reader": one_pass(),
        "relation": relation(),
        "own": OnlyAStream(TABLE),
        "batch": TABLE.to_batches()[0],
    }
    for name, stream in streams.items():
        loaded = load(stream, tmp_path / name)
        assert loaded.rows == expected.rows, name
        assert loaded.result.sha256 == expected.result.sha256, name


def test_a_stream_is_read_once(tmp_path: Path) -> None:
    stream = OnlyAStream(TABLE)
    store = in_memory(tmp_path / "store")
    (outcome,) = store.load(stream)
    assert (outcome.record["loaded"], stream.read) == (3, 1)
    (again,) = store.load(OnlyAStream(TABLE))
    assert again.already_loaded


def test_the_store_loads_readers_and_relations(tmp_path: Path) -> None:
    store = in_memory(tmp_path / "store")
    assert [o.record["loaded"] for o in store.load(one_pass(), dry_run=True)] == [3]
    first, second = store.load([one_pass(), relation()])
    assert (first.record["loaded"], second.already_loaded) == (3, True)


def test_an_audit_takes_a_stream() -> None:
    claims = pa.Table.from_pandas(claims_frame(), preserve_index=False)
    found = [
        analytics.audit(as_of=AS_OF, medical_claim=source, only="UNT-01").exposure("check")
        for source in (claims, one_pass(claims), OnlyAStream(claims))
    ]
    assert len(found[0]) and all(frame.equals(found[0]) for frame in found[1:])


TYPES = [
    # column, its values as a stream may pack them, what is loaded
    ("plan", pa.array(["A", None, "A"]).dictionary_encode(), ["A", None, "A"]),
    ("plan", pa.array(["A", None, "A"], pa.string_view()), ["A", None, "A"]),
    ("plan", pa.array(["A", None, "A"], pa.large_string()), ["A", None, "A"]),
    (
        "plan",
        pa.DictionaryArray.from_arrays(
            pa.array([1, None, 0], pa.uint32()), pa.array(["A", "B"], pa.string_view())
        ),
        ["B", None, "A"],
    ),
    ("plan", pa.nulls(3), [None, None, None]),
    (
        "allowed_amount",
        pa.array([Decimal("0.10"), None, Decimal("-2.00")], pa.decimal128(9, 2)),
        [Decimal("0.10"), None, Decimal("-2.00")],
    ),
    (
        "allowed_amount",
        pa.array([Decimal("9007199254740993.01")] * 3, pa.decimal256(60, 2)),
        [Decimal("9007199254740993.01")] * 3,
    ),
    ("allowed_amount", pa.array([1.5, None, 0.1]), [Decimal("1.50"), None, Decimal("0.10")]),
    ("paid_date", pa.array([date(2024, 8, 1)] * 3, pa.date32()), [date(2024, 8, 1)] * 3),
    ("paid_date", pa.array([date(2024, 8, 1)] * 3, pa.date64()), [date(2024, 8, 1)] * 3),
    ("in_network_flag", pa.array([True, None, False]), [True, None, False]),
]


@pytest.mark.parametrize(("name", "values", "want"), TYPES)
def test_types_of_a_stream_read_like_text(tmp_path: Path, name, values, want) -> None:
    loaded = load(OnlyAStream(TABLE.append_column(name, values)), tmp_path)
    assert [row[name] for row in loaded.rows] == want


def test_a_stream_has_a_draft_and_a_fingerprint() -> None:
    renamed = TABLE.rename_columns(["CLM_NBR", *TABLE.column_names[1:]])
    assert 'claim_id = "CLM_NBR"' in suggest_mapping(one_pass(renamed))
    assert file_fingerprint(one_pass()) == file_fingerprint(TABLE)


def test_a_stream_that_breaks_off_loads_nothing_and_tells_no_value(tmp_path: Path) -> None:
    def batches():
        yield TABLE.to_batches()[0]
        raise ValueError("member 00012345 cannot be read")

    store = in_memory(tmp_path / "store")
    stream = pa.RecordBatchReader.from_batches(TABLE.schema, batches())
    with pytest.raises(ExtractError, match="could not be read to their end") as error:
        store.load(stream)
    assert "00012345" not in str(error.value)
    assert len(store.loads) == 0


def test_what_is_no_frame_is_refused(tmp_path: Path) -> None:
    store = in_memory(tmp_path / "store")
    for source in (7, {"claim_id": ["C1"]}, pa.chunked_array([["C1"]])):
        with pytest.raises(UsageError, match=f"a {type(source).__name__} cannot be loaded"):
            store.load(source)
    kinds, places = pa.array([0, 0, 0], pa.int8()), pa.array([0, 1, 2], pa.int32())
    either = pa.UnionArray.from_dense(kinds, places, [pa.array([1, 2, 3])])
    strange = TABLE.append_column("plan", either)
    with pytest.raises(ExtractError, match="a type that Recoup cannot read"):
        store.load(strange)

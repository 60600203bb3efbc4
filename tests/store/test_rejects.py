"""Rejected rows told by reason and row number, and given back as their file had them."""

from __future__ import annotations

import os
import stat

import pytest

import analytics
from analytics.errors import StoreError, UsageError
from analytics.load.rejects import (
    rejected_extract,
    unreadable_lines,
)
from analytics.store.reader import reading_engine

HEAD = "visit_note_id,member_id,service_date,payer"
BAD = "N{n},MEMBER{n},2026-13-01,P"


@pytest.fixture
def store(tmp_path):
    return analytics.open_store(tmp_path / "store", create=True)


def load(store, tmp_path, text: str | bytes, **told) -> dict:
    path = tmp_path / f"notes{len(store.folder.manifest().loads)}.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    (outcome,) = store.load(path, table="visit_note", **told)
    return outcome.record


def test_reasons_are_counted_with_the_first_five_rows(store, tmp_path) -> None:
    rows = [BAD.format(n=n) for n in range(1, 8)]
    rows += ["GOOD,M,2026-07-01,P", "N9,,2026-07-01,P", "N10,M,2026-07-01"]
    load(store, tmp_path, "\n".join([HEAD, *rows]) + "\n")
    load(store, tmp_path, f"{HEAD}\nN1,,2026-07-01,P\nG,M,2026-07-02,P\n")
    found = store.rejects().to_dict("records")
    told = [(r["load_number"], r["column_name"], r["rows"], list(r["example_rows"])) for r in found]
    assert told == [
        (1, "service_date", 7, [1, 2, 3, 4, 5]),
        (1, "member_id", 1, [9]),
        (1, None, 1, [10]),
        (2, "member_id", 1, [1]),
    ]
    assert {r["table_name"] for r in found} == {"visit_note"}
    assert "MEMBER" not in str(found)
    assert len(store.rejects(2)) == 1
    with pytest.raises(StoreError, match="no load 3"):
        store.rejects(3)


def test_rows_come_back_in_order_under_their_own_headers(store, tmp_path) -> None:
    head = 'visit_note_id,member_id,service_date,payer,a/b,"say ""hi""",,payer2,x~y'
    rows = [
        'N1,M1,not a day,P,"one, two","three ""3""",,last,0',
        "N0,M,2026-07-01,P,,,,,",
        "N2,M2,nor this,P,,,seven,,",
    ]
    record = load(store, tmp_path, "\n".join([head, *rows]) + "\n")
    text = rejected_extract(reading_engine(store.folder), record).decode()
    assert text == "\n".join([head, rows[0], rows[2]]) + "\n"


def test_lines_that_are_no_rows_come_back_as_they_were(store, tmp_path) -> None:
    lines = [HEAD, "N1,M,2026-07-01,P", "N2,M", BAD.format(n=3)]
    record = load(store, tmp_path, "\n".join(lines) + "\n")
    assert unreadable_lines(reading_engine(store.folder), record) == ["N2,M"]
    text = rejected_extract(reading_engine(store.folder), record).decode()
    assert text.splitlines() == [HEAD, lines[3], "N2,M"]


def test_the_delimiter_and_the_encoding_of_the_file_are_kept(store, tmp_path) -> None:
    (tmp_path / "m.toml").write_text('table = "visit_note"\nencoding = "latin-1"\n')
    text = f"{HEAD}\nN1,M\u00fcller,2026-13-01,P\nN2,M,2026-07-01,P\n".replace(",", ";")
    record = load(store, tmp_path, text.encode("latin-1"), map=tmp_path / "m.toml")
    found = rejected_extract(reading_engine(store.folder), record)
    assert found.decode("latin-1").splitlines() == text.splitlines()[:2]


def test_the_file_is_its_owners_and_never_replaces_another(store, tmp_path) -> None:
    record = load(store, tmp_path, f"{HEAD}\n{BAD.format(n=1)}\nG,M,2026-07-01,P\n")
    path = tmp_path / "rejected.csv"
    number = record["number"]
    store.write_rejects(number, path)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("corrected")
    with pytest.raises(UsageError, match="already exists"):
        store.write_rejects(number, path)
    assert path.read_text() == "corrected"
    with pytest.raises(UsageError, match="cannot be written"):
        store.write_rejects(number, tmp_path / "no" / "folder.csv")


def test_a_load_without_rejects_is_refused(store, tmp_path) -> None:
    record = load(store, tmp_path, f"{HEAD}\nG,M,2026-07-01,P\n")
    with pytest.raises(UsageError, match="load 1 rejected no row"):
        rejected_extract(reading_engine(store.folder), record)

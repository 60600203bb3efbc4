"""Rows told apart, numbered and counted, however the file is damaged."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.errors import ExtractError

from .conftest import CLAIM, claim, csv_text, load

HEADER = csv_text([claim()]).splitlines()[0]


def line(number: int, plan: str = "HMO") -> str:
    """A good line; `plan` stands in the last column as it is."""
    return ",".join([*claim(claim_id=f"C{number}").values(), plan])


def file(*lines: str, end: str = "\n") -> str:
    """A file of claims with a plan column."""
    return "\n".join([HEADER + ",plan", *lines]) + end


def numbers(rows: list[dict]) -> list[int]:
    return [row["source_row"] for row in rows]


def test_a_broken_line_is_rejected_and_the_rows_behind_it_keep_their_numbers(load_rows) -> None:
    lines = [line(n) for n in range(1, 9)]
    lines[1] = "C2,1,only three"
    lines[3] = line(4) + ",one,two"
    lines[5] = line(6, '"never closed')
    loaded = load_rows(file(*lines))
    assert numbers(loaded.rows) == [1, 3, 5, 7, 8]
    assert [row["claim_id"] for row in loaded.rows] == ["C1", "C3", "C5", "C7", "C8"]
    assert {n: loaded.reason(n) for n in (2, 4, 6)} == {
        2: ": too few columns",
        4: ": too many columns",
        6: ": a quote that is not closed",
    }
    assert json.loads(loaded.rejected[0]["raw_row"]) == {"line": "C2,1,only three"}
    assert json.loads(loaded.rejected[2]["raw_row"]) == {"line": lines[5]}


def test_a_stray_quote_takes_its_own_line_only(load_rows) -> None:
    lines = [line(n, '"HMO, ""gold"""' if n % 3 == 0 else "HMO") for n in range(1, 41)]
    lines[9] = line(10, '"5 inch')
    lines[29] = line(30, '"5 inch')
    loaded = load_rows(file(*lines))
    assert numbers(loaded.rejected) == [10, 30]
    assert loaded.row(31)["claim_id"] == "C31"
    assert loaded.row(3)["plan"] == 'HMO, "gold"'


def test_a_value_over_several_lines_is_one_row(load_rows) -> None:
    lines = [line(1), line(2, '"two\nlines"'), "too,few", line(4, '"a\n\nb"'), line(5)]
    loaded = load_rows(file(*lines))
    assert numbers(loaded.rows) == [1, 2, 4, 5]
    assert loaded.row(2)["plan"] == "two\nlines"
    assert loaded.row(5)["claim_id"] == "C5"


def test_quotes_inside_a_value_are_characters(load_rows) -> None:
    loaded = load_rows(file(line(1, 'a 5" tube'), line(2, 'x"y"')))
    assert [row["plan"] for row in loaded.rows] == ['a 5" tube', 'x"y"']


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks(load_rows, newline: str, mark: str) -> None:
    text = mark + file(line(1), "", line(2), "x", line(4), "", "").replace("\n", newline)
    loaded = load_rows(text.encode())
    assert numbers(loaded.rows) == [1, 2, 4]
    assert numbers(loaded.rejected) == [3]


def test_mixed_line_ends(load_rows) -> None:
    text = file(line(1), line(2)).replace("\n", "\r\n") + file(line(3, "a\rb"), line(4))
    lines = [part for part in text.split(HEADER + ",plan\n") if part]
    loaded = load_rows("".join(lines).encode())
    assert numbers(loaded.rows) == [1, 2, 3, 4]


def test_bytes_that_are_not_utf8_reject_their_line(load_rows) -> None:
    text = file(line(1), line(2, "caf\xe9"), line(3)).encode("latin-1")
    loaded = load_rows(text)
    assert loaded.result.reasons == {"bytes that are not UTF-8 (a mapping may set encoding)": 1}
    assert numbers(loaded.rows) == [1, 3]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-le"])
def test_encodings_as_the_mapping_says(load_rows, tmp_path, encoding: str) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(f'encoding = "{encoding}"\n')
    loaded = load_rows(file(line(1, "caf\xe9"), line(2)).encode(encoding), mapping=mapping)
    assert [row["plan"] for row in loaded.rows] == ["caf\xe9", "HMO"]


def test_utf16_is_seen_by_its_mark(load_rows) -> None:
    assert load_rows(file(line(1), line(2)).encode("utf-16")).result.loaded == 2


def test_bytes_the_told_encoding_has_not_reject_their_line(load_rows, tmp_path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('encoding = "cp1252"\n')
    loaded = load_rows(file(line(1), line(2, "a\x81b"), line(3)).encode("latin-1"), mapping=mapping)
    assert numbers(loaded.rejected) == [2]


def test_the_whole_row_is_kept_with_a_reject(load_rows) -> None:
    loaded = load_rows([claim(), claim(claim_id="C2", paid_amount="abc", odd="1")])
    (row,) = loaded.rejected
    assert (row["table_name"], row["column_name"]) == ("medical_claim", "paid_amount")
    assert (row["source_file"], row["source_row"], row["load_number"]) == ("claims.csv", 2, 1)
    assert json.loads(row["raw_row"]) == {**CLAIM, "claim_id": "C2", "paid_amount": "abc"} | {
        "odd": "1"
    }
    assert loaded.result.reasons == {"paid_amount: not an amount": 1}
    assert "abc" not in str(loaded.result)


def test_a_file_of_broken_rows_only_is_refused(load_rows) -> None:
    with pytest.raises(ExtractError, match="no row has the 10 columns of the header"):
        load_rows(file(line(1) + ",x", line(2) + ",x"))


def test_a_delimiter_behind_the_last_value_is_no_column(load_rows) -> None:
    assert numbers(load_rows(file(line(1) + ",", line(2))).rows) == [1, 2]


def test_a_row_of_a_long_line(load_rows) -> None:
    loaded = load_rows(file(line(1), line(2, "z" * 2_100_000), line(3)))
    assert numbers(loaded.rows) == [1, 3]
    assert "2 million bytes" in loaded.reason(2)


DAMAGE = (
    "drop field",
    "add field",
    "open quote",
    "close quote",
    "bad byte",
    "cut",
    "blank",
    "join",
    "empty key",
    "bad amount",
    "carriage return",
    "whole quoted",
    "two lines",
    "quote inside",
)


def damaged(lines: list[bytes], where: int, what: str) -> None:
    """Do one kind of damage to one line."""
    good = lines[where]
    lines[where] = {
        "drop field": good.rsplit(b",", 1)[0],
        "add field": good + b",x",
        "open quote": good.replace(b",Plan", b',"Plan', 1),
        "close quote": good.replace(b",Plan", b',Plan"', 1),
        "bad byte": good.replace(b"Plan", b"Pl\xffn", 1),
        "cut": good[: len(good) // 2],
        "blank": b"",
        "join": good + good,
        "empty key": good.replace(b"C", b"", 1).lstrip(b"0123456789"),
        "bad amount": good.replace(b"700.00", b"7OO"),
        "carriage return": good.replace(b"Plan", b"Pl\ran", 1),
        "whole quoted": b",".join(b'"' + value + b'"' for value in good.split(b",")),
        "two lines": good.replace(b"HMO", b'"H\nMO"'),
        "quote inside": good.replace(b"HMO", b'H"M"O'),
    }[what]


ANY_HARM = given(
    harm=st.lists(
        st.tuples(st.integers(0, 29), st.sampled_from(DAMAGE)), max_size=8, unique_by=lambda h: h[0]
    ),
    newline=st.sampled_from([b"\n", b"\r\n"]),
)
HOW = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@pytest.mark.slow
@settings(max_examples=5, **HOW)
@ANY_HARM
def test_every_row_is_loaded_or_rejected(tmp_path, harm, newline) -> None:
    each_row_is_loaded_or_rejected(tmp_path, harm, newline)


@pytest.mark.slow
@settings(max_examples=40, **HOW)
@ANY_HARM
def test_every_row_of_many_files_is_loaded_or_rejected(tmp_path, harm, newline) -> None:
    each_row_is_loaded_or_rejected(tmp_path, harm, newline)


def each_row_is_loaded_or_rejected(tmp_path, harm, newline) -> None:
    lines = [line(n).encode() for n in range(1, 31)]
    for where, what in harm:
        damaged(lines, where, what)
    text = newline.join([(HEADER + ",plan").encode(), *lines]) + newline
    # The loading itself checks read = loaded + rejected.
    try:
        loaded = load(text, tmp_path, payer="Plan")
    except ExtractError as error:
        # An open quote near the top may leave no row whole: such a file is refused.
        assert "open quote" in {what for _, what in harm}
        assert "no row has the 10 columns of the header" in str(error)
        return
    seen = sorted(numbers(loaded.rows) + numbers(loaded.rejected))
    assert seen == list(range(1, loaded.result.read + 1))
    blanks = sum(what == "blank" for _, what in harm)
    assert loaded.result.read <= 30 - blanks + sum(what == "two lines" for _, what in harm)
    # Rows that nothing was done to load with their own values, unless an open quote in front
    # and a quote behind make one value of all that is between.
    untouched = set(range(1, 31)) - {where + 1 for where, _ in harm}
    if not {"open quote", "close quote", "two lines", "cut"} & {what for _, what in harm}:
        assert {f"C{n}" for n in untouched} <= {row["claim_id"] for row in loaded.rows}
        assert loaded.result.read == 30 - blanks

"""A table in the width of a terminal: what folds, what is left out, what becomes a record."""

from __future__ import annotations

import re

import pytest

from analytics.cli.layout import Column, fitting, fold, records, whole


def table(text, numbers=(), names=()):
    """Columns of a text table; `numbers` stand on the right, `names` say what their row is."""
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in text.split("\n")]
    cells = list(zip(*rows, strict=True))
    return [
        Column(name, name, cells[place], name in numbers, name in names)
        for place, name in enumerate(head)
    ]


PROVIDERS = table(
    "group|name|paid|lead|rate\n"
    "012345670|The Alderwick Home Infusion Pharmacy|236,044.35|0.00|0.5\n"
    "012345671|Birchmoor|12.00|1,000.00|0.25",
    numbers=("paid", "lead", "rate"),
    names=("group", "name"),
)


def shown(laid):
    return [*laid.head, *laid.body]


@pytest.mark.parametrize("width", range(1, 120))
def test_no_width_cuts_a_word_or_a_number(width):
    laid = fitting(PROVIDERS, width)
    words = set(re.findall(r"[^\s─]+", "\n".join(shown(laid))))
    known = {word for c in PROVIDERS for text in (c.heading, *c.cells) for word in text.split()}
    assert words <= known | {"of", "1", "2"}
    whole_words = {word for c in PROVIDERS for text in c.cells for word in text.split()}
    everything = set(re.findall(r"[^\s─]+", "\n".join(shown(whole(PROVIDERS, width)))))
    assert whole_words <= everything


@pytest.mark.parametrize(
    ("width", "left_out"), [(9 + 36 + 10 + 8 + 4 + 8, 0), (9 + 32 + 10 + 8 + 4 + 8, 0), (70, 1)]
)
def test_a_name_folds_down_to_32_characters_and_then_a_column_is_left_out(width, left_out):
    laid = fitting(PROVIDERS, width)
    assert laid.left_out == left_out
    assert max(map(len, shown(laid))) <= width


def test_the_first_columns_find_room_before_others_and_stand_in_their_places():
    laid = fitting(PROVIDERS, 30, first=("group", "lead", "rate", "name"))
    assert (laid.head, laid.left_out) == (["group          lead  rate"], 2)
    laid = fitting(PROVIDERS, 37, first=("group", "lead", "paid", "rate"))
    assert laid.head == ["group            paid      lead  rate"]


def test_where_a_first_column_finds_no_room_none_after_it_is_shown():
    """Else a column of zeros would stand for the amounts of one that is stronger."""
    columns = table("key|a|records|lead\nx|1|1,234,567.89|0.00", numbers=("a", "records", "lead"))
    laid = fitting(columns, 14, first=("key", "a", "records", "lead"))
    assert laid.head == []  # two columns are no table: a record
    columns = table(
        "key|a|b|records|lead\nx|1|2|1,234,567.89|0.00", numbers=("a", "b", "records", "lead")
    )
    laid = fitting(columns, 16, first=("key", "a", "b", "records", "lead"))
    assert (laid.head, laid.left_out) == (["key  a  b"], 2)


def test_without_first_columns_numbers_come_before_texts():
    columns = table("key|note|paid\nx|a text of some length here|1.00", numbers=("paid",))
    assert fitting(columns, 31).head == ["key  note                  paid"]
    columns = table("key|note|more|paid\nx|aaaaaaaaaa|bbbbbbbbbb|1.00", numbers=("paid",))
    assert fitting(columns, 21).head == ["key  note        paid"]


def test_a_text_below_stands_under_its_row_and_takes_no_width():
    columns = table(
        "check|claim|paid|why\nUNT-01|A|700.00|one two three four five six\nPOS-01|B|1.00|",
        numbers=("paid",),
    )
    assert shown(fitting(columns, 22, below="why")) == [
        "check   claim    paid",
        "──────  ─────  ──────",
        "UNT-01  A      700.00",
        "    one two three four",
        "    five six",
        "POS-01  B        1.00",
    ]


def test_a_record_has_each_value_on_a_line_of_its_own():
    columns = table("claim|reason|paid\nA|one two three four|700.00", numbers=("paid",))
    assert records(columns, 19).body == [
        "── 1 of 1 ─────────",
        "claim   A",
        "reason  one two",
        "        three four",
        "paid    700.00",
    ]
    assert records(columns, 12).body[2:] == [
        *("reason", "    one two", "    three", "    four", "paid", "    700.00"),
    ]


def test_a_table_of_no_rows_has_its_head():
    columns = [Column(name, name, []) for name in ("run", "made at", "findings")]
    assert fitting(columns, 80).head == ["run  made at  findings"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("  paid 1,234.56 in all", 14, ["  paid", "    1,234.56", "    in all"]),
        ("  automated      54.00  why", 80, ["  automated      54.00  why"]),
        ("a/long/path/that/has/no/room", 10, ["a/long/path/that/has/no/room"]),
        ("", 10, [""]),
    ],
)
def test_a_sentence_folds_between_words_under_its_own_indent(text, width, lines):
    assert fold(text, width) == lines

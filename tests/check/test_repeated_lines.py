"""A marked line of SQL stands for several, one for each word of a list."""

import pytest

from analytics.errors import ContentError
from analytics.sql.repeated_lines import LISTS, WordList, written_out

OWN = {
    "color": WordList(("red",), (("red",), ("blue",))),
    "pair": WordList(("a", "a_b"), (("x", "y"),)),
}


def test_a_marked_line_is_written_for_each_word():
    text = "select\n  sum(red_cents) as red_cents,  -- for each color\n  n\nfrom t"
    assert written_out(text, "t.sql", OWN) == (
        "select\n  sum(red_cents) as red_cents,\n  sum(blue_cents) as blue_cents,\n  n\nfrom t"
    )


def test_commas_stand_between_the_copies_where_the_mark_says_so():
    text = "select\n  red  -- for each color, comma between\nfrom t"
    assert written_out(text, "t.sql", OWN) == "select\n  red,\n  blue\nfrom t"


def test_of_two_words_the_longer_is_not_cut():
    assert written_out("select 'a', a_b -- for each pair", "t.sql", OWN) == "select 'x', y"


def test_a_text_without_a_mark_and_a_comment_stay_as_they_are():
    text = "-- red -- for each color\n-- for each color\nselect red -- for the eye"
    assert written_out(text, "t.sql", OWN) == text


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (
            "red -- for each shape",
            "t.sql:2: no list of words is called 'shape'; one of",
        ),
        ("green -- for each color", "t.sql:2: a line for each color must name red"),
    ],
)
def test_a_mark_that_repeats_nothing_is_refused(line, says):
    with pytest.raises(ContentError, match=says):
        written_out(f"select\n{line}", "t.sql", OWN)


def test_what_a_file_says_is_an_entry_of_its_list():
    """So that the file as it stands is one of the lines it becomes."""
    assert all(words.columns in words.entries for name, words in LISTS.items())

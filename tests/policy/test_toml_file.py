"""The line of every key, however the file is laid out."""

from decimal import Decimal

import pytest

from analytics.errors import ContentError, nearest
from analytics.toml_file import key_lines, read_toml

LAID_OUT = '''\
# [not.a.table]
a = "x # not a comment"   # [nor.this]
"quoted key" = 1
b = [
  "one",  # a ] bracket
  "two = 2",
]
c = """
d = 1
[no]
"""
e = { f = 1, g = [1, 2] }
h . i = 'it''s'

[[period]]
k = 1
[period.sub]
k = 2

  [[period]]
  k = 3
  [ period . sub ]
  k = 4
  [[period.deep]]
  k = 5
  [[period.deep]]
  k = 6
[last."x.y"]
z = 1'''.replace("'it''s'", "'its'")


def test_every_key_has_its_line():
    assert key_lines(LAID_OUT) == {
        ("a",): 2,
        ("quoted key",): 3,
        ("b",): 4,
        ("c",): 8,
        ("e",): 12,
        ("h", "i"): 13,
        ("period", 0): 15,
        ("period", 0, "k"): 16,
        ("period", 0, "sub"): 17,
        ("period", 0, "sub", "k"): 18,
        ("period", 1): 20,
        ("period", 1, "k"): 21,
        ("period", 1, "sub"): 22,
        ("period", 1, "sub", "k"): 23,
        ("period", 1, "deep", 0): 24,
        ("period", 1, "deep", 0, "k"): 25,
        ("period", 1, "deep", 1): 26,
        ("period", 1, "deep", 1, "k"): 27,
        ("last", "x.y"): 28,
        ("last", "x.y", "z"): 29,
    }


def test_a_key_without_a_line_has_that_of_what_is_around_it(write):
    file = read_toml(write("a.toml", LAID_OUT))
    assert file.line(("e", "g", 1)) == 12
    assert file.line(("period", 1, "sub", "nothing")) == 22
    assert file.line(()) == 1


def test_each_table_of_a_list_has_its_line():
    text = 'a = [\n  { b = "}" },\n  # { no }\n  { c = [\n    { d = 1 } ] },\n]\ne = 1\n'
    assert key_lines(text) == {("a",): 1, ("a", 0): 2, ("a", 1): 4, ("e",): 7}


def test_numbers_with_a_point_are_decimal_and_a_byte_order_mark_is_skipped(tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbfshare = 0.1\r\nnext = 2\r\n")
    file = read_toml(path)
    assert file.data == {"share": Decimal("0.1"), "next": 2}
    assert file.line(("next",)) == 2


def test_a_file_that_ends_too_soon_is_refused_on_its_last_line(write):
    with pytest.raises(ContentError, match=r"a.toml:2: not TOML: "):
        read_toml(write("a.toml", "a = 1\nb = [1,\n"))


def test_a_file_nested_without_end_is_refused(write):
    with pytest.raises(ContentError, match=r"a.toml: arrays or tables are nested too deep"):
        read_toml(write("a.toml", "a = " + "[" * 5000 + "]" * 5000))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ContentError, match="cannot be read"):
        read_toml(tmp_path / "a.toml")


def test_the_nearest_name_or_all_of_them():
    assert nearest("alpah", ["beta", "alpha"]) == "did you mean 'alpha'?"
    assert nearest("zzz", ["beta", "alpha"]) == "known: alpha, beta"

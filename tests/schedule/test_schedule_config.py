"""recoup.toml is read as strictly as a policy: file and line of what is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics import content
from analytics.errors import ContentError
from analytics.schedule import read_config

LEAST = 'store = "store"\n[[load]]\npattern = "*.csv"\n'


def read(tmp_path: Path, text: str):
    path = tmp_path / "recoup.toml"
    path.write_text(text)
    return read_config(path)


def test_the_least_there_can_be(tmp_path):
    config = read(tmp_path, LEAST)
    assert config.store == tmp_path / "store"
    assert (config.as_of, config.report, config.settle_seconds) == (None, None, 60)
    assert [rule.pattern for rule in config.loads] == ["*.csv"]


def test_paths_are_relative_to_the_file(tmp_path):
    text = LEAST + '[audit]\npolicies = ["own", "/else"]\nas_of = 2026-11-30\n'
    config = read(tmp_path, text + '[report]\nout = "../reports"\nkeep = 1\n')
    assert config.policies == (tmp_path / "own", Path("/else"))
    assert config.report.out == tmp_path.parent / "reports"
    assert config.as_of == date(2026, 11, 30)


def test_a_map_is_a_file_beside_it_or_a_shipped_profile(tmp_path):
    (tmp_path / "own.toml").write_text("")
    for name, read_as in (("own.toml", tmp_path / "own.toml"), ("tuva", "tuva")):
        config = read(tmp_path, LEAST + f'map = "{name}"\n')
        assert config.loads[0].options.mapping == read_as


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[[load]]\npattern = "*.csv"\n', 1, "lacks 'store'"),
        ('store = "s"\n', 1, "at least one [[load]]"),
        (LEAST + 'patern = "x"\n', 4, "did you mean 'pattern'"),
        (LEAST + 'table = "claims"\n', 4, "table"),
        (LEAST + 'history = "all"\n', 4, "history"),
        (LEAST + 'replace = "yes"\n', 4, "replace"),
        (LEAST + 'map = "missing.toml"\n', 4, "names no file"),
        (LEAST + '[audit]\nas_of = "2026-11-30"\n', 5, "as_of"),
        (LEAST + '[audit]\nevery_night = "yes"\n', 5, "true or false"),
        (LEAST + "[report]\nkeep = 3\n", 4, "lacks 'out'"),
        (LEAST + '[report]\nout = "out"\nkeep = 0\n', 6, "1 or more"),
        (LEAST + '[report]\nout = "out"\nformats = ["pdf"]\n', 6, "formats"),
        (LEAST + '[report]\nout = "store/out"\n', 5, "inside the store"),
        (LEAST + "[reports]\n", 4, "did you mean 'report'"),
        ("settle_seconds = -1\n" + LEAST, 1, "settle_seconds"),
        ("store = \n", 1, "not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, text, line, said):
    with pytest.raises(ContentError) as error:
        read(tmp_path, text)
    assert f"recoup.toml:{line}:" in str(error.value)
    assert said in str(error.value)


def test_the_example_is_read(tmp_path):
    """docs/examples/recoup.toml names every key there is, and is right."""
    text = (content.ROOT / "docs" / "examples" / "recoup.toml").read_text()
    for name in ("maps/visits.toml", "policies/x"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("")
    config = read(tmp_path, text)
    assert config.report is not None and config.log is not None
    for key in ("store", "pattern", "table", "map", "payer", "line_of_business", "history"):
        assert f"{key} " in text
    for key in ("replace", "as_of", "policies", "only", "every_night", "out", "formats", "keep"):
        assert f"{key} " in text

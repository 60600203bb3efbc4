"""The registry of file formats: one form for all, and what a new format needs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from small_store import in_memory
from typer.testing import CliRunner

import analytics
from analytics import content
from analytics.cli.app import app
from analytics.errors import UsageError
from analytics.load.read import formats
from analytics.load.read.format_reader import FormatReader
from analytics.load.read.header import Header
from analytics.load.read.rows import Rows, text_rows_select
from analytics.load.read.unreadable import UnreadableRow, keep_unreadable
from analytics.load.suggest.suggest import suggest_mapping

from .conftest import claim, csv_text, load

PACKAGE = content.ROOT / "analytics"


class JsonLines(FormatReader):
    """A made-up format: a JSON object per line."""

    title = "JSON lines"

    @classmethod
    def recognizes(cls, source, file_format) -> bool:
        return isinstance(source, Path) and source.read_bytes().startswith(b"{")

    def _objects(self) -> list:
        found = []
        for line in self.source.read_text().splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                found.append(line)
        return found

    def read_header(self) -> Header:
        first = self._objects()[0]
        return Header(tuple(first), {name: str(value) for name, value in first.items()})

    def rows(self, engine, temp) -> Rows:
        found = self._objects()
        bad = [
            UnreadableRow(number, "no JSON", each)
            for number, each in enumerate(found, 1)
            if isinstance(each, str)
        ]
        keep_unreadable(engine, bad)
        cells = [
            ["" if isinstance(each, str) else str(each.get(name, "")) for name in self.header.names]
            for each in found
        ]
        select = text_rows_select(engine, cells, len(self.header.names))
        numbers = ", ".join(str(row.source_row) for row in bad) or "0"
        return Rows(self.header.names, f"{select} where source_row not in ({numbers})", len(found))


@pytest.fixture
def with_json(monkeypatch) -> None:
    """The registry with one more line."""
    monkeypatch.setattr(formats, "READERS", {"json_lines": JsonLines, **formats.READERS})


def json_file(folder: Path, *rows: dict, bad: str = "") -> Path:
    path = folder / "claims.jsonl"
    path.write_text("\n".join([*map(json.dumps, rows), *([bad] if bad else [])]) + "\n")
    return path


def test_a_new_format_is_one_reader_and_one_line(with_json, tmp_path: Path) -> None:
    path = json_file(tmp_path, claim(), claim(claim_id="C2", paid_amount="x"), bad="{cut")
    loaded = load(path, tmp_path / "out")
    assert (loaded.result.read, loaded.result.loaded) == (3, 1)
    assert loaded.reason(2).startswith("paid_amount: ")
    assert loaded.reason(3) == ": no JSON"
    store = in_memory(tmp_path / "store")
    assert store.load(path, dry_run=True)[0].record["loaded"] == 1
    store.load(path)
    store.write_rejects(1, tmp_path / "bad.csv")
    assert (tmp_path / "bad.csv").read_text().splitlines()[-1] == "{cut"
    assert "paid_amount" in suggest_mapping(path)
    assert formats.file_titles().endswith("JSON lines")


def test_settings_a_format_does_not_heed_are_refused(with_json, tmp_path: Path) -> None:
    path = json_file(tmp_path, claim())
    mapping = tmp_path / "m.toml"
    for text, message in (
        ("[layout]\nclaim_id = [1, 5]\n", "this is JSON lines, which has columns of its own"),
        ('sheet = "a"\n', "names a sheet, but this is no workbook"),
    ):
        mapping.write_text(text)
        with pytest.raises(analytics.RecoupError, match=message):
            load(path, tmp_path / "out", mapping=mapping)


def test_a_format_can_say_that_its_rows_are_corrected_in_the_file(
    with_json, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(JsonLines, "correction", "correct the objects in the file")
    store = in_memory(tmp_path / "store")
    store.load(json_file(tmp_path, claim(), claim(claim_id="C2", paid_amount="x")))
    with pytest.raises(UsageError, match="load 1 is of JSON lines; correct the objects"):
        store.write_rejects(1, tmp_path / "bad.csv")


def test_every_reader_stands_in_the_registry() -> None:
    folder = PACKAGE / "load" / "read"
    found = {p.stem for p in folder.glob("*.py") if "class Reader(FormatReader)" in p.read_text()}
    assert found == set(formats.FORMATS) == set(formats.READERS)


def test_help_names_every_file_format() -> None:
    shown = " ".join(
        CliRunner().invoke(app, ["load", "--help"], env={"COLUMNS": "400"}).output.split()
    )
    for reader in formats.READERS.values():
        assert (reader.title in shown) == reader.of_files, reader.title


def test_the_guide_refuses_the_old_workbook_as_the_code_does() -> None:
    guide = " ".join((content.ROOT / "docs" / "data.md").read_text(encoding="utf-8").split())
    assert "An .xls workbook is refused" in guide


def test_no_one_else_tests_the_name_of_a_format() -> None:
    named = re.compile(r"[=!]= ?[\"'](" + "|".join(formats.FORMATS) + r")[\"']")
    for room in ("load", "schedule", "runs", "store", "cli"):
        for path in (PACKAGE / room).rglob("*.py"):
            assert not named.search(path.read_text(encoding="utf-8")), path.name


def test_a_delimited_file_is_known_by_no_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.odd"
    path.write_text(csv_text([claim()]))
    assert formats.format_of(formats.reader_of(path)) == "delimited"

"""The notebooks run from top to bottom, and are kept without what they showed."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import analytics
from analytics import content
from analytics.demo import make_book, write_book
from analytics.schema import TABLES

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LIMIT = 20


@pytest.fixture(scope="session")
def extract(tmp_path_factory) -> Path:
    """A small made-up extract, laid out as data/sample is."""
    folder = tmp_path_factory.mktemp("checkout") / "data" / "sample"
    write_book(make_book(2_000), folder)
    return folder


@pytest.fixture(scope="session")
def store(extract, tmp_path_factory) -> Path:
    """A store of it, audited."""
    path = tmp_path_factory.mktemp("kept") / "store"
    opened = analytics.open_store(path, create=True)
    for name in sorted(TABLES, key=lambda name: name == "medical_claim"):
        file, mapping = extract / f"{name}.csv", extract / f"{name}.toml"
        if file.exists():
            opened.load(file, table=name, map=mapping if mapping.exists() else None)
    opened.audit(as_of="2026-11-15", policies=content.EXAMPLE_POLICIES)
    return path


def executed(path: Path, folder: Path):
    """The notebook after a run in that folder, and the seconds of work its cells took.

    Work, not waiting: what else the machine does must not fail a test.
    """
    book = nbformat.read(path, as_version=4)
    book.cells.append(nbformat.v4.new_code_cell("import time\nprint(time.process_time())"))
    where = {"metadata": {"path": str(folder)}}
    NotebookClient(book, timeout=120, kernel_name="python3", resources=where).execute()
    return book, float(book.cells.pop().outputs[0].text)


def printed(book) -> str:
    return "".join(o.get("text", "") for c in book.cells for o in c.get("outputs", []))


@pytest.fixture(autouse=True)
def own_package(monkeypatch):
    """The kernel imports the package under test, and no user's settings."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("IPYTHONDIR", "")
    monkeypatch.delenv("RECOUP_STORE", raising=False)


def code(book) -> list:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def test_there_are_two():
    assert [path.stem for path in NOTEBOOKS] == ["exposure_by_provider", "try_a_check"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_kept_without_outputs(path):
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    assert all(not cell.outputs and cell.execution_count is None for cell in code(book))
    assert book.metadata.kernelspec.name == "python3"
    assert book.cells[0].cell_type == "markdown" and book.cells[0].source.startswith("# ")


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs_on_a_store(path, store, tmp_path, monkeypatch):
    monkeypatch.setenv("RECOUP_STORE", str(store))
    book, seconds = executed(path, tmp_path)
    assert all(cell.outputs for cell in code(book))
    assert "run 1 of store, as of 2026-11-15" in printed(book)
    assert seconds < LIMIT


@pytest.mark.slow
def test_without_a_store_a_notebook_makes_one_from_the_sample(extract, monkeypatch):
    checkout = extract.parents[1]
    (checkout / "data" / "policies").symlink_to(content.POLICIES)
    (checkout / "notebooks").mkdir()
    book, seconds = executed(ROOT / "notebooks" / "try_a_check.ipynb", checkout / "notebooks")
    said = printed(book)
    assert "run 1 of store" in said
    assert "10 of 10 lines the same to the cent" in said
    assert seconds < LIMIT


@pytest.mark.slow
def test_one_provider_is_followed_to_the_cent(store, tmp_path, monkeypatch):
    monkeypatch.setenv("RECOUP_STORE", str(store))
    book, _ = executed(ROOT / "notebooks" / "exposure_by_provider.ipynb", tmp_path)
    worked, asked = code(book)[-1].outputs[0].text.splitlines()
    assert worked.split("$")[1] == asked.split("$")[1]

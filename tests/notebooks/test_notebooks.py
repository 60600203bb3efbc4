"""The notebooks run from top to bottom, and are kept without what they showed."""

import os
import re
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
AS_OF = "2026-11-15"
#: Seconds of work a notebook may take on the sample.
LIMIT = 20


@pytest.fixture(scope="session")
def extract(tmp_path_factory) -> Path:
    """A small made-up extract, laid out in a checkout as data/sample is."""
    folder = tmp_path_factory.mktemp("checkout") / "data" / "sample"
    write_book(make_book(2_000), folder)
    (folder.parent / "policies").symlink_to(content.POLICIES)
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
    opened.audit(as_of=AS_OF, policies=content.EXAMPLE_POLICIES)
    return path


def executed(path: Path, folder: Path, store: Path | None):
    """The notebook after a run in that folder, and the seconds of work its cells took.

    Work, not waiting: what else the machine does must not fail a test. The kernel imports the
    package under test.
    """
    book = nbformat.read(path, as_version=4)
    book.cells.append(nbformat.v4.new_code_cell("import time\nprint(time.process_time())"))
    where = {"metadata": {"path": str(folder)}}
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
        environment.delenv("RECOUP_STORE", raising=False)
        if store:
            environment.setenv("RECOUP_STORE", str(store))
        NotebookClient(book, timeout=120, kernel_name="python3", resources=where).execute()
    return book, float(book.cells.pop().outputs[0].text)


@pytest.fixture(scope="session")
def on_a_store(store, tmp_path_factory):
    """Each notebook run once on the store, by name: the book and its seconds."""
    folder = tmp_path_factory.mktemp("elsewhere")
    return {path.stem: executed(path, folder, store) for path in NOTEBOOKS}


def code(book) -> list:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def printed(book) -> str:
    return "".join(output.get("text", "") for cell in code(book) for output in cell.outputs)


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
@pytest.mark.parametrize("name", [path.stem for path in NOTEBOOKS])
def test_a_notebook_runs_on_a_store(on_a_store, name):
    book, seconds = on_a_store[name]
    assert all(cell.outputs for cell in code(book))
    assert f"run 1 of store, as of {AS_OF}" in printed(book)
    assert seconds < LIMIT


@pytest.mark.slow
def test_one_provider_is_followed_to_the_cent(on_a_store):
    book, _ = on_a_store["exposure_by_provider"]
    worked, asked = code(book)[-1].outputs[0].text.splitlines()
    assert worked.split("$")[1] == asked.split("$")[1]


@pytest.mark.slow
def test_a_check_tried_in_pandas_agrees_with_the_shipped_one(on_a_store):
    book, _ = on_a_store["try_a_check"]
    same, of = re.search(r"(\d+) of (\d+) lines the same to the cent", printed(book)).groups()
    assert same == of != "0"


@pytest.mark.slow
def test_without_a_store_a_notebook_makes_one_from_the_sample(extract):
    notebooks = extract.parents[1] / "notebooks"
    notebooks.mkdir()
    book, seconds = executed(ROOT / "notebooks" / "try_a_check.ipynb", notebooks, None)
    assert f"run 1 of store, as of {AS_OF}" in printed(book)
    assert seconds < LIMIT

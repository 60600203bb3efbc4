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
from analytics.notebooks import read_notebook
from analytics.schema.tables import TABLES

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
AS_OF = "2026-11-15"
#: Seconds of work a notebook may take on the sample.
LIMIT = 20


@pytest.fixture(scope="session")
def extract(tmp_path_factory) -> Path:
    """A small made-up extract."""
    folder = tmp_path_factory.mktemp("extract")
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
    opened.audit(as_of=AS_OF, policies=content.EXAMPLE_POLICIES)
    return path


def executed(path: Path, folder: Path, store: Path | None, **parameters):
    """The notebook after a run in that folder, and the seconds of work its cells took.

    Work, not waiting: what else the machine does must not fail a test. The kernel imports the
    package under test.
    """
    book = read_notebook(path, parameters)
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
    """on_a_store("name", p=...): the notebook once run on the store, and its seconds."""
    folder, done = tmp_path_factory.mktemp("elsewhere"), {}

    def run(name: str, **parameters):
        key = (name, *sorted(parameters.items()))
        if key not in done:
            path = ROOT / "notebooks" / f"{name}.ipynb"
            done[key] = executed(path, folder, store, **parameters)
        return done[key]

    return run


def code(book) -> list:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def printed(book) -> str:
    return "".join(output.get("text", "") for cell in code(book) for output in cell.outputs)


def pictures(book) -> int:
    kinds = [output.get("data", {}) for cell in code(book) for output in cell.outputs]
    return sum("image/png" in data for data in kinds)


def test_each_question_has_a_notebook():
    assert [path.stem for path in NOTEBOOKS] == [
        "check_quality",
        "exposure_by_provider",
        "load_quality",
        "one_provider",
        "therapy_calendar",
        "try_a_check",
        "what_if_policy",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_kept_without_outputs(path):
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    assert all(not cell.outputs and cell.execution_count is None for cell in code(book))
    assert book.metadata.kernelspec.name == "python3"
    assert book.cells[0].cell_type == "markdown" and book.cells[0].source.startswith("# ")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_the_first_cell_of_code_names_store_and_run(path):
    first = code(nbformat.read(path, as_version=4))[0]
    assert first.metadata.tags == ["parameters"]
    assert first.source.startswith("store_path: str | None = None")
    assert "run_number: int | None = None" in first.source


@pytest.mark.slow
@pytest.mark.parametrize("name", [path.stem for path in NOTEBOOKS])
def test_a_notebook_runs_on_a_store(on_a_store, store, name):
    before = analytics.open_store(store).runs
    book, seconds = on_a_store(name)
    assert all(cell.outputs for cell in code(book)[1:])
    assert f"run 1 of store, as of {AS_OF}" in printed(book)
    assert "Warning" not in printed(book)
    assert seconds < LIMIT
    assert len(analytics.open_store(store).runs) == len(before)  # what_if_policy adds none


@pytest.mark.slow
def test_one_provider_is_followed_to_the_cent(on_a_store):
    book, _ = on_a_store("exposure_by_provider")
    worked, asked = code(book)[-1].outputs[0].text.splitlines()
    assert worked.split("$")[1] == asked.split("$")[1]


@pytest.mark.slow
def test_a_check_tried_in_pandas_agrees_with_the_shipped_one(on_a_store):
    book, _ = on_a_store("try_a_check")
    same, of = re.search(r"(\d+) of (\d+) lines the same to the cent", printed(book)).groups()
    assert same == of != "0"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("load_quality", 1),
        ("one_provider", 1),
        ("therapy_calendar", 1),
        ("check_quality", 1),
        ("what_if_policy", 1),
    ],
)
def test_a_picture_is_drawn(on_a_store, name, drawn):
    book, _ = on_a_store(name)
    assert pictures(book) == drawn


@pytest.mark.slow
def test_a_change_that_changes_nothing_and_one_that_does(on_a_store):
    changed, _ = on_a_store("what_if_policy")
    assert re.search(r"[1-9]\d* of \d+ providers", printed(changed))
    same, _ = on_a_store("what_if_policy", old_text="sh_percent = 50", new_text="sh_percent = 50.0")
    assert re.search(r"\b0 of \d+ providers", printed(same))


@pytest.mark.slow
def test_without_a_store_a_notebook_makes_one_from_the_sample(tmp_path):
    book, seconds = executed(ROOT / "notebooks" / "try_a_check.ipynb", tmp_path, None)
    assert f"run 1 of store, as of {AS_OF}" in printed(book)
    assert seconds < LIMIT

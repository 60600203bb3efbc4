"""Helpers for the first cells of notebooks; also runs a notebook to a page of HTML.

A notebook's cell with the tag `parameters` is nothing but lines `name: type = default`; a run with
other values replaces them.
"""

from __future__ import annotations

import ast
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from analytics import content, errors
from analytics.api import Run, Store, open_store
from analytics.errors import RecoupError, UsageError
from analytics.load.into_store import LoadOptions, load_into
from analytics.private_file import write_text
from analytics.schema.tables import TABLES
from analytics.store.folder import is_store

STORE = "RECOUP_STORE"
SAMPLE = content.ROOT / "data" / "sample"
_SAMPLE_AS_OF = "2026-11-15"
#: Claim lines of the book that stands in for the sample where there is no checkout.
_DEMO_LINES = 2_000
_EXTRA = "notebooks need more packages: pip install 'recoup[notebook]'"
#: Scripts of nbconvert's page: they load formulas and diagrams from the network, and ours has none.
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
_KEPT: list[Any] = []  # temporary stores live as long as the process


def open_run(store: str | Path | None = None, run: int | None = None) -> tuple[Store, Run]:
    """The store and run a notebook reads, said in one line.

    Without a store: RECOUP_STORE where that is set, else `data/store` here or above, else a small
    one made from the sample, gone when the process ends.
    """
    path = store or os.environ.get(STORE) or _nearby_store()
    opened = open_store(path) if path else sample_store()
    found = opened.run(run)
    print(f"run {found.number} of {opened.folder.path.name}, as of {found.record['as_of']}")
    return opened, found


def _nearby_store() -> Path | None:
    here = Path.cwd()
    paths = [folder / "data" / "store" for folder in (here, *here.parents)]
    return next((path for path in paths if is_store(path)), None)


def sample_store() -> Store:
    """An audited store of data/sample, or of a made-up book where there is no checkout."""
    kept = tempfile.TemporaryDirectory(prefix="recoup-", ignore_cleanup_errors=True)
    _KEPT.append(kept)
    folder = SAMPLE
    if not folder.is_dir():
        from analytics.demo import make_book, write_book

        folder = Path(kept.name) / "extract"
        write_book(make_book(_DEMO_LINES), folder)
    store = open_store(Path(kept.name) / "store", create=True)
    files = [path for path in sorted(folder.glob("*.csv")) if path.stem in TABLES]
    load_into(store.folder, [(path, _options(path)) for path in files])
    store.audit(as_of=_SAMPLE_AS_OF, policies=content.EXAMPLE_POLICIES)
    return store


def _options(path: Path) -> LoadOptions:
    mapping = path.with_suffix(".toml")
    return LoadOptions(table=path.stem, mapping=mapping if mapping.is_file() else None)


def scratch_store(store: Store) -> Store:
    """A copy of a store to try audits on: the runs of the store itself stay as they are.

    Files of a store never change, so they are linked where the system can, else copied.
    """
    kept = tempfile.TemporaryDirectory(prefix="recoup-", ignore_cleanup_errors=True)
    _KEPT.append(kept)
    place = Path(kept.name) / "store"
    passing = shutil.ignore_patterns(".*", "recoup.duckdb*")
    shutil.copytree(store.folder.path, place, copy_function=_link, ignore=passing)
    return open_store(place)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def notebooks() -> dict[str, Path]:
    """The shipped notebooks by name."""
    return {path.stem: path for path in sorted(content.NOTEBOOKS.glob("*.ipynb"))}


def find_notebook(name: str | Path) -> Path:
    """A shipped notebook by name, or a file. Raises UsageError where there is neither."""
    shipped = notebooks()
    if str(name) in shipped:
        return shipped[str(name)]
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return path
    raise UsageError(f"no notebook is called {name}; there are {', '.join(shipped)}")


def read_notebook(notebook: str | Path, parameters: Mapping[str, Any] | None = None) -> Any:
    """A notebook with these parameters in place of its own.

    A text is read by the parameter's type. Raises UsageError on a file that is no notebook, an
    unknown parameter or a value of another type.
    """
    try:
        import nbformat
    except ImportError as error:
        raise UsageError(_EXTRA) from error
    path = find_notebook(notebook)
    try:
        book = nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat has no error of its own for every wrong file
        raise UsageError(f"{path.name} cannot be read as a notebook") from error
    if parameters:
        _set_parameters(book, path.stem, parameters)
    return book


def _set_parameters(book: Any, name: str, given: Mapping[str, Any]) -> None:
    cells = [c for c in book.cells if "parameters" in c.metadata.get("tags", ())]
    if not cells:
        raise UsageError(f"{name} has no cell with the tag `parameters`")
    lines = {
        node.target.id: node
        for node in ast.parse(cells[0].source).body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    for key in given:
        if key not in lines:
            raise UsageError(f"{name} has no parameter {key}; it has {', '.join(lines)}")
    texts = cells[0].source.splitlines()
    for key, value in given.items():
        node, kind = lines[key], ast.unparse(lines[key].annotation)
        read = _typed(key, kind, value) if isinstance(value, str) else value
        shown = str(read) if isinstance(read, (Path, date, Decimal)) else read
        texts[node.lineno - 1] = f"{key}: {kind} = {shown!r}"
        del texts[node.lineno : node.end_lineno]
    cells[0].source = "\n".join(texts)


def _typed(name: str, kind: str, text: str) -> Any:
    """A text as a value of a parameter's type; nothing is None."""
    if not text:
        return None
    try:
        if "int" in kind:
            return int(text)
        if "bool" in kind:
            return {"yes": True, "true": True, "no": False, "false": False}[text.lower()]
        if "Decimal" in kind:
            return Decimal(text)
    except (ValueError, KeyError, InvalidOperation) as error:
        raise UsageError(f"{name} is of type {kind}; the value given is not") from error
    return text


def execute_notebook(
    notebook: str | Path,
    parameters: Mapping[str, Any] | None = None,
    out: str | Path = ".",
    *,
    hide_code: bool = False,
    patience: int = 1_800,
) -> Path:
    """Run a notebook from top to bottom and write it as one page of HTML; returns the page.

    `out` is a file, or a folder that gets NAME.html; only its owner can read the page, for it shows
    data. `patience`: seconds a cell may take. Raises UsageError where a cell fails, with the cell's
    number and the kind of error, never the values in it.

    Example:
        >>> analytics.execute_notebook("load_quality", {"store_path": "store"}, "pages").name
        'load_quality.html'
    """
    path = find_notebook(notebook)
    book = read_notebook(path, parameters)
    _run(book, path.stem, patience)
    page = Path(out)
    if page.suffix.lower() not in (".html", ".htm"):
        page = page / f"{path.stem}.html"
    write_text(as_page(book, path.stem, hide_code), page)
    return page


def _run(book: Any, name: str, patience: int) -> None:
    try:
        import nbconvert  # noqa: F401  not found out after a long run
        from nbclient import NotebookClient
        from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError
    except ImportError as error:
        raise UsageError(_EXTRA) from error
    quiet = logging.getLogger("recoup.notebook")
    quiet.addHandler(logging.NullHandler())
    quiet.propagate = False  # nbclient logs the traceback of a failed cell, values and all
    where = {"metadata": {"path": str(Path.cwd())}}
    client = NotebookClient(
        book, kernel_name="python3", timeout=patience, resources=where, log=quiet
    )
    if os.name != "nt":  # not over TCP where there is another way: others may listen there
        client.create_kernel_manager().transport = "ipc"
    try:
        client.execute()
    except CellExecutionError as error:
        raise UsageError(_failed(book, name, error.ename, error.evalue)) from None
    except CellControlSignal:
        raise UsageError(f"notebook {name}: a cell took more than {patience} seconds") from None
    except DeadKernelError:
        raise UsageError(
            f"notebook {name}: its kernel died; it may have run out of memory"
        ) from None


def _failed(book: Any, name: str, kind: str, words: str) -> str:
    """Which cell failed and how; the words only of Recoup's own errors, which hold no value."""
    outputs = [cell.get("outputs", ()) for cell in book.cells]
    is_wrong = [any(o.output_type == "error" for o in cell) for cell in outputs]
    number = is_wrong.index(True) + 1 if True in is_wrong else "?"
    ours = getattr(errors, kind, None)
    safe = isinstance(ours, type) and issubclass(ours, RecoupError)
    message = words if safe else f"{kind}; run it in Jupyter to see all of it"
    return f"notebook {name}, cell {number} of {len(book.cells)}: {message}"


def as_page(book: Any, title: str, hide_code: bool = False) -> str:
    """An executed notebook as one HTML page that asks the network for nothing."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(
        exclude_input=hide_code,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        mathjax_url="",
        require_js_url="",
        jquery_url="",
        mermaid_js_url="",
    )
    body, _ = exporter.from_notebook_node(book, resources={"metadata": {"name": title}})
    return _SCRIPT.sub("", body)

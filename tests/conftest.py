"""A small audited store, the command line in this process, and a disk that can be full."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.main
from small_store import AS_OF, PLAN_POLICIES, Ended, SmallDisk, claims_frame, contents

import analytics
from analytics import cli

#: Small tables gain nothing from a second thread, and the tests run side by side.
os.environ.setdefault("RECOUP_THREADS", "1")

#: The trees of all queries stay in memory: to go through them at every step frees nothing.
gc.set_threshold(100_000, 50, 100)

#: Folders whose files take longest: they begin first, so that workers end at about the same time.
LONGEST = ("store", "spec", "schedule", "report", "notebooks", "docs")


def pytest_configure(config: pytest.Config) -> None:
    config.option.loadscopereorder = False  # files in the order below, not by their number of tests


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        folder = item.path.parent.name
        return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)

    items.sort(key=place)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--alone",
        action="store_true",
        help="load and audit each case of the specification by itself",
    )


@pytest.fixture(scope="session")
def claims_csv(tmp_path_factory) -> Path:
    """The claims as a CSV file with canonical headers."""
    path = tmp_path_factory.mktemp("extract") / "claims.csv"
    claims_frame().to_csv(path, index=False)
    return path


@pytest.fixture
def more_claims_csv(tmp_path) -> Path:
    """A second extract: a claim the first does not have."""
    path = tmp_path / "more.csv"
    claims_frame("claim | paid\nCLAIMZ | 77.77").to_csv(path, index=False)
    return path


@pytest.fixture(scope="session")
def _audited(claims_csv, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("audited") / "store"
    store = analytics.open_store(path, create=True)
    store.load(claims_csv)
    store.audit(as_of=AS_OF, policies=PLAN_POLICIES)
    return path


@pytest.fixture(scope="session")
def audited_store(_audited) -> Path:
    """A store of the claims with one run of all checks. Only to be read."""
    before = contents(_audited)
    yield _audited
    assert contents(_audited) == before


@pytest.fixture
def own_store(_audited, tmp_path) -> Path:
    """A copy of the audited store, to be written to."""
    return Path(shutil.copytree(_audited, tmp_path / "store"))


#: A process of `recoup` builds its commands once; the many calls of the tests share one building.
_commands_built_once = cache(typer.main.get_command)


@pytest.fixture
def recoup(monkeypatch, capsys) -> Callable[..., Ended]:
    """recoup("load", path, ...) runs the command line in this process."""
    monkeypatch.setattr(typer.main, "get_command", _commands_built_once)

    def run(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["recoup", *map(str, words)])
        capsys.readouterr()
        code: object = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Ended(int(code), out, err)

    return run


@pytest.fixture
def small_disk(tmp_path) -> Iterator[SmallDisk]:
    """A disk of 4 MB of its own, where the system lets a test mount one."""
    where = tmp_path / "disk"
    where.mkdir()
    mounted = (
        shutil.which("mount")
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", where], capture_output=True
        ).returncode
    )
    if not mounted:
        pytest.skip("no right to mount a disk here")
    yield SmallDisk(where)
    subprocess.run(["umount", "-l", where], check=True)

"""Writers that are killed: their work, where they die, and what the store then answers."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from small_store import AS_OF, contents

import analytics

#: Recoup in children of one process that has imported it: they die at the step they are told, or
#: count their steps. A step is a flush, a rename, an export, a commit, or a folder taken away.
NURSERY = """
import json, os, pathlib, shutil, signal, sys
import analytics, analytics.store.export as export
from analytics import cli
from analytics.store.folder import StoreFolder

steps, die_at = 0, None

def step():
    global steps
    steps += 1
    if steps == die_at:
        os.kill(os.getpid(), signal.SIGKILL)

def counted(owner, name):
    real = getattr(owner, name)
    def called(*words, **options):
        step()
        done = real(*words, **options)
        step()
        return done
    setattr(owner, name, called)

for owner, name in (
    (os, "fsync"), (pathlib.Path, "replace"), (shutil, "rmtree"), (pathlib.Path, "unlink"),
    (export, "write_export"), (StoreFolder, "commit"), (pathlib.Path, "write_text"),
):
    counted(owner, name)

for line in sys.stdin:
    words, die_at = json.loads(line)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            sys.argv = ["recoup", *words]
            cli.main()
        except SystemExit as end:
            os.write(writer, str(steps).encode())
            os._exit(end.code or 0)
        os._exit(70)
    os.close(writer)
    counted_steps = os.read(reader, 20).decode()
    os.close(reader)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(json.dumps([status, counted_steps]), flush=True)
"""

#: What a writer does to a store of two loads and one run, by name.
WORK = {
    "load": ["load", "{extract}"],
    "audit": ["audit", "--only", "UNT-01", "--as-of", AS_OF],
    "unload": ["unload", "2"],
    "replace": ["load", "{extract}", "--replace", "medical_claim"],
}
#: Columns that tell when, not what.
_WHEN = {"seconds"}


class Nursery:
    """Children that do a writer's work and die at a step of it."""

    def __enter__(self) -> Nursery:
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=30)

    def run(self, words: list[str], die_at: int | None = None) -> tuple[int, int]:
        """Exit code (-9: killed) and, where it came to its end, the steps it took."""
        self._process.stdin.write(json.dumps([words, die_at]) + "\n")
        self._process.stdin.flush()
        code, steps = json.loads(self._process.stdout.readline())
        return code, int(steps or 0)


def words_for(work: str, extract: Path, store: Path) -> list[str]:
    """The command of a piece of work on a store."""
    return [word.format(extract=extract) for word in WORK[work]] + ["--store", str(store)]


def answers(path: Path) -> dict[str, object]:
    """All that a store answers, of which nothing depends on when it was made."""
    store = analytics.open_store(path)
    loads = store.folder.manifest().loads
    told: dict[str, object] = {
        "loads": [(r["number"], r["source_file"], r.get("replaced_by")) for r in loads],
        "runs": [run["number"] for run in store.folder.manifest().runs],
    }
    for name in store.sql("show tables")["name"]:
        table = store.arrow(f'select * from "{name}"')
        table = table.drop_columns([c for c in table.column_names if c in _WHEN])
        told[name] = Counter(map(str, table.to_pylist()))
    return told


def which_state(path: Path, before: dict, old: dict, new: dict) -> str:
    """`old` or `new`: the state a store holds, whole. Fails where it is neither, or damaged."""
    now = answers(path)
    assert now in (old, new)
    state = "old" if now == old else "new"
    assert not analytics.open_store(path).verify()
    if state == "old":
        remains = contents(path)
        assert {name: remains.get(name) for name in before} == before
    return state


def make_again(nursery: Nursery, words: list[str], path: Path, state: str, new: dict) -> None:
    """Do the work once more, undisturbed: the store is as if nothing had ever died.

    What was already done whole is not done twice, where it can be told.
    """
    code, _ = nursery.run(words)
    if state == "old":
        assert code == 0
    if state == "old" or words[0] != "audit":
        assert answers(path) == new
    assert not analytics.open_store(path).verify()
    left = {name for name in contents(path) if name.startswith(".")}
    assert not left


def killed(code: int) -> bool:
    """Whether an exit code is that of kill -9."""
    return code == -signal.SIGKILL

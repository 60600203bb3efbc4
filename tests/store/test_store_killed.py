"""kill -9 at any instant of a load, an audit, an unload: the old state whole, or the new one."""

import os
import random
import shutil
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import duckdb
import pytest
from killed import WORK, Nursery, answers, killed, make_again, which_state, words_for
from small_store import AS_OF, claims_frame, contents, process

import analytics

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="needs fork and kill -9"),
]

KILLS_PER_SEED = 12
#: More of them: RECOUP_KILL_SEEDS=20 python -m pytest tests/store/test_store_killed.py
SEEDS = int(os.environ.get("RECOUP_KILL_SEEDS", "1"))


@pytest.fixture(scope="module")
def nursery():
    with Nursery() as opened:
        yield opened


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    """A store of two loads and a run that nobody disturbs, and an extract to load next."""
    place = tmp_path_factory.mktemp("quiet")
    paths = []
    for name, text in (("first", None), ("second", "CLAIMY | 55.55"), ("third", "CLAIMZ | 77.77")):
        paths.append(place / f"{name}.csv")
        frame = claims_frame(f"claim | paid\n{text}") if text else claims_frame()
        frame.to_csv(paths[-1], index=False)
    store = analytics.open_store(place / "store", create=True)
    store.load(paths[0])
    store.load(paths[1])
    store.audit(only="UNT-01", as_of=AS_OF)
    return place / "store", paths[2]


@pytest.fixture(scope="module")
def undisturbed(quiet, nursery, tmp_path_factory):
    """undisturbed(work): what a store answers before and after it, and how many steps it takes."""
    store, extract = quiet
    old = answers(store)

    @cache
    def told(work):
        copy = shutil.copytree(store, tmp_path_factory.mktemp("new") / "store")
        code, steps = nursery.run(words_for(work, extract, copy))
        assert code == 0
        new = answers(copy)
        assert new != old
        return old, new, steps

    return told


def die_at_each(nursery, quiet, undisturbed, tmp_path, work, at_steps):
    """Kill the work at those steps; how often the store held the old and the new state."""
    store, extract = quiet
    before = contents(store)
    old, new, _ = undisturbed(work)
    seen = Counter()
    for at in at_steps:
        copy = shutil.copytree(store, tmp_path / f"{at}")
        words = words_for(work, extract, copy)
        assert killed(nursery.run(words, die_at=at)[0])
        state = which_state(copy, before, old, new)
        make_again(nursery, words, copy, state, new)
        export_answers_as_the_store(copy)
        seen[state] += 1
        shutil.rmtree(copy)
    return seen


def export_answers_as_the_store(path):
    """recoup.duckdb is that of the state the store holds, also where only it was left to move."""
    loads = analytics.open_store(path).sql("select count(*) as n from medical_claim")["n"][0]
    with duckdb.connect(path / "recoup.duckdb", read_only=True) as con:
        assert con.execute("select count(*) from medical_claim").fetchall() == [(loads,)]


@pytest.mark.parametrize("work", ["load", "audit"])
def test_killed_in_the_middle(nursery, quiet, undisturbed, tmp_path, work):
    """One death of many: more than half a work's steps are done."""
    steps = undisturbed(work)[2]
    seen = die_at_each(nursery, quiet, undisturbed, tmp_path, work, [steps // 2 + 1])
    assert seen["old"]


def test_killed_at_some_steps_of_a_load(nursery, quiet, undisturbed, tmp_path):
    steps = undisturbed("load")[2]
    at = range(1, steps + 1, steps // 4)
    seen = die_at_each(nursery, quiet, undisturbed, tmp_path, "load", at)
    assert seen["old"] and seen.total() >= 4


@pytest.mark.parametrize("work", [work for work in WORK if work != "load"])
def test_killed_at_many_steps(nursery, quiet, undisturbed, tmp_path, work, capsys):
    """At flushes, renames, exports and commits, right before one and right after another."""
    at = range(1, undisturbed(work)[2] + 1, 20)
    seen = die_at_each(nursery, quiet, undisturbed, tmp_path, work, at)
    with capsys.disabled():
        print(f"\n{work}: killed at {seen.total()} steps: {dict(seen)}")
    assert seen["old"] and seen.total() >= 2


def die_at_random(words, store, duration, chance):
    """A real `recoup`, killed at a random instant, often where manifest and export are swapped."""
    stamp = (store / "manifest.json").stat().st_mtime_ns
    aim = chance.choice(["any time", "late", "export", "manifest", "swapped"])
    running = process(*words)
    end = time.monotonic() + duration * 3
    wait = chance.uniform(0, 1) if aim == "any time" else chance.uniform(0.6, 0.98)
    until = time.monotonic() + wait * duration
    while running.poll() is None and time.monotonic() < end:
        if aim in ("any time", "late") and time.monotonic() >= until:
            break
        if aim == "export" and list(store.glob(".tmp/recoup-*.duckdb")):
            break
        if aim == "manifest" and (store / ".manifest.new").exists():
            break
        if aim == "swapped" and (store / "manifest.json").stat().st_mtime_ns != stamp:
            break
    time.sleep(chance.choice([0, 0, 0.001, 0.005]))
    running.kill()
    running.communicate()
    return killed(running.returncode)


def kill_some(seed, nursery, quiet, undisturbed, tmp_path, works, kills):
    """Kill the works at random, two at a time: how often, and which states were seen."""
    store, extract = quiet
    before, chance, seen = contents(store), random.Random(seed), Counter()
    began = time.monotonic()
    process(*words_for("load", extract, shutil.copytree(store, tmp_path / "timed"))).communicate()
    duration = time.monotonic() - began

    def one(number):
        copy = shutil.copytree(store, tmp_path / f"{number}")
        work, own = works[number % len(works)], random.Random(chances[number])
        words = words_for(work, extract, copy)
        return work, copy, words, die_at_random(words, copy, duration, own)

    chances = [chance.random() for _ in range(kills)]
    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(one, range(kills)))
    for work, copy, words, was_killed in ended:
        old, new, _ = undisturbed(work)
        state = which_state(copy, before, old, new)
        make_again(nursery, words, copy, state, new)
        seen[state if was_killed else "came to its end"] += 1
        shutil.rmtree(copy)
    return seen


def test_killed_at_random_many_times(nursery, quiet, undisturbed, tmp_path, capsys):
    """Real `recoup` processes; which states were seen is printed and both must be among them."""
    seen = Counter()
    for seed in range(2, 2 + SEEDS):
        place = tmp_path / str(seed)
        place.mkdir()
        seen += kill_some(seed, nursery, quiet, undisturbed, place, list(WORK), KILLS_PER_SEED)
    with capsys.disabled():
        print(f"\nkilled at random: {dict(seen)}")
    assert seen["old"] >= 3 * SEEDS and seen["new"]
    assert seen["old"] + seen["new"] >= 4 * SEEDS


def test_killed_while_making_a_store(nursery, quiet, tmp_path):
    """Before there is a store a death leaves no folder that the next load refuses."""
    _, extract = quiet
    place = tmp_path / "store"
    words = ["load", str(extract), "--store", str(place)]
    _, steps = nursery.run([*words[:-1], str(tmp_path / "whole")])
    expected = answers(tmp_path / "whole")
    assert steps > 13
    for at in (1, 5, 9, 13):
        assert killed(nursery.run(words, die_at=at)[0])
        assert nursery.run(words)[0] == 0
        assert answers(place) == expected
        shutil.rmtree(place)

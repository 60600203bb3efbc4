"""Whose eyes: what Recoup writes is its owner's, and no record of work holds data of members."""

import os
import shutil
import stat
import sys
from pathlib import Path

import pandas as pd
import pytest
from small_store import AS_OF, PLAN_POLICIES, claims_frame, contents, process

import analytics

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes and users of POSIX")

#: Words of the data, none of which another text would hold by chance.
MEMBER, CLAIM, AMOUNT = "MEMBERZQX77", "CLAIMZQX88", "48151.62"


def run_recoup(*words, **options):
    running = process(*words, **options)
    out, err = running.communicate(timeout=120)
    return running.returncode, out.decode(), err.decode()


def open_to_others(*places):
    """Files and folders under these places that others than their owner may use."""
    paths = [path for place in places for path in (place, *place.rglob("*"))]
    assert paths
    return [str(p) for p in paths if p.lstat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]


@pytest.fixture
def careless_umask():
    old = os.umask(0)
    yield
    os.umask(old)


LETTERS = """
policy_id = "plan-letters"
payer = "*"
level = "baseline"
title = "Letters"
source = "Letters of the test"

[[period]]
effective_from = 2020-01-01

[period.letters]
citation = "test"
plan_name = "Plan"
plan_address = ["1 First Street"]
contact = "Desk, telephone 555-0100"
recovery_method = "We deduct it from later payments."
response_days = 45
appeal_route = "Write to Appeals."
appeal_days = 45
time_limit = "no limit applies, because of the test."
records_to = "Records, PO Box 2."
records_days = 30

[period.letter_threshold]
citation = "test"
professional = 1.00
facility = 1.00
"""
NIGHT = """
store = "night"
settle_seconds = 0
log = "night.jsonl"

[[load]]
pattern = "night.csv"
table = "medical_claim"
payer = "PLAN"

[audit]
as_of = 2026-12-31

[report]
out = "nights"
formats = ["html", "xlsx", "packets", "csv", "parquet"]
"""


@pytest.mark.slow
def test_every_file_of_member_data_is_the_owners(
    recoup, careless_umask, audited_store, claims_csv, tmp_path
):
    """Files and modes, also where the user's umask lets everyone in.

    Page, workbook, letters, answers, rejects, comparison, mask key, a night, a store made anew.
    """
    store, made = tmp_path / "store", tmp_path / "made"
    shutil.copytree(audited_store, store)
    shutil.copy(claims_csv, tmp_path / "night.csv")
    (tmp_path / "letters.toml").write_text(LETTERS)
    (tmp_path / "recoup.toml").write_text(NIGHT)
    bad = claims_frame("claim\nCLAIMX").assign(paid_amount="12..5")
    good = claims_frame("claim\nCLAIMY")
    pd.concat([bad, good]).to_csv(tmp_path / "bad.csv", index=False)
    named = "npi,tin,provider_name\n" + "".join(
        f"{row.billing_npi},{row.billing_tin},Office\n" for row in good.itertuples()
    )
    (tmp_path / "provider.csv").write_text(named)
    letters = ["--packets", "--letters", tmp_path / "letters.toml", "--dated", AS_OF]
    for words in (
        ["load", tmp_path / "bad.csv", "--store", store],
        ["rejects", 2, "--out", made / "rejects.csv", "--store", store],
        ["load", tmp_path / "provider.csv", "--table", "provider", "--store", store],
        ["audit", "--as-of", AS_OF, "--policies", PLAN_POLICIES, "--store", store],
        ["report", "--out", made / "report", *letters, "--store", store],
        ["report", "--out", made / "masked", "--mask", *letters, "--store", store],
        *(
            ["findings", "--format", form, "--out", made / f"findings.{form}", "--store", store]
            for form in ("csv", "json", "parquet")
        ),
        ["exposure", "--format", "csv", "--out", made / "exposure.csv", "--store", store],
        ["compare", 1, 2, "--format", "csv", "--out", made / "compare.csv", "--store", store],
        ["sql", "from claim_line", "--out", made / "lines.parquet", "--store", store],
        ["schedule", tmp_path / "recoup.toml"],
        ["unload", 2, "--store", store],
    ):
        made.mkdir(exist_ok=True)
        ended = recoup(*words)
        assert ended.code == 0, (words, ended.err)
    places = [made, store / "mask.key", tmp_path / "night.jsonl", tmp_path / "night.schedule"]
    files = [path for place in places for path in (place, *place.rglob("*")) if path.is_file()]
    files += [path for path in (tmp_path / "nights").rglob("*") if path.is_file()]
    assert open_to_others(*files) == open_to_others(store, tmp_path / "night") == []
    kinds = {path.name for path in files}
    assert {"mask.key", "report.html", "findings.xlsx", "packets.xlsx", "demand.docx"} <= kinds
    assert {"demand.html", "demand-lines.xlsx", "rejects.csv", "night.jsonl"} <= kinds
    assert {
        "findings.parquet",
        "lines.parquet",
        "exposure_by_check.csv",
        ".recoup-run.json",
    } <= kinds


def test_only_one_module_gives_a_file_a_mode():
    """The next writer of member data is the same function, or this fails."""
    own = {"private_file.py", "sql_shell.py", "lock.py"}  # the history of another library, the lock
    for path in Path(analytics.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert path.name in own or ("0o600" not in text and "os.open(" not in text), path


SPILLS = """
import os, sys, tempfile
from pathlib import Path
os.umask(0)
os.environ["RECOUP_MEMORY"] = "100MiB"
tempfile.tempdir = sys.argv[2]
import analytics
store = analytics.open_store(sys.argv[1])
made, asked = [], store._reading.ask
def watch(question):
    def looked(engine):
        import threading, time
        def look():
            while not done.is_set():
                for path in Path(sys.argv[2]).rglob("*"):
                    try:
                        made.append((path.is_dir(), path.stat().st_mode & 0o077, path.parent))
                    except OSError:
                        pass
                time.sleep(0.01)
        done = threading.Event()
        looker = threading.Thread(target=look)
        looker.start()
        try:
            return question(engine)
        finally:
            done.set()
            looker.join()
    return asked(looked)
store._reading.ask = watch
store.sql("select count(*) from (select distinct md5(cast(range as varchar)) from range(4000000))")
assert any(not is_folder for is_folder, _, _ in made), "nothing was spilled"
top = [mode for is_folder, mode, parent in made if parent == Path(sys.argv[2])]
print(sorted(set(top)))
"""


@pytest.mark.slow
def test_what_a_query_spills_lies_in_a_folder_of_the_owner_and_goes(audited_store, tmp_path):
    spill = tmp_path / "spill"
    spill.mkdir()
    running = process(audited_store, spill, code=SPILLS)
    out, err = running.communicate(timeout=120)
    assert (out, err) == (b"[0]\n", b"")
    assert list(spill.iterdir()) == []


@pytest.mark.slow
def test_no_word_of_the_data_in_errors_logs_and_records(recoup, tmp_path):
    """Every command that is no answer about the data, those that fail among them."""
    store, claims = tmp_path / "store", tmp_path / "claims.csv"
    lines = f"claim | paid | units\n{CLAIM} | {AMOUNT} | 14\n{CLAIM}B | {AMOUNT} | 3"
    frame = claims_frame(lines).assign(member_id=MEMBER)
    frame.to_csv(claims, index=False)
    broken = frame.copy()
    broken.loc[0, "paid_amount"] = f"{AMOUNT}x"
    broken.loc[1, "claim_id"] = f"{CLAIM}C"
    broken.to_csv(tmp_path / "broken.csv", index=False)
    frame.assign(paid_amount=f"{AMOUNT}x").to_csv(tmp_path / "never.csv", index=False)
    frame.drop(columns="billing_npi").to_csv(tmp_path / "lacks.csv", index=False)
    (tmp_path / "cut.csv").write_text(claims.read_text()[:-30] + '"' + MEMBER)
    told = []
    for words in (
        ["load", claims],
        ["load", tmp_path / "broken.csv"],
        ["load", tmp_path / "never.csv"],
        ["load", tmp_path / "lacks.csv"],
        ["load", tmp_path / "cut.csv"],
        ["load", claims, "--replace", "medical_claim"],
        ["audit", "--as-of", AS_OF, "--policies", PLAN_POLICIES],
        ["runs"],
        ["loads"],
        ["verify"],
        ["sql", "select cast(member_id as integer) from claim_line"],
        ["sql", "select cast(claim_id as date) from claim_line"],
        ["sql", "select cast(paid_amount as decimal(3, 2)) from claim_line"],
        ["sql", "select cast(member_id as json) from claim_line"],
        ["sql", "select strptime(claim_id, '%Y') from claim_line"],
        ["why", "NOSUCH"],
        ["findings", "--check", "NOSUCH"],
        ["unload", "9"],
        ["unload", "1"],
        ["audit", "--as-of", AS_OF, "--only", "UNT-01"],
    ):
        ended = recoup(*words, "--store", store)
        told.append((words, ended.out + ended.err))
    for path in (
        store / "manifest.json",
        *store.glob("runs/*/run.json"),
        *store.glob("runs/*/sql/*"),
    ):
        told.append((path, path.read_text()))
    assert len([path for path, _ in told if not isinstance(path, list)]) > 5
    digits = AMOUNT.replace(".", "")
    for what, text in told:
        plain = text.replace(",", "").replace(".", "")
        for word in (MEMBER, "ZQX", CLAIM, digits):
            where = plain.replace("48151.62", "") if word == digits else text
            if word == digits and isinstance(what, list) and what[0] == "audit":
                continue  # its totals are of the plan, and here of one claim
            assert word not in where, (what, word)


def test_a_store_of_another_user_can_be_read_and_not_written(audited_store, tmp_path, claims_csv):
    """Where modes bind: reading verbs answer, writing ones end with exit code 5."""
    if os.getuid() != 0:
        pytest.skip("needs root, to become another user")
    if not all(place.stat().st_mode & 0o001 for place in Path(sys.base_prefix).parents):
        pytest.skip("another user cannot reach this Python")
    place = tmp_path / "shared"
    shutil.copytree(audited_store, place)
    for path in (place, *place.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    as_nobody = (
        "import os, sys, runpy\n"
        "import analytics.cli, analytics.report\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "sys.argv = ['recoup', *sys.argv[1:]]\n"
        "analytics.cli.main()\n"
    )
    for path in place.parents:
        if path.stat().st_uid == 0 and not path.stat().st_mode & 0o001:
            path.chmod(path.stat().st_mode | 0o011)
    before = contents(place)
    for words in (
        ["exposure"],
        ["findings"],
        ["sql", "select count(*) from claim_line"],
        ["why", "CLAIMA"],
        ["runs"],
        ["verify"],
    ):
        code, _, err = run_recoup(*words, "--store", place, code=as_nobody)
        assert (code, err) == (0, ""), words
    for words in (["load", claims_csv], ["audit"], ["unload", "1"]):
        code, _, err = run_recoup(*words, "--store", place, code=as_nobody)
        assert (code, err.count("\n")) == (5, 1)
        assert "Permission denied" in err
    assert contents(place) == before


@pytest.mark.parametrize(
    ("work", "kilobytes"),
    [
        ("load", 6),
        *(
            pytest.param(work, size, marks=pytest.mark.slow)
            for work in ("load", "audit")
            for size in (0, 1, 3, 6, 12, 24, 48)
            if (work, size) != ("load", 6)
        ),
    ],
)
def test_a_file_that_may_not_grow_stops_a_writer(
    own_store, more_claims_csv, recoup, kilobytes, work
):
    """A limit on the size of files, where no small disk can be mounted: exit 5, store as it was."""
    words = [more_claims_csv] if work == "load" else ["--only", "UNT-01", "--as-of", AS_OF]
    before = contents(own_store)
    limited = (
        "import resource, sys\n"
        "from analytics import cli\n"
        f"size = {kilobytes} * 1024\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        "cli.main()\n"
    )
    code, out, err = run_recoup(work, *words, "--store", own_store, code=limited)
    assert (code, out, err.count("\n")) == (5, "", 1)
    assert "too large" in err.lower() or "no room left" in err
    assert contents(own_store) == before
    assert recoup(work, *words, "--store", own_store).code == 0

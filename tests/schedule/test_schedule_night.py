"""What one night does, and does not do twice."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time

import pytest
from nights import CONFIG, Plan
from small_store import MEMBER, PLAN_POLICIES

from analytics.errors import ContentError, StoreError, UsageError
from analytics.schedule import NightlyRun, read_config
from analytics.store.lock import locked

FIRST = "claim | from | units | paid\nCLAIMA | 1 | 2 | 100.00"
SECOND = "claim | from | units | paid\nCLAIMB | 5 | 2 | 200.00"


LOGGED = 'log = "log/nightly.jsonl"\n' + CONFIG
EVERY_NIGHT = CONFIG.replace("[audit]", "[audit]\nevery_night = true")


@pytest.fixture
def plan(tmp_path) -> Plan:
    return Plan(tmp_path / "plan")


@pytest.fixture(scope="module")
def _first(tmp_path_factory) -> tuple[Plan, NightlyRun]:
    plan = Plan(tmp_path_factory.mktemp("first") / "plan", LOGGED)
    plan.put("claims_1.csv", FIRST, member=MEMBER)
    return plan, plan.night()


@pytest.fixture
def begun(_first, tmp_path) -> Plan:
    """A plan after a night that loaded claims_1.csv."""
    first, _ = _first
    shutil.copytree(first.folder, tmp_path / "plan")
    return Plan(tmp_path / "plan")


@pytest.fixture(scope="module")
def _second(_first, tmp_path_factory) -> tuple[Plan, NightlyRun]:
    """The plan after another night, which loaded claims_2.csv."""
    folder = tmp_path_factory.mktemp("second") / "plan"
    shutil.copytree(_first[0].folder, folder)
    plan = Plan(folder)
    plan.put("claims_2.csv", SECOND)
    return plan, plan.night("2026-11-22")


def test_new_files_are_loaded_audited_and_reported(_first):
    plan, night = _first
    assert (night.exit_code, night.loaded, night.run) == (0, ["claims_1.csv"], 1)
    assert plan.folders == ["2026-11-21-run000001"]
    names = {path.name for path in night.folder.iterdir()}
    assert {"findings.csv", "exposure_by_provider.csv", ".recoup-run.json"} <= names
    assert [line["step"] for line in plan.lines] == ["files", "load", "audit", "report", "night"]


def test_the_log_is_a_line_of_json_a_step_without_member_data(_first):
    plan, _ = _first
    text = (plan.folder / "log" / "nightly.jsonl").read_text()
    assert [json.loads(line) for line in text.splitlines()] == plan.lines
    for line in plan.lines:
        assert list(line)[:4] == ["at", "step", "status", "seconds"]
    assert MEMBER not in text and "CLAIMA" not in text and "100.00" not in text
    (loaded,) = plan.step("load")["files"]
    assert (loaded["file"], loaded["rows"], loaded["loaded"]) == ("claims_1.csv", 1, 1)


def test_a_second_time_says_that_nothing_is_new(begun):
    for day in ("2026-11-21", "2026-11-22"):
        night = begun.night(day)
        assert (night.exit_code, night.loaded, night.run, night.folder) == (0, [], None, None)
        assert begun.step("night")["status"] == "nothing new"
    assert len(begun.store.runs) == 1 and len(begun.folders) == 1


def test_nothing_at_all_ends_well(plan):
    night = plan.night()
    assert (night.exit_code, night.run, plan.folders) == (0, None, [])
    assert plan.step("files")["empty_patterns"] == ["in/claims_*.csv"]


@pytest.mark.slow
def test_a_later_night_compares_with_the_last(_second):
    plan, night = _second
    said = plan.step("compare")
    assert (said["earlier"], said["later"], said["added"], said["gone"]) == (1, 2, 1, 0)
    assert "CLAIMB" in (night.folder / "compare.csv").read_text()
    assert (night.folder / "compare_by_provider.csv").exists()


@pytest.mark.slow
def test_a_bad_file_is_named_and_the_others_are_loaded(begun):
    (begun.folder / "in" / "claims_2.csv").write_text("what,is,this\n1,2,3\n")
    begun.put("claims_3.csv", SECOND)
    night = begun.night("2026-11-22")
    assert (night.exit_code, night.loaded) == (3, ["claims_3.csv"])
    assert (night.failed, night.run) == (["claims_2.csv"], 2)
    (failed,) = begun.step("load")["failed"]
    assert failed["file"] == "claims_2.csv" and "claim_id" in failed["why"]
    # tried again, and said again, until it is mended
    assert begun.night("2026-11-23").exit_code == 3
    begun.put("claims_2.csv", SECOND.replace("CLAIMB", "CLAIMC"))
    assert begun.night("2026-11-24").exit_code == 0
    assert set(begun.store.run().findings()["claim_id"]) == {"CLAIMA", "CLAIMB", "CLAIMC"}


def test_an_empty_file_is_a_bad_file(plan):
    (plan.folder / "in" / "claims_1.csv").write_text("")
    night = plan.night()
    assert (night.exit_code, night.failed, night.run) == (3, ["claims_1.csv"], None)


def test_a_file_being_written_is_left(plan):
    plan.write_config(CONFIG.replace("settle_seconds = 0", "settle_seconds = 60"))
    path = plan.put("claims_1.csv", FIRST)
    now = 1_800_000_000
    config = read_config(plan.config)
    from analytics.schedule.new_files import SeenFiles, find_files
    from analytics.store.manifest import Manifest

    for age, is_left in ((0, True), (59, True), (60, False), (-59, True), (-60, False)):
        os.utime(path, (now - age, now - age))
        found = find_files(config, Manifest(), SeenFiles(plan.folder), now)
        assert (found.being_written == ["claims_1.csv"]) is is_left
        assert (len(found.new) == 0) is is_left


def test_a_file_changed_between_being_found_and_loaded_is_left(plan, monkeypatch):
    from analytics.schedule import run as night_module

    path = plan.put("claims_1.csv", FIRST)
    load_new = night_module.load_new

    def late(*given):
        path.write_text(path.read_text() + "half a row")
        return load_new(*given)

    monkeypatch.setattr(night_module, "load_new", late)
    assert plan.night().loaded == []
    assert plan.step("load")["changed_meanwhile"] == ["claims_1.csv"]


def test_patterns_reach_into_folders_and_a_file_belongs_to_the_first(plan):
    extra = '[[load]]\npattern = "in/**/*.csv"\npayer = "OTHER"\nhistory = "ledger"\n'
    plan.write_config(CONFIG + extra)
    plan.put("claims_1.csv", FIRST)
    (plan.folder / "in" / "deep").mkdir()
    plan.put("deep/more.csv", SECOND, payer=None)
    plan.night()
    found = plan.store.frame("claim_line")
    assert dict(zip(found["claim_id"], found["payer"], strict=True)) == {
        "CLAIMA": "PLAN",
        "CLAIMB": "OTHER",
    }


def test_reports_are_never_taken_for_extracts(begun):
    begun.write_config(CONFIG.replace("in/claims_*.csv", "**/*.csv"))
    night = begun.night("2026-11-22")
    assert (night.exit_code, night.loaded, night.failed) == (0, [], [])
    assert begun.step("night")["status"] == "nothing new"


@pytest.mark.slow
def test_a_load_taken_out_does_not_come_back_by_itself(_second, tmp_path):
    shutil.copytree(_second[0].folder, tmp_path / "plan")
    plan = Plan(tmp_path / "plan")
    plan.store.unload(2)
    night = plan.night("2026-11-23")
    assert (night.loaded, night.run) == ([], 3)  # the loads changed: audited again
    assert plan.step("files")["taken_out"] == ["claims_2.csv"]


@pytest.mark.slow
def test_of_full_refreshes_the_last_stands_and_the_first_stays_replaced(begun):
    begun.write_config(CONFIG.replace('history = "ledger"', 'replace = "medical_claim"'))
    begun.put("claims_2.csv", SECOND)
    begun.night()
    assert set(begun.store.frame("claim_line")["claim_id"]) == {"CLAIMB"}
    assert begun.night("2026-11-22").loaded == []


# --- when an audit is due


@pytest.mark.slow
def test_a_changed_policy_or_choice_of_checks_is_audited(begun, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    text = (PLAN_POLICIES / "plan.toml").read_text()
    (own / "plan.toml").write_text(text.replace("First edition", "Second edition"))
    begun.write_config(CONFIG.replace("{policies!r}", repr(str(own))))
    assert begun.night().run == 2
    assert begun.step("audit")["why"] == ["policies"]
    config = CONFIG.replace("{policies!r}", repr(str(own)))
    begun.write_config(config.replace('["UNT-01", "POS-01"]', '"UNT-01"'))
    assert begun.night().run == 3
    assert begun.step("audit")["why"] == ["checks"]


@pytest.mark.slow
def test_another_day_alone_is_no_reason_unless_asked_for(begun):
    assert begun.night("2026-11-22").run is None
    begun.write_config(EVERY_NIGHT)
    assert begun.night("2026-11-22").run == 2
    assert begun.night("2026-11-22").run is None


@pytest.mark.slow
def test_a_review_taken_in_by_day_is_audited_at_night(begun):
    finding = begun.store.run().findings()["finding_id"][0]
    from analytics.testing import extract

    told = extract("disposition", f"finding | status\n{finding} | overturned")
    begun.store.load(told, table="disposition")
    night = begun.night("2026-11-22")
    assert (night.run, begun.step("audit")["why"]) == (2, ["loads"])
    assert begun.step("compare")["changed"] == 1


# --- folders: written whole, kept so many, only its own


@pytest.mark.slow
def test_only_so_many_folders_are_kept_and_only_its_own_removed(begun):
    """The last runs, whatever the dates of their nights say."""
    begun.write_config(CONFIG.replace("keep = 3", "keep = 1"))
    out = begun.folder / "out"
    (out / "2020-01-01-run000001").mkdir(parents=True)  # of that name, without the marker
    (out / "mine").mkdir()
    (out / "2026-11-21-run000001").rename(out / "kept for the board")
    for number, night in ((2, "2026-10-02"), (3, "2026-09-03")):
        row = f"CLAIM{number} | {number} | 2 | 100.00"
        begun.put(f"claims_{number}.csv", f"claim | from | units | paid\n{row}")
        begun.night(night)
        assert set(begun.folders) == {
            *("2020-01-01-run000001", "mine", "kept for the board"),
            f"{night}-run00000{number}",
        }


def test_a_stopped_report_is_written_the_next_time(begun, monkeypatch):
    from analytics.schedule import report_folders as dated

    begun.write_config(EVERY_NIGHT)
    with monkeypatch.context() as patch:
        patch.setattr(dated, "write_frame", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(StoreError):
            begun.night("2026-11-22")
    assert begun.step("report")["status"] == begun.step("night")["status"] == "error"
    assert begun.folders == [".2026-11-22-run000002.part", "2026-11-21-run000001"]
    begun.write_config(CONFIG)
    night = begun.night("2026-11-23")
    assert (night.run, begun.folders) == (None, ["2026-11-21-run000001", "2026-11-23-run000002"])


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_reports_are_for_their_owner_only(_first):
    folder = _first[1].folder
    for path in (folder, *folder.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0


# --- two at once, and what ends a night


def test_a_second_night_at_once_says_who_runs(plan, recoup):
    with locked(plan.folder / "store.schedule") if _made(plan) else None:
        with pytest.raises(StoreError, match=f"another nightly run.* process {os.getpid()} on"):
            plan.night()
        ended = recoup("schedule", plan.config)
    assert ended.code == 5 and "another nightly run is active" in ended.err
    assert plan.night().exit_code == 0


def _made(plan: Plan) -> bool:
    (plan.folder / "store.schedule").mkdir()
    return True


def test_a_wrong_policy_ends_the_night_with_its_code(plan, recoup, tmp_path):
    plan.put("claims_1.csv", FIRST)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "bad.toml").write_text("policy_id = 3\n")
    plan.write_config(CONFIG.replace("{policies!r}", repr(str(tmp_path / "own"))))
    with pytest.raises(ContentError):
        plan.night()
    assert plan.step("audit")["status"] == "error"
    assert recoup("schedule", plan.config).code == 4
    assert len(plan.store.loads) == 1  # what was loaded stays


def test_a_check_that_fails_is_code_6_and_tried_again(begun, monkeypatch):
    module = sys.modules["analytics.findings.audit"]
    accept = module._accept

    def fail(engine, run):
        if run.check.check_id == "POS-01":
            raise ContentError("the check is broken")
        accept(engine, run)

    begun.write_config(EVERY_NIGHT)
    with monkeypatch.context() as patch:
        patch.setattr(module, "_accept", fail)
        night = begun.night("2026-11-22")
    assert night.exit_code == 6
    assert begun.step("audit")["checks_failed"] == ["POS-01"]
    night = begun.night("2026-11-22")
    assert (night.exit_code, begun.step("audit")["why"]) == (0, ["a check failed"])


def test_the_command_prints_the_log(plan, recoup):
    plan.put("claims_1.csv", FIRST)
    ended = recoup("schedule", plan.config)
    assert ended.code == 0
    assert [json.loads(line)["step"] for line in ended.out.splitlines()][-1] == "night"
    # told no clock, a night is of today
    assert plan.folders == [time.strftime("%Y-%m-%d") + "-run000001"]
    (plan.folder / "in" / "claims_9.csv").write_text("nonsense\n")
    assert recoup("schedule", plan.config).code == 3
    assert recoup("schedule", plan.folder / "none.toml").code == 4


def test_a_missing_folder_of_policies_is_said(plan):
    plan.put("claims_1.csv", FIRST)
    plan.write_config(CONFIG.replace("{policies!r}", '"nowhere"'))
    with pytest.raises(UsageError, match="nowhere"):
        plan.night()

"""The stage of a check: what its header says of other checks' findings, held against its SQL."""

from pathlib import Path

import pytest

from analytics import content
from analytics.errors import ContentError
from analytics.findings.stages import earlier_read, refuse_wrong_stage, with_earlier
from analytics.sql.checks import MARKS, read_check, read_checks
from analytics.sql.views import read_model

CHECKS = read_checks([content.CHECKS])
MODEL = read_model()
TEXT = """\
-- id: ABC-01
-- title: A line is off
-- strength: lead
-- remedy: records
-- policy: per_diem
-- stage: 2
-- stands on: taken_day
-- cleared by: nothing
-- reason: {hcpcs_code} is off.
--
-- In words.
with governed as (
  select claim_line.line_id, policy.policy_period_id
  from claim_line
  join policy on claim_line.policy_scope = policy.policy_scope
)
select governed.line_id, governed.policy_period_id, taken_day.service_date,
  cast(1 as decimal(18, 12)) as not_payable_share, cast(null as varchar) as related_claim_id
from governed
join taken_day on governed.line_id = taken_day.line_id
"""


def check(folder: Path, text: str):
    """The check of a text."""
    path = folder / "a_line_is_off.sql"
    path.write_text(text, encoding="utf-8")
    return read_check(path)


def test_every_shipped_check_says_what_it_reads_of_earlier_findings():
    refuse_wrong_stage(CHECKS, MODEL)
    assert [c.check_id for c in CHECKS if c.stage == 1 and earlier_read(c.relations, MODEL)] == []


def test_each_mark_is_made_by_a_stage_before_those_that_read_it():
    """No check reads its own stage or a later one."""
    for mark in MARKS:
        made = {c.stage for c in CHECKS if c.marks == mark}
        read = {c.stage for c in CHECKS if mark in c.stands_on}
        assert max(made) < min(read, default=9), mark


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("stage: 2", "stage: 0", ":6: stage 0; instead: one digit, 1 where it is left out"),
        ("stage: 2", "stage: last", ":6: stage last; instead: one digit"),
        ("on: taken_day", "on: UNT-02", ":7: stands on UNT-02; instead: one of taken_day"),
        ("stage: 2", "stage: 1", ":7: stands on in stage 1; instead: a stage above 1"),
        ("cleared", "marks: taken_day\n-- cleared", ":8: marks taken_day; instead: one of doubted"),
    ],
)
def test_a_wrong_header_is_refused_with_its_line(tmp_path, old, new, message):
    with pytest.raises(ContentError) as error:
        check(tmp_path, TEXT.replace(old, new, 1))
    assert message in str(error.value)


def test_a_check_that_reads_more_or_less_than_it_says_is_refused(tmp_path):
    silent = check(tmp_path, TEXT.replace("-- stands on: taken_day\n", ""))
    with pytest.raises(ContentError, match=r"on nothing, its SQL .* read taken_day"):
        refuse_wrong_stage([silent], MODEL)
    more = check(tmp_path, TEXT.replace("on: taken_day", "on: taken_day, losing_day"))
    with pytest.raises(ContentError, match="instead: `-- stands on: taken_day`"):
        refuse_wrong_stage([more], MODEL)


def test_the_lint_sees_what_a_view_reads():
    assert earlier_read(["therapy_slot"], MODEL) == {"taken_day", "losing_day"}


def test_alone_a_check_runs_after_all_it_may_stand_on():
    by_id = {c.check_id: c for c in CHECKS}
    run = with_earlier([by_id["UNT-02"]], CHECKS)
    assert [c.stage for c in run] == sorted(c.stage for c in run)
    assert run[-1].check_id == "UNT-02"
    assert {c.check_id for c in run} == {c.check_id for c in CHECKS if c.stage < 4} | {"UNT-02"}
    assert with_earlier([by_id["POS-01"]], CHECKS) == [by_id["POS-01"]]

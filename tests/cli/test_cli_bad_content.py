"""Policies and checks that are wrong, and checks that fail: exit code, words, and what is kept."""

import json
import re
import shutil

import pytest
from small_store import AS_OF, MEMBER, contents

import analytics

CHECK = """\
-- id: TST-01
-- title: A check of the tests
-- strength: lead
-- remedy: records
-- policy: {subject}
-- cleared by: nothing
-- reason: {reason}
--
-- Every per diem line, to see what the audit makes of it.
with governed as (
  select claim_line.line_id, claim_line.claim_id, claim_line.member_id, policy.policy_period_id
  from claim_line
  join policy
    on claim_line.policy_scope = policy.policy_scope
   and claim_line.line_start_date <= policy.effective_to
   and claim_line.line_end_date >= policy.effective_from
  where claim_line.is_per_diem
)
select
  line_id,
  policy_period_id,
  cast(null as date) as service_date,
  {share} as {column},
  cast(null as varchar) as related_claim_id
from governed
"""
SHARE = "cast(1 as decimal(18, 12))"
POLICY = """\
policy_id = "tst"
payer = "PLAN"
level = "payer"
title = "A policy of the tests"
source = "tests"
jurisdiction = "OH"

[[period]]
effective_from = 2026-01-01
{edition}

[period.per_diem]
{citation}
units_by_day = true
{more}
"""


def check_folder(
    folder, share=SHARE, column="not_payable_share", subject="per_diem", reason="whole line"
):
    folder.mkdir(exist_ok=True)
    text = CHECK.format(share=share, column=column, subject=subject, reason=reason)
    (folder / "a_check_of_the_tests.sql").write_text(text)
    return folder


def policy_folder(folder, edition='citation = "Edition 1"', citation='citation = "Units"', more=""):
    folder.mkdir()
    text = POLICY.format(edition=edition, citation=citation, more=more)
    (folder / "tst.toml").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ({"more": "units_per_day = true"}, "'units_per_day'"),
        ({"citation": "", "edition": ""}, "citation"),
        (
            {
                "edition": 'citation = "Edition 1"\neffective_to = 2026-12-31',
                "more": '[[period]]\neffective_from = 2026-06-01\ncitation = "Edition 2"\n'
                '[period.per_diem]\nunits_by_day = false\ncitation = "Units"\n',
            },
            "overlap",
        ),
        ({"more": '[[period]\neffective_from = "'}, "tst.toml:"),
    ],
    ids=["unknown key", "no citation", "overlap", "not TOML"],
)
def test_a_wrong_policy_stops_the_audit_before_it_begins(
    recoup, own_store, tmp_path, policy, words
):
    before = contents(own_store)
    folder = policy_folder(tmp_path / "policies", **policy)
    ended = recoup("audit", "--policies", folder, "--store", own_store)
    assert (ended.code, ended.err.count("\n")) == (4, 1)
    assert "tst.toml:" in ended.err
    assert words in ended.err
    assert contents(own_store) == before


@pytest.mark.parametrize(
    ("cited", "words"),
    [
        (
            '"DUP-01" = "Once"',
            "citations names DUP-01, and no such check reads per_diem; known: EXC-01",
        ),
        ('"UNT-99" = "Units"', "known: EXC-01, UNT-01, UNT-02"),
    ],
    ids=["a check of another subject", "no check"],
)
def test_a_citation_of_a_check_that_does_not_read_the_subject_is_refused(
    recoup, own_store, tmp_path, cited, words
):
    """Whatever runs: with --only the check cited need not be among those asked for."""
    folder = policy_folder(tmp_path / "policies", more=f"citations = {{ {cited} }}")
    ended = recoup("audit", "--only", "POS-01", "--policies", folder, "--store", own_store)
    assert (ended.code, words in ended.err) == (4, True)


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ({"column": "share"}, "not_payable_share"),
        ({"share": "cast(random() as decimal(18, 12))"}, "random() is random"),
        ({"share": "cast(0.25 as decimal(18, 12))"}, "the number 0.25"),
        ({"subject": "per_dime"}, "did you mean 'per_diem'?"),
        ({"reason": "{unit} units"}, "a_check_of_the_tests.sql:7: reason: "),
    ],
    ids=["wrong column", "banned", "a number of a rule", "unknown subject", "reason of nothing"],
)
def test_a_wrong_check_stops_the_audit_before_it_begins(recoup, own_store, tmp_path, check, words):
    before = contents(own_store)
    folder = check_folder(tmp_path / "checks", **check)
    ended = recoup("audit", "--checks", folder, "--store", own_store)
    assert ended.code == 4
    assert "a_check_of_the_tests.sql" in ended.err
    assert words in ended.err
    assert contents(own_store) == before


def test_a_parameter_no_policy_knows_is_refused(recoup, own_store, tmp_path):
    folder = check_folder(tmp_path / "checks")
    path = folder / "a_check_of_the_tests.sql"
    path.write_text("-- parameter: sh_percant\n" + path.read_text())
    ended = recoup("audit", "--checks", folder, "--store", own_store)
    assert (ended.code, "per_diem has no parameter 'sh_percant'" in ended.err) == (4, True)


#: Checks that are right to read and fail when they run, and why.
FAILING = {
    "TST-01": (
        {"share": "cast(member_id as decimal(18, 12))"},
        "Could not convert string '...' to DECIMAL(18,12)",
    ),
    "TST-02": ({"share": "cast(claim_id as date)"}, "invalid date field format: '...'"),
    "TST-03": ({"share": "no_such_function(claim_id)"}, "no_such_function does not exist"),
    "TST-04": (
        {"share": "cast(1 + 1 as decimal(18, 12))"},
        "not above 0 and at most 1 (5 times)",
    ),
    "TST-05": (
        {"reason": "beside {related_claim_id}"},
        "the reason has no value for one of related_claim_id (5 tim",
    ),
    "TST-06": (
        {"reason": "[service_date?on {service_date}]"},
        "service_date? asks for a flag, and it is DATE",
    ),
    "TST-07": ({}, "named both whole and by the day"),
}
NAMES_A_DAY_TWICE = "TST-07"


def named_twice(text):
    """The check with each line whole, and again by its first day."""
    _, select = text.split(")\nselect", 1)
    dated = select.replace("cast(null as date)", "cast(policy_from as date)")
    text = text.replace(
        "policy.policy_period_id\n",
        "policy.policy_period_id, claim_line.line_start_date as policy_from\n",
    )
    return f"{text}union all\nselect{dated}"


def test_checks_that_fail_are_recorded_and_stop_no_other(recoup, own_store, tmp_path):
    """Each fails in its own way; the audit beside them has its finding."""
    folder = tmp_path / "checks"
    for check_id, (wrong, _) in FAILING.items():
        path = check_folder(folder, **wrong) / "a_check_of_the_tests.sql"
        text = path.read_text().replace("TST-01", check_id)
        path.rename(folder / f"fails_{check_id[-2:]}.sql").write_text(
            named_twice(text) if check_id == NAMES_A_DAY_TWICE else text
        )
    only = [word for check_id in (*FAILING, "UNT-01") for word in ("--only", check_id)]
    ended = recoup("audit", "--checks", folder, *only, "--as-of", AS_OF, "--store", own_store)
    assert ended.code == 6

    run = analytics.open_store(own_store).run()
    assert run.number == 2
    checks = run.checks().set_index("check_id")
    assert checks["status"].to_dict() == dict.fromkeys(FAILING, "error") | {"UNT-01": "ran"}
    for check_id, (_, why) in FAILING.items():
        assert f"{check_id} error: " in ended.out
        assert why in checks.loc[check_id, "why"], check_id
    assert sorted(run.record["checks_failed"]) == sorted(FAILING)
    assert run.findings()["check_id"].tolist() == ["UNT-01"]
    for text in (ended.out, ended.err, json.dumps(run.record), checks.to_csv()):
        assert MEMBER not in text
        assert "CLAIMA" not in text


@pytest.fixture(scope="module")
def found_by_own_check(_audited, tmp_path_factory):
    """What a plan's own check finds under a policy that cites it."""
    place = tmp_path_factory.mktemp("own_check")
    folder = check_folder(place / "checks", reason="{hcpcs_code} paid {units:unit/units}.")
    own = policy_folder(place / "policies", more='citations = { "TST-01" = "Paragraph 4" }')
    store = analytics.open_store(shutil.copytree(_audited, place / "store"))
    run = store.audit(only="TST-01", checks=folder, policies=own, as_of=AS_OF)
    return run.findings().set_index("claim_id")


def test_a_plans_own_check_may_be_cited(found_by_own_check):
    assert set(found_by_own_check["citation"]) == {"tests: Paragraph 4 (Edition 1)"}


def test_a_reason_is_filled_from_the_paid_line(found_by_own_check):
    """A plan's own check gives no column for what every paid line has."""
    assert found_by_own_check.loc["CLAIMA", "reason"] == "S9500 paid 14 units."


def test_lines_of_a_check_that_failed_count_as_looked_at_by_no_one(recoup, own_store, tmp_path):
    folder = check_folder(tmp_path / "checks", share="cast(1 + 1 as decimal(18, 12))")
    words = ["--only", "TST-01", "--as-of", AS_OF, "--store", own_store]
    assert recoup("audit", "--checks", folder, *words).code == 6
    (row,) = analytics.open_store(own_store).run().exposure("payer").to_dict("records")
    assert (row["governed_amount"], row["automated_amount"]) == (0, 0)


def test_no_member_claim_or_amount_in_any_message_or_record(recoup, own_store, tmp_path):
    """design.md, Failure manners: rows are named by file and row number."""
    bad = tmp_path / "bad.csv"
    bad.write_text(
        "claim_id,claim_line_number,member_id,payer,claim_line_start_date,billing_npi,hcpcs_code,"
        f"paid_amount\nCLAIMQ,1,{MEMBER},PLAN,2026-07-01,1234567893,S9500,12.34.56\n"
        f"CLAIMR,1,{MEMBER},PLAN,2026-07-01,1234567893,S9500,12.34\n"
    )
    query = "select cast({} as integer) from claim_line"
    said = [
        recoup("load", bad, "--store", own_store),
        recoup("sql", query.format("member_id"), "--store", own_store),
        recoup("sql", query.format("paid_amount * 100000000"), "--store", own_store),
        recoup("sql", query.format("claim_id"), "--store", own_store),
        recoup("why", "CLAIMNONE", "--store", own_store),
        recoup("audit", "--only", "UNT-01", "--store", own_store),
    ]
    assert [ended.code for ended in said] == [0, 2, 2, 2, 2, 0]
    messages = [ended.err for ended in said] + [said[0].out]
    # a hash may hold any four digits
    records = [re.sub(r"[0-9a-f]{64}", "", path.read_text()) for path in own_store.rglob("*.json")]
    assert len(records) >= 2
    for text in (*messages, *records):
        for value in (MEMBER, "CLAIM", "12.34", "1400", "1,400", "1260"):
            assert value not in text


def test_a_fault_of_recoup_itself_shows_no_value(recoup, own_store, monkeypatch):
    def fault(*_, **__):
        raise ValueError(f"cannot take {MEMBER}")

    monkeypatch.setattr("analytics.cli.audit_commands.run_list", fault)
    ended = recoup("runs", "--store", own_store)
    assert ended.code == 1
    assert "internal error: ValueError in test_cli_bad_content.py" in ended.err
    assert MEMBER not in ended.err
    monkeypatch.setenv("RECOUP_TRACEBACK", "1")
    with pytest.raises(ValueError, match=MEMBER):
        recoup("runs", "--store", own_store)

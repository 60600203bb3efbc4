"""What a check file must be: each way to be wrong, and its message with file and line."""

from pathlib import Path

import pytest

from analytics.engine.duckdb import Engine
from analytics.errors import ContentError, UsageError
from analytics.sql.check_pages import check_page
from analytics.sql.checks import Need, read_check, read_checks
from analytics.sql.portability import banned

GOOD = """\
-- id: UNT-01
-- title: Per diem units exceed the days in the span
-- strength: automated
-- remedy: refund
-- policy: per_diem
-- parameter: units_by_day
-- needs: visit_note when policy.required, record_request
-- cleared by: a thru date the extract lost
-- records: delivery tickets with dates
-- reason: {hcpcs_code} paid {units} units over {day_count:day/days}.
--
-- A per diem pays once per day.
with governed as (
  select claim_line.line_id, claim_line.units, claim_line.day_count, policy.policy_period_id
  from claim_line
  join policy on claim_line.policy_scope = policy.policy_scope
)
select line_id, policy_period_id,
       cast(null as date) as service_date,
       cast((units - day_count) / units as decimal(18, 12)) as not_payable_share,
       cast(null as varchar) as related_claim_id,
       day_count
from governed
where units > day_count
"""
NAME = "per_diem_units_exceed_days.sql"


def written(folder: Path, text: str, name: str = NAME) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_check_is_read_whole(tmp_path):
    path = written(tmp_path, GOOD)
    check = read_check(path)
    assert (check.check_id, check.name) == ("UNT-01", "per_diem_units_exceed_days")
    assert (check.strength, check.remedy, check.subject) == ("automated", "refund", "per_diem")
    assert check.parameter == "units_by_day"
    assert check.needs == (Need("visit_note", "required"), Need("record_request"))
    assert check.cleared_by == "a thru date the extract lost"
    assert check.records == "delivery tickets with dates"
    assert check.description == "A per diem pays once per day."
    assert check.relations == {"claim_line", "policy"}
    assert check.governed_sql in check.sql and check.rest_sql in check.sql
    assert check.governed_sql.strip().startswith("select claim_line.line_id")
    assert check.rest_sql.strip().startswith("select line_id, policy_period_id")
    assert read_check(path) is check  # parsed once per text


def test_a_lead_is_in_no_letter_and_asks_for_no_records(tmp_path):
    text = GOOD.replace("-- records: delivery tickets with dates\n", "")
    check = read_check(written(tmp_path, text.replace("automated", "lead")))
    assert check.records is None


def test_its_two_parts_run_one_after_the_other(tmp_path):
    more = "),\nabove as (select line_id, policy_period_id, units, day_count from governed)\nselect"
    text = GOOD.replace(")\nselect", more, 1).replace("from governed\nwhere", "from above\nwhere")
    check = read_check(written(tmp_path, text))
    with Engine(threads=1) as engine:
        engine.table("policy", "select 'p' as policy_scope, 'p-1' as policy_period_id")
        engine.table(
            "claim_line", "select 'a' as line_id, 'p' as policy_scope, 4 as units, 3 as day_count"
        )
        whole = engine.rows(check.sql)
        engine.table("governed", check.governed_sql)
        engine.run("drop table claim_line")
        assert engine.rows(check.rest_sql) == whole
    assert [row[:2] for row in whole] == [("a", "p-1")]


def test_a_hash_does_not_hang_on_line_ends(tmp_path):
    unix = read_check(written(tmp_path, GOOD))
    (tmp_path / "windows").mkdir()
    path = tmp_path / "windows" / NAME
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert read_check(path).sha256 == unix.sha256


RESULT = "line_id, policy_period_id, service_date, not_payable_share, related_claim_id"
REFUSALS = [
    # what is replaced, by what, the line, what the message says
    ("id: UNT-01", "id: UNT-1", 1, "id UNT-1; instead: three capitals and two digits"),
    ("-- title: Per diem", "-- titel: Per diem", 2, "unknown key `titel`; instead: `title`"),
    ("automated", "hard", 3, "strength hard; instead: one of automated, records, lead"),
    ("refund", "money", 4, "remedy money; instead: one of refund, corrected claim, records"),
    ("policy: per_diem", "policy: Per Diem", 5, "policy Per Diem; instead: one name in snake_case"),
    ("units_by_day", "units by day", 6, "parameter units by day; instead: one name in snake_case"),
    (
        "record_request\n",
        "record_requests\n",
        7,
        "table record_requests; instead: one of record_req",
    ),
    (
        "when policy.required",
        "if required",
        7,
        "needs 'visit_note if required'; instead: table, or",
    ),
    ("-- cleared by: a thru date the extract lost\n", "", 1, "the header has no `cleared by`"),
    (
        "-- records: delivery tickets with dates\n",
        "",
        1,
        "no `records`, and a policy may leave its findings to records; instead: a line `-- rec",
    ),
    ("governed as", "looked_at as", 13, "the first CTE is looked_at; instead: governed"),
    ("with governed", "with recursive governed", 13, "does not begin with a plain CTE"),
    ("claim_line.line_id, ", "", 14, "governed gives no line_id; instead: line_id among its"),
    (", policy.policy_period_id", "", 14, "governed gives no policy_period_id"),
    (
        "claim_line.day_count, policy",
        "claim_line.*, policy",
        14,
        "governed selects *; instead: its",
    ),
    ("join policy on", "join policies as policy on", 13, "governed does not read policy; instead"),
    (
        " as service_date",
        " as day",
        18,
        f"day, not_payable_share, related_claim_id, day_count; instead: {RESULT}",
    ),
    (" as not_payable_share", "", 18, "line_id, policy_period_id, service_date, (no name), "),
    ("line_id, policy_period_id,\n", "policy_period_id, line_id,\n", 18, f"instead: {RESULT}"),
    (
        "\n       day_count",
        "\n       day_count, 'Y' as flag",
        18,
        "gives flag, which the reason does not name",
    ),
    (
        "\n       day_count",
        "\n       day_count, units + day_count",
        18,
        "then what the reason names",
    ),
    (
        "{units}",
        "{unit}",
        10,
        "reason: neither the final select nor paid_line gives unit; instead: units",
    ),
    ("{units}", "{units", 10, "reason: a { without its other half; instead: {column} and [text]"),
    ("{units}", "{units now}", 10, "reason: {units now}; instead: {column}, {first_day..last_day}"),
    (
        "{units}",
        "[units|none]",
        10,
        "reason: [units|none] has a text without a condition; instead: a {col",
    ),
    ("select line_id, policy_period_id,", "select *,", 18, "the final select is a select *"),
    ("varchar) as rel", "varchar) rel", 21, "alias related_claim_id without `as`; instead: as rel"),
    ("where units", "where date_diff('month', a, b) = 0 and units", 24, "date_diff by month"),
    ("where units", "where code = 'S9500' and units", 24, "the code 'S9500' is written into the"),
    ("where units", "where code in ('x', '99601') and units", 24, "the code '99601' is written"),
    (
        "where units",
        "where place = '12' and units",
        24,
        "instead: a column of policy or of a refer",
    ),
    ("where units", "where bill like '011%' and units", 24, "the code '011%' is written into the"),
    ("where units", "where modifier <> 'SH' and units", 24, "the code 'SH' is written into the c"),
    (
        "where units",
        "where d > date '2026-06-14' and units",
        24,
        "the date '2026-06-14' is written",
    ),
    ("where units", "where a < 7 and units", 24, "the number 7 is written into the check; instead"),
    (
        "where units",
        "where a < b + interval 7 day and units",
        24,
        "a number belongs to a policy or",
    ),
    ("where units > day_count\n", "where (units > day_count\n", 24, "not readable as SQL"),
    ("where units > day_count\n", ";\nselect 1 as a", 25, "2 statements in one file"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), REFUSALS)
def test_a_check_that_is_off_is_refused(tmp_path, old, new, line, message):
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ContentError) as error:
        read_check(path)
    assert f"{path}:{line}: " in str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("where units", "where units > -1 and cents * 0.01 > 0 and claim = 'void' and units"),
        ("where units", "where is_facility = 'Y' and list_contains(modifiers, role) and units"),
        ("from governed\n", "from governed\nwhere line_id is null\nunion all\nselect * from x\n"),
    ],
)
def test_small_numbers_and_words_are_no_rule(tmp_path, old, new):
    text = GOOD.replace(old, new, 1).replace("select * from x", GOOD.partition(")\n")[2].strip())
    text = text.replace("where units > day_count\nwhere", "where")
    read_check(written(tmp_path, text))


def test_each_branch_of_a_union_gives_the_result_columns(tmp_path):
    path = written(tmp_path, GOOD + "union all\nselect line_id, policy_period_id from governed\n")
    with pytest.raises(
        ContentError, match=r":26: the final select gives line_id, policy_period_id"
    ):
        read_check(path)


def test_every_problem_of_a_text_is_said_at_once(tmp_path):
    text = GOOD.replace("where units", "where now() > a and code = 'S9500' and b < 45 and units")
    with pytest.raises(ContentError) as error:
        read_check(written(tmp_path, text))
    assert len(str(error.value).splitlines()) == 3


def test_a_governed_that_is_no_select_is_refused(tmp_path):
    text = GOOD[: GOOD.index("(\n  select") + 1] + "values (1)" + GOOD[GOOD.index("\n)\n") + 1 :]
    with pytest.raises(ContentError, match=r":13: governed is a statement that is not a select"):
        read_check(written(tmp_path, text))


def test_a_file_name_is_the_name_of_the_check(tmp_path):
    with pytest.raises(
        ContentError, match=r"UNT-01\.sql:1: file name UNT-01; instead: a name in sn"
    ):
        read_check(written(tmp_path, GOOD, "UNT-01.sql"))


def test_a_missing_file_and_a_file_that_is_no_text(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        read_check(tmp_path / NAME)
    (tmp_path / NAME).write_bytes(b"-- id: UNT-01 \xff")
    with pytest.raises(ContentError, match="not a text in UTF-8"):
        read_check(tmp_path / NAME)


def test_checks_come_in_the_order_of_their_ids(tmp_path):
    for check_id, name in [("UNT-02", "a.sql"), ("POS-01", "c.sql"), ("UNT-01", "b.sql")]:
        written(tmp_path, GOOD.replace("UNT-01", check_id), name)
    assert [c.check_id for c in read_checks([tmp_path])] == ["POS-01", "UNT-01", "UNT-02"]
    with pytest.raises(UsageError, match="no folder of checks"):
        read_checks([tmp_path / "nowhere"])


def test_ids_and_names_stand_once(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    first = written(tmp_path, GOOD)
    second = written(own, GOOD, "another_name.sql")
    with pytest.raises(ContentError) as error:
        read_checks([tmp_path, own])
    assert f"{second}:1: id UNT-01 is already that of {first}; instead: its own id" in str(
        error.value
    )
    second.unlink()
    written(own, GOOD.replace("UNT-01", "UNT-77"))
    with pytest.raises(ContentError, match="name per_diem_units_exceed_days is already that of"):
        read_checks([tmp_path, own])


def test_a_model_view_may_hold_numbers_but_nothing_banned():
    assert not banned("-- grain: a\nselect d + 7 as until from t where a = '12'")
    (problem,) = banned("-- grain: a\nselect hash(d) as a from t")
    assert (problem.line, problem.what.startswith("hash() differs")) == (2, True)


def test_the_page_of_a_check_says_all_its_header_says(tmp_path):
    check = read_check(written(tmp_path, GOOD))
    page = check_page(check)
    for said in (
        *("UNT-01  Per diem units exceed", check.name, "automated", "refund", check.sha256),
        *(
            "per_diem, where units_by_day is set",
            "visit_note where required is set, record_request",
        ),
        *(
            check.cleared_by,
            check.description,
            check.reason.text,
            "governed: lines of claim_line",
            "with governed as (",
        ),
    ):
        assert said in page
    assert "-- id:" not in page
    spark = check_page(check, "spark")
    assert "SQL (spark)" in spark and "CAST(NULL AS STRING) AS related_claim_id" in spark


def test_a_share_is_told_by_columns_of_the_check(tmp_path):
    above = "-- share: {day_count}/{units}\n-- calendar: yes\n-- reason:"
    check = read_check(written(tmp_path, GOOD.replace("-- reason:", above, 1)))
    assert (check.share.text, check.has_calendar) == ("{day_count}/{units}", True)
    plain = read_check(written(tmp_path, GOOD, "a_name.sql"))
    assert (plain.share.text, plain.has_calendar) == ("", False)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("share: {unit}/{day_count}", "share: neither the final select nor paid_line gives unit"),
        ("share: {units/{day_count}", "share: a { without its other half"),
        ("calendar: no", "calendar no; instead: yes, or no such line"),
    ],
)
def test_a_wrong_share_or_calendar_is_refused(tmp_path, key, message):
    text = GOOD.replace("-- reason:", f"-- {key}\n-- reason:", 1)
    with pytest.raises(ContentError) as error:
        read_check(written(tmp_path, text))
    assert message in str(error.value)

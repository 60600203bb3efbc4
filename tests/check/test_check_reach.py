"""Which checks cannot run, read from their SQL: tables, columns, and nothing by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

import analytics
from analytics import content
from analytics.schema.tables import TABLES
from analytics.sql import required_columns, runnable
from analytics.sql.checks import read_checks
from analytics.sql.required_columns import SqlReach
from analytics.sql.runnable import Emptiness, checks_that_cannot_run, emptiness
from analytics.sql.views import read_model
from analytics.store.reader import reading_engine
from analytics.testing import extract

VIEW = """
select claim_line.line_id, claim_line.role, claim_line.plan
from claim_line
where claim_line.is_shown
"""


@pytest.mark.parametrize(
    ("sql", "required"),
    [
        ("select a from t where b = 1", "b"),
        ("select a from t where b = 1 and not c", "b c"),
        ("select a from t where b = 1 or c = 2", ""),
        ("select a from t where (b = 1 and c = 1) or (b = 2 and d = 1)", "b"),
        ("select a from t where not (b = 1 or c = 2)", "b c"),
        ("select a from t where not (b = 1 and c = 2)", ""),
        ("select a from t where coalesce(b, 1) = 1", ""),
        ("select a from t where b is null", ""),
        ("select a from t where b is not null", "b"),
        ("select a from t where b is not distinct from 1", ""),
        ("select a from t where case when b = 1 then true else c end", ""),
        ("select a from t where not list_contains(b, c)", "b c"),
        ("select a from t where b in (select x from u)", "b"),
        ("select a from t where exists (select 1 from u where u.x = t.b)", ""),
        ("select t.a from t join u on t.b = u.x", "b"),
        ("select t.a from t left join u on t.b = u.x", ""),
        ("select u.x from u left join t on t.b = u.x", ""),
        ("select u.x from u left join t on t.b = u.x where t.c > 1", "c"),
        ("select count(*) from t where b = 1", ""),
        ("select a, count(*) from t where b = 1 group by a", "b"),
        ("select a from t where b = 1 union all select a from t where c = 1", ""),
        ("select a from t where b = 1 union all select a from t where b = 2", "b"),
        ("with g as (select a, b + c as d from t) select a from g where d > 1", "b c"),
        ("with g as (select t.*, 1 as x from t) select a from g where b > 1", "b"),
        ("with g as (select * replace (c + 1 as b) from t) select a from g where b > 1", "c"),
        ("with t as (select a, b from t where c = 1) select a from t where b = 1", "b c"),
        ("with g as (select b from t), h as (select x from u) select x from h", ""),
    ],
)
def test_what_a_row_cannot_do_without(sql, required) -> None:
    found = SqlReach({}).required(sql)
    assert {column for table, column in found if table == "t"} == set(required.split())


def test_views_are_seen_through_and_only_what_is_asked_for_is_read() -> None:
    reach = SqlReach({"shown": VIEW})
    sql = "select shown.line_id from shown where coalesce(shown.role, '') = 'x'"
    assert reach.required(sql) == {("claim_line", "is_shown")}
    assert reach.read(sql) == {("claim_line", c) for c in ("line_id", "role", "is_shown")}


CHECKS = read_checks([content.CHECKS])
NOTHING_LACKS = Emptiness()


def obstacles(empty=NOTHING_LACKS, loaded=frozenset(TABLES)) -> dict[str, tuple[str, bool]]:
    found = checks_that_cannot_run(CHECKS, loaded, empty)
    return {each.check_id: (each.why, each.is_doubt) for each in found}


def test_with_everything_loaded_and_filled_every_check_runs() -> None:
    assert obstacles() == {}


@pytest.mark.parametrize(
    ("columns", "stopped", "runs"),
    [
        ("place_of_service_code", {"POS-01", "POS-02"}, {"UNT-01", "DUP-01"}),
        ("units", {"UNT-01", "DUP-01"}, {"POS-01", "NUR-04"}),
        ("charge_amount", {"DUP-01"}, {"UNT-01", "POS-01"}),
        ("ndc_code received_date header_day_count funding", set(), {"DUP-01", "UNT-01", "CON-01"}),
    ],
)
def test_a_column_that_is_never_filled_stops_the_checks_that_need_it(
    columns, stopped, runs
) -> None:
    found = obstacles(Emptiness(columns=frozenset(columns.split())))
    assert stopped <= set(found)
    assert not runs & set(found)
    assert all("is never filled" in why and not doubt for why, doubt in found.values())


def test_units_are_said_by_the_columns_they_are_read_from() -> None:
    found = obstacles(Emptiness(columns=frozenset({"units"})))
    why = "paid_unit_quantity or service_unit_quantity is never filled"
    assert found["UNT-01"] == (why, False)


def test_tables_that_are_not_loaded() -> None:
    found = obstacles(loaded={"medical_claim"})
    assert found["NUR-04"] == ("needs visit_note, which is not loaded", False)
    why, doubt = found["POS-01"]
    assert doubt and "needs provider" in why
    assert set(found) == {check.check_id for check in CHECKS if check.needs}


def test_no_stay_and_no_modifier() -> None:
    found = obstacles(Emptiness(tables=frozenset({"stay"}), lists=frozenset({"modifiers"})))
    assert found["OVR-01"][0].startswith("no institutional claim")
    why, doubt = found["CON-01"]
    assert doubt and why.startswith("no line has a value of hcpcs_modifier_1 to 5")
    assert "LOB-01" not in found


def test_a_text_is_worked_out_once_and_another_anew(monkeypatch) -> None:
    obstacles()
    worked_out = []
    build = required_columns.build_scope
    monkeypatch.setattr(
        required_columns, "build_scope", lambda tree: worked_out.append(tree) or build(tree)
    )
    obstacles()
    assert worked_out == []
    model = read_model()
    line = next(view for view in model.values() if view.kept == "view")
    changed = {line.relation: replace(line, sql=f"{line.sql} -- as it is from today on")}
    monkeypatch.setattr(runnable, "read_model", lambda: model | changed)
    obstacles()
    assert worked_out


def test_what_a_picture_lacks_is_told_by_load(tmp_path) -> None:
    store = analytics.open_store(tmp_path / "store", create=True)
    with_place = "claim | pos | mods\nA | 12 | SH"
    without = "claim | pos\nB |"
    store.load(extract("medical_claim", with_place))
    store.load(extract("medical_claim", without))
    engine = reading_engine(store.folder)
    first, second = emptiness(engine, 1), emptiness(engine, 2)
    assert "place_of_service_code" not in first.columns | emptiness(engine).columns
    assert "place_of_service_code" in second.columns
    assert (first.lists & {"modifiers"}, second.lists & {"modifiers"}) == (set(), {"modifiers"})
    assert {"stay", "superseded_line"} == second.tables
    assert emptiness(engine, 3) == Emptiness(tables=second.tables)

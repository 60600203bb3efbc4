"""Every SQL file of queries/: its header, that it parses, and the lint of portability."""

from __future__ import annotations

import pytest

from analytics import content
from analytics.errors import ContentError
from analytics.sql.checks import read_checks
from analytics.sql.cookbook import read_cookbook
from analytics.sql.views import read_model
from analytics.sql.waivers import WAIVERS, unwaived, waivers

#: How the files of each folder are read; each reader refuses a wrong header and a wrong text.
READ = {
    "adhoc": read_cookbook,
    "audit": read_model,
    "checks": lambda folder: {check.name: check for check in read_checks([folder])},
    "compare": read_model,
    "exposure": read_model,
    "letters": read_model,
    "model": read_model,
    "report": read_model,
    "review": read_model,
    "stages": read_model,
}
FILES = {f"{path.parent.name}/{path.stem}": path for path in sorted(content.QUERIES.rglob("*.sql"))}


def test_every_file_stands_in_a_folder_that_is_read():
    assert {path.parent for path in FILES.values()} == {content.QUERIES / name for name in READ}


@pytest.mark.parametrize("folder", READ)
def test_every_file_of_a_folder_has_its_header_and_parses(folder):
    path = content.QUERIES / folder
    assert set(READ[folder](path)) == {each.stem for each in path.glob("*.sql")}


@pytest.mark.parametrize("folder", [name for name, read in READ.items() if read is read_model])
def test_every_view_says_what_a_row_is_and_why(folder):
    for view in read_model(content.QUERIES / folder).values():
        assert view.grain.startswith("one row per "), view.relation
        assert len(view.description.split()) >= 5, view.relation


@pytest.mark.parametrize("name", FILES)
def test_a_query_holds_nothing_that_engines_answer_differently(name):
    """Nothing banned that its header does not waive, and no waiver that excuses nothing."""
    assert not unwaived(FILES[name].read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("checks/")])
def test_a_check_waives_nothing(name):
    assert not dict(waivers(FILES[name].read_text(encoding="utf-8")))


def test_money_is_divided_in_no_view():
    """A question of the cookbook may show a rate: nothing stands on it."""
    dividing = {
        name
        for name, path in FILES.items()
        if "money" in dict(waivers(path.read_text(encoding="utf-8")))
    }
    assert dividing == {"adhoc/payer_and_line_of_business"}


# --- a waiver ------------------------------------------------------------------------------------

HEAD = "-- relation: a\n-- grain: one row\n-- kept: view\n{}--\n-- In words.\n"


def text(sql: str, *lines: str) -> str:
    return HEAD.format("".join(f"-- waiver {line}\n" for line in lines)) + sql


@pytest.mark.parametrize(
    "rule, sql",
    [
        ("money", "select paid_amount / 2 as x from t"),
        ("date", "select due_date - paid_date as x from t"),
        ("cast", "select cast(1.5 * n as bigint) as x from t"),
        ("hash", "select hash(a) as x from t"),
        ("current_date", "select current_date as x"),
        ("some rows", "select a from t limit 1"),
        ("form", "select a b from t"),
        ("order", "select row_number() over (order by a) as x from t"),
        ("order", "select list(a) as x from t"),
    ],
)
def test_a_waiver_excuses_its_rule_and_no_other(rule, sql):
    assert unwaived(text(sql))
    assert not unwaived(text(sql, f"{rule}: meant"))
    other = "cast" if rule != "cast" else "money"
    said = [problem.what for problem in unwaived(text(sql, f"{other}: meant"))]
    assert len(said) == 2
    assert f"the waiver {other} excuses nothing" in said


def test_two_rules_have_a_waiver_each():
    both = "select hash(a) as x, row_number() over (order by a) as y from t"
    assert not unwaived(text(both, "hash: meant", "order: meant too"))
    (left,) = unwaived(text(both, "hash: meant"))
    assert "order that is not total" in left.what


def test_a_waiver_excuses_no_text_that_cannot_be_read():
    assert unwaived(
        text("selec a from t", *(f"{key.removeprefix('waiver ')}: x" for key in WAIVERS))
    )


def test_a_row_of_a_load_is_known_by_load_and_row():
    window = "select row_number() over (partition by a order by {}) as x from t"
    assert not unwaived(text(window.format("day desc, load_number desc, source_row desc")))
    assert unwaived(text(window.format("load_number, day, source_row")))
    assert unwaived(text(window.format("source_row")))


def test_a_waiver_stands_in_the_header_with_a_rule_that_is_one(tmp_path):
    (tmp_path / "a.sql").write_text(text("select 1 as x", "mony: meant"))
    with pytest.raises(ContentError, match=r"a\.sql:4: unknown key `waiver mony`.*`waiver money`"):
        read_model(tmp_path)
    (tmp_path / "a.sql").write_text(text("select 1 as x") + "\n-- waiver money: too late")
    assert not list(waivers((tmp_path / "a.sql").read_text()))

"""The header, the relations, the first CTE and the translation of a query."""

from pathlib import Path

import pytest

from analytics.engine.dialect import translate
from analytics.errors import ContentError, UsageError
from analytics.sql.header import read_header
from analytics.sql.parse import literals, outputs, relations, split_first_cte

FILE = Path("a_query.sql")
KEYS = {"required": ("grain", "cleared by"), "optional": ("needs",)}


def test_a_header_is_keys_then_a_description():
    header = read_header(
        "-- grain: one row per line: always\n-- cleared by: a date\n--   the extract lost\n--\n"
        "-- First words.\n--\n-- Key: more words.\nselect 1 as a -- needs: nothing\n",
        FILE,
        **KEYS,
    )
    assert header.facts == {
        "grain": "one row per line: always",
        "cleared by": "a date the extract lost",
    }
    assert header.lines == {"grain": 1, "cleared by": 2}
    assert header.description == "First words.\n\nKey: more words."


GRAIN, CLEARED = "-- grain: a", "-- cleared by: b"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([GRAIN, "-- no key", CLEARED], "a_query.sql:2: not a header line; instead: `-- key: v"),
        ([GRAIN, "--grain b"], "a_query.sql:2: not a header line"),
        (["-- grains: a", CLEARED], "a_query.sql:1: unknown key `grains`; instead: `grain`"),
        ([GRAIN, "-- zzz: a"], "unknown key `zzz`; instead: one of grain, cleared by, needs"),
        ([GRAIN, CLEARED, GRAIN], "a_query.sql:3: key `grain` appears twice; instead: once"),
        ([GRAIN, "--", "-- Words."], "a_query.sql:1: the header has no `cleared by`; instead: a l"),
        ([GRAIN, "-- cleared by:", "--", "-- Words."], "a_query.sql:2: `cleared by` is empty"),
        ([GRAIN, CLEARED], "a_query.sql:2: the header has no description; instead: a bare `--`"),
        ([GRAIN, CLEARED, "--"], "a_query.sql:3: the header has no description"),
        ([], "a_query.sql:1: the header has no `grain`"),
    ],
)
def test_a_header_that_is_off_is_refused_with_its_line(lines, message):
    with pytest.raises(ContentError) as error:
        read_header("\n".join([*lines, "select 1 as a"]), FILE, **KEYS)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("select a from Claim_Line", {"claim_line"}),
        ("with x as (select a from t) select a from x", {"t"}),
        ("with t as (select a from t), u as (select a from t) select a from u", {"t"}),
        (
            "select a from t where a in (select b from u) and exists (select 1 from v)",
            {"t", "u", "v"},
        ),
        ("select a from t join (with c as (select 1 as a) select a from c) as d on 1", {"t"}),
        ("select c.a from (with c as (select 1 as a) select a from c) as d join c on 1", {"c"}),
        (
            "with recursive r as (select 1 as a union all select a + 1 from r) select a from r",
            set(),
        ),
        ("select a from t, unnest(t.b) as u(a), range(3) as n(i)", {"t"}),
        ("select a from t union all select a from u", {"t", "u"}),
    ],
)
def test_relations_are_what_is_read_from_outside(sql, names):
    assert relations(sql) == names


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("select 1 as a", "\nselect a from governed"),
        ("\n  select 'it''s ) é 🙂' as a -- ) (\n", "\nselect a from governed"),
        ('select "a)", $$ ) $$ as b, (1 + (2)) as c from t /* ( */', " select b from governed"),
        ("with x as (select 1 as a) select a from x", " select a from governed"),
    ],
)
def test_the_first_cte_is_cut_out_as_it_is_written(first, rest):
    for cte in ("governed as (", "governed as materialized (", '"governed" AS\n('):
        alone = f"-- a, (comment\nwith {cte}{first}){rest}"
        assert split_first_cte(alone) == ("governed", first, rest)


def test_the_ctes_after_it_stay():
    text = (
        "with governed as (select 1 as a) -- a, b\n, x as (select a from governed) select a from x;"
    )
    assert split_first_cte(text) == (
        "governed",
        "select 1 as a",
        "with x as (select a from governed) select a from x",
    )


@pytest.mark.parametrize(
    "sql",
    [
        "with recursive governed as (select 1 as a) select a from governed",
        "with governed(a) as (select 1) select a from governed",
        "select 1 as a",
        "select a from (select 1 as a) as governed",
    ],
)
def test_a_text_without_a_plain_first_cte_is_refused(sql):
    with pytest.raises(ContentError, match=r"does not begin with a plain CTE; instead: `with name"):
        split_first_cte(sql)


def test_outputs_name_the_columns_of_each_branch():
    assert outputs("select a, t.b as c, a + 1 from t\nunion all\nselect * from u") == [
        (1, ["a", "c", ""]),
        (3, ["*"]),
    ]


def test_literals_leave_out_types():
    sql = "select cast(1 as decimal(18, 2)) as a,\n 'x' as b, c + interval 7 day as d from t"
    assert sorted(literals(sql)) == [(1, "1", False), (2, "7", False), (2, "x", True)]


SAMPLE = """
select date_diff('day', a, b) as days, list_has_any(c, d) as same, cents // n as rate,
       string_agg(distinct e, ', ' order by e) as codes, units::decimal(18, 3) as units
from t
"""


def test_a_statement_is_told_in_spark():
    spark = translate(SAMPLE, "Spark")
    for said in ("DATEDIFF(DAY, a, b)", "ARRAYS_OVERLAP(c, d)", "cents DIV n", "DECIMAL(18, 3)"):
        assert said in spark
    assert "&&" in translate(SAMPLE, "duckdb")  # the shared tree was not changed


def test_an_unknown_dialect_names_the_nearest():
    with pytest.raises(UsageError, match="no SQL dialect 'sprak'; known: spark"):
        translate(SAMPLE, "sprak")

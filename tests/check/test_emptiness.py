"""Which queries give no row where some relations have none; in doubt a query is run."""

from dataclasses import replace

import pytest

from analytics.engine.duckdb import Engine
from analytics.sql.emptiness import gives_no_row
from analytics.sql.views import ModelView, Relations

NONE = {"a"}


@pytest.mark.parametrize(
    "query",
    [
        "select * from a",
        "select * from a join b on a.x = b.x",
        "select * from b join a on a.x = b.x",
        "select * from b cross join a",
        "select * from b semi join a on a.x = b.x",
        "select * from a left join b on a.x = b.x",
        "select * from a anti join b on a.x = b.x",
        "select * from a full join a as other on a.x = other.x",
        "select x, count(*) from a group by x",
        "select sum(x) over (partition by y) as s from a",
        "select * from (select x from a) as inner_row",
        "with c as (select x from a) select * from c join b on b.x = c.x",
        "select x from a union all select x from a",
        "select x from a except select x from b",
        "with recursive c as (select x from a union all select x + 1 from c) select * from c",
        "select (select max(x) from b) as most from a",
    ],
)
def test_a_query_whose_rows_come_from_nothing_gives_none(query):
    assert gives_no_row(query, NONE)


@pytest.mark.parametrize(
    "query",
    [
        "select * from b",
        "select 1 as x",
        "select * from b left join a on a.x = b.x",
        "select * from b anti join a on a.x = b.x",
        "select * from b full join a on a.x = b.x",
        "select * from a full join b on a.x = b.x",
        "select * from a right join b on a.x = b.x",
        "select count(*) as rows from a",
        "select coalesce(sum(x), 0) as total from a",
        "select count(*) filter (where x > 1) as rows from a having count(*) = 0",
        "select x from a union all select x from b",
        "select x from b except select x from a",
        "with a as (select x from b) select * from a",
        "with recursive c as (select x from b union all select x from a) select * from c",
        "select some_function_of_a_later_engine(x) as y from a",
        "select * from b where not exists (select 1 from a where a.x = b.x)",
        "select x, count(*) from a group by rollup (x)",
        "select * from (values (1)) as given(x)",
    ],
)
def test_a_query_that_may_give_a_row_is_run(query):
    assert not gives_no_row(query, NONE)


def test_a_view_that_takes_the_name_of_an_empty_table_is_told_by_its_text():
    """Recoveries of which none was loaded may still come from remittances."""
    view = ModelView("a", "one row", "view", "", "select x from b", frozenset({"b"}))
    with Engine() as engine:
        engine.table("b", "select 1 as x")
        relations = Relations(engine, {"a"})
        relations.make([view])
        assert engine.rows("select x from a") == [(1,)]
        relations.make(
            [replace(view, relation="c", kept="table", sql="select x from b where x > 1")]
        )
        assert relations.empty == {"c"}

"""Each construct a check or a model view may not hold: the least text with it, and one without."""

import pytest

from analytics.sql.portability import banned

# what the message says, a text that is refused, a text that is not
TABLE = [
    ("money is divided", "select paid_amount / 2 as x from t", "select units / 2 as x from t"),
    (
        "money is divided",
        "select units / (paid_cents + other_cents) as x from t",
        "select (units - day_count) / units as x from t",
    ),
    (
        "money is divided",
        "with a as (select sum(paid_amount) as paid from t) select paid / n as x from a",
        "with a as (select count(paid_amount) as paid from t) select paid / n as x from a",
    ),
    (
        "money is divided",
        "select coalesce(charge_amount, 0) / units as x from t",
        "select units / case when paid_amount > 0 then day_count end as x from t",
    ),
    (
        "money is divided",
        "select fdiv(paid_amount, 2) as x from t",
        "select paid_cents // day_count as x from t",
    ),
    (
        "an amount is divided with //",
        "select paid_amount // 2 as x from t",
        "select paid_cents * 0.01 as x from t",
    ),
    ("money is averaged", "select avg(paid_cents) as x from t", "select avg(units) as x from t"),
    *(
        (
            f"date_diff by {unit}",
            f"select {call} as x from t",
            "select date_diff('day', a, b) from t",
        )
        for unit, call in [
            ("month", "date_diff('month', a, b)"),
            ("quarter", "datediff('quarter', a, b)"),
            ("year", "date_diff('year', a, b)"),
            ("part", "date_diff(part, a, b)"),
        ]
    ),
    ("age() counts calendar parts", "select age(a, b) as x from t", "select a + 30 as x from t"),
    (
        "date_sub() counts calendar parts",
        "select date_sub('month', a, b) as x from t",
        "select a + interval 1 month as x from t",
    ),
    *(
        (
            "a date is taken from a date",
            f"select {difference} as x from t",
            f"select {right} from t",
        )
        for difference, right in [
            ("line_end_date - line_start_date + 1", "line_end_date - 1"),
            ("effective_to - effective_from", "effective_to - days"),
            ("cast(a as date) - b::date", "cast(a as date) + 7"),
            ("as_of - due_date", "date_diff('day', due_date, as_of)"),
            ("max(paid_date) - (covers_from + 1)", "max(paid_date) - count(*)"),
            ("due_date - lag(due_date) over (order by line_id)", "due_date + 1"),
            ("coalesce(a_date, b_date) - least(c_date, d_date)", "coalesce(a_date, b_date)"),
        ]
    ),
    *(
        ("a fraction is cast to an integer", f"select {cast} as x from t", f"select {right} from t")
        for cast, right in [
            ("cast(a / b as integer)", "cast(floor(a / b) as integer)"),
            ("(a / b)::int", "ceil(a / b)::int"),
            ("try_cast(a / b as bigint)", "cast(a // b as bigint)"),
            ("cast(units as bigint)", "cast(floor(units) as bigint)"),
            ("cast(sum(paid_units) as bigint)", "cast(count(paid_units) as bigint)"),
            ("cast(not_payable_share as integer)", "cast(not_payable_share as decimal(18, 12))"),
            ("cast(round(units, 1) as bigint)", "cast(round(units) as bigint)"),
            ("cast(1.5 * n as bigint)", "cast(units > 1 as integer)"),
            ("cast(round(a / b, n) as bigint)", "cast(round(round(a / b, 4), 0) as bigint)"),
        ]
    ),
    *(
        ("() picks one of several rows", f"select {call} as x from t", right)
        for call, right in [
            ("first(a)", "select min(a) as x from t"),
            ("last(a)", "select max(a) as x from t"),
            ("any_value(a)", "select a from t group by a"),
            ("arbitrary(a)", "select t.first from t"),
            ("min_by(a, b)", "select min(a) as min_by from t"),
            ("max_by(a, b)", "select max(a) as x from t"),
            ("arg_min(a, b)", "select min(b) as x from t"),
            ("arg_max(a, b)", "select max(b) as x from t"),
            ("first(a order by b)", "select 'first(a)' as x from t"),
        ]
    ),
    *(
        (
            "() is a percentile",
            f"select {call} as x from t",
            "select 1 as x",
        )
        for call in [
            "quantile(a, 0.5)",
            "quantile_cont(a, 0.5)",
            "quantile_disc(a, 0.5)",
            "percentile_cont(0.5) within group (order by a)",
            "approx_quantile(a, 0.5)",
            "median(a)",
            "mode(a)",
        ]
    ),
    ("hash() differs", "select hash(a) as x from t", "select md5(a) as x from t"),
    *(
        (f"{clock.rstrip('()')}() reads the clock", f"select {clock} as x", "select as_of from t")
        for clock in ["now()", "today()", "current_date", "current_timestamp", "localtimestamp"]
    ),
    (
        "current_date() reads",
        "select a from t where d < current_date",
        "select a from t where d < e",
    ),
    ("random() is random", "select random() as x from t", "select t.random from t"),
    ("uuid() is random", "select uuid() as x from t", "select line_id as uuid from t"),
    *(
        ("with time zone", f"select {zoned} as x from t", "select cast(a as timestamp) as x from t")
        for zoned in [
            "cast(a as timestamptz)",
            "cast(a as timestamp with time zone)",
            "timestamptz '2026-07-01'",
            "a at time zone 'UTC'",
            "timezone('UTC', a)",
            "cast(a as timetz)",
        ]
    ),
    ("limit without order by", "select a from t limit 5", "select a from t order by a limit 5"),
    (
        "limit without order by",
        "select a from (select a from t limit 5) as u",
        "select a from (select a from t order by a limit 5) as u",
    ),
    (
        "limit without order by",
        "select a from t union all select a from u limit 5",
        "select a from t union all select a from u order by a limit 5",
    ),
    ("a sample of rows", "select a from t using sample 5", "select a from t where a > 5"),
    (
        "distinct on keeps one of several rows",
        "select distinct on (a) a from t order by b",
        "select distinct a from t",
    ),
    (
        "asof join",
        "select t.a from t asof join u on t.a >= u.a",
        "select t.a from t full join u on 1",
    ),
    *(
        ("a generator in a select list", f"select {generator} as x from t", right)
        for generator, right in [
            ("unnest(codes)", "select u.code from t, unnest(t.codes) as u(code)"),
            ("range(3)", "select n.i from range(3) as n(i)"),
            ("generate_series(1, 3)", "select g.i from generate_series(1, 3) as g(i)"),
            (
                "a + unnest(codes)",
                "select (select max(u.c) from unnest(t.codes) as u(c)) as x from t",
            ),
        ]
    ),
    (
        "a lambda",
        "select list_filter(a, x -> x > 1) as y from t",
        "select list_contains(a, x) as y from t",
    ),
    ("a lambda", "select list_transform(a, lambda x: x) as y from t", "select a[1] as y from t"),
    ("an arrow", "select a -> '$.x' as y from t", "select a > x as y from t"),
    ("a list comprehension", "select [x for x in a] as y from t", "select [a, b] as y from t"),
    ("a struct", "select {'a': 1} as y from t", "select t.a from t"),
    ("a struct", "select s.a.b as y from s", "select s.a as y from s"),
    ("alias b without `as`", "select a b from t", "select a as b from t"),
    ("alias u without `as`", "select u.a from t u", "select u.a from t as u"),
    (
        "alias u without `as`",
        "select u.a from (select 1 as a) u",
        "select u.a from (select 1 as a) as u",
    ),
    (
        "alias u without `as`",
        "select t.a from t join s u on t.a = u.a",
        "with u as (select 1 as a) select t.a from t join s as v on t.a = v.a",
    ),
    (
        "alias u without `as`",
        "select u.x from t, unnest(t.a) u(x)",
        "select u.x from t, unnest(t.a) as u(x)",
    ),
    (
        "a list is gathered in no order",
        "select list(a) as x from t",
        "select list(a order by a) from t",
    ),
    (
        "a list is gathered in no order",
        "select string_agg(a, ', ') as x from t",
        "select string_agg(distinct a, ', ' order by a) as x, list_sort(list(a)) as y from t",
    ),
    (
        "row_number() over a window without order by",
        "select row_number() over (partition by a) as n from t",
        "select sum(a) over (partition by b) as n from t",
    ),
    *(
        (
            f"{call.partition('(')[0]}() over an order that is not total",
            f"select {call} over (partition by a order by b) as n from t",
            f"select {call} over (partition by a order by b desc nulls last, {key}) as n from t",
        )
        for call, key in [
            ("row_number()", "line_id"),
            ("lag(c)", "t.line_id desc"),
            ("lead(c)", "claim_line_number"),
            ("first_value(c)", "claim_id"),
            ("last_value(c ignore nulls)", "service_date"),
            ("ntile(4)", "finding_id"),
            ("row_number() filter (where c)", "therapy_key"),
        ]
    ),
    (
        "row_number() over an order that is not total",
        "select row_number() over w as n from t window w as (order by b)",
        "select row_number() over w as n from t window w as (order by b, line_id)",
    ),
    (
        "row_number() over an order that is not total",
        "select a from t qualify row_number() over (order by b) = 1",
        "select a from t qualify rank() over (order by b) = 1",
    ),
    (
        "rank() over a window without",
        "select rank() over () as n from t",
        "select count(*) over () from t",
    ),
    (
        "sum() over an order that is not total",
        "select sum(a) over (order by b rows unbounded preceding) as n from t",
        "select sum(a) over (order by b) as n, max(b) over (order by b rows 1 preceding) from t",
    ),
    ("2 statements in one file", "select 1 as a; select 2 as b", "select 1 as a;"),
    ("no statements in one file", "-- a comment alone", "-- a comment\nselect 1 as a"),
    *(
        ("a statement that is not a select", text, "with t as (select 1 as a) select a from t")
        for text in ["drop table t", "copy t to 'x'", "set threads = 1", "values (1)", "attach 'x'"]
    ),
    ("not readable as SQL", "selec a from t", "select a from t union select b as a from u"),
    ("not readable as SQL", "select 'a from t", "(select a from t)"),
]


@pytest.mark.parametrize(("says", "refused", "accepted"), TABLE)
def test_each_construct_is_refused_by_name_and_its_right_form_is_not(says, refused, accepted):
    found = banned(refused)
    assert any(says in problem.what for problem in found), found
    assert all(problem.instead for problem in found)
    assert banned(accepted) == []


def test_a_column_can_be_named_as_money():
    assert banned("select fee / 2 as x from t") == []
    assert banned("select fee / 2 as x from t", money_columns=["fee"])


def test_every_problem_carries_its_line():
    text = """
        select
          paid_amount / 2 as a,
          b c,
          now() as d
        from t
        where e < current_date
        limit 5"""
    assert [(p.line, p.what) for p in banned(text)] == [
        (3, "money is divided"),
        (4, "alias c without `as`"),
        (5, "now() reads the clock"),
        (7, "current_date() reads the clock"),
        (8, "limit without order by"),
    ]


def test_texts_and_comments_are_not_read_as_sql():
    assert banned("select 'now() / paid_amount' as a -- first(b) c\nfrom t /* limit 5 */") == []

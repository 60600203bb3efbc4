"""The reason of a finding: how a template writes values, chooses its text, and is refused."""

import pytest

from analytics.engine.duckdb import Engine
from analytics.errors import ContentError
from analytics.sql.reason import read_reason, reason_sql

ROW = """
select 'S9500' as code, cast(14 as decimal(18, 3)) as units, cast(10 as decimal(18, 0)) as whole,
  cast(0.5 as decimal(18, 3)) as half, cast(1200.50 as decimal(18, 2)) as paid_amount,
  cast(7 as bigint) as day_count, cast(1 as bigint) as one, date '2026-07-01' as first_day,
  date '2026-07-07' as last_day, ['12', '13'] as places, cast(null as varchar) as place_name,
  true as is_short, false as is_long, cast(null as boolean) as is_unknown, 'void' as kind
"""


def said(template: str) -> str | None:
    reason, problems = read_reason(template, 1)
    assert problems == []
    with Engine(threads=1) as engine:
        types = {name: kind for name, kind, *_ in engine.rows(f"describe {ROW}")}
        return engine.value(f"select {reason_sql(reason, types)} from ({ROW})")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("As it stands: it's so.", "As it stands: it's so."),
        ("{code} paid {units} units", "S9500 paid 14 units"),
        ("{whole} and {half}", "10 and 0.5"),
        ("${paid_amount}", "$1200.50"),
        ("{first_day}, {places}", "2026-07-01, 12, 13"),
        ("{first_day..last_day}; {first_day..first_day}", "2026-07-01 to 2026-07-07; 2026-07-01"),
        (
            "{day_count:day/days}, {one:day/days}, {half:note is/notes are}",
            "7 days, 1 day, 0.5 note is",
        ),
        ("{place_name}", None),
        ("at 12[ ({place_name})][ for {code}].", "at 12 for S9500."),
        ("[{place_name}|code {code}|none]", "code S9500"),
        ("[{place_name}|none]", "none"),
        ("so[is_short? short][is_long? long][is_unknown? unknown].", "so short."),
        ("[is_long?a|b][is_short?c|d]", "bc"),
        ("[kind=void?voided|replaced], [kind=other?a|kind=void?{code}|b]", "voided, S9500"),
    ],
)
def test_what_a_template_says(template, text):
    assert said(template) == text


def test_the_columns_it_names_and_those_it_cannot_do_without():
    reason, _ = read_reason("{a} of {b..c}[ ({d})][flag? {e}|kind=x? f]", 1)
    assert reason.columns == {"a", "b", "c", "d", "e", "flag", "kind"}
    assert reason.required == {"a", "b", "c"}


def test_a_flag_that_is_no_boolean_is_refused():
    with pytest.raises(ContentError, match=r"kind\? asks for a flag, and it is VARCHAR; instead"):
        said("[kind?a|b]")


@pytest.mark.parametrize(
    "template",
    ["a [b", "a b]", "a {b", "a }", "{}", "{A}", "{a:day}", "[[a]]", "[text]", "[a|b {c}]"],
)
def test_a_template_that_cannot_be_read_is_refused_with_its_line(template):
    _, problems = read_reason(template, 7)
    assert problems and {problem.line for problem in problems} == {7}
    assert all(problem.what.startswith("reason: ") and problem.instead for problem in problems)

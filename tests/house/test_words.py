"""A list of words stands once, in analytics/schema/words.py, and everything shows all of it."""

import ast
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from small_store import AS_OF
from spec.conftest import exposure_of

import analytics
from analytics import content
from analytics.cli.print_runs import EXPOSURE_VIEW
from analytics.engine.duckdb import Engine
from analytics.engine.messages import QueryError
from analytics.errors import RecoupError
from analytics.report.pictures.charts import COLORS
from analytics.runs.compare import compare_runs
from analytics.runs.explain.lines import net_text
from analytics.runs.exposure import create_exposure_views
from analytics.schema import words
from analytics.sql import repeated_lines
from analytics.sql.portability import banned
from analytics.sql.views import read_model

ROOT = Path(__file__).parents[2]
COLUMNS = [column.name for column in words.EXPOSURE_COLUMNS]
#: The lists, and from how many of its words on a literal counts as a copy of one.
LISTS = {
    "exposure columns": (COLUMNS, 4),
    "strengths": (words.STRENGTHS, 3),
    "statuses": (words.STATUS_NAMES, 3),
    "histories": (words.HISTORIES, 3),
    "groupings": ([grouping.name for grouping in words.GROUPINGS], 4),
}
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SHOW_EXPOSURE = ("exposure_by_provider", "one_provider", "try_a_check", "what_if_policy")


def code_of(notebook: Path) -> str:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return re.sub(r"^%.*$", "", "\n".join(code), flags=re.MULTILINE)


def python_texts() -> dict[str, str]:
    """The modules of the package and of the fixtures, and the code of the notebooks."""
    modules = [*(ROOT / "analytics").rglob("*.py"), ROOT / "tests" / "spec" / "conftest.py"]
    own = ROOT / "analytics" / "schema" / "words.py"
    texts = {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8") for p in modules if p != own}
    return texts | {path.name: code_of(path) for path in NOTEBOOKS}


def copies(text: str) -> list[tuple[int, str]]:
    """The literals of a Python text that spell out one of the lists, by line.

    A dictionary is one where it has no other key: others say something of columns by name.
    """
    found = []
    for node in ast.walk(ast.parse(text)):
        parts = getattr(node, "elts", None) or getattr(node, "keys", None) or []
        said = {p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)}
        said = {re.sub(r"_(amount|cents)$", "", word) for word in said}
        found += [
            (node.lineno, name)
            for name, (listed, most) in LISTS.items()
            if len(said & set(listed)) >= most
            and (said <= set(listed) or not isinstance(node, ast.Dict))
        ]
    return found


def test_no_python_spells_out_a_list_again():
    found = {where: lines for where, text in python_texts().items() if (lines := copies(text))}
    assert not found


def test_a_copy_would_be_found():
    assert copies('A = ("automated", "records", "lead")') == [(1, "strengths")]
    assert copies('\nB = {"open": 0, "closed": 1, "upheld": 2}') == [(2, "statuses")]
    assert copies('C = ["lead_amount", "on_hold_amount", "records_cents", "resolved"]') == [
        (1, "exposure columns")
    ]


def sql_files() -> list[Path]:
    return sorted(content.QUERIES.rglob("*.sql"))


@pytest.mark.parametrize("path", sql_files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_query_spells_out_the_columns_of_exposure(path):
    """A marked line says one of them; the headers are words, not columns."""
    code = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
    said = {name for name in COLUMNS if re.search(rf"\b{name}_(cents|amount)\b", code)}
    assert len(said) <= 4, "mark the line `-- for each exposure column`"


def test_no_query_spells_out_the_strengths():
    """Not even in an order; an analyst's question is read and copied as it stands."""
    for path in sql_files():
        code = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        said = {name for name in words.STRENGTHS if re.search(rf"\b{name}_(amount|cents)\b", code)}
        assert said < set(words.STRENGTHS) or path.parent.name == "adhoc", path.name


def templates() -> list[Path]:
    return sorted((ROOT / "analytics" / "report" / "templates").glob("*.j2"))


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_no_template_spells_out_the_columns_of_exposure(path):
    """It loops over the strengths and the columns apart; a page may speak of automated alone."""
    text = path.read_text(encoding="utf-8")
    said = {name for name in COLUMNS if re.search(rf"\b{name}_(amount|difference)\b", text)}
    said |= {c.name for c in words.EXPOSURE_COLUMNS if f">{c.title}<" in text}
    assert said <= {"automated"}


def test_each_strength_has_its_colours():
    css = (ROOT / "analytics" / "report" / "templates" / "report.css").read_text(encoding="utf-8")
    for strength in words.STRENGTHS:
        assert f"--{strength}: {COLORS[strength]};" in css
        for marked in (f".{strength}", f".key.{strength}", f".strength.{strength}"):
            assert f"{marked} {{" in css, marked


def test_each_decision_is_counted_in_the_hit_rates():
    """Their columns are names that others read, so they stand in SQL; none may be left out."""
    text = (content.EXPOSURE / "check_hit_rate.sql").read_text(encoding="utf-8")
    counted = re.findall(r"count\(\*\) filter \(where decision = '(\w+)'\) as \1,", text)
    assert counted == [status.name for status in words.STATUSES if status.stage > 0]


def test_the_column_of_a_line_with_no_exposure_is_decided_alike():
    """By an audit, and by a comparison of runs that are written; both say known columns."""
    decided = []
    for path in (
        content.EXPOSURE / "line_cents.sql",
        content.QUERIES / "compare/finding_amount.sql",
    ):
        (case,) = re.findall(r"case\n(.*?)\n *end", path.read_text(encoding="utf-8"), re.DOTALL)
        decided.append([re.sub(r"\w+\.", "", line.strip()) for line in case.splitlines()])
        assert set(re.findall(r"(?:then|else) '(\w+)'", case)) <= set(COLUMNS)
    assert decided[0] == decided[1]


@pytest.mark.parametrize("name", ["strength", "status"])
def test_no_query_spells_out_an_order(name):
    """Places of strengths, rungs and statuses are joined from the relations of words.RELATIONS."""
    for path in sql_files():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"values[^;]*\('(automated|open)', *\d\)", text), path.name


def test_a_list_of_statuses_in_sql_is_one_of_the_words():
    """Where SQL cannot join the list, what it says of how far a review is is held against it."""
    ended = {status.name for status in words.STATUSES if status.ends_finding}
    reopened = {s.name for s in words.STATUSES if s.ends_finding and not s.is_recovered}
    to_demand = {status.name for status in words.STATUSES if status.stage < 2}
    texts = [path.read_text(encoding="utf-8") for path in sql_files()]
    texts += python_texts().values()
    for listed in re.findall(r"\(('[a-z]+'(?:, *'[a-z]+')+)\)", "\n".join(texts)):
        said = set(re.findall(r"[a-z]+", listed))
        if said <= set(words.STATUS_NAMES):
            assert said in (ended, reopened, to_demand), listed


def test_the_list_is_whole():
    """Each strength has a column; rungs are numbered without a gap, the strengths first."""
    assert [column.rung for column in words.RUNGS] == list(range(1, len(words.RUNGS) + 1))
    assert [column.name for column in words.RUNGS][: len(words.STRENGTHS)] == [*words.STRENGTHS]
    assert words.STRENGTH_AMOUNTS + words.APART_AMOUNTS == words.EXPOSURE_AMOUNTS
    assert all(column.title and column.meaning for column in words.EXPOSURE_COLUMNS)


def test_each_way_of_summing_has_its_table_and_its_key():
    tables = read_model(content.EXPOSURE)
    for grouping in words.GROUPINGS:
        assert grouping.table in tables, f"queries/exposure/{grouping.table}.sql is missing"
        assert re.search(rf"\b{grouping.key}\b", tables[grouping.table].sql)


# --- everything shows every column


def test_why_tells_of_every_column():
    with Engine() as engine:
        cents = ", ".join(
            f"{place} as {column.cents}" for place, column in enumerate(words.EXPOSURE_COLUMNS, 1)
        )
        engine.table("line_exposure", f"select 'A' as line_id, {cents}")
        told = "\n".join(net_text(engine, "A", True))
    for place, column in enumerate(words.EXPOSURE_COLUMNS, 1):
        assert f"{column.name.replace('_', ' ')} $0.0{place}" in told


def test_a_comparison_has_every_column(audited_store):
    compared = compare_runs(analytics.open_store(audited_store).folder, 1, 1)
    assert sorted(compared.summary["column_name"]) == sorted(words.EXPOSURE_AMOUNTS)
    for column in words.EXPOSURE_COLUMNS:
        assert f"{column.name}_difference" in compared.by_provider
        if column.of_a_finding:
            assert f"{column.name}_difference" in compared.by_check
            assert f"{column.name}_after" in compared.findings


@pytest.mark.parametrize("name", SHOW_EXPOSURE)
def test_a_notebook_shows_every_column(name):
    code = code_of(ROOT / "notebooks" / f"{name}.ipynb")
    shown = code.replace("import EXPOSURE_AMOUNTS", "")
    assert "EXPOSURE_AMOUNTS" in shown
    assert not re.search(r"EXPOSURE_AMOUNTS\[", code)


def test_the_fixture_of_the_specification_tells_of_every_column():
    class Run:
        def exposure(self, by):
            amounts = dict.fromkeys(words.EXPOSURE_AMOUNTS, 1)
            return pd.DataFrame([{"provider_group": "1", **amounts}])

    assert list(exposure_of(Run())["1"]) == COLUMNS


def test_a_terminal_shows_every_column_that_has_a_dollar():
    frame = pd.DataFrame([dict.fromkeys(words.EXPOSURE_AMOUNTS, 1)])
    assert EXPOSURE_VIEW.columns(frame) == list(words.EXPOSURE_AMOUNTS)
    frame["on_hold_amount"] = frame["lead_amount"] = 0
    kept = [name for name in words.EXPOSURE_AMOUNTS if name != "on_hold_amount"]
    assert EXPOSURE_VIEW.columns(frame) == kept


# --- a new word is one edit


@pytest.fixture
def store(own_store):
    return analytics.open_store(own_store)


def with_entry(monkeypatch, name: str, *entry: str) -> None:
    listed = repeated_lines.LISTS[name]
    longer = repeated_lines.WordList(listed.columns, (*listed.entries, entry))
    monkeypatch.setitem(repeated_lines.LISTS, name, longer)


def test_a_new_column_of_exposure_is_in_every_table_from_one_entry(store, monkeypatch):
    with_entry(monkeypatch, "exposure column", "in_escrow")
    run = store.audit(as_of=AS_OF, only="UNT-01")
    for table in ("line_exposure", "exposure_cell"):
        assert "in_escrow_cents" in run.table(table)
    for grouping in words.CELL_GROUPINGS:
        assert (run.exposure(grouping.name)["in_escrow_amount"] == 0).all()
    report = read_model(content.QUERIES / "report")
    for view in ("provider_line", "provider_month"):
        assert "as in_escrow_amount" in report[view].sql


def test_a_new_way_of_summing_is_one_entry(store, monkeypatch):
    with_entry(monkeypatch, "cell key", "code", "hcpcs_code")
    with_entry(monkeypatch, "grouping", "code", "code")
    run = store.audit(as_of=AS_OF, only="UNT-01")
    sums = store.sql("select sum_key, automated_amount from exposure_sum where sum_by = 'code'")
    assert set(sums["sum_key"]) == {"S9500", "S9366", "A4222", "99601"}
    total = run.exposure("payer")["automated_amount"].sum()
    assert sums["automated_amount"].sum() == total > 0


def test_a_way_of_summing_without_a_key_of_its_own_is_an_error(store, monkeypatch):
    """It never falls through to the sums of another way."""
    assert len(store.run().exposure("payer")) == 1
    with_entry(monkeypatch, "grouping", "network", "network")
    with pytest.raises(RecoupError, match="network"):
        store.run().exposure("payer")
    with_entry(monkeypatch, "cell key", "network", "network")
    with pytest.raises(RecoupError, match="network"):
        store.audit(as_of=AS_OF, only="UNT-01")


def test_a_way_of_summing_without_a_table_is_an_error(audited_store):
    grouping = words.Grouping("network", "network")
    assert grouping.table not in read_model(content.EXPOSURE)
    with Engine() as engine:
        create_exposure_views(engine, ())
        with pytest.raises(QueryError, match="by_network"):
            engine.rows(f"select * from {grouping.table}")


# --- money is divided in one view, and orders are total


@pytest.mark.parametrize("name", sorted(read_model(content.EXPOSURE)))
def test_exposure_is_portable(name):
    assert banned(read_model(content.EXPOSURE)[name].sql) == []


def test_money_is_divided_in_one_view_of_exposure():
    """In whole cents, so that every engine gives the same sixth decimal."""
    views = read_model(content.EXPOSURE)
    divides = {name for name, view in views.items() if "/ " in view.sql.replace("//", "/")}
    own_days = {"finding_day", "finding_arithmetic"}  # a line's cents over its days
    counts = {"check_hit_rate"}  # findings over findings
    spread = {"recovered_line"}  # whole cents over the lines of a claim
    assert divides - own_days - counts - spread == {"exposure_sum"}

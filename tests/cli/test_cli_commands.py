"""The commands: what each answers, to people and to machines."""

import io
import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from small_store import AS_OF, PLAN_POLICIES, contents, process

import analytics
from analytics import cli

COMMANDS = {
    *("demo", "load", "audit", "findings", "exposure", "report", "sql"),
    *("checks", "policies", "tables", "why", "runs", "loads"),
}


def test_every_command_is_there_and_its_help_has_an_example(recoup):
    names = set(typer.main.get_command(cli.app).commands)
    assert names >= COMMANDS
    for name in names:
        ended = recoup(name, "--help")
        assert ended.code == 0
        assert f"Example: recoup {name}" in ended.out, name


def test_every_option_says_what_it_is():
    for name, command in typer.main.get_command(cli.app).commands.items():
        for parameter in command.params:
            assert parameter.name == "help" or parameter.help, f"{name} {parameter.name}"


@pytest.mark.parametrize("out", ["", ".", "/"])
def test_a_table_does_not_go_where_a_folder_is(recoup, audited_store, out):
    ended = recoup("runs", "--format", "csv", "--out", out, "--store", audited_store)
    assert (ended.code, "cannot be written: Is a directory" in ended.err) == (2, True)


def test_a_draft_never_replaces_the_extract_it_is_of(recoup, claims_csv):
    before = claims_csv.read_bytes()
    ended = recoup("load", "--suggest-map", claims_csv, "--out", claims_csv)
    assert (ended.code, "is the extract itself; name another --out" in ended.err) == (2, True)
    assert claims_csv.read_bytes() == before


def test_a_draft_says_what_comes_next_and_never_replaces_an_edited_one(
    recoup, claims_csv, tmp_path
):
    draft = tmp_path / "my.toml"
    ended = recoup("load", "--suggest-map", claims_csv, "--out", draft)
    assert (ended.code, f"recoup load {claims_csv} --map {draft}" in ended.out) == (0, True)
    draft.write_text("edited", encoding="utf-8")
    ended = recoup("load", "--suggest-map", claims_csv, "--out", draft)
    assert (ended.code, "is there already; name another --out" in ended.err) == (2, True)
    assert draft.read_text(encoding="utf-8") == "edited"


def test_a_comparison_says_what_is_not_the_same_in_both_runs(recoup, own_store):
    recoup("audit", "--as-of", "2027-01-31", "--policies", PLAN_POLICIES, "--store", own_store)
    ended = recoup("compare", 1, 2, "--store", own_store)
    assert f"Not the same in both runs:\n  as of {AS_OF}, then 2027-01-31" in ended.out
    assert "Not the same" not in recoup("compare", 2, 2, "--store", own_store).out


def test_an_unknown_command_or_option_is_a_usage_error(recoup):
    assert recoup("adit").code == 2
    assert recoup("audit", "--as-off", "2026-01-01").code == 2
    assert recoup("findings", "--run", "last").code == 2


def test_an_audit_is_told_check_by_check(recoup, own_store):
    ended = recoup("audit", "--as-of", AS_OF, "--policies", PLAN_POLICIES, "--store", own_store)
    assert (ended.code, ended.err) == (0, "")
    (row,) = [line for line in ended.out.splitlines() if "UNT-01" in line and "│" in line]
    cells = [cell.strip() for cell in row.split("│")]
    assert {"per_diem_units_exceed_days", "automated", "ran", "1", "700.00"} <= set(cells)
    assert "NUR-04 not applicable: no visit_note was loaded" in ended.out
    assert "automated                 1,850.00  claim data" in ended.out
    assert "1 paid nursing line" in ended.out


def test_findings_for_machines_go_to_stdout_or_a_file(recoup, audited_store, tmp_path):
    words = ["findings", "--check", "CON-01", "--store", audited_store]
    (record,) = json.loads(recoup(*words, "--format", "json").out)
    assert record["claim_id"] == "CLAIMC"
    assert record["candidate_amount"] == "350.00"
    assert record["line_start_date"] == "2026-07-11"
    assert record["modifiers"] == []

    text = recoup(*words, "--format", "csv").out
    (row,) = pd.read_csv(io.StringIO(text), dtype=str).to_dict("records")
    assert (row["paid_amount"], row["billing_npi"]) == ("700.00", record["billing_npi"])

    out = tmp_path / "new" / "findings.parquet"
    assert recoup(*words, "--format", "parquet", "--out", out).out == ""
    table = pq.read_table(out)
    assert str(table.schema.field("candidate_amount").type) == "decimal128(18, 2)"
    assert out.stat().st_mode & 0o077 == 0
    assert recoup(*words, "--out", tmp_path / "t.csv").code == 0
    assert (tmp_path / "t.csv").read_text().startswith('"finding_id"')


def test_parquet_goes_through_a_pipe(audited_store):
    words = ["exposure", "--by", "month", "--format", "parquet", "--store", audited_store]
    out, err = process(*words).communicate(timeout=60)
    assert err == b""
    assert pq.read_table(io.BytesIO(out)).num_rows == 1


def test_a_pipe_gets_whole_lines_and_no_control_characters(audited_store):
    query = "select *, repeat('long ', 200) || chr(27) || '[31m' || chr(10) as x from claim_line"
    out, err = process("sql", query, "--store", audited_store).communicate(timeout=60)
    assert err == b""
    lines = out.decode().splitlines()
    assert not [c for line in lines for c in line if not c.isprintable()]
    (row,) = [line for line in lines if "PLAN│" in line.replace(" ", "") and "CLAIMA" in line]
    assert "long " * 200 in row
    assert row.count("1,400.00") == 3
    assert "provider group" in lines[1]


ANY_VALUE = (
    "select [1, 2] as l, {'a': 1.50} as s, map {'k': date '2026-01-02'} as m, null as n,"
    " 0.10::decimal(9, 2) as d, time '10:00' as t, 'nan'::double as f, true as b,"
    " interval 3 day as i, '[bold]:smile:[/x]' as markup, 1 as twice, 2 as twice"
)


def test_any_value_can_be_written_as_parquet(recoup, audited_store, tmp_path):
    out = tmp_path / "a.parquet"
    ended = recoup("sql", ANY_VALUE, "--format", "parquet", "--out", out, "--store", audited_store)
    assert (ended.code, ended.err) == (0, "")
    table = pq.read_table(out)
    assert table.column_names[:5] == ["l", "s", "m", "n", "d"]
    assert pa.types.is_list(table.schema.field("l").type)
    assert "3" in table["i"][0].as_py()


@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_any_value_can_be_written(recoup, audited_store, form):
    ended = recoup("sql", ANY_VALUE, "--format", form, "--store", audited_store)
    assert (ended.code, ended.err) == (0, "")
    assert "[bold]:smile:[/x]" in ended.out
    assert "0.10" in ended.out
    if form == "json":
        (row,) = json.loads(ended.out)
        assert (row["d"], row["f"], row["l"], row["twice_1"]) == ("0.10", None, [1, 2], 2)


def test_another_format_is_refused(recoup, audited_store):
    ended = recoup("runs", "--format", "xlsx", "--store", audited_store)
    assert (ended.code, "one of table, csv, json, parquet" in ended.err) == (2, True)


def test_a_file_that_cannot_be_written_is_said(recoup, audited_store, tmp_path):
    (tmp_path / "file").write_text("x")
    for out in (tmp_path, tmp_path / "file" / "x.csv"):
        ended = recoup("runs", "--format", "csv", "--out", out, "--store", audited_store)
        assert (ended.code, "cannot be written" in ended.err) == (2, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_sql_reads_a_file_and_takes_parameters(recoup, audited_store, tmp_path):
    path = tmp_path / "query.sql"
    path.write_text("-- one member\nselect claim_id from claim_line where units > $least\n")
    words = ["sql", "-f", path, "-p", "least=10", "--format", "csv", "--store", audited_store]
    assert recoup(*words).out == '"claim_id"\n"CLAIMA"\n'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "give one query"),
        (["select 1", "-f", "x.sql"], "give one query"),
        (["-f", "nosuch.sql"], "cannot be read"),
        (["select $a", "-p", "a"], "write it as name=value"),
        (["delete from finding"], "only a select reads the store"),
        (["select * from clam_line"], 'Did you mean "claim_line"'),
    ],
)
def test_a_wrong_query_is_a_usage_error(recoup, audited_store, words, said):
    ended = recoup("sql", *words, "--store", audited_store)
    assert (ended.code, said in ended.err) == (2, True)


def test_the_store_is_told_by_option_variable_or_default(recoup, own_store, monkeypatch, tmp_path):
    monkeypatch.setenv("RECOUP_STORE", str(own_store))
    assert '"run"' in recoup("runs", "--format", "json").out
    monkeypatch.delenv("RECOUP_STORE")
    monkeypatch.chdir(tmp_path)
    ended = recoup("runs")
    assert (ended.code, "data/store is not a store" in ended.err) == (5, True)
    (tmp_path / "data").mkdir()
    own_store.rename(tmp_path / "data" / "store")
    assert recoup("runs").code == 0


def test_exposure_is_summed_every_way(recoup, audited_store):
    for by in ("provider", "npi", "check", "month", "line_of_business", "payer", "remedy"):
        words = ["--by", by, "--format", "json", "--store", audited_store]
        rows = json.loads(recoup("exposure", *words).out)
        assert sum(float(row["automated_amount"]) for row in rows) == 1850, by
    ended = recoup("exposure", "--by", "county", "--store", audited_store)
    assert (ended.code, "by one of " in ended.err) == (2, True)


def test_the_catalogue_policies_and_tables_are_told(recoup):
    assert "per_diem_units_exceed_days" in recoup("checks").out
    page = recoup("checks", "UNT-01").out
    for words in ("What clears it", "with governed as", "sha256"):
        assert words in page
    assert "jefferson-rb-046-a" in recoup("policies").out
    text = recoup("policies", "jefferson-rb-046-a").out
    assert "From 2026-06-14 to open" in text
    assert "medical_claim" in recoup("tables").out
    assert "what the plan paid" in recoup("tables", "medical_claim").out
    assert "recoupment candidate" in recoup("tables", "finding").out
    for command in ("checks", "policies", "tables"):
        ended = recoup(command, "nosuch")
        assert (ended.code, f"`recoup {command}` lists them" in ended.err) == (2, True)


def test_runs_and_loads_are_listed(recoup, audited_store, tmp_path):
    (run,) = json.loads(recoup("runs", "--format", "json", "--store", audited_store).out)
    assert (run["run"], run["as of"], run["findings"]) == (1, AS_OF, 4)
    (load,) = json.loads(recoup("loads", "--format", "json", "--store", audited_store).out)
    assert (load["file"], load["read"], load["loaded"], load["rejected"]) == ("claims.csv", 9, 9, 0)
    analytics.open_store(tmp_path / "store", create=True)
    for form, nothing in (("json", "[]\n"), ("csv", '"run","made at"'), ("table", "Runs")):
        ended = recoup("runs", "--format", form, "--store", tmp_path / "store")
        assert ended.out.startswith(nothing)


def test_a_report_is_one_page(recoup, audited_store, tmp_path):
    ended = recoup("report", "--out", tmp_path / "report", "--store", audited_store)
    assert ended.out.startswith("Report: ")
    assert "<html" in (tmp_path / "report" / "report.html").read_text()


def test_the_demo_keeps_to_its_own_store(recoup, own_store):
    before = contents(own_store)
    ended = recoup("demo", "--lines", "500", "--store", own_store)
    assert (ended.code, "neither a demo store" in ended.err) == (2, True)
    assert contents(own_store) == before

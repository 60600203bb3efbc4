"""Ad hoc SQL reads the store's tables and nothing else, within bounds, and can be stopped."""

import os
import signal
import threading
import time

import pytest
from small_store import contents, process

import analytics
from analytics.errors import StoreError, UsageError
from analytics.store.reader import reading_engine

FILES = [
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('/etc/passwd')",
    "select * from read_csv('/etc/passwd')",
    "select * from read_json('/etc/passwd')",
    "select * from read_parquet('{outside}/a.parquet')",
    "select * from parquet_metadata('{outside}/a.parquet')",
    "select * from sniff_csv('/etc/passwd')",
    "select * from glob('{store}/*')",
    "select * from glob('/etc/*')",
    "from '/etc/passwd'",
    "from '{outside}/a.csv'",
    "from '{outside}/a.parquet'",
    "from 'a.csv'",
    "from '{store}/../outside/a.csv'",
    "from '{store}/runs/../../outside/a.csv'",
    "from '{store}/link.csv'",
    "from '{store}/linked/a.csv'",
    "from 'https://example.com/a.csv'",
    "from 's3://bucket/a.parquet'",
    "from query_table('{outside}/a.csv')",
    "from read_text('{store}/.lock')",
    "from '/proc/self/environ'",
    "with a as (from read_text('/etc/passwd')) select * from a",
    "describe from read_csv('/etc/passwd')",
    "summarize from read_csv('/etc/passwd')",
    "select (select content from read_text('/etc/passwd'))",
    "select * from claim_line where exists (from read_text('/etc/passwd'))",
    "select * from system.main.read_text('/etc/passwd')",
    "select * from sqlite_scan('/etc/passwd', 'x')",
    "select * from query('select * from read_text(''/etc/passwd'')')",
    "select * from json_execute_serialized_sql(json_serialize_sql('select 1'))",
]
WRITES = [
    "copy (select 1) to '{outside}/new.csv'",
    "copy claim_line to '{store}/new.parquet'",
    "create table new as select 1",
    "create temp view new as select 1",
    "create or replace view claim_line as select 1",
    "create macro new() as 1",
    "create secret new (type s3)",
    "create type new as enum ('a')",
    "insert into claim_line select * from claim_line",
    "update finding set reason = ''",
    "delete from finding",
    "truncate finding",
    "merge into finding using claim_line on true when matched then delete",
    "drop view finding",
    "alter view finding rename to new",
    "comment on view finding is 'new'",
    "with gone as (delete from finding returning *) select * from gone",
    "attach '{outside}/new.duckdb'",
    "attach '{store}/recoup.duckdb' as other",
    "detach memory",
    "use memory",
    "export database '{outside}/new'",
    "import database '{outside}'",
    "install httpfs",
    "force install httpfs",
    "load httpfs",
    "load '{outside}/a.csv'",
    "update extensions",
    "set threads = 1",
    "set enable_external_access = true",
    "set allowed_directories = ['/']",
    "set variable new = 1",
    "reset threads",
    "pragma version",
    "pragma enable_profiling",
    "call pragma_version()",
    "call enable_logging()",
    "checkpoint",
    "force checkpoint",
    "vacuum",
    "analyze",
    "begin",
    "commit",
    "prepare p as select 1",
    "execute p",
    "deallocate p",
    "explain analyze copy (select 1) to '{outside}/new.csv'",
    "select 1 into new",
]
HIDDEN = [
    "select 1; delete from finding",
    "select 1; select 2",
    "/* select 1 */ delete from finding",
    "-- select 1\ndelete from finding",
    "select 1 /* ; */; drop view finding --",
    "select ';'; drop view finding",
    "select $$;$$; drop view finding",
    "",
    ";",
    "-- nothing",
]
EFFECTS = [
    "select getenv('HOME')",
    "select current_setting('temp_directory')",
    "select write_log('x')",
    "select 'x'.write_log()",
    "select setseed(0.5)",
    "select sleep_ms(1)",
    "select error(member_id) from claim_line",
    "select nextval('x')",
    "select list_transform([1], lambda x: sleep_ms(x))",
    "select 1 from claim_line order by write_log('x')",
    "from enable_logging(storage = 'file', storage_config = {{'path': '{outside}/new'}})",
    "from enable_profiling(save_location = '{outside}/new')",
    "from checkpoint()",
    "from force_checkpoint()",
    "from truncate_duckdb_logs()",
    "from duckdb_secrets()",
    "from duckdb_settings()",
    "from pandas_scan(1)",
    "from arrow_scan(1, 2, 3)",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    outside = tmp_path_factory.mktemp("sql") / "outside"
    outside.mkdir()
    (outside / "a.csv").write_text("a\nOUTSIDE\n")
    return outside


@pytest.fixture
def store_with_links(own_store, place):
    """A store next to `outside`, with links to it put in by someone."""
    (own_store / "link.csv").symlink_to(place / "a.csv")
    (own_store / "linked").symlink_to(place)
    (own_store.parent / "outside").symlink_to(place)
    return own_store


def test_nothing_but_reading_is_let_through(recoup, store_with_links, place):
    """Each is refused by the command, with exit code 2 and one line, and nothing has changed."""
    before, beside = contents(store_with_links), sorted(place.iterdir())
    wrong = {}
    for query in (*FILES, *WRITES, *HIDDEN, *EFFECTS):
        text = query.format(store=store_with_links, outside=place) if "{" in query else query
        ended = recoup("sql", "--store", store_with_links, "--", text)
        if (ended.code, ended.out, ended.err.count("\n")) != (2, "", 1) or "OUTSIDE" in ended.err:
            wrong[query] = ended
        assert "fault of Recoup" not in ended.err, query
    assert wrong == {}
    assert contents(store_with_links) == before
    assert sorted(place.iterdir()) == beside
    assert not list(store_with_links.rglob("new*"))


@pytest.mark.parametrize(
    "query",
    ["from '{outside}/a.csv'", "from '{store}/link.csv'", "from 'https://example.com/a.csv'"],
)
def test_the_connection_itself_reads_nothing_else(store_with_links, place, query):
    """Also where a query is not looked at first: two locks, not one."""
    with reading_engine(analytics.open_store(store_with_links).folder) as engine:
        with pytest.raises(analytics.RecoupError, match="disabled by configuration"):
            engine.rows(query.format(store=store_with_links, outside=place))
        for setting in ("enable_external_access = true", "memory_limit = '1TB'", "threads = 1"):
            with pytest.raises(analytics.RecoupError, match="locked"):
                engine.run(f"set {setting}")


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("from claim_line", 7),
        ("table claim_line", 7),
        ("values (1), (2)", 2),
        ("with a as (select claim_id from claim_line) select distinct claim_id from a", 6),
        ("select sum(units) over (partition by member_id order by line_id) from claim_line", 7),
        ("select row_number() over (order by line_id) as n from claim_line", 7),
        ("select claim_id from claim_line qualify row_number() over (order by line_id) = 1", 1),
        ("with recursive n(i) as (select 1 union all select i + 1 from n where i < 5) from n", 5),
        (
            "pivot (select claim_id, units as n from claim_line) on claim_id in ('A') using sum(n)",
            1,
        ),
        ("unpivot (select 1 as a, 2 as b) on a, b into name n value v", 2),
        ("select * from range(3)", 3),
        ("select unnest([1, 2, 3])", 3),
        ("select * from claim_line join finding using (line_id)", 3),
        ("select * from query_table('claim_line')", 7),
        ("select current_date - line_start_date from claim_line", 7),
        ("describe finding_day", 20),
        ("describe select 1 as a", 1),
        ("summarize select units from claim_line", 1),
        ("select 1 -- ; delete from finding", 1),
        ("select ';' as semicolon;", 1),
        ("select table_name from duckdb_columns() where table_name = 'no'", 0),
        ("select column_name from information_schema.columns where table_name = 'no'", 0),
    ],
)
def test_what_analysts_write_works(audited_store, query, rows):
    assert len(analytics.open_store(audited_store).sql(query)) == rows


def test_the_tables_and_their_columns_are_shown(recoup, audited_store):
    shown = recoup("sql", "show tables", "--format", "csv", "--store", audited_store).out
    assert {'"claim_line"', '"finding"', '"by_provider"'} <= set(shown.split())
    assert "paid_amount" in recoup("sql", "describe claim_line", "--store", audited_store).out
    assert recoup("sql", "summarize claim_line", "--store", audited_store).code == 0
    pivot = "pivot (select claim_id, units from claim_line) on claim_id using sum(units)"
    ended = recoup("sql", pivot, "--store", audited_store)
    assert (ended.code, "must name its values" in ended.err) == (2, True)


def test_a_query_nested_without_end_is_refused(audited_store):
    store = analytics.open_store(audited_store)
    for text in ("(" * 3000 + "1" + ")" * 3000, "+".join("1" * 5000), "- " * 2000 + "1"):
        try:
            assert len(store.sql(f"select {text}")) == 1
        except UsageError as error:
            assert len(str(error).splitlines()) == 1


ENDLESS = "select max(md5(cast(range as varchar))) from range(100000000000)"


def memory_of(store):
    with reading_engine(store.folder) as engine:
        return engine.value("select current_setting('memory_limit')")


def test_memory_is_bounded_and_can_be_told(audited_store, monkeypatch):
    monkeypatch.delenv("RECOUP_MEMORY", raising=False)
    store = analytics.open_store(audited_store)
    number, unit = memory_of(store).split()
    everything = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    bytes_of = {"MiB": 2**20, "GiB": 2**30}
    assert float(number) * bytes_of[unit] <= min(everything * 0.55, 16.1 * 2**30)
    for told, limit in (("300MiB", "300.0 MiB"), ("2 GiB", "2.0 GiB"), ("0.5gib", "512.0 MiB")):
        monkeypatch.setenv("RECOUP_MEMORY", told)
        assert memory_of(store) == limit
    for wrong in ("lots", "-1GB", "0GB", "4", "4GB; select 1"):
        monkeypatch.setenv("RECOUP_MEMORY", wrong)
        with pytest.raises(UsageError, match=r"RECOUP_MEMORY=.* is not a size; write it as 4GB"):
            store.sql("select 1")
            memory_of(store)


def test_a_query_that_needs_too_much_says_so_and_the_store_answers_on(audited_store, monkeypatch):
    monkeypatch.setenv("RECOUP_MEMORY", "60MiB")
    store = analytics.open_store(audited_store)
    with pytest.raises(StoreError, match=r"needs more memory.*RECOUP_MEMORY=8GB"):
        store.sql("select list(md5(cast(range as varchar))) from range(30000000)")
    assert len(store.frame("claim_line")) == 7


def test_a_query_in_a_thread_can_be_stopped(audited_store):
    store = analytics.open_store(audited_store)
    store.sql("select 1")
    threading.Timer(0.5, store.interrupt).start()
    with pytest.raises(UsageError, match="the query was stopped"):
        store.sql(ENDLESS)
    assert len(store.frame("claim_line")) == 7


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
def test_ctrl_c_stops_a_query_of_the_command_and_of_a_notebook(audited_store):
    code = (
        "import sys, time, analytics\n"
        "store = analytics.open_store(sys.argv[1])\n"
        "store.sql('select 1')\n"
        "print('asks', flush=True)\n"
        "try:\n    store.sql(sys.argv[2])\n"
        "except KeyboardInterrupt:\n    print(len(store.frame('claim_line')), flush=True)\n"
    )
    notebook = process(audited_store, ENDLESS, code=code)
    assert notebook.stdout.readline() == b"asks\n"
    time.sleep(0.5)
    notebook.send_signal(signal.SIGINT)
    assert notebook.communicate(timeout=30) == (b"7\n", b"")

    code = "from analytics import cli\nprint('asks', flush=True)\ncli.main()\n"
    command = process("sql", ENDLESS, "--store", audited_store, code=code)
    assert command.stdout.readline() == b"asks\n"
    time.sleep(2)
    command.send_signal(signal.SIGINT)
    out, err = command.communicate(timeout=30)
    assert (command.returncode, out, err.count(b"\n")) == (130, b"", 1)

"""Frames of the Python verbs: Arrow types, money as decimal, reading and nothing else."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest
from small_store import AS_OF, MEMBER, PLAN_POLICIES, claims_frame

import analytics
from analytics.api.arguments import as_day
from analytics.errors import ContentError, ExtractError, StoreError, UsageError
from analytics.testing import extract


@pytest.fixture(scope="module")
def store(audited_store):
    return analytics.open_store(audited_store)


def kinds(frame):
    return {name: column.dtype.pyarrow_dtype for name, column in frame.items()}


def test_frames_have_arrow_types_and_decimal_money(store):
    run = store.run()
    frames = [
        *(run.findings(), run.checks(), run.records_request_list(), run.table("line_exposure")),
        *(run.exposure(by) for by in ("provider", "npi", "check", "month", "payer", "remedy")),
        *(store.frame("claim_line"), store.frame("medical_claim"), store.frame("rejected_row")),
    ]
    for frame in frames:
        amounts = [kind for name, kind in kinds(frame).items() if name.endswith("_amount")]
        assert all(pa.types.is_decimal(kind) and kind.scale == 2 for kind in amounts)
        assert not any(pa.types.is_floating(kind) for kind in kinds(frame).values()) or (
            "seconds" in frame
        )
    assert run.findings()["candidate_amount"].sum() == Decimal("1850.00")
    assert isinstance(run.findings()["candidate_amount"].sum(), Decimal)


def test_a_frame_of_some_columns_and_rows(store):
    frame = store.frame("claim_line", columns=["claim_id", "paid_amount"], where="units > 7")
    assert frame.to_dict("list") == {"claim_id": ["CLAIMA"], "paid_amount": [Decimal("1400.00")]}
    assert list(store.frame("claim_line", columns="claim_id")) == ["claim_id"]


def test_columns_of_one_name_are_told_apart(store):
    assert list(store.sql("select 1 as a, 2 as a, 3 as b")) == ["a", "a_1", "b"]


def test_sql_takes_parameters_by_name(store):
    query = "select claim_id from claim_line where paid_amount > $least and hcpcs_code = $code"
    assert store.sql(query, least=1000, code="S9366")["claim_id"].tolist() == ["CLAIMB"]
    assert store.sql(query, least="1000", code="S9366")["claim_id"].tolist() == ["CLAIMB"]
    with pytest.raises(UsageError, match="not provided for the following parameters: code"):
        store.sql(query, least=1)
    with pytest.raises(UsageError, match="excess parameters: other"):
        store.sql(query, least=1, code="x", other=2)


@pytest.mark.parametrize(
    "query",
    [
        "create table t as select 1",
        "insert into claim_line select * from claim_line",
        "delete from finding",
        "drop view claim_line",
        "copy (select 1) to '{store}/x.csv'",
        "explain analyze copy (select 1) to '{store}/x.csv'",
        "explain analyze create table t as select 1",
        "export database '{store}/x'",
        "attach '{store}/x.db'",
        "install httpfs",
        "load httpfs",
        "pragma version",
        "set threads = 1",
        "reset threads",
        "use memory",
        "call pragma_version()",
        "prepare p as select 1",
        "begin",
        "select 1; select 2",
        "",
        "selec 1",
    ],
)
def test_sql_only_reads(store, audited_store, query):
    with pytest.raises(UsageError):
        store.sql(query.format(store=audited_store))


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from glob('/etc/*')",
        "select * from read_text('{store}/../../../../../../etc/passwd')",
        "select * from read_parquet('https://example.com/x.parquet')",
        "select * from sqlite_scan('/etc/passwd', 'x')",
        "select getenv('HOME')",
        "select * from query",
        "select * from params",
        "with gone as (delete from day_number returning *) select * from gone",
        "with put as (insert into claim_line select * from claim_line returning *) from put",
    ],
)
def test_sql_reaches_nothing_outside_the_store(store, audited_store, query):
    with pytest.raises(UsageError):
        store.sql(query.format(store=audited_store))
    assert store.sql("select count(*) as n from day_number")["n"][0] == 367


def test_what_is_not_there_is_said_with_what_may_be_meant(store, tmp_path):
    with pytest.raises(UsageError, match=r'clam_line does not exist! Did you mean "claim_line"'):
        store.sql("select * from clam_line")
    with pytest.raises(UsageError, match='"paid_amout" not found'):
        store.frame("claim_line", columns=["paid_amout"])
    with pytest.raises(UsageError, match="no table 'findings'; it has finding, "):
        store.run().table("findings")
    with pytest.raises(UsageError, match="run 1 has no check 'UNT-1'"):
        store.run().findings(check="UNT-1")
    with pytest.raises(UsageError, match="one of automated, records, lead"):
        store.run().findings(strength="strong")
    with pytest.raises(UsageError, match="by one of payer"):
        store.run().exposure(by="county")
    with pytest.raises(StoreError, match="no run 7; it has 1"):
        store.run(7)
    with pytest.raises(UsageError, match=r"no check is called UNT-1"):
        store.audit(only="UNT-1")
    with pytest.raises(UsageError, match="no folder of policy files"):
        store.audit(policies=tmp_path / "nosuch")
    with pytest.raises(UsageError, match="no folder of checks"):
        store.audit(checks=tmp_path / "nosuch")
    with pytest.raises(UsageError, match="a int cannot be loaded"):
        store.load(3)
    with pytest.raises(StoreError, match="is not a store"):
        analytics.open_store(tmp_path / "nosuch")
    empty = analytics.open_store(tmp_path / "empty", create=True)
    with pytest.raises(UsageError, match="first `recoup audit`"):
        empty.sql("select * from finding")
    with pytest.raises(StoreError, match="no run yet"):
        empty.run()


def test_findings_are_chosen_by_check_provider_member_and_strength(store):
    run = store.run()
    assert run.findings(check="UNT-01")["claim_id"].tolist() == ["CLAIMA"]
    by_name = run.findings(check="per_diem_units_exceed_days")
    assert by_name["claim_id"].tolist() == ["CLAIMA"]
    everything = run.findings()
    npi, group = everything["billing_npi"][0], everything["provider_group"][0]
    for chosen in (
        run.findings(provider=npi),
        run.findings(provider=group),
        run.findings(member=MEMBER, strength="automated"),
    ):
        assert len(chosen) == len(everything) == 4
    assert len(run.findings(member="M-OTHER")) == 0


def test_for_charts_gives_floats_and_days_and_leaves_the_frame_alone(store):
    frame = store.run().exposure("month")
    before = kinds(frame)
    copy = analytics.for_charts(frame)
    assert kinds(frame) == before
    assert copy["automated_amount"].dtype == "float64"
    assert copy["automated_amount"].tolist() == [1850.0]
    assert pd.api.types.is_datetime64_dtype(copy["month"])
    assert copy["month"].dt.year.tolist() == [2026]
    copy.nlargest(1, "automated_amount")
    copy.describe()
    missing = analytics.for_charts(store.sql("select cast(null as decimal(18, 2)) as a"))
    assert missing["a"].isna().tolist() == [True]


@pytest.mark.parametrize(
    "given", ["2026-07-31", date(2026, 7, 31), pd.Timestamp("2026-07-31 14:00")]
)
def test_a_day_is_given_as_text_or_date(given):
    assert type(as_day(given)) is date
    assert as_day(given) == date(2026, 7, 31)


@pytest.mark.parametrize("given", ["2026-7-1", "31.07.2026", "today", "", 20260731])
def test_another_form_of_a_day_is_refused(store, given):
    with pytest.raises(UsageError, match="2026-07-31"):
        store.audit(as_of=given)


def test_an_audit_of_frames_needs_no_store():
    claims = claims_frame("claim | code | from | paid\nV | 99601 | 5 | 150.00\nW | 99601 | 6 | 150")
    notes = extract("visit_note", "note | date\nN1 | 5\nN2 | 7", member=MEMBER)
    providers = extract("provider", "npi | name | tin\nalpha | Alpha Infusion | 012345670")
    run = analytics.audit(
        medical_claim=claims,
        visit_note=notes,
        provider=pa.Table.from_pandas(providers),
        policies=PLAN_POLICIES,
        as_of=AS_OF,
        only=["NUR-04"],
    )
    assert run.findings()["claim_id"].tolist() == ["W"]
    assert run.exposure("provider")["provider_name"].tolist() == ["Alpha Infusion"]
    assert run.record["as_of"] == AS_OF
    where = run.folder.path
    assert where.is_dir()
    assert not (where / "recoup.duckdb").exists()
    del run
    assert not where.exists()


def test_an_audit_of_frames_says_what_is_wrong(tmp_path):
    with pytest.raises(UsageError, match="no table is called medical_claims; see `recoup tables`"):
        analytics.audit(medical_claims=claims_frame())
    with pytest.raises(UsageError, match="needs medical_claim"):
        analytics.audit(visit_note=claims_frame())
    with pytest.raises(ExtractError, match="no column paid_amount"):
        analytics.audit(medical_claim=claims_frame().drop(columns="paid_amount"))
    (tmp_path / "x.toml").write_text('policy_id = "x"\n')
    with pytest.raises(ContentError, match=r"x\.toml"):
        analytics.audit(medical_claim=claims_frame("claim\nA"), policies=tmp_path)

"""Two runs side by side: what changed adds up to the difference of exposure, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from small_store import AS_OF, PLAN_POLICIES, claims_frame, in_memory

import analytics
from analytics.errors import StoreError, UsageError
from analytics.runs.changed_inputs import changed_inputs
from analytics.runs.compare import compare_runs
from analytics.schema.words import EXPOSURE_COLUMNS, STRENGTHS
from analytics.testing import extract

#: The checks that find something in the claims of the store.
FOUND = ["UNT-01", "CON-01", "POS-01", "DUP-03"]


def exposed(run) -> dict[str, Decimal]:
    total = run.exposure("payer")
    return {
        column.name: total[column.amount].sum() if len(total) else Decimal(0)
        for column in EXPOSURE_COLUMNS
    }


def adds_up(store, earlier: int, later: int) -> None:
    """The law: by check, by provider and in the summary, changes are the change of exposure."""
    compared = compare_runs(store.folder, earlier, later)
    before, after = exposed(store.run(earlier)), exposed(store.run(later))
    summary = compared.summary.set_index("column_name")
    for column in EXPOSURE_COLUMNS:
        name = column.name
        change = after[name] - before[name]
        assert summary.loc[f"{name}_amount", "difference"] == change
        assert compared.by_provider[f"{name}_difference"].sum() == change
        if column.of_a_finding:  # the dollars of the others belong to no single check
            assert compared.by_check[f"{name}_difference"].sum() == change
            listed = compared.findings
            told = listed[f"{name}_after"].sum() - listed[f"{name}_before"].sum()
            assert (told if len(listed) else 0) == change
    for frame in (compared.by_check, compared.by_provider):
        for n in STRENGTHS:
            moved = frame[f"added_{n}_amount"].sum() - frame[f"gone_{n}_amount"].sum()
            assert moved + frame[f"changed_{n}_amount"].sum() == after[n] - before[n]
    counts = compared.counts
    assert {what: compared.by_check[what].sum() for what in counts} == counts
    # one that moved to another provider is gone there and added here
    net = compared.by_provider["added"].sum() - compared.by_provider["gone"].sum()
    assert net == counts["added"] - counts["gone"]


@pytest.fixture
def store(own_store):
    return analytics.open_store(own_store)


def corrected(store, claim: str, **values: str) -> None:
    frame = claims_frame()
    store.load(frame[frame["claim_id"] == claim].assign(**values), history="final")


def test_a_run_against_itself_has_no_change(store):
    compared = compare_runs(store.folder, 1, 1)
    assert len(compared.findings) == 0
    assert compared.counts == {"added": 0, "gone": 0, "changed": 0}
    assert (compared.summary["difference"] == 0).all()


def test_added_gone_and_changed_each_with_why(store):
    corrected(store, "CLAIMA", paid_amount="1500.00")
    corrected(store, "CLAIMD", place_of_service_code="12")
    store.load(claims_frame("claim | from | units | paid\nCLAIMZ | 05-01 | 3 | 90.00"))
    store.audit(as_of=AS_OF, policies=PLAN_POLICIES, only=FOUND)
    compared = compare_runs(store.folder, 1, 2)
    told = {
        (row["what"], row["check_id"], row["claim_id"], row["why"])
        for row in compared.findings.to_dict("records")
    }
    assert told == {
        ("added", "UNT-01", "CLAIMZ", "newly found"),
        ("gone", "POS-01", "CLAIMD", "not found any more"),
        (
            "changed",
            "UNT-01",
            "CLAIMA",
            "paid amount of the line, amount in question, candidate amount",
        ),
    }
    row = compared.findings.set_index("claim_id").loc["CLAIMA"]
    assert (str(row["candidate_before"]), str(row["candidate_after"])) == ("700.00", "750.00")
    assert (str(row["line_paid_before"]), str(row["line_paid_after"])) == ("1400.00", "1500.00")
    adds_up(store, 1, 2)


def test_a_check_that_did_not_run_is_why_its_findings_are_gone(store):
    store.audit(as_of=AS_OF, policies=PLAN_POLICIES, only=["UNT-01"])
    compared = compare_runs(store.folder, 1, 2)
    gone = compared.findings[compared.findings["what"] == "gone"]
    assert set(gone["check_id"]) == {"CON-01", "POS-01", "DUP-03"}
    assert set(gone["why"]) == {"the check was no part of run 2"}
    back = compare_runs(store.folder, 2, 1).findings
    assert set(back["why"]) == {"the check was no part of run 2"}
    adds_up(store, 1, 2)
    adds_up(store, 2, 1)


def test_what_else_differs_between_the_runs_is_told(store, tmp_path):
    store.load(claims_frame("claim | from | units | paid\nCLAIMZ | 05-01 | 3 | 90.00"))
    store.audit(as_of="2027-01-31", only=["UNT-01", "NUR-01"])
    *_, load = [entry["number"] for entry in store.run(2).record["loads"]]
    plan = [entry["policy_id"] for entry in store.run(1).record["policies"]]
    kept = {entry["policy_id"] for entry in store.run(2).record["policies"]}
    checks = [entry["check_id"] for entry in store.run(1).record["checks"]]
    told = compare_runs(store.folder, 1, 2).inputs
    assert told == [
        f"as of {AS_OF}, then 2027-01-31",
        f"new loads: {load}",
        f"policies left out: {', '.join(name for name in plan if name not in kept)}",
        f"checks left out: {', '.join(n for n in checks if n not in ('UNT-01', 'NUR-01'))}",
    ]
    assert compare_runs(store.folder, 2, 2).inputs == []


def test_a_changed_policy_model_and_table_are_told():
    one = {"as_of": "2026-01-01", "loads": [], "checks": [], "policies": []}
    before = {**one, "model_sha256": "a", "reference_sha256": "a"}
    after = {**one, "model_sha256": "b", "reference_sha256": "b"}
    before["policies"] = [{"policy_id": "p", "sha256": "1"}, {"policy_id": "q", "sha256": "1"}]
    after["policies"] = [{"policy_id": "p", "sha256": "2"}, {"policy_id": "q", "sha256": "1"}]
    told = ["changed policies: p", "changed: the model", "changed: the code tables"]
    assert changed_inputs(before, after) == told


def test_what_another_check_took_over_is_told(tmp_path):
    """One line, two checks asking for the same dollars: alone, the second asks for them all."""
    table = "claim | units | paid | pos\nA | 2 | 100.00 | 11"
    store = in_memory(tmp_path / "store")
    store.load(claims_frame(table))
    store.audit(as_of=AS_OF, policies=PLAN_POLICIES, only=["UNT-01"])
    store.audit(as_of=AS_OF, policies=PLAN_POLICIES, only=["POS-01", "UNT-01"])
    frame = compare_runs(store.folder, 1, 2).findings.set_index("check_id")
    assert str(frame.loc["POS-01", "automated_after"]) == "100.00"
    assert (frame.loc["UNT-01", "what"], frame.loc["UNT-01", "why"]) == (
        "changed",
        "other findings of its line",
    )
    assert str(frame.loc["UNT-01", "candidate_after"]) == "50.00"
    adds_up(store, 1, 2)


def test_a_finding_that_moved_is_gone_there_and_added_here(store):
    corrected(store, "CLAIMA", billing_tin="999888777")
    store.audit(as_of=AS_OF, policies=PLAN_POLICIES, only=FOUND)
    compared = compare_runs(store.folder, 1, 2)
    rows = compared.by_provider.set_index("provider_group")
    assert (
        rows.loc["999888777", "added"],
        str(rows.loc["999888777", "added_automated_amount"]),
    ) == (
        1,
        "700.00",
    )
    assert rows.loc["012345670", "gone"] == 1
    for row in rows.to_dict("records"):
        for n in STRENGTHS:
            added, gone, changed = (row[f"{w}_{n}_amount"] for w in ("added", "gone", "changed"))
            assert added - gone + changed == row[f"{n}_difference"]


CLAIMS = st.lists(
    st.tuples(
        st.sampled_from("ABCD"),
        st.sampled_from(["alpha", "beta"]),
        st.integers(1, 6),
        st.integers(1, 9),
        st.integers(1, 99_999),
        st.sampled_from(["12", "11", "22"]),
        st.sampled_from(["", "SH"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row[0],
)
CHECKS = ["UNT-01", "POS-01", "POS-02", "CON-01", "CON-04", "UNT-02"]


def frame_of(rows):
    lines = [
        f"{claim} | {npi} | {first} | {first + 2} | {units} | {cents // 100}.{cents % 100:02d} |"
        f" {pos} | {mods}"
        for claim, npi, first, units, cents, pos, mods in rows
    ]
    text = "\n".join(["claim | npi | from | to | units | paid | pos | mods", *lines])
    return extract("medical_claim", text)


@pytest.mark.slow
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # an example takes seconds: none to look for a smaller
    suppress_health_check=list(HealthCheck),
)
@given(before=CLAIMS, after=CLAIMS, status=st.sampled_from(["overturned", "demanded", "closed"]))
def test_changes_are_the_difference_of_exposure(tmp_path_factory, before, after, status):
    """Any extract, corrected by any other, with a decision on the first finding in between."""
    store = analytics.open_store(tmp_path_factory.mktemp("law") / "store", create=True)
    store.load(frame_of(before), history="final")
    store.audit(as_of=AS_OF, policies=PLAN_POLICIES, only=CHECKS)
    found = store.run().findings()
    store.load(frame_of(after), history="final")
    if len(found):
        told = f"finding | status\n{found['finding_id'][0]} | {status}"
        store.load(extract("disposition", told), table="disposition")
    store.audit(as_of=AS_OF, policies=PLAN_POLICIES, only=CHECKS)
    adds_up(store, 1, 2)


def test_money_is_decimal_in_every_frame(store):
    compared = compare_runs(store.folder, 1, 1)
    for frame in (compared.summary, compared.by_check, compared.by_provider, compared.findings):
        kinds = {n: str(t) for n, t in frame.dtypes.items()}
        assert not [n for n, t in kinds.items() if "double" in t or "float" in t]
        ends = ("_amount", "_before", "_after", "_difference")
        words = ("status", "policy", "findings")
        money = [n for n in kinds if n.endswith(ends) and not n.startswith(words)]
        assert all("decimal128(18, 2)" in kinds[n] for n in money)


def test_an_unknown_run_or_way_is_refused(store):
    with pytest.raises(StoreError, match="no run 7"):
        compare_runs(store.folder, 1, 7)
    with pytest.raises(UsageError, match="check, provider, findings"):
        compare_runs(store.folder, 1, 1).by("month")


@pytest.mark.parametrize("by", [None, "check", "provider", "findings"])
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_the_command(recoup, audited_store, by, form):
    words = ["compare", 1, 1, "--format", form, "--store", audited_store]
    ended = recoup(*words, *(["--by", by] if by else []))
    assert ended.code == 0 and ended.out

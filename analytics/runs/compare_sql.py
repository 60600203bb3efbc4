"""The SQL that matches the findings of two runs and sums what changed."""

from __future__ import annotations

from pathlib import Path

from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import parquet
from analytics.schema.words import EXPOSURE_COLUMNS, RUNGS, STRENGTHS

#: The columns of exposure whose dollars belong to one finding each.
OF_A_FINDING = tuple(column.name for column in EXPOSURE_COLUMNS if column.of_a_finding)
#: All columns of exposure.
COLUMNS = (
    *OF_A_FINDING,
    *(column.name for column in EXPOSURE_COLUMNS if not column.of_a_finding),
)
#: What is compared of a finding beside its amounts: column, and how it is worded.
_FACTS = {
    "strength": "strength",
    "status": "status",
    "policy": "policy",
    "paid_amount": "paid amount of the line",
    "units": "units of the line",
    "days": "days of the line",
    "code": "code of the line",
    "modifiers": "modifiers of the line",
    "place_of_service_code": "place of service of the line",
    "provider_group": "provider group",
    "standing": "standing of the line",
    "is_recoverable": "look-back",
    "in_question_amount": "amount in question",
    "candidate_amount": "candidate amount",
}


def make_side(engine: Engine, run: Path, side: str) -> None:
    """Make finding_, cell_ and check_ of one run, with `_before` or `_after` behind."""
    read = {n: parquet([run / f"{n}.parquet"]) for n in ("finding", "line_step", "check_run")}
    nets = [
        f"sum(step.step_cents) filter (where step.rung = '{column.name}'"
        f" and finding.outside is null) as {column.name}"
        for column in RUNGS
    ]
    nets += [
        "sum(step.step_cents) filter (where finding.outside = 'on hold') as on_hold",
        "sum(step.step_cents) filter (where finding.outside <> 'on hold') as not_recoupable",
    ]
    cents = ", ".join(f"coalesce(net.{name}, 0) as {name}" for name in OF_A_FINDING)
    engine.table(
        f"finding_{side}",
        "select finding.finding_id, finding.mode, finding.check_id, finding.check_name, "
        "finding.payer, finding.claim_id, finding.claim_line_number, finding.line_id, "
        "finding.strength, finding.status, finding.paid_amount, finding.units, "
        "finding.hcpcs_code as code, array_to_string(finding.modifiers, ' ') as modifiers, "
        "finding.place_of_service_code, finding.provider_group, finding.is_recoverable, "
        "finding.in_question_amount, finding.candidate_amount, "
        "finding.policy_id || ' from ' || finding.policy_effective_from as policy, "
        "finding.line_start_date || ' to ' || finding.line_end_date as days, "
        f"coalesce(finding.outside, 'exposed') as standing, {cents} "
        f"from {read['finding']} as finding left join (select finding.finding_id, "
        f"{', '.join(nets)} from {read['line_step']} as step join {read['finding']} as finding "
        "on step.line_id = finding.line_id and step.check_id = finding.check_id "
        "group by finding.finding_id) as net on finding.finding_id = net.finding_id "
        "and finding.mode = 'active'",
    )
    summed = ", ".join(f"sum({name}_cents) as {name}" for name in COLUMNS)
    engine.table(
        f"cell_{side}",
        f"select provider_group, {summed} from {parquet([run / 'exposure_cell.parquet'])} "
        "group by provider_group",
    )
    engine.table(f"check_{side}", f"select * from {read['check_run']}")


def matched_sql(earlier: int, later: int) -> str:
    """SQL: one row per finding of either run, with both sides, what became of it, and why."""
    facts = ", ".join(
        f"case when before.{name} is distinct from after.{name} then '{word}' end"
        for name, word in _FACTS.items()
    )
    nets = " or ".join(f"before.{name} <> after.{name}" for name in OF_A_FINDING)
    sides = ", ".join(
        f"before.{name} as {name}_before, after.{name} as {name}_after"
        for name in (*_FACTS, *OF_A_FINDING)
    )
    both = ", ".join(
        f"coalesce(after.{name}, before.{name}) as {name}"
        for name in ("check_id", "check_name", "payer", "claim_id", "claim_line_number", "line_id")
    )
    return (
        "select *, case when what = 'changed' then "
        "coalesce(changed_facts, 'other findings of its line') "
        f"when what = 'gone' then {_whether_run('check_after', later, 'not found any more')} "
        f"when what = 'added' then {_whether_run('check_before', earlier, 'newly found')} "
        "end as why from (select finding_id, mode, "
        f"{both}, {sides}, nullif(concat_ws(', ', {facts}), '') as changed_facts, "
        "case when before.line_id is null then 'added' when after.line_id is null then 'gone'"
        f" when concat_ws('', {facts}) <> '' or {nets} then 'changed' else 'same' end as what "
        "from finding_before as before full join finding_after as after "
        "using (finding_id, mode)) as matched"
    )


def _whether_run(checks: str, number: int, otherwise: str) -> str:
    """SQL: whether the check ran in the other run at all."""
    own = f"(select status from {checks} where {checks}.check_id = matched.check_id)"
    return (
        f"case coalesce({own}, '-') when '-' then 'the check was no part of run {number}' "
        f"when 'ran' then '{otherwise}' else 'the check did not run in run {number}: ' || {own} end"
    )


def _money(cents: str) -> str:
    return f"cast(coalesce({cents}, 0) * 0.01 as decimal(18, 2))"


def _asked(side: str) -> str:
    return " + ".join(f"coalesce({name}_{side}, 0)" for name in STRENGTHS)


def _counts(what: str = "what") -> str:
    counts = ", ".join(
        f"count(*) filter (where {what} = '{each}') as {each}"
        for each in ("added", "gone", "changed")
    )
    before, after = _asked("before"), _asked("after")
    amounts = ", ".join(
        f"{_money(f'sum({cents}) filter (where {what} = {each!r})')} as {each}_amount"
        for each, cents in (
            ("added", after),
            ("gone", before),
            ("changed", f"({after}) - ({before})"),
        )
    )
    return f"{counts}, {amounts}"


def _before_and_after(names: tuple[str, ...]) -> str:
    return ", ".join(
        f"{_money(f'{n}_before')} as {n}_before, {_money(f'{n}_after')} as {n}_after, "
        f"{_money(f'coalesce({n}_after, 0) - coalesce({n}_before, 0)')} as {n}_difference"
        for n in names
    )


def by_check_sql() -> str:
    sums = ", ".join(
        f"sum({name}_{side}) as {name}_{side}"
        for name in OF_A_FINDING
        for side in ("before", "after")
    )
    return (
        "select listed.check_id, listed.check_name, coalesce(found.findings_before, 0) as "
        "findings_before, coalesce(found.findings_after, 0) as findings_after, "
        "coalesce(found.added, 0) as added, coalesce(found.gone, 0) as gone, "
        "coalesce(found.changed, 0) as changed, "
        + ", ".join(
            f"coalesce(found.{n}, 0.00) as {n}"
            for n in ("added_amount", "gone_amount", "changed_amount")
        )
        + ", "
        + ", ".join(
            f"cast(coalesce(found.candidate_{s}, 0) as decimal(18, 2)) as candidate_{s}"
            for s in ("before", "after")
        )
        + f", {_before_and_after(OF_A_FINDING)} "
        "from (select check_id, coalesce(a.check_name, b.check_name) as check_name, "
        "coalesce(a.check_order, b.check_order) as check_order from check_after as a "
        "full join check_before as b using (check_id)) as listed left join ("
        "select check_id, count(status_before) as findings_before, "
        "count(status_after) as findings_after, "
        "sum(candidate_amount_before) filter (where mode = 'active') as candidate_before, "
        "sum(candidate_amount_after) filter (where mode = 'active') as candidate_after, "
        f"{_counts()}, {sums} from matched group by check_id) as found "
        "on listed.check_id = found.check_id order by listed.check_order, listed.check_id"
    )


def by_provider_sql() -> str:
    # a finding that moved is gone at one provider and added at the other
    zero_before = ", ".join(f"0 as {n}_before" for n in OF_A_FINDING)
    zero_after = ", ".join(f"0 as {n}_after" for n in OF_A_FINDING)
    moved = "provider_group_before is distinct from provider_group_after and what = 'changed'"
    cells = ", ".join(f"b.{n} as {n}_before, a.{n} as {n}_after" for n in COLUMNS)
    return (
        "select all_of.provider_group, coalesce(found.added, 0) as added, "
        "coalesce(found.gone, 0) as gone, coalesce(found.changed, 0) as changed, "
        + ", ".join(
            f"coalesce(found.{n}, 0.00) as {n}"
            for n in ("added_amount", "gone_amount", "changed_amount")
        )
        + f", {_before_and_after(COLUMNS)} from (select provider_group, {cells} "
        "from cell_before as b full join cell_after as a using (provider_group)) as all_of "
        f"left join (select provider_group, {_counts()} from ("
        "select *, coalesce(provider_group_after, provider_group_before) as provider_group "
        f"from matched where not ({moved}) "
        f"union all by name select * replace ('gone' as what, {zero_after}), "
        f"provider_group_before as provider_group from matched where {moved} "
        f"union all by name select * replace ('added' as what, {zero_before}), "
        f"provider_group_after as provider_group from matched where {moved}) as each "
        "group by provider_group) as found on all_of.provider_group = found.provider_group "
        "order by abs(automated_difference) desc, abs(records_difference) desc, "
        "abs(lead_difference) desc, all_of.provider_group"
    )


def findings_sql() -> str:
    nets = ", ".join(
        f"case when {n}_{s} is not null then {_money(f'{n}_{s}')} end as {n}_{s}"
        for n in OF_A_FINDING
        for s in ("before", "after")
    )
    return (
        "select finding_id, mode, what, why, check_id, check_name, "
        "coalesce(provider_group_after, provider_group_before) as provider_group, payer, claim_id, "
        "claim_line_number, candidate_amount_before as candidate_before, "
        "candidate_amount_after as candidate_after, status_before, status_after, "
        "policy_before, policy_after, paid_amount_before as line_paid_before, "
        f"paid_amount_after as line_paid_after, {nets} "
        "from matched where what <> 'same' order by what, check_id, line_id, mode"
    )


def summary_sql() -> str:
    rows = " union all ".join(
        f"select {place} as place, '{n}_amount' as column_name, "
        f"{_money(f'(select sum({n}) from cell_before)')} as before, "
        f"{_money(f'(select sum({n}) from cell_after)')} as after"
        for place, n in enumerate(COLUMNS)
    )
    return (
        "select column_name, before, after, cast(after - before as decimal(18, 2)) as difference "
        f"from ({rows}) as each order by place"
    )

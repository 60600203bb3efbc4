"""Which lines of a run go into letters, with what is asked for each, and why others do not.

A dollar is asked for once: the amount of a line is what the automated steps of its ladder add up
to (`line_step`), so that letters, amounts below the threshold and lines left out sum to the
automated exposure of each provider to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from analytics.errors import StoreError
from analytics.masking import Mask, masked_table
from analytics.runs.exposure import create_exposure_views

if TYPE_CHECKING:
    from analytics.runs.run import RunTables

Row = dict[str, Any]

#: The outcomes that end a finding.
_ENDED = "('recovered', 'overturned', 'closed')"

#: A finding as it stands today: what the store has learned since the run keeps it out of letters.
_FINDING_NOW = f"""
create temp table finding_now as
with shown as (
  -- runs of an older Recoup do not say that a finding is open again
  select null::varchar as opened_again_from where false
  union all by name
  select * from finding where mode = 'active'
),
news as (
  select finding_id, status
  from disposition
  where decided_date > $as_of or not list_contains($loads, load_number)
  qualify row_number() over (
    partition by finding_id order by decided_date desc, load_number desc, source_row desc
  ) = 1
),
demanded as (
  select distinct finding_id from disposition where status = 'demanded'
),
standing as (
  select line_id, paid_amount, claim_type from claim_line
  union all
  select line_id, paid_amount, claim_type from superseded_line
),
held as (
  select distinct finding.line_id
  from finding
  join hold
    on finding.claim_id = hold.claim_id
   and finding.payer = coalesce(hold.payer, finding.payer)
  where coalesce(hold.from_date, date '0001-01-01') <= $dated
    and coalesce(hold.to_date, date '9999-12-31') >= $dated
),
requested as (
  select distinct finding.line_id
  from finding
  join record_request
    on finding.claim_id = record_request.claim_id
   and finding.payer = coalesce(record_request.payer, finding.payer)
   and finding.claim_line_number
     = coalesce(record_request.claim_line_number, finding.claim_line_number)
)
select
  finding.* replace (
    -- what a review had said of it is between the plan and its reviewers
    case
      when opened_again_from is null then reason
      else regexp_replace(reason, ' (Closed|Overturned) on [0-9-]{{10}}, open again .*$', '')
    end as reason
  ),
  case when standing.claim_type = 'institutional' then 'facility' else 'professional' end
    as claim_kind,
  requested.line_id is not null as is_requested,
  case
    when finding.outside is not null then 'the line has no exposure: ' || finding.outside
    when held.line_id is not null then 'the claim is on hold'
    when standing.line_id is null or standing.paid_amount <> finding.paid_amount
      then 'the claim has changed since the run: audit again'
    when coalesce(news.status, finding.status) in {_ENDED}
      then 'review says ' || coalesce(news.status, finding.status)
    when coalesce(news.status, finding.status) = 'demanded'
        or (demanded.finding_id is not null and finding.opened_again_from is null)
      then 'demanded already'
    when not finding.is_recoverable or finding.recoverable_until < $dated
      then 'too late by the look-back rule on the day of the letter'
  end as kept_out
from shown as finding
left join standing on finding.line_id = standing.line_id
left join held on finding.line_id = held.line_id
left join news on finding.finding_id = news.finding_id
left join demanded on finding.finding_id = demanded.finding_id
left join requested on finding.line_id = requested.line_id
"""

#: Each automated step of the ladder that asks for money, with why it is not in a letter.
_STEP = """
create temp table asked as
select
  finding_now.*,
  line_step.step_cents,
  coalesce(
    finding_now.kept_out,
    case
      when finding_now.remedy <> 'refund' then 'its remedy is ' || finding_now.remedy
      when finding_now.candidate_amount is null then 'a day in question has no price'
    end
  ) as why
from line_step
join finding_now
  on line_step.line_id = finding_now.line_id
 and line_step.check_id = finding_now.check_id
where line_step.rung = 'automated' and finding_now.outside is null
"""

_LINE = """
  payer, provider_group, line_of_business, claim_kind, billing_npi, claim_id, claim_line_number,
  member_id, line_start_date, line_end_date, hcpcs_code, modifiers, place_of_service_code, units,
  paid_date, paid_amount, line_id
"""
_DEMANDED = f"""
select {_LINE}, cast(sum(step_cents) * 0.01 as decimal(18, 2)) as amount
from asked where why is null
group by all having sum(step_cents) > 0
order by payer, provider_group, claim_id, claim_line_number
"""
_LEFT_OUT = """
select payer, provider_group, claim_id, claim_line_number, member_id, check_id, why,
  cast(sum(step_cents) * 0.01 as decimal(18, 2)) as amount
from asked where why is not null and step_cents > 0
group by all
order by payer, provider_group, claim_id, claim_line_number, check_id
"""
_TO_SEE = f"""
select {_LINE}, cast(null as decimal(18, 2)) as amount
from finding_now
where strength = 'records' and kept_out is null and not is_requested
group by all
order by payer, provider_group, claim_id, claim_line_number
"""
_REASON = """
select
  line_id, check_id, reason, related_claim_id, citation, policy_effective_from, recoverable_until,
  lookback_rule, lookback_citation
from finding_now
where strength = $strength and kept_out is null
  and (strength = 'records' or (remedy = 'refund' and candidate_amount is not null))
order by line_id, check_id
"""


@dataclass
class LetterLines:
    """Lines to demand money for, lines to see records of, and automated dollars left out.

    Each line is a row with `reasons`, the findings that speak of it.
    """

    demand: list[Row]
    records: list[Row]
    left_out: list[Row]
    names: dict[str, str | None] = field(default_factory=dict)


def letter_lines(run: RunTables, dated: date, mask: Mask | None = None) -> LetterLines:
    """Read them from the run, held against what the store knows now.

    Raises StoreError where the store has no claims any more.
    """
    if not run.folder.manifest().state:
        raise StoreError("the store has no current final picture; audit again")
    with run.reading() as engine:
        create_exposure_views(engine, ("provider",))
        record = run.record
        known = {
            "dated": dated,
            "as_of": date.fromisoformat(record["as_of"]),
            "loads": [load["number"] for load in record["loads"]],
        }
        engine.rows(_FINDING_NOW, known, step="letters")
        engine.run(_STEP, step="letters")

        def rows(sql: str, params: Row | None = None) -> list[Row]:
            table = engine.arrow(sql, params, step="letters")
            return masked_table(table, mask).to_pylist()

        names = rows("select provider_group, provider_name from by_provider")
        return LetterLines(
            demand=_with_reasons(rows(_DEMANDED), rows(_REASON, {"strength": "automated"})),
            records=_with_reasons(rows(_TO_SEE), rows(_REASON, {"strength": "records"})),
            left_out=rows(_LEFT_OUT),
            names={row["provider_group"]: row["provider_name"] for row in names},
        )


def _with_reasons(lines: list[Row], reasons: list[Row]) -> list[Row]:
    of_line: dict[str, list[Row]] = {}
    for reason in reasons:
        of_line.setdefault(reason["line_id"], []).append(reason)
    return [line | {"reasons": of_line[line["line_id"]]} for line in lines]

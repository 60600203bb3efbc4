-- relation: line_exposure
-- grain: one row per flagged line
-- kept: audit
--
-- The net exposure of a line in its columns, in cents. A line that is on hold or not recoupable
-- from the provider at all (capitated, paid to the member, paid by case) has none and is counted
-- apart.
with climbed as (
  select
    line_id,
    coalesce(sum(step_cents) filter (where rung = 'automated'), 0) as automated_cents,
    coalesce(sum(step_cents) filter (where rung = 'records'), 0) as records_cents,
    coalesce(sum(step_cents) filter (where rung = 'lead'), 0) as lead_cents,
    coalesce(sum(step_cents) filter (where rung = 'out_of_lookback'), 0) as out_of_lookback_cents,
    coalesce(sum(step_cents) filter (where rung = 'resolved'), 0) as resolved_cents,
    sum(step_cents) as all_cents
  from line_step
  group by line_id
),
unpriced_day as (
  select finding_day.line_id, finding_day.service_date, finding_day.paid_cents
  from finding_day
  join finding
    on finding_day.finding_id = finding.finding_id
  where finding_day.mode = 'active'
  group by finding_day.line_id, finding_day.service_date, finding_day.paid_cents
  having count(finding_day.not_payable_share) = 0
     and count(*) filter (where finding.status not in ('recovered', 'overturned', 'closed')) > 0
),
unpriced as (
  select line_id, sum(paid_cents) as unpriced_cents
  from unpriced_day
  group by line_id
),
flagged as (
  select distinct line_id from finding where mode = 'active'
)
select
  paid_line.line_id,
  paid_line.payer,
  paid_line.claim_id,
  paid_line.claim_line_number,
  paid_line.line_of_business,
  paid_line.provider_group,
  paid_line.billing_npi,
  paid_line.service_month,
  paid_line.outside,
  cast(case when paid_line.outside is null then coalesce(climbed.automated_cents, 0) else 0 end as bigint) as automated_cents,
  cast(case when paid_line.outside is null then coalesce(climbed.records_cents, 0) else 0 end as bigint) as records_cents,
  cast(case when paid_line.outside is null then coalesce(climbed.lead_cents, 0) else 0 end as bigint) as lead_cents,
  cast(case when paid_line.outside is null then coalesce(unpriced.unpriced_cents, 0) else 0 end as bigint) as unpriced_cents,
  cast(case when paid_line.outside is null then coalesce(climbed.out_of_lookback_cents, 0) else 0 end as bigint) as out_of_lookback_cents,
  cast(case when paid_line.outside = 'on hold' then coalesce(climbed.all_cents, 0) else 0 end as bigint) as on_hold_cents,
  cast(case when paid_line.outside <> 'on hold' then coalesce(climbed.all_cents, 0) else 0 end as bigint) as not_recoupable_cents,
  cast(case when paid_line.outside is null then coalesce(climbed.resolved_cents, 0) else 0 end as bigint) as resolved_cents
from flagged
join paid_line
  on flagged.line_id = paid_line.line_id
left join climbed
  on flagged.line_id = climbed.line_id
left join unpriced
  on flagged.line_id = unpriced.line_id

-- relation: asked_step
-- grain: one row per flagged line and step of its ladder (rung, then check in catalogue order)
-- kept: audit
--
-- A step is one check on one rung (automated, records, lead, out of look-back, resolved); it adds
-- what the checks before it had not already asked of the same days. Recoveries come off the ladder
-- from its first step. The steps of a line add up to its total exactly, because each is the
-- difference of two rounded running totals. A finding whose money came back keeps its rung.
with asked_day as (
  select
    finding_day.line_id, finding_day.check_id, finding_day.service_date, finding_day.paid_cents,
    finding_day.not_payable_share,
    case
      when status_listed.ends_finding and not status_listed.is_recovered then 'resolved'
      when not finding.is_recoverable then 'out_of_lookback'
      else finding_day.strength
    end as rung
  from finding_day
  join finding
    on finding_day.finding_id = finding.finding_id
  join status_listed
    on finding.status = status_listed.status
  where finding_day.mode = 'active'
    and finding_day.not_payable_share > 0
),
step as (
  select distinct asked_day.line_id, asked_day.check_id, asked_day.rung, rung_listed.rung_rank, check_listed.check_order
  from asked_day
  join rung_listed
    on asked_day.rung = rung_listed.rung
  join check_listed
    on asked_day.check_id = check_listed.check_id
),
day as (
  select distinct line_id, service_date, paid_cents
  from asked_day
),
reached as (
  select
    step.line_id, step.check_id, step.rung, step.rung_rank, step.check_order,
    day.paid_cents,
    max(coalesce(asked_day.not_payable_share, 0)) over (
      partition by step.line_id, day.service_date
      order by step.rung_rank, step.check_order
    ) as share
  from step
  join day
    on step.line_id = day.line_id
  left join asked_day
    on step.line_id = asked_day.line_id
   and step.check_id = asked_day.check_id
   and step.rung = asked_day.rung
   and day.service_date = asked_day.service_date
),
running as (
  select
    line_id, check_id, rung, rung_rank, check_order,
    cast(round(round(sum(paid_cents * share), 4), 0) as bigint) as running_cents
  from reached
  group by line_id, check_id, rung, rung_rank, check_order
),
less_recovered as (
  select
    running.*,
    greatest(running.running_cents - coalesce(recovered_line.recovered_cents, 0), 0) as left_cents
  from running
  left join recovered_line
    on running.line_id = recovered_line.line_id
)
select
  line_id,
  check_id,
  rung,
  rung_rank,
  check_order,
  left_cents - coalesce(
    lag(left_cents) over (partition by line_id order by rung_rank, check_order, line_id), 0
  ) as step_cents
from less_recovered

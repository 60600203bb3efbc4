-- relation: provider_check
-- grain: one row per provider group and check with an active finding
-- kept: view
--
-- The findings of each check at a provider. Findings on hold and not recoupable are counted; their
-- dollars are in no net column here.
with found as (
  select
    provider_group,
    check_id,
    count(*) as findings,
    count(*) filter (where candidate_amount is null) as unpriced_findings,
    count(*) filter (where outside is not null) as outside_findings,
    sum(candidate_amount) filter (where outside is null) as gross_amount
  from finding
  where mode = 'active'
  group by provider_group, check_id
),
net as (
  select
    line_exposure.provider_group,
    line_step.check_id,
    sum(line_step.step_cents) filter (where line_step.rung = 'automated') as automated_cents  -- for each strength, comma between
  from line_step
  join line_exposure
    on line_step.line_id = line_exposure.line_id
  where line_exposure.outside is null
  group by line_exposure.provider_group, line_step.check_id
)
select
  found.provider_group,
  found.check_id,
  check_run.title,
  found.findings,
  found.unpriced_findings,
  found.outside_findings,
  cast(case when found.findings = found.outside_findings then 0 else found.gross_amount end as decimal(18, 2)) as gross_amount,
  cast(coalesce(net.automated_cents, 0) * 0.01 as decimal(18, 2)) as automated_amount  -- for each strength, comma between
from found
join check_run
  on found.check_id = check_run.check_id
left join net
  on found.provider_group = net.provider_group
 and found.check_id = net.check_id
order by found.provider_group, check_run.check_order

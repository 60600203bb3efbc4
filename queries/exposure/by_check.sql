-- relation: by_check
-- grain: one row per check
-- kept: view
--
-- Gross is the amount that each check asks alone, empty where none of its findings has a price; net is the amount that it adds to the checks
-- before it in the ladder (strength first, then catalogue order). The net columns of all checks add up to the
-- exposure exactly.
with gross as (
  select
    check_id,
    count(*) as findings,
    sum(in_question_amount) as in_question_amount,
    sum(candidate_amount) as gross_amount,
    count(*) filter (where candidate_amount is null) as unpriced_findings
  from finding
  where mode = 'active' and outside is null
  group by check_id
),
net as (
  select
    line_step.check_id,
    sum(line_step.step_cents) filter (where line_step.rung = 'automated') as automated_cents  -- for each rung, comma between
  from line_step
  join line_exposure
    on line_step.line_id = line_exposure.line_id
  where line_exposure.outside is null
  group by line_step.check_id
)
select
  check_run.check_id,
  check_run.check_name,
  check_run.title,
  check_run.strength,
  check_run.status,
  check_run.why,
  check_run.lines_governed,
  check_run.paid_governed as governed_amount,
  check_run.lines_not_applicable,
  coalesce(gross.findings, 0) as findings,
  coalesce(gross.unpriced_findings, 0) as unpriced_findings,
  cast(coalesce(gross.in_question_amount, 0) as decimal(18, 2)) as in_question_amount,
  cast(case when gross.check_id is null then 0 else gross.gross_amount end as decimal(18, 2)) as gross_amount,
  cast(coalesce(net.automated_cents, 0) * 0.01 as decimal(18, 2)) as automated_amount  -- for each rung, comma between
from check_run
left join gross
  on check_run.check_id = gross.check_id
left join net
  on check_run.check_id = net.check_id
order by check_run.check_order

-- relation: check_run
-- grain: one row per check of the run, also of one that could not run
-- kept: audit
--
-- The outcome of each check. candidate_amount is the amount that its findings ask alone, empty where
-- none of them has a price. The columns of the strengths are the amounts that it adds to the checks
-- before it, on lines with exposure, never added into one. Monitored findings do not count.
--
-- Reads check_run_listed, the checks as they ran.
with found as (
  select
    check_id,
    count(*) as findings,
    sum(in_question_amount) as in_question_amount,
    sum(candidate_amount) as candidate_amount
  from finding
  where mode = 'active'
  group by check_id
),
net as (
  select
    line_step.check_id,
    sum(line_step.step_cents) filter (where line_step.rung = 'automated') as automated_cents  -- for each strength, comma between
  from line_step
  join paid_line
    on line_step.line_id = paid_line.line_id
   and paid_line.outside is null
  group by line_step.check_id
)
select
  check_run_listed.* exclude (paid_governed_cents, seconds),
  cast(check_run_listed.paid_governed_cents * 0.01 as decimal(18, 2)) as paid_governed,
  coalesce(found.findings, 0) as findings,
  cast(coalesce(found.in_question_amount, 0) as decimal(18, 2)) as in_question_amount,
  cast(case when found.check_id is null then 0 else found.candidate_amount end as decimal(18, 2)) as candidate_amount,
  cast(coalesce(net.automated_cents, 0) * 0.01 as decimal(18, 2)) as automated_amount,  -- for each strength
  check_run_listed.seconds
from check_run_listed
left join found
  on check_run_listed.check_id = found.check_id
left join net
  on check_run_listed.check_id = net.check_id
order by check_run_listed.check_order

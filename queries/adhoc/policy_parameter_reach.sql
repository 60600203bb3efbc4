-- question: What would a change of one policy value touch?
-- parameter subject: text = concurrent_therapy; policy subject, as data/policies/subjects.toml lists them
-- parameter parameter: text = sh_percent; a parameter of the subject
-- waiver form: the reader names the parameter, so it can be no column
--
-- For every document and period that speaks on the subject: the value in force, and by check the lines
-- and dollars the last run looked at under it, with what it found. Change the value in a copied folder
-- and audit with --policies to see the difference (notebook what_if_policy).
with period as (
  select
    policy_period_id, policy_id, level, policy_effective_from,
    min(json_extract_string(parameters, '$.' || $parameter)) as value
  from policy
  where subject = $subject
  group by policy_period_id, policy_id, level, policy_effective_from
),
looked_at as (
  select check_id, policy_period_id, sum(lines) as lines, sum(paid_amount) as paid_amount
  from check_period
  where not_applicable is null
  group by check_id, policy_period_id
),
found as (
  select
    check_id, policy_period_id,
    count(distinct finding_id) as findings,
    cast(sum(paid_cents) * 0.01 as decimal(18, 2)) as in_question_amount
  from finding_day
  where mode = 'active'
  group by check_id, policy_period_id
)
select
  period.policy_id, period.level, period.policy_effective_from, period.value, looked_at.check_id,
  looked_at.lines, looked_at.paid_amount,
  coalesce(found.findings, 0) as findings,
  coalesce(found.in_question_amount, 0) as in_question_amount
from period
left join looked_at
  on period.policy_period_id = looked_at.policy_period_id
left join found
  on looked_at.policy_period_id = found.policy_period_id
 and looked_at.check_id = found.check_id
order by period.policy_id, period.policy_effective_from, looked_at.check_id

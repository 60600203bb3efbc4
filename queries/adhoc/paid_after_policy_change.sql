-- question: Did findings fade or go on after a policy changed?
-- parameter policy: text = priority-health-home-infusion; policy_id
-- parameter months: integer = 12; months after the first day of a period
--
-- Findings under each period of the policy by calendar months since that of its first day. Findings
-- in the first months only look like learning; steady ones like habit.
with aged as (
  select
    check_id,
    policy_effective_from,
    (year(line_start_date) - year(policy_effective_from)) * 12
      + month(line_start_date) - month(policy_effective_from) as months_after,
    provider_group,
    in_question_amount,
    candidate_amount
  from finding
  where policy_id = $policy
    and mode = 'active'
    and outside is null
)
select
  policy_effective_from,
  check_id,
  months_after,
  count(*) as findings,
  count(distinct provider_group) as providers,
  sum(in_question_amount) as in_question_amount,
  sum(candidate_amount) as candidate_amount
from aged
where months_after >= 0
  and months_after < $months
group by policy_effective_from, check_id, months_after
order by policy_effective_from, check_id, months_after

-- question: Which providers hold most of a check's dollars?
-- parameter check: text = POS-01; check id or name
-- parameter most: integer = 20; rows to show
--
-- Findings that count, by provider group. candidate_amount is what the check would ask alone; days
-- that another check also asks for are in both.
with flagged as (
  select provider_group, line_id, in_question_amount, candidate_amount
  from finding
  where mode = 'active'
    and outside is null
    and (check_id = $check or check_name = $check)
),
summed as (
  select
    provider_group,
    count(*) as findings,
    sum(in_question_amount) as in_question_amount,
    sum(candidate_amount) as candidate_amount
  from flagged
  group by provider_group
)
select summed.provider_group, by_provider.provider_name, summed.findings, summed.in_question_amount, summed.candidate_amount
from summed
left join by_provider
  on summed.provider_group = by_provider.provider_group
order by summed.candidate_amount desc nulls last, summed.in_question_amount desc, summed.provider_group
limit $most

-- id: TWO-01
-- title: What the drugs say
-- strength: lead
-- remedy: records
-- policy: per_diem
-- cleared by: nothing, it only shows
-- reason: drugs {drugs}[is_two_therapies?, two therapies][is_open?, open][has_no_drug?, none];
--
-- Every per diem line with another one near.
with governed as (
  select claim_line.line_id, policy.policy_period_id
  from claim_line
  join policy
    on claim_line.policy_scope = policy.policy_scope
   and claim_line.line_start_date <= policy.effective_to
   and claim_line.line_end_date >= policy.effective_from
)
select
  governed.line_id,
  governed.policy_period_id,
  cast(null as date) as service_date,
  cast(null as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  two_therapies.other_line_id as related_line_id,
  two_therapies.drugs,
  two_therapies.is_two_therapies,
  two_therapies.is_open,
  two_therapies.has_no_drug
from governed
join two_therapies
  on governed.line_id = two_therapies.line_id

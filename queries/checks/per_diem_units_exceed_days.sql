-- id: UNT-01
-- title: Per diem units exceed the days in the span
-- strength: automated
-- remedy: refund
-- policy: per_diem
-- cleared by: a thru date the extract lost; units in another basis than days; a contract that pays by dose
--
-- A per diem pays once per day. Units above the inclusive count of days are not payable: their
-- share of every day is. Where the line's end was empty the claim's days count if they are more.
-- Lines whose units are only billed units are not judged: the plan may have cut them already.
with governed as (
  select
    claim_line.line_id,
    claim_line.hcpcs_code,
    claim_line.units,
    case
      when claim_line.end_assumed then greatest(claim_line.day_count, coalesce(claim_line.header_day_count, 0))
      else claim_line.day_count
    end as day_count,
    policy.policy_period_id
  from claim_line
  join policy
    on claim_line.policy_scope = policy.policy_scope
   and claim_line.line_start_date <= policy.effective_to
   and claim_line.line_end_date >= policy.effective_from
  where policy.units_by_day
    and claim_line.is_per_diem
    and claim_line.units_basis = 'paid'
)
select
  line_id,
  policy_period_id,
  cast(null as date) as service_date,
  cast((units - day_count) / units as decimal(18, 12)) as not_payable_share,
  hcpcs_code || ' paid ' || regexp_replace(cast(units as varchar), '[.]?0+$', '') || ' units over '
    || day_count || case when day_count = 1 then ' day' else ' days' end
    || '; at one unit a day that is ' || regexp_replace(cast(units - day_count as varchar), '[.]?0+$', '')
    || ' too many.' as reason,
  cast(null as varchar) as related_claim_id
from governed
where units > day_count

-- id: NUR-01
-- title: Additional nursing hour without a visit
-- strength: automated
-- remedy: refund
-- policy: infusion_nursing
-- stage: 1
-- parameter: add_on_needs_visit
-- cleared by: the visit billed under another provider group or paid by another payer; a replacement the extract does
--   not hold yet
-- reason: {hcpcs_code} is an add-on to a nursing visit, and no visit by this provider is on file for [is_span?any
--   day from ]{line_start_date..line_end_date}, paid, denied or pended.
--
-- An additional hour is an add-on to a nursing visit. Where the member has no visit line of the same
-- provider group that shares a day with it, paid, denied or pended, the hour is not payable.
with governed as (
  select
    claim_line.line_id,
    claim_line.payer,
    claim_line.person_id,
    claim_line.provider_group,
    claim_line.line_start_date,
    claim_line.line_end_date,
    policy.policy_period_id
  from claim_line
  join nursing_code
    on claim_line.hcpcs_code = nursing_code.code
   and nursing_code.role = 'additional_hour'
  join policy
    on claim_line.policy_scope = policy.policy_scope
   and claim_line.line_start_date <= policy.effective_to
   and claim_line.line_end_date >= policy.effective_from
  where policy.add_on_needs_visit
),
visit as (
  select payer, person_id, provider_group, line_start_date, line_end_date
  from claim_line
  where hcpcs_code in (select code from nursing_code where role = 'visit')
  union all
  select payer, person_id, provider_group, line_start_date, line_end_date
  from denied_line
  where hcpcs_code in (select code from nursing_code where role = 'visit')
)
select
  governed.line_id,
  governed.policy_period_id,
  cast(null as date) as service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  governed.line_end_date > governed.line_start_date as is_span
from governed
where not exists (
  select 1
  from visit
  where visit.payer = governed.payer
    and visit.person_id = governed.person_id
    and visit.provider_group = governed.provider_group
    and visit.line_start_date <= governed.line_end_date
    and visit.line_end_date >= governed.line_start_date
)

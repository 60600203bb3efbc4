-- id: NUR-01
-- title: Additional nursing hour without a visit
-- strength: automated
-- remedy: refund
-- policy: infusion_nursing
-- stage: 1
-- parameter: add_on_needs_visit
-- cleared by: the visit billed under another provider group or paid by another payer; a replacement the extract does
--   not hold yet
-- records: the note of the visit that the additional hours belong to: its date, start and stop times, and the
--   signature of the nurse with credential
-- reason: {hcpcs_code} is an add-on to a nursing visit, and no visit by this provider is on file for [is_span?any
--   day from ]{line_start_date..line_end_date}, paid, denied or pended.[has_visit_before? A visit of the day before
--   may have run past midnight: the record needs to show when it ended.][has_visit_of_another? Another provider's
--   visit of the day is on file: the record needs to show which visit the hours belong to.]
--
-- An additional hour is an add-on to a nursing visit. Where the member has no visit line of the same
-- provider group that shares a day with it, paid, denied or pended, the hour is not payable. A visit
-- of the day before may have run past midnight, and another provider's visit of the day may be the
-- one: then records decide.
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
),
-- the visits of the member from the day before the line to its last day
near as (
  select
    governed.line_id,
    max(case
      when visit.provider_group = governed.provider_group and visit.line_end_date >= governed.line_start_date then 1
      else 0
    end) as own_visit,
    max(case
      when visit.provider_group = governed.provider_group and visit.line_end_date < governed.line_start_date then 1
      else 0
    end) as visit_before,
    max(case
      when visit.provider_group <> governed.provider_group and visit.line_end_date >= governed.line_start_date then 1
      else 0
    end) as visit_of_another
  from governed
  join visit
    on visit.payer = governed.payer
   and visit.person_id = governed.person_id
   and visit.line_start_date <= governed.line_end_date
   and visit.line_end_date >= governed.line_start_date - 1
  group by governed.line_id
)
select
  governed.line_id,
  governed.policy_period_id,
  cast(null as date) as service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  case when near.visit_before = 1 or near.visit_of_another = 1 then 'records' end as lowered_to,
  governed.line_end_date > governed.line_start_date as is_span,
  coalesce(near.visit_before = 1, false) as has_visit_before,
  coalesce(near.visit_of_another = 1, false) as has_visit_of_another
from governed
left join near
  on governed.line_id = near.line_id
where coalesce(near.own_visit, 0) = 0

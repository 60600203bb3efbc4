-- id: POS-02
-- title: Facility place of service on a home infusion code
-- strength: automated
-- remedy: corrected claim
-- policy: facility_place_of_service
-- needs: provider when policy.authorized_facility
-- cleared by: a place of service lost or defaulted in the extract; a corrected claim already filed; a billing
--   provider that is an authorized infusion facility and not marked so in the provider table
--
-- The codes are for services in the home. A line at a place of service that is a facility is not
-- payable, unless the policy accepts an authorized home infusion facility and the billing provider
-- was one on the line's first day.
with governed as (
  select
    claim_line.line_id,
    claim_line.hcpcs_code,
    claim_line.place_of_service_code,
    claim_line.billing_npi,
    claim_line.line_start_date,
    policy.policy_period_id,
    policy.refused,
    policy.authorized_facility
  from claim_line
  join policy
    on claim_line.policy_scope = policy.policy_scope
   and claim_line.line_start_date <= policy.effective_to
   and claim_line.line_end_date >= policy.effective_from
  where list_contains(policy.families, claim_line.code_family)
    and claim_line.place_of_service_code is not null
)
select
  governed.line_id,
  governed.policy_period_id,
  cast(null as date) as service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  governed.hcpcs_code || ' was paid at place of service ' || governed.place_of_service_code
    || coalesce(' (' || place_of_service.name || ')', '')
    || ', which is a facility; the code is for a service in the home.' as reason,
  cast(null as varchar) as related_claim_id
from governed
left join place_of_service
  on governed.place_of_service_code = place_of_service.code
where list_contains(governed.refused, governed.place_of_service_code)
  and not exists (
    select 1
    from infusion_facility
    where governed.authorized_facility
      and governed.billing_npi = infusion_facility.npi
      and governed.line_start_date >= infusion_facility.effective_from
      and governed.line_start_date <= infusion_facility.effective_to
  )

-- id: POS-01
-- title: Place of service the policy does not accept
-- strength: automated
-- remedy: corrected claim
-- policy: place_of_service
-- needs: provider when policy.authorized_facility
-- cleared by: a place of service lost or defaulted in the extract; a corrected claim already filed; a billing
--   provider that is an authorized infusion facility and not marked so in the provider table
--
-- The policy lists the places of service at which it pays these services. A line at another place
-- is not payable. Where the policy also accepts an authorized home infusion facility, a billing
-- provider that was one on the line's first day clears the line. A line without a place of
-- service is not judged here.
with governed as (
  select
    claim_line.line_id,
    claim_line.hcpcs_code,
    claim_line.place_of_service_code,
    claim_line.billing_npi,
    claim_line.line_start_date,
    policy.policy_period_id,
    policy.accepted,
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
    || '; the policy accepts ' || array_to_string(governed.accepted, ', ')
    || case when governed.authorized_facility then ', or an authorized home infusion facility' else '' end
    || '.' as reason,
  cast(null as varchar) as related_claim_id
from governed
left join place_of_service
  on governed.place_of_service_code = place_of_service.code
where not list_contains(governed.accepted, governed.place_of_service_code)
  -- "in their own home or an authorized home infusion facility"
  and not exists (
    select 1
    from infusion_facility
    where governed.authorized_facility
      and governed.billing_npi = infusion_facility.npi
      and governed.line_start_date >= infusion_facility.effective_from
      and governed.line_start_date <= infusion_facility.effective_to
  )

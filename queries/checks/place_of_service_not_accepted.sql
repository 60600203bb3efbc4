-- id: POS-01
-- title: Place of service the policy does not accept
-- strength: automated
-- remedy: corrected claim
-- policy: place_of_service
-- stage: 1
-- marks: doubted_day
-- needs: provider when policy.authorized_facility
-- cleared by: a place of service lost or defaulted in the extract; a corrected claim already filed; a billing
--   provider that is an authorized infusion facility and not marked so in the provider table
-- reason: {hcpcs_code} was paid at place of service {place_of_service_code}[ ({place_of_service_name})]; the policy
--   accepts {accepted}[authorized_facility?, or an authorized home infusion facility].
--
-- The policy lists the places of service at which it pays these services. A line at another place
-- is not payable. Where the policy also accepts an authorized home infusion facility, a billing
-- provider that was one on the line's first day clears the line. A line without a place of
-- service is not checked here.
with governed as (
  select
    place_of_service_line.line_id,
    policy.policy_period_id,
    place_of_service_line.place_of_service_code,
    place_of_service_line.place_of_service_name,
    place_of_service_line.is_infusion_facility,
    policy.accepted,
    policy.authorized_facility
  from place_of_service_line
  join policy
    on place_of_service_line.policy_scope = policy.policy_scope
   and place_of_service_line.line_start_date <= policy.effective_to
   and place_of_service_line.line_end_date >= policy.effective_from
  where list_contains(policy.families, place_of_service_line.code_family)
)
select
  line_id,
  policy_period_id,
  cast(null as date) as service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  cast(null as varchar) as related_claim_id,
  place_of_service_name,
  accepted,
  authorized_facility
from governed
where not list_contains(accepted, place_of_service_code)
  -- "in their own home or an authorized home infusion facility"
  and not (authorized_facility and is_infusion_facility)

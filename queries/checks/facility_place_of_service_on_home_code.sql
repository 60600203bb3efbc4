-- id: POS-02
-- title: Facility place of service on a home infusion code
-- strength: automated
-- remedy: corrected claim
-- policy: facility_place_of_service
-- stage: 1
-- marks: doubted_day
-- needs: provider when policy.authorized_facility
-- cleared by: a place of service lost or defaulted in the extract; a corrected claim already filed; a billing or
--   facility provider that is an authorized infusion facility and not marked so in the provider table
-- records: what shows where the service was given: the visit note or the delivery ticket, with date, address and
--   signature
-- reason: {hcpcs_code} was paid at place of service {place_of_service_code}[ ({place_of_service_name})], which is a
--   facility[, by our reading of {reading}]; the code is for a service in the home.[is_suite? Its modifier says that it
--   was given in the provider's infusion suite: the record needs to show where.]
--
-- The codes are for services in the home. A line at a place of service that is a facility is not
-- payable, unless the policy accepts an authorized home infusion facility and the billing or the
-- facility provider was one on the line's first day. A modifier that names the provider's infusion
-- suite leaves it to records, unless the provider table says that neither was a facility.
with governed as (
  select
    place_of_service_line.line_id,
    policy.policy_period_id,
    place_of_service_line.place_of_service_code,
    place_of_service_line.place_of_service_name,
    place_of_service_line.is_infusion_facility,
    place_of_service_line.is_suite,
    policy.refused,
    policy.reading,
    policy.authorized_facility,
    case
      when policy.authorized_facility and not place_of_service_line.is_facility_known
      then 'the provider table says of nobody whether it is an infusion facility'
    end as not_applicable
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
  case when is_suite then 'records' end as lowered_to,
  place_of_service_name,
  reading,
  is_suite
from governed
where list_contains(refused, place_of_service_code)
  and not (authorized_facility and is_infusion_facility)

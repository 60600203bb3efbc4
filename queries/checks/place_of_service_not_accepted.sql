-- id: POS-01
-- title: Place of service the policy does not accept
-- strength: automated
-- remedy: corrected claim
-- policy: place_of_service
-- stage: 1
-- marks: doubted_day
-- needs: provider when policy.authorized_facility
-- cleared by: a place of service lost or defaulted in the extract; a corrected claim already filed; a billing or
--   facility provider that is an authorized infusion facility and not marked so in the provider table
-- records: what shows where the service was given: the visit note or the delivery ticket, with date, address and
--   signature
-- reason: {hcpcs_code} was paid at place of service {place_of_service_code}[ ({place_of_service_name})]; [by our
--   reading of {reading} the places of service are|the policy accepts] {accepted}[authorized_facility?, or an authorized
--   home infusion facility].[is_doubtful? The policy may mean this place too: the record needs to show where the member
--   lived.]
--
-- The policy lists the places of service at which it pays these services. A line at another place
-- is not payable; at a place that the policy may mean too (doubtful), records decide. Where the
-- policy also accepts an authorized home infusion facility, a billing or facility provider that was
-- one on the line's first day clears the line; where no row of the provider table says who is one,
-- the line cannot be checked. A line without a place of service is not checked here.
with governed as (
  select
    place_of_service_line.line_id,
    policy.policy_period_id,
    place_of_service_line.place_of_service_code,
    place_of_service_line.place_of_service_name,
    place_of_service_line.is_infusion_facility,
    policy.accepted,
    policy.reading,
    policy.doubtful,
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
  case when list_contains(doubtful, place_of_service_code) then 'records' end as lowered_to,
  place_of_service_name,
  accepted,
  reading,
  authorized_facility,
  list_contains(doubtful, place_of_service_code) as is_doubtful
from governed
where not list_contains(accepted, place_of_service_code)
  -- "in their own home or an authorized home infusion facility"
  and not (authorized_facility and is_infusion_facility)

-- relation: place_of_service_line
-- grain: one row per claim line that says its place of service
-- kept: view
--
-- POS-01, POS-02: the place, its name, and whether the billing provider was an authorized home
-- infusion facility on the line's first day.
with facility_line as (
  select distinct claim_line.line_id
  from claim_line
  join infusion_facility
    on claim_line.billing_npi = infusion_facility.npi
   and claim_line.line_start_date >= infusion_facility.effective_from
   and claim_line.line_start_date <= infusion_facility.effective_to
)
select
  claim_line.line_id,
  claim_line.policy_scope,
  claim_line.code_family,
  claim_line.line_start_date,
  claim_line.line_end_date,
  claim_line.place_of_service_code,
  place_of_service.name as place_of_service_name,
  facility_line.line_id is not null as is_infusion_facility
from claim_line
left join place_of_service
  on claim_line.place_of_service_code = place_of_service.code
left join facility_line
  on claim_line.line_id = facility_line.line_id
where claim_line.place_of_service_code is not null

-- relation: place_of_service_line
-- grain: one row per claim line that says its place of service
-- kept: view
--
-- POS-01, POS-02: the place, its name, and what the provider table says of the line's billing and
-- facility provider on its first day. is_infusion_facility: one of them was an authorized home
-- infusion facility. is_facility_known: false where no row of the table says
-- whether its provider is one; a table without a row says that none is. is_suite: a modifier says that the service
-- was given in the provider's infusion suite, and the table does not say that neither was one.
with provider_row as (
  select
    npi,
    infusion_facility,
    coalesce(effective_from, date '0001-01-01') as effective_from,
    coalesce(effective_to, date '9999-12-31') as effective_to
  from provider
  where infusion_facility is not null
),
known as (
  select count(*) = 0 or count(infusion_facility) > 0 as is_facility_known
  from provider
),
facility_line as (
  select claim_line.line_id
  from claim_line
  join provider_row
    on claim_line.billing_npi = provider_row.npi
   and claim_line.line_start_date >= provider_row.effective_from
   and claim_line.line_start_date <= provider_row.effective_to
  where provider_row.infusion_facility
  union
  select claim_line.line_id
  from claim_line
  join provider_row
    on claim_line.facility_npi = provider_row.npi
   and claim_line.line_start_date >= provider_row.effective_from
   and claim_line.line_start_date <= provider_row.effective_to
  where provider_row.infusion_facility
),
suite as (
  select array_agg(modifier order by modifier) as modifiers
  from modifier
  where role = 'infusion_suite'
),
suite_npi as (
  select claim_line.line_id, claim_line.billing_npi as npi, claim_line.line_start_date
  from claim_line
  cross join suite
  where list_has_any(claim_line.modifiers, suite.modifiers)
  union
  select claim_line.line_id, claim_line.facility_npi as npi, claim_line.line_start_date
  from claim_line
  cross join suite
  where list_has_any(claim_line.modifiers, suite.modifiers)
    and claim_line.facility_npi is not null
),
-- a provider without a row on the day may be a facility: only a row says that it is none
suite_line as (
  select
    suite_npi.line_id,
    count(provider_row.npi) filter (where provider_row.infusion_facility) as facilities,
    count(distinct suite_npi.npi) - count(distinct provider_row.npi) as unknown_npis
  from suite_npi
  left join provider_row
    on suite_npi.npi = provider_row.npi
   and suite_npi.line_start_date >= provider_row.effective_from
   and suite_npi.line_start_date <= provider_row.effective_to
  group by suite_npi.line_id
)
select
  claim_line.line_id,
  claim_line.policy_scope,
  claim_line.code_family,
  claim_line.line_start_date,
  claim_line.line_end_date,
  claim_line.place_of_service_code,
  place_of_service.name as place_of_service_name,
  facility_line.line_id is not null as is_infusion_facility,
  known.is_facility_known,
  coalesce(suite_line.facilities + suite_line.unknown_npis, 0) > 0 as is_suite
from claim_line
cross join known
left join place_of_service
  on claim_line.place_of_service_code = place_of_service.code
left join facility_line
  on claim_line.line_id = facility_line.line_id
left join suite_line
  on claim_line.line_id = suite_line.line_id
where claim_line.place_of_service_code is not null

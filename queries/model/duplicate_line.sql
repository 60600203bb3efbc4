-- relation: duplicate_line
-- grain: one row per claim line that repeats a line of another claim
-- kept: audit
--
-- DUP-01. Of lines of one member and provider group that are equal in code, modifiers, days, units,
-- charge and NDC, and in the rendering provider (empty equals any), the first by order of
-- payment stands: standing_claim_id is its claim. Lines of the same claim do not repeat each other.
-- Only lines that are payable evidence are compared; a distinct service is never a duplicate.
with distinct_service as (
  select array_agg(modifier order by modifier) as modifiers
  from modifier
  where role = 'distinct_service'
),
-- few lines share member, group, code and days with another claim: only those are sorted
repeated as (
  select payer, person_id, provider_group, hcpcs_code, line_start_date, line_end_date
  from comparable_line
  where is_payable_evidence
  group by payer, person_id, provider_group, hcpcs_code, line_start_date, line_end_date
  having min(claim_id) <> max(claim_id)
),
likeness as (
  select
    comparable_line.line_id,
    comparable_line.claim_id,
    comparable_line.rendering_npi,
    concat_ws('|',
      comparable_line.payer,
      comparable_line.person_id,
      comparable_line.provider_group,
      comparable_line.hcpcs_code,
      array_to_string(comparable_line.modifiers, ' '),
      comparable_line.line_start_date,
      comparable_line.line_end_date,
      coalesce(cast(comparable_line.units as varchar), '-'),
      coalesce(cast(comparable_line.charge_amount as varchar), '-'),
      coalesce(comparable_line.ndc_code, '-')
    ) as likeness,
    comparable_line.first_paid_date,
    comparable_line.claim_line_number
  from comparable_line
  join repeated
    on comparable_line.payer = repeated.payer
   and comparable_line.person_id = repeated.person_id
   and comparable_line.provider_group = repeated.provider_group
   and comparable_line.hcpcs_code = repeated.hcpcs_code
   and comparable_line.line_start_date = repeated.line_start_date
   and comparable_line.line_end_date = repeated.line_end_date
  cross join distinct_service
  where comparable_line.is_payable_evidence
    and not list_has_any(comparable_line.modifiers, distinct_service.modifiers)
),
by_payment as (
  select
    likeness.*,
    row_number() over (
      partition by likeness
      order by first_paid_date nulls last, claim_id, cast(claim_line_number as varchar), line_id
    ) as place,
    row_number() over (
      partition by likeness, rendering_npi
      order by first_paid_date nulls last, claim_id, cast(claim_line_number as varchar), line_id
    ) as place_of_npi
  from likeness
),
first_line as (
  select
    by_payment.*,
    max(case when place = 1 then claim_id end) over (partition by likeness) as first_claim_id,
    max(case when place = 1 then rendering_npi end) over (partition by likeness) as first_rendering_npi,
    max(case when place_of_npi = 1 then claim_id end) over (partition by likeness, rendering_npi) as first_claim_id_of_npi
  from by_payment
),
-- a line equals the first of all where either names no rendering provider, else the first of its own
standing as (
  select
    line_id,
    claim_id,
    case
      when rendering_npi is null or first_rendering_npi is null then first_claim_id
      else first_claim_id_of_npi
    end as standing_claim_id
  from first_line
)
select line_id, standing_claim_id
from standing
where claim_id <> standing_claim_id

-- relation: claim_told
-- grain: one row per claim that has paid or replaced lines
-- kept: view
--
-- What a finding says of another claim as a whole: its days, what it was paid, when last, and, of an
-- institutional claim, where: the facility's NPI, else that of who billed, with its name.
with line as (
  select payer, claim_id, claim_type, facility_npi, billing_npi, line_start_date, line_end_date, paid_amount, paid_date
  from claim_line
  union all
  select payer, claim_id, claim_type, facility_npi, billing_npi, line_start_date, line_end_date, paid_amount, paid_date
  from superseded_line
),
claim as (
  select
    payer,
    claim_id,
    min(line_start_date) as first_day,
    max(line_end_date) as last_day,
    sum(paid_amount) as paid_amount,
    max(paid_date) as paid_date,
    min(coalesce(facility_npi, billing_npi)) filter (where claim_type = 'institutional') as facility_npi
  from line
  group by payer, claim_id
),
facility as (
  select npi, min(provider_name) as provider_name
  from provider
  group by npi
)
select
  claim.payer,
  claim.claim_id,
  claim.first_day
    || case when claim.last_day > claim.first_day then ' to ' || claim.last_day else '' end
    || ', paid ' || cast(claim.paid_amount as decimal(18, 2))
    || coalesce(' on ' || claim.paid_date, ', no paid date')
    || coalesce(', facility NPI ' || claim.facility_npi, '')
    || coalesce(' (' || facility.provider_name || ')', '') as said
from claim
left join facility
  on claim.facility_npi = facility.npi

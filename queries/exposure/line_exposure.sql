-- relation: line_exposure
-- grain: one row per flagged line
-- kept: audit
--
-- The net exposure of a line, in cents, each column of exposure beside the others.
with flagged as (
  select distinct line_id from finding where mode = 'active'
),
spread as (
  select
    line_id,
    sum(cents) filter (where exposure_column = 'automated') as automated_cents  -- for each exposure column, comma between
  from line_cents
  group by line_id
)
select
  paid_line.line_id,
  paid_line.payer,
  paid_line.claim_id,
  paid_line.claim_line_number,
  paid_line.line_of_business,
  paid_line.provider_group,
  paid_line.billing_npi,
  paid_line.service_month,
  paid_line.outside,
  cast(coalesce(spread.automated_cents, 0) as bigint) as automated_cents  -- for each exposure column, comma between
from flagged
join paid_line
  on flagged.line_id = paid_line.line_id
left join spread
  on flagged.line_id = spread.line_id

-- relation: allocated_row
-- grain: one row per row of claim_row whose extract gives the claim's amount on every line
-- kept: step
--
-- Header amounts are spread over the lines of one version of a claim by charge, in whole
-- cents, largest remainder first (equal charges where none is given), so that the lines add up
-- to the header amount again.
with weighed as (
  select
    row_key, load_number, payer, claim_id, claim_line_number, claim_version, claim_status, paid_date,
    abs(given_paid_cents) as header_paid,
    abs(given_allowed_cents) as header_allowed,
    sign(given_paid_cents) as paid_sign,
    greatest(coalesce(charge_cents, 0), 0) as charge
  from claim_row
  where header_amounts
),
totalled as (
  select
    *,
    sum(charge) over (partition by load_number, payer, claim_id, claim_version, claim_status, paid_date) as total_charge,
    count(*) over (partition by load_number, payer, claim_id, claim_version, claim_status, paid_date) as line_count
  from weighed
),
shared as (
  select
    *,
    case when total_charge > 0 then charge else 1 end as weight,
    cast(case when total_charge > 0 then total_charge else line_count end as bigint) as total_weight
  from totalled
),
floored as (
  select
    *,
    header_paid * weight // total_weight as paid_floor,
    header_paid * weight % total_weight as paid_remainder,
    header_allowed * weight // total_weight as allowed_floor,
    header_allowed * weight % total_weight as allowed_remainder
  from shared
),
ranked as (
  select
    *,
    header_paid - sum(paid_floor) over (partition by load_number, payer, claim_id, claim_version, claim_status, paid_date) as paid_left,
    header_allowed - sum(allowed_floor) over (partition by load_number, payer, claim_id, claim_version, claim_status, paid_date) as allowed_left,
    row_number() over (
      partition by load_number, payer, claim_id, claim_version, claim_status, paid_date
      order by paid_remainder desc, claim_line_number, row_key
    ) as paid_rank,
    row_number() over (
      partition by load_number, payer, claim_id, claim_version, claim_status, paid_date
      order by allowed_remainder desc, claim_line_number, row_key
    ) as allowed_rank
  from floored
)
select
  row_key,
  cast(paid_sign * (paid_floor + case when paid_rank <= paid_left then 1 else 0 end) as bigint) as paid_cents,
  cast(allowed_floor + case when allowed_rank <= allowed_left then 1 else 0 end as bigint) as allowed_cents
from ranked

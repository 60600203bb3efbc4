-- relation: distinct_row
-- grain: one row per distinct version of a claim line
-- kept: step
--
-- Identical rows (claim, line, version, status, paid date, amount, units) count once, within
-- and across loads; the last one's attributes hold (copies: how often its load has it). Only lines that have several rows are
-- ranked; the many with one row pass straight through. A claim is read by one history, that of
-- the last load that brought it. A void is never a payment: what it carries, of either sign, was taken
-- back.
with valued as (
  select
    claim_row.row_key, claim_row.load_number, claim_row.payer, claim_row.claim_id, claim_row.claim_line_number,
    claim_row.history, claim_row.claim_status, claim_row.claim_version, claim_row.paid_date, claim_row.received_date,
    claim_row.hcpcs_code, claim_row.claim_line_start_date, claim_row.claim_line_end_date,
    claim_row.units, claim_row.instruction, claim_row.original_claim_id, claim_row.header_amounts,
    coalesce(allocated_row.paid_cents, claim_row.given_paid_cents) as paid_cents,
    coalesce(allocated_row.allowed_cents, claim_row.given_allowed_cents) as allowed_cents
  from claim_row
  left join allocated_row
    on claim_row.row_key = allocated_row.row_key
),
repeated as (
  select payer, claim_id, claim_line_number
  from valued
  group by payer, claim_id, claim_line_number
  having count(*) > 1
),
mixed_claim as (
  select payer, claim_id, max(load_number) as last_load
  from valued
  group by payer, claim_id
  having count(distinct history) > 1
),
mixed_history as (
  select mixed_claim.payer, mixed_claim.claim_id, load_history.history
  from mixed_claim
  join load_history
    on mixed_claim.payer = load_history.payer
   and mixed_claim.last_load = load_history.load_number
),
ranked as (
  select
    valued.*,
    row_number() over (
      partition by valued.payer, valued.claim_id, valued.claim_line_number, valued.claim_version,
        valued.claim_status, valued.paid_date, valued.paid_cents, valued.units
      order by valued.load_number desc, valued.row_key desc
    ) as copy_number,
    count(*) over (
      partition by valued.payer, valued.claim_id, valued.claim_line_number, valued.claim_version,
        valued.claim_status, valued.paid_date, valued.paid_cents, valued.units, valued.load_number
    ) as copies
  from valued
  join repeated
    on valued.payer = repeated.payer
   and valued.claim_id = repeated.claim_id
   and valued.claim_line_number = repeated.claim_line_number
),
kept as (
  select * exclude (copy_number), true as is_repeated from ranked where copy_number = 1
  union all
  select valued.*, 1 as copies, false as is_repeated
  from valued
  where not exists (
    select 1
    from repeated
    where repeated.payer = valued.payer
      and repeated.claim_id = valued.claim_id
      and repeated.claim_line_number = valued.claim_line_number
  )
)
select
  kept.* exclude (history),
  coalesce(mixed_history.history, kept.history) as history,
  kept.claim_status = 'REVERSED'
    or kept.paid_cents < 0
    or (coalesce(kept.instruction, '') = 'void' and kept.claim_status = 'PAID' and kept.paid_cents > 0) as is_reversal
from kept
left join mixed_history
  on kept.payer = mixed_history.payer
 and kept.claim_id = mixed_history.claim_id

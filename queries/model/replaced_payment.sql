-- relation: replaced_payment
-- grain: one row per claim that has replaced a paid claim, with the earliest payment of those it replaced
-- kept: step
--
-- Chains included, also through a replacement that was itself paid and taken back since: a claim
-- corrected twice was first paid when its first claim was.
with recursive replaced as (
  select payer, replaced_by as claim_id, claim_id as earlier_claim_id
  from claim_replacement
  union
  select distinct_row.payer, distinct_row.claim_id, distinct_row.original_claim_id as earlier_claim_id
  from distinct_row
  join claim_link
    on distinct_row.payer = claim_link.payer
   and distinct_row.claim_id = claim_link.claim_id
   and distinct_row.original_claim_id = claim_link.original_claim_id
   and claim_link.stands_for = 'the claim'
  where distinct_row.instruction = 'replacement'
    and distinct_row.claim_status = 'PAID'
    and not distinct_row.is_reversal
),
chain as (
  select payer, claim_id, earlier_claim_id
  from replaced
  union
  select chain.payer, chain.claim_id, replaced.earlier_claim_id
  from chain
  join replaced
    on chain.payer = replaced.payer
   and chain.earlier_claim_id = replaced.claim_id
)
select
  chain.payer,
  chain.claim_id,
  min(coalesce(adjudicated_row.first_payment_date, distinct_row.paid_date)) as first_paid_date
from chain
join distinct_row
  on chain.payer = distinct_row.payer
 and chain.earlier_claim_id = distinct_row.claim_id
left join adjudicated_row
  on distinct_row.row_key = adjudicated_row.row_key
where distinct_row.claim_status = 'PAID'
  and not distinct_row.is_reversal
  and coalesce(distinct_row.instruction, '') <> 'void'
group by chain.payer, chain.claim_id

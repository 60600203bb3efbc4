-- relation: unknown_original
-- grain: one row per replacement or void that names no claim it could stand for
-- kept: state
--
-- Counted and listed with the load, with why: what it replaces may still stand elsewhere, or its number
-- was lost on the way, or is another member's or provider's.
select
  named.payer, named.claim_id, named.instruction, named.original_claim_id,
  claim_link.stands_for as names,
  dated_row.load_number,
  dated_row.source_row
from (
  select payer, claim_id, instruction, original_claim_id, min(row_key) as row_key
  from distinct_row
  where instruction is not null and original_claim_id is not null
  group by payer, claim_id, instruction, original_claim_id
) as named
join claim_link
  on named.payer = claim_link.payer
 and named.claim_id = claim_link.claim_id
 and named.original_claim_id = claim_link.original_claim_id
join dated_row
  on named.row_key = dated_row.row_key
where claim_link.stands_for <> 'the claim'

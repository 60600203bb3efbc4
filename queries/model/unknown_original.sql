-- relation: unknown_original
-- grain: one row per replacement or void that names a claim the store does not hold
-- kept: state
--
-- Counted and listed with the load: what it replaces may still stand elsewhere, or its number was
-- lost on the way.
select
  named.payer, named.claim_id, named.instruction, named.original_claim_id,
  dated_row.load_number,
  dated_row.source_row
from (
  select payer, claim_id, instruction, original_claim_id, min(row_key) as row_key
  from distinct_row
  where instruction is not null and original_claim_id is not null
  group by payer, claim_id, instruction, original_claim_id
) as named
join dated_row
  on named.row_key = dated_row.row_key
where not exists (
  select 1
  from distinct_row
  where distinct_row.payer = named.payer
    and distinct_row.claim_id = named.original_claim_id
)

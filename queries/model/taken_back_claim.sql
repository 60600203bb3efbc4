-- relation: taken_back_claim
-- grain: one row per claim with reversals whose rows add up to 0 or less
-- kept: step
--
-- Systems that reverse by claim write the whole amount on one line, or on a line of its own. What is
-- left of a claim is the sum of its lines, less what came back under its number or in its name.
with line as (
  select payer, claim_id, paid_cents, was_reversed
  from net_line
  where state = 'standing' or was_reversed
  union all
  select payer, claim_id, paid_cents, false as was_reversed
  from ledger_service
  where services > 1
  union all
  select payer, coalesce(linked_claim_id, claim_id) as claim_id, -paid_cents as paid_cents, true as was_reversed
  from reversal_under_other_claim
)
select payer, claim_id
from line
group by payer, claim_id
having sum(paid_cents) <= 0 and count(*) filter (where was_reversed) > 0

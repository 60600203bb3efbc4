-- relation: replacement_difference
-- grain: one row per claim that replaces another and whose lines all say what was allowed
-- kept: audit
--
-- DUP-03. What a replacement allowed and neither paid nor left to the member or another payer: where
-- that is what still stands of the original, or of all the claims it replaced together
-- (all_replaced_cents, chains included), the plan paid the difference and owes no reversal.
with replacing as (
  select payer, replaced_by, sum(replaced_paid_cents) as all_replaced_cents
  from claim_replacement
  where kind = 'replacement'
  group by payer, replaced_by
)
select
  line.payer,
  line.claim_id,
  cast(sum(
    line.allowed_amount - line.paid_amount
      - coalesce(line.coinsurance_amount, 0)
      - coalesce(line.copayment_amount, 0)
      - coalesce(line.deductible_amount, 0)
      - coalesce(line.other_payer_paid_amount, 0)
  ) * 100 as bigint) as difference_cents,
  cast(replacing.all_replaced_cents as bigint) as all_replaced_cents
from (
  select payer, claim_id, allowed_amount, paid_amount, coinsurance_amount, copayment_amount, deductible_amount, other_payer_paid_amount
  from claim_line
  union all
  select payer, claim_id, allowed_amount, paid_amount, coinsurance_amount, copayment_amount, deductible_amount, other_payer_paid_amount
  from superseded_line
) as line
join replacing
  on line.payer = replacing.payer
 and line.claim_id = replacing.replaced_by
group by line.payer, line.claim_id, replacing.all_replaced_cents
having count(*) = count(line.allowed_amount)

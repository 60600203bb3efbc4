-- relation: replacement_difference
-- grain: one row per claim that replaces another and whose lines all say what was allowed
-- kept: audit
--
-- DUP-03. What a replacement allowed and neither paid nor left to the member or another payer: where
-- that is what still stands of the original, the plan paid the difference and owes no reversal.
select
  line.payer,
  line.claim_id,
  cast(sum(
    line.allowed_amount - line.paid_amount
      - coalesce(line.coinsurance_amount, 0)
      - coalesce(line.copayment_amount, 0)
      - coalesce(line.deductible_amount, 0)
      - coalesce(line.other_payer_paid_amount, 0)
  ) * 100 as bigint) as difference_cents
from (
  select payer, claim_id, allowed_amount, paid_amount, coinsurance_amount, copayment_amount, deductible_amount, other_payer_paid_amount
  from claim_line
  union all
  select payer, claim_id, allowed_amount, paid_amount, coinsurance_amount, copayment_amount, deductible_amount, other_payer_paid_amount
  from superseded_line
) as line
join (select distinct payer, replaced_by from claim_replacement where kind = 'replacement') as replacing
  on line.payer = replacing.payer
 and line.claim_id = replacing.replaced_by
group by line.payer, line.claim_id
having count(*) = count(line.allowed_amount)

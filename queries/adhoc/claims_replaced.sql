-- question: Which claims were replaced or voided, and what still stands as paid on them?
-- parameter still_paid: text = yes; yes: only claims on which money still stands
--
-- One row a replaced claim, beside the claim that stands for it. Money on both may be a payment to take
-- back, or a reversal that the extract does not hold yet.
select
  claim_replacement.payer,
  claim_replacement.claim_id,
  claim_replacement.replaced_by,
  claim_replacement.kind,
  claim_replacement.replacing_paid_date,
  cast(claim_replacement.replaced_paid_cents * 0.01 as decimal(18, 2)) as still_paid_amount,
  cast(claim_replacement.replacing_paid_cents * 0.01 as decimal(18, 2)) as replacing_paid_amount
from claim_replacement
where claim_replacement.is_latest
  and ($still_paid <> 'yes' or claim_replacement.replaced_paid_cents > 0)
order by claim_replacement.replaced_paid_cents desc, claim_replacement.payer, claim_replacement.claim_id

-- question: Which claims were replaced or voided, and how much is still paid on them?
-- parameter still_paid: text = yes; yes: only claims that are still paid
--
-- One row per replaced claim, with the claim that takes its place. If both are paid, the plan may take
-- one payment back, or the extract lacks the reversal.
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

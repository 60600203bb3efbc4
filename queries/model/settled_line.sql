-- relation: settled_line
-- grain: one row per claim line that is paid or denied
-- kept: step
--
-- net_line less the reversals that came under another claim's number. A line whose money was
-- taken back is gone, and so is every line of a claim that was taken back as a whole; a line paid 0
-- and never reversed stays.
with taken_back as (
  select
    payer, linked_claim_id as claim_id, linked_line_number as claim_line_number,
    sum(paid_cents) as paid_cents,
    sum(allowed_cents) as allowed_cents,
    sum(units) as units,
    count(*) filter (where allowed_cents is null) as allowed_missing
  from reversal_under_other_claim
  where line_found
  group by payer, linked_claim_id, linked_line_number
)
select
  net_line.payer,
  net_line.claim_id,
  net_line.claim_line_number,
  net_line.row_key,
  net_line.state,
  cast(net_line.paid_cents - coalesce(taken_back.paid_cents, 0) as bigint) as paid_cents,
  cast(net_line.allowed_cents
    - case when coalesce(taken_back.allowed_missing, 0) = 0 then coalesce(taken_back.allowed_cents, 0) else 0 end
    as bigint) as allowed_cents,
  case
    when not net_line.is_repriced
    then coalesce(
      units_after_reversal.units,
      cast(net_line.units - coalesce(taken_back.units, 0) as decimal(18, 3))
    )
  end as units,
  net_line.is_repriced
from net_line
left join taken_back
  on net_line.payer = taken_back.payer
 and net_line.claim_id = taken_back.claim_id
 and net_line.claim_line_number = taken_back.claim_line_number
left join units_after_reversal
  on net_line.payer = units_after_reversal.payer
 and net_line.claim_id = units_after_reversal.claim_id
 and net_line.claim_line_number = units_after_reversal.claim_line_number
left join taken_back_claim
  on net_line.payer = taken_back_claim.payer
 and net_line.claim_id = taken_back_claim.claim_id
where net_line.state = 'denied'
   or (net_line.state = 'standing'
       and taken_back_claim.claim_id is null
       and (taken_back.claim_id is null or net_line.paid_cents > taken_back.paid_cents))

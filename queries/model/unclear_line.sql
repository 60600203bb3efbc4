-- relation: unclear_line
-- grain: one row per claim line and doubt about what was paid for it
-- kept: state
--
-- What the rows of a ledger leave open. A line number of several services, and a line that was paid,
-- taken back and paid the same again, are pended: they clear, and are no payment. The other lines
-- stand, or were taken back; no finding on them, or on one that leans on them, is automated. Counted
-- and listed with the load.
with taken_back as (
  select payer, linked_claim_id as claim_id, linked_line_number as claim_line_number, sum(paid_cents) as paid_cents
  from reversal_under_other_claim
  where line_found
  group by payer, linked_claim_id, linked_line_number
),
below_zero as (
  select net_line.payer, net_line.claim_id, net_line.claim_line_number, net_line.row_key
  from net_line
  left join taken_back
    on net_line.payer = taken_back.payer
   and net_line.claim_id = taken_back.claim_id
   and net_line.claim_line_number = taken_back.claim_line_number
  where (net_line.was_reversed or (net_line.state = 'standing' and taken_back.claim_id is not null))
    and net_line.paid_cents < coalesce(taken_back.paid_cents, 0)
),
below_zero_claim as (
  select payer, claim_id, max(row_key) as row_key
  from below_zero
  group by payer, claim_id
),
guessed as (
  select distinct_row.payer, distinct_row.claim_id, distinct_row.claim_line_number, max(distinct_row.paid_cents) as most_cents
  from distinct_row
  join load_history
    on distinct_row.payer = load_history.payer
   and distinct_row.load_number = load_history.load_number
  where distinct_row.history = 'ledger'
    and distinct_row.is_repeated
    and distinct_row.claim_status = 'PAID'
    and not distinct_row.is_reversal
  group by distinct_row.payer, distinct_row.claim_id, distinct_row.claim_line_number
  having count(*) > 1 and count(*) filter (where load_history.is_guess) > 0
),
doubted as (
  select payer, claim_id, claim_line_number, payment_row as row_key, 'several services under one line number' as doubt
  from ledger_service
  where services > 1
  union all
  select payer, claim_id, claim_line_number, row_key, 'paid, taken back and paid the same again' as doubt
  from net_line
  where state = 'unclear'
  union all
  select payer, claim_id, claim_line_number, row_key, 'the price was corrected with the same units again' as doubt
  from settled_line
  where state = 'standing' and is_repriced
  union all
  select payer, claim_id, claim_line_number, row_key, 'a reversal that finds no payment may be of it' as doubt
  from unmet_reversal
  union all
  select payer, claim_id, claim_line_number, row_key, 'more was taken back than was paid' as doubt
  from below_zero
  union all
  select
    settled_line.payer, settled_line.claim_id, settled_line.claim_line_number, below_zero_claim.row_key,
    'on another line of its claim more was taken back than was paid' as doubt
  from settled_line
  join below_zero_claim
    on settled_line.payer = below_zero_claim.payer
   and settled_line.claim_id = below_zero_claim.claim_id
  where settled_line.state = 'standing'
  union all
  select
    settled_line.payer, settled_line.claim_id, settled_line.claim_line_number, settled_line.row_key,
    'its payments may be one payment, told again by a later load' as doubt
  from settled_line
  join guessed
    on settled_line.payer = guessed.payer
   and settled_line.claim_id = guessed.claim_id
   and settled_line.claim_line_number = guessed.claim_line_number
  where settled_line.state = 'standing' and settled_line.paid_cents > guessed.most_cents
),
once as (
  select payer, claim_id, claim_line_number, doubt, max(row_key) as row_key
  from doubted
  group by payer, claim_id, claim_line_number, doubt
)
select
  once.payer || '|' || once.claim_id || '|' || once.claim_line_number as line_id,
  once.payer,
  once.claim_id,
  once.claim_line_number,
  once.doubt,
  dated_row.load_number,
  dated_row.source_row
from once
join dated_row
  on once.row_key = dated_row.row_key

-- relation: recovered_line
-- grain: one row per flagged line that money was already taken back for
-- kept: audit
--
-- A recovery without a line number is spread over the claim's paid lines by paid cents, whole
-- cents, the remainder to the first lines. A recovery that is also a reversal row of the
-- extract, same amount, counts once: the reversal has already reduced what the line was paid.
with claim as (
  select distinct payer, claim_id
  from flagged_line
),
taken as (
  select
    claim.payer,
    claim.claim_id,
    recovery.claim_line_number,
    cast(abs(recovery.amount) * 100 as bigint) as cents,
    row_number() over (
      partition by claim.payer, claim.claim_id, recovery.amount
      order by recovery.claim_line_number nulls last, recovery.recovered_date, recovery.load_number, recovery.source_row
    ) as place
  from recovery
  join claim
    on recovery.claim_id = claim.claim_id
   and claim.payer = coalesce(recovery.payer, claim.payer)
),
reversed_line as (
  select payer, claim_id, paid_cents as cents
  from reversal
),
reversed_claim as (
  select payer, claim_id, paid_date, sum(paid_cents) as cents
  from reversal
  group by payer, claim_id, paid_date
  having count(*) > 1
),
reversed as (
  select payer, claim_id, cents, count(*) as times
  from (
    select payer, claim_id, cents from reversed_line
    union all
    select payer, claim_id, cents from reversed_claim
  ) as event
  group by payer, claim_id, cents
),
own as (
  select taken.payer, taken.claim_id, taken.claim_line_number, sum(taken.cents) as cents
  from taken
  left join reversed
    on taken.payer = reversed.payer
   and taken.claim_id = reversed.claim_id
   and taken.cents = reversed.cents
  where taken.place > coalesce(reversed.times, 0)
  group by taken.payer, taken.claim_id, taken.claim_line_number
),
claim_paid as (
  select
    paid_line.payer, paid_line.claim_id, paid_line.claim_line_number, paid_line.line_id, paid_line.paid_cents,
    sum(paid_line.paid_cents) over (partition by paid_line.payer, paid_line.claim_id) as claim_cents,
    row_number() over (partition by paid_line.payer, paid_line.claim_id order by paid_line.claim_line_number) as place
  from paid_line
  where (paid_line.payer, paid_line.claim_id) in (select (payer, claim_id) from own where claim_line_number is null)
),
floored as (
  select
    claim_paid.*,
    least(own.cents, claim_paid.claim_cents) as cents,
    cast(least(own.cents, claim_paid.claim_cents) as bigint) * claim_paid.paid_cents // cast(claim_paid.claim_cents as bigint) as floor_cents
  from claim_paid
  join own
    on claim_paid.payer = own.payer
   and claim_paid.claim_id = own.claim_id
   and own.claim_line_number is null
),
spread as (
  select
    line_id,
    floor_cents
      + case
          when place <= cents - sum(floor_cents) over (partition by payer, claim_id) then 1
          else 0
        end as cents
  from floored
),
by_line as (
  select flagged_line.line_id, own.cents
  from own
  join flagged_line
    on own.payer = flagged_line.payer
   and own.claim_id = flagged_line.claim_id
   and own.claim_line_number = flagged_line.claim_line_number
  union all
  select line_id, cents
  from spread
  where line_id in (select line_id from flagged_line)
)
select line_id, cast(sum(cents) as bigint) as recovered_cents
from by_line
group by line_id

-- relation: recovered_line
-- grain: one row per paid line that money was already taken back for
-- kept: audit
--
-- A recovery without a line number is spread over the claim's paid lines by paid cents, whole
-- cents, the remainder to the first lines; the part of it that a line does not hold beside
-- recoveries of its own goes to the claim's other lines, the first first, so that a claim that
-- came back whole is recovered in full. A recovery that is also a reversal row of the
-- extract, same amount, counts once: the reversal has already reduced what the line was paid.
with claim as (
  select distinct payer, claim_id
  from paid_line
  where claim_id in (select claim_id from recovery)
),
taken as (
  select
    claim.payer,
    claim.claim_id,
    recovery.claim_line_number,
    cast(abs(recovery.amount) * 100 as bigint) as cents,
    row_number() over (
      partition by claim.payer, claim.claim_id, recovery.claim_line_number, abs(recovery.amount)
      order by recovery.recovered_date, recovery.load_number, recovery.source_row, claim.claim_id
    ) as place
  from recovery
  join claim
    on recovery.claim_id = claim.claim_id
   and claim.payer = coalesce(recovery.payer, claim.payer)
),
-- a recovery of a whole claim is the same event as all its reversals of one day
claim_event as (
  select
    *,
    row_number() over (partition by payer, claim_id, cents order by paid_date nulls last, claim_id) as place
  from (
    select payer, claim_id, paid_date, cast(sum(paid_cents) as bigint) as cents
    from reversal
    group by payer, claim_id, paid_date
  ) as event
),
claim_match as (
  select taken.payer, taken.claim_id, taken.cents, taken.place, claim_event.paid_date
  from taken
  join claim_event
    on taken.payer = claim_event.payer
   and taken.claim_id = claim_event.claim_id
   and taken.cents = claim_event.cents
   and taken.place = claim_event.place
  where taken.claim_line_number is null
),
-- a recovery of one line is the same event as a reversal of that line, one to one; an event that a
-- whole claim's recovery was is not used again
line_event as (
  select
    reversal.payer, reversal.claim_id, reversal.claim_line_number, reversal.paid_cents as cents,
    row_number() over (
      partition by reversal.payer, reversal.claim_id, reversal.claim_line_number, reversal.paid_cents
      order by reversal.paid_date nulls last, reversal.claim_id
    ) as place
  from reversal
  where not exists (
    select 1
    from claim_match
    where claim_match.payer = reversal.payer
      and claim_match.claim_id = reversal.claim_id
      and claim_match.paid_date is not distinct from reversal.paid_date
  )
),
own as (
  select taken.payer, taken.claim_id, taken.claim_line_number, sum(taken.cents) as cents
  from taken
  where not exists (
    select 1
    from claim_match
    where taken.claim_line_number is null
      and claim_match.payer = taken.payer
      and claim_match.claim_id = taken.claim_id
      and claim_match.cents = taken.cents
      and claim_match.place = taken.place
  )
    and not exists (
      select 1
      from line_event
      where line_event.payer = taken.payer
        and line_event.claim_id = taken.claim_id
        and line_event.claim_line_number = taken.claim_line_number
        and line_event.cents = taken.cents
        and line_event.place = taken.place
    )
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
    line_id, payer, claim_id, claim_line_number, place, paid_cents,
    floor_cents
      + case
          when place <= cents - sum(floor_cents) over (partition by payer, claim_id) then 1
          else 0
        end as cents
  from floored
),
fitted as (
  select
    spread.*,
    least(spread.cents, greatest(spread.cents + coalesce(own.cents, 0) - spread.paid_cents, 0)) as over_cents,
    greatest(spread.paid_cents - coalesce(own.cents, 0) - spread.cents, 0) as room_cents
  from spread
  left join own
    on spread.payer = own.payer
   and spread.claim_id = own.claim_id
   and spread.claim_line_number = own.claim_line_number
),
moved as (
  select
    line_id,
    cents - over_cents + greatest(least(
      room_cents,
      sum(over_cents) over (partition by payer, claim_id) - coalesce(sum(room_cents) over (
        partition by payer, claim_id
        order by place, line_id
        rows between unbounded preceding and 1 preceding
      ), 0)
    ), 0) as cents
  from fitted
),
by_line as (
  select paid_line.line_id, own.cents
  from own
  join paid_line
    on own.payer = paid_line.payer
   and own.claim_id = paid_line.claim_id
   and own.claim_line_number = paid_line.claim_line_number
  union all
  select line_id, cents
  from moved
)
select line_id, cast(sum(cents) as bigint) as recovered_cents
from by_line
group by line_id

-- relation: units_after_reversal
-- grain: one row per paid claim line that has a reversal without units
-- kept: step
--
-- Such a reversal took money, and units with it: the units so far times its amount over what was
-- paid so far, to 3 decimals, half up. 0 units are none. The movements of a line go by paid date,
-- version, received date, load and row; a reversal that comes before the first payment goes behind
-- it. Thousandths of units and cents: nothing is rounded on the way.
with recursive movement as (
  select
    payer, claim_id, claim_line_number, paid_date, claim_version, received_date, load_number, row_key, is_reversal,
    abs(paid_cents) as cents,
    case when is_reversal then abs(units) else units end as units
  from distinct_row
  where history = 'ledger'
    and claim_status not in ('PENDED', 'DENIED')
    and (is_reversal or coalesce(instruction, '') <> 'void')
  union all
  select
    payer, claim_id, claim_line_number, null as paid_date, null as claim_version, null as received_date,
    null as load_number, row_key, false as is_reversal,
    paid_cents as cents, units
  from net_line
  where history <> 'ledger' and state = 'standing'
  union all
  select
    payer, linked_claim_id as claim_id, linked_line_number as claim_line_number, paid_date, null as claim_version,
    null as received_date, load_number, row_key, true as is_reversal,
    paid_cents as cents, units
  from reversal_under_other_claim
  where line_found
),
asked as (
  select payer, claim_id, claim_line_number
  from movement
  group by payer, claim_id, claim_line_number
  having count(*) filter (where is_reversal and coalesce(units, 0) = 0) > 0
     and count(*) filter (where not is_reversal) > 0
),
placed as (
  select
    movement.*,
    row_number() over (
      partition by movement.payer, movement.claim_id, movement.claim_line_number
      order by
        movement.paid_date nulls first,
        movement.claim_version nulls first,
        movement.received_date nulls first,
        movement.load_number nulls first,
        movement.row_key
    ) as place
  from movement
  join asked
    on movement.payer = asked.payer
   and movement.claim_id = asked.claim_id
   and movement.claim_line_number = asked.claim_line_number
),
behind_payment as (
  select
    *,
    min(case when not is_reversal then place end) over (partition by payer, claim_id, claim_line_number) as first_payment
  from placed
),
ordered as (
  select
    *,
    row_number() over (
      partition by payer, claim_id, claim_line_number
      order by greatest(place, first_payment), is_reversal, place, row_key
    ) as step,
    cast(round(coalesce(units, 0) * 1000) as hugeint) as thousandths
  from behind_payment
),
so_far as (
  select payer, claim_id, claim_line_number, step, thousandths, cast(cents as hugeint) as cents
  from ordered
  where step = 1
  union all
  select
    so_far.payer,
    so_far.claim_id,
    so_far.claim_line_number,
    ordered.step,
    case
      when not ordered.is_reversal then so_far.thousandths + ordered.thousandths
      when ordered.thousandths <> 0 then so_far.thousandths - ordered.thousandths
      when so_far.cents > 0 and so_far.thousandths > 0
      then so_far.thousandths - (2 * so_far.thousandths * ordered.cents + so_far.cents) // (2 * so_far.cents)
      else so_far.thousandths
    end as thousandths,
    so_far.cents + case when ordered.is_reversal then -ordered.cents else ordered.cents end as cents
  from so_far
  join ordered
    on so_far.payer = ordered.payer
   and so_far.claim_id = ordered.claim_id
   and so_far.claim_line_number = ordered.claim_line_number
   and ordered.step = so_far.step + 1
),
known as (
  select payer, claim_id, claim_line_number, max(step) as last_step
  from ordered
  group by payer, claim_id, claim_line_number
  having count(*) filter (where not is_reversal and units is not null) > 0
)
select
  so_far.payer,
  so_far.claim_id,
  so_far.claim_line_number,
  cast(so_far.thousandths * 0.001 as decimal(18, 3)) as units
from so_far
join known
  on so_far.payer = known.payer
 and so_far.claim_id = known.claim_id
 and so_far.claim_line_number = known.claim_line_number
 and so_far.step = known.last_step

-- question: Which claim lines did a later load change, add or no longer name?
-- parameter earlier: integer = ; load number; empty: the last but one of medical_claim
-- parameter later: integer = ; load number; empty: the last of medical_claim
-- parameter show: text = changed; changed, added, gone or all
-- parameter most: integer = 500; rows to show
--
-- A line's rows of each load summed: rows, units and paid. gone: the later load does not name the line,
-- which is right where loads are deltas.
with load as (
  select distinct load_number
  from medical_claim
),
last_load as (
  select coalesce($later, max(load_number)) as load_number
  from load
),
earlier_load as (
  select coalesce($earlier, (select max(load_number) from load where load_number < (select load_number from last_load))) as load_number
),
before as (
  select payer, claim_id, claim_line_number, count(*) as rows, sum(paid_amount) as paid_amount, sum(service_unit_quantity) as units
  from medical_claim
  where load_number = (select load_number from earlier_load)
  group by payer, claim_id, claim_line_number
),
after as (
  select payer, claim_id, claim_line_number, count(*) as rows, sum(paid_amount) as paid_amount, sum(service_unit_quantity) as units
  from medical_claim
  where load_number = (select load_number from last_load)
  group by payer, claim_id, claim_line_number
),
compared as (
  select
    coalesce(before.payer, after.payer) as payer,
    coalesce(before.claim_id, after.claim_id) as claim_id,
    coalesce(before.claim_line_number, after.claim_line_number) as claim_line_number,
    case
      when before.rows is null then 'added'
      when after.rows is null then 'gone'
      when before.rows <> after.rows
        or before.paid_amount <> after.paid_amount
        or before.units is distinct from after.units
      then 'changed'
      else 'same'
    end as change,
    before.rows as rows_before,
    after.rows as rows_after,
    before.units as units_before,
    after.units as units_after,
    before.paid_amount as paid_before,
    after.paid_amount as paid_after
  from before
  full outer join after
    on before.payer is not distinct from after.payer
   and before.claim_id = after.claim_id
   and before.claim_line_number = after.claim_line_number
)
select *
from compared
where change <> 'same'
  and ($show = 'all' or change = $show)
order by change, payer, claim_id, claim_line_number
limit $most

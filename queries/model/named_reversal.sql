-- relation: named_reversal
-- grain: one row per reversal whose own claim line was never paid
-- kept: step
--
-- A reversal under a claim number of its own that names an original claim of its member and group
-- (claim_link) belongs to that claim: to its line with the same code, dates and amount (of several, the same number, else
-- one each in order), else to the line of the same number. linked_claim_id: the claim it belongs to,
-- linked_line_number: its line, where there is one. A void that carries negative amounts took the money back the same way,
-- whatever the history of its extract: to ask for it again would be asking twice.
with reversal as (
  select
    distinct_row.* exclude (original_claim_id),
    distinct_row.original_claim_id as named_claim_id,
    claim_link.original_claim_id
  from distinct_row
  left join claim_link
    on distinct_row.payer = claim_link.payer
   and distinct_row.claim_id = claim_link.claim_id
   and distinct_row.original_claim_id = claim_link.original_claim_id
   and claim_link.stands_for = 'the claim'
  where distinct_row.is_reversal
    and distinct_row.claim_status <> 'PENDED'
    and (distinct_row.history = 'ledger'
      or (distinct_row.instruction = 'void' and distinct_row.original_claim_id is not null))
    and not exists (
      select 1
      from net_line
      where net_line.payer = distinct_row.payer
        and net_line.claim_id = distinct_row.claim_id
        and net_line.claim_line_number = distinct_row.claim_line_number
        and (net_line.was_reversed or net_line.state = 'standing')
    )
),
-- what the named claims had paid, row by row
payment as (
  select distinct_row.*
  from distinct_row
  where not distinct_row.is_reversal
    and distinct_row.claim_status = 'PAID'
    and exists (
      select 1
      from reversal
      where reversal.payer = distinct_row.payer
        and reversal.original_claim_id = distinct_row.claim_id
    )
    and exists (
      select 1
      from net_line
      where net_line.payer = distinct_row.payer
        and net_line.claim_id = distinct_row.claim_id
        and net_line.claim_line_number = distinct_row.claim_line_number
        and net_line.state = 'standing'
    )
),
payment_line as (
  select
    payer, claim_id, claim_line_number,
    coalesce(hcpcs_code, '') as hcpcs_code, claim_line_start_date,
    coalesce(claim_line_end_date, claim_line_start_date) as claim_line_end_date,
    paid_cents
  from payment
  group by all
),
same_facts as (
  select
    reversal.row_key,
    reversal.payer,
    reversal.original_claim_id,
    payment_line.claim_line_number,
    reversal.claim_line_number = payment_line.claim_line_number as same_number
  from reversal
  join payment_line
    on reversal.payer = payment_line.payer
   and reversal.original_claim_id = payment_line.claim_id
   and coalesce(reversal.hcpcs_code, '') = payment_line.hcpcs_code
   and reversal.claim_line_start_date is not distinct from payment_line.claim_line_start_date
   and coalesce(reversal.claim_line_end_date, reversal.claim_line_start_date) is not distinct from payment_line.claim_line_end_date
   and abs(reversal.paid_cents) = payment_line.paid_cents
),
by_number as (
  select row_key, payer, original_claim_id, claim_line_number
  from same_facts
  where same_number
),
-- the others of a group of alike lines: the first reversal takes the first line that is left
reversal_left as (
  select
    same_facts.row_key, same_facts.payer, same_facts.original_claim_id,
    min(same_facts.claim_line_number) as first_line
  from same_facts
  where not exists (select 1 from by_number where by_number.row_key = same_facts.row_key)
    and not exists (
      select 1
      from by_number
      where by_number.payer = same_facts.payer
        and by_number.original_claim_id = same_facts.original_claim_id
        and by_number.claim_line_number = same_facts.claim_line_number
    )
  group by same_facts.row_key, same_facts.payer, same_facts.original_claim_id
),
reversal_place as (
  select
    *,
    row_number() over (partition by payer, original_claim_id, first_line order by row_key) as place
  from reversal_left
),
line_place as (
  select
    reversal_place.row_key,
    reversal_place.place as wanted,
    same_facts.payer, same_facts.original_claim_id, same_facts.claim_line_number,
    row_number() over (partition by reversal_place.row_key order by same_facts.claim_line_number) as place
  from reversal_place
  join same_facts
    on reversal_place.row_key = same_facts.row_key
  where not exists (
    select 1
    from by_number
    where by_number.payer = same_facts.payer
      and by_number.original_claim_id = same_facts.original_claim_id
      and by_number.claim_line_number = same_facts.claim_line_number
  )
),
by_order as (
  select row_key, payer, original_claim_id, claim_line_number
  from line_place
  where place = wanted
),
matched as (
  select * from by_number
  union all
  select * from by_order
),
found as (
  select
    reversal.row_key,
    coalesce(
      matched.claim_line_number,
      case when same_line.claim_line_number is not null then reversal.claim_line_number end
    ) as claim_line_number
  from reversal
  left join matched
    on reversal.row_key = matched.row_key
  left join (select distinct payer, claim_id, claim_line_number from payment_line) as same_line
    on reversal.payer = same_line.payer
   and reversal.original_claim_id = same_line.claim_id
   and reversal.claim_line_number = same_line.claim_line_number
)
select
  reversal.row_key,
  reversal.load_number,
  reversal.payer,
  reversal.claim_id,
  reversal.claim_line_number,
  reversal.named_claim_id as original_claim_id,
  reversal.original_claim_id as linked_claim_id,
  found.claim_line_number as linked_line_number,
  reversal.paid_date,
  abs(reversal.paid_cents) as paid_cents,
  abs(reversal.allowed_cents) as allowed_cents,
  abs(reversal.units) as units
from reversal
join found
  on reversal.row_key = found.row_key

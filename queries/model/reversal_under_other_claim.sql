-- relation: reversal_under_other_claim
-- grain: one row per reversal whose own claim line was never paid
-- kept: step
--
-- A reversal that names no claim it could belong to (named_reversal), as from a payer that numbers
-- adjustments, belongs to the paid line of the same member, provider group, code, days and amount, to
-- the cent, that was paid no later: of several, one each in order of payment. One that finds no line
-- is an orphan (line_found is false).
with orphan as (
  select
    named_reversal.row_key, named_reversal.payer, named_reversal.paid_cents, named_reversal.paid_date,
    grouped_row.person_id, grouped_row.provider_group,
    coalesce(grouped_row.hcpcs_code, '') as hcpcs_code,
    coalesce(grouped_row.revenue_center_code, '') as revenue_center_code,
    grouped_row.line_start_date, grouped_row.line_end_date
  from named_reversal
  join grouped_row
    on named_reversal.row_key = grouped_row.row_key
  where named_reversal.linked_line_number is null
),
line as (
  select
    net_line.payer, net_line.claim_id, net_line.claim_line_number, net_line.paid_cents,
    grouped_row.row_key, grouped_row.person_id, grouped_row.provider_group,
    coalesce(grouped_row.hcpcs_code, '') as hcpcs_code,
    coalesce(grouped_row.revenue_center_code, '') as revenue_center_code,
    grouped_row.line_start_date, grouped_row.line_end_date, grouped_row.paid_date
  from grouped_row
  join net_line
    on grouped_row.row_key = net_line.row_key
   and net_line.state = 'standing'
  where (grouped_row.payer, grouped_row.person_id) in (select (payer, person_id) from orphan)
    and not exists (
      select 1
      from named_reversal
      where named_reversal.payer = net_line.payer
        and named_reversal.linked_claim_id = net_line.claim_id
        and named_reversal.linked_line_number = net_line.claim_line_number
    )
),
alike as (
  select
    orphan.row_key, orphan.paid_date as reversed_on,
    line.payer, line.claim_id, line.claim_line_number, line.paid_date, line.row_key as line_key,
    md5(concat_ws('|', line.payer, line.person_id, line.provider_group, line.hcpcs_code, line.revenue_center_code,
      line.line_start_date, line.line_end_date, line.paid_cents)) as facts
  from orphan
  join line
    on orphan.payer = line.payer
   and orphan.person_id = line.person_id
   and orphan.provider_group = line.provider_group
   and orphan.hcpcs_code = line.hcpcs_code
   and orphan.revenue_center_code = line.revenue_center_code
   and orphan.line_start_date = line.line_start_date
   and orphan.line_end_date = line.line_end_date
   and orphan.paid_cents = line.paid_cents
   and coalesce(orphan.paid_date >= line.paid_date, true)
),
placed as (
  select
    *,
    dense_rank() over (partition by facts order by reversed_on nulls last, row_key) as reversal_place,
    dense_rank() over (partition by facts order by paid_date nulls first, line_key) as line_place
  from alike
),
met as (
  select row_key, claim_id, claim_line_number
  from placed
  where reversal_place = line_place
)
select
  named_reversal.* exclude (linked_claim_id, linked_line_number),
  coalesce(met.claim_id, named_reversal.linked_claim_id) as linked_claim_id,
  coalesce(met.claim_line_number, named_reversal.linked_line_number) as linked_line_number,
  coalesce(met.claim_line_number, named_reversal.linked_line_number) is not null as line_found
from named_reversal
left join met
  on named_reversal.row_key = met.row_key

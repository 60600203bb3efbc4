-- question: How many paid nursing lines have no visit note, by provider?
-- parameter payer: text = ; payer; empty: all
--
-- A note counts if it is for the member and a day of the line. If no visit_note is loaded, no line has
-- a note; check the load report first. records_to_ask_for lists the lines themselves.
with nursing as (
  select
    line_id, provider_group, paid_amount, payer, member_id, line_start_date, line_end_date
  from claim_line
  where code_family = 'nursing'
    and paid_amount > 0
    and ($payer is null or payer = $payer)
),
noted as (
  select distinct nursing.line_id
  from nursing
  join visit_note
    on nursing.member_id = visit_note.member_id
   and nursing.payer = coalesce(visit_note.payer, nursing.payer)
   and visit_note.service_date >= nursing.line_start_date
   and visit_note.service_date <= nursing.line_end_date
),
summed as (
  select
    nursing.provider_group,
    count(*) as lines,
    count(*) filter (where noted.line_id is null) as lines_without,
    sum(nursing.paid_amount) as paid_amount,
    coalesce(sum(nursing.paid_amount) filter (where noted.line_id is null), 0) as paid_without
  from nursing
  left join noted
    on nursing.line_id = noted.line_id
  group by nursing.provider_group
)
select summed.provider_group, by_provider.provider_name, summed.* exclude (provider_group)
from summed
left join by_provider
  on summed.provider_group = by_provider.provider_group
order by summed.paid_without desc, summed.provider_group

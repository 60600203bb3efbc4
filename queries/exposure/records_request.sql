-- relation: records_request
-- grain: one row per paid nursing line without a note in the documentation index
-- kept: audit
--
-- A worklist, not a finding: the records to ask for. Where no index was loaded at all, every paid
-- nursing line is on it, so that a claims-only extract gives its owner something the first day.
with noted as (
  select distinct paid_line.line_id
  from paid_line
  join visit_note
    on paid_line.member_id = visit_note.member_id
   and paid_line.payer = coalesce(visit_note.payer, paid_line.payer)
   and visit_note.service_date >= paid_line.line_start_date
   and visit_note.service_date <= paid_line.line_end_date
  where paid_line.code_family = 'nursing'
),
requested as (
  select
    paid_line.line_id,
    max(record_request.requested_date) as requested_date,
    max(record_request.due_date) as due_date
  from paid_line
  join record_request
    on paid_line.claim_id = record_request.claim_id
   and paid_line.payer = coalesce(record_request.payer, paid_line.payer)
   and paid_line.claim_line_number = coalesce(record_request.claim_line_number, paid_line.claim_line_number)
  where paid_line.code_family = 'nursing'
  group by paid_line.line_id
)
select
  paid_line.payer,
  paid_line.line_of_business,
  paid_line.provider_group,
  paid_line.billing_npi,
  paid_line.claim_id,
  paid_line.claim_line_number,
  paid_line.member_id,
  paid_line.hcpcs_code,
  paid_line.line_start_date,
  paid_line.line_end_date,
  paid_line.units,
  paid_line.paid_date,
  paid_line.paid_amount,
  requested.requested_date,
  requested.due_date
from paid_line
left join requested
  on paid_line.line_id = requested.line_id
where paid_line.code_family = 'nursing'
  and paid_line.outside is null
  and paid_line.line_id not in (select line_id from noted)
order by paid_line.payer, paid_line.provider_group, paid_line.line_start_date, paid_line.claim_id, paid_line.claim_line_number

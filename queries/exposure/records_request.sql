-- relation: records_request
-- grain: one row per paid nursing line without a note in the documentation index
-- kept: audit
--
-- A worklist, not a finding: the records to ask for. Where no index was loaded at all, every paid
-- nursing line is on it, so that a claims-only extract gives its owner something the first day.
-- A note is of the line's member: a person of the payer, under any of the person's member numbers.
with told as (
  select payer, member_id, person_id from claim_line
  union all
  select payer, member_id, person_id from superseded_line
  union all
  select payer, member_id, person_id from denied_line
  union all
  select payer, member_id, coalesce(person_id, member_id) as person_id from eligibility
),
member_number as (
  select distinct payer, member_id, person_id
  from told
  where member_id in (select member_id from visit_note)
),
member_note as (
  select distinct visit_note.payer, member_number.person_id, visit_note.service_date
  from visit_note
  join member_number
    on visit_note.member_id = member_number.member_id
   and (visit_note.payer is null or member_number.payer is null or visit_note.payer = member_number.payer)
),
noted as (
  select distinct paid_line.line_id
  from paid_line
  join member_note
    on paid_line.person_id = member_note.person_id
   and paid_line.payer = coalesce(member_note.payer, paid_line.payer)
   and member_note.service_date >= paid_line.line_start_date
   and member_note.service_date <= paid_line.line_end_date
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

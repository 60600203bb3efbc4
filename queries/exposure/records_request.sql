-- relation: records_request
-- grain: one row per paid nursing line without a note in the documentation index
-- kept: audit
--
-- A worklist, not a finding: the records to ask for. Where no index was loaded at all, every paid
-- nursing line is on it, so that a claims-only extract gives its owner something the first day.
-- Nursing lines are those of the codes that nursing_code calls a visit or its additional hours. A
-- note is of a line that it names by claim, or by a claim it replaced, and whose days it lies at
-- most a day outside; one that names no claim with a paid line is of the line's member: a person of
-- the payer, under any of the person's member numbers. Requests for anything but a visit note do not
-- count.
with nursing as (
  select *
  from paid_line
  where hcpcs_code in (select code from nursing_code where role in ('visit', 'additional_hour'))
),
told as (
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
-- a claim that notes name, and the claim that stands for it
named_claim as (
  select distinct payer, claim_id as named_claim_id, claim_id
  from claim_line
  where claim_id in (select claim_id from visit_note)
  union
  select distinct claim_replacement.payer, claim_replacement.claim_id as named_claim_id, claim_line.claim_id
  from claim_replacement
  join claim_line
    on claim_replacement.payer = claim_line.payer
   and claim_replacement.replaced_by = claim_line.claim_id
  where claim_replacement.claim_id in (select claim_id from visit_note)
),
member_note as (
  select distinct visit_note.payer, member_number.person_id, visit_note.service_date
  from visit_note
  join member_number
    on visit_note.member_id = member_number.member_id
   and (visit_note.payer is null or member_number.payer is null or visit_note.payer = member_number.payer)
  where not exists (
    select 1
    from named_claim
    where named_claim.named_claim_id = visit_note.claim_id
      and named_claim.payer = coalesce(visit_note.payer, named_claim.payer)
  )
),
-- a replaced claim that is still paid has its notes too
paid_claim as (
  select payer, named_claim_id, claim_id
  from named_claim
  union
  select payer, claim_id as named_claim_id, claim_id
  from nursing
),
noted as (
  select nursing.line_id
  from nursing
  join paid_claim
    on nursing.payer = paid_claim.payer
   and nursing.claim_id = paid_claim.claim_id
  join visit_note
    on paid_claim.named_claim_id = visit_note.claim_id
   and paid_claim.payer = coalesce(visit_note.payer, paid_claim.payer)
   and visit_note.service_date >= nursing.line_start_date - 1
   and visit_note.service_date <= nursing.line_end_date + 1
  union
  select distinct nursing.line_id
  from nursing
  join member_note
    on nursing.person_id = member_note.person_id
   and nursing.payer = coalesce(member_note.payer, nursing.payer)
   and member_note.service_date >= nursing.line_start_date
   and member_note.service_date <= nursing.line_end_date
),
requested as (
  select
    nursing.line_id,
    max(record_request.requested_date) as requested_date,
    max(record_request.due_date) as due_date
  from nursing
  join record_request
    on nursing.claim_id = record_request.claim_id
   and nursing.payer = coalesce(record_request.payer, nursing.payer)
   and nursing.claim_line_number = coalesce(record_request.claim_line_number, nursing.claim_line_number)
  where record_request.asked_for = 'visit_note'
  group by nursing.line_id
)
select
  nursing.payer,
  nursing.line_of_business,
  nursing.provider_group,
  nursing.billing_npi,
  nursing.claim_id,
  nursing.claim_line_number,
  nursing.member_id,
  nursing.hcpcs_code,
  nursing.line_start_date,
  nursing.line_end_date,
  nursing.units,
  nursing.paid_date,
  nursing.paid_amount,
  requested.requested_date,
  requested.due_date
from nursing
left join requested
  on nursing.line_id = requested.line_id
where nursing.outside is null
  and nursing.line_id not in (select line_id from noted)
order by nursing.payer, nursing.provider_group, nursing.line_start_date, nursing.claim_id, nursing.claim_line_number

-- relation: unread_row
-- grain: one row per rejected row that no later load has mended
-- kept: audit
--
-- A row that did not load may be what clears a line. It is mended once a later load of its table holds
-- its claim and line; a row that names no line, its claim; one of a table of members, the same member
-- and day. A row whose claim, or member and day, do not read is mended when its load is replaced.
with of_claim as (
  select 'medical_claim' as table_name, load_number, claim_id, claim_line_number from medical_claim
  union all
  select 'hold' as table_name, load_number, claim_id, null as claim_line_number from hold
  union all
  select 'recovery' as table_name, load_number, claim_id, claim_line_number from loaded_recovery
  union all
  select 'record_request' as table_name, load_number, claim_id, claim_line_number from record_request
),
of_member as (
  select 'visit_note' as table_name, load_number, member_id, service_date as first_day from visit_note
  union all
  select 'eligibility' as table_name, load_number, member_id, enrollment_start_date as first_day from eligibility
  union all
  select 'pharmacy_claim' as table_name, load_number, member_id, dispensing_date as first_day from pharmacy_claim
),
mended as (
  select distinct rejected_row.load_number, rejected_row.source_row
  from rejected_row
  join of_claim
    on rejected_row.table_name = of_claim.table_name
   and rejected_row.claim_id = of_claim.claim_id
   and coalesce(rejected_row.claim_line_number, of_claim.claim_line_number, 0) = coalesce(of_claim.claim_line_number, 0)
   and rejected_row.load_number < of_claim.load_number
  union
  select distinct rejected_row.load_number, rejected_row.source_row
  from rejected_row
  join of_member
    on rejected_row.table_name = of_member.table_name
   and rejected_row.member_id = of_member.member_id
   and rejected_row.first_date = of_member.first_day
   and rejected_row.load_number < of_member.load_number
)
select rejected_row.*
from rejected_row
left join mended
  on rejected_row.load_number = mended.load_number
 and rejected_row.source_row = mended.source_row
where mended.load_number is null

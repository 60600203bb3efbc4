-- relation: duplicate_pair
-- grain: one row per two claim lines of different claims that are equal in every particular
-- kept: audit
--
-- DUP-01. Two lines of one member and provider group, equal in code, modifiers, days, units, charge
-- and NDC, and in the rendering provider (empty equals any): the earlier by order of payment stands.
-- Only a line that is payable evidence and not recovered in full stands; a later line whose modifier
-- says that the service is a distinct one is no duplicate, nor are two nursing lines each of whose
-- units has a supporting note of its own. is_split: both claims came and were paid on the same days
-- and differ otherwise, as one claim split in two does.
with distinct_service as (
  select array_agg(modifier order by modifier) as modifiers
  from modifier
  where role = 'distinct_service'
),
-- few lines share member, group, code and days with another claim: only those are compared
repeated as (
  select payer, person_id, provider_group, hcpcs_code, line_start_date, line_end_date
  from comparable_line
  group by payer, person_id, provider_group, hcpcs_code, line_start_date, line_end_date
  having min(claim_id) <> max(claim_id)
),
likeness as (
  select
    comparable_line.line_id,
    comparable_line.payer,
    comparable_line.claim_id,
    comparable_line.rendering_npi,
    comparable_line.hcpcs_code,
    comparable_line.modifiers,
    comparable_line.line_start_date,
    comparable_line.day_count,
    comparable_line.units,
    comparable_line.paid_cents,
    comparable_line.paid_date,
    comparable_line.received_date,
    comparable_line.is_payable_evidence,
    comparable_line.paid_cents - coalesce(recovered_line.recovered_cents, 0) as held_cents,
    concat_ws('|',
      comparable_line.payer,
      comparable_line.person_id,
      comparable_line.provider_group,
      comparable_line.hcpcs_code,
      array_to_string(comparable_line.modifiers, ' '),
      comparable_line.line_start_date,
      comparable_line.line_end_date,
      coalesce(cast(comparable_line.units as varchar), '-'),
      coalesce(cast(comparable_line.charge_amount as varchar), '-'),
      coalesce(comparable_line.ndc_code, '-')
    ) as likeness,
    row_number() over (
      partition by comparable_line.payer, comparable_line.person_id, comparable_line.provider_group, comparable_line.hcpcs_code
      order by
        comparable_line.first_paid_date nulls last,
        comparable_line.claim_id,
        cast(comparable_line.claim_line_number as varchar),
        comparable_line.line_id
    ) as payment_order
  from comparable_line
  join repeated
    on comparable_line.payer = repeated.payer
   and comparable_line.person_id = repeated.person_id
   and comparable_line.provider_group = repeated.provider_group
   and comparable_line.hcpcs_code = repeated.hcpcs_code
   and comparable_line.line_start_date = repeated.line_start_date
   and comparable_line.line_end_date = repeated.line_end_date
  left join recovered_line
    on comparable_line.line_id = recovered_line.line_id
),
pair as (
  select later.*, earlier.line_id as earlier_line_id, earlier.claim_id as earlier_claim_id,
    earlier.paid_cents as earlier_paid_cents, earlier.held_cents as earlier_held_cents,
    earlier.paid_date as earlier_paid_date, earlier.received_date as earlier_received_date
  from likeness as later
  cross join distinct_service
  join likeness as earlier
    on later.likeness = earlier.likeness
   and later.claim_id <> earlier.claim_id
   and later.payment_order > earlier.payment_order
  where earlier.is_payable_evidence
    and (earlier.held_cents > 0 or earlier.paid_cents = 0)
    and (later.rendering_npi is null or earlier.rendering_npi is null or later.rendering_npi = earlier.rendering_npi)
    and not list_has_any(later.modifiers, distinct_service.modifiers)
),
-- visits: the notes that each was given; additional hours: a note each, not the same
visit_documented as (
  select pair.line_id, pair.earlier_line_id
  from pair
  join nursing_code
    on pair.hcpcs_code = nursing_code.code
   and nursing_code.role = 'visit'
  join visit_note_allocation as later_notes
    on pair.line_id = later_notes.line_id
   and later_notes.notes_given >= pair.units
  join visit_note_allocation as earlier_notes
    on pair.earlier_line_id = earlier_notes.line_id
   and earlier_notes.notes_given >= pair.units
),
hours_documented as (
  select distinct pair.line_id, pair.earlier_line_id
  from pair
  join nursing_code
    on pair.hcpcs_code = nursing_code.code
   and nursing_code.role = 'additional_hour'
  join nursing_line_note as later_note
    on pair.line_id = later_note.line_id
   and later_note.lacking = ''
  join nursing_line_note as earlier_note
    on pair.earlier_line_id = earlier_note.line_id
   and earlier_note.lacking = ''
   and later_note.note_key <> earlier_note.note_key
),
paired_claim as (
  select payer, claim_id from pair
  union
  select payer, earlier_claim_id as claim_id from pair
),
claim_content as (
  select
    claim_line.payer,
    claim_line.claim_id,
    string_agg(
      concat_ws('|',
        coalesce(claim_line.hcpcs_code, '-'),
        coalesce(claim_line.ndc_code, '-'),
        claim_line.line_start_date,
        claim_line.line_end_date,
        coalesce(cast(claim_line.units as varchar), '-')),
      ' ' order by claim_line.hcpcs_code, claim_line.ndc_code, claim_line.line_start_date, claim_line.line_end_date, claim_line.units, claim_line.line_id
    ) as content
  from claim_line
  join paired_claim
    on claim_line.payer = paired_claim.payer
   and claim_line.claim_id = paired_claim.claim_id
  group by claim_line.payer, claim_line.claim_id
)
select
  pair.line_id,
  pair.earlier_line_id,
  pair.line_start_date,
  pair.day_count,
  pair.paid_cents,
  pair.paid_date,
  pair.earlier_paid_cents,
  pair.earlier_held_cents,
  pair.earlier_paid_date,
  pair.received_date is not distinct from pair.earlier_received_date
    and pair.paid_date is not distinct from pair.earlier_paid_date
    and later_content.content <> earlier_content.content as is_split,
  pair.line_id in (select line_id from unknown_member_line)
    or pair.earlier_line_id in (select line_id from unknown_member_line) as is_member_unknown
from pair
join claim_content as later_content
  on pair.payer = later_content.payer
 and pair.claim_id = later_content.claim_id
join claim_content as earlier_content
  on pair.payer = earlier_content.payer
 and pair.earlier_claim_id = earlier_content.claim_id
where not exists (
  select 1 from visit_documented
  where visit_documented.line_id = pair.line_id and visit_documented.earlier_line_id = pair.earlier_line_id
)
  and not exists (
    select 1 from hours_documented
    where hours_documented.line_id = pair.line_id and hours_documented.earlier_line_id = pair.earlier_line_id
  )

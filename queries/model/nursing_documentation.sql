-- relation: nursing_documentation
-- grain: one row per infusion nursing line that has too few supporting notes
-- kept: audit
--
-- NUR-04, NUR-13: not_payable_share is the part of the line's units without a note. A note may serve a
-- visit and its additional hours. missing: no note belongs to it, none of those supports it, all of
-- the supporting notes or some serve other visits, or their number is too small. lacking: what the
-- notes that belong to it lack. A visit note can have been asked for by the claim or by a claim it
-- replaced, by line or for all lines: first_requested_date and last_due_date are over all such
-- requests, null where there was none. A request for anything else is none.
with checked_line as (
  select distinct line_id, payer, claim_id, claim_line_number, role, notes_needed
  from nursing_line
  where not_applicable is null
    and is_payable_evidence
),
note as (
  select
    line_id,
    count(*) as notes,
    count(*) filter (where lacking = '') as supporting,
    string_agg(distinct nullif(lacking, ''), '; ' order by nullif(lacking, '')) as lacking
  from nursing_line_note
  group by line_id
),
given as (
  select
    checked_line.*,
    coalesce(note.notes, 0) as notes,
    coalesce(note.supporting, 0) as supporting,
    note.lacking,
    case
      when checked_line.role = 'visit' then visit_note_allocation.notes_given
      else least(coalesce(note.supporting, 0), checked_line.notes_needed)
    end as notes_given
  from checked_line
  left join note
    on checked_line.line_id = note.line_id
  left join visit_note_allocation
    on checked_line.line_id = visit_note_allocation.line_id
),
short as (
  select *
  from given
  where notes_given < notes_needed
),
asked_claim as (
  select line_id, payer, claim_line_number, claim_id
  from short
  union
  select short.line_id, short.payer, short.claim_line_number, claim_replacement.claim_id
  from short
  join claim_replacement
    on short.payer = claim_replacement.payer
   and short.claim_id = claim_replacement.replaced_by
),
asked as (
  select
    asked_claim.line_id,
    min(record_request.requested_date) as first_requested_date,
    max(record_request.due_date) as last_due_date
  from asked_claim
  join record_request
    on asked_claim.claim_id = record_request.claim_id
   and asked_claim.payer = coalesce(record_request.payer, asked_claim.payer)
   and asked_claim.claim_line_number = coalesce(record_request.claim_line_number, asked_claim.claim_line_number)
  where record_request.asked_for = 'visit_note'
  group by asked_claim.line_id
)
select
  short.line_id,
  cast((short.notes_needed - short.notes_given) / short.notes_needed as decimal(18, 12)) as not_payable_share,
  short.notes_needed,
  case
    when short.notes = 0 then 'note'
    when short.supporting = 0 then 'support'
    when short.notes_given = 0 then 'all'
    when short.notes_given < short.supporting then 'some'
    else 'number'
  end as missing,
  cast(short.notes_given as decimal(18, 3)) as notes_given,
  short.lacking,
  asked.first_requested_date,
  asked.last_due_date
from short
left join asked
  on short.line_id = asked.line_id

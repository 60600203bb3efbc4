-- relation: nursing_documentation
-- grain: one row per infusion nursing line that has too few supporting notes
-- kept: audit
--
-- NUR-04, NUR-13: not_payable_share is the part of the line's units without a note. A note may serve a
-- visit and its additional hours. missing: there is no note, no support in the notes, all of the
-- supporting notes or some serve visits before it in order of payment, or their number is too
-- small. lacking: what the notes of its days lack. last_due_date: the latest day on which records
-- asked for by claim, or by a claim it replaced, were or are due; null: none were asked for.
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
  select asked_claim.line_id, max(record_request.due_date) as last_due_date
  from asked_claim
  join record_request
    on asked_claim.claim_id = record_request.claim_id
   and asked_claim.payer = coalesce(record_request.payer, asked_claim.payer)
   and asked_claim.claim_line_number = coalesce(record_request.claim_line_number, asked_claim.claim_line_number)
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
  asked.last_due_date
from short
left join asked
  on short.line_id = asked.line_id

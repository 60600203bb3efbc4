-- relation: nursing_note_use
-- grain: one row per nursing line with a note that supports it
-- kept: audit
--
-- NUR-04, DUP-01: the notes that support a line, and the visits that were given some of them, the
-- line itself included: "Notes that support it: N1 of 2026-07-03. Visits they serve: claim 4711 line 2
-- (1 note)." Notes of one day are alike: which of them a visit was given is not said, only how many.
-- An additional hour takes no note from a visit, and is served by that of its day.
with supporting as (
  select line_id, note_key, substr(note_key, 12) as visit_note_id, service_date
  from nursing_line_note
  where lacking = ''
),
visit as (
  select distinct nursing_line.line_id, nursing_line.claim_id, nursing_line.claim_line_number, visit_note_allocation.notes_given
  from nursing_line
  join visit_note_allocation
    on nursing_line.line_id = visit_note_allocation.line_id
  where visit_note_allocation.notes_given > 0
),
note as (
  select line_id, string_agg(visit_note_id || ' of ' || service_date, ', ' order by service_date, visit_note_id) as notes
  from supporting
  group by line_id
),
served as (
  select distinct supporting.line_id, visit.line_id as visit_line_id, visit.claim_id, visit.claim_line_number, visit.notes_given
  from supporting
  join supporting as of_visit
    on supporting.note_key = of_visit.note_key
  join nursing_line as own
    on supporting.line_id = own.line_id
  join nursing_line as other
    on of_visit.line_id = other.line_id
   and own.payer = other.payer
   and own.person_id = other.person_id
  join visit
    on of_visit.line_id = visit.line_id
),
visits as (
  select
    line_id,
    string_agg(
      'claim ' || claim_id || ' line ' || claim_line_number || ' ('
        || rtrim(rtrim(cast(cast(notes_given as decimal(18, 3)) as varchar), '0'), '.')
        || case when notes_given > 1 then ' notes)' else ' note)' end,
      ', ' order by claim_id, claim_line_number, visit_line_id
    ) as visits
  from served
  group by line_id
)
select
  note.line_id,
  'Notes that support it: ' || note.notes || '.' || coalesce(' Visits they serve: ' || visits.visits || '.', '') as said
from note
left join visits
  on note.line_id = visits.line_id

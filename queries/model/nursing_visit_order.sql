-- relation: nursing_visit_order
-- grain: one row per visit line that is checked by its notes
-- kept: audit
--
-- NUR-04, NUR-13: the visit lines that share notes, and whose turn it is to take them. A stretch is
-- the visits of a member that days in common link; turn is the line's place in it by order of
-- payment. claim_notes: the notes naming its claim that it has. whole_notes: how many others it takes,
-- one to a unit or a part of one. notes, named_notes and open_notes: those that support it and name
-- no claim; named_notes name their provider. counted_by says how the notes of the stretch
-- are told apart: 'enough' (one line, or notes for all), 'day' (lines of one day under one policy),
-- 'turns' (the few others).
with visit as (
  select distinct
    nursing_line.line_id, nursing_line.payer, nursing_line.person_id, nursing_line.policy_scope,
    nursing_line.provider_group, nursing_line.claim_id, nursing_line.claim_line_number,
    nursing_line.first_paid_date, nursing_line.line_start_date, nursing_line.line_end_date,
    nursing_line.day_count, nursing_line.notes_needed,
    coalesce(visit_note_of_claim.notes_given, 0) as claim_notes,
    ceil(greatest(nursing_line.notes_needed, 0)) - coalesce(visit_note_of_claim.notes_given, 0) as whole_notes
  from nursing_line
  left join visit_note_of_claim
    on nursing_line.line_id = visit_note_of_claim.line_id
  where nursing_line.role = 'visit'
    and nursing_line.is_payable_evidence
    and nursing_line.not_applicable is null
),
supporting as (
  select
    visit.line_id, visit.payer, visit.person_id, visit.provider_group,
    nursing_line_note.note_key, nursing_line_note.names_provider
  from visit
  join nursing_line_note
    on visit.line_id = nursing_line_note.line_id
   and nursing_line_note.lacking = ''
   and not nursing_line_note.names_claim
),
-- an NPI can bill for two groups: the note that names it is still one note
of_two_groups as (
  select payer, person_id, note_key
  from supporting
  group by payer, person_id, note_key
  having max(names_provider) and count(distinct provider_group) > 1
),
supported as (
  select
    supporting.line_id,
    count(*) as notes,
    count(*) filter (where supporting.names_provider) as named_notes,
    count(*) filter (where not supporting.names_provider) as open_notes,
    count(of_two_groups.note_key) as notes_of_two_groups
  from supporting
  left join of_two_groups
    on supporting.payer = of_two_groups.payer
   and supporting.person_id = of_two_groups.person_id
   and supporting.note_key = of_two_groups.note_key
  group by supporting.line_id
),
reached as (
  select
    visit.*,
    coalesce(supported.notes, 0) as notes,
    coalesce(supported.named_notes, 0) as named_notes,
    coalesce(supported.open_notes, 0) as open_notes,
    coalesce(supported.notes_of_two_groups, 0) as notes_of_two_groups,
    max(visit.line_end_date) over (
      partition by visit.payer, visit.person_id
      order by visit.line_start_date, visit.line_end_date, visit.line_id
      rows between unbounded preceding and 1 preceding
    ) as earlier_end
  from visit
  left join supported
    on visit.line_id = supported.line_id
),
linked as (
  select
    *,
    sum(case when line_start_date <= earlier_end then 0 else 1 end) over (
      partition by payer, person_id
      order by line_start_date, line_end_date, line_id
      rows between unbounded preceding and current row
    ) as stretch
  from reached
),
way as (
  select
    payer, person_id, stretch,
    case
      when count(*) = 1 or coalesce(min(notes) filter (where whole_notes > 0), 0) >= sum(whole_notes) then 'enough'
      when max(day_count) = 1 and count(distinct policy_scope) = 1 and sum(notes_of_two_groups) = 0 then 'day'
      else 'turns'
    end as counted_by
  from linked
  group by payer, person_id, stretch
)
select
  linked.line_id,
  linked.payer,
  linked.person_id,
  linked.provider_group,
  linked.stretch,
  row_number() over (
    partition by linked.payer, linked.person_id, linked.stretch
    order by
      linked.first_paid_date nulls last,
      linked.claim_id,
      cast(linked.claim_line_number as varchar),
      linked.line_id
  ) as turn,
  linked.notes_needed,
  linked.claim_notes,
  linked.whole_notes,
  linked.notes,
  linked.named_notes,
  linked.open_notes,
  way.counted_by
from linked
join way
  on linked.payer = way.payer
 and linked.person_id = way.person_id
 and linked.stretch = way.stretch

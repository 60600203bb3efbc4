-- relation: visit_notes_given
-- grain: one row per visit line and documentation period, with the notes it was given
-- kept: audit
--
-- NUR-04, NUR-13: the notes of a day go to the visit lines of the day in order of payment, one note to
-- one unit; a note that names its provider first, then those that name none. A line of several
-- days can use notes of any of them, and which the payer's rule does not say: the reading here
-- asks the provider for the least. One-day lines, which can use no other day, take theirs first,
-- the span as many as they leave; spans of the same days take turns in order of payment, spans of
-- other days are not held against each other.
with note_day as (
  select
    line_id, policy_period_id, service_date,
    count(*) filter (where names_provider) as named_notes,
    count(*) filter (where not names_provider) as open_notes
  from nursing_line_note
  where lacking = ''
  group by line_id, policy_period_id, service_date
),
visit as (
  select *
  from nursing_line
  where role = 'visit'
    and is_payable_evidence
    and not_applicable is null
),
one_day_visit as (
  select
    visit.*,
    coalesce(note_day.named_notes, 0) as named_notes,
    coalesce(note_day.open_notes, 0) as open_notes
  from visit
  left join note_day
    on visit.line_id = note_day.line_id
   and visit.policy_period_id = note_day.policy_period_id
  where visit.day_count = 1
),
by_name as (
  select
    *,
    least(notes_needed, greatest(named_notes - coalesce(sum(notes_needed) over (
      partition by payer, member_id, provider_group, line_start_date, policy_period_id
      order by first_paid_date nulls last, claim_id, cast(claim_line_number as varchar), line_id
      rows between unbounded preceding and 1 preceding
    ), 0), 0)) as named_given
  from one_day_visit
),
by_day as (
  select
    *,
    named_given + least(notes_needed - named_given, greatest(open_notes - coalesce(sum(notes_needed - named_given) over (
      partition by payer, member_id, line_start_date, policy_period_id
      order by first_paid_date nulls last, claim_id, cast(claim_line_number as varchar), line_id
      rows between unbounded preceding and 1 preceding
    ), 0), 0)) as notes_given
  from by_name
),
taken_day as (
  select payer, member_id, provider_group, policy_period_id, line_start_date as service_date, sum(notes_given) as notes_taken
  from by_day
  group by payer, member_id, provider_group, policy_period_id, line_start_date
),
left_for_span as (
  select
    visit.line_id,
    visit.policy_period_id,
    sum(greatest(note_day.named_notes + note_day.open_notes - coalesce(taken_day.notes_taken, 0), 0)) as notes_left
  from visit
  join note_day
    on visit.line_id = note_day.line_id
   and visit.policy_period_id = note_day.policy_period_id
  left join taken_day
    on visit.payer = taken_day.payer
   and visit.member_id = taken_day.member_id
   and visit.provider_group = taken_day.provider_group
   and visit.policy_period_id = taken_day.policy_period_id
   and note_day.service_date = taken_day.service_date
  where visit.day_count > 1
  group by visit.line_id, visit.policy_period_id
),
by_span as (
  select
    visit.*,
    least(visit.notes_needed, greatest(coalesce(left_for_span.notes_left, 0) - coalesce(sum(visit.notes_needed) over (
      partition by visit.payer, visit.member_id, visit.provider_group, visit.line_start_date, visit.line_end_date, visit.policy_period_id
      order by visit.first_paid_date nulls last, visit.claim_id, cast(visit.claim_line_number as varchar), visit.line_id
      rows between unbounded preceding and 1 preceding
    ), 0), 0)) as notes_given
  from visit
  left join left_for_span
    on visit.line_id = left_for_span.line_id
   and visit.policy_period_id = left_for_span.policy_period_id
  where visit.day_count > 1
)
select line_id, policy_period_id, notes_given from by_day
union all
select line_id, policy_period_id, notes_given from by_span

-- relation: one_day_visit
-- grain: one row per visit line of one day and documentation period, with the notes it was given
-- kept: audit
--
-- NUR-04, NUR-13: the notes of a day go to the visit lines of the day in order of payment, one note to
-- one unit: first the notes that name their provider, to the lines of that provider group, then
-- those that name none, to any.
with note_day as (
  select
    line_id,
    policy_period_id,
    count(*) filter (where names_provider) as named_notes,
    count(*) filter (where not names_provider) as open_notes
  from nursing_line_note
  where lacking = ''
  group by line_id, policy_period_id
),
visit as (
  select
    nursing_line.*,
    coalesce(note_day.named_notes, 0) as named_notes,
    coalesce(note_day.open_notes, 0) as open_notes
  from nursing_line
  left join note_day
    on nursing_line.line_id = note_day.line_id
   and nursing_line.policy_period_id = note_day.policy_period_id
  where nursing_line.role = 'visit'
    and nursing_line.day_count = 1
    and nursing_line.is_payable_evidence
    and nursing_line.not_applicable is null
),
by_name as (
  select
    visit.*,
    least(notes_needed, greatest(0, named_notes - coalesce(sum(notes_needed) over (
      partition by payer, member_id, line_start_date, policy_period_id, provider_group
      order by payment_order, line_id
      rows between unbounded preceding and 1 preceding
    ), 0))) as named_given
  from visit
)
select
  line_id,
  policy_period_id,
  payer,
  member_id,
  provider_group,
  line_start_date as service_date,
  payment_order,
  named_given + least(notes_needed - named_given, greatest(0, open_notes - coalesce(sum(notes_needed - named_given) over (
    partition by payer, member_id, line_start_date, policy_period_id
    order by payment_order, line_id
    rows between unbounded preceding and 1 preceding
  ), 0))) as notes_given
from by_name

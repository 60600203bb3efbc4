-- id: NUR-04
-- title: Nursing visit not documented
-- strength: records
-- remedy: records
-- policy: documentation
-- stage: 1
-- parameter: required
-- needs: visit_note
-- cleared by: a note filed under another date or member number that does not name the claim; a visit recorded by
--   electronic visit verification; records the provider sends when asked
-- share: {notes_missing}/{notes_needed}
-- records: the visit note: date of the visit, start and stop times, what was done, and the signature of the nurse
--   with credential
-- reason: {hcpcs_code} of {line_start_date..line_end_date}: {notes_needed:visit note is needed/visit notes are
--   needed}[ (to show: {elements})], [missing=note?no note on file belongs to it, by claim, or by member, day and
--   provider|missing=support?no note on file supports it|missing=all?each note on file that supports it has been
--   counted for another visit paid before it|{notes_given} found][missing=some?, others that support it have been
--   counted for another visit paid before it][; a note that belongs to it lacks: {lacking}]. The record needs to
--   show that the visit took place and who made it.[ Visit notes were asked for on {first_requested_date} and due by
--   {last_due_date}.]
--
-- The policy pays a nursing visit, or its additional hours, only when it was performed and fully
-- documented. A line with fewer supporting notes than it needs is one whose chart must be read: no
-- visit notes were asked for yet, or all were due and some came that do not support it. While a
-- request is not yet due the line is left alone. A line that the loaded notes do not cover is not
-- checked. nursing_documentation says which notes support a line.
with governed as (
  select
    nursing_line.line_id,
    nursing_line.policy_period_id,
    nullif(replace(array_to_string(nursing_line.required_elements, ', '), '_', ' '), '') as elements,
    nursing_line.not_applicable
  from nursing_line
  where nursing_line.policy_period_id in (select policy_period_id from policy)
)
select
  governed.line_id,
  governed.policy_period_id,
  cast(null as date) as service_date,
  nursing_documentation.not_payable_share,
  cast(null as varchar) as related_claim_id,
  nursing_note_use.said as notes_used,
  nursing_documentation.notes_needed,
  nursing_documentation.notes_needed - nursing_documentation.notes_given as notes_missing,
  governed.elements,
  nursing_documentation.missing,
  nursing_documentation.notes_given,
  nursing_documentation.lacking,
  nursing_documentation.first_requested_date,
  nursing_documentation.last_due_date
from governed
cross join audit_parameter
join nursing_documentation
  on governed.line_id = nursing_documentation.line_id
left join nursing_note_use
  on governed.line_id = nursing_note_use.line_id
where nursing_documentation.last_due_date is null
   or (nursing_documentation.last_due_date < audit_parameter.as_of and nursing_documentation.missing <> 'note')

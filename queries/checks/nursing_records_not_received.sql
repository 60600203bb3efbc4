-- id: NUR-13
-- title: Nursing records asked for and not received
-- strength: automated
-- remedy: refund
-- policy: documentation
-- stage: 1
-- parameter: required
-- needs: visit_note, record_request
-- cleared by: an extension of the due date; records received and not yet in the index; a note filed under another
--   date or member number
-- reason: {hcpcs_code} of {line_start_date..line_end_date}: {notes_needed:visit note is needed/visit notes are
--   needed}, [missing=note?no note of its days and provider is on file|missing=support?no note on file supports
--   it|missing=all?the notes that support it serve visits before it in order of payment|{notes_given}
--   found][missing=some?, others that support it serve visits before it in order of payment][; a note of these days
--   lacks: {lacking}]. Records were asked for and due by {last_due_date}.
--
-- The policy pays a nursing visit, or its additional hours, only when it was performed and fully
-- documented. Records were asked for by the claim, or by a claim it replaced, every request fell
-- due before the as-of date, and the line still has fewer supporting notes than it needs. While
-- any request is not yet due the line is left alone.
with governed as (
  select
    nursing_line.line_id,
    nursing_line.policy_period_id,
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
  nursing_documentation.notes_needed,
  nursing_documentation.missing,
  nursing_documentation.notes_given,
  nursing_documentation.lacking,
  nursing_documentation.last_due_date
from governed
cross join audit_parameter
join nursing_documentation
  on governed.line_id = nursing_documentation.line_id
where nursing_documentation.last_due_date < audit_parameter.as_of

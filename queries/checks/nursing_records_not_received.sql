-- id: NUR-13
-- title: Nursing records asked for and not received
-- strength: automated
-- remedy: refund
-- policy: documentation
-- stage: 1
-- parameter: required
-- needs: visit_note, record_request
-- cleared by: an extension of the due date; records received and not yet in the index; a note filed under another
--   date or member number that does not name the claim
-- records: the visit note: date of the visit, start and stop times, what was done, and the signature of the nurse
--   with credential
-- reason: {hcpcs_code} of {line_start_date..line_end_date}: {notes_needed:visit note is needed/visit notes are
--   needed}, and no note on file belongs to it, by claim, or by member, day and provider. Visit notes were asked for
--   on {first_requested_date} and due by {last_due_date}.
--
-- The policy pays a nursing visit, or its additional hours, only when it was performed and fully
-- documented. Visit notes were asked for by the claim, or by a claim it replaced, every request fell
-- due before the as-of date, and no note at all came that belongs to the line. While any request is
-- not yet due the line is left alone; a note that came and does not support the line is for a chart
-- to decide (NUR-04).
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
  nursing_documentation.first_requested_date,
  nursing_documentation.last_due_date
from governed
cross join audit_parameter
join nursing_documentation
  on governed.line_id = nursing_documentation.line_id
where nursing_documentation.last_due_date < audit_parameter.as_of
  and nursing_documentation.missing = 'note'

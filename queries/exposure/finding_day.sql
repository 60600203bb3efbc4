-- relation: finding_day
-- grain: one row per check, paid claim line and day in question
-- kept: audit
--
-- The days that checks found on paid lines, each with its part of the line's paid cents: spread
-- evenly, the remainder on the earliest days. share_said: a share below 1 as its check tells it.
select
  md5(concat_ws('|', result_day.check_id, flagged_line.payer, flagged_line.claim_id,
    cast(flagged_line.claim_line_number as varchar))) as finding_id,
  result_day.check_id,
  result_day.line_id,
  result_day.service_date,
  flagged_line.paid_cents // flagged_line.day_count
    + case when result_day.day_index < flagged_line.paid_cents % flagged_line.day_count then 1 else 0 end as paid_cents,
  result_day.not_payable_share,
  case when result_day.not_payable_share < 1 then nullif(result_day.share_said, '') end as share_said,
  strength_listed.strength,
  result_day.strength_rank,
  result_day.mode,
  result_day.policy_period_id,
  result_day.policy_id,
  result_day.policy_effective_from,
  result_day.citation,
  result_day.reason,
  result_day.related_claim_id,
  result_day.related_line_id,
  result_day.other_remedy,
  result_day.notes_used,
  result_day.has_calendar
from result_day
join flagged_line
  on result_day.line_id = flagged_line.line_id
join strength_listed
  on result_day.strength_rank = strength_listed.strength_rank
where not result_day.marks_only

-- relation: letter_reason
-- grain: one row per finding that a letter may give as a reason for its line
-- kept: view
--
-- The findings a letter speaks of, by strength: a demand gives those that ask for a refund and
-- have a price, a request for records those that a chart decides. asked_amount is what the finding
-- adds to what is asked for its line, so that those of a line add up to the line's amount; nothing
-- in a request for records, which has no arithmetic either. arithmetic: how the finding comes to its
-- amount, and why it adds another one to the line. notes_used: which visit notes support the line,
-- and which visits they serve.
with step as (
  select line_id, check_id, cast(sum(step_cents) * 0.01 as decimal(18, 2)) as asked_amount
  from step_asked
  where why is null
  group by line_id, check_id
),
note as (
  select finding_id, max(notes_used) as notes_used
  from finding_day
  group by finding_id
)
select
  finding_now.finding_id,
  finding_now.line_id,
  finding_now.check_id,
  finding_now.reason,
  finding_now.related_claim_id,
  finding_now.related_claim_line_number,
  finding_now.citation,
  finding_now.policy_effective_from,
  finding_now.recoverable_until,
  finding_now.lookback_rule,
  finding_now.lookback_citation,
  finding_now.strength,
  case
    when finding_now.strength = 'automated' then concat_ws('; ', finding_arithmetic.arithmetic, nullif(finding_arithmetic.counted, ''))
    else ''
  end as arithmetic,
  case when finding_now.strength = 'automated' then coalesce(step.asked_amount, 0) end as asked_amount,
  coalesce(note.notes_used, '') as notes_used
from finding_now
join finding_arithmetic
  on finding_now.finding_id = finding_arithmetic.finding_id
left join step
  on finding_now.line_id = step.line_id
 and finding_now.check_id = step.check_id
left join note
  on finding_now.finding_id = note.finding_id
where finding_now.kept_out is null
  and (finding_now.strength = 'records' or (finding_now.remedy = 'refund' and finding_now.candidate_amount is not null))
order by finding_now.line_id, finding_now.check_id

-- relation: result_day
-- grain: one row per check, claim line and day that the check found, of lines paid 0 too
-- kept: audit
--
-- A check's result cut to the days its period governs. Strength is the check's, lowered by the
-- period where it says so, by the check for this row (lowered_to), and to records where the line's
-- paid amount was worked out from a header amount, where its biller is under a contract of which no
-- policy file is loaded, where a row that did not load may speak of the line (touched_line), or where
-- the rows leave open what was paid for it, or for the line or claim that it is held against
-- (doubtful_line): the reason says so. Days of a monitored check count nowhere.
with line as (
  select line_id, payer, policy_scope, paid_basis, contract_loaded, line_start_date, day_count
  from claim_line
  where line_id in (select line_id from check_result)
  union all
  select line_id, payer, policy_scope, paid_basis, contract_loaded, line_start_date, day_count
  from superseded_line
  where line_id in (select line_id from check_result)
),
day as (
  select
    line.line_id,
    line.payer,
    line.policy_scope,
    line.paid_basis,
    line.contract_loaded,
    day_number.n as day_index,
    line.line_start_date + cast(day_number.n as integer) as service_date
  from line
  join day_number
    on day_number.n < line.day_count
),
doubtful_claim as (
  select payer, claim_id, min(doubt) as doubt
  from doubtful_line
  group by payer, claim_id
)
select
  check_result.check_id,
  check_result.line_id,
  check_result.policy_period_id,
  day.service_date,
  day.day_index,
  check_result.not_payable_share,
  check_result.share_said,
  check_result.reason
    || coalesce(' The rows leave open what was paid for this line (' || doubtful_line.doubt || '): the record needs to show it.', '')
    || coalesce(' The rows leave open what was paid for the other line (' || other_doubt.doubt || '): the record needs to show it.', '')
    || coalesce(' The rows leave open what was paid for the other claim (' || doubtful_claim.doubt || '): the record needs to show it.', '')
    as reason,
  check_result.related_claim_id,
  check_result.related_line_id,
  coalesce(check_result.marks_only, false) as marks_only,
  check_result.other_remedy,
  check_result.notes_used,
  check_listed.has_calendar,
  policy_in_force.policy_id,
  policy_in_force.policy_effective_from,
  -- the check's own, where the table gives it one
  coalesce(policy_citation.citation, policy_in_force.citation) as citation,
  greatest(
    check_strength.strength_rank,
    coalesce(period_strength.strength_rank, 1),
    coalesce(row_strength.strength_rank, 1),
    case
      when day.paid_basis = 'allocated' or not day.contract_loaded or touched_line.line_id is not null
        or doubtful_line.line_id is not null or other_doubt.line_id is not null or doubtful_claim.claim_id is not null
        then of_records.strength_rank
      else 1
    end
  ) as strength_rank,
  case when list_contains(policy_in_force.monitor_checks, check_result.check_id) then 'monitor' else 'active' end as mode
from check_result
join day
  on check_result.line_id = day.line_id
 and (check_result.service_date is null or check_result.service_date = day.service_date)
join policy_in_force
  on policy_in_force.policy_scope = day.policy_scope
 and policy_in_force.policy_period_id = check_result.policy_period_id
 and day.service_date >= policy_in_force.effective_from
 and day.service_date <= policy_in_force.effective_to
join check_listed
  on check_result.check_id = check_listed.check_id
join strength_listed as check_strength
  on check_listed.strength = check_strength.strength
left join touched_line
  on check_result.line_id = touched_line.line_id
left join policy_citation
  on check_result.policy_period_id = policy_citation.policy_period_id
 and check_result.check_id = policy_citation.check_id
left join strength_listed as period_strength
  on policy_in_force.strength = period_strength.strength
left join strength_listed as row_strength
  on check_result.lowered_to = row_strength.strength
left join doubtful_line
  on check_result.line_id = doubtful_line.line_id
left join doubtful_line as other_doubt
  on check_result.related_line_id = other_doubt.line_id
left join doubtful_claim
  on day.payer = doubtful_claim.payer
 and check_result.related_claim_id = doubtful_claim.claim_id
join strength_listed as of_records
  on of_records.strength = 'records'

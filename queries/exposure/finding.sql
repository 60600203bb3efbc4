-- relation: finding
-- grain: one row per check and claim line
-- kept: audit
--
-- A finding and its amounts. in_question_amount: the cents of its days. candidate_amount: cents
-- times share, rounded half up to four decimals of a cent and then to the cent, less what was
-- already recovered for the line, never below 0; null when any of its days has no price. Where
-- two policy periods govern days of one line it carries the strongest strength and the earliest
-- period.
--
-- citation is the check's own, its {descriptor} and {restriction} filled for the line's code: since
-- when the descriptor has read the same, and what it bars; {other_descriptor} for the code of the other
-- line. A text younger than the days in question is not cited by its date.
--
-- status is that of the latest decision known on the as-of date. An overturned or closed finding
-- is open again where its line (paid amount, units, days, code, modifiers, place of service) or
-- the policy period that governs it is not what the review saw; the reason then says so.
with mode as (
  select finding_id, min(mode) as mode
  from finding_day
  group by finding_id
),
counted_day as (
  -- 'active' sorts before 'monitor': a line that is active on any day is checked on those days
  select finding_day.*
  from finding_day
  join mode
    on finding_day.finding_id = mode.finding_id
   and finding_day.mode = mode.mode
),
earliest as (
  select
    finding_id, policy_id, policy_effective_from, citation,
    row_number() over (
      partition by finding_id
      order by service_date, policy_effective_from, policy_period_id, line_id
    ) as place
  from counted_day
),
said as (
  select finding_id, string_agg(reason, ' ' order by first_day, reason) as reason
  from (
    select finding_id, reason, min(service_date) as first_day
    from counted_day
    group by finding_id, reason
  ) as each_reason
  group by finding_id
),
summed as (
  select
    finding_id, check_id, line_id,
    min(mode) as mode,
    min(strength_rank) as strength_rank,
    min(service_date) as first_day,
    max(service_date) as last_day,
    count(*) as day_count,
    sum(paid_cents) as in_question_cents,
    case
      when count(*) = count(not_payable_share)
      then cast(round(round(sum(paid_cents * not_payable_share), 4), 0) as bigint)
    end as candidate_cents,
    max(related_claim_id) as related_claim_id,
    max(other_remedy) as other_remedy
  from counted_day
  group by finding_id, check_id, line_id
),
-- the other lines in the order of the days; the first is the finding's related line
other_line as (
  select finding_id, related_line_id, min(service_date) as first_day
  from counted_day
  where related_line_id is not null
  group by finding_id, related_line_id
),
placed_line as (
  select
    other_line.finding_id,
    related_line.claim_id,
    related_line.claim_line_number,
    related_line.hcpcs_code,
    related_line.said,
    row_number() over (
      partition by other_line.finding_id
      order by other_line.first_day, related_line.line_id
    ) as place
  from other_line
  join related_line
    on other_line.related_line_id = related_line.line_id
),
related as (
  select
    finding_id,
    max(case when place = 1 then claim_id end) as claim_id,
    max(case when place = 1 then claim_line_number end) as claim_line_number,
    max(case when place = 1 then hcpcs_code end) as hcpcs_code,
    string_agg(said, '; ' order by place) as said
  from placed_line
  group by finding_id
),
-- since when the descriptor of the line's code, and of the other line's, has read the same
described as (
  select
    coded.finding_id,
    coded.is_other,
    code_descriptor.restriction,
    case
      when code_descriptor.code is null then coded.code || ' has no descriptor that is quoted here'
      when cast(code_descriptor.unchanged_from as date) <= coded.first_day
      then coded.code || ' descriptor unchanged from ' || code_descriptor.unchanged_from
        || ' to the release of ' || code_descriptor.release
      else coded.code || ' descriptor as of a later release; that of the date of service was not seen'
    end as said
  from (
    select summed.finding_id, false as is_other, flagged_line.hcpcs_code as code, summed.first_day
    from summed
    join flagged_line
      on summed.line_id = flagged_line.line_id
    union all
    select summed.finding_id, true as is_other, related.hcpcs_code as code, summed.first_day
    from summed
    join related
      on summed.finding_id = related.finding_id
  ) as coded
  left join code_descriptor
    on coded.code = code_descriptor.code
  where coded.code is not null
),
limited as (
  select
    summed.finding_id,
    policy_lookback.policy_id,
    policy_lookback.title,
    policy_lookback.citation,
    policy_lookback.months,
    flagged_line.first_paid_date,
    -- a payment without a date cannot have come before the last day of the service
    cast(coalesce(flagged_line.first_paid_date, flagged_line.line_end_date)
      + to_months(cast(policy_lookback.months as integer)) as date) as recoverable_until,
    list_contains(policy_lookback.except_checks, summed.check_id) as is_excepted
  from summed
  join flagged_line
    on summed.line_id = flagged_line.line_id
  join policy_lookback
    on flagged_line.policy_scope = policy_lookback.policy_scope
   and summed.first_day >= policy_lookback.effective_from
   and summed.first_day <= policy_lookback.effective_to
  where (len(policy_lookback.only_checks) = 0 or list_contains(policy_lookback.only_checks, summed.check_id))
    and not coalesce(list_contains(policy_lookback.except_funding, flagged_line.funding), false)
),
seen as (
  -- what a review saw of the line and its policy when it decided, and what of that is so no more
  select
    summed.finding_id,
    decision.status,
    decision.decided_date,
    decision.amount,
    nullif(concat_ws('; ',
      case when decision.seen_paid_amount is distinct from flagged_line.paid_amount
        then 'paid ' || coalesce(cast(decision.seen_paid_amount as varchar), 'nothing') || ' then, '
          || coalesce(cast(flagged_line.paid_amount as varchar), 'nothing') || ' now' end,
      case when decision.seen_units is distinct from flagged_line.units
        then 'units ' || coalesce(cast(decision.seen_units as varchar), 'none') || ' then, '
          || coalesce(cast(flagged_line.units as varchar), 'none') || ' now' end,
      case when decision.seen_start_date is distinct from flagged_line.line_start_date
          or decision.seen_end_date is distinct from flagged_line.line_end_date
        then 'days ' || decision.seen_start_date || ' to ' || decision.seen_end_date || ' then, '
          || flagged_line.line_start_date || ' to ' || flagged_line.line_end_date || ' now' end,
      case when coalesce(decision.seen_hcpcs_code, '') <> coalesce(flagged_line.hcpcs_code, '')
        then 'code ' || coalesce(decision.seen_hcpcs_code, 'none') || ' then, '
          || coalesce(flagged_line.hcpcs_code, 'none') || ' now' end,
      case when coalesce(decision.seen_modifiers, '') <> coalesce(array_to_string(flagged_line.modifiers, ' '), '')
        then 'modifiers ' || coalesce(decision.seen_modifiers, 'none') || ' then, '
          || coalesce(nullif(array_to_string(flagged_line.modifiers, ' '), ''), 'none') || ' now' end,
      case when coalesce(decision.seen_place_of_service_code, '') <> coalesce(flagged_line.place_of_service_code, '')
        then 'place of service ' || coalesce(decision.seen_place_of_service_code, 'none') || ' then, '
          || coalesce(flagged_line.place_of_service_code, 'none') || ' now' end,
      case when decision.seen_policy is distinct from earliest.policy_id || ' from ' || earliest.policy_effective_from
        then 'policy ' || coalesce(decision.seen_policy, 'none') || ' then, '
          || earliest.policy_id || ' from ' || earliest.policy_effective_from || ' now' end
    ), '') as changed,
    -- a decision that a review import did not load does not say what was seen
    status_listed.ends_finding and not status_listed.is_recovered and decision.seen_run is not null as can_open_again
  from summed
  join decision
    on summed.finding_id = decision.finding_id
  join status_listed
    on decision.status = status_listed.status
  join flagged_line
    on summed.line_id = flagged_line.line_id
  join earliest
    on summed.finding_id = earliest.finding_id
   and earliest.place = 1
),
decided as (
  select *, can_open_again and changed is not null as is_open_again
  from seen
)
select
  summed.finding_id,
  audit_parameter.run_id,
  summed.check_id,
  check_listed.check_name,
  strength_listed.strength,
  summed.mode,
  earliest.policy_id,
  earliest.policy_effective_from,
  replace(
    replace(
      replace(earliest.citation, '{restriction}', '"' || coalesce(own_descriptor.restriction, 'do not use') || '"'),
      '{descriptor}',
      coalesce(own_descriptor.said, 'the line has no code')
    ),
    '{other_descriptor}',
    coalesce(other_descriptor.said, 'the other line has no code')
  ) as citation,
  flagged_line.payer,
  flagged_line.line_of_business,
  flagged_line.claim_id,
  flagged_line.claim_line_number,
  flagged_line.member_id,
  flagged_line.billing_npi,
  flagged_line.provider_group,
  flagged_line.rendering_npi,
  flagged_line.hcpcs_code,
  flagged_line.modifiers,
  flagged_line.place_of_service_code,
  flagged_line.line_start_date,
  flagged_line.line_end_date,
  flagged_line.units,
  flagged_line.paid_date,
  flagged_line.paid_amount,
  cast(summed.in_question_cents * 0.01 as decimal(18, 2)) as in_question_amount,
  case
    when summed.candidate_cents is not null
    then cast(greatest(summed.candidate_cents - coalesce(recovered_line.recovered_cents, 0), 0) * 0.01 as decimal(18, 2))
  end as candidate_amount,
  coalesce(summed.other_remedy, check_listed.remedy) as remedy,
  case
    when summed.day_count < flagged_line.day_count
    then said.reason || ' Days in question: ' || summed.day_count || ' of ' || flagged_line.day_count
      || ', ' || case when summed.first_day = summed.last_day then cast(summed.first_day as varchar)
        else summed.first_day || ' to ' || summed.last_day end || '.'
    else said.reason
  end || coalesce(' The other line: ' || related.said || '.', '')
  || coalesce(' A row that did not load may speak of this line (' || touched_line.said
    || '): records decide until it is mended.', '')
  || case
    when decided.is_open_again
    then case decided.status when 'closed' then ' Closed on ' else ' Overturned on ' end || decided.decided_date
      || ', open again because of what changed since: ' || decided.changed || '.'
    else ''
  end as reason,
  coalesce(related.claim_id, summed.related_claim_id) as related_claim_id,
  related.claim_line_number as related_claim_line_number,
  case when not limited.is_excepted then limited.recoverable_until end as recoverable_until,
  case
    when limited.finding_id is null then 'no rule loaded'
    when limited.is_excepted then limited.title || ': this check is excepted'
    when limited.first_paid_date is null then limited.title || ': ' || limited.months || ' months; no paid date, so from the last day of service'
    else limited.title || ': ' || limited.months || ' months from the first payment'
  end as lookback_rule,
  limited.citation as lookback_citation,
  coalesce(limited.is_excepted or limited.recoverable_until >= audit_parameter.as_of, true) as is_recoverable,
  case when decided.is_open_again then 'open' else coalesce(decided.status, 'open') end as status,
  flagged_line.outside,
  cast(coalesce(recovered_line.recovered_cents, 0) * 0.01 as decimal(18, 2)) as recovered_amount,
  summed.line_id,
  decided.decided_date,
  decided.amount as decided_amount,
  case when decided.is_open_again then decided.status end as opened_again_from,
  touched_line.said as unread_row
from summed
cross join audit_parameter
join flagged_line
  on summed.line_id = flagged_line.line_id
join check_listed
  on summed.check_id = check_listed.check_id
join earliest
  on summed.finding_id = earliest.finding_id
 and earliest.place = 1
join said
  on summed.finding_id = said.finding_id
join strength_listed
  on summed.strength_rank = strength_listed.strength_rank
left join related
  on summed.finding_id = related.finding_id
left join limited
  on summed.finding_id = limited.finding_id
left join recovered_line
  on summed.line_id = recovered_line.line_id
left join touched_line
  on summed.line_id = touched_line.line_id
left join described as own_descriptor
  on summed.finding_id = own_descriptor.finding_id
 and not own_descriptor.is_other
left join described as other_descriptor
  on summed.finding_id = other_descriptor.finding_id
 and other_descriptor.is_other
left join decided
  on summed.finding_id = decided.finding_id

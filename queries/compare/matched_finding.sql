-- relation: matched_finding
-- grain: one row per finding of either run, by finding_id and mode
-- kept: table
--
-- A finding in both runs: added, gone, changed or the same, and why. It has changed where a fact of
-- the finding or its line is another, or where it adds other dollars to the exposure, as it does
-- when another check asks for them now. The cents of the strengths: what it adds to their columns.
with fact as (
  select
    side, finding_id, mode, check_id, check_name, payer, claim_id, claim_line_number, line_id,
    strength, status, paid_amount, units, hcpcs_code, place_of_service_code, provider_group,
    is_recoverable, in_question_amount, candidate_amount,
    array_to_string(modifiers, ' ') as modifiers,
    policy_id || ' from ' || policy_effective_from as policy,
    line_start_date || ' to ' || line_end_date as days,
    coalesce(outside, 'exposed') as standing
  from finding_of_run
),
before as (
  select * from fact where side = 'before'
),
after as (
  select * from fact where side = 'after'
),
moved as (
  select
    finding_amount.finding_id,
    finding_amount.mode,
    max(case when before_cents <> after_cents then 1 else 0 end) as moved,
    sum(before_cents) filter (where column_name = 'automated') as automated_before_cents,  -- for each strength
    sum(after_cents) filter (where column_name = 'automated') as automated_after_cents  -- for each strength, comma between
  from finding_amount
  group by finding_amount.finding_id, finding_amount.mode
),
paired as (
  select
    coalesce(after.finding_id, before.finding_id) as finding_id,
    coalesce(after.mode, before.mode) as mode,
    coalesce(after.check_id, before.check_id) as check_id,
    coalesce(after.check_name, before.check_name) as check_name,
    coalesce(after.payer, before.payer) as payer,
    coalesce(after.claim_id, before.claim_id) as claim_id,
    coalesce(after.claim_line_number, before.claim_line_number) as claim_line_number,
    coalesce(after.line_id, before.line_id) as line_id,
    before.finding_id is not null as is_before,
    after.finding_id is not null as is_after,
    before.status as status_before,
    after.status as status_after,
    before.policy as policy_before,
    after.policy as policy_after,
    before.provider_group as provider_group_before,
    after.provider_group as provider_group_after,
    before.paid_amount as paid_amount_before,
    after.paid_amount as paid_amount_after,
    before.candidate_amount as candidate_amount_before,
    after.candidate_amount as candidate_amount_after,
    nullif(concat_ws(', ',
      case when before.strength is distinct from after.strength then 'strength' end,
      case when before.status is distinct from after.status then 'status' end,
      case when before.policy is distinct from after.policy then 'policy' end,
      case when before.paid_amount is distinct from after.paid_amount then 'paid amount of the line' end,
      case when before.units is distinct from after.units then 'units of the line' end,
      case when before.days is distinct from after.days then 'days of the line' end,
      case when before.hcpcs_code is distinct from after.hcpcs_code then 'code of the line' end,
      case when before.modifiers is distinct from after.modifiers then 'modifiers of the line' end,
      case when before.place_of_service_code is distinct from after.place_of_service_code
        then 'place of service of the line' end,
      case when before.provider_group is distinct from after.provider_group then 'provider group' end,
      case when before.standing is distinct from after.standing then 'standing of the line' end,
      case when before.is_recoverable is distinct from after.is_recoverable then 'look-back' end,
      case when before.in_question_amount is distinct from after.in_question_amount then 'amount in question' end,
      case when before.candidate_amount is distinct from after.candidate_amount then 'candidate amount' end
    ), '') as changed_facts
  from before
  full join after
    on before.finding_id = after.finding_id
   and before.mode = after.mode
),
told as (
  select
    paired.*,
    coalesce(moved.automated_before_cents, 0) as automated_before_cents,  -- for each strength
    coalesce(moved.automated_after_cents, 0) as automated_after_cents,  -- for each strength
    case
      when not paired.is_before then 'added'
      when not paired.is_after then 'gone'
      when paired.changed_facts is not null or moved.moved = 1 then 'changed'
      else 'same'
    end as what
  from paired
  left join moved
    on paired.finding_id = moved.finding_id
   and paired.mode = moved.mode
),
lacking_run as (
  -- the run that does not have it, and what the check did there
  select 'added' as what, 'before' as side, earlier as run_id
  from compare_parameter
  union all
  select 'gone' as what, 'after' as side, later as run_id
  from compare_parameter
)
select
  told.*,
  case
    when told.what = 'changed' then coalesce(told.changed_facts, 'other findings of its line')
    when told.what = 'same' then null
    when check_of_run.status is null then 'the check was no part of run ' || lacking_run.run_id
    when check_of_run.status <> 'ran'
      then 'the check did not run in run ' || lacking_run.run_id || ': ' || check_of_run.status
    when told.what = 'gone' then 'not found any more'
    else 'newly found'
  end as why
from told
left join lacking_run
  on told.what = lacking_run.what
left join check_of_run
  on lacking_run.side = check_of_run.side
 and told.check_id = check_of_run.check_id

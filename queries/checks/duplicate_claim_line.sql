-- id: DUP-01
-- title: Duplicate claim line
-- strength: automated
-- remedy: refund
-- policy: claim_life
-- stage: 2
-- stands on: taken_day, doubted_day
-- cleared by: a replacement or reversal the extract does not hold yet; a service truly given twice, billed without a
--   modifier that says so
-- share: {bound_amount}/{common_amount}
-- records: what was given each time: visit notes or delivery tickets of both claims, with date, time, quantity and
--   signature
-- reason: {hcpcs_code} of {line_start_date..line_end_date} repeats, in every particular, a line of another
--   claim, which stands.[is_recovered_in_part? A part of that line was taken back: no more is asked than it still
--   holds.][is_split? Both claims came and were paid on the same days and differ otherwise: one claim may have been
--   split, and the record needs to show how often the service was given.]
--
-- A line equal in everything to a line of another claim that was paid first: member, provider group,
-- rendering provider, code, modifiers, days, units, charge and drug. The first stands; every
-- later one is not payable on the days on which an earlier one is payable evidence. Only pairs whose
-- later payment is settled. Looser likeness is no proof; duplicate_pair says what is no duplicate.
with governed as (
  select
    comparable_line.line_id,
    policy.policy_period_id,
    policy.effective_from,
    policy.effective_to,
    policy.settle_days
  from comparable_line
  join policy
    on comparable_line.policy_scope = policy.policy_scope
   and comparable_line.line_start_date <= policy.effective_to
   and comparable_line.line_end_date >= policy.effective_from
),
placed as (
  select
    governed.line_id,
    governed.policy_period_id,
    duplicate_day.service_date,
    duplicate_day.share,
    duplicate_day.bound_amount,
    duplicate_day.common_amount,
    duplicate_day.earlier_line_id,
    duplicate_day.is_for_records,
    duplicate_day.is_recovered_in_part,
    duplicate_day.is_split,
    row_number() over (
      partition by governed.line_id, governed.policy_period_id, duplicate_day.service_date
      order by
        duplicate_day.share desc,
        case when duplicate_day.is_for_records then 1 else 0 end,
        duplicate_day.earlier_line_id
    ) as place
  from governed
  cross join audit_parameter
  join duplicate_day
    on governed.line_id = duplicate_day.line_id
   and duplicate_day.service_date >= governed.effective_from
   and duplicate_day.service_date <= governed.effective_to
   and duplicate_day.paid_date is not null
   and duplicate_day.earlier_paid_date is not null
   and date_diff('day', greatest(duplicate_day.paid_date, duplicate_day.earlier_paid_date), audit_parameter.as_of)
     > governed.settle_days
)
select
  placed.line_id,
  placed.policy_period_id,
  placed.service_date,
  placed.share as not_payable_share,
  cast(null as varchar) as related_claim_id,
  placed.earlier_line_id as related_line_id,
  nursing_note_use.said as notes_used,
  case when is_for_records then 'records' end as lowered_to,
  bound_amount,
  common_amount,
  is_recovered_in_part,
  is_split
from placed
left join nursing_note_use
  on placed.line_id = nursing_note_use.line_id
where placed.place = 1
  and placed.share > 0

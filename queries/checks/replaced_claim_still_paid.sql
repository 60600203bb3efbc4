-- id: DUP-03
-- title: Replaced claim still paid
-- strength: automated
-- remedy: refund
-- policy: claim_life
-- stage: 1
-- parameter: settle_days
-- cleared by: a reversal in a later extract; an original claim number that was reformatted; a replacement that was
--   paid as the difference
-- records: what shows that both claims are to be paid, or that the payment of the replaced claim was returned: the
--   claims and their remittance advices
-- reason: [{hcpcs_code}|Revenue code {revenue_center_code}|The line] still stands as paid though its claim was
--   [kind=void?voided|replaced by a claim that is paid too].
--
-- A void, or a replacement that holds at least what still stands of the original (whole claims),
-- takes the original's place. Once the replacing claim's latest payment (of a void without one, the
-- day it was received) lies more than settle_days back, the reversal of the original had time to
-- arrive: what still stands of it was paid twice. Any settled replacing claim is enough, but for one
-- that was paid as the difference between what it allowed and what stands of the original. A chain is
-- judged together: where a replacement was paid as the difference to all the claims it replaced,
-- each of them is a part of its price, whatever else took their place before.
with governed as (
  select
    superseded_line.line_id,
    superseded_line.payer,
    superseded_line.claim_id,
    superseded_line.revenue_center_code,
    superseded_line.superseded_by,
    policy.policy_period_id,
    policy.settle_days
  from superseded_line
  join policy
    on superseded_line.policy_scope = policy.policy_scope
   and superseded_line.line_start_date <= policy.effective_to
   and superseded_line.line_end_date >= policy.effective_from
),
came_back as (
  select paid_line.payer, paid_line.claim_id, sum(recovered_line.recovered_cents) as cents
  from recovered_line
  join paid_line
    on recovered_line.line_id = paid_line.line_id
  group by paid_line.payer, paid_line.claim_id
),
-- each claim that is a part of the price of a replacement, and what replaced it up to that one
part_of_price as (
  select earlier.payer, earlier.claim_id, earlier.replaced_by
  from replacement_difference
  join claim_replacement as part
    on replacement_difference.payer = part.payer
   and replacement_difference.claim_id = part.replaced_by
   and part.kind = 'replacement'
  join claim_replacement as earlier
    on part.payer = earlier.payer
   and part.claim_id = earlier.claim_id
  left join claim_replacement as onward
    on earlier.payer = onward.payer
   and earlier.replaced_by = onward.claim_id
   and part.replaced_by = onward.replaced_by
   and onward.kind = 'replacement'
  where replacement_difference.difference_cents = replacement_difference.all_replaced_cents
    and (earlier.replaced_by = part.replaced_by or onward.claim_id is not null)
),
takes_its_place as (
  select payer, claim_id, kind, coalesce(replacing_paid_date, replacing_received_date) as settled_from
  from claim_replacement
  where kind = 'void'
  union all
  select
    claim_replacement.payer,
    claim_replacement.claim_id,
    claim_replacement.kind,
    claim_replacement.replacing_paid_date as settled_from
  from claim_replacement
  left join came_back
    on claim_replacement.payer = came_back.payer
   and claim_replacement.replaced_by = came_back.claim_id
  where claim_replacement.kind = 'replacement'
    and claim_replacement.replacing_paid_cents - coalesce(came_back.cents, 0) >= claim_replacement.replaced_paid_cents
    and not exists (
      select 1
      from replacement_difference
      where replacement_difference.payer = claim_replacement.payer
        and replacement_difference.claim_id = claim_replacement.replaced_by
        and replacement_difference.difference_cents = claim_replacement.replaced_paid_cents
    )
    and not exists (
      select 1
      from part_of_price
      where part_of_price.payer = claim_replacement.payer
        and part_of_price.claim_id = claim_replacement.claim_id
        and part_of_price.replaced_by = claim_replacement.replaced_by
    )
),
settled as (
  select
    governed.line_id,
    governed.policy_period_id,
    governed.superseded_by,
    governed.revenue_center_code,
    takes_its_place.kind
  from governed
  cross join audit_parameter
  join takes_its_place
    on governed.payer = takes_its_place.payer
   and governed.claim_id = takes_its_place.claim_id
   and date_diff('day', takes_its_place.settled_from, audit_parameter.as_of) > governed.settle_days
)
select
  line_id,
  policy_period_id,
  cast(null as date) as service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  superseded_by as related_claim_id,
  revenue_center_code,
  case when min(kind) = 'void' then 'void' else 'replacement' end as kind
from settled
group by line_id, policy_period_id, superseded_by, revenue_center_code

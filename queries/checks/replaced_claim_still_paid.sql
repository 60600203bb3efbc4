-- id: DUP-03
-- title: Replaced claim still paid
-- strength: automated
-- remedy: refund
-- policy: claim_life
-- stage: 1
-- parameter: settle_days
-- cleared by: a reversal in a later extract; an original claim number that was reformatted; a replacement that was
--   paid as the difference
-- reason: [{hcpcs_code}|Revenue code {revenue_center_code}|The line] still stands as paid though its claim was
--   [kind=void?voided|replaced], and the replacing payment lies more than {settle_days} days back.
--
-- A void, or a replacement that paid at least what still stands of the original (whole claims),
-- takes the original's place. Once the replacing claim's latest payment lies more than
-- settle_days back, the reversal of the original had time to arrive: what still stands of it was
-- paid twice. Any settled replacing claim is enough.
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
)
select
  governed.line_id,
  governed.policy_period_id,
  cast(null as date) as service_date,
  cast(1 as decimal(18, 12)) as not_payable_share,
  governed.superseded_by as related_claim_id,
  governed.revenue_center_code,
  case when min(claim_replacement.kind) = 'void' then 'void' else 'replacement' end as kind,
  governed.settle_days
from governed
cross join audit_parameter
join claim_replacement
  on governed.payer = claim_replacement.payer
 and governed.claim_id = claim_replacement.claim_id
 and date_diff('day', claim_replacement.replacing_paid_date, audit_parameter.as_of) > governed.settle_days
where claim_replacement.kind = 'void'
   or claim_replacement.replacing_paid_cents >= claim_replacement.replaced_paid_cents
group by
  governed.line_id,
  governed.policy_period_id,
  governed.superseded_by,
  governed.revenue_center_code,
  governed.settle_days

-- relation: remitted_recovery
-- grain: one row per claim and way in which remittances (835) show money taken back
-- kept: state
--
-- A reversal (CLP02 22) takes a claim's payment back; what the payer paid again on or after that
-- day for the same claim is not taken back. A provider-level adjustment takes it from a later
-- payment (PLB WO) or says that the provider sent it (72): the same money as a reversal of that
-- claim, so only what goes beyond it counts. None is shown where the claim's own extract already
-- knows of it: its last payment is of that day or later, or a recovery of that amount is loaded.
-- A claim read from bills (837) has its reversals netted already.
with reversed as (
  select
    payer, payer_claim_id,
    sum(-paid_cents) as cents,
    min(payment_date) as first_reversal,
    max(payment_date) as last_reversal,
    max(load_number) as load_number,
    max(source_row) as source_row
  from remitted_payment
  where effect = 'reversal'
  group by payer, payer_claim_id
),
paid_again as (
  select reversed.payer, reversed.payer_claim_id, sum(remitted_payment.paid_cents) as cents
  from reversed
  join remitted_payment
    on reversed.payer is not distinct from remitted_payment.payer
   and reversed.payer_claim_id = remitted_payment.payer_claim_id
   and remitted_payment.effect = 'payment'
   and remitted_payment.payment_date >= reversed.first_reversal
  group by reversed.payer, reversed.payer_claim_id
),
adjusted_by_effect as (
  select
    remittance.payer, remittance.payer_claim_id, provider_adjustment.effect,
    sum(case
      when provider_adjustment.effect = 'returned' then abs(cast(remittance.provider_adjustment_amount * 100 as bigint))
      else cast(remittance.provider_adjustment_amount * 100 as bigint)
    end) as cents,
    max(remittance.payment_date) as last_adjustment,
    max(remittance.load_number) as load_number,
    max(remittance.source_row) as source_row
  from remittance
  join provider_adjustment
    on remittance.provider_adjustment_code = provider_adjustment.code
  where remittance.payer_claim_id is not null
  group by remittance.payer, remittance.payer_claim_id, provider_adjustment.effect
),
-- of one claim, money kept back and money sent are two ways to say the same
adjusted as (
  select
    payer, payer_claim_id,
    max(cents) as cents,
    max(last_adjustment) as last_adjustment,
    max(load_number) as load_number,
    max(source_row) as source_row
  from adjusted_by_effect
  group by payer, payer_claim_id
),
billed as (
  select distinct payer, claim_id from adjudicated_row
),
way as (
  select
    reversed.payer, reversed.payer_claim_id as claim_id,
    '835 reversal' as source,
    reversed.cents - coalesce(paid_again.cents, 0) as cents,
    reversed.last_reversal as recovered_date,
    reversed.load_number, reversed.source_row
  from reversed
  left join paid_again
    on reversed.payer is not distinct from paid_again.payer
   and reversed.payer_claim_id = paid_again.payer_claim_id
  where not exists (
    select 1 from billed where billed.payer = reversed.payer and billed.claim_id = reversed.payer_claim_id
  )
  union all
  select
    adjusted.payer, adjusted.payer_claim_id as claim_id,
    '835 provider adjustment' as source,
    adjusted.cents - coalesce(reversed.cents, 0) as cents,
    adjusted.last_adjustment as recovered_date,
    adjusted.load_number, adjusted.source_row
  from adjusted
  left join reversed
    on adjusted.payer is not distinct from reversed.payer
   and adjusted.payer_claim_id = reversed.payer_claim_id
),
last_paid as (
  select payer, claim_id, max(paid_date) as paid_date
  from claim_line
  group by payer, claim_id
)
select
  way.claim_id,
  cast(null as bigint) as claim_line_number,
  way.payer,
  cast(way.cents * 0.01 as decimal(18, 2)) as amount,
  way.recovered_date,
  way.source,
  way.load_number,
  way.source_row
from way
where way.cents > 0
  and way.recovered_date is not null
  and not exists (
    select 1
    from last_paid
    where last_paid.payer = coalesce(way.payer, last_paid.payer)
      and last_paid.claim_id = way.claim_id
      and last_paid.paid_date >= way.recovered_date
      and way.source = '835 reversal'
  )
  and not exists (
    select 1
    from recovery
    where recovery.claim_id = way.claim_id
      and coalesce(recovery.payer, way.payer, '') = coalesce(way.payer, recovery.payer, '')
      and abs(recovery.amount) * 100 = way.cents
  )

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
-- payers write the number of an adjustment their own way: other case, or the provider's number
named as (
  select distinct remittance.payer, remittance.payer_claim_id as reference, remittance.billing_npi
  from remittance
  where remittance.provider_adjustment_code is not null and remittance.payer_claim_id is not null
),
known_claim as (
  select named.payer, named.reference, named.billing_npi, version_row.claim_id, 1 as way
  from named
  join version_row
    on upper(version_row.claim_id) = upper(trim(named.reference))
   and version_row.payer = coalesce(named.payer, version_row.payer)
  union
  select named.payer, named.reference, named.billing_npi, remitted_payment.payer_claim_id as claim_id, 2 as way
  from named
  join remitted_payment
    on remitted_payment.patient_control_number = named.reference
   and remitted_payment.payer is not distinct from named.payer
   and remitted_payment.billing_npi is not distinct from named.billing_npi
),
meant as (
  select payer, reference, billing_npi, min(claim_id) as claim_id
  from known_claim
  where way = (
    select min(first_way.way)
    from known_claim as first_way
    where first_way.reference = known_claim.reference
      and first_way.payer is not distinct from known_claim.payer
      and first_way.billing_npi is not distinct from known_claim.billing_npi
  )
  group by payer, reference, billing_npi
  having count(distinct claim_id) = 1
),
adjustment as (
  select
    remittance.* replace (coalesce(meant.claim_id, remittance.payer_claim_id) as payer_claim_id)
  from remittance
  left join meant
    on remittance.payer is not distinct from meant.payer
   and remittance.payer_claim_id = meant.reference
   and remittance.billing_npi is not distinct from meant.billing_npi
  where remittance.provider_adjustment_code is not null
),
adjusted_by_effect as (
  select
    remittance.payer, remittance.payer_claim_id, provider_adjustment.effect,
    sum(case
      when provider_adjustment.effect = 'returned' then abs(cast(remittance.provider_adjustment_amount * 100 as bigint))
      else cast(remittance.provider_adjustment_amount * 100 as bigint)
    end) as cents,
    min(remittance.payment_date) as first_adjustment,
    max(remittance.payment_date) as last_adjustment,
    max(remittance.load_number) as load_number,
    max(remittance.source_row) as source_row
  from adjustment as remittance
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
    min(first_adjustment) as first_adjustment,
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
    greatest(reversed.cents - coalesce(paid_again.cents, 0), 0) as cents,
    reversed.first_reversal as first_day,
    reversed.last_reversal as recovered_date,
    reversed.load_number, reversed.source_row
  from reversed
  left join paid_again
    on reversed.payer is not distinct from paid_again.payer
   and reversed.payer_claim_id = paid_again.payer_claim_id
),
beyond as (
  select
    adjusted.payer, adjusted.payer_claim_id as claim_id,
    '835 provider adjustment' as source,
    adjusted.cents - coalesce(way.cents, 0) as cents,
    adjusted.first_adjustment as first_day,
    adjusted.last_adjustment as recovered_date,
    adjusted.load_number, adjusted.source_row
  from adjusted
  left join way
    on adjusted.payer is not distinct from way.payer
   and adjusted.payer_claim_id = way.claim_id
),
last_paid as (
  select payer, claim_id, max(paid_date) as paid_date
  from claim_line
  group by payer, claim_id
),
shown as (
  select *
  from way
  where not exists (
      select 1 from billed where billed.payer = way.payer and billed.claim_id = way.claim_id
    )
    and not exists (
      select 1
      from last_paid
      where last_paid.payer = coalesce(way.payer, last_paid.payer)
        and last_paid.claim_id = way.claim_id
        and last_paid.paid_date >= way.recovered_date
    )
  union all
  select * from beyond
),
-- the plan's own record of the same: it says so, or is of about the same days
recorded as (
  select
    shown.payer, shown.claim_id, shown.source,
    cast(sum(abs(recovery.amount)) * 100 as bigint) as cents
  from shown
  join recovery
    on recovery.claim_id = shown.claim_id
   and coalesce(recovery.payer, shown.payer, '') = coalesce(shown.payer, recovery.payer, '')
  where contains(coalesce(recovery.source, ''), '835')
     or recovery.recovered_date between shown.first_day - 31 and shown.recovered_date + 31
  group by shown.payer, shown.claim_id, shown.source
)
select
  shown.claim_id,
  cast(null as bigint) as claim_line_number,
  shown.payer,
  cast((shown.cents - coalesce(recorded.cents, 0)) * 0.01 as decimal(18, 2)) as amount,
  shown.recovered_date,
  shown.source,
  shown.load_number,
  shown.source_row
from shown
left join recorded
  on shown.payer is not distinct from recorded.payer
 and shown.claim_id = recorded.claim_id
 and shown.source = recorded.source
where shown.cents > coalesce(recorded.cents, 0)
  and shown.recovered_date is not null

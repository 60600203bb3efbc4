-- relation: adjudicated_row
-- grain: one row per line as billed (837) that is read, with the payment that matches it
-- kept: step
--
-- The payments and reversals (CLP02 22) that a remittance has for a billed line, added up, money
-- and units. The line is found by the provider's line number (REF 6R), else by code, modifiers and
-- first day where that names one line, else, in a claim of one line, by that. A line without any
-- is pended: billed, and not known to be paid; so are all lines of a claim some of whose money
-- finds no line. A claim that another extract brings is left to that extract.
with read_line as (
  select
    submitted_claim.*,
    paid_bill.payer_claim_id
  from submitted_claim
  left join paid_bill
    on submitted_claim.bill_key = paid_bill.bill_key
),
movement as (
  select *
  from remitted_payment
  where (payer, payer_claim_id) in (select (payer, payer_claim_id) from paid_bill)
),
by_line_number as (
  select movement.movement_key, min(read_line.row_key) as row_key
  from movement
  join read_line
    on movement.payer = read_line.payer
   and movement.payer_claim_id = read_line.payer_claim_id
   and movement.line_control_number = read_line.line_control_number
  group by movement.movement_key
  having count(distinct read_line.row_key) = 1
),
same_service as (
  select
    movement.movement_key,
    min(read_line.row_key) as row_key
  from movement
  join read_line
    on movement.payer = read_line.payer
   and movement.payer_claim_id = read_line.payer_claim_id
   and coalesce(movement.hcpcs_code, '') = coalesce(read_line.hcpcs_code, '')
   and movement.modifiers = read_line.modifiers
   and movement.service_start_date = read_line.line_start_date
  where not exists (select 1 from by_line_number where by_line_number.movement_key = movement.movement_key)
  group by movement.movement_key
  having count(distinct read_line.row_key) = 1
),
only_line as (
  select payer, payer_claim_id, min(row_key) as row_key
  from read_line
  where payer_claim_id is not null
  group by payer, payer_claim_id
  having count(*) = 1
),
matched as (
  select movement_key, row_key from by_line_number
  union all
  select movement_key, row_key from same_service
  union all
  select movement.movement_key, only_line.row_key
  from movement
  join only_line
    on movement.payer = only_line.payer
   and movement.payer_claim_id = only_line.payer_claim_id
  where not exists (select 1 from by_line_number where by_line_number.movement_key = movement.movement_key)
    and not exists (select 1 from same_service where same_service.movement_key = movement.movement_key)
),
-- a claim all of whose money came back: no line of it stands, whatever the reversal named
taken_back as (
  select payer, payer_claim_id, max(payment_date) as last_date
  from movement
  group by payer, payer_claim_id
  having sum(paid_cents) = 0 and count(*) filter (where effect = 'reversal') > 0
),
-- money of a claim that finds no line leaves all its lines unknown: some would seem paid too much
uncertain as (
  select distinct payer, payer_claim_id
  from movement
  where paid_cents <> 0
    and not exists (select 1 from matched where matched.movement_key = movement.movement_key)
),
summed as (
  select
    matched.row_key,
    count(*) filter (where movement.effect = 'payment') as payments,
    count(*) filter (where movement.effect = 'reversal') as reversals,
    count(*) filter (where movement.effect = 'denial') as denials,
    cast(sum(movement.paid_cents) as bigint) as paid_cents,
    -- a movement that does not say its allowed amount or units leaves the sum unknown
    case
      when count(*) filter (where movement.effect <> 'denial' and movement.allowed_cents is null) = 0
      then cast(sum(movement.allowed_cents) as bigint)
    end as allowed_cents,
    case
      when count(*) filter (where movement.effect <> 'denial' and movement.units is null) = 0
      then sum(movement.units)
    end as units,
    min(case when movement.effect = 'payment' then movement.payment_date end) as first_payment_date,
    max(case when movement.effect = 'payment' then movement.payment_date end) as payment_date,
    max(movement.payment_date) as last_date
  from matched
  join movement
    on matched.movement_key = movement.movement_key
  where not exists (
    select 1
    from uncertain
    where uncertain.payer = movement.payer
      and uncertain.payer_claim_id = movement.payer_claim_id
  )
  group by matched.row_key
),
-- the check or transfer of the last payment
last_payment as (
  select
    matched.row_key,
    movement.payment_number,
    row_number() over (
      partition by matched.row_key
      order by movement.payment_date desc nulls last, movement.movement_key desc
    ) as place
  from matched
  join movement
    on matched.movement_key = movement.movement_key
  where movement.effect = 'payment'
),
-- an extract of the payer has the claim: under the payer's number, the bill's, or the provider's
in_other_extract as (
  select distinct read_line.row_key
  from read_line
  join medical_claim
    on medical_claim.payer = read_line.payer
   and medical_claim.claim_id = coalesce(read_line.payer_claim_id, read_line.claim_id)
  join loaded_file
    on medical_claim.load_number = loaded_file.load_number
  where not loaded_file.is_submission
  union
  select distinct read_line.row_key
  from read_line
  join dated_row
    on dated_row.payer = read_line.payer
   and dated_row.billing_npi = read_line.billing_npi
   and dated_row.member_id = read_line.member_id
   and read_line.patient_control_number in (dated_row.patient_control_number, dated_row.claim_id)
   and dated_row.line_start_date between read_line.first_day and read_line.last_day
  join loaded_file
    on dated_row.load_number = loaded_file.load_number
  where not loaded_file.is_submission
),
-- unpaid bills of several providers or weeks under one number are not one claim
unpaid as (
  select
    bill_key,
    dense_rank() over (partition by payer, claim_id order by bill_key) as place
  from read_line
  where payer_claim_id is null
)
select
  read_line.row_key,
  read_line.payer,
  coalesce(
    read_line.payer_claim_id,
    case when unpaid.place > 1 then read_line.claim_id || '/' || unpaid.place else read_line.claim_id end
  ) as claim_id,
  case
    when taken_back.payer is not null and coalesce(summed.denials, 0) = 0 then 'REVERSED'
    when summed.row_key is null then 'PENDED'
    when taken_back.payer is null and summed.payments > 0 and (summed.paid_cents > 0 or summed.reversals = 0) then 'PAID'
    when summed.denials > 0 then 'DENIED'
    else 'REVERSED'
  end as claim_status,
  case when taken_back.payer is not null then 0 else greatest(coalesce(summed.paid_cents, 0), 0) end as paid_cents,
  summed.allowed_cents,
  cast(summed.units as decimal(18, 3)) as units,
  coalesce(summed.payment_date, summed.last_date, taken_back.last_date) as paid_date,
  summed.first_payment_date,
  case when summed.row_key is not null then last_payment.payment_number end as payment_trace_number
from read_line
left join summed
  on read_line.row_key = summed.row_key
left join last_payment
  on read_line.row_key = last_payment.row_key
 and last_payment.place = 1
left join taken_back
  on read_line.payer = taken_back.payer
 and read_line.payer_claim_id = taken_back.payer_claim_id
left join (select distinct bill_key, place from unpaid) as unpaid
  on read_line.bill_key = unpaid.bill_key
where not exists (select 1 from in_other_extract where in_other_extract.row_key = read_line.row_key)

-- relation: paid_bill
-- grain: one row per bill (837) whose payment is known, with the payer's number of the claim
-- kept: step
--
-- A remittance (835) names a claim by the payer's number (CLP07) and by the provider's (CLP01).
-- A bill that carries the payer's number meets the remittance by it. Any other meets it by the
-- provider's number, biller, member and days of service: where several bills share those, in
-- order, and only if they are as many as the payer's claims (or as those that were paid); else no
-- payment is given to any. A void is never paid, and no claim is its own original.
with remitted_claim as (
  select
    payer, payer_claim_id, patient_control_number,
    min(billing_npi) as billing_npi,
    min(member_id) as member_id,
    min(service_start_date) as first_day,
    min(payment_date) as first_payment_date,
    count(*) filter (where effect = 'payment') > 0 as was_paid
  from remitted_payment
  group by payer, payer_claim_id, patient_control_number
),
bill as (
  select distinct
    bill_key, payer, claim_id, billing_npi, member_id, person_id, patient_control_number, frequency,
    original_claim_id, first_day, last_day
  from submitted_claim
),
by_payer_number as (
  select distinct bill.bill_key, bill.payer, remitted_claim.payer_claim_id
  from bill
  join remitted_claim
    on bill.payer = remitted_claim.payer
   and bill.claim_id = remitted_claim.payer_claim_id
),
candidate as (
  select distinct
    bill.bill_key, bill.payer, remitted_claim.payer_claim_id, remitted_claim.first_payment_date, remitted_claim.was_paid,
    -- the bills that share number, biller, member and first day, known by the first of them
    min(bill.bill_key) over (
      partition by bill.payer, bill.billing_npi, bill.member_id, bill.person_id, bill.patient_control_number, bill.first_day
    ) as first_bill
  from bill
  join remitted_claim
    on bill.payer = remitted_claim.payer
   and bill.patient_control_number = remitted_claim.patient_control_number
   and bill.billing_npi = coalesce(remitted_claim.billing_npi, bill.billing_npi)
   and coalesce(remitted_claim.member_id, bill.member_id) in (bill.member_id, bill.person_id)
   and coalesce(remitted_claim.first_day, bill.first_day) between bill.first_day and bill.last_day
   and coalesce(bill.original_claim_id, '') <> remitted_claim.payer_claim_id
  where bill.frequency <> '8'
    and not exists (select 1 from by_payer_number where by_payer_number.bill_key = bill.bill_key)
    and not exists (
      select 1
      from by_payer_number
      where by_payer_number.payer = remitted_claim.payer
        and by_payer_number.payer_claim_id = remitted_claim.payer_claim_id
    )
),
counted as (
  select
    first_bill,
    count(distinct bill_key) as bills,
    count(distinct payer_claim_id) as claims,
    count(distinct payer_claim_id) filter (where was_paid) as paid_claims
  from candidate
  group by first_bill
),
bill_place as (
  select
    bill_key, payer, first_bill,
    row_number() over (partition by first_bill order by bill_key) as place
  from (select distinct bill_key, payer, first_bill from candidate) as each_bill
),
claim_place as (
  select
    payer_claim_id, first_bill,
    row_number() over (partition by first_bill order by first_payment_date, payer_claim_id) as place
  from (
    select distinct candidate.first_bill, candidate.payer_claim_id, candidate.first_payment_date
    from candidate
    join counted
      on candidate.first_bill = counted.first_bill
    where counted.bills = counted.claims
       or (counted.bills = counted.paid_claims and candidate.was_paid)
  ) as each_claim
),
in_order as (
  select bill_place.bill_key, bill_place.payer, claim_place.payer_claim_id
  from bill_place
  join claim_place
    on bill_place.first_bill = claim_place.first_bill
   and bill_place.place = claim_place.place
)
select bill_key, payer, payer_claim_id from by_payer_number
union all
-- a pairing in order that gives a bill the very claim it replaces tells that the order is not theirs
select in_order.bill_key, in_order.payer, in_order.payer_claim_id
from in_order
join bill
  on in_order.bill_key = bill.bill_key
where coalesce(bill.original_claim_id, '') <> in_order.payer_claim_id

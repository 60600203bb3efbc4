-- relation: paid_bill
-- grain: one row per bill (837) whose payment is known, with the payer's number of the claim
-- kept: step
--
-- A remittance (835) names a claim by the payer's number (CLP07) and by the provider's (CLP01).
-- A bill that carries the payer's number meets the remittance by it. Any other meets it by the
-- provider's number, biller and member: where several bills share those, in order, and only if they
-- are as many as the payer's claims (or as those that were paid); else no payment is given to any.
with remitted_claim as (
  select
    payer, payer_claim_id, patient_control_number,
    min(billing_npi) as billing_npi,
    min(member_id) as member_id,
    min(payment_date) as first_payment_date,
    count(*) filter (where effect = 'payment') > 0 as was_paid
  from remitted_payment
  group by payer, payer_claim_id, patient_control_number
),
bill as (
  select distinct
    bill_key, payer, claim_id, billing_npi, member_id, person_id, patient_control_number, original_claim_id
  from submitted_claim
),
by_payer_number as (
  select distinct bill.bill_key, bill.payer, remitted_claim.payer_claim_id
  from bill
  join remitted_claim
    on bill.payer = remitted_claim.payer
   and bill.claim_id = remitted_claim.payer_claim_id
),
-- what is left to meet by the provider's number; a claim another bill names as its original is
-- no bill's own but that original's
bill_left as (
  select bill.*
  from bill
  where not exists (select 1 from by_payer_number where by_payer_number.bill_key = bill.bill_key)
),
claim_left as (
  select remitted_claim.*
  from remitted_claim
  where not exists (
    select 1
    from by_payer_number
    where by_payer_number.payer = remitted_claim.payer
      and by_payer_number.payer_claim_id = remitted_claim.payer_claim_id
  )
),
candidate as (
  select distinct
    bill_left.bill_key, bill_left.payer, bill_left.billing_npi, bill_left.member_id, bill_left.patient_control_number,
    claim_left.payer_claim_id, claim_left.first_payment_date, claim_left.was_paid
  from bill_left
  join claim_left
    on bill_left.payer = claim_left.payer
   and bill_left.patient_control_number = claim_left.patient_control_number
   and bill_left.billing_npi = coalesce(claim_left.billing_npi, bill_left.billing_npi)
   and coalesce(claim_left.member_id, bill_left.member_id) in (bill_left.member_id, bill_left.person_id)
),
counted as (
  select
    payer, billing_npi, member_id, patient_control_number,
    count(distinct bill_key) as bills,
    count(distinct payer_claim_id) as claims,
    count(distinct payer_claim_id) filter (where was_paid) as paid_claims
  from candidate
  group by payer, billing_npi, member_id, patient_control_number
),
bill_place as (
  select
    bill_key, payer, billing_npi, member_id, patient_control_number,
    row_number() over (partition by payer, billing_npi, member_id, patient_control_number order by bill_key) as place
  from (select distinct bill_key, payer, billing_npi, member_id, patient_control_number from candidate) as each_bill
),
claim_place as (
  select
    each_claim.*,
    row_number() over (
      partition by each_claim.payer, each_claim.billing_npi, each_claim.member_id, each_claim.patient_control_number
      order by each_claim.first_payment_date, each_claim.payer_claim_id
    ) as place
  from (
    select distinct
      candidate.payer, candidate.billing_npi, candidate.member_id, candidate.patient_control_number,
      candidate.payer_claim_id, candidate.first_payment_date
    from candidate
    join counted
      on candidate.payer = counted.payer
     and candidate.billing_npi = counted.billing_npi
     and candidate.member_id = counted.member_id
     and candidate.patient_control_number = counted.patient_control_number
    where counted.bills = counted.claims
       or (counted.bills = counted.paid_claims and candidate.was_paid)
  ) as each_claim
),
in_order as (
  select bill_place.bill_key, bill_place.payer, claim_place.payer_claim_id, bill_left.original_claim_id
  from bill_place
  join claim_place
    on bill_place.payer = claim_place.payer
   and bill_place.billing_npi = claim_place.billing_npi
   and bill_place.member_id = claim_place.member_id
   and bill_place.patient_control_number = claim_place.patient_control_number
   and bill_place.place = claim_place.place
  join bill_left
    on bill_place.bill_key = bill_left.bill_key
)
select bill_key, payer, payer_claim_id from by_payer_number
union all
select bill_key, payer, payer_claim_id
from in_order
where coalesce(original_claim_id, '') <> payer_claim_id

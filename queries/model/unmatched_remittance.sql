-- relation: unmatched_remittance
-- grain: one row per claim of a remittance (835) whose money meets no line of the store
-- kept: state
--
-- Counted and listed with the load: payments of a claim that the store does not hold, and those
-- of a bill (837) where some of the money finds no line, so that none of its lines is known to be
-- paid.
with remitted as (
  select
    payer, payer_claim_id, patient_control_number,
    min(load_number) as load_number,
    min(source_row) as source_row
  from remittance
  where payer_claim_id is not null
  group by payer, payer_claim_id, patient_control_number
),
held as (
  select remitted.payer, remitted.payer_claim_id, remitted.patient_control_number, version_row.claim_status
  from remitted
  join version_row
    on version_row.claim_id = remitted.payer_claim_id
   and version_row.payer = coalesce(remitted.payer, version_row.payer)
)
select
  remitted.payer,
  remitted.payer_claim_id as claim_id,
  remitted.patient_control_number,
  case
    when held.payer_claim_id is null then 'the store holds no claim of that number'
    else 'some of the money finds no line of the bill'
  end as reason,
  remitted.load_number,
  remitted.source_row
from remitted
left join (
  select payer, payer_claim_id, patient_control_number, count(*) filter (where claim_status <> 'PENDED') as decided
  from held
  group by payer, payer_claim_id, patient_control_number
) as held
  on remitted.payer is not distinct from held.payer
 and remitted.payer_claim_id = held.payer_claim_id
 and remitted.patient_control_number is not distinct from held.patient_control_number
where held.payer_claim_id is null or held.decided = 0

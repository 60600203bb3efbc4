-- relation: unmatched_remittance
-- grain: one row per claim of a remittance (835) that the store holds no claim for
-- kept: state
--
-- Counted and listed with the load: payments that meet no bill and no claim of another extract.
select
  remittance.payer, remittance.payer_claim_id as claim_id, remittance.patient_control_number,
  min(remittance.load_number) as load_number,
  min(remittance.source_row) as source_row
from remittance
where remittance.payer_claim_id is not null
  and not exists (
    select 1
    from version_row
    where version_row.claim_id = remittance.payer_claim_id
      and version_row.payer = coalesce(remittance.payer, version_row.payer)
  )
group by remittance.payer, remittance.payer_claim_id, remittance.patient_control_number

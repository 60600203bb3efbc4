-- relation: npi_tin
-- grain: one row per billing NPI that bills under exactly one tax number in the store
-- kept: step
--
-- The provider group of a line whose extract gives no tax number can be told from these.
select
  billing_npi,
  min(billing_tin) as billing_tin
from medical_claim
where billing_tin is not null
group by billing_npi
having count(distinct billing_tin) = 1

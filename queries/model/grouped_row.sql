-- relation: grouped_row
-- grain: one row per version of a claim line
-- kept: view
--
-- version_row with the provider group: the billing TIN, else that of the provider table on the first
-- day, else the one TIN that the NPI bills under in the store, else the NPI.
select
  version_row.*,
  coalesce(version_row.billing_tin, row_tin.tin, npi_tin.billing_tin, version_row.billing_npi) as provider_group
from version_row
left join row_tin
  on version_row.row_key = row_tin.row_key
left join npi_tin
  on version_row.billing_npi = npi_tin.billing_npi

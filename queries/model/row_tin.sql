-- relation: row_tin
-- grain: one row per row of a claim without a billing TIN to which the provider table gives one
-- kept: step
--
-- The one tax number that the provider table has for the billing NPI on the line's first day.
select
  version_row.row_key,
  min(provider.tin) as tin
from version_row
join provider
  on version_row.billing_npi = provider.npi
 and version_row.line_start_date >= coalesce(provider.effective_from, date '0001-01-01')
 and version_row.line_start_date <= coalesce(provider.effective_to, date '9999-12-31')
where version_row.billing_tin is null
group by version_row.row_key
having count(distinct provider.tin) = 1

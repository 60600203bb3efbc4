-- question: Where do per diem units and days of service differ?
-- parameter more_only: text = yes; yes: units above days; no: below too
-- parameter most: integer = 200; rows to show
--
-- Largest difference first. Units above days may be doses billed as days; units below may be a span
-- with days off. An end that the extract left empty is taken to be the start (end_assumed): check such
-- lines by header_day_count.
with line as (
  select
    payer, provider_group, claim_id, claim_line_number, hcpcs_code, line_start_date, line_end_date,
    day_count, header_day_count, end_assumed, units, units_basis, units - day_count as units_over_days, paid_amount
  from claim_line
  where is_per_diem
    and units is not null
)
select *
from line
where units_over_days > 0
   or ($more_only <> 'yes' and units_over_days < 0)
order by abs(units_over_days) desc, claim_id, claim_line_number
limit $most

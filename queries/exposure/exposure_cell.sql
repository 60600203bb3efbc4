-- relation: exposure_cell
-- grain: one row per payer, line of business, provider group, billing NPI and month of service
-- kept: audit
--
-- The cells that every exposure table sums. Each paid line is in one cell, in the month of its first day;
-- each dollar of a line is in one column.
select
  paid_line.billing_npi as npi,  -- for each cell key
  count(*) as lines_paid,
  cast(sum(paid_line.paid_cents) as bigint) as paid_cents,
  cast(coalesce(sum(paid_line.paid_cents) filter (where governed_line.line_id is not null), 0) as bigint) as governed_cents,
  count(governed_line.line_id) as lines_governed,
  count(line_exposure.line_id) as lines_flagged,
  cast(coalesce(sum(line_exposure.automated_cents), 0) as bigint) as automated_cents  -- for each exposure column, comma between
from paid_line
left join governed_line
  on paid_line.line_id = governed_line.line_id
left join line_exposure
  on paid_line.line_id = line_exposure.line_id
group by
  paid_line.billing_npi  -- for each cell key, comma between

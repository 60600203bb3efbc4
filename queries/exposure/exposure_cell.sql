-- relation: exposure_cell
-- grain: one row per payer, line of business, provider group, billing NPI and month of service
-- kept: audit
--
-- What every exposure table sums. Each paid line is in one cell, in the month of its first day;
-- each dollar of a line is in one column.
select
  paid_line.payer,
  paid_line.line_of_business,
  paid_line.provider_group,
  paid_line.billing_npi as npi,
  paid_line.service_month as month,
  count(*) as lines_paid,
  cast(sum(paid_line.paid_cents) as bigint) as paid_cents,
  cast(coalesce(sum(paid_line.paid_cents) filter (where governed_line.line_id is not null), 0) as bigint) as governed_cents,
  count(governed_line.line_id) as lines_governed,
  count(line_exposure.line_id) as lines_flagged,
  cast(coalesce(sum(line_exposure.automated_cents), 0) as bigint) as automated_cents,
  cast(coalesce(sum(line_exposure.records_cents), 0) as bigint) as records_cents,
  cast(coalesce(sum(line_exposure.lead_cents), 0) as bigint) as lead_cents,
  cast(coalesce(sum(line_exposure.unpriced_cents), 0) as bigint) as unpriced_cents,
  cast(coalesce(sum(line_exposure.out_of_lookback_cents), 0) as bigint) as out_of_lookback_cents,
  cast(coalesce(sum(line_exposure.on_hold_cents), 0) as bigint) as on_hold_cents,
  cast(coalesce(sum(line_exposure.not_recoupable_cents), 0) as bigint) as not_recoupable_cents,
  cast(coalesce(sum(line_exposure.resolved_cents), 0) as bigint) as resolved_cents
from paid_line
left join governed_line
  on paid_line.line_id = governed_line.line_id
left join line_exposure
  on paid_line.line_id = line_exposure.line_id
group by paid_line.payer, paid_line.line_of_business, paid_line.provider_group, paid_line.billing_npi, paid_line.service_month

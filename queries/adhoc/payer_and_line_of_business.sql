-- question: How do paid and exposed dollars spread over payers and lines of business?
-- waiver money: a rate to look at; exposure is not summed by both, and nothing stands on it
--
-- Each dollar once, in the strongest column that asks for it. exposure_rate is automated over governed.
with summed as (
  select
    payer,
    line_of_business,
    sum(lines_paid) as lines_paid,
    sum(paid_cents) as paid_cents,
    sum(governed_cents) as governed_cents,
    sum(lines_flagged) as lines_flagged,
    sum(automated_cents) as automated_cents,
    sum(records_cents) as records_cents,
    sum(lead_cents) as lead_cents,
    sum(unpriced_cents) as unpriced_cents
  from exposure_cell
  group by payer, line_of_business
)
select
  payer,
  line_of_business,
  lines_paid,
  cast(paid_cents * 0.01 as decimal(18, 2)) as paid_amount,
  cast(governed_cents * 0.01 as decimal(18, 2)) as governed_amount,
  lines_flagged,
  cast(automated_cents * 0.01 as decimal(18, 2)) as automated_amount,
  cast(records_cents * 0.01 as decimal(18, 2)) as records_amount,
  cast(lead_cents * 0.01 as decimal(18, 2)) as lead_amount,
  cast(unpriced_cents * 0.01 as decimal(18, 2)) as unpriced_amount,
  cast(case when governed_cents > 0 then cast(automated_cents as double) / governed_cents end as decimal(9, 6)) as exposure_rate
from summed
order by payer, line_of_business

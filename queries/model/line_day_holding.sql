-- relation: line_day_holding
-- grain: one row per day of a line that money was already taken back for
-- kept: audit
--
-- What the line holds on that day alone: R(cents x holds / paid), rounded half up to 4 decimals of a
-- cent, then to the cent. Of several days together the cents are summed first and rounded once, so
-- held_numerator, cents x holds, is given too: its sum, over paid_cents, is rounded the same way.
with held as (
  select
    line_holding.line_id,
    claim_line_day.service_date,
    line_holding.paid_cents,
    cast(claim_line_day.paid_cents as hugeint) * line_holding.holds_cents as held_numerator
  from line_holding
  join claim_line_day
    on line_holding.line_id = claim_line_day.line_id
)
select
  line_id,
  service_date,
  paid_cents,
  held_numerator,
  cast(((2 * held_numerator * 10000 + paid_cents) // (2 * paid_cents) + 5000) // 10000 as bigint) as holds_cents
from held

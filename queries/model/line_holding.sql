-- relation: line_holding
-- grain: one row per line, paid more than 0, that money was already taken back for
-- kept: audit
--
-- What the line still holds: paid cents less the recoveries known on the as-of date. A line that is
-- not here holds all it was paid. One recovered in full (is_recovered) is no payable evidence.
select
  paid_line.line_id,
  paid_line.paid_cents,
  recovered_line.recovered_cents,
  greatest(paid_line.paid_cents - recovered_line.recovered_cents, 0) as holds_cents,
  recovered_line.recovered_cents >= paid_line.paid_cents as is_recovered
from paid_line
join recovered_line
  on paid_line.line_id = recovered_line.line_id

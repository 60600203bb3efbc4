-- relation: doubtful_line
-- grain: one row per claim line of which the rows leave open what was paid
-- kept: audit
--
-- What unclear_line has against a line, in one text.
select
  line_id,
  payer,
  claim_id,
  string_agg(doubt, '; ' order by doubt) as doubt
from unclear_line
group by line_id, payer, claim_id

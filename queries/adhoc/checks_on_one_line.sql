-- question: Which checks flag the same lines, and how much do they share?
-- parameter check: text = ; check id; empty: all pairs
--
-- Pairs of checks with the lines both flag. Gross amounts of such a pair cannot be added: net exposure
-- counts each dollar once.
with flagged as (
  select distinct check_id, line_id, paid_amount
  from finding
  where mode = 'active'
    and outside is null
)
select
  one.check_id,
  other.check_id as other_check_id,
  count(*) as lines,
  sum(one.paid_amount) as paid_amount
from flagged as one
join flagged as other
  on one.line_id = other.line_id
 and one.check_id < other.check_id
where $check is null
   or one.check_id = $check
   or other.check_id = $check
group by one.check_id, other.check_id
order by lines desc, one.check_id, other.check_id

-- relation: returned_since
-- grain: one row per line with a finding that money came back for since the run
-- kept: table
--
-- What came back between the run and the day of the letter, or was told since: a recovery, a
-- remittance, or a review that says recovered for any finding of the line. The same recovery in a
-- later load is no news: it counts as often as in the load that has it most often.
with counted as (
  select
    claim_id, claim_line_number, payer, amount, recovered_date, source,
    load_number in (select load_number from read_load)
      and recovered_date <= (select as_of from letter_parameter) as was_known,
    count(*) as copies
  from recovery
  where recovered_date <= (select dated from letter_parameter)
  group by claim_id, claim_line_number, payer, amount, recovered_date, source, load_number
),
returned as (
  select claim_id, claim_line_number, payer
  from counted
  group by claim_id, claim_line_number, payer, amount, recovered_date, source
  having max(copies) > coalesce(max(copies) filter (where was_known), 0)
  union
  select claim_id, claim_line_number, payer
  from remitted_recovery
  where recovered_date <= (select dated from letter_parameter)
    and (
      recovered_date > (select as_of from letter_parameter)
      or load_number not in (select load_number from read_load)
    )
)
select distinct finding.line_id
from finding
join returned
  on finding.claim_id = returned.claim_id
 and finding.payer = coalesce(returned.payer, finding.payer)
 and finding.claim_line_number = coalesce(returned.claim_line_number, finding.claim_line_number)
union
select finding.line_id
from finding
join decided_since
  on finding.finding_id = decided_since.finding_id
join status_listed
  on decided_since.status = status_listed.status
where status_listed.is_recovered
